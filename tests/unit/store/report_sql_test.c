/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Statements of reports: what is bound, which filter touches which part, where a page begins and ends. */
#include "store/report_sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../unit.h"

static void assert_text(struct report_sql *sql, const char *expected)
{
    buffer_append(&sql->sql, "", 1);
    assert_false(sql->sql.failed);
    assert_string_equal((const char *)buffer_span(&sql->sql).data, expected);
}

static struct report_sql part_of(const struct report_request *request, const struct report_cursor *cursor,
                                 size_t part)
{
    struct report_sql sql;
    report_sql_part(request, cursor, part, &sql);
    return sql;
}

static void assert_part(const struct report_request *request, size_t part, const char *expected)
{
    const struct report_cursor none = {0};
    struct report_sql sql = part_of(request, &none, part);
    assert_text(&sql, expected);
    buffer_free(&sql.sql);
}

static void assert_release(const struct report_request *request, const char *expected)
{
    struct report_sql sql;
    report_sql_release(request, &sql);
    assert_text(&sql, expected);
    buffer_free(&sql.sql);
}

static void what_a_reader_gives_is_bound(void **state)
{
    (void)state;
    const struct report_request request = {
        .report = report_find("scores"),
        .filter = {.period = "2024-W36", .team = "T1", .dimension = "mood", .release = "7", .limit = 10}};
    const struct report_cursor cursor = {.n = 3, .keys = {"2024-W36", "T0", "csat"}};
    struct report_sql sql = part_of(&request, &cursor, 0);
    const char *const bound[] = {"2024-W36", "T1", "mood", "7", "2024-W36", "T0", "csat"};
    assert_int_equal(sql.n_params, 7);
    for (size_t i = 0; i < 7; i++) {
        assert_string_equal(sql.params[i].data, bound[i]);
        assert_false(sql.params[i].binary);
    }
    assert_text(&sql,
                "SELECT * FROM report.scores WHERE true AND period = $1 AND team = $2 AND dimension = $3 "
                "AND release = $4::integer AND (period COLLATE \"C\", team COLLATE \"C\", dimension "
                "COLLATE \"C\") > ($5::text, $6::text, $7::text) ORDER BY period COLLATE \"C\", team "
                "COLLATE \"C\", dimension COLLATE \"C\" LIMIT 11");
    buffer_free(&sql.sql);
}

static void a_part_shows_its_own_columns(void **state)
{
    (void)state;
    const struct report_request request = {.report = report_find("releases")};
    char expected[512];
    snprintf(expected, sizeof expected, "SELECT %s FROM report.releases WHERE true ORDER BY release",
             request.report->parts[0].columns);
    assert_part(&request, 0, expected);
}

/* A version that was always valid has no first day, and comes first. */
static void an_unknown_day_comes_first(void **state)
{
    (void)state;
    const struct report_request request = {.report = report_find("teams"), .filter = {.limit = 1}};
    const struct report_cursor cursor = {.n = 2, .keys = {"A", "-infinity"}};
    struct report_sql sql = part_of(&request, &cursor, 0);
    assert_text(&sql,
                "SELECT * FROM report.teams WHERE true AND (team COLLATE \"C\", coalesce(valid_from, "
                "'-infinity')) > ($1::text, $2::date) ORDER BY team COLLATE \"C\", coalesce(valid_from, "
                "'-infinity') LIMIT 2");
    buffer_free(&sql.sql);
}

#define LINKAGE_KEYS "release, employee COLLATE \"C\", customer COLLATE \"C\", team COLLATE \"C\""

/* The lags are those of the page's teams, not of the row more that tells of another page; the organisation
 * has no team. */
static void parts_are_touched_by_their_own_filters(void **state)
{
    (void)state;
    const struct report_request request = {
        .report = report_find("linkage"),
        .filter = {.team = "T1", .release = "7", .limit = 5},
    };
    assert_part(
        &request, 1,
        "SELECT * FROM report.linkage_lags WHERE true AND ((" LINKAGE_KEYS ") IN (SELECT " LINKAGE_KEYS
        " FROM report.linkage WHERE true AND team = $1 AND release = $2::integer ORDER BY " LINKAGE_KEYS
        " LIMIT 5)) ORDER BY " LINKAGE_KEYS ", lag");
    assert_part(&request, 2,
                "SELECT * FROM report.linkage_organisation WHERE true AND release = $1::integer ORDER BY "
                "release, employee COLLATE \"C\", customer COLLATE \"C\"");
}

#define NEWEST " AND release = (SELECT max(release) FROM "
#define ORGANISATION_ORDER " ORDER BY release, employee COLLATE \"C\", customer COLLATE \"C\""

#define LINK_KEYS "release, employee COLLATE \"C\", customer COLLATE \"C\""
#define PAGE(team, release)                                                                                  \
    " FROM report.linkage WHERE true AND team = " team " AND release = " release                             \
    "::integer ORDER BY " LINKAGE_KEYS " LIMIT 5)"

#define OF_TEAMS "(" LINKAGE_KEYS ") IN (SELECT " LINKAGE_KEYS PAGE("$1", "$2")
#define OF_LINKS "(" LINK_KEYS ") IN (SELECT " LINK_KEYS PAGE("$3", "$4")

/* Of the rows of the page, and of the whole that they are of. */
static void what_is_said_of_the_whole_goes_with_its_teams(void **state)
{
    (void)state;
    const struct report_request request = {
        .report = report_find("linkage"),
        .filter = {.team = "T1", .release = "7", .limit = 5},
    };
    assert_part(&request, 3,
                "SELECT * FROM report.linkage_claims WHERE true AND (" OF_TEAMS " OR team = '*' AND " OF_LINKS
                ") ORDER BY " LINKAGE_KEYS ", place");
}

static void an_analysis_is_the_newest_or_that_of_a_period(void **state)
{
    (void)state;
    struct report_request request = {.report = report_find("linkage")};
    assert_part(&request, 2,
                "SELECT * FROM report.linkage_organisation WHERE true" NEWEST
                "report.linkage_organisation)" ORGANISATION_ORDER);
    request.exact = true;
    request.filter.period = "2024-W36";
    assert_part(&request, 2,
                "SELECT * FROM exact.linkage_organisation WHERE true" NEWEST
                "exact.scores WHERE period = $1)" ORGANISATION_ORDER);
    request.filter.release = "7";
    assert_part(&request, 2,
                "SELECT * FROM exact.linkage_organisation WHERE true AND release = $1::integer" NEWEST
                "exact.scores WHERE period = $2)" ORGANISATION_ORDER);
}

/* No team or dimension narrows it: a team that published nothing has not made the release older. */
static void the_release_is_that_of_the_report_s_own_ledger(void **state)
{
    (void)state;
    struct report_request request = {.report = report_find("scores"),
                                     .filter = {.period = "2024-W36", .team = "T1", .dimension = "mood"}};
    assert_release(&request,
                   "SELECT coalesce(max(release), 0) FROM report.releases WHERE true AND period = $1");
    request.exact = true;
    assert_release(&request, "SELECT coalesce(max(release), 0) FROM exact.scores WHERE true AND period = $1");
    request = (struct report_request){.report = report_find("linkage"), .filter = {.release = "7"}};
    assert_release(&request, "SELECT coalesce(max(release), 0) FROM report.linkage_organisation WHERE true "
                             "AND release = $1::integer");
}

static bool accepts(const char *report, struct report_filter filter, struct report_cursor *cursor)
{
    const struct report_request request = {.report = report_find(report), .filter = filter};
    struct error err = {0};
    bool accepted = report_sql_check(&request, cursor, &err);
    assert_int_equal(err.code, accepted ? ERROR_NONE : ERROR_BAD_PARAMETER);
    return accepted;
}

static void filters_are_taken_to_their_bounds(void **state)
{
    (void)state;
    struct report_cursor cursor = {.n = 1};
    assert_true(accepts("scores", (struct report_filter){.period = "2020-W53"}, &cursor));
    assert_int_equal(cursor.n, 0);
    assert_true(accepts("scores", (struct report_filter){.period = "2024-12"}, &cursor));
    assert_false(accepts("scores", (struct report_filter){.period = "2024-13"}, &cursor));
    assert_true(accepts("scores", (struct report_filter){.team = "*"}, &cursor));
    assert_false(accepts("scores", (struct report_filter){.team = ""}, &cursor));
    assert_true(accepts("scores", (struct report_filter){.release = "999999999"}, &cursor));
    assert_false(accepts("scores", (struct report_filter){.release = "1 "}, &cursor));
    assert_true(accepts("linkage", (struct report_filter){.after = "12~wellbeing~csat~T1"}, &cursor));
    assert_string_equal(cursor.keys[3], "T1");
    assert_false(accepts("linkage", (struct report_filter){.after = "x~wellbeing~csat~T1"}, &cursor));
    assert_false(accepts("linkage", (struct report_filter){.after = "-~wellbeing~csat~T1"}, &cursor));
    assert_false(accepts("linkage", (struct report_filter){.after = "12~wellbeing~csat~T1~"}, &cursor));
}

/* A table with the columns that a part's cursor needs, in another order. */
static struct table *teams_table(const char *valid_from, const char *team)
{
    struct table *table = table_new(2, 2);
    assert_non_null(table);
    strcpy(table->columns[0].name, "valid_from");
    strcpy(table->columns[1].name, "team");
    table->cells[2] = valid_from == NULL ? NULL : strdup(valid_from);
    table->cells[3] = strdup(team);
    return table;
}

static void a_cursor_is_read_as_it_was_written(void **state)
{
    (void)state;
    static const char *const days[] = {"2024-09-02", NULL};
    for (size_t i = 0; i < 2; i++) {
        struct table *table CLEANUP(table_free) = teams_table(days[i], "T.1-a_b");
        char after[REPORT_CURSOR_SIZE];
        struct report_cursor cursor;
        assert_true(report_sql_cursor(&report_find("teams")->parts[0], table, 1, after));
        assert_true(accepts("teams", (struct report_filter){.after = after}, &cursor));
        assert_int_equal(cursor.n, 2);
        assert_string_equal(cursor.keys[0], "T.1-a_b");
        assert_string_equal(cursor.keys[1], days[i] == NULL ? "-infinity" : days[i]);
    }
}

/* Handoffs are of all releases, what is said of the whole beside them of the newest, or of one that is named.
 */
static void a_part_may_be_an_analysis_beside_one_that_is_none(void **state)
{
    (void)state;
    struct report_request request = {.report = report_find("handoffs")};
    assert_part(
        &request, 1,
        "SELECT * FROM report.handoffs_organisation WHERE true AND release = (SELECT max(release) FROM "
        "report.handoffs_organisation) ORDER BY release");
    request.filter.period = "2024-W36";
    request.exact = true;
    assert_part(
        &request, 1,
        "SELECT * FROM exact.handoffs_organisation WHERE true AND release = (SELECT max(release) FROM "
        "exact.scores WHERE period = $1) ORDER BY release");
    assert_part(&request, 0,
                "SELECT * FROM exact.handoffs WHERE true AND period = $1 ORDER BY period COLLATE \"C\", "
                "\"from\" COLLATE "
                "\"C\", \"to\" COLLATE \"C\"");
    request.filter = (struct report_filter){.release = "3"};
    assert_part(
        &request, 1,
        "SELECT * FROM exact.handoffs_organisation WHERE true AND release = $1::integer ORDER BY release");
}

/* SQL has other uses for the words from and to; a column's name and a longer one are not the same. */
static void a_name_in_quotes_finds_its_column(void **state)
{
    (void)state;
    const struct report_request request = {.report = report_find("handoffs"), .filter = {.limit = 1}};
    assert_part(
        &request, 0,
        "SELECT * FROM report.handoffs WHERE true ORDER BY period COLLATE \"C\", \"from\" COLLATE \"C\", "
        "\"to\" COLLATE \"C\" LIMIT 2");
    struct table *table CLEANUP(table_free) = table_new(4, 1);
    static const char *const names[] = {"too", "to", "from", "period"};
    static const char *const cells[] = {"X", "B", "A", "2024-W36"};
    char after[REPORT_CURSOR_SIZE];
    assert_non_null(table);
    for (size_t i = 0; i < 4; i++) {
        strcpy(table->columns[i].name, names[i]);
        table->cells[i] = strdup(cells[i]);
    }
    assert_true(report_sql_cursor(&request.report->parts[0], table, 0, after));
    assert_string_equal(after, "2024-W36~A~B");
}

/* "~2024-09-02" takes 11 bytes, the end one. */
static void a_cursor_that_does_not_fit_is_none(void **state)
{
    (void)state;
    char team[REPORT_CURSOR_SIZE];
    char after[REPORT_CURSOR_SIZE];
    struct report_cursor cursor;
    memset(team, 'a', sizeof team);
    for (size_t len = REPORT_CURSOR_SIZE - 12; len <= REPORT_CURSOR_SIZE - 11; len++) {
        team[len] = '\0';
        struct table *table CLEANUP(table_free) = teams_table("2024-09-02", team);
        assert_int_equal(report_sql_cursor(&report_find("teams")->parts[0], table, 1, after),
                         len == REPORT_CURSOR_SIZE - 12);
        team[len] = 'a';
    }
    char *endless CLEANUP(free) = calloc(1, 5000);
    assert_non_null(endless);
    memset(endless, '1', 4999);
    assert_false(accepts("releases", (struct report_filter){.after = endless}, &cursor));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_reader_gives_is_bound),
        cmocka_unit_test(a_part_shows_its_own_columns),
        cmocka_unit_test(an_unknown_day_comes_first),
        cmocka_unit_test(parts_are_touched_by_their_own_filters),
        cmocka_unit_test(what_is_said_of_the_whole_goes_with_its_teams),
        cmocka_unit_test(an_analysis_is_the_newest_or_that_of_a_period),
        cmocka_unit_test(the_release_is_that_of_the_report_s_own_ledger),
        cmocka_unit_test(filters_are_taken_to_their_bounds),
        cmocka_unit_test(a_cursor_is_read_as_it_was_written),
        cmocka_unit_test(a_part_may_be_an_analysis_beside_one_that_is_none),
        cmocka_unit_test(a_name_in_quotes_finds_its_column),
        cmocka_unit_test(a_cursor_that_does_not_fit_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
