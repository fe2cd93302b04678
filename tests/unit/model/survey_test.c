/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit.h"

#include <stdlib.h>

#include "model/survey.h"

static struct survey *survey_of(enum audience audience)
{
    struct survey *survey = calloc(1, sizeof *survey);
    assert_non_null(survey);
    survey->audience = audience;
    return survey;
}

static struct question *add(struct survey *survey, const char *code, const char *dimension, int16_t min,
                            int16_t max)
{
    struct question *q = &survey->questions[survey->n_questions++];
    *q = (struct question){.min = min, .max = max};
    code_copy(span_text(code), q->code);
    code_copy(span_text(dimension), q->dimension);
    return q;
}

static void questions_gather_in_dimensions(void **state)
{
    (void)state;
    CLEANUP(survey_free) struct survey *s = survey_of(AUDIENCE_EMPLOYEE);
    for (int i = 0; i < 5; i++) {
        add(s, (const char *[]){"wb1", "wb2", "wb3", "wb4", "wb5"}[i], "wellbeing", 0, 5);
    }
    add(s, "enps", "enps", 0, 10)->kind = QUESTION_NPS;
    add(s, "safety1", "safety", 1, 5);
    struct dimension d[2 * SURVEY_MAX_QUESTIONS];
    size_t n = 0;
    struct error err;
    assert_true(survey_dimensions(s, d, &n, &err));
    assert_int_equal(n, 4);
    assert_string_equal(d[0].code, "wellbeing");
    assert_int_equal(d[0].n_items, 5);
    assert_int_equal(d[0].unit, 5 * 60); /* range 5, means over 1 … 5 items */
    assert_string_equal(d[1].code, "enps");
    assert_int_equal(d[1].kind, DIMENSION_NPS);
    assert_string_equal(d[2].code, "engagement"); /* fed by the same question */
    assert_int_equal(d[2].kind, DIMENSION_MEAN);
    assert_int_equal(d[2].items[0], 5);
    assert_int_equal(d[2].unit, 10);
    assert_int_equal(d[3].unit, 4);
    assert_int_equal(survey_find_question(s, span_text("enps"), 0), 5);
    assert_int_equal(survey_find_question(s, span_text("nothing"), 0), -1);
    for (size_t guess = 0; guess < 20; guess++) {
        assert_int_equal(survey_find_question(s, span_text("enps"), guess), 5);
    }
}

static void a_customers_recommendation_is_no_engagement(void **state)
{
    (void)state;
    CLEANUP(survey_free) struct survey *s = survey_of(AUDIENCE_CUSTOMER);
    add(s, "csat", "csat", 1, 5);
    add(s, "nps", "nps", 0, 10)->kind = QUESTION_NPS;
    add(s, "ces", "ces", 1, 7);
    struct dimension d[2 * SURVEY_MAX_QUESTIONS];
    size_t n = 0;
    struct error err;
    assert_true(survey_dimensions(s, d, &n, &err));
    assert_int_equal(n, 3);
    assert_int_equal(d[0].top_box, 2);
    assert_int_equal(d[1].top_box, 0);
    assert_int_equal(d[2].top_box, 3);
}

static void refuse(struct survey *s, const char *because)
{
    struct dimension d[2 * SURVEY_MAX_QUESTIONS];
    size_t n = 0;
    struct error err;
    assert_false(survey_dimensions(s, d, &n, &err));
    assert_int_equal(err.code, ERROR_INPUT);
    assert_non_null(strstr(err.text, because));
}

static void inconsistent_surveys_are_refused(void **state)
{
    (void)state;
    CLEANUP(survey_free) struct survey *s = survey_of(AUDIENCE_EMPLOYEE);
    add(s, "a", "x", 1, 5);
    add(s, "a", "x", 1, 5);
    refuse(s, "twice");
    code_copy(span_text("b"), s->questions[1].code);
    s->questions[1].max = 1;
    refuse(s, "min must be below max");
    s->questions[1] =
        (struct question){.min = 0, .max = 10, .kind = QUESTION_NPS, .code = "b", .dimension = "x"};
    refuse(s, "different kinds");
    s->questions[1].max = 9;
    refuse(s, "0 and 10");
    s->questions[0].kind = s->questions[1].kind = QUESTION_TEAM_RATINGS;
    refuse(s, "team_ratings");
    s->questions[0] =
        (struct question){.min = 0, .max = 10007, .kind = QUESTION_SCALE, .code = "a", .dimension = "x"};
    s->questions[1] =
        (struct question){.min = 0, .max = 9973, .kind = QUESTION_SCALE, .code = "b", .dimension = "x"};
    refuse(s, "summed exactly");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(questions_gather_in_dimensions),
        cmocka_unit_test(a_customers_recommendation_is_no_engagement),
        cmocka_unit_test(inconsistent_surveys_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
