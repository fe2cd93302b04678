/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Satisfaction by handoffs of a period: over whom the whole's figure is over, in groups that the audit
 * admits. */
#include "stats/step_cells.h"

#include "small_board.h"
#include "stats/customer_cells.h"

/* n contacts of a path, by turns csat a and b (1 to 5). */
#define RATED(tag, n, a, b, path)                                                                            \
    "SELECT pg_temp.add(1, 2, '" tag "', " n ", 'ARRAY[CASE i % 2 WHEN 0 THEN " a " ELSE " b                 \
    " END, 7, 9]', '" path "');"

static void write_classes(const struct fixture_pg *fixture, const char *submissions, size_t max_classes)
{
    CLEANUP(board) struct board board = {0};
    struct error err = {0};
    set_up(&board);
    small_found(fixture);
    small_submit(fixture, submissions);
    fixture_pg_run(fixture, "SELECT pulssid.period_close(2852, '2024-09-12')");
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "pulssid_stats");
    if (!period_store_begin(db, 2852, &err) ||
        !customer_cells_fill(db, board.figures, CUSTOMER_CLASSES_MAX, &err) ||
        !step_cells_write(db, board.figures, max_classes, &err) || !db_commit(db, &err)) {
        fail_msg("%s", err.text);
    }
}

static void write_period(const struct fixture_pg *fixture, const char *submissions)
{
    write_classes(fixture, submissions, 100);
}

#define assert_kept(state, where, n)                                                                         \
    assert_int_equal(fixture_pg_number(*(state), "SELECT count(*) FROM pulssid.path_satisfaction" where), n)

/* Twenty each at A, B and C; A is 1, B 2, C 3, and D 4. */
#define AT_EACH                                                                                              \
    RATED("a", "20", "5", "4", "{1}") RATED("b", "20", "5", "4", "{2}") RATED("c", "20", "5", "4", "{3}")

static void never_and_at_all(void **state)
{
    write_period(*state, AT_EACH RATED("d", "6", "3", "2", "{1,2}") RATED("e", "6", "3", "2", "{2,3}"));
    assert_kept(state, " WHERE period = 2852 AND n = '{60,12}' AND mean = '{87.5,37.5}'", 1);
    fixture_pg_clear(*state);
    write_period(*state, AT_EACH RATED("d", "9", "3", "2", "{1,2}"));
    assert_kept(state, "", 0);
}

/* Two touched three teams: all teams' figures together would say how satisfied they are. */
static void few_who_touched_three_hide_all(void **state)
{
    write_period(*state, AT_EACH RATED("d", "12", "3", "2", "{1,2}") RATED("e", "12", "3", "2", "{2,3}")
                             RATED("f", "2", "1", "1", "{1,2,3}"));
    assert_kept(state, "", 0);
    fixture_pg_clear(*state);
    write_period(*state, AT_EACH RATED("d", "12", "3", "2", "{1,2}") RATED("e", "12", "3", "2", "{2,3}")
                             RATED("f", "8", "1", "1", "{1,2,3}"));
    assert_kept(state, " WHERE n = '{60,32}'", 1);
    fixture_pg_clear(*state);
    write_period(*state, AT_EACH RATED("d", "12", "3", "2", "{1,2}") RATED("e", "12", "3", "2", "{2,3}")
                             RATED("f", "12", "1", "2", "{1,2,3}") RATED("g", "12", "1", "2", "{2,3,2}"));
    assert_kept(state, " WHERE n = '{60,24,24}' AND mean = '{87.5,37.5,12.5}'", 1);
}

/* D has four customers and is not shown: they are not in the whole's figure. */
static void over_whom_the_whole_is_over(void **state)
{
    write_period(*state, AT_EACH RATED("d", "6", "3", "2", "{1,2}") RATED("e", "6", "3", "2", "{2,3}")
                             RATED("f", "4", "1", "1", "{4}") RATED("n", "9", "NULL", "NULL", "{1,2}"));
    assert_kept(state, " WHERE n = '{60,12}' AND mean = '{87.5,37.5}'", 1);
}

static void who_answered_alike_is_not_told(void **state)
{
    write_period(*state, AT_EACH RATED("d", "6", "1", "1", "{1,2}") RATED("e", "6", "1", "1", "{2,3}"));
    assert_kept(state, "", 0);
}

static void a_group_at_an_edge_is_not_told(void **state)
{
    write_period(*state, AT_EACH RATED("d", "11", "1", "1", "{1,2}") RATED("e", "2", "2", "2", "{2,3}"));
    assert_kept(state, "", 0);
    fixture_pg_clear(*state);
    write_period(*state, AT_EACH RATED("d", "7", "1", "1", "{1,2}") RATED("e", "5", "2", "2", "{2,3}"));
    assert_kept(state, " WHERE n = '{60,12}'", 1);
}

static void more_classes_than_are_held(void **state)
{
    const char *submissions = AT_EACH RATED("d", "6", "3", "2", "{1,2}") RATED("e", "6", "3", "2", "{2,3}");
    write_classes(*state, submissions, 4);
    assert_kept(state, "", 0);
    fixture_pg_clear(*state);
    write_classes(*state, submissions, 5);
    assert_kept(state, "", 1);
}

static void nobody_rated(void **state)
{
    write_period(*state, RATED("d", "30", "NULL", "NULL", "{1,2}"));
    assert_kept(state, "", 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(never_and_at_all),
        cmocka_unit_test(few_who_touched_three_hide_all),
        cmocka_unit_test(over_whom_the_whole_is_over),
        cmocka_unit_test(who_answered_alike_is_not_told),
        cmocka_unit_test(a_group_at_an_edge_is_not_told),
        cmocka_unit_test(more_classes_than_are_held),
        cmocka_unit_test(nobody_rated),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
