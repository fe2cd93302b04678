/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which teams are cleared for handoffs, and that one period's counts are written for them. */
#include "stats/handoff_cells.h"

#include "small_board.h"
#include "stats/customer_cells.h"

#define CLEARED(tag, team) "SELECT pg_temp.add(" team ", 2, '" tag "', 5, 'ARRAY[5, 7]', '{" team "}');"
#define HANDED_ON(tag, n, path)                                                                              \
    "SELECT pg_temp.add(1, 2, '" tag "', " n ", 'ARRAY[NULL, NULL]::smallint[]', '" path "');"

/* Counts a closed period of these submissions as the daemon does, with the board's headcounts. */
static void write_period(const struct fixture_pg *fixture, const struct board *board, const char *submissions)
{
    struct error err = {0};
    small_found(fixture);
    small_submit(fixture, submissions);
    fixture_pg_run(fixture, "SELECT pulssid.period_close(2852, '2024-09-12')");
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "pulssid_stats");
    if (!period_store_begin(db, 2852, &err) ||
        !customer_cells_fill(db, board->figures, CUSTOMER_CLASSES_MAX, &err) ||
        !handoff_cells_write(db, board->figures, &err) || !db_commit(db, &err)) {
        fail_msg("%s", err.text);
    }
}

/* Shown of one pair, "state count", by ids of teams. */
static void assert_pair(const struct fixture_pg *fixture, int from, int to, const char *expected)
{
    char where[128];
    snprintf(where, sizeof where, "pulssid.published_handoff WHERE team_id = %d AND to_id = %d", from, to);
    assert_cell(fixture, "state, count", where, expected);
}

static int64_t exact(const struct fixture_pg *fixture, int from, int to)
{
    char sql[160];
    snprintf(sql, sizeof sql,
             "SELECT coalesce(sum(n), 0) FROM pulssid.handoff WHERE (team_id, to_id) = (%d, %d)", from, to);
    return fixture_pg_number(fixture, sql);
}

/* A, B and C have five rated contacts each, D four: so D is hidden, and unit U is nobody's neighbour. */
static void teams_with_customer_cells_are_cleared(void **state)
{
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    write_period(*state, &board,
                 CLEARED("a", "1") CLEARED("b", "2") CLEARED("c", "3") HANDED_ON("x", "5", "{1,2}")
                     HANDED_ON("y", "4", "{1,3}") HANDED_ON("z", "9", "{1,4,3}")
                         HANDED_ON("u", "9", "{1,5,2}"));
    assert_pair(*state, 1, 2, "published 5");
    assert_pair(*state, 1, 3, "published <5");
    assert_pair(*state, 2, 3, "published <5");
    for (int team = 1; team <= 3; team++) {
        assert_pair(*state, team, 4, "suppressed -");
        assert_pair(*state, 4, team, "suppressed -");
    }
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.published_handoff"), 12);
    assert_int_equal(exact(*state, 1, 2), 5);
    assert_int_equal(exact(*state, 1, 3), 4);
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.handoff"), 2);
}

/* B's four people would be known by what is said of their customers. Nobody knows how many C has. */
static void a_small_team_is_not_cleared(void **state)
{
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    board.tree->nodes[B].team.headcount = 4;
    board.tree->nodes[C].team.headcount = HEADCOUNT_UNKNOWN;
    write_period(*state, &board,
                 CLEARED("a", "1") CLEARED("b", "2") CLEARED("c", "3") HANDED_ON("x", "50", "{1,2}")
                     HANDED_ON("y", "6", "{1,3}") HANDED_ON("z", "50", "{2,3}"));
    assert_pair(*state, 1, 2, "suppressed -");
    assert_pair(*state, 2, 3, "suppressed -");
    assert_pair(*state, 3, 2, "suppressed -");
    assert_pair(*state, 1, 3, "published 6");
    assert_int_equal(exact(*state, 1, 2), 0);
    assert_int_equal(exact(*state, 2, 3), 0);
    CLEANUP(board) struct board strict = {0};
    set_up(&strict);
    strict.period.k_employee = 10; /* of fifteen people A, of nine C */
    write_period(*state, &strict, CLEARED("a", "1") CLEARED("c", "3") HANDED_ON("y", "6", "{1,3}"));
    assert_pair(*state, 1, 3, "suppressed -");
}

/* ces is published at A and B alone, whose handoffs have a sum of their own: nowhere else may B's four be. */
static void teams_published_on_other_dimensions_are_another_class(void **state)
{
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    static const char handed_on[] =
        CLEARED("a", "1") CLEARED("b", "2") HANDED_ON("x", "9", "{1,2}") HANDED_ON("y", "4", "{2,1}");
    char submissions[2048];
    snprintf(submissions, sizeof submissions, "%s" CLEARED("c", "3"), handed_on);
    write_period(*state, &board, submissions);
    assert_pair(*state, 1, 2, "published 9");
    assert_pair(*state, 2, 1, "published <5");
    CLEANUP(board) struct board other = {0};
    set_up(&other);
    snprintf(submissions, sizeof submissions, "%sSELECT pg_temp.add(3, 2, 'c', 5, 'ARRAY[5, NULL]', '{3}');",
             handed_on);
    write_period(*state, &other, submissions);
    assert_pair(*state, 1, 2, "suppressed -");
    assert_pair(*state, 2, 1, "suppressed -");
    assert_pair(*state, 1, 3, "published <5");
    assert_int_equal(exact(*state, 2, 1), 4);
}

/* Eight went between A and B, which U's scores tell, and both have less than five: so both have four. */
static void four_each_way_are_hidden(void **state)
{
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    write_period(*state, &board,
                 CLEARED("a", "1") CLEARED("b", "2") HANDED_ON("x", "4", "{1,2}")
                     HANDED_ON("y", "4", "{2,1}"));
    assert_pair(*state, 1, 2, "suppressed -");
    assert_pair(*state, 2, 1, "suppressed -");
}

static void the_customers_threshold_is_what_a_count_needs(void **state)
{
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    board.period.k_customer = 7;
    board.period.k_employee = 5;
    write_period(*state, &board,
                 CLEARED("a", "1") CLEARED("a2", "1") CLEARED("b", "2") CLEARED("b2", "2")
                     HANDED_ON("x", "6", "{1,2}") HANDED_ON("y", "7", "{2,1}") CLEARED("c", "3")
                         CLEARED("c2", "3"));
    assert_pair(*state, 1, 2, "published <7");
    assert_pair(*state, 2, 1, "published 7");
}

static void without_customers_there_is_no_data(void **state)
{
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    for (size_t m = 0; m < board.set->n; m++) {
        board.set->metrics[m].has_data = board.set->metrics[m].audience == AUDIENCE_EMPLOYEE;
    }
    write_period(*state, &board, "SELECT pg_temp.add(1, 1, 'a', 9, 'ARRAY[4, 0, 9, NULL]', NULL)");
    assert_pair(*state, 0, 0, "no_data -");
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.published_handoff"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(teams_with_customer_cells_are_cleared),
        cmocka_unit_test(a_small_team_is_not_cleared),
        cmocka_unit_test(teams_published_on_other_dimensions_are_another_class),
        cmocka_unit_test(four_each_way_are_hidden),
        cmocka_unit_test(the_customers_threshold_is_what_a_count_needs),
        cmocka_unit_test(without_customers_there_is_no_data),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
