/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is claimed of a link, release after release. */
#include "stats/linkage_evidence.h"

#include "linked_teams.h"

static const int32_t ids[TEAMS] = {11, 12, 13, 14, 15, 16, 17, 18};
static const struct linkage_past nothing = {.was_tested = false};
static const struct linkage_calendar now = {2881, 13};

/* An analysis in which every test that is made has the same q. */
static struct linkage_analysis *with_q(double q)
{
    struct linkage_analysis_opts opts = linked_opts();
    struct linkage_analysis *a = linked_analysis(&opts, TEAMS);
    for (size_t kind = 0; kind < LINKAGE_TEST_KINDS; kind++) {
        for (size_t i = 0; i < a->tests[kind].n; i++) {
            a->tests[kind].q_bh[i] = isnan(a->tests[kind].p[i]) ? NAN : q;
        }
    }
    return a;
}

static void the_first_analysis_is_a_formal_test(void **state)
{
    (void)state;
    struct linkage_analysis *a CLEANUP(linkage_analysis_free) = with_q(0.04);
    linkage_evidence_carry(a, ids, &nothing, &now);
    assert_true(a->formal && a->was_tested);
    assert_int_equal(a->tested, 2881);
    assert_int_equal(a->tests[LINKAGE_OWN].evidence[0], EVIDENCE_PRELIMINARY);
    assert_int_equal(a->tests[LINKAGE_COMMON_LAG].evidence[0], EVIDENCE_PRELIMINARY);
    assert_int_equal(a->tests[LINKAGE_WHOLE].evidence[0], EVIDENCE_PRELIMINARY);
    assert_int_equal(a->tests[LINKAGE_OWN].evidence[RARE], EVIDENCE_NONE);
}

/* Team 12 is new, teams 11 and 16 were claimed something, 9 and 14 are gone or silent. */
static struct linkage_past_team before[] = {{9, "confirmed", "confirmed"},
                                            {11, "preliminary", "none"},
                                            {14, "none", "preliminary"},
                                            {16, "confirmed", "preliminary"},
                                            {18, "confirmed", "confirmed"}};

static struct linkage_past past_of(int32_t tested)
{
    return (struct linkage_past){true, tested, "preliminary", 5, before, NULL};
}

static void assert_states(const struct linkage_tests *tests, const enum evidence *expected)
{
    for (size_t i = 0; i < TEAMS; i++) {
        assert_int_equal(tests->evidence[i], expected[i]);
    }
}

static void between_two_tests_nothing_moves(void **state)
{
    (void)state;
    struct linkage_analysis *a CLEANUP(linkage_analysis_free) = with_q(0.9);
    struct linkage_past past = past_of(2869);
    linkage_evidence_carry(a, ids, &past, &now);
    assert_false(a->formal);
    assert_true(a->was_tested);
    assert_int_equal(a->tested, 2869);
    assert_states(&a->tests[LINKAGE_OWN],
                  (enum evidence[]){EVIDENCE_PRELIMINARY, EVIDENCE_NONE, EVIDENCE_NONE, EVIDENCE_NONE,
                                    EVIDENCE_NONE, EVIDENCE_CONFIRMED, EVIDENCE_NONE, EVIDENCE_NONE});
    assert_states(&a->tests[LINKAGE_COMMON_LAG],
                  (enum evidence[]){EVIDENCE_NONE, EVIDENCE_NONE, EVIDENCE_NONE, EVIDENCE_PRELIMINARY,
                                    EVIDENCE_NONE, EVIDENCE_PRELIMINARY, EVIDENCE_NONE, EVIDENCE_NONE});
    assert_int_equal(a->tests[LINKAGE_WHOLE].evidence[0], EVIDENCE_PRELIMINARY);
}

static void a_test_moves_every_state(void **state)
{
    (void)state;
    struct linkage_analysis *a CLEANUP(linkage_analysis_free) = with_q(0.04);
    struct linkage_past past = past_of(2868);
    linkage_evidence_carry(a, ids, &past, &now);
    assert_true(a->formal);
    assert_int_equal(a->tested, 2881);
    assert_states(&a->tests[LINKAGE_OWN],
                  (enum evidence[]){EVIDENCE_CONFIRMED, EVIDENCE_PRELIMINARY, EVIDENCE_PRELIMINARY,
                                    EVIDENCE_PRELIMINARY, EVIDENCE_PRELIMINARY, EVIDENCE_CONFIRMED,
                                    EVIDENCE_PRELIMINARY, EVIDENCE_NONE});
    assert_int_equal(a->tests[LINKAGE_COMMON_LAG].evidence[5], EVIDENCE_CONFIRMED);
    assert_int_equal(a->tests[LINKAGE_WHOLE].evidence[0], EVIDENCE_CONFIRMED);

    struct linkage_analysis *far CLEANUP(linkage_analysis_free) = with_q(0.3);
    linkage_evidence_carry(far, ids, &past, &now);
    assert_int_equal(far->tests[LINKAGE_OWN].evidence[5], EVIDENCE_NONE);
    assert_int_equal(far->tests[LINKAGE_WHOLE].evidence[0], EVIDENCE_NONE);
}

/* Otherwise the first test that can be made would have to wait for a quarter of a year. */
static void an_analysis_of_nobody_is_no_test(void **state)
{
    (void)state;
    struct linkage_analysis_opts opts = linked_opts();
    opts.correlation.min_series = PERIODS + 1;
    struct linkage_analysis *a CLEANUP(linkage_analysis_free) = linked_analysis(&opts, TEAMS);
    linkage_evidence_carry(a, ids, &nothing, &now);
    assert_false(a->formal);
    assert_false(a->was_tested);
    assert_int_equal(a->tests[LINKAGE_WHOLE].evidence[0], EVIDENCE_NONE);
}

/* As where a dimension is no property of teams for a release, or there are too few periods; the next test is
 * due as if there had been none between. */
static void what_cannot_be_tested_claims_nothing_and_keeps_its_state(void **state)
{
    (void)state;
    struct linkage_analysis_opts opts = linked_opts();
    struct linkage_past past = past_of(now.period - 1);
    past.evidence = "confirmed";
    opts.correlation.min_series = PERIODS + 1;
    struct linkage_analysis *a CLEANUP(linkage_analysis_free) = linked_analysis(&opts, TEAMS);
    linkage_evidence_carry(a, ids, &past, &now);
    assert_int_equal(a->tests[LINKAGE_WHOLE].evidence[0], EVIDENCE_NONE);
    assert_int_equal(a->tests[LINKAGE_WHOLE].kept[0], EVIDENCE_CONFIRMED);
    assert_states(&a->tests[LINKAGE_OWN], (enum evidence[TEAMS]){EVIDENCE_NONE});
    assert_int_equal(a->tests[LINKAGE_OWN].kept[5], EVIDENCE_CONFIRMED);
    assert_int_equal(a->tests[LINKAGE_COMMON_LAG].kept[5], EVIDENCE_PRELIMINARY);
    assert_false(a->formal);
    assert_int_equal(a->tested, now.period - 1);
}

/* At a formal test too: a team that is silent then is not spoken against by it. */
static void a_team_that_a_test_passes_over_keeps_what_is_confirmed(void **state)
{
    (void)state;
    struct linkage_past past = past_of(2868);
    const double q[] = {0.04, 0.9};
    for (size_t k = 0; k < 2; k++) {
        struct linkage_analysis *a CLEANUP(linkage_analysis_free) = with_q(q[k]);
        linkage_evidence_carry(a, ids, &past, &now);
        assert_true(a->formal);
        assert_int_equal(a->tests[LINKAGE_OWN].evidence[RARE], EVIDENCE_NONE);
        assert_int_equal(a->tests[LINKAGE_OWN].kept[RARE], EVIDENCE_CONFIRMED);
        assert_int_equal(a->tests[LINKAGE_COMMON_LAG].kept[RARE], EVIDENCE_CONFIRMED);
    }
}

/* Else a second significance by chance, years later, would confirm it: of a team that is silent at the test,
 * of a whole of fewer than six teams, and of a link that is withheld, whose next test stays due. */
static void what_is_preliminary_is_forgotten_by_a_test_that_cannot_be_made(void **state)
{
    (void)state;
    struct linkage_past_team silent = {ids[RARE], "preliminary", "preliminary"};
    struct linkage_past past = {true, 2868, "preliminary", 1, &silent, NULL};
    struct linkage_analysis_opts opts = linked_opts();
    opts.correlation.min_centre = 5;
    struct linkage_analysis *few CLEANUP(linkage_analysis_free) = linked_analysis(&opts, 5);
    linkage_evidence_carry(few, ids, &past, &now);
    assert_true(few->formal);
    assert_int_equal(few->tests[LINKAGE_WHOLE].kept[0], EVIDENCE_NONE);

    struct linkage_analysis *a CLEANUP(linkage_analysis_free) = with_q(0.04);
    linkage_evidence_carry(a, ids, &past, &now);
    assert_int_equal(a->tests[LINKAGE_OWN].kept[RARE], EVIDENCE_NONE);
    assert_int_equal(a->tests[LINKAGE_COMMON_LAG].kept[RARE], EVIDENCE_NONE);

    opts.correlation.min_series = PERIODS + 1;
    struct linkage_analysis *none CLEANUP(linkage_analysis_free) = linked_analysis(&opts, TEAMS);
    linkage_evidence_carry(none, ids, &past, &now);
    assert_false(none->formal);
    assert_int_equal(none->tested, 2868);
    assert_int_equal(none->tests[LINKAGE_WHOLE].kept[0], EVIDENCE_NONE);
    assert_int_equal(none->tests[LINKAGE_OWN].kept[RARE], EVIDENCE_NONE);
}

static void states_have_names(void **state)
{
    (void)state;
    assert_string_equal(linkage_evidence_name(EVIDENCE_NONE), "none");
    assert_string_equal(linkage_evidence_name(EVIDENCE_PRELIMINARY), "preliminary");
    assert_string_equal(linkage_evidence_name(EVIDENCE_CONFIRMED), "confirmed");
}

static void words_are_read_again(void **state)
{
    (void)state;
    for (enum evidence e = EVIDENCE_NONE; e <= EVIDENCE_CONFIRMED; e++) {
        assert_int_equal(linkage_evidence_of(linkage_evidence_name(e)), e);
    }
    assert_int_equal(linkage_evidence_of("confirm"), EVIDENCE_NONE);
    assert_int_equal(linkage_evidence_of(NULL), EVIDENCE_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_read_again),
        cmocka_unit_test(the_first_analysis_is_a_formal_test),
        cmocka_unit_test(between_two_tests_nothing_moves),
        cmocka_unit_test(a_test_moves_every_state),
        cmocka_unit_test(an_analysis_of_nobody_is_no_test),
        cmocka_unit_test(what_cannot_be_tested_claims_nothing_and_keeps_its_state),
        cmocka_unit_test(a_team_that_a_test_passes_over_keeps_what_is_confirmed),
        cmocka_unit_test(what_is_preliminary_is_forgotten_by_a_test_that_cannot_be_made),
        cmocka_unit_test(states_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
