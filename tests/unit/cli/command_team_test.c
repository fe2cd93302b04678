/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `pulssid team`: the whole file or nothing of it, what came of each row, and the list of what is stored. */
#include "command_said.h"

#define HEAD "code,name,parent,headcount,role,valid_from,valid_to\n"

/* The three teams of the fixture again, and no others. */
static int found(void **state)
{
    fixture_pg_clear(fixture_command_pg(*state));
    fixture_command_organisation(*state);
    return 0;
}

static int64_t number(void **state, const char *sql)
{
    return fixture_pg_number(fixture_command_pg(*state), sql);
}

static void each_change_is_counted(void **state)
{
    command_said_import_done(*state, "team",
                             HEAD "T01,Kassa,U1,13,normal,,\n"
                                  "T02,Tuki,U1,12,normal,,\n"
                                  "T03,Varasto,U1,8,router,,\n"
                                  "T04,Huolto,,,,,\n",
                             "2 added, 1 changed, 1 as before\n");
    assert_int_equal(number(state, "SELECT headcount FROM pulssid.team_version WHERE name = 'Kassa'"), 13);
}

static void a_parent_may_come_later_in_the_file(void **state)
{
    command_said_import_done(*state, "team", HEAD "A1,Lapsi,Z9,5,normal,,\nZ9,Vanhempi,,,,,\n",
                             "2 added, 0 changed, 0 as before\n");
    assert_int_equal(
        number(state, "SELECT count(*) FROM pulssid.team_version v JOIN pulssid.team u ON u.id = v.parent_id "
                      "WHERE v.name = 'Lapsi' AND u.code = 'Z9'"),
        1);
}

/* A file is held against what is stored: alone, each of these could stand. */
static void stored_teams_count(void **state)
{
    command_said_import_done(*state, "team", HEAD "T03,Varasto,T01,8,normal,,\n",
                             "1 added, 0 changed, 0 as before\n");
    command_said_import_failed(*state, "team", HEAD "U2,Tuotanto,,,,,\nT01,Kassa,,12,normal,2024-01-01,\n",
                               "3: field valid_from: validities overlap: this version of T01 and a stored "
                               "one");
    assert_int_equal(number(state, "SELECT count(*) FROM pulssid.team WHERE code = 'U2'"), 0);
}

/* The last row fails when the others are in the database already. */
static void a_row_that_the_database_refuses_takes_the_file_with_it(void **state)
{
    const struct fixture_pg *pg = fixture_command_pg(*state);
    fixture_pg_run(pg, "ALTER TABLE pulssid.team_version ADD CONSTRAINT trial CHECK (name <> 'Refused')");
    command_said_import_failed(
        *state, "team", HEAD "N1,New,,5,normal,,\n\nT01,Refused,U1,12,normal,,\n",
        "4: new row for relation \"team_version\" violates check constraint \"trial\"");
    fixture_pg_run(pg, "ALTER TABLE pulssid.team_version DROP CONSTRAINT trial");
    assert_int_equal(number(state, "SELECT count(*) FROM pulssid.team"), 3);
    assert_int_equal(number(state, "SELECT count(*) FROM pulssid.team_version WHERE name = 'New'"), 0);
}

static void the_list_has_the_columns_of_the_import(void **state)
{
    command_said_import_done(*state, "team",
                             HEAD "T02,Tuki,U1,12,normal,,2024-12-31\nT02,Apu,,,router,2025-01-01,\n",
                             "1 added, 1 changed, 0 as before\n");
    ASSERT_DONE(*state,
                "code  name            parent  headcount  role    valid_from  valid_to    series\n"
                "T01   Kassa           U1             12  normal  -           -           same\n"
                "T02   Tuki            U1             12  normal  -           2024-12-31  same\n"
                "T02   Apu             -               -  router  2025-01-01  -           same\n"
                "U1    Asiakaspalvelu  -              24  normal  -           -           same\n",
                "team", "list");
}

static void the_list_of_a_day_has_one_version_of_a_team(void **state)
{
    command_said_import_done(*state, "team",
                             "code,name,valid_from,valid_to,series\nT02,Tuki,,2024-12-31,\n"
                             "T02,Apu,2025-01-01,2025-06-30,new\n",
                             "1 added, 1 changed, 0 as before\n");
    ASSERT_DONE(*state,
                "code  name            parent  headcount  role    valid_from  valid_to    series\n"
                "T01   Kassa           U1             12  normal  -           -           same\n"
                "T02   Apu             -               -  normal  2025-01-01  2025-06-30  new\n"
                "U1    Asiakaspalvelu  -              24  normal  -           -           same\n",
                "team", "list", "--on", "2025-06-30");
    assert_int_equal(FIXTURE_COMMAND(*state, "team", "list", "--on", "2025-07-01"), 0);
    assert_null(strstr(fixture_command_output(*state), "T02"));
    assert_int_equal(FIXTURE_COMMAND(*state, "team", "list", "--on", "today"), 2);
    assert_non_null(strstr(fixture_command_errors(*state), "--on: "));
}

/* Twice the same is once; a part of it with no word on series takes none back. */
static void a_file_again_changes_nothing(void **state)
{
    const char *file = "code,name,parent,headcount,series\nT01,Kassa,U1,12,new\nT04,Huolto,U1,6,\n";
    command_said_import_done(*state, "team", file, "1 added, 1 changed, 0 as before\n");
    command_said_import_done(*state, "team", file, "0 added, 0 changed, 2 as before\n");
    command_said_import_done(*state, "team", "code,name,parent,headcount\nT01,Kassa,U1,12\n",
                             "0 added, 0 changed, 1 as before\n");
    assert_int_equal(number(state, "SELECT count(*) FROM pulssid.team_version WHERE starts_series"), 1);
}

/* Said only where something changed and a period has opened. */
static void periods_that_opened_keep_their_teams(void **state)
{
    const struct fixture_pg *pg = fixture_command_pg(*state);
    fixture_pg_run(pg,
                   "SELECT pulssid.period_open(2901, '2025-W33', '2025-08-11', '2025-08-17', '2025-08-11', "
                   "5, 5, false)");
    command_said_import_done(*state, "team", HEAD "T01,Kassa,U1,12,normal,,\n",
                             "0 added, 0 changed, 1 as before\n");
    command_said_import_done(*state, "team", HEAD "T01,Kassa,,40,router,,\n",
                             "0 added, 1 changed, 0 as before\nnote: 2025-W33 and the periods before it that "
                             "were opened keep the teams they opened with\n");
    assert_int_equal(number(state,
                            "SELECT count(*) FROM pulssid.period_team p JOIN pulssid.team u ON u.id = "
                            "p.parent_id WHERE p.headcount = 12 AND p.role = 'normal' AND u.code = 'U1'"),
                     2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(each_change_is_counted, found),
        cmocka_unit_test_setup(a_parent_may_come_later_in_the_file, found),
        cmocka_unit_test_setup(stored_teams_count, found),
        cmocka_unit_test_setup(a_row_that_the_database_refuses_takes_the_file_with_it, found),
        cmocka_unit_test_setup(the_list_has_the_columns_of_the_import, found),
        cmocka_unit_test_setup(the_list_of_a_day_has_one_version_of_a_team, found),
        cmocka_unit_test_setup(a_file_again_changes_nothing, found),
        cmocka_unit_test_setup(periods_that_opened_keep_their_teams, found),
    };
    return cmocka_run_group_tests(tests, command_said_start, command_said_stop);
}
