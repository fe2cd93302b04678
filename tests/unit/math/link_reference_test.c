/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole linkage of the sample organisation against values computed independently in R:
 * tests/data/organisation. */
#include "sample_data.h"

#include "math/correlation.h"
#include "math/fdr.h"
#include "math/mismatch.h"
#include "math/pooling.h"

#define TEAMS SAMPLE_TEAMS
#define PERIODS SAMPLE_PERIODS
#define LAGS 9

struct organisation {
    double x[TEAMS * PERIODS];
    double y[TEAMS * PERIODS];
    struct correlation *correlation;
    struct pooling_effect effect[TEAMS * LAGS];
    struct pooling_family family;
    struct pooling_common common;
    struct pooling_estimate estimate;
    char *json; /* expected.json from "link" on */
    int mismatches;
};

/* Names each value that differs, and goes on. */
static void compare(struct organisation *o, const char *what, size_t which, double got, double expected)
{
    o->mismatches += differs(what, which, got, expected);
}

static int set_up(void **state)
{
    struct organisation *o = calloc(1, sizeof *o);
    assert_non_null(o);
    read_cells("expected_employee_cells.csv", "wellbeing", o->x);
    read_cells("expected_customer_cells.csv", "csat100", o->y);
    o->json = read_json_from(SAMPLE_ORGANISATION "expected.json", "\"link\":");
    struct correlation_input input = {TEAMS, PERIODS, o->x, o->y, 0};
    struct correlation_opts opts = {4, 20, 16, 6};
    struct error err;
    assert_true(correlation_new(&input, &opts, &o->correlation, &err));
    for (size_t i = 0; i < (size_t)TEAMS * LAGS; i++) {
        o->effect[i] = (struct pooling_effect){o->correlation->lag[i].z, o->correlation->lag[i].v};
    }
    o->family = (struct pooling_family){TEAMS, LAGS, o->effect, 4};
    o->common = pooling_common(&o->family, POOLING_EVERYBODY);
    o->estimate = pooling_estimate(&o->family, o->common.best, POOLING_EVERYBODY);
    *state = o;
    return 0;
}

static int tear_down(void **state)
{
    struct organisation *o = *state;
    correlation_free(o->correlation);
    free(o->json);
    free(o);
    return 0;
}

static void the_small_team_is_insufficient(void **state)
{
    struct organisation *o = *state;
    for (size_t i = 0; i < TEAMS; i++) {
        assert_int_equal(o->correlation->team[i].status,
                         i == 11 ? CORRELATION_INSUFFICIENT : CORRELATION_PUBLISHED);
    }
    assert_int_equal(o->correlation->team[11].n_pairs, 20);
    assert_in_range(o->correlation->team[11].n_white, 1, 15);
}

static void lags_match(void **state)
{
    struct organisation *o = *state;
    FILE *file = open_data("expected_link_ccf.csv");
    struct row head;
    struct row row;
    size_t rows = 0;
    assert_true(read_row(file, &head));
    for (; read_row(file, &row); rows++) {
        size_t team = team_index(&row, 0);
        long lag = strtol(row.cell[1], NULL, 10);
        const struct correlation_lag *got = &o->correlation->lag[team * LAGS + (size_t)(lag + 4)];
        assert_int_equal(got->lag, lag);
        compare(o, "n", rows, (double)got->n, number(&row, column(&head, "n")));
        compare(o, "r", rows, got->r, number(&row, column(&head, "r")));
        compare(o, "z", rows, got->z, number(&row, column(&head, "z")));
        compare(o, "v", rows, got->v, number(&row, column(&head, "v")));
        compare(o, "t", rows, got->t, number(&row, column(&head, "t")));
        compare(o, "p", rows, got->p, number(&row, column(&head, "p")));
    }
    fclose(file);
    assert_int_equal(rows, 11 * LAGS);
    assert_int_equal(o->mismatches, 0);
}

static void compare_own(struct organisation *o, const struct row *head, const struct row *row, size_t i)
{
    const struct correlation_team *team = &o->correlation->team[i];
    const struct correlation_lag *best = &o->correlation->lag[i * LAGS + team->best];
    compare(o, "n_pairs", i, (double)team->n_pairs, number(row, column(head, "n_pairs")));
    compare(o, "phi_x", i, team->phi_x, number(row, column(head, "phi_x")));
    compare(o, "phi_y", i, team->phi_y, number(row, column(head, "phi_y")));
    compare(o, "r_level", i, team->level.r, number(row, column(head, "r_level_lag0")));
    compare(o, "neff", i, team->level.neff, number(row, column(head, "neff")));
    compare(o, "r_level_lo", i, team->level.lo, number(row, column(head, "r_level_lo")));
    compare(o, "r_level_hi", i, team->level.hi, number(row, column(head, "r_level_hi")));
    compare(o, "spearman", i, team->level.spearman, number(row, column(head, "spearman")));
    compare(o, "best_lag", i, best->lag, number(row, column(head, "best_lag")));
    compare(o, "r_best", i, best->r, number(row, column(head, "r_best")));
    compare(o, "p_sidak", i, team->p_team, number(row, column(head, "p_sidak")));
}

static void compare_direction(const struct organisation *o, const struct row *head, const struct row *row,
                              size_t i)
{
    const struct correlation_team *team = &o->correlation->team[i];
    static const char *const name[] = {"undetermined", "wellbeing_leads", "customer_leads"};
    char set[64] = "";
    for (int j = 0; j < LAGS; j++) {
        if (team->lag_set >> j & 1) {
            snprintf(set + strlen(set), sizeof set - strlen(set), "%s%d", *set == '\0' ? "" : " ", j - 4);
        }
    }
    assert_string_equal(set, row->cell[column(head, "lag_set")]);
    assert_string_equal(name[team->direction], row->cell[column(head, "direction")]);
}

/* Returns the p of the team at the lag the others have in common. */
static double compare_left_out(struct organisation *o, const struct row *head, const struct row *row,
                               size_t i)
{
    struct pooling_left_out out = pooling_leave_out(&o->family, i);
    const struct correlation_lag *lag = &o->correlation->lag[i * LAGS + out.lag];
    compare(o, "loo.lag", i, lag->lag, number(row, column(head, "loo.lag")));
    compare(o, "loo.r", i, lag->r, number(row, column(head, "loo.r")));
    compare(o, "loo.n", i, (double)lag->n, number(row, column(head, "loo.n")));
    compare(o, "loo.p_two", i, lag->p, number(row, column(head, "loo.p_two")));
    compare(o, "loo.z_others", i, out.residual.z_others, number(row, column(head, "loo.z_others")));
    compare(o, "loo.r_others", i, tanh(out.residual.z_others), number(row, column(head, "loo.r_others")));
    compare(o, "loo.resid_z", i, out.residual.z, number(row, column(head, "loo.resid_z")));
    compare(o, "loo.p_lower", i, out.residual.p_lower, number(row, column(head, "loo.p_lower")));
    compare(o, "loo.p_lag_others", i, out.p_lag_others, number(row, column(head, "loo.p_lag_others")));
    return lag->p;
}

static void teams_match(void **state)
{
    struct organisation *o = *state;
    double p[TEAMS];
    double p_left_out[TEAMS];
    double expected[3][TEAMS];
    FILE *file = open_data("expected_link_teams.csv");
    struct row head;
    struct row row;
    assert_true(read_row(file, &head));
    for (size_t i = 0; i < TEAMS; i++) {
        p[i] = o->correlation->team[i].p_team;
        p_left_out[i] = NAN;
        expected[0][i] = expected[1][i] = expected[2][i] = NAN;
    }
    while (read_row(file, &row)) {
        size_t i = team_index(&row, 0);
        compare_own(o, &head, &row, i);
        compare_direction(o, &head, &row, i);
        p_left_out[i] = compare_left_out(o, &head, &row, i);
        expected[0][i] = number(&row, column(&head, "q_BH"));
        expected[1][i] = number(&row, column(&head, "q_BY"));
        expected[2][i] = number(&row, column(&head, "loo.q_BH"));
    }
    fclose(file);
    double q[3][TEAMS];
    struct error err;
    assert_true(fdr_bh(p, TEAMS, q[0], &err) && fdr_by(p, TEAMS, q[1], &err) &&
                fdr_bh(p_left_out, TEAMS, q[2], &err));
    for (size_t i = 0; i < TEAMS; i++) {
        compare(o, "q_BH", i, q[0][i], expected[0][i]);
        compare(o, "q_BY", i, q[1][i], expected[1][i]);
        compare(o, "loo.q_BH", i, q[2][i], expected[2][i]);
    }
    assert_int_equal(o->mismatches, 0);
}

static void the_common_lag_matches(void **state)
{
    struct organisation *o = *state;
    assert_int_equal(o->common.best, json_number(o->json, "k_star", 0) + 4);
    for (size_t j = 0; j < LAGS; j++) {
        compare(o, "stouffer_z", j, o->common.z[j], json_number(o->json, "stouffer_z", j));
        compare(o, "stouffer_p", j, o->common.p[j], json_number(o->json, "stouffer_p", j));
    }
    compare(o, "p_pooled_sidak", 0, o->common.p_sidak, json_number(o->json, "p_pooled_sidak", 0));
    assert_int_equal(o->mismatches, 0);
}

static void compare_pairs(struct organisation *o, const char *dl)
{
    const struct pooling_estimate *e = &o->estimate;
    for (size_t end = 0; end < 2; end++) {
        compare(o, "ci_z", end, e->ci_z[end], json_number(dl, "ci_z", end));
        compare(o, "pi_z", end, e->pi_z[end], json_number(dl, "pi_z", end));
        compare(o, "ci_r", end, e->ci_r[end], json_number(dl, "ci_r", end));
        compare(o, "pi_r", end, e->pi_r[end], json_number(dl, "pi_r", end));
    }
}

static void the_pooled_estimate_matches(void **state)
{
    struct organisation *o = *state;
    const struct pooling_estimate *e = &o->estimate;
    const char *dl = strstr(o->json, "\"pooled_DL\"");
    assert_int_equal(e->k, json_number(dl, "k", 0));
    compare(o, "Q", 0, e->q, json_number(dl, "Q", 0));
    compare(o, "Q_p", 0, e->q_p, json_number(dl, "Q_p", 0));
    compare(o, "tau2", 0, e->tau2, json_number(dl, "tau2", 0));
    compare(o, "I2", 0, e->i2, json_number(dl, "I2", 0));
    compare(o, "z", 0, e->z, json_number(dl, "z", 0));
    compare(o, "se", 0, e->se, json_number(dl, "se", 0));
    compare(o, "se_mkh", 0, e->se_mkh, json_number(dl, "se_mkh", 0));
    compare(o, "p_mkh", 0, e->p_mkh, json_number(dl, "p_mkh", 0));
    compare(o, "r", 0, e->r, json_number(dl, "r", 0));
    compare(o, "fe_z", 0, e->fe_z, json_number(dl, "fe_z", 0));
    compare(o, "fe_se", 0, e->fe_se, json_number(dl, "fe_se", 0));
    compare(o, "fe_p", 0, e->fe_p, json_number(dl, "fe_p", 0));
    compare_pairs(o, dl);
    assert_int_equal(o->mismatches, 0);
}

static void shrunken_teams_match(void **state)
{
    struct organisation *o = *state;
    const char *dl = strstr(o->json, "\"pooled_DL\"");
    for (size_t i = 0; i < 11; i++) {
        struct pooling_shrunken eb = pooling_shrink(&o->estimate, o->effect[i * LAGS + o->common.best]);
        compare(o, "eb_z", i, eb.z, json_number(dl, "eb_z", i));
        compare(o, "eb_se", i, eb.se, json_number(dl, "eb_se", i));
        compare(o, "eb_r", i, eb.r, json_number(dl, "eb_r", i));
    }
    assert_int_equal(o->mismatches, 0);
}

static void the_mismatch_test_agrees(void **state)
{
    struct organisation *o = *state;
    const char *expected = strstr(o->json, "\"mismatch\"");
    double p = json_number(expected, "p", 0);
    double permutations = json_number(expected, "B", 0);
    struct mismatch got;
    struct error err;
    assert_true(mismatch_test(o->correlation, (uint32_t)permutations, 20250331, &got, &err));
    assert_int_equal(got.teams, 11);
    compare(o, "stat", 0, got.stat, json_number(expected, "stat", 0));
    assert_true(fabs(got.p - p) <= 4.0 * M_SQRT2 * sqrt(p * (1.0 - p) / permutations));
    assert_int_equal(o->mismatches, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_small_team_is_insufficient),
        cmocka_unit_test(lags_match),
        cmocka_unit_test(teams_match),
        cmocka_unit_test(the_common_lag_matches),
        cmocka_unit_test(the_pooled_estimate_matches),
        cmocka_unit_test(shrunken_teams_match),
        cmocka_unit_test(the_mismatch_test_agrees),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
