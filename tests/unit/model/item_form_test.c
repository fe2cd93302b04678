/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The items of a dimension, brought to one scale and found again in other versions of the survey. */
#include "model/item_form.h"

#include <stdlib.h>

#include "../unit.h"

static void ask(struct survey *survey, const char *code, int16_t min, int16_t max, bool reverse)
{
    struct question *q = &survey->questions[survey->n_questions++];
    *q = (struct question){.kind = QUESTION_SCALE, .min = min, .max = max, .reverse = reverse};
    code_copy(span_text(code), q->code);
    code_copy(span_text("mood"), q->dimension);
}

/* The only dimension. */
static struct dimension mood_of(const struct survey *survey)
{
    struct dimension dimensions[2 * SURVEY_MAX_QUESTIONS];
    struct error err;
    size_t n = 0;
    assert_true(survey_dimensions(survey, dimensions, &n, &err));
    assert_int_equal(n, 1);
    return dimensions[0];
}

static struct survey *new_survey(void)
{
    struct survey *survey = calloc(1, sizeof *survey);
    assert_non_null(survey);
    return survey;
}

static void answers_count_from_the_worst(void **state)
{
    (void)state;
    CLEANUP(survey_free) struct survey *survey = new_survey();
    ask(survey, "up", 1, 5, false);
    ask(survey, "down", 1, 5, true);
    struct dimension mood = mood_of(survey);
    struct item_form form = item_form_of(survey, &mood);
    assert_int_equal(form.n, 2);
    assert_int_equal(form.scale, 4);
    assert_int_equal(form.options, 5);
    assert_string_equal(form.items[1].code, "down");
    assert_int_equal(form.items[0].worst, 1);
    assert_int_equal(form.items[1].worst, 5);
    assert_int_equal(form.items[1].best, 1);
    assert_int_equal(item_form_step(&form, 0), 1);
    assert_int_equal(item_form_step(&form, 1), 1);
}

static void unequal_items_have_a_common_scale_and_no_options(void **state)
{
    (void)state;
    CLEANUP(survey_free) struct survey *survey = new_survey();
    ask(survey, "a", 0, 4, false);
    ask(survey, "b", 1, 7, true);
    struct dimension mood = mood_of(survey);
    struct item_form form = item_form_of(survey, &mood);
    assert_int_equal(form.scale, 12);
    assert_int_equal(form.options, 0);
    assert_int_equal(item_form_step(&form, 0), 3);
    assert_int_equal(item_form_step(&form, 1), 2);
}

static void another_version_is_searched_by_code(void **state)
{
    (void)state;
    CLEANUP(survey_free) struct survey *first = new_survey();
    CLEANUP(survey_free) struct survey *second = new_survey();
    uint8_t positions[SURVEY_MAX_QUESTIONS];
    ask(first, "a", 0, 4, false);
    ask(first, "b", 0, 4, true);
    ask(second, "b", 0, 4, true);
    ask(second, "a", 0, 4, false);
    struct dimension mood = mood_of(first);
    struct item_form form = item_form_of(first, &mood);
    struct dimension there = mood_of(second);
    assert_true(item_form_place(&form, second, &there, positions));
    assert_int_equal(positions[0], 1);
    assert_int_equal(positions[1], 0);
}

static void other_items_are_another_form(void **state)
{
    (void)state;
    CLEANUP(survey_free) struct survey *survey = new_survey();
    uint8_t positions[SURVEY_MAX_QUESTIONS];
    ask(survey, "a", 0, 4, false);
    ask(survey, "b", 0, 4, true);
    struct dimension mood = mood_of(survey);
    struct item_form form = item_form_of(survey, &mood);
    assert_true(item_form_place(&form, survey, &mood, positions));

    survey->questions[1].reverse = false;
    assert_false(item_form_place(&form, survey, &mood, positions));
    survey->questions[1].reverse = true;
    survey->questions[0].max = 5;
    assert_false(item_form_place(&form, survey, &mood, positions));
    survey->questions[0].max = 4;
    ask(survey, "c", 0, 4, false);
    struct dimension more = mood_of(survey);
    assert_false(item_form_place(&form, survey, &more, positions));
    survey->n_questions = 1;
    struct dimension less = mood_of(survey);
    assert_false(item_form_place(&form, survey, &less, positions));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_count_from_the_worst),
        cmocka_unit_test(unequal_items_have_a_common_scale_and_no_options),
        cmocka_unit_test(another_version_is_searched_by_code),
        cmocka_unit_test(other_items_are_another_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
