/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The carry-up rule by example; for what always holds of it see disclosure_property_test. */
#include "model/disclosure.h"

#include "../unit.h"
#include "small_tree.h"

static void a_small_team_counts_further_up(void **state)
{
    (void)state;
    const int32_t parents[] = {0, 1, 1, 1}; /* T00001 over the three others */
    struct team_tree *tree CLEANUP(team_tree_free) = make_tree(parents, 4, NULL);
    const int64_t own[] = {7, 3, 4, 0, 0}; /* T00002, 3, 4, 1, * */
    struct disclosure plan[5];
    disclosure_plan(tree, own, 5, plan);
    assert_int_equal(plan[0].shown_at, 0);
    assert_int_equal(plan[1].shown_at, 3);
    assert_int_equal(plan[2].shown_at, 3);
    assert_false(plan[1].published);
    assert_int_equal(plan[3].atom, 7);
    assert_int_equal(plan[3].leaves_shown, 3);
    assert_int_equal(plan[4].leaves_shown, 3);
    assert_true(plan[4].published);
}

static void more_answers_than_people_count_nowhere(void **state)
{
    (void)state;
    const int32_t parents[] = {0, 0};
    const int32_t headcounts[] = {8, 8};
    struct team_tree *tree CLEANUP(team_tree_free) = make_tree(parents, 2, headcounts);
    const int64_t own[] = {9, 8, 0};
    struct disclosure plan[3];
    disclosure_plan(tree, own, 5, plan);
    assert_false(plan[0].published);
    assert_int_equal(plan[0].shown_at, DISCLOSURE_NOWHERE);
    assert_true(plan[1].published);
    assert_int_equal(plan[2].atom, 0);
    assert_int_equal(plan[2].leaves_shown, 1);
}

/* Beside the unit's own five, a team of which nobody answered looks like one of which somebody did. */
static void coverage_does_not_say_who_is_silent(void **state)
{
    (void)state;
    const int32_t parents[] = {0, 1, 1}; /* T00001 over the two others */
    struct team_tree *tree CLEANUP(team_tree_free) = make_tree(parents, 3, NULL);
    for (int64_t answered = 0; answered < 5; answered++) {
        const int64_t own[] = {6, answered, 5, 0}; /* T00002, 3, 1, * */
        struct disclosure plan[4];
        disclosure_plan(tree, own, 5, plan);
        assert_int_equal(plan[1].shown_at, answered == 0 ? DISCLOSURE_NOWHERE : 2);
        assert_int_equal(plan[2].leaves_shown, 2);
        assert_int_equal(plan[3].leaves_shown, 2);
    }
}

/* T00001 over T00002, who are enough; T00003 beside them. Two and two more are not. */
static void what_is_left_at_the_root_is_shown_nowhere(void **state)
{
    (void)state;
    const int32_t parents[] = {0, 1, 0};
    struct team_tree *tree CLEANUP(team_tree_free) = make_tree(parents, 3, NULL);
    const int64_t own[] = {6, 2, 2, 0}; /* T00002, 1, 3, * */
    struct disclosure plan[4];
    disclosure_plan(tree, own, 5, plan);
    assert_int_equal(plan[0].atom, 6);
    assert_int_equal(plan[1].atom, 0);
    assert_int_equal(plan[1].shown_at, DISCLOSURE_NOWHERE);
    assert_int_equal(plan[2].shown_at, DISCLOSURE_NOWHERE);
    assert_true(plan[1].published && plan[3].published);
    assert_false(plan[2].published);
    assert_int_equal(plan[3].leaves_shown, 1);
}

static void an_organisation_without_teams_shows_nothing(void **state)
{
    (void)state;
    struct team_tree *tree CLEANUP(team_tree_free) = make_tree(NULL, 0, NULL);
    const int64_t own[] = {0};
    struct disclosure plan[1];
    disclosure_plan(tree, own, 5, plan);
    assert_false(plan[0].published);
    assert_int_equal(plan[0].shown_at, DISCLOSURE_NOWHERE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_team_counts_further_up),
        cmocka_unit_test(more_answers_than_people_count_nowhere),
        cmocka_unit_test(coverage_does_not_say_who_is_silent),
        cmocka_unit_test(what_is_left_at_the_root_is_shown_nowhere),
        cmocka_unit_test(an_organisation_without_teams_shows_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
