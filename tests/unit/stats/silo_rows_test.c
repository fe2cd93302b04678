/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An analysis as rows: every figure where it belongs, and the sentence that fits. */
#include "sample_silo.h"

#include "base/cleanup.h"
#include "stats/silo_rows.h"

/* The sample organisation with ids 101 and on. */
struct trial {
    struct sample_silo *sample;
    struct silo_analysis *analysis;
    struct silo_told *told;
    struct silo_opts opts;
    int32_t ids[TEAMS];
    double handed_on[TEAMS];
    char code[TEAMS][CODE_SIZE];
    double visits[TEAMS];
    double shown[TEAMS * TEAMS];
    enum evidence evidence[TEAMS];
    struct series_cells cells;
    struct silo_source source;
};

static void trial_free_local(struct trial *trial)
{
    silo_told_free(trial->told);
    silo_analysis_free(trial->analysis);
    sample_silo_free(trial->sample);
}

/* What is told of the analysis as it is now. */
static void tell(struct trial *trial)
{
    const struct silo_told_input input = {trial->analysis,
                                          &trial->opts,
                                          &trial->sample->input.network,
                                          trial->shown,
                                          trial->sample->input.headcount,
                                          trial->visits,
                                          5};
    struct error err = {0};
    trial->told = silo_told_free(trial->told);
    assert_true(silo_told_new(&input, &trial->told, &err));
}

static void start(struct trial *trial)
{
    trial->sample = sample_silo_new();
    trial->opts = silo_opts_usual();
    trial->opts.network.arrangement.seed = 77;
    trial->analysis = sample_analysis(trial->sample, &trial->opts);
    for (int32_t i = 0; i < TEAMS; i++) {
        trial->ids[i] = 101 + i;
        trial->handed_on[i] = 0.45;
        snprintf(trial->code[i], CODE_SIZE, "T%02d", i + 1);
        trial->visits[i] = 5000;
    }
    tell(trial);
    trial->cells =
        (struct series_cells){.first = 2852, .periods = PERIODS, .teams = TEAMS, .team_id = trial->ids};
    trial->source = (struct silo_source){.cells = &trial->cells,
                                         .handed_on = trial->handed_on,
                                         .visits = trial->visits,
                                         .unit = trial->sample->unit,
                                         .code = trial->code};
}

static struct silo_rows *rows_of(const struct trial *trial, bool tested)
{
    const struct silo_subject subject = {
        trial->analysis, trial->told, &trial->source, &trial->opts, trial->evidence, tested, 5};
    struct silo_rows *rows = NULL;
    struct error err = {0};
    if (!silo_rows_new(&subject, &rows, &err)) {
        fail_msg("%s", err.text);
    }
    return rows;
}

#define SAME(a, b) assert_true((a) == (b) || (isnan(a) && isnan(b)))

static void every_figure_of_a_team(void **state)
{
    (void)state;
    CLEANUP(trial_free) struct trial trial = {0};
    start(&trial);
    CLEANUP(silo_rows_free) struct silo_rows *rows = rows_of(&trial, true);
    assert_int_equal(rows->n_teams, TEAMS);
    for (size_t i = 0; i < TEAMS; i++) {
        const struct silo_team_row *row = &rows->teams[i];
        const struct silo_team *team = &trial.analysis->team[i];
        assert_true(row->team_id == 101 + (double)i && row->handed_on == 0.45);
        assert_true(row->index == team->index.index && row->index_se == team->index.se && row->q == team->q);
        assert_true(row->index_lo == team->index.lo && row->index_hi == team->index.hi &&
                    row->p == team->index.p);
        for (size_t j = 0; j < INDICATORS; j++) {
            SAME(row->indicator_x.values[j], team->indicator[j].x);
            SAME(row->indicator_se.values[j], team->indicator[j].se);
            SAME(row->indicator_p.values[j], team->indicator[j].p);
        }
        for (size_t j = 0; j < FAMILIES; j++) {
            SAME(row->family_score.values[j], team->index.family[j].score);
            SAME(row->family_p.values[j], team->index.family[j].p);
            SAME(row->family_contribution.values[j], team->index.family[j].contribution);
        }
        for (size_t j = 0; j < SILO_SERIES; j++) {
            SAME(row->effect_n.values[j], (double)team->difference[j].n);
            SAME(row->effect_delta.values[j], team->difference[j].delta);
            SAME(row->effect_se.values[j], team->difference[j].se);
            SAME(row->effect_neff.values[j], team->difference[j].neff);
            SAME(row->effect_phi.values[j], team->difference[j].phi);
        }
        assert_true(row->received == team->received.mean && row->received_se == team->received.se);
        assert_true(row->received_teams == 11 && row->handoffs == (double)team->support.handoffs);
        assert_true(row->unsupported == (double)team->support.unsupported);
        assert_true(row->ties_internal == (double)team->dyads.internal_ties);
        assert_true(row->ties_external == (double)team->dyads.external_ties);
        assert_true(row->dyads_internal == 2 && row->dyads_external == 9);
        SAME(row->ties_ei, team->inwardness.ei);
        SAME(row->ties_p, team->inwardness.p);
        assert_true(row->community == trial.analysis->community[i] + 1);
    }
}

static void what_is_told_beside_it(void **state)
{
    (void)state;
    CLEANUP(trial_free) struct trial trial = {0};
    start(&trial);
    trial.visits[4] = 900;
    tell(&trial);
    CLEANUP(silo_rows_free) struct silo_rows *rows = rows_of(&trial, true);
    for (size_t i = 0; i < TEAMS; i++) {
        const struct silo_team_row *row = &rows->teams[i];
        const struct silo_told_team *told = &trial.told->team[i];
        assert_true(row->told_families == 4 && row->told_index == told->index.index);
        assert_true(row->told_index_lo == told->index.lo && row->told_index_hi == told->index.hi);
        assert_true(row->told_p == told->index.p && row->told_q == told->q && row->told_more == told->more);
        SAME(row->told_b1, told->indicator[INDICATOR_B1].x);
        SAME(row->told_b1_p, told->indicator[INDICATOR_B1].p);
        SAME(row->told_b2, told->indicator[INDICATOR_B2].x);
        SAME(row->told_b2_p, told->indicator[INDICATOR_B2].p);
        assert_true(row->told_b == told->index.family[FAMILY_B].score);
        assert_true(row->told_adds.n == FAMILIES &&
                    row->told_adds.values[FAMILY_D] == told->index.family[FAMILY_D].contribution);
    }
    assert_true(rows->silo.told_judged == TEAMS && rows->silo.told_flagged == 2);
    assert_true(rows->silo.told_index == trial.told->organisation.index);
    assert_true(rows->silo.told_unsupported == trial.told->organisation.unsupported);
    trial.handed_on[4] = 0.43; /* of 900 visits in tens */
    CLEANUP(silo_rows_free) struct silo_rows *coarse = rows_of(&trial, true);
    assert_non_null(strstr(coarse->teams[4].text_en, "It hands 40 % of its customers on, mostly"));
}

/* Each reason goes to its own column. */
static void reasons_by_indicator(void **state)
{
    (void)state;
    CLEANUP(trial_free) struct trial trial = {0};
    start(&trial);
    for (size_t j = 0; j < INDICATORS; j++) {
        trial.analysis->team[0].indicator[j] = indicator_lacking((enum lack)(LACK_PERIODS + j));
    }
    trial.analysis->team[0].index.lack = LACK_INDICATORS;
    trial.analysis->community[0] = COMMUNITIES_ALONE;
    tell(&trial);
    CLEANUP(silo_rows_free) struct silo_rows *rows = rows_of(&trial, true);
    const struct silo_team_row *row = &rows->teams[0];
    assert_string_equal(row->reason, "few_indicators");
    assert_string_equal(row->a1_reason, "few_periods");
    assert_string_equal(row->a2_reason, "no_variation");
    assert_string_equal(row->b1_reason, "few_teams");
    assert_string_equal(row->b2_reason, "few_units");
    assert_string_equal(row->c1_reason, "few_contacts");
    assert_string_equal(row->c2_reason, "few_handoffs");
    assert_string_equal(row->d1_reason, "few_ratings");
    assert_true(isnan(row->community));
    assert_string_equal(
        row->text_en,
        "whether it is siloed cannot be told. It takes figures in three of four respects; there are 0.");
    assert_string_equal(row->told_reason, "few_indicators");
    assert_string_equal(row->told_b1_reason, "few_teams");
    assert_string_equal(row->told_b2_reason, "few_units");
    assert_null(rows->teams[1].reason);
    assert_null(rows->teams[1].a1_reason);
}

/* Its row says why, and nothing else. */
static void a_team_never_published_has_a_row(void **state)
{
    (void)state;
    CLEANUP(trial_free) struct trial trial = {0};
    start(&trial);
    int32_t never[] = {55, 200};
    trial.source.unpublished = never;
    trial.source.n_unpublished = 2;
    CLEANUP(silo_rows_free) struct silo_rows *rows = rows_of(&trial, true);
    assert_int_equal(rows->n_teams, TEAMS + 2);
    assert_true(rows->teams[TEAMS].team_id == 55);
    const struct silo_team_row *row = &rows->teams[TEAMS + 1];
    assert_true(row->team_id == 200 && row->families == 0 && row->handoffs == 0 && row->received_teams == 0);
    assert_string_equal(row->reason, "few_periods");
    assert_string_equal(row->d1_reason, "few_periods");
    assert_string_equal(row->evidence, "none");
    assert_string_equal(row->quadrant, "undetermined");
    assert_true(isnan(row->index) && isnan(row->q) && isnan(row->handed_on) && isnan(row->community));
    assert_int_equal(row->indicator_p.n, INDICATORS);
    assert_int_equal(row->effect_phi.n, SILO_SERIES);
    assert_true(isnan(row->indicator_x.values[0]) && isnan(row->effect_phi.values[SILO_SERIES - 1]));
    assert_string_equal(row->text_sv,
                        "siloeffekt går det inte att säga något om. Det krävs siffror i minst tre av "
                        "fyra avseenden; de finns i 0.");
    assert_true(rows->silo.teams == TEAMS);
}

#define BEGINS(text, with) assert_int_equal(strncmp(text, with, strlen(with)), 0)

static void sentences_by_state(void **state)
{
    (void)state;
    CLEANUP(trial_free) struct trial trial = {0};
    start(&trial);
    trial.evidence[4] = EVIDENCE_PRELIMINARY;
    trial.evidence[8] = EVIDENCE_CONFIRMED;
    trial.evidence[0] = EVIDENCE_CONFIRMED; /* q is above .05 now, not above .20 */
    trial.told->team[0].q = 0.1;
    trial.evidence[3] = EVIDENCE_CONFIRMED; /* without an index now */
    trial.told->team[3].index.lack = LACK_INDICATORS;
    trial.told->team[3].q = NAN;
    trial.evidence[2] = EVIDENCE_PRELIMINARY; /* found by the last test, and q is above .05 now */
    CLEANUP(silo_rows_free) struct silo_rows *rows = rows_of(&trial, false);
    BEGINS(rows->teams[4].text_en,
           "signs of siloing in two of four respects or more, in this analysis: index 73 of 100");
    assert_non_null(strstr(rows->teams[4].text_en,
                           "It hands 45 % of its customers on, mostly to teams that it does not"));
    assert_non_null(strstr(rows->teams[4].text_fi, "Se ohjaa asiakkaistaan 45 % eteenpäin, enimmäkseen"));
    assert_non_null(strstr(rows->teams[4].text_sv, "Det skickar 45 % av sina kunder vidare, mestadels"));
    BEGINS(rows->teams[8].text_en,
           "signs of siloing in two of four respects or more, in two tests in a row: index 74");
    BEGINS(rows->teams[0].text_en, "signs of siloing in two of four respects or more in two tests in a row "
                                   "that no later one has cleared, but not in this analysis");
    BEGINS(rows->teams[2].text_en,
           "signs of siloing in two of four respects or more in the last test, but not in this analysis");
    assert_true(rows->silo.flagged == 2);
    assert_non_null(
        strstr(rows->silo.text_en,
               "signs of siloing in 2 of 12 teams. In 2 more the signs are of earlier tests alone."));
    BEGINS(rows->teams[1].text_en, "no evidence of siloing: index 3 of 100 (90 % interval 0 … 12)");
    assert_string_equal(rows->teams[4].evidence, "preliminary");
    assert_string_equal(rows->teams[8].evidence, "confirmed");
    assert_string_equal(rows->teams[1].evidence, "none");
    assert_string_equal(rows->teams[3].evidence, "none");
    assert_string_equal(rows->teams[3].evidence_kept, "confirmed");
    assert_string_equal(rows->teams[8].evidence_kept, "confirmed");
    assert_string_equal(rows->teams[4].quadrant, "inward");
}

static void the_whole(void **state)
{
    (void)state;
    CLEANUP(trial_free) struct trial trial = {0};
    start(&trial);
    CLEANUP(silo_rows_free) struct silo_rows *rows = rows_of(&trial, true);
    const struct silo_row *row = &rows->silo;
    const struct silo_networks *n = &trial.analysis->networks;
    assert_null(row->reason);
    assert_true(row->first == 2852 && row->periods == PERIODS && row->tested == 1 && row->teams == TEAMS);
    assert_true(row->judged == TEAMS && row->flagged == 2 && row->seed == 77 && row->permutations == 9999);
    assert_true(row->index == trial.analysis->organisation.index);
    assert_true(row->unsupported == trial.analysis->organisation.unsupported);
    assert_string_equal(row->reading, "closed_shops");
    assert_true(row->handoffs.total == 1754 && row->handoffs.exact == 1 &&
                row->handoffs.arrangements == 15400);
    assert_true(row->ties.total == n->ties.figures.total && row->ties.internal == n->ties.figures.internal);
    assert_true(row->ties.ei_p_low == n->ties.arrangement.ei.p_low &&
                row->ties.q_sd == n->ties.arrangement.q.sd);
    assert_true(row->handoffs.ei == n->handoffs.figures.ei &&
                row->handoffs.q_max == n->handoffs.figures.q_max);
    assert_true(row->communities == (double)n->communities.count && row->communities_teams == TEAMS);
    assert_string_equal(
        row->text_en,
        "Index of the whole 14 of 100; signs of siloing in 2 of 12 teams. Within units there is "
        "more collaboration than chance would have it, and there are more handoffs too. Whether teams work "
        "as one although the chart parts them cannot be told: handoffs gather in no clear groups. "
        "Association, not an explanation: the number does not say why, and it does not rate any person.");
}

static void what_is_lacking_is_unknown(void **state)
{
    (void)state;
    CLEANUP(trial_free) struct trial trial = {0};
    start(&trial);
    trial.analysis->organisation.lack = LACK_HEADCOUNT;
    trial.told->organisation.lack = LACK_HEADCOUNT;
    trial.analysis->networks.communities.lack = LACK_TIES;
    trial.analysis->networks.ties.lack = LACK_RATINGS;
    trial.analysis->networks.ties.arrangement.lack = LACK_UNITS;
    trial.analysis->networks.reading = SILO_CROSSED_BORDER;
    CLEANUP(silo_rows_free) struct silo_rows *rows = rows_of(&trial, false);
    assert_string_equal(rows->silo.reason, "no_headcount");
    assert_string_equal(rows->silo.told_reason, "no_headcount");
    assert_string_equal(rows->silo.communities_reason, "few_ties");
    assert_string_equal(rows->silo.ties.reason, "few_ratings");
    assert_true(isnan(rows->silo.communities) && isnan(rows->silo.communities_teams));
    assert_true(isnan(rows->silo.ties.arrangements) && isnan(rows->silo.ties.exact) &&
                rows->silo.tested == 0);
    BEGINS(rows->silo.text_en,
           "Whether the whole is siloed cannot be told: there are too few figures. Within units there is "
           "more collaboration than chance would have it, yet between them there are more handoffs");
}

/* The first and the third team are a community, and of two units. */
static void part(struct trial *trial)
{
    start(trial);
    trial->analysis->networks.communities.q = 0.5;
    for (int32_t i = 0; i < TEAMS; i++) {
        trial->analysis->community[i] = i % 2 == 0 && i < 4 ? 0 : 1 + i;
    }
    trial->sample->unit[2] = 3;
}

/* Communities that lie across units are named, in every language. */
static void parted_teams_are_named(void **state)
{
    (void)state;
    CLEANUP(trial_free) struct trial trial = {0};
    part(&trial);
    CLEANUP(silo_rows_free) struct silo_rows *rows = rows_of(&trial, true);
    assert_non_null(strstr(rows->silo.text_fi, "vaikka organisaatiokaavio erottaa ne: T01, T03. Yhteys"));
    assert_non_null(strstr(rows->silo.text_en, "although the chart parts them: T01, T03. Association"));
    assert_non_null(strstr(rows->silo.text_sv, "skiljer dem åt: T01, T03. Samband"));
}

/* Where the community of no team is told, for want of handoffs. */
static void but_not_of_few_handoffs(void **state)
{
    (void)state;
    CLEANUP(trial_free) struct trial trial = {0};
    part(&trial);
    trial.analysis->networks.handoffs.figures.total = 99;
    CLEANUP(silo_rows_free) struct silo_rows *few = rows_of(&trial, true);
    assert_null(strstr(few->silo.text_en, "T01, T03"));
    trial.analysis->networks.handoffs.figures.total = 100;
    CLEANUP(silo_rows_free) struct silo_rows *enough = rows_of(&trial, true);
    assert_non_null(strstr(enough->silo.text_en, "T01, T03"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_figure_of_a_team),
        cmocka_unit_test(reasons_by_indicator),
        cmocka_unit_test(a_team_never_published_has_a_row),
        cmocka_unit_test(sentences_by_state),
        cmocka_unit_test(the_whole),
        cmocka_unit_test(what_is_lacking_is_unknown),
        cmocka_unit_test(parted_teams_are_named),
        cmocka_unit_test(but_not_of_few_handoffs),
        cmocka_unit_test(what_is_told_beside_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
