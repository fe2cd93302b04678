/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is kept of a period's paths, and what is not: sums of few, and of one entry team. */
#include "stats/path_cells.h"

#include "small_board.h"

/* Contacts of customers who rate: n of path, and how satisfied (1 to 5). */
#define RATED(tag, n, csat, path) "SELECT pg_temp.add(1, 2, '" tag "', " n ", 'ARRAY[" csat "]', '" path "');"

static void write_period(const struct fixture_pg *fixture, const char *submissions)
{
    CLEANUP(board) struct board board = {0};
    static const struct handoff_team teams[] = {
        {.team_id = 1}, {.team_id = 2}, {.team_id = 3}, {.team_id = 4, .class = HANDOFF_NOT_CLEARED}};
    struct error err = {0};
    set_up(&board);
    small_found(fixture);
    small_submit(fixture, submissions);
    fixture_pg_run(fixture, "SELECT pulssid.period_close(2852, '2024-09-12')");
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "pulssid_stats");
    if (!period_store_begin(db, 2852, &err) || !path_cells_write(db, board.figures, teams, 4, &err) ||
        !db_commit(db, &err)) {
        fail_msg("%s", err.text);
    }
}

#define assert_rows(state, from, n)                                                                          \
    assert_int_equal(fixture_pg_number(*(state), "SELECT count(*) FROM " from), n)

/* Entered at A: six at 100 stayed, four at 50 were handed on once; h about its mean 0.4, y about 80:
 * hh = 6 * .16 + 4 * .36 = 2.4, hy = 6 * -.4 * 20 + 4 * .6 * -30 = -120, hhyy = 6 * .16 * 400 + 4 * .36 * 900
 * = 1680, hhhy = 6 * -.064 * 20 + 4 * .216 * -30 = -33.6, hhhh = 6 * .0256 + 4 * .1296 = .672. The same at B,
 * and C has nobody handed on. */
#define AT_A RATED("a", "6", "5", "{1}") RATED("b", "4", "3", "{1,2}")
#define AT_B RATED("c", "6", "5", "{2}") RATED("d", "4", "3", "{2,1}")
#define AT_C RATED("e", "4", "1", "{3}")

static void deviations_are_pooled_over_entry_teams(void **state)
{
    write_period(*state, AT_A AT_B AT_C RATED("f", "2", "3", "{1,3}") RATED("g", "6", "NULL", "{1,2}")
                             RATED("h", "9", "1", "{1,4}"));
    assert_rows(state, "pulssid.penalty_sum WHERE (period, n, handed_on, groups) = (2852, 26, 10, 3)", 1);
    fixture_pg_clear(*state);
    write_period(*state, AT_A AT_B AT_C RATED("f", "1", "3", "{3,1}") RATED("g", "1", "3", "{3,1}"));
    assert_rows(state,
                "pulssid.penalty_sum WHERE (n, handed_on, groups) = (26, 10, 3)"
                " AND abs(hh - (4.8 + 4.0 / 3)) < 1e-9 AND abs(hy - (-240 + 200.0 / 3)) < 1e-9",
                1);
    fixture_pg_clear(*state);
    write_period(*state, AT_A RATED("i", "12", "5", "{2}") RATED("j", "8", "3", "{2,1}") AT_C);
    assert_rows(state,
                "pulssid.penalty_sum WHERE (n, handed_on, groups) = (34, 12, 3) AND abs(hh - 7.2) < 1e-9"
                " AND abs(hy + 360) < 1e-9 AND abs(hhyy - 5040) < 1e-9 AND abs(hhhy + 100.8) < 1e-9"
                " AND abs(hhhh - 2.016) < 1e-9",
                1);
}

static void nine_are_too_few(void **state)
{
    write_period(*state, AT_A RATED("c", "6", "5", "{2}") RATED("d", "5", "3", "{2,1}"));
    assert_rows(state, "pulssid.penalty_sum", 0);
    assert_rows(state, "pulssid.path_count WHERE contacts = '{12,9,0,0}' AND handoffs = 9 AND ping_pong = 0",
                1);
    fixture_pg_clear(*state);
    write_period(*state, RATED("c", "5", "5", "{2}") RATED("d", "25", "3", "{2,1}")
                             RATED("e", "4", "3", "{1}") RATED("f", "2", "3", "{1,2}"));
    assert_rows(state, "pulssid.penalty_sum", 0);
}

/* Only A has both: what was pooled would be its own. */
static void one_entry_team_is_told_of_by_nothing(void **state)
{
    write_period(*state, RATED("a", "20", "5", "{1}") RATED("b", "20", "3", "{1,2}")
                             RATED("c", "20", "5", "{2}") RATED("d", "20", "3", "{3,1}"));
    assert_rows(state, "pulssid.penalty_sum", 0);
    assert_rows(state, "pulssid.visit WHERE (team_id, n) IN ((1, 60), (2, 40), (3, 20))", 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(deviations_are_pooled_over_entry_teams),
        cmocka_unit_test(nine_are_too_few),
        cmocka_unit_test(one_entry_team_is_told_of_by_nothing),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
