/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contacts by touch, and which leaves show them; for units see customer_units_test. */
#include "stats/customer_cells.h"

#include "small_board.h"

/* Closes a period of these submissions and counts it on the board, with so many classes held. */
static void fill_with(const struct fixture_pg *fixture, const struct board *board, const char *submissions,
                      int64_t max_classes)
{
    struct error err = {0};
    small_found(fixture);
    fixture_pg_run(fixture, "INSERT INTO pulssid.team (code) VALUES ('E')"); /* after the period opened */
    small_submit(fixture, submissions);
    fixture_pg_run(fixture, "SELECT pulssid.period_close(2852, '2024-09-12')");
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "pulssid_stats");
    if (!period_store_begin(db, 2852, &err) || !customer_cells_fill(db, board->figures, max_classes, &err)) {
        fail_msg("%s", err.text);
    }
}

static void fill(const struct fixture_pg *fixture, const struct board *board, const char *submissions)
{
    fill_with(fixture, board, submissions, CUSTOMER_CLASSES_MAX);
}

/* Visits that began at a team, all rated alike: csat 5, ces 7. */
#define VISITS(team, tag, n, path)                                                                           \
    "SELECT pg_temp.add(" team ", 2, '" tag "', " n ", 'ARRAY[5, 7]', '" path "');"
#define UNRATED(team, tag, n, path)                                                                          \
    "SELECT pg_temp.add(" team ", 2, '" tag "', " n ", 'ARRAY[NULL, NULL]::smallint[]', '" path "');"

static void a_contact_counts_once_at_every_team_it_touched(void **state)
{
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    fill(*state, &board,
         VISITS("1", "a", "6", "{1}") VISITS("1", "b", "5", "{1,2,1,2}") UNRATED("1", "c", "2", "{1}"));
    const struct figure *nodes = figures_named(&board, "csat");
    assert_int_equal(nodes[A].own.n, 11);
    assert_int_equal(nodes[A].shown.sum, 11 * 4);
    assert_int_equal(nodes[A].shown.squares, 11 * 16);
    assert_int_equal(nodes[A].shown.top, 11);
    assert_int_equal(nodes[B].own.n, 5);
    assert_int_equal(nodes[B].contacts, 5);
    assert_int_equal(nodes[A].contacts, 13);
    const int64_t *began = figures_submissions(board.figures, VISIT);
    assert_int_equal(began[A], 13);
    assert_int_equal(began[B], 0);
}

static void a_leaf_is_published_from_k_rated_contacts(void **state)
{
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    board.tree->nodes[U].team.headcount = HEADCOUNT_UNKNOWN;
    fill(*state, &board,
         VISITS("1", "a", "5", "{1}") VISITS("2", "b", "4", "{2}") UNRATED("2", "c", "3", "{2}")
             VISITS("5", "u", "9", "{5}"));
    const struct figure *nodes = figures_named(&board, "csat");
    assert_true(nodes[A].published);
    assert_int_equal(nodes[A].shown_at, A);
    assert_int_equal(nodes[A].shown.n, 5);
    assert_int_equal(nodes[A].teams_shown, 1);
    assert_false(nodes[B].published);
    assert_int_equal(nodes[B].shown_at, DISCLOSURE_NOWHERE);
    assert_int_equal(nodes[B].contacts, CELL_UNKNOWN);
    assert_int_equal(nodes[U].teams_shown, 1); /* no leaf, however many began there */
}

/* Who works alone would be known by the customers: that is measured by the employees' k. */
static void a_leaf_of_few_people_is_hidden(void **state)
{
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    board.period.k_employee = 7;
    board.tree->nodes[A].team.headcount = 6;
    board.tree->nodes[B].team.headcount = 7;
    board.tree->nodes[C].team.headcount = HEADCOUNT_UNKNOWN;
    fill(*state, &board,
         VISITS("1", "a", "20", "{1}") VISITS("2", "b", "5", "{2}") VISITS("3", "c", "5", "{3}"));
    const struct figure *nodes = figures_named(&board, "csat");
    assert_int_equal(nodes[A].own.n, 20);
    assert_false(nodes[A].published);
    assert_true(nodes[B].published);
    assert_true(nodes[C].published);
}

static void spread_is_of_leaves_with_ten(void **state)
{
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    fill(*state, &board, VISITS("1", "a", "10", "{1}") VISITS("2", "b", "9", "{2}"));
    const struct figure *nodes = figures_named(&board, "csat");
    assert_int_equal(nodes[A].spread.n, 10);
    assert_int_equal(nodes[A].spread.squares, 10 * 16);
    assert_int_equal(nodes[B].shown.n, 9);
    assert_int_equal(nodes[B].spread.n, 0);
    assert_int_equal(nodes[U].shown.n, 19);
    assert_int_equal(nodes[U].teams_shown, 2);
    assert_int_equal(nodes[U].spread.n, 0); /* with A's it would be that of the nine */
}

static void a_units_nps_is_of_teams_with_ten(void **state)
{
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    fill(*state, &board,
         "SELECT pg_temp.add(1, 2, 'a', 10, 'ARRAY[5, 7, 9]', '{1}');"
         "SELECT pg_temp.add(1, 2, 'c', 6, 'ARRAY[5, 7, NULL]', '{1}');"
         "SELECT pg_temp.add(2, 2, 'b', 9, 'ARRAY[5, 7, 0]', '{2}');");
    const struct figure *nodes = figures_named(&board, "nps");
    assert_int_equal(nodes[B].shown.n, 9);
    assert_int_equal(nodes[B].spread.n, 0);
    assert_int_equal(nodes[B].spread_contacts, CELL_UNKNOWN);
    assert_int_equal(nodes[U].shown.n, 19);
    assert_int_equal(nodes[U].contacts, 25);
    assert_int_equal(nodes[U].teams_shown, 2);
    assert_int_equal(nodes[U].spread.n, 10);
    assert_int_equal(nodes[U].spread.sum, 10);
    assert_int_equal(nodes[U].spread_contacts, 16);
    assert_int_equal(nodes[U].spread_teams, 1);
    assert_int_equal(nodes[A].spread_contacts, 16);
}

/* csat is shown of U with C, ces without it: the two numbers would tell of the three who were with C alone.
 */
static void counts_of_contacts_are_held_together_over_dimensions(void **state)
{
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    fill(*state, &board,
         VISITS("1", "a", "8", "{1}") VISITS("2", "b", "8", "{2}") VISITS(
             "1", "y", "9",
             "{1,2}") "SELECT pg_temp.add(1, 2, 'x', 8, 'ARRAY[5, NULL]', '{1,3}');" UNRATED("3", "c", "3",
                                                                                             "{3}"));
    const struct figure *csat = figures_named(&board, "csat");
    const struct figure *ces = figures_named(&board, "ces");
    assert_int_equal(csat[C].contacts, 11);
    assert_int_equal(csat[U].contacts, 36);
    assert_int_equal(ces[A].contacts, 25);
    assert_int_equal(ces[U].shown.n, 25);
    assert_int_equal(ces[U].contacts, CELL_UNKNOWN);
}

static void spread_needs_no_less_than_k(void **state)
{
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    board.period.k_customer = 12;
    fill(*state, &board, VISITS("1", "a", "11", "{1}") VISITS("4", "d", "12", "{4}"));
    const struct figure *nodes = figures_named(&board, "csat");
    assert_false(nodes[A].published);
    assert_int_equal(nodes[A].spread.n, 0);
    assert_int_equal(nodes[D].shown.n, 12);
    assert_int_equal(nodes[D].spread.n, 12);
}

/* A board with a version 2 of visit, survey 3, which does not ask for ces. */
static void set_up_versions(struct board *board, struct survey **ret_second)
{
    const int64_t submissions[] = {2, 2, 1};
    struct error err;
    set_up(board);
    struct survey *second = small_survey("visit", 1);
    struct survey *surveys[] = {second, board->surveys[0], board->surveys[1]};
    second->id = 3;
    second->version = 2;
    board->figures = figures_free(board->figures);
    board->set = metric_set_free(board->set);
    assert_true(metric_set_new(surveys, submissions, 3, &board->set, &err));
    assert_true(figures_new(&board->period, board->tree, board->set, &board->figures, &err));
    *ret_second = second;
}

/* Who answered version 2 was no contact that could have rated ces. */
static void contacts_are_of_the_versions_that_ask(void **state)
{
    CLEANUP(board) struct board board = {0};
    struct survey *second CLEANUP(survey_free) = NULL;
    set_up_versions(&board, &second);
    fill(*state, &board,
         VISITS("1", "a", "8",
                "{1}") "SELECT pg_temp.add(1, 3, 'b', 7, 'ARRAY[5]', '{1}');" UNRATED("1", "c", "2", "{1}"));
    assert_int_equal(figures_named(&board, "csat")[A].shown.n, 15);
    assert_int_equal(figures_named(&board, "csat")[A].contacts, 17);
    assert_int_equal(figures_named(&board, "csat")[U].shown.n, 15);
    assert_int_equal(figures_named(&board, "csat")[U].contacts, 17);
    assert_int_equal(figures_named(&board, "ces")[U].shown.n, 8);
    assert_int_equal(figures_named(&board, "ces")[U].contacts, 10);
}

/* As where another version asks in steps half as large. */
static void scores_are_counted_in_the_units_of_the_metric(void **state)
{
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    board.set->metrics[metric_at(&board, "csat")].unit *= 2;
    fill(*state, &board, VISITS("1", "a", "5", "{1}"));
    const struct figure *nodes = figures_named(&board, "csat");
    assert_int_equal(nodes[A].shown.sum, 5 * 8);
    assert_int_equal(nodes[A].shown.squares, 5 * 64);
    assert_int_equal(nodes[WHOLE].shown.sum, 5 * 8);
    assert_int_equal(figures_named(&board, "ces")[A].shown.sum, 5 * 6);
}

static void a_team_that_the_period_does_not_know_is_passed_over(void **state)
{
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    fill(*state, &board, VISITS("6", "e", "5", "{6,1}"));
    assert_int_equal(figures_named(&board, "csat")[A].own.n, 5);
    for (size_t v = 0; v < NODES; v++) {
        assert_int_equal(figures_submissions(board.figures, PULSE)[v], 0);
        assert_int_equal(figures_submissions(board.figures, VISIT)[v], 0);
    }
}

static void customers_alone_are_counted_and_each_dimension_by_itself(void **state)
{
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    fill(*state, &board,
         "SELECT pg_temp.add(1, 1, 'p', 6, 'ARRAY[4, 4, 9, NULL]', NULL);"
         "SELECT pg_temp.add(1, 2, 'v', 6, 'ARRAY[3, CASE WHEN i < 5 THEN 4 END]', '{1}');");
    assert_true(figures_named(&board, "csat")[A].published);
    assert_int_equal(figures_named(&board, "ces")[A].own.n, 4);
    assert_false(figures_named(&board, "ces")[A].published);
    assert_int_equal(figures_named(&board, "mood")[A].own.n, 0);
    assert_int_equal(figures_submissions(board.figures, PULSE)[A], 0);
    assert_int_equal(figures_submissions(board.figures, VISIT)[A], 6);
}

/* The 9 who went from A to B, and of those at A and B alone none, are held, or all: the same is told. */
static void figures_are_over_all_contacts_whoever_is_held(void **state)
{
    for (int64_t max_classes = 3; max_classes <= 4; max_classes++) {
        CLEANUP(board) struct board board = {0};
        set_up(&board);
        fill_with(*state, &board,
                  VISITS("1", "a", "8", "{1}") VISITS("2", "b", "7", "{2}") VISITS("1", "x", "9", "{1,2}")
                      VISITS("1", "y", "1", "{1,2,3}"),
                  max_classes);
        const struct figure *nodes = figures_named(&board, "csat");
        assert_true(nodes[A].published && nodes[B].published && nodes[U].published);
        assert_int_equal(nodes[A].shown.n, 18);
        assert_int_equal(nodes[A].contacts, 18);
        assert_int_equal(nodes[A].own.n, 18);
        assert_int_equal(nodes[C].own.n, 1);
        assert_int_equal(nodes[U].shown.n, 25);
        assert_int_equal(nodes[U].contacts, 25);
        assert_int_equal(nodes[WHOLE].shown.n, 25); /* who touched the same teams as at U */
        assert_int_equal(figures_named(&board, "ces")[U].contacts, 25); /* who are told for csat already */
    }
}

/* Without those who went from A to B it cannot be seen that U is not the sum of A and B. */
static void what_cannot_be_seen_is_not_shown(void **state)
{
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    fill_with(*state, &board,
              VISITS("1", "a", "8", "{1}") VISITS("2", "b", "7", "{2}") VISITS("1", "x", "6", "{1,2}"), 2);
    const struct figure *nodes = figures_named(&board, "csat");
    assert_true(nodes[A].published && nodes[B].published);
    assert_int_equal(nodes[A].shown.n, 14);
    assert_false(nodes[U].published || nodes[WHOLE].published);
    fill_with(*state, &board, VISITS("1", "a", "8", "{1}") VISITS("2", "b", "7", "{2}"), 0);
    assert_false(figures_named(&board, "csat")[A].published);
    assert_int_equal(figures_named(&board, "csat")[A].own.n, 8);
}

/* Version 2 has a third of the contacts, so two of six classes: a third one of its own is not held. */
static void versions_share_the_classes_that_are_held(void **state)
{
    CLEANUP(board) struct board board = {0};
    struct survey *second CLEANUP(survey_free) = NULL;
    set_up_versions(&board, &second);
    fill_with(*state, &board,
              VISITS("1", "a", "10", "{1}") VISITS("2", "b", "12", "{2}") VISITS("3", "c", "14", "{3}")
                  VISITS("4", "d", "12", "{4}") "SELECT pg_temp.add(1, 3, 'e', 9, 'ARRAY[5]', '{1}');"
                                                "SELECT pg_temp.add(2, 3, 'f', 8, 'ARRAY[5]', '{2}');"
                                                "SELECT pg_temp.add(4, 3, 'g', 7, 'ARRAY[5]', '{4}');",
              6);
    const struct figure *nodes = figures_named(&board, "csat");
    assert_int_equal(nodes[A].shown.n, 19);
    assert_int_equal(nodes[B].shown.n, 20);
    assert_int_equal(nodes[D].shown.n, 19);
    assert_int_equal(nodes[C].shown.n, 14);
    assert_false(nodes[U].published); /* it may be more than A, B and C */
}

/* The three of version 2, who are not held: csat's contacts less those of ces. */
static void contacts_of_other_versions_are_others(void **state)
{
    CLEANUP(board) struct board board = {0};
    struct survey *second CLEANUP(survey_free) = NULL;
    set_up_versions(&board, &second);
    fill_with(*state, &board,
              VISITS("1", "a", "20", "{1}") "SELECT pg_temp.add(1, 3, 'b', 3, 'ARRAY[5]', '{1}');", 2);
    assert_int_equal(figures_named(&board, "csat")[A].contacts, 23);
    assert_int_equal(figures_named(&board, "ces")[A].shown.n, 20);
    assert_int_equal(figures_named(&board, "ces")[A].contacts, CELL_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_contact_counts_once_at_every_team_it_touched),
        cmocka_unit_test(a_leaf_is_published_from_k_rated_contacts),
        cmocka_unit_test(a_leaf_of_few_people_is_hidden),
        cmocka_unit_test(spread_is_of_leaves_with_ten),
        cmocka_unit_test(a_units_nps_is_of_teams_with_ten),
        cmocka_unit_test(counts_of_contacts_are_held_together_over_dimensions),
        cmocka_unit_test(spread_needs_no_less_than_k),
        cmocka_unit_test(contacts_are_of_the_versions_that_ask),
        cmocka_unit_test(scores_are_counted_in_the_units_of_the_metric),
        cmocka_unit_test(a_team_that_the_period_does_not_know_is_passed_over),
        cmocka_unit_test(customers_alone_are_counted_and_each_dimension_by_itself),
        cmocka_unit_test(figures_are_over_all_contacts_whoever_is_held),
        cmocka_unit_test(what_cannot_be_seen_is_not_shown),
        cmocka_unit_test(versions_share_the_classes_that_are_held),
        cmocka_unit_test(contacts_of_other_versions_are_others),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
