/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `pulssid cycle`: which day it takes for today, what it says of what it did, and that it waits its turn. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "fixture_command.h"
#include "model/calendar.h"
#include "unit.h"

static int start(void **state)
{
    *state = fixture_command_new();
    return clock_set_zone("UTC") ? 0 : -1;
}

static int stop(void **state)
{
    fixture_command_free(*state);
    return 0;
}

/* Five answers of one team in 2024-W36, whose last day is 2024-09-08; they are kept, however long ago that
 * is. */
static int load(void **state)
{
    fixture_pg_run(fixture_command_pg(*state), "TRUNCATE pulssid.release CASCADE");
    fixture_pg_clear(fixture_command_pg(*state));
    fixture_command_organisation(*state);
    fixture_command_configure(*state, "[stats]\nretention = 0\n");
    const char *path = fixture_command_file(*state, "past.csv",
                                            "survey,version,team,on,enps\n"
                                            "employee-pulse,1,T01,2024-09-02,1\n"
                                            "employee-pulse,1,T01,2024-09-03,2\n"
                                            "employee-pulse,1,T01,2024-09-04,3\n"
                                            "employee-pulse,1,T01,2024-09-05,4\n"
                                            "employee-pulse,1,T01,2024-09-06,5\n");
    assert_int_equal(FIXTURE_COMMAND(*state, "import", path), 0);
    return 0;
}

static int64_t number(const struct fixture_command *fixture, const char *sql)
{
    return fixture_pg_number(fixture_command_pg(fixture), sql);
}

static void says_what_it_did(void **state)
{
    int release, cells, suppressed, answers, analysed, teams, reviewed, dimensions, end = 0;
    assert_int_equal(FIXTURE_COMMAND(*state, "cycle"), 0);
    const char *output = fixture_command_output(*state);
    sscanf(
        output,
        "closed 2024-W36\npublished 2024-W36 as release %d: %d cells, %d suppressed, at least %d "
        "submissions, "
        "%*d ms\nanalysed release %d: wellbeing-csat, %d teams with enough data, %*d ms\nsearched release "
        "%*d for "
        "changes: %*d dimensions, %*d series with enough data, %*d alarms, %*d ms\nreviewed release %d: %d "
        "dimensions, %*d ms\nsearched release %*d for silos: %*d teams with enough data, %*d with a flag, "
        "%*d ms\n%n",
        &release, &cells, &suppressed, &answers, &analysed, &teams, &reviewed, &dimensions, &end);
    assert_int_equal(end, strlen(output));
    assert_int_equal(release, number(*state, "SELECT release FROM pulssid.release"));
    assert_int_equal(analysed, release);
    assert_int_equal(reviewed, release);
    assert_int_equal(dimensions, number(*state, "SELECT count(*) FROM pulssid.agreement"));
    assert_int_equal(cells, number(*state, "SELECT count(*) FROM pulssid.cell WHERE state = 'published'"));
    assert_int_equal(suppressed,
                     number(*state, "SELECT count(*) FROM pulssid.cell WHERE state = 'suppressed'"));
    assert_int_not_equal(cells, suppressed);
    assert_int_equal(answers, 0); /* of five, in tens */
    assert_int_equal(teams, 0);
}

/* Neither is an analysis that was there before. */
static void says_that_nothing_was_due(void **state)
{
    assert_int_equal(FIXTURE_COMMAND(*state, "cycle"), 0);
    assert_int_equal(FIXTURE_COMMAND(*state, "cycle"), 0);
    assert_string_equal(fixture_command_output(*state), "nothing was due\n");
    assert_int_equal(number(*state, "SELECT count(*) FROM pulssid.release"), 1);
}

static void says_what_it_dropped(void **state)
{
    const struct fixture_pg *pg = fixture_command_pg(*state);
    fixture_command_configure(*state, "[stats]\nretention = 90\n");
    assert_int_equal(FIXTURE_COMMAND(*state, "cycle", "--as-of", "2024-12-07"), 0);
    assert_memory_equal(fixture_command_output(*state), "closed 2024-W36\n", 16);
    assert_int_equal(fixture_pg_number(pg, "SELECT count(*) FROM pulssid.answer"), 5);
    assert_int_equal(FIXTURE_COMMAND(*state, "cycle", "--as-of", "2024-12-08"), 0);
    assert_string_equal(fixture_command_output(*state),
                        "dropped the answers of 1 periods: their retention is over\n");
    assert_int_equal(fixture_pg_number(pg, "SELECT count(*) FROM pulssid.answer"), 0);
}

/* A period is due when three whole days have gone by after its last. */
static void another_day_is_taken_for_today(void **state)
{
    assert_int_equal(FIXTURE_COMMAND(*state, "cycle", "--as-of", "2024-09-11"), 0);
    assert_string_equal(fixture_command_output(*state), "nothing was due\n");
    assert_int_equal(FIXTURE_COMMAND(*state, "cycle", "--as-of", "2024-09-12"), 0);
    assert_memory_equal(fixture_command_output(*state), "closed 2024-W36\n", 16);
    assert_int_equal(number(*state, "SELECT (closed_on = '2024-09-12')::int FROM pulssid.period"), 1);
}

/* Runs with a day counted from today; once more when midnight comes between. */
static int run_as_of(struct fixture_command *fixture, int32_t days_after_today, char day[DAY_TEXT_SIZE])
{
    for (;;) {
        int32_t today = clock_today();
        calendar_format_day(today + days_after_today, day);
        int status = FIXTURE_COMMAND(fixture, "cycle", "--as-of", day);
        if (clock_today() == today) {
            return status;
        }
    }
}

static void day_to_come_is_refused(void **state)
{
    char day[DAY_TEXT_SIZE];
    char sentence[80];
    assert_int_equal(run_as_of(*state, 1, day), 2);
    snprintf(sentence, sizeof sentence, "pulssid: --as-of: %s is after today\n", day);
    assert_string_equal(fixture_command_errors(*state), sentence);
    assert_int_equal(FIXTURE_COMMAND(*state, "cycle", "--as-of", "2024-02-30"), 2);
    assert_memory_equal(fixture_command_errors(*state), "pulssid: --as-of: ", 18);
    assert_int_equal(number(*state, "SELECT count(*) FROM pulssid.period WHERE state <> 'open'"), 0);
    assert_int_equal(run_as_of(*state, 0, day), 0);
}

/* Holds the lock of cycles until one has asked for it. */
static void *hold_until_asked(void *ctx)
{
    struct db *db = ctx;
    struct error err = {0};
    bool held = db_script(db,
                          "DO $$ BEGIN FOR i IN 1 .. 6000 LOOP"
                          " PERFORM pg_stat_clear_snapshot();"
                          " IF EXISTS (SELECT FROM pg_stat_activity WHERE usename = 'pulssid_stats'"
                          "  AND query LIKE '%pg_try_advisory_lock%') THEN RETURN; END IF;"
                          " PERFORM pg_sleep(0.01);"
                          "END LOOP; RAISE 'nobody asked'; END $$",
                          &err);
    return held && db_commit(db, &err) ? db : NULL;
}

static void waits_for_a_cycle_under_way(void **state)
{
    const struct fixture_pg *pg = fixture_command_pg(*state);
    fixture_pg_run(pg, "ALTER ROLE pulssid_stats SET track_activities = on");
    struct db *db CLEANUP(db_close) = fixture_pg_open(pg, "postgres");
    struct error err;
    pthread_t thread;
    void *held = NULL;
    assert_true(db_begin(db, &err));
    assert_true(db_query(db, "SELECT pg_advisory_xact_lock(pulssid.period_lock_class(), -2)", DB_NO_PARAMS,
                         NULL, &err));
    assert_int_equal(pthread_create(&thread, NULL, hold_until_asked, db), 0);
    int status = FIXTURE_COMMAND(*state, "cycle");
    assert_int_equal(pthread_join(thread, &held), 0);
    assert_ptr_equal(held, db);
    assert_int_equal(status, 0);
    assert_memory_equal(fixture_command_output(*state), "closed 2024-W36\n", 16);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(says_what_it_did, load),
        cmocka_unit_test_setup(says_that_nothing_was_due, load),
        cmocka_unit_test_setup(says_what_it_dropped, load),
        cmocka_unit_test_setup(another_day_is_taken_for_today, load),
        cmocka_unit_test_setup(day_to_come_is_refused, load),
        cmocka_unit_test_setup(waits_for_a_cycle_under_way, load),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
