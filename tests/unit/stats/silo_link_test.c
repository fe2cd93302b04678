/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each team's link beside that of the others: the sample organisation, and where there is none. */
#include "sample_silo.h"

#include "stats/silo_link.h"

static const struct silo_link_opts usual = {
    {.max_lag = 4, .min_series = 20, .min_pairs = 16, .min_centre = 6}, .min_pool = 4};

static void compare(const struct sample_silo *s, const struct silo_link_opts *opts, size_t teams,
                    struct indicator_link *ret)
{
    struct correlation_input input = {teams, PERIODS, s->series[SILO_WELLBEING], s->series[SILO_CUSTOMER],
                                      TEAMS - teams};
    struct error err;
    assert_true(silo_link_compare(&input, opts, ret, &err));
}

static void the_sample_organisation_matches(void **state)
{
    (void)state;
    CLEANUP(sample_silo_free) struct sample_silo *s = sample_silo_new();
    struct indicator_link link[TEAMS];
    compare(s, &usual, TEAMS, link);
    FILE *file = open_data("expected_link_teams.csv");
    struct row head;
    struct row row;
    int mismatches = 0;
    assert_true(read_row(file, &head));
    while (read_row(file, &row)) {
        size_t i = team_index(&row, 0);
        mismatches += differs("r", i, link[i].r, number(&row, column(&head, "loo.r")));
        mismatches += differs("v", i, link[i].v, 1 / (number(&row, column(&head, "loo.n")) - 4));
        mismatches += differs("r_others", i, link[i].r_others, number(&row, column(&head, "loo.r_others")));
        mismatches +=
            differs("p_others", i, link[i].p_others, number(&row, column(&head, "loo.p_lag_others")));
        mismatches += differs("p_lower", i, link[i].p_lower, number(&row, column(&head, "loo.p_lower")));
    }
    fclose(file);
    assert_int_equal(mismatches, 0);
    assert_true(isnan(link[11].r)); /* too few weeks of its own; the others have a link all the same */
    assert_true(link[11].p_others < 0.05);
}

static void few_others_have_nothing_in_common(void **state)
{
    (void)state;
    CLEANUP(sample_silo_free) struct sample_silo *s = sample_silo_new();
    struct indicator_link link[TEAMS];
    compare(s, &usual, 5, link);
    assert_true(!isnan(link[0].r));
    compare(s, &usual, 4, link);
    assert_true(isnan(link[0].r) && isnan(link[0].v) && isnan(link[0].r_others) && isnan(link[0].p_lower));
    assert_true(isnan(link[0].p_others));
    compare(s, &usual, 0, link);
}

static void bounds_are_named(void **state)
{
    (void)state;
    CLEANUP(sample_silo_free) struct sample_silo *s = sample_silo_new();
    struct silo_link_opts opts = usual;
    struct indicator_link link[TEAMS];
    struct correlation_input input = {TEAMS, PERIODS, s->series[0], s->series[1], 0};
    struct error err;
    opts.correlation.min_pairs = 4;
    assert_false(silo_link_compare(&input, &opts, link, &err));
    assert_int_equal(err.code, ERROR_CONFIG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_sample_organisation_matches),
        cmocka_unit_test(few_others_have_nothing_in_common),
        cmocka_unit_test(bounds_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
