/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which sentence and which grade a result has, by rule. */
#include "stats/linkage_claims.h"

#include "linked_teams.h"
#include "math/detectable.h"

struct said {
    struct linkage_analysis_opts opts;
    struct linkage_analysis *a;
    struct linkage_claims *claims;
};

static void said_free_local(const struct said *said)
{
    linkage_claims_free(said->claims);
    linkage_analysis_free(said->a);
}

static struct said analysed(size_t teams)
{
    struct said said = {.opts = linked_opts()};
    said.opts.correlation.min_centre = teams < TEAMS ? 0 : 6;
    said.a = linked_analysis(&said.opts, teams);
    return said;
}

static void say(struct said *said)
{
    const struct linkage_subject subject = linked_subject(&said->opts);
    struct error err;
    said->claims = linkage_claims_free(said->claims);
    assert_true(linkage_claims_new(said->a, &subject, &said->claims, &err));
}

/* The claim of a team, 0: of the whole; NULL when there is none. */
static const struct linkage_claim_row *find(const struct said *said, int32_t team_id, const char *name)
{
    const struct linkage_claim_row *found = NULL;
    for (size_t i = 0; i < said->claims->n; i++) {
        const struct linkage_claim_row *row = &said->claims->row[i];
        if (row->team_id == (double)team_id && strcmp(row->claim, name) == 0) {
            assert_null(found);
            found = row;
        }
    }
    return found;
}

static void assert_claim(const struct said *said, int32_t team_id, const char *name, const char *grade,
                         const char *part)
{
    const struct linkage_claim_row *row = find(said, team_id, name);
    assert_non_null(row);
    assert_string_equal(row->grade, grade);
    if (strstr(row->sentence_en, part) == NULL) {
        fail_msg("%s: %s", part, row->sentence_en);
    }
    assert_true(strcmp(row->sentence_fi, row->sentence_en) != 0 && strlen(row->sentence_fi) > 20);
    assert_true(strcmp(row->sentence_sv, row->sentence_en) != 0 && strlen(row->sentence_sv) > 20);
}

/* Nothing was tested formally: whatever p is, nothing is claimed. */
static void without_evidence_it_cannot_be_told(void **state)
{
    (void)state;
    struct said said CLEANUP(said_free) = analysed(TEAMS);
    char smallest[64];
    say(&said);
    snprintf(smallest, sizeof smallest, "could have shown is r = %.2f",
             detectable_pooled_r(said.a->estimate.se_mkh, ANALYSED - 1, LAGS));
    assert_claim(&said, 0, "link", "cannot_tell", smallest);
    snprintf(smallest, sizeof smallest, "could have shown is r = %.2f",
             detectable_team_r(said.a->correlation, 0));
    assert_claim(&said, 11, "link", "cannot_tell", smallest);
    assert_string_equal(said.claims->grade[0], "cannot_tell");
    assert_string_equal(said.claims->grade[1], "cannot_tell");
    said.a->tests[LINKAGE_WHOLE].family = 2;
    say(&said);
    assert_claim(&said, 0, "link", "cannot_tell", ", other tests not counted.");
    assert_null(strstr(find(&said, 11, "link")->sentence_en, "other tests"));
    said.a->tests[LINKAGE_OWN].family = 11;
    say(&said);
    assert_claim(&said, 11, "link", "cannot_tell", ", other tests not counted.");
}

/* Whatever else is there: the whole and every team give the reason, and nothing more. */
static void a_dimension_that_is_not_of_teams_is_told_as_such(void **state)
{
    (void)state;
    struct said said CLEANUP(said_free) = {.opts = linked_opts()};
    said.opts.correlation.min_series = PERIODS + 1;
    said.a = linked_analysis(&said.opts, TEAMS);
    said.a->withheld = true;
    said.a->tests[LINKAGE_WHOLE].evidence[0] = EVIDENCE_CONFIRMED;
    say(&said);
    assert_claim(
        &said, 0, "link", "cannot_tell",
        "It cannot be told whether wellbeing and customer satisfaction move together in teams: members "
        "of a team do not answer alike on wellbeing, nor can teams be told apart");
    assert_claim(&said, 11, "link", "cannot_tell", "in these data wellbeing is not a property of teams");
    assert_non_null(strstr(find(&said, 0, "link")->sentence_fi, "eivät vastaa hyvinvoinnin kysymyksiin"));
    assert_null(find(&said, 0, "size"));
    assert_string_equal(said.claims->grade[0], "cannot_tell");
    assert_string_equal(said.claims->grade[TEAMS], "cannot_tell");
}

static void one_side_alone_leads_in_time(void **state)
{
    (void)state;
    struct said said CLEANUP(said_free) = analysed(TEAMS);
    said.a->tests[LINKAGE_WHOLE].evidence[0] = EVIDENCE_PRELIMINARY;
    say(&said);
    assert_claim(
        &said, 0, "link", "leads_in_time",
        "A change in wellbeing came 2 weeks before a change in customer satisfaction: they moved in the "
        "same direction");
    assert_claim(&said, 0, "link", "leads_in_time", "Preliminary: significant in one test");
    said.a->common.mean[LAG(-1)] = said.a->common.mean[LAG(2)];
    said.a->tests[LINKAGE_WHOLE].evidence[0] = EVIDENCE_CONFIRMED;
    say(&said);
    assert_claim(&said, 0, "link", "association", "Which came first cannot be told. Confirmed:");
}

/* A state is kept between tests, but who leads is told of what the data show now. */
static void between_tests_nothing_leads_that_is_not_seen(void **state)
{
    (void)state;
    struct said said CLEANUP(said_free) = analysed(TEAMS);
    struct linkage_tests *whole = &said.a->tests[LINKAGE_WHOLE];
    struct linkage_tests *own = &said.a->tests[LINKAGE_OWN];
    whole->evidence[0] = EVIDENCE_CONFIRMED;
    own->evidence[ODD] = EVIDENCE_CONFIRMED;
    said.a->correlation->team[ODD].direction = CORRELATION_Y_LEADS;
    own->p[ODD] = own->q_bh[ODD] = whole->p[0] = whole->q_bh[0] = 0.06;
    say(&said);
    assert_claim(&said, 0, "link", "association", "Which came first cannot be told.");
    assert_claim(&said, 17, "link", "association", "Which came first cannot be told. Confirmed:");
    own->p[ODD] = whole->q_bh[0] = 0.05;
    say(&said);
    assert_claim(&said, 0, "link", "leads_in_time", "came 2 weeks before");
    assert_claim(&said, 17, "link", "leads_in_time", "came 1 week before");
}

/* Of a link that no test has found it is not told how large it would be. */
static void a_corrected_size_takes_a_link(void **state)
{
    (void)state;
    struct said said CLEANUP(said_free) = analysed(TEAMS);
    said.a->attenuation.corrected = 0.77;
    said.a->attenuation.corrected_lo = 0.54;
    said.a->attenuation.corrected_hi = 0.98;
    say(&said);
    assert_null(find(&said, 0, "corrected"));
    said.a->tests[LINKAGE_WHOLE].evidence[0] = EVIDENCE_PRELIMINARY;
    say(&said);
    assert_claim(&said, 0, "corrected", "description", "would be about r = 0.77 (interval 0.54 to 0.98");
}

/* At lags below 0 the customers came first, and the other way round are those above. */
static void the_other_way_round_is_told(void **state)
{
    (void)state;
    struct said said CLEANUP(said_free) = analysed(TEAMS);
    char reverse[64];
    const struct correlation_lag *lag = said.a->correlation->lag + ODD * LAGS;
    double strongest = 0.0;
    for (size_t j = LAG(1); j <= LAG(4); j++) {
        strongest = fabs(lag[j].r) > fabs(strongest) ? lag[j].r : strongest;
    }
    said.a->correlation->team[ODD].direction = CORRELATION_Y_LEADS;
    said.a->tests[LINKAGE_OWN].evidence[ODD] = EVIDENCE_CONFIRMED;
    say(&said);
    assert_claim(&said, 17, "link", "leads_in_time",
                 "a change in customer satisfaction came 1 week before a change in wellbeing");
    snprintf(reverse, sizeof reverse, "the strongest link was r = %s%.2f.", strongest < 0 ? "−" : "",
             fabs(strongest));
    assert_claim(&said, 17, "link", "leads_in_time", reverse);
    assert_string_equal(said.claims->grade[1 + ODD], "leads_in_time");
}

static void a_team_may_have_the_others_lag_alone(void **state)
{
    (void)state;
    struct said said CLEANUP(said_free) = analysed(TEAMS);
    said.a->tests[LINKAGE_COMMON_LAG].evidence[2] = EVIDENCE_PRELIMINARY;
    said.a->tests[LINKAGE_OWN].evidence[3] = EVIDENCE_PRELIMINARY;
    said.a->correlation->team[3].direction = CORRELATION_UNDETERMINED;
    say(&said);
    assert_claim(&said, 13, "link", "association", "at the lag that the other teams have in common");
    assert_claim(&said, 14, "link", "association", "Which came first cannot be told. Preliminary:");
}

static void what_is_missing_is_told(void **state)
{
    (void)state;
    struct said said CLEANUP(said_free) = analysed(TEAMS);
    said.a->correlation->team[1].status = CORRELATION_NO_VARIATION;
    said.a->correlation->team[2].status = CORRELATION_INSUFFICIENT;
    said.a->correlation->team[2].n_white = 12;
    say(&said);
    assert_claim(&said, 18, "link", "cannot_tell", "that takes 20 comparable weeks, not 10.");
    assert_claim(&said, 12, "link", "cannot_tell", "has not varied.");
    assert_claim(&said, 13, "link", "cannot_tell", "that takes 16 comparable weeks, not 12.");
}

static void few_teams_are_told(void **state)
{
    (void)state;
    struct said said CLEANUP(said_free) = analysed(3);
    say(&said);
    assert_claim(&said, 0, "link", "cannot_tell", "that takes 6 teams with enough data, not 3.");
    assert_null(find(&said, 0, "size"));
    assert_null(find(&said, 0, "corrected"));
    assert_claim(&said, 0, "label", "description", "Association, not cause.");
}

/* By its interval, and by the mismatch test: an interval at the best of nine lags is none. */
static void a_size_is_as_sure_as_its_interval_and_its_test(void **state)
{
    (void)state;
    struct said said CLEANUP(said_free) = analysed(TEAMS);
    said.a->estimate.ci_r[0] = 0.01;
    say(&said);
    assert_claim(&said, 0, "size", "description", "That is no test");
    said.a->tests[LINKAGE_WHOLE].evidence[0] = EVIDENCE_PRELIMINARY;
    say(&said);
    assert_claim(&said, 0, "size", "association", "On average r = ");
    said.a->estimate.ci_r[0] = -0.01;
    said.a->estimate.q_p = 0.04;
    say(&said);
    assert_claim(&said, 0, "size", "description", "in some teams and not in others");
    said.a->estimate.q_p = 0.06; /* nothing says that teams differ */
    say(&said);
    assert_claim(&said, 0, "size", "cannot_tell", "its direction stays open");
    said.a->tests[LINKAGE_WHOLE].evidence[0] = EVIDENCE_NONE;
    say(&said);
    assert_claim(&said, 0, "size", "cannot_tell", "its direction stays open");
}

static void teams_are_compared_from_thirty_on(void **state)
{
    (void)state;
    struct said said CLEANUP(said_free) = analysed(TEAMS);
    struct between *b = &said.a->between;
    b->weighted_r = 0.5;
    b->weighted_lo = 0.2;
    b->weighted_hi = 0.7;
    b->k = 29;
    say(&said);
    assert_claim(&said, 0, "between", "description", "29 teams");
    b->k = 30;
    say(&said);
    assert_claim(&said, 0, "between", "association",
                 "In teams with higher wellbeing, customer satisfaction was higher too");
    b->weighted_lo = -0.01;
    say(&said);
    assert_claim(&said, 0, "between", "description", "30 teams");
    b->weighted_r = -0.5;
    b->weighted_lo = -0.7;
    b->weighted_hi = -0.2;
    say(&said);
    assert_claim(&said, 0, "between", "association", "customer satisfaction was lower");
}

static void opposite_signs_are_warned_of(void **state)
{
    (void)state;
    struct said said CLEANUP(said_free) = analysed(TEAMS);
    said.a->between.weighted_r = 0.1;
    said.a->between.weighted_lo = -0.3;
    said.a->between.weighted_hi = 0.4;
    said.a->between_sign = BETWEEN_SAME_SIGN;
    say(&said);
    assert_null(find(&said, 0, "sign"));
    said.a->between_sign = BETWEEN_SIGNS_DIFFER;
    say(&said);
    assert_claim(&said, 0, "sign", "cannot_tell", "whether the difference is real");
    said.a->between_sign = BETWEEN_REVERSED;
    say(&said);
    assert_claim(&said, 0, "sign", "description", "Warning: within teams and between teams");
}

static void few_answers_are_noted(void **state)
{
    (void)state;
    struct said said CLEANUP(said_free) = analysed(TEAMS);
    said.a->participation[0] = (struct participation){.invited = 200, .responses = 100, .rho = 0.5};
    said.a->participation[1] = (struct participation){.invited = 200, .responses = 99, .rho = -0.51};
    said.a->participation[2] = (struct participation){.invited = 200, .responses = 60, .rho = NAN};
    said.a->participation[3] = (struct participation){.invited = 200, .responses = 59, .rho = NAN};
    said.a->participation[4] = (struct participation){.invited = NAN, .responses = NAN, .rho = NAN};
    say(&said);
    assert_null(find(&said, 11, "representation"));
    assert_null(find(&said, 11, "participation"));
    assert_claim(&said, 12, "representation", "description", "figures are indicative");
    assert_claim(&said, 12, "participation", "description", "Spearman's r = −0.51");
    assert_claim(&said, 13, "representation", "description", "30%: the team's figures are indicative");
    assert_claim(&said, 14, "representation", "description", "do not represent the whole team");
    assert_null(find(&said, 15, "representation"));
}

static void claims_of_each_are_numbered(void **state)
{
    (void)state;
    struct said said CLEANUP(said_free) = analysed(TEAMS);
    double place = 0.0;
    double team_id = 0.0;
    say(&said);
    for (size_t i = 0; i < said.claims->n; i++) {
        const struct linkage_claim_row *row = &said.claims->row[i];
        place = row->team_id == team_id ? place + 1.0 : 1.0;
        assert_true(row->team_id >= team_id && row->place == place);
        team_id = row->team_id;
    }
    assert_true(team_id == 18.0);
    assert_string_equal(said.claims->row[0].claim, "link");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_evidence_it_cannot_be_told),
        cmocka_unit_test(a_dimension_that_is_not_of_teams_is_told_as_such),
        cmocka_unit_test(one_side_alone_leads_in_time),
        cmocka_unit_test(between_tests_nothing_leads_that_is_not_seen),
        cmocka_unit_test(a_corrected_size_takes_a_link),
        cmocka_unit_test(the_other_way_round_is_told),
        cmocka_unit_test(a_team_may_have_the_others_lag_alone),
        cmocka_unit_test(what_is_missing_is_told),
        cmocka_unit_test(few_teams_are_told),
        cmocka_unit_test(a_size_is_as_sure_as_its_interval_and_its_test),
        cmocka_unit_test(teams_are_compared_from_thirty_on),
        cmocka_unit_test(opposite_signs_are_warned_of),
        cmocka_unit_test(few_answers_are_noted),
        cmocka_unit_test(claims_of_each_are_numbered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
