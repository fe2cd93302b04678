/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/metric_set.h"

#include "small_organisation.h"

static const struct metric *metric_named(const struct metric_set *set, const char *dimension)
{
    for (size_t i = 0; i < set->n; i++) {
        if (strcmp(set->metrics[i].dimension, dimension) == 0) {
            return &set->metrics[i];
        }
    }
    fail_msg("no dimension %s", dimension);
    return NULL;
}

static struct metric_set *make(struct survey *const *surveys, const int64_t *submissions, size_t n)
{
    struct metric_set *set = NULL;
    struct error err = {0};
    if (!metric_set_new(surveys, submissions, n, &set, &err)) {
        fail_msg("%s", err.text);
    }
    return set;
}

static void versions_of_a_survey_share_a_unit(void **state)
{
    (void)state;
    struct survey *v2 CLEANUP(survey_free) = small_survey("pulse", 2);
    struct survey *v1 CLEANUP(survey_free) = small_survey("pulse", 1);
    struct survey *surveys[] = {v2, v1};
    const int64_t submissions[] = {3, 4};
    struct metric_set *set CLEANUP(metric_set_free) = make(surveys, submissions, 2);
    assert_int_equal(set->n_sources, 2);
    assert_int_equal(set->sources[0].submissions, 3);
    assert_int_equal(set->sources[1].submissions, 4);
    assert_int_equal(set->sources[0].dimensions[0].unit, 6);
    assert_int_equal(set->sources[1].dimensions[0].unit, 8);
    assert_int_equal(metric_named(set, "mood")->unit, 24);
    assert_int_equal(set->sources[0].metrics[0], set->sources[1].metrics[0]);
    assert_true(metric_named(set, "enps")->has_data);
    assert_true(metric_named(set, "engagement")->has_data);
    assert_int_equal(metric_named(set, "rating")->kind, DIMENSION_RATINGS);
}

static void a_survey_that_was_not_run_has_no_data(void **state)
{
    (void)state;
    struct survey *visit CLEANUP(survey_free) = small_survey("visit", 1);
    struct survey *pulse CLEANUP(survey_free) = small_survey("pulse", 1);
    struct survey *surveys[] = {visit, pulse};
    const int64_t submissions[] = {0, 4};
    struct metric_set *set CLEANUP(metric_set_free) = make(surveys, submissions, 2);
    assert_int_equal(set->n_sources, 1);
    assert_false(metric_named(set, "csat")->has_data);
    assert_int_equal(metric_named(set, "csat")->top_box, 2);
    assert_true(metric_named(set, "mood")->has_data);
}

/* Who answers both surveys must not count twice in one cell: the one with more submissions keeps the
 * dimension, the newer of equals. */
static void a_dimension_belongs_to_one_survey(void **state)
{
    (void)state;
    struct survey *other CLEANUP(survey_free) = small_survey("other", 2);
    struct survey *pulse CLEANUP(survey_free) = small_survey("pulse", 1);
    struct survey *surveys[] = {other, pulse};
    const int64_t both[] = {4, 4};
    struct metric_set *set CLEANUP(metric_set_free) = make(surveys, both, 2);
    assert_string_equal(metric_named(set, "mood")->survey, "other");
    assert_int_equal(metric_named(set, "mood")->unit, 6);
    assert_int_equal(set->sources[1].metrics[0], METRIC_NONE);

    const int64_t few[] = {1, 4};
    struct metric_set *most CLEANUP(metric_set_free) = make(surveys, few, 2);
    assert_string_equal(metric_named(most, "mood")->survey, "pulse");

    const int64_t old_only[] = {0, 4};
    struct metric_set *old CLEANUP(metric_set_free) = make(surveys, old_only, 2);
    assert_string_equal(metric_named(old, "mood")->survey, "pulse");
}

static void a_change_of_kind_is_not_counted_together(void **state)
{
    (void)state;
    struct survey *v2 CLEANUP(survey_free) = small_survey("pulse", 1);
    struct survey *v1 CLEANUP(survey_free) = small_survey("pulse", 2);
    code_copy(span_text("enps"), v1->questions[0].dimension); /* a scale before, an NPS question now */
    struct survey *surveys[] = {v2, v1};
    const int64_t submissions[] = {3, 4};
    struct metric_set *set CLEANUP(metric_set_free) = make(surveys, submissions, 2);
    assert_int_equal(metric_named(set, "enps")->kind, DIMENSION_NPS);
    assert_int_equal(set->sources[1].metrics[0], METRIC_NONE);
}

static void an_inconsistent_survey_is_named(void **state)
{
    (void)state;
    struct survey *pulse CLEANUP(survey_free) = small_survey("pulse", 1);
    pulse->questions[0].max = 0;
    struct survey *surveys[] = {pulse};
    const int64_t submissions[] = {1};
    struct metric_set *set = NULL;
    struct error err = {0};
    assert_false(metric_set_new(surveys, submissions, 1, &set, &err));
    assert_non_null(strstr(err.text, "survey pulse version 1: "));
    assert_null(set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versions_of_a_survey_share_a_unit),
        cmocka_unit_test(a_survey_that_was_not_run_has_no_data),
        cmocka_unit_test(a_dimension_belongs_to_one_survey),
        cmocka_unit_test(a_change_of_kind_is_not_counted_together),
        cmocka_unit_test(an_inconsistent_survey_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
