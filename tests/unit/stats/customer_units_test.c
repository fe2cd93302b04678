/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Units of customers: a contact counts once, and no few contacts can be singled out by taking teams away from
 * a unit. */
#include "stats/customer_units.h"

#include "small_organisation.h"

/* Publishes a period of visits, rated 1 to 5 in turn. */
static void publish(const struct fixture_pg *fixture, const char *visits)
{
    small_found(fixture);
    small_submit(fixture, visits);
    small_cycle(fixture);
}

#define VISITS(team, tag, n, path)                                                                           \
    "SELECT pg_temp.add(" team ", 2, '" tag "', " n ", 'ARRAY[i % 5 + 1]', '" path "');"
#define CSAT(team) "pulssid.cell WHERE dimension = 'csat' AND team_id = " team

static void a_contact_counts_once_for_its_unit(void **state)
{
    publish(*state,
            VISITS("1", "a", "10", "{1}") VISITS("1", "x", "5", "{1,2,1,2}") VISITS("2", "b", "10", "{2}"));
    assert_cell(*state, "n, mean, contacts", CSAT("1"), "15 50 15");
    assert_cell(*state, "n, mean, contacts", CSAT("2"), "15 50 15");
    assert_cell(*state, "n, mean, contacts, teams_shown, teams", CSAT("5"), "25 50 25 2 3");
    assert_cell(*state, "n, teams_shown, teams", CSAT("0"), "25 2 4");
}

/* A + B - U would be the three. */
static void few_that_cross_hide_the_unit(void **state)
{
    publish(*state, VISITS("1", "a", "8", "{1}") VISITS("1", "x", "3", "{1,2}") VISITS("2", "b", "8", "{2}"));
    assert_cell(*state, "state, n", CSAT("1"), "published 11");
    assert_cell(*state, "state, n", CSAT("5"), "suppressed -");
    assert_cell(*state, "state, n", CSAT("0"), "suppressed -"); /* it has the same components */
}

/* U - B would be the one. */
static void few_that_do_not_cross_hide_the_unit(void **state)
{
    publish(*state, VISITS("1", "a", "1", "{1}") VISITS("1", "x", "5", "{1,2}") VISITS("2", "b", "8", "{2}"));
    assert_cell(*state, "state, n", CSAT("1"), "published 6");
    assert_cell(*state, "state, n", CSAT("5"), "suppressed -");
}

/* U - B - C would be the one. */
static void few_that_remain_hide_the_unit(void **state)
{
    publish(*state, VISITS("1", "a", "1", "{1}") VISITS("1", "x", "5", "{1,2}") VISITS("2", "b", "8", "{2}")
                        VISITS("3", "c", "8", "{3}"));
    assert_cell(*state, "state, n", CSAT("5"), "suppressed -");
}

static void contacts_with_the_unit_itself_count_from_five(void **state)
{
    publish(*state, VISITS("1", "a", "8", "{1}") VISITS("5", "u", "4", "{5}"));
    assert_cell(*state, "n", CSAT("5"), "8");
    publish(*state, VISITS("1", "a", "8", "{1}") VISITS("5", "u", "5", "{5}") VISITS("5", "v", "6", "{5,1}"));
    assert_cell(*state, "n, contacts", CSAT("5"), "19 19");
    assert_cell(*state, "n", CSAT("1"), "14");
    assert_cell(*state, "n", CSAT("0"), "19");
}

#define SHOWN(team) "pulssid.published_cell WHERE dimension = 'csat' AND team_id = " team

/* U - B would be the spread of the seven at A. */
static void a_unit_over_a_small_team_shows_no_spread(void **state)
{
    publish(*state, VISITS("1", "a", "7", "{1}") VISITS("2", "b", "20", "{2}"));
    assert_cell(*state, "sd IS NULL, top IS NULL", SHOWN("1"), "true true");
    assert_cell(*state, "sd IS NULL, top IS NULL", SHOWN("2"), "false false");
    assert_cell(*state, "n, sd IS NULL, top IS NULL", SHOWN("5"), "27 true true");
    assert_cell(*state, "n, sd IS NULL, top IS NULL", SHOWN("0"), "27 true true");
    publish(*state, VISITS("1", "a", "12", "{1}") VISITS("2", "b", "20", "{2}"));
    assert_cell(*state, "n, sd IS NULL, top IS NULL", SHOWN("5"), "32 false false");
}

/* A + B - U would be the two that went on, who were not asked how it was. */
static void few_handoffs_hide_the_units_contacts(void **state)
{
    publish(*state, VISITS("1", "a", "10", "{1}") VISITS(
                        "2", "b", "10",
                        "{2}") "SELECT pg_temp.add(1, 2, 'x', 2, 'ARRAY[NULL]::smallint[]', '{1,2}');");
    assert_cell(*state, "n, contacts", SHOWN("1"), "10 12");
    assert_cell(*state, "n, contacts", SHOWN("5"), "20 -");
    publish(*state, VISITS("1", "a", "10", "{1}") VISITS(
                        "2", "b", "10",
                        "{2}") "SELECT pg_temp.add(1, 2, 'x', 5, 'ARRAY[NULL]::smallint[]', '{1,2}');");
    assert_cell(*state, "n, contacts", SHOWN("5"), "20 25");
}

/* B - A would be the one, without any unit. */
static void few_that_one_team_has_over_another_hide_the_other(void **state)
{
    publish(*state, VISITS("1", "x", "6", "{1,2}") VISITS("2", "b", "1", "{2}"));
    assert_cell(*state, "state, n", CSAT("1"), "suppressed -");
    assert_cell(*state, "state, n", CSAT("2"), "published 7");
    assert_cell(*state, "n, teams_shown", CSAT("5"), "7 1");
}

/* A + D - whole would be the two, two levels apart; U says no more than A does. */
static void few_that_cross_units_hide_the_whole(void **state)
{
    publish(*state, VISITS("1", "a", "9", "{1}") VISITS("4", "d", "9", "{4}") VISITS("1", "x", "2", "{1,4}"));
    assert_cell(*state, "n", CSAT("1"), "11");
    assert_cell(*state, "n", CSAT("4"), "11");
    assert_cell(*state, "n", CSAT("5"), "11");
    assert_cell(*state, "state, n", CSAT("0"), "suppressed -");
}

/* Units that overlap: four crossed within U and four more on to D, of whom U and the whole together tell
 * apart neither. */
static void figures_of_all_levels_are_held_together(void **state)
{
    publish(*state, VISITS("1", "a", "9", "{1}") VISITS("2", "b", "9", "{2}") VISITS("4", "d", "9", "{4}")
                        VISITS("1", "x", "4", "{1,2}") VISITS("1", "y", "4", "{1,2,4}"));
    assert_cell(*state, "n", CSAT("5"), "26");             /* A + B - U are eight */
    assert_cell(*state, "state", CSAT("0"), "suppressed"); /* U + D - whole would be four */
}

/* csat asks all, and the same contacts are told once for each dimension. */
static void contacts_are_told_over_the_teams_of_the_figure(void **state)
{
    publish(*state, VISITS("1", "a", "10", "{1}") VISITS("2", "b", "10", "{2}")
                        VISITS("5", "u", "6",
                               "{5}") "SELECT pg_temp.add(5, 2, 'v', 7, 'ARRAY[NULL]::smallint[]', '{5}');");
    assert_cell(*state, "n, contacts", SHOWN("5"), "26 33");
    assert_cell(*state, "n, contacts", SHOWN("0"), "26 33");
}

static void a_tiny_team_has_no_customers(void **state)
{
    small_found(*state);
    fixture_pg_run(*state, "UPDATE pulssid.period_team SET headcount = 4 WHERE team_id = 4");
    small_submit(*state, VISITS("4", "d", "9", "{4}") VISITS("1", "a", "9", "{1}"));
    small_cycle(*state);
    assert_cell(*state, "state", CSAT("4"), "suppressed");
    assert_cell(*state, "n, teams_shown", CSAT("0"), "9 1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_contact_counts_once_for_its_unit),
        cmocka_unit_test(few_that_cross_hide_the_unit),
        cmocka_unit_test(few_that_do_not_cross_hide_the_unit),
        cmocka_unit_test(few_that_remain_hide_the_unit),
        cmocka_unit_test(contacts_with_the_unit_itself_count_from_five),
        cmocka_unit_test(a_unit_over_a_small_team_shows_no_spread),
        cmocka_unit_test(few_handoffs_hide_the_units_contacts),
        cmocka_unit_test(few_that_one_team_has_over_another_hide_the_other),
        cmocka_unit_test(few_that_cross_units_hide_the_whole),
        cmocka_unit_test(figures_of_all_levels_are_held_together),
        cmocka_unit_test(contacts_are_told_over_the_teams_of_the_figure),
        cmocka_unit_test(a_tiny_team_has_no_customers),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
