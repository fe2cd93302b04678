/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An analysis as rows: words for its codes, lags for their indexes, null for what is not known. */
#include "stats/linkage_rows.h"

#include "linked_teams.h"
#include "math/detectable.h"

#define assert_same(got, expected) assert_true((got) == (expected))

/* Rows, and the claims that they point into. */
struct told {
    struct linkage_claims *claims;
    struct linkage_rows *rows;
};

static void told_free_local(const struct told *told)
{
    linkage_rows_free(told->rows);
    linkage_claims_free(told->claims);
}

static struct told tell(const struct linkage_analysis *a, const struct linkage_subject *subject)
{
    struct told told = {NULL, NULL};
    struct error err;
    assert_true(linkage_claims_new(a, subject, &told.claims, &err));
    assert_true(linkage_rows_new(a, subject, told.claims, &told.rows, &err));
    return told;
}

static void teams_have_a_row_by_lag_when_they_are_analysed(void **state)
{
    (void)state;
    struct linkage_analysis_opts opts = linked_opts();
    struct linkage_analysis *a CLEANUP(linkage_analysis_free) = linked_analysis(&opts, TEAMS);
    a->correlation->team[1].status = CORRELATION_NO_VARIATION;
    struct linkage_subject subject = linked_subject(&opts);
    struct told told CLEANUP(told_free) = tell(a, &subject);
    const struct linkage_rows *rows = told.rows;
    assert_int_equal(rows->results.teams, TEAMS);
    assert_int_equal(rows->results.lags, (ANALYSED - 1) * LAGS);
    for (size_t i = 0; i < rows->results.lags; i++) {
        const struct linkage_lag_row *row = &rows->results.lag[i];
        size_t team = i / LAGS == 0 ? 0 : i / LAGS + 1;
        const struct correlation_lag *lag = &a->correlation->lag[team * LAGS + i % LAGS];
        assert_same(row->team_id, linked_ids[team]);
        assert_same(row->lag, (int)(i % LAGS) - LAGS / 2);
        assert_same(row->n, (double)lag->n);
        const double got[] = {row->r, row->z, row->v, row->t, row->p};
        const double expected[] = {lag->r, lag->z, lag->v, lag->t, lag->p};
        assert_memory_equal(got, expected, sizeof got);
    }
}

static void a_team_that_is_not_analysed_has_its_status_and_counts_alone(void **state)
{
    (void)state;
    struct linkage_analysis_opts opts = linked_opts();
    struct linkage_analysis *a CLEANUP(linkage_analysis_free) = linked_analysis(&opts, TEAMS);
    a->correlation->team[1].status = CORRELATION_NO_VARIATION;
    struct linkage_subject subject = linked_subject(&opts);
    struct told told CLEANUP(told_free) = tell(a, &subject);
    const struct linkage_rows *rows = told.rows;
    const struct linkage_team_row *rare = &rows->results.team[RARE];
    assert_string_equal(rare->status, "insufficient");
    assert_same(rare->n_pairs, 10);
    assert_same(rare->min_series, 20);
    assert_same(rare->min_pairs, 16);
    const struct linkage_team_row *flat = &rows->results.team[1];
    assert_string_equal(flat->status, "no_variation");
    assert_same(flat->n_white, (double)a->correlation->team[1].n_white);
    const double unknown[] = {flat->phi_x,
                              flat->slope_y,
                              flat->r_level_lag0,
                              flat->neff,
                              flat->spearman,
                              flat->best_lag,
                              flat->r_best,
                              flat->p_sidak,
                              flat->q_bh,
                              flat->q_by,
                              flat->loo_lag,
                              flat->loo_n,
                              flat->loo_p_two,
                              flat->loo_q_bh,
                              flat->loo_r_others,
                              flat->loo_p_lower,
                              flat->eb_z,
                              flat->eb_se,
                              flat->eb_r,
                              flat->p_level_lag0,
                              flat->r_level_best,
                              flat->neff_best,
                              flat->r_level_best_lo,
                              flat->p_level_best,
                              flat->spearman_best,
                              flat->spearman_best_hi,
                              flat->r_detectable,
                              flat->loo_r_detectable,
                              flat->loo_q_by};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        assert_unknown(unknown[i]);
    }
    assert_null(flat->direction);
    assert_null(flat->lag_set);
    assert_string_equal(flat->evidence, "none");
    assert_same(rare->mean_x, a->between_team[RARE].x.mean);
    assert_same(rare->mean_x_n, 10);
    assert_same(rare->mean_y_se, a->between_team[RARE].y.se);
    assert_same(rare->rel_y, a->between_team[RARE].rel_y);
    assert_same(rare->responses, 100);
    assert_same(rare->invited, a->participation[RARE].invited);
    assert_unknown(rare->response_rho);
    assert_same(flat->response_rho, a->participation[1].rho);
}

/* What nobody looked at was not counted either. */
static void a_withheld_team_has_its_status_alone(void **state)
{
    (void)state;
    struct linkage_analysis_opts opts = linked_opts();
    opts.correlation.min_series = PERIODS + 1;
    struct linkage_analysis *a CLEANUP(linkage_analysis_free) = linked_analysis(&opts, TEAMS);
    a->withheld = true;
    struct linkage_subject subject = linked_subject(&opts);
    struct told told CLEANUP(told_free) = tell(a, &subject);
    const struct linkage_results *results = &told.rows->results;
    assert_int_equal(results->teams, TEAMS);
    assert_int_equal(results->lags, 0);
    assert_string_equal(results->organisation.state, "insufficient");
    assert_string_equal(results->organisation.grade, "cannot_tell");
    for (size_t i = 0; i < TEAMS; i++) {
        assert_string_equal(results->team[i].status, "not_a_team_property");
        assert_string_equal(results->team[i].grade, "cannot_tell");
        assert_true(isnan(results->team[i].n_pairs) && isnan(results->team[i].n_white));
    }
}

static void lags_are_told_in_periods(void **state)
{
    (void)state;
    struct linkage_analysis_opts opts = linked_opts();
    struct linkage_analysis *a CLEANUP(linkage_analysis_free) = linked_analysis(&opts, TEAMS);
    a->tests[LINKAGE_OWN].q_bh[ODD] = 0.1;
    a->tests[LINKAGE_OWN].q_by[ODD] = 0.2;
    a->tests[LINKAGE_COMMON_LAG].q_bh[ODD] = 0.3;
    a->tests[LINKAGE_COMMON_LAG].q_by[ODD] = 0.4;
    a->tests[LINKAGE_OWN].evidence[ODD] = EVIDENCE_CONFIRMED;
    a->tests[LINKAGE_COMMON_LAG].evidence[ODD] = EVIDENCE_PRELIMINARY;
    a->tests[LINKAGE_OWN].kept[RARE] = EVIDENCE_CONFIRMED;
    a->tests[LINKAGE_COMMON_LAG].kept[RARE] = EVIDENCE_PRELIMINARY;
    a->tests[LINKAGE_WHOLE].kept[0] = EVIDENCE_CONFIRMED;
    struct linkage_subject subject = linked_subject(&opts);
    struct told told CLEANUP(told_free) = tell(a, &subject);
    const struct linkage_rows *rows = told.rows;
    const struct linkage_team_row *odd = &rows->results.team[ODD];
    assert_string_equal(odd->status, "published");
    assert_same(odd->team_id, 17);
    assert_same(odd->best_lag, -1);
    assert_same(odd->r_best, a->correlation->lag[ODD * LAGS + LAG(-1)].r);
    assert_same(odd->loo_lag, 2);
    assert_same(odd->loo_r, a->correlation->lag[ODD * LAGS + LAG(2)].r);
    assert_same(odd->loo_p_two, a->tests[LINKAGE_COMMON_LAG].p[ODD]);
    assert_true(odd->q_bh == 0.1 && odd->q_by == 0.2 && odd->loo_q_bh == 0.3 && odd->loo_q_by == 0.4);
    assert_string_equal(odd->evidence, "confirmed");
    assert_string_equal(odd->loo_evidence, "preliminary");
    assert_string_equal(rows->results.team[RARE].evidence, "none");
    assert_string_equal(rows->results.team[RARE].evidence_kept, "confirmed");
    assert_string_equal(rows->results.team[RARE].loo_evidence_kept, "preliminary");
    assert_string_equal(rows->results.organisation.evidence, "none");
    assert_string_equal(rows->results.organisation.evidence_kept, "confirmed");
    assert_same(odd->loo_r_others, tanh(odd->loo_z_others));
    struct pooling_shrunken drawn = pooling_shrink(&a->estimate, a->effect[ODD * LAGS + LAG(2)]);
    assert_true(odd->eb_z == drawn.z && odd->eb_se == drawn.se && odd->eb_r == drawn.r);
}

static void levels_are_told_at_both_lags(void **state)
{
    (void)state;
    struct linkage_analysis_opts opts = linked_opts();
    struct linkage_analysis *a CLEANUP(linkage_analysis_free) = linked_analysis(&opts, TEAMS);
    struct linkage_subject subject = linked_subject(&opts);
    struct told told CLEANUP(told_free) = tell(a, &subject);
    const struct linkage_rows *rows = told.rows;
    const struct linkage_team_row *row = &rows->results.team[0];
    const struct level_correlation *now = &a->correlation->team[0].level;
    const struct level_correlation *best = &a->correlation->team[0].level_best;
    const double got[] = {
        row->r_level_lag0, row->neff,          row->r_level_lo,       row->r_level_hi,
        row->p_level_lag0, row->spearman,      row->spearman_lo,      row->spearman_hi,
        row->r_level_best, row->neff_best,     row->r_level_best_lo,  row->r_level_best_hi,
        row->p_level_best, row->spearman_best, row->spearman_best_lo, row->spearman_best_hi};
    const double expected[] = {now->r,  now->neff,      now->lo,           now->hi,
                               now->p,  now->spearman,  now->spearman_lo,  now->spearman_hi,
                               best->r, best->neff,     best->lo,          best->hi,
                               best->p, best->spearman, best->spearman_lo, best->spearman_hi};
    assert_memory_equal(got, expected, sizeof got);
    assert_same(best->lag, 2);
    assert_true(best->r > now->r);
}

/* Of the lag with most pairs, 39 at lag 0; the lag of the others pays for no search. */
static void what_could_have_been_shown_is_told(void **state)
{
    (void)state;
    struct linkage_analysis_opts opts = linked_opts();
    struct linkage_analysis *a CLEANUP(linkage_analysis_free) = linked_analysis(&opts, TEAMS);
    struct linkage_subject subject = linked_subject(&opts);
    struct told told CLEANUP(told_free) = tell(a, &subject);
    const struct linkage_rows *rows = told.rows;
    const struct linkage_team_row *row = &rows->results.team[0];
    assert_same(row->n_white, 39);
    assert_same(row->r_detectable, detectable_r(1.0 / 35, LAGS));
    assert_same(row->loo_r_detectable, detectable_r(1.0 / (row->loo_n - 4), 1));
}

static void another_dimension_than_wellbeing_is_not_called_so(void **state)
{
    (void)state;
    struct linkage_analysis_opts opts = linked_opts();
    struct linkage_analysis *a CLEANUP(linkage_analysis_free) = linked_analysis(&opts, TEAMS);
    struct linkage_subject subject = linked_subject(&opts);
    subject.employee = "engagement";
    a->correlation->team[0].direction = CORRELATION_X_LEADS;
    a->correlation->team[1].direction = CORRELATION_Y_LEADS;
    struct told told CLEANUP(told_free) = tell(a, &subject);
    assert_string_equal(told.rows->results.team[0].direction, "employee_leads");
    assert_string_equal(told.rows->results.team[1].direction, "customer_leads");
}

static void a_lag_set_is_a_text_of_rising_lags(void **state)
{
    (void)state;
    static const char *const directions[] = {[CORRELATION_UNDETERMINED] = "undetermined",
                                             [CORRELATION_X_LEADS] = "wellbeing_leads",
                                             [CORRELATION_Y_LEADS] = "customer_leads"};
    struct linkage_analysis_opts opts = linked_opts();
    struct linkage_analysis *a CLEANUP(linkage_analysis_free) = linked_analysis(&opts, TEAMS);
    for (size_t i = 0; i < 3; i++) {
        a->correlation->team[i].direction = (enum correlation_direction)i;
    }
    a->correlation->team[0].lag_set = UINT64_C(1) << LAG(3) | 1 << LAG(0) | 1 << LAG(-4);
    a->correlation->team[1].lag_set = UINT64_C(1) << LAG(4);
    a->correlation->team[2].lag_set = 0;
    struct linkage_subject subject = linked_subject(&opts);
    struct told told CLEANUP(told_free) = tell(a, &subject);
    const struct linkage_rows *rows = told.rows;
    assert_string_equal(rows->results.team[0].lag_set, "-4 0 3");
    assert_string_equal(rows->results.team[1].lag_set, "4");
    assert_string_equal(rows->results.team[2].lag_set, "");
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(rows->results.team[i].direction, directions[i]);
    }
}

static void the_longest_lag_set_has_room(void **state)
{
    (void)state;
    struct linkage_analysis_opts opts = linked_opts();
    opts.correlation.max_lag = CORRELATION_MAX_LAG;
    struct linkage_analysis *a CLEANUP(linkage_analysis_free) = linked_analysis(&opts, TEAMS);
    a->correlation->team[0].lag_set = UINT64_MAX >> (64 - CORRELATION_MAX_LAGS);
    a->correlation->team[1].lag_set = UINT64_C(1) << (CORRELATION_MAX_LAGS - 1);
    struct linkage_subject subject = linked_subject(&opts);
    struct told told CLEANUP(told_free) = tell(a, &subject);
    const struct linkage_rows *rows = told.rows;
    const char *text = rows->results.team[0].lag_set;
    assert_memory_equal(text, "-26 -25 ", 8);
    assert_string_equal(text + strlen(text) - 6, " 25 26");
    assert_string_equal(rows->results.team[1].lag_set, "26");
}

static void what_cannot_be_pooled_is_unknown(void **state)
{
    (void)state;
    struct linkage_analysis_opts opts = linked_opts();
    opts.correlation.min_centre = 0;
    struct linkage_analysis *a CLEANUP(linkage_analysis_free) = linked_analysis(&opts, 3);
    struct linkage_subject subject = linked_subject(&opts);
    struct told told CLEANUP(told_free) = tell(a, &subject);
    const struct linkage_rows *rows = told.rows;
    assert_string_equal(rows->results.organisation.state, "insufficient");
    const struct linkage_team_row *team = &rows->results.team[0];
    assert_string_equal(team->status, "published");
    assert_unknown(team->loo_lag);
    assert_unknown(team->loo_z_others);
    assert_unknown(team->eb_r);
}

static void claims_go_with_the_rows(void **state)
{
    (void)state;
    struct linkage_analysis_opts opts = linked_opts();
    struct linkage_analysis *a CLEANUP(linkage_analysis_free) = linked_analysis(&opts, TEAMS);
    struct linkage_subject subject = linked_subject(&opts);
    a->tests[LINKAGE_OWN].evidence[0] = EVIDENCE_CONFIRMED;
    a->correlation->team[0].direction = CORRELATION_X_LEADS;
    struct told told CLEANUP(told_free) = tell(a, &subject);
    const struct linkage_results *results = &told.rows->results;
    assert_true(results->claims == told.claims->n && results->claim == told.claims->row);
    assert_string_equal(results->organisation.grade, told.claims->row[0].grade);
    assert_string_equal(results->team[0].grade, "leads_in_time");
    assert_string_equal(results->team[RARE].grade, "cannot_tell");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(teams_have_a_row_by_lag_when_they_are_analysed),
        cmocka_unit_test(a_team_that_is_not_analysed_has_its_status_and_counts_alone),
        cmocka_unit_test(a_withheld_team_has_its_status_alone),
        cmocka_unit_test(lags_are_told_in_periods),
        cmocka_unit_test(a_lag_set_is_a_text_of_rising_lags),
        cmocka_unit_test(the_longest_lag_set_has_room),
        cmocka_unit_test(what_cannot_be_pooled_is_unknown),
        cmocka_unit_test(levels_are_told_at_both_lags),
        cmocka_unit_test(what_could_have_been_shown_is_told),
        cmocka_unit_test(claims_go_with_the_rows),
        cmocka_unit_test(another_dimension_than_wellbeing_is_not_called_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
