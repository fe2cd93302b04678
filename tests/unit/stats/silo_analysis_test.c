/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Silos of the sample organisation against values computed independently in R, and organisations that lack
 * one thing or another. */
#include "sample_silo.h"

#include "base/cleanup.h"

#define assert_near(got, expected) assert_true(fabs((got) - (expected)) <= 1e-6)
#define assert_unknown(got) assert_true(isnan(got))

static int compare_effects(const struct silo_analysis *a)
{
    static const char *const name[SILO_SERIES] = {"dW", "dC", "dENG", "dCO", "dCOL", "dB"};
    FILE *file = open_data("expected_effects.csv");
    struct row row;
    int mismatches = 0;
    size_t rows = 0;
    assert_true(read_row(file, &row));
    for (; read_row(file, &row); rows++) {
        size_t series = 0;
        while (strcmp(name[series], row.cell[0]) != 0) {
            series++;
        }
        const struct difference *d = &a->team[team_index(&row, 1)].difference[series];
        mismatches += differs("n", rows, (double)d->n, number(&row, 2));
        mismatches += differs("delta", rows, d->delta, number(&row, 3));
        mismatches += differs("se", rows, d->se, number(&row, 4));
        mismatches += differs("neff", rows, d->neff, number(&row, 5));
    }
    fclose(file);
    assert_int_equal(rows, TEAMS * SILO_SERIES);
    return mismatches;
}

/* Small p-values by their ratio: 1e-19 is not 1e-13. */
static int differs_p(const char *what, size_t which, double got, double expected)
{
    bool small = expected < 1e-3 && got > 0;
    return differs(what, which, small ? got / expected : got, small ? 1 : expected);
}

static int compare_indicators(const struct silo_team *team, size_t i, const struct row *head,
                              const struct row *row)
{
    static const char *const name[INDICATORS] = {"A1", "A2", "B1", "B2", "C1", "C2", "D1"};
    int mismatches = 0;
    for (size_t j = 0; j < INDICATORS; j++) {
        char p[8];
        snprintf(p, sizeof p, "p_%s", name[j]);
        const struct indicator *got = &team->indicator[j];
        mismatches += differs(name[j], i, got->x, number(row, column(head, name[j])));
        mismatches += differs_p(p, i, got->p, number(row, column(head, p)));
    }
    return mismatches;
}

static int compare_index(const struct silo_team *team, size_t i, const struct row *head,
                         const struct row *row)
{
    const struct silo_index *s = &team->index;
    return differs("score_A", i, s->family[FAMILY_A].score, number(row, column(head, "score_A"))) +
           differs("score_B", i, s->family[FAMILY_B].score, number(row, column(head, "score_B"))) +
           differs("score_C", i, s->family[FAMILY_C].score, number(row, column(head, "score_C"))) +
           differs("score_D", i, s->family[FAMILY_D].score, number(row, column(head, "score_D"))) +
           differs_p("pfam_A", i, s->family[FAMILY_A].p, number(row, column(head, "pfam_A"))) +
           differs_p("pfam_B", i, s->family[FAMILY_B].p, number(row, column(head, "pfam_B"))) +
           differs_p("pfam_C", i, s->family[FAMILY_C].p, number(row, column(head, "pfam_C"))) +
           differs_p("pfam_D", i, s->family[FAMILY_D].p, number(row, column(head, "pfam_D"))) +
           differs("index", i, s->index, number(row, column(head, "index"))) +
           differs("index_se", i, s->se, number(row, column(head, "index_se"))) +
           differs("index_lo", i, s->lo, number(row, column(head, "index_lo"))) +
           differs("index_hi", i, s->hi, number(row, column(head, "index_hi"))) +
           differs_p("p_pc", i, s->p, number(row, column(head, "p_pc"))) +
           differs_p("q_pc", i, team->q, number(row, column(head, "q_pc")));
}

static void the_sample_organisation_matches(void **state)
{
    (void)state;
    CLEANUP(sample_silo_free) struct sample_silo *s = sample_silo_new();
    struct silo_opts opts = silo_opts_usual();
    CLEANUP(silo_analysis_free) struct silo_analysis *a = sample_analysis(s, &opts);
    FILE *file = open_data("expected_silo.csv");
    struct row head;
    struct row row;
    int mismatches = compare_effects(a);
    assert_true(read_row(file, &head));
    for (size_t i = 0; i < TEAMS; i++) {
        assert_true(read_row(file, &row));
        mismatches += compare_indicators(&a->team[i], i, &head, &row);
        mismatches += compare_index(&a->team[i], i, &head, &row);
        bool flagged = strcmp(row.cell[column(&head, "flag")], "TRUE") == 0;
        assert_int_equal(a->team[i].q <= 0.05, flagged);
        assert_int_equal(flagged, i == 4 || i == 8);
    }
    fclose(file);
    assert_int_equal(mismatches, 0);
}

static void contributions_match(void **state)
{
    (void)state;
    CLEANUP(sample_silo_free) struct sample_silo *s = sample_silo_new();
    struct silo_opts opts = silo_opts_usual();
    CLEANUP(silo_analysis_free) struct silo_analysis *a = sample_analysis(s, &opts);
    const char *expected = json_value(s->json, "silo");
    int mismatches = 0;
    for (size_t i = 0; i < TEAMS; i++) {
        const struct silo_team *team = &a->team[i];
        for (size_t f = 0; f < FAMILIES; f++) {
            mismatches += differs("contribution", i, team->index.family[f].contribution,
                                  json_number(expected, "contribution", i * FAMILIES + f));
        }
        mismatches += differs("asymmetry", i, 25 * team->indicator[INDICATOR_C1].x,
                              json_number(expected, "asymmetry", i));
        mismatches += differs("asymmetry_se", i, 25 * team->indicator[INDICATOR_C1].se,
                              json_number(expected, "asymmetry_se", i));
        mismatches += differs("received", i, team->received.mean,
                              json_number(json_value(expected, "received"), "mean", i));
        mismatches += differs("EI_team", i, team->inwardness.ei, json_number(expected, "EI_team", i));
        mismatches += differs("unsupported", i, (double)team->support.unsupported,
                              json_number(expected, "unsupported", i));
    }
    mismatches += differs("organisation", 0, a->organisation.index,
                          json_number(expected, "org_index_headcount_weighted", 0));
    mismatches += differs("unsupported_share", 0, a->organisation.unsupported,
                          json_number(s->json, "unsupported_share", 0));
    assert_int_equal(mismatches, 0);
    assert_int_equal(a->organisation.flagged, 2);
    assert_int_equal(a->organisation.teams, TEAMS);
}

/* Both are well and their customers are not; of T04 neither is sure. */
static void quadrants_are_read(void **state)
{
    (void)state;
    CLEANUP(sample_silo_free) struct sample_silo *s = sample_silo_new();
    struct silo_opts opts = silo_opts_usual();
    CLEANUP(silo_analysis_free) struct silo_analysis *a = sample_analysis(s, &opts);
    assert_int_equal(a->team[4].quadrant, QUADRANT_INWARD);
    assert_int_equal(a->team[8].quadrant, QUADRANT_INWARD);
    assert_int_equal(a->team[3].quadrant, QUADRANT_UNDETERMINED);
    assert_int_equal(a->team[1].quadrant, QUADRANT_STRAINED);
    assert_int_equal(a->networks.reading, SILO_CLOSED_SHOPS);
    assert_int_equal(a->community[8], 2);
}

/* Numbers are there or a reason is: never neither, and never a NAN without one. */
static void assert_sound(const struct silo_analysis *a)
{
    for (size_t i = 0; i < a->teams; i++) {
        const struct silo_team *team = &a->team[i];
        for (size_t j = 0; j < INDICATORS; j++) {
            const struct indicator *got = &team->indicator[j];
            bool there = got->lack == LACK_NOTHING;
            assert_int_equal(isfinite(got->x) && isfinite(got->se) && got->p >= 0 && got->p <= 1, there);
            assert_true(there || (isnan(got->x) && isnan(got->p)));
        }
        for (size_t j = 0; j < SILO_SERIES; j++) {
            const struct difference *d = &team->difference[j];
            assert_int_equal(isfinite(d->delta) && isfinite(d->se) && isfinite(d->df),
                             d->lack == LACK_NOTHING);
        }
        const struct silo_index *s = &team->index;
        bool there = s->lack == LACK_NOTHING;
        assert_int_equal(isfinite(s->index) && isfinite(s->se) && s->lo <= s->index && s->index <= s->hi,
                         there);
        assert_int_equal(team->q >= 0 && team->q <= 1, there);
        assert_int_equal(isfinite(team->received.mean), team->received.lack == LACK_NOTHING);
        assert_int_equal(isfinite(team->inwardness.p), team->inwardness.lack == LACK_NOTHING);
    }
    assert_int_equal(isfinite(a->organisation.index), a->organisation.lack == LACK_NOTHING);
    assert_true(isfinite(a->networks.handoffs.figures.assortativity) ||
                a->networks.handoffs.lack != LACK_NOTHING);
    assert_true(isfinite(a->networks.ties.arrangement.ei.p_low) || a->networks.ties.lack != LACK_NOTHING);
    assert_true(isfinite(a->networks.communities.q) || a->networks.communities.lack != LACK_NOTHING);
}

static struct silo_analysis *analyse(const struct sample_silo *s)
{
    struct silo_opts opts = silo_opts_usual();
    struct silo_analysis *a = sample_analysis(s, &opts);
    assert_sound(a);
    return a;
}

static void one_team_alone_is_insufficient(void **state)
{
    (void)state;
    CLEANUP(sample_silo_free) struct sample_silo *s = sample_silo_new();
    s->input.teams = s->input.network.teams = 1;
    CLEANUP(silo_analysis_free) struct silo_analysis *a = analyse(s);
    assert_int_equal(a->team[0].indicator[INDICATOR_A1].lack, LACK_PERIODS);
    assert_int_equal(a->team[0].indicator[INDICATOR_A2].lack, LACK_LINK);
    assert_int_equal(a->team[0].indicator[INDICATOR_B2].lack, LACK_HANDOFFS);
    assert_int_equal(a->team[0].indicator[INDICATOR_C1].lack, LACK_PERIODS);
    assert_int_equal(a->team[0].indicator[INDICATOR_C2].lack, LACK_RATINGS);
    assert_int_equal(a->team[0].index.lack, LACK_INDICATORS);
    assert_int_equal(a->organisation.lack, LACK_INDICATORS);
    assert_int_equal(a->networks.handoffs.lack, LACK_TEAMS);
    assert_int_equal(a->networks.communities.lack, LACK_TEAMS);
}

static void nobody_is_no_error(void **state)
{
    (void)state;
    CLEANUP(sample_silo_free) struct sample_silo *s = sample_silo_new();
    s->input.teams = s->input.network.teams = s->input.network.units = s->input.periods = 0;
    CLEANUP(silo_analysis_free) struct silo_analysis *a = analyse(s);
    assert_int_equal(a->organisation.teams, 0);
    assert_int_equal(a->networks.ties.lack, LACK_TEAMS);
}

static void one_unit_has_no_reach(void **state)
{
    (void)state;
    CLEANUP(sample_silo_free) struct sample_silo *s = sample_silo_new();
    memset(s->unit, 0, sizeof s->unit);
    s->input.network.units = 1;
    CLEANUP(silo_analysis_free) struct silo_analysis *a = analyse(s);
    assert_int_equal(a->team[4].indicator[INDICATOR_C2].lack, LACK_RATINGS);
    assert_int_equal(a->team[4].index.lack, LACK_NOTHING); /* C1 speaks for its family */
    assert_true(a->team[4].q <= 0.05);
    assert_int_equal(a->networks.handoffs.lack, LACK_UNITS);
    assert_int_equal(a->networks.ties.lack, LACK_UNITS);
    assert_int_equal(a->networks.reading, SILO_READING_NONE);
    assert_int_equal(a->community[0], COMMUNITIES_ALONE);
}

static void blank(double *x, size_t n, double value)
{
    for (size_t i = 0; i < n; i++) {
        x[i] = value;
    }
}

/* Without customers there are A not and B not: two families of four are no index. */
static void no_customers_are_no_index(void **state)
{
    (void)state;
    CLEANUP(sample_silo_free) struct sample_silo *s = sample_silo_new();
    blank(s->series[SILO_CUSTOMER], TEAMS * PERIODS, NAN);
    blank(s->series[SILO_BOUNCE], TEAMS * PERIODS, NAN);
    blank(s->handoff, TEAMS * TEAMS, 0);
    CLEANUP(silo_analysis_free) struct silo_analysis *a = analyse(s);
    for (size_t i = 0; i < TEAMS; i++) {
        assert_int_equal(a->team[i].index.lack, LACK_INDICATORS);
        assert_int_equal(a->team[i].index.families, 2);
        assert_int_equal(a->team[i].quadrant, QUADRANT_UNDETERMINED);
    }
    assert_unknown(a->organisation.unsupported);
    assert_int_equal(a->networks.handoffs.lack, LACK_HANDOFFS);
    assert_int_equal(a->networks.communities.lack, LACK_HANDOFFS);
    assert_int_equal(a->networks.ties.lack, LACK_NOTHING);
    assert_int_equal(a->networks.reading, SILO_READING_NONE);
}

static void no_ratings_leave_three_families(void **state)
{
    (void)state;
    CLEANUP(sample_silo_free) struct sample_silo *s = sample_silo_new();
    blank(s->rating, TEAMS * TEAMS, NAN);
    CLEANUP(silo_analysis_free) struct silo_analysis *a = analyse(s);
    assert_int_equal(a->team[4].indicator[INDICATOR_B2].lack, LACK_RATINGS);
    assert_int_equal(a->team[4].indicator[INDICATOR_C1].lack, LACK_RATINGS);
    assert_int_equal(a->team[4].index.families, 3);
    assert_int_equal(a->team[4].index.lack, LACK_NOTHING);
    assert_int_equal(a->networks.ties.lack, LACK_TIES);
    assert_int_equal(a->networks.handoffs.lack, LACK_NOTHING);
    assert_true(a->networks.handoffs.arrangement.ei.p_low < 0.05);
    assert_int_equal(a->networks.reading, SILO_READING_NONE); /* nobody knows about collaboration */
    assert_unknown(a->organisation.unsupported);
}

/* Everything is asked, answered by all alike, and handed to nobody but one desk. */
static void everybody_alike_is_insufficient(void **state)
{
    (void)state;
    CLEANUP(sample_silo_free) struct sample_silo *s = sample_silo_new();
    for (size_t i = 0; i < SILO_SERIES; i++) {
        blank(s->series[i], TEAMS * PERIODS, i == SILO_BOUNCE ? 0.5 : 50);
    }
    blank(s->rating, TEAMS * TEAMS, 50);
    blank(s->handoff, TEAMS * TEAMS, 0);
    for (size_t i = 1; i < TEAMS; i++) {
        s->handoff[i * TEAMS] = 1000;
    }
    CLEANUP(silo_analysis_free) struct silo_analysis *a = analyse(s);
    assert_int_equal(a->team[1].indicator[INDICATOR_A1].lack, LACK_VARIATION);
    assert_int_equal(a->team[1].indicator[INDICATOR_B1].lack, LACK_VARIATION);
    assert_int_equal(a->team[1].indicator[INDICATOR_C1].lack, LACK_VARIATION);
    assert_int_equal(a->team[1].indicator[INDICATOR_C2].lack, LACK_TIES);
    assert_int_equal(a->team[1].index.lack, LACK_INDICATORS);
    assert_int_equal(a->networks.communities.count, 1);
}

/* The only team whose handoffs leave it stands out of nothing. */
static void only_one_team_hands_on(void **state)
{
    (void)state;
    CLEANUP(sample_silo_free) struct sample_silo *s = sample_silo_new();
    blank(s->handoff, TEAMS * TEAMS, 0);
    blank(s->handoff, TEAMS, 40);
    CLEANUP(silo_analysis_free) struct silo_analysis *a = analyse(s);
    assert_int_equal(a->team[0].indicator[INDICATOR_B2].lack, LACK_HANDOFFS);
    assert_int_equal(a->team[5].indicator[INDICATOR_B2].lack, LACK_HANDOFFS);
    assert_int_equal(a->networks.handoffs.lack, LACK_NOTHING);
}

/* Everyone works with everyone, and everything is always supported. */
static void all_tied_is_no_evidence(void **state)
{
    (void)state;
    CLEANUP(sample_silo_free) struct sample_silo *s = sample_silo_new();
    blank(s->rating, TEAMS * TEAMS, 80);
    CLEANUP(silo_analysis_free) struct silo_analysis *a = analyse(s);
    for (size_t i = 0; i < TEAMS; i++) {
        assert_near(a->team[i].indicator[INDICATOR_C2].p, 1);
        assert_near(a->team[i].indicator[INDICATOR_B2].p, 1);
        assert_int_equal(a->team[i].indicator[INDICATOR_C1].lack, LACK_NOTHING);
    }
    assert_near(a->networks.ties.arrangement.ei.p_low, 1);
    assert_int_equal(a->networks.reading, SILO_SPECIALISED);
}

static void an_isolate_still_has_an_index(void **state)
{
    (void)state;
    CLEANUP(sample_silo_free) struct sample_silo *s = sample_silo_new();
    for (size_t i = 0; i < TEAMS; i++) {
        s->rating[i * TEAMS + 4] = s->rating[4 * TEAMS + i] = NAN;
        s->handoff[i * TEAMS + 4] = s->handoff[4 * TEAMS + i] = 0;
    }
    CLEANUP(silo_analysis_free) struct silo_analysis *a = analyse(s);
    assert_int_equal(a->team[4].inwardness.lack, LACK_TIES);
    assert_int_equal(a->team[4].indicator[INDICATOR_B2].lack, LACK_HANDOFFS);
    assert_int_equal(a->team[4].indicator[INDICATOR_C2].lack, LACK_RATINGS);
    assert_int_equal(a->team[4].index.families, 3);
    assert_int_equal(a->community[4], COMMUNITIES_ALONE);
    assert_int_equal(a->networks.communities.teams, TEAMS - 1);
}

/* Its rate counts in nobody's comparison either. */
static void a_router_is_left_out_of_bounce(void **state)
{
    (void)state;
    CLEANUP(sample_silo_free) struct sample_silo *s = sample_silo_new();
    CLEANUP(silo_analysis_free) struct silo_analysis *before = analyse(s);
    s->router[8] = true;
    CLEANUP(silo_analysis_free) struct silo_analysis *a = analyse(s);
    assert_int_equal(a->team[8].indicator[INDICATOR_B1].lack, LACK_ROLE);
    assert_int_equal(a->team[8].difference[SILO_BOUNCE].n, 0);
    assert_int_equal(a->team[8].indicator[INDICATOR_B2].lack, LACK_NOTHING);
    assert_true(a->team[4].indicator[INDICATOR_B1].x > before->team[4].indicator[INDICATOR_B1].x + 0.05);
    assert_near(a->team[4].indicator[INDICATOR_A1].x, before->team[4].indicator[INDICATOR_A1].x);
}

static void headcounts_weigh_the_organisation(void **state)
{
    (void)state;
    CLEANUP(sample_silo_free) struct sample_silo *s = sample_silo_new();
    blank(s->headcount, TEAMS, NAN);
    CLEANUP(silo_analysis_free) struct silo_analysis *unknown = analyse(s);
    assert_int_equal(unknown->organisation.lack, LACK_HEADCOUNT);
    assert_int_equal(unknown->organisation.flagged, 2);
    s->headcount[4] = 30;
    s->headcount[0] = 10;
    CLEANUP(silo_analysis_free) struct silo_analysis *a = analyse(s);
    assert_near(a->organisation.index, (30 * a->team[4].index.index + 10 * a->team[0].index.index) / 40);
}

static void rows_behind_the_teams_are_compared_with(void **state)
{
    (void)state;
    CLEANUP(sample_silo_free) struct sample_silo *s = sample_silo_new();
    CLEANUP(silo_analysis_free) struct silo_analysis *all = analyse(s);
    s->input.teams = s->input.network.teams = 8;
    s->input.others = 4;
    CLEANUP(silo_analysis_free) struct silo_analysis *a = analyse(s);
    assert_int_equal(a->teams, 8);
    assert_near(a->team[4].indicator[INDICATOR_A1].x, all->team[4].indicator[INDICATOR_A1].x);
    assert_near(a->team[4].indicator[INDICATOR_B1].x, all->team[4].indicator[INDICATOR_B1].x);
}

static void bounds_of_options_are_named(void **state)
{
    (void)state;
    CLEANUP(sample_silo_free) struct sample_silo *s = sample_silo_new();
    struct silo_opts opts = silo_opts_usual();
    struct silo_analysis *a = NULL;
    struct error err;
    opts.link.correlation.max_lag = CORRELATION_MAX_LAG + 1;
    assert_false(silo_analysis_new(&s->input, &opts, &a, &err));
    assert_int_equal(err.code, ERROR_CONFIG);
    assert_null(a);
    assert_null(silo_analysis_free(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_sample_organisation_matches),
        cmocka_unit_test(contributions_match),
        cmocka_unit_test(quadrants_are_read),
        cmocka_unit_test(one_team_alone_is_insufficient),
        cmocka_unit_test(nobody_is_no_error),
        cmocka_unit_test(one_unit_has_no_reach),
        cmocka_unit_test(no_customers_are_no_index),
        cmocka_unit_test(no_ratings_leave_three_families),
        cmocka_unit_test(everybody_alike_is_insufficient),
        cmocka_unit_test(only_one_team_hands_on),
        cmocka_unit_test(all_tied_is_no_evidence),
        cmocka_unit_test(an_isolate_still_has_an_index),
        cmocka_unit_test(a_router_is_left_out_of_bounce),
        cmocka_unit_test(headcounts_weigh_the_organisation),
        cmocka_unit_test(rows_behind_the_teams_are_compared_with),
        cmocka_unit_test(bounds_of_options_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
