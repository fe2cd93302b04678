/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `pulssid invite import`: every row of the file, or none of them and why. */
#include "command_said.h"

#define HEAD "period,team,survey,invited\n"

/* Rows of before, the period of before and a calendar in months are gone. */
static int clear(void **state)
{
    fixture_pg_run(fixture_command_pg(*state), "DELETE FROM pulssid.invitation; DELETE FROM pulssid.period;"
                                               "UPDATE pulssid.calendar SET kind = 'week'");
    return 0;
}

static int64_t count(void **state, const char *where)
{
    char sql[256];
    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM pulssid.invitation i JOIN pulssid.team t ON t.id = i.team_id WHERE %s",
             where);
    return fixture_pg_number(fixture_command_pg(*state), sql);
}

static void assert_done(void **state, const char *text, const char *output)
{
    command_said_import_done(*state, "invite", text, output);
}

/* A row of line 3 that cannot be; the one before it, which could, is not stored either. */
static void assert_bad_row(void **state, const char *row, const char *sentence)
{
    char text[256];
    snprintf(text, sizeof text, HEAD "2024-W36,T01,employee-pulse,99\n%s\n", row);
    command_said_import_failed(*state, "invite", text, sentence);
    assert_int_equal(count(state, "true"), 0);
}

static void every_column_is_stored(void **state)
{
    assert_done(state,
                "invited,survey,team,period\n0,employee-pulse,T01,2024-W36\n1000000,customer-pulse,T02,"
                "2024-W37\n",
                "2 invitations are stored\n");
    /* 2024-09-02 is 2852 weeks after 1970-01-05. */
    assert_int_equal(count(state, "t.code = 'T01' AND survey = 'employee-pulse' AND period = 2852 AND "
                                  "invited = 0"),
                     1);
    assert_int_equal(count(state, "t.code = 'T02' AND survey = 'customer-pulse' AND period = 2853 AND "
                                  "invited = 1000000"),
                     1);
}

static void a_row_replaces_the_one_before_it(void **state)
{
    assert_done(state, HEAD "2024-W36,T01,employee-pulse,12\n2024-W36,T02,employee-pulse,7\n",
                "2 invitations are stored\n");
    assert_done(state, HEAD "2024-W36,T01,employee-pulse,13\n", "1 invitations are stored\n");
    assert_int_equal(count(state, "t.code = 'T01' AND invited = 13"), 1);
    assert_int_equal(count(state, "true"), 2);
}

static void bad_rows_are_named_and_nothing_is_stored(void **state)
{
    static const char number[] = "3: field invited: expected a whole number from 0 to 1000000";
    static const char *const numbers[] = {"", "-5", "x", "5x", " 5", "1000001", "10000000", "4294967301"};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        char row[64];
        snprintf(row, sizeof row, "2024-W36,T02,employee-pulse,%s", numbers[i]);
        assert_bad_row(state, row, number);
    }
    assert_bad_row(state, "2024-W36,bad code,employee-pulse,5", "3: field team: expected a team's code");
    assert_bad_row(state, "2024-W36,,employee-pulse,5", "3: field team: expected a team's code");
    assert_bad_row(state, "2024-W36,T02,,5", "3: field survey: expected a survey's code");
}

static void one_count_has_one_row(void **state)
{
    assert_bad_row(state, "2024-W36,T01,customer-pulse,5\n2024-W36,T01,employee-pulse,5",
                   "4: field survey: this period, team and survey come twice");
}

static void what_the_database_does_not_know_is_named(void **state)
{
    assert_bad_row(state, "2024-W36,T99,employee-pulse,5", "3: field team: there is no team T99");
    assert_bad_row(state, "2024-W36,T01,nothing,5", "3: field survey: there is no survey nothing");
    fixture_pg_run(fixture_command_pg(*state),
                   "INSERT INTO pulssid.period (period, id, first_day, last_day, state, k_employee, "
                   "k_customer, backfill) VALUES (2853, '2024-W37', '2024-09-09', '2024-09-15', 'published', "
                   "5, 5, false)");
    assert_bad_row(state, "2024-W37,T01,employee-pulse,5",
                   "3: field period: 2024-W37 is published and no longer changes");
}

static void periods_are_those_of_the_database(void **state)
{
    static const char months[] = HEAD "2024-09,T01,employee-pulse,5\n";
    static const char weeks[] = HEAD "2024-W36,T01,employee-pulse,5\n";
    command_said_import_failed(*state, "invite", months,
                               "2: field period: expected a period such as 2024-W36");
    fixture_pg_run(fixture_command_pg(*state), "UPDATE pulssid.calendar SET kind = 'month'");
    command_said_import_failed(*state, "invite", weeks, "2: field period: expected a period such as 2024-09");
    assert_done(state, months, "1 invitations are stored\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(every_column_is_stored, clear),
        cmocka_unit_test_setup(a_row_replaces_the_one_before_it, clear),
        cmocka_unit_test_setup(bad_rows_are_named_and_nothing_is_stored, clear),
        cmocka_unit_test_setup(one_count_has_one_row, clear),
        cmocka_unit_test_setup(what_the_database_does_not_know_is_named, clear),
        cmocka_unit_test_setup(periods_are_those_of_the_database, clear),
    };
    return cmocka_run_group_tests(tests, command_said_start_organisation, command_said_stop);
}
