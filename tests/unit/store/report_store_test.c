/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports over a small history: filters, pages, releases, rounding or not, and whose key may read. */
#include "store/report_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture_loop.h"
#include "fixture_pg.h"
#include "report_sample.h"
#include "unit.h"

static int start(void **state)
{
    *state = fixture_pg_new();
    fixture_pg_run(*state, report_sample);
    return 0;
}

static struct report_page read_page(struct fixture_pg *fixture, struct report_request request)
{
    struct db *db CLEANUP(db_close) =
        fixture_pg_open(fixture, request.exact ? "pulssid_stats" : "pulssid_report");
    struct report_page page = {0};
    struct error err = {0};
    if (!report_store_read_now(db, &request, &page, &err)) {
        fail_msg("%s", err.text);
    }
    return page;
}

static const char *cell(const struct table *table, size_t row, const char *column)
{
    for (size_t i = 0; i < table->n_columns; i++) {
        if (strcmp(table->columns[i].name, column) == 0) {
            return table_cell(table, row, i);
        }
    }
    fail_msg("no column %s", column);
    return NULL;
}

static enum column_type type(const struct table *table, const char *column)
{
    for (size_t i = 0; i < table->n_columns; i++) {
        if (strcmp(table->columns[i].name, column) == 0) {
            return table->columns[i].type;
        }
    }
    fail_msg("no column %s", column);
    return COLUMN_TEXT;
}

static void every_report_can_be_read(void **state)
{
    for (size_t i = 0; report_at(i) != NULL; i++) {
        const struct report *report = report_find(report_at(i));
        struct report_page page = read_page(*state, (struct report_request){.report = report});
        assert_int_equal(page.n, report_parts(report));
        assert_true(page.tables[0]->n_rows > 0);
        assert_int_equal(page.release, 2);
        assert_string_equal(page.next, "");
        report_page_free(&page);
        if (report_has_exact(report)) {
            page = read_page(*state, (struct report_request){.report = report, .exact = true});
            assert_int_equal(page.n, report_parts(report));
            report_page_free(&page);
        }
    }
    assert_null(report_find("silo"));
}

/* Those of the newest release, or of the one that is named; each part by dimension. */
static void agreement_and_metrics_are_of_one_release(void **state)
{
    const struct report *agreement = report_find("agreement");
    struct report_page page = read_page(*state, (struct report_request){.report = agreement});
    assert_string_equal(report_part_name(agreement, 1), "periods");
    assert_int_equal(page.tables[0]->n_rows, 1);
    assert_string_equal(cell(page.tables[0], 0, "team"), "A");
    assert_string_equal(cell(page.tables[0], 0, "state"), "insufficient");
    assert_int_equal(page.tables[1]->n_rows, 3);
    assert_string_equal(cell(page.tables[1], 2, "state"), "suppressed");
    assert_null(cell(page.tables[1], 2, "icc1"));
    assert_int_equal(page.tables[2]->n_rows, 2);
    assert_string_equal(cell(page.tables[2], 1, "icc1_median"), "0.12");
    assert_string_equal(cell(page.tables[2], 1, "icc_last_icc1"), "0.46");
    report_page_free(&page);
    page = read_page(
        *state, (struct report_request){.report = agreement, .filter = {.dimension = "safety", .team = "A"}});
    assert_int_equal(page.tables[1]->n_rows, 1);
    assert_int_equal(page.tables[2]->n_rows, 1);
    report_page_free(&page);
    page = read_page(*state, (struct report_request){.report = agreement, .filter = {.period = "2025-W33"}});
    assert_int_equal(page.tables[2]->n_rows, 1);
    assert_string_equal(cell(page.tables[2], 0, "verdict"), "weak");
    report_page_free(&page);
    page = read_page(*state, (struct report_request){.report = report_find("metrics")});
    assert_int_equal(page.tables[0]->n_rows, 1);
    assert_string_equal(cell(page.tables[0], 0, "findings"), "ceiling no_link");
    assert_int_equal(type(page.tables[0], "findings"), COLUMN_CODE_LIST);
    assert_string_equal(cell(page.tables[1], 0, "too_many"), "true");
    report_page_free(&page);
}

/* Also by that of the release whose tree is asked for. */
static void every_report_is_of_a_period(void **state)
{
    for (size_t i = 0; report_at(i) != NULL; i++) {
        const struct report *report = report_find(report_at(i));
        assert_true(report_is_of_period(report));
        struct report_request request = {.report = report, .filter.period = "2025-W33"};
        struct report_page page = read_page(*state, request);
        assert_int_equal(page.n, report_parts(report));
        report_page_free(&page);
    }
}

static void scores_are_filtered(void **state)
{
    const struct report *scores = report_find("scores");
    struct report_page page = read_page(*state, (struct report_request){.report = scores});
    assert_int_equal(page.tables[0]->n_rows, 5);
    assert_string_equal(cell(page.tables[0], 0, "team"), "*");
    assert_string_equal(cell(page.tables[0], 1, "mean"), "62.50");
    assert_string_equal(cell(page.tables[0], 2, "state"), "suppressed");
    assert_null(cell(page.tables[0], 2, "n"));
    assert_string_equal(cell(page.tables[0], 3, "dimension"), "csat");
    assert_int_equal(type(page.tables[0], "mean"), COLUMN_NUMBER);
    assert_int_equal(type(page.tables[0], "n"), COLUMN_INTEGER);
    report_page_free(&page);
    page = read_page(*state,
                     (struct report_request){
                         .report = scores,
                         .filter = {.period = "2025-W34", .team = "A", .dimension = "csat", .release = "2"}});
    assert_int_equal(page.tables[0]->n_rows, 1);
    report_page_free(&page);
    page = read_page(*state, (struct report_request){.report = scores, .filter = {.period = "2025-W33"}});
    assert_int_equal(page.tables[0]->n_rows, 3);
    assert_int_equal(page.release, 1);
    report_page_free(&page);
    page = read_page(*state, (struct report_request){.report = scores, .filter = {.period = "2025-W35"}});
    assert_int_equal(page.tables[0]->n_rows, 0);
    assert_int_equal(page.release, 0);
    report_page_free(&page);
}

static void newest_analysis_unless_asked(void **state)
{
    const struct report *linkage = report_find("linkage");
    struct report_page page = read_page(*state, (struct report_request){.report = linkage});
    assert_int_equal(page.tables[0]->n_rows, 3);
    assert_int_equal(page.tables[1]->n_rows, 4);
    assert_int_equal(page.tables[2]->n_rows, 1);
    assert_string_equal(cell(page.tables[1], 1, "lag"), "2");
    assert_string_equal(cell(page.tables[1], 1, "state"), "published");
    assert_string_equal(cell(page.tables[1], 2, "lag"), "10");
    assert_string_equal(cell(page.tables[1], 2, "state"), "insufficient");
    assert_null(cell(page.tables[1], 2, "r"));
    assert_string_equal(cell(page.tables[2], 0, "stouffer_z"), "0.12 0.00 2.00");
    assert_string_equal(cell(page.tables[2], 0, "lags"), "-1 0 1");
    assert_int_equal(type(page.tables[2], "lags"), COLUMN_INTEGER_LIST);
    assert_int_equal(type(page.tables[2], "stouffer_z"), COLUMN_NUMBER_LIST);
    report_page_free(&page);
    const struct report_filter asked[] = {{.release = "1"}, {.period = "2025-W33"}};
    for (size_t i = 0; i < 2; i++) {
        page = read_page(*state, (struct report_request){.report = linkage, .filter = asked[i]});
        assert_int_equal(page.tables[0]->n_rows, 1);
        assert_int_equal(page.tables[1]->n_rows, 1);
        assert_int_equal(page.release, 1);
        report_page_free(&page);
    }
    page = read_page(*state, (struct report_request){.report = linkage, .filter = {.team = "C"}});
    assert_int_equal(page.tables[0]->n_rows, 1);
    assert_int_equal(page.tables[1]->n_rows, 1);
    assert_int_equal(page.tables[2]->n_rows, 1);
    report_page_free(&page);
}

/* Of the teams of a page, and on each page of the whole. */
static void claims_follow_the_page(void **state)
{
    const struct report *linkage = report_find("linkage");
    struct report_page page = read_page(*state, (struct report_request){.report = linkage});
    assert_int_equal(page.n, 4);
    assert_int_equal(page.tables[3]->n_rows, 3);
    assert_string_equal(cell(page.tables[3], 0, "team"), "*");
    assert_string_equal(cell(page.tables[3], 1, "team"), "A");
    assert_string_equal(cell(page.tables[3], 2, "team"), "C");
    assert_string_equal(cell(page.tables[3], 2, "sentence_fi"), "fi");
    report_page_free(&page);
    page = read_page(*state, (struct report_request){.report = linkage, .filter = {.team = "C"}});
    assert_int_equal(page.tables[3]->n_rows, 2);
    assert_string_equal(cell(page.tables[3], 0, "team"), "*");
    assert_string_equal(cell(page.tables[3], 1, "team"), "C");
    report_page_free(&page);
    page = read_page(*state, (struct report_request){.report = linkage, .filter = {.release = "1"}});
    assert_int_equal(page.tables[3]->n_rows, 2);
    assert_string_equal(cell(page.tables[3], 1, "team"), "A");
    report_page_free(&page);
}

static void exact_figures_keep_every_digit(void **state)
{
    struct report_page page =
        read_page(*state, (struct report_request){.report = report_find("scores"), .exact = true});
    assert_int_equal(page.tables[0]->n_rows, 1);
    assert_string_equal(cell(page.tables[0], 0, "mean"), "62.333333333333336");
    assert_null(cell(page.tables[0], 0, "sd")); /* NaN */
    report_page_free(&page);
    page = read_page(*state, (struct report_request){.report = report_find("linkage"),
                                                     .exact = true,
                                                     .filter = {.period = "2025-W33"}});
    assert_int_equal(page.release, 1);
    report_page_free(&page);
    page = read_page(
        *state,
        (struct report_request){.report = report_find("linkage"), .exact = true, .filter = {.release = "1"}});
    assert_string_equal(cell(page.tables[2], 0, "stouffer_z"), "0.5 null null");
    assert_string_equal(cell(page.tables[2], 0, "mismatch_p"), "0.01");
    assert_string_equal(cell(page.tables[2], 0, "lags"), "-1 0 1");
    report_page_free(&page);
}

/* The order of the lists is that of the teams' codes, whatever the order of the rows. */
static void the_organisation_lists_the_pooled_teams(void **state)
{
    const struct report *linkage = report_find("linkage");
    struct report_page page = read_page(*state, (struct report_request){.report = linkage});
    assert_int_equal(type(page.tables[2], "pooled_dl_teams"), COLUMN_CODE_LIST);
    assert_string_equal(cell(page.tables[2], 0, "pooled_dl_teams"), "A C");
    assert_string_equal(cell(page.tables[2], 0, "pooled_dl_eb_z"), "0.69 0.87");
    report_page_free(&page);
    page = read_page(*state, (struct report_request){.report = linkage, .exact = true});
    assert_string_equal(cell(page.tables[2], 0, "pooled_dl_teams"), "A C");
    assert_string_equal(cell(page.tables[2], 0, "pooled_dl_eb_se"), "0.25 0.125");
    report_page_free(&page);
    page = read_page(*state, (struct report_request){.report = linkage, .filter = {.release = "1"}});
    assert_null(cell(page.tables[2], 0, "pooled_dl_teams"));
    assert_null(cell(page.tables[2], 0, "pooled_dl_eb_r"));
    report_page_free(&page);
}

/* Walks a report page by page and counts its rows. */
static size_t walk(struct fixture_pg *fixture, const char *name, size_t limit, size_t *ret_lags)
{
    char after[256] = "";
    size_t rows = 0;
    *ret_lags = 0;
    for (size_t pages = 0; pages < 10; pages++) {
        struct report_page page = read_page(
            fixture,
            (struct report_request){.report = report_find(name),
                                    .filter = {.limit = limit, .after = after[0] == '\0' ? NULL : after}});
        assert_true(page.tables[0]->n_rows <= limit);
        rows += page.tables[0]->n_rows;
        *ret_lags += page.n > 1 ? page.tables[1]->n_rows : 0;
        memcpy(after, page.next, sizeof after);
        report_page_free(&page);
        if (after[0] == '\0') {
            return rows;
        }
    }
    fail_msg("%s: the pages do not end", name);
    return 0;
}

static void pages_hold_each_row_once(void **state)
{
    size_t lags;
    for (size_t limit = 1; limit <= 6; limit++) {
        assert_int_equal(walk(*state, "scores", limit, &lags), 5);
        assert_int_equal(walk(*state, "handoffs", limit, &lags), 5);
        assert_int_equal(walk(*state, "ratings", limit, &lags), 3);
        assert_int_equal(walk(*state, "changes", limit, &lags), 2);
        assert_int_equal(walk(*state, "teams", limit, &lags), 4);
        assert_int_equal(walk(*state, "releases", limit, &lags), 2);
        assert_int_equal(walk(*state, "linkage", limit, &lags), 3);
        assert_int_equal(lags, 4);
    }
}

static void cursor_names_the_last_row(void **state)
{
    struct report_page page =
        read_page(*state, (struct report_request){.report = report_find("scores"), .filter = {.limit = 1}});
    assert_string_equal(page.next, "2025-W33~*~wellbeing");
    report_page_free(&page);
    page = read_page(*state, (struct report_request){.report = report_find("teams"), .filter = {.limit = 1}});
    assert_string_equal(page.next, "A~-infinity");
    report_page_free(&page);
    page =
        read_page(*state, (struct report_request){.report = report_find("handoffs"), .filter = {.limit = 2}});
    assert_string_equal(page.next, "2025-W33~A~C");
    report_page_free(&page);
    page =
        read_page(*state, (struct report_request){.report = report_find("ratings"), .filter = {.limit = 1}});
    assert_string_equal(page.next, "2025-W33~A~B~collaboration");
    report_page_free(&page);
    page =
        read_page(*state, (struct report_request){.report = report_find("changes"), .filter = {.limit = 1}});
    assert_string_equal(page.next, "2~wellbeing~A~2025-W34");
    report_page_free(&page);
}

/* The counts of a report one by one, "-" where there is none. */
static void assert_counts(struct fixture_pg *fixture, const struct report_request *request,
                          const char *expected)
{
    char said[256] = "";
    struct report_page page = read_page(fixture, *request);
    const struct table *table = page.tables[0];
    for (size_t row = 0; row < table->n_rows; row++) {
        const char *count = cell(table, row, "count");
        size_t used = strlen(said);
        snprintf(said + used, sizeof said - used, "%s%s>%s %s %s", row == 0 ? "" : ", ",
                 cell(table, row, "from"), cell(table, row, "to"), count == NULL ? "-" : count,
                 cell(table, row, "state"));
    }
    assert_string_equal(said, expected);
    report_page_free(&page);
}

/* Exact are also the counts of pairs that nobody may read. */
static void handoffs_are_counts_or_bounds(void **state)
{
    struct report_request request = {.report = report_find("handoffs"), .filter = {.period = "2025-W33"}};
    struct report_page page = read_page(*state, request);
    assert_int_equal(type(page.tables[0], "count"), COLUMN_COUNT);
    assert_int_equal(page.release, 1);
    report_page_free(&page);
    assert_counts(*state, &request, "A>B <5 published, A>C - suppressed, B>A 12 published");
    request.exact = true;
    assert_counts(*state, &request, "A>B 3 published, A>C - suppressed, B>A 12 published");
    request.filter.period = "2025-W34";
    assert_counts(*state, &request, "*>C - suppressed, A>B 7 published, C>* - suppressed");
    request.exact = false;
    assert_counts(*state, &request, "*>C - suppressed, C>* - suppressed");
}

/* In a matrix, a pair of cleared teams without a count had none: known to the statistics alone. */
static void none_is_known_exactly_where_less_is_shown(void **state)
{
    struct report_request request = {.report = report_find("handoffs"), .filter = {.period = "2025-W33"}};
    fixture_pg_run(*state, "DELETE FROM pulssid.handoff WHERE n = 3");
    assert_counts(*state, &request, "A>B <5 published, A>C - suppressed, B>A 12 published");
    request.exact = true;
    assert_counts(*state, &request, "A>B 0 published, A>C - suppressed, B>A 12 published");
    fixture_pg_run(*state, "INSERT INTO pulssid.handoff VALUES (1, 2901, 2, 3, 3)");
}

static void ratings_are_rounded_or_exact(void **state)
{
    struct report_request request = {.report = report_find("ratings"), .filter = {.period = "2025-W33"}};
    struct report_page page = read_page(*state, request);
    assert_int_equal(page.tables[0]->n_rows, 2);
    assert_string_equal(cell(page.tables[0], 0, "rater_team"), "A");
    assert_string_equal(cell(page.tables[0], 0, "rated_team"), "B");
    assert_string_equal(cell(page.tables[0], 0, "mean"), "62");
    assert_string_equal(cell(page.tables[0], 1, "state"), "suppressed");
    assert_null(cell(page.tables[0], 1, "n"));
    report_page_free(&page);
    request.exact = true;
    page = read_page(*state, request);
    assert_int_equal(page.tables[0]->n_rows, 2);
    assert_string_equal(cell(page.tables[0], 0, "mean"), "62.333333333333336");
    assert_string_equal(cell(page.tables[0], 0, "n"), "6");
    report_page_free(&page);
    request = (struct report_request){
        .report = report_find("ratings"),
        .filter = {.period = "2025-W34", .dimension = "collaboration", .release = "2"}};
    page = read_page(*state, request);
    assert_int_equal(page.tables[0]->n_rows, 1);
    assert_string_equal(cell(page.tables[0], 0, "rater_team"), "*");
    assert_string_equal(cell(page.tables[0], 0, "state"), "no_data");
    report_page_free(&page);
}

static void assert_refused(struct fixture_pg *fixture, const char *name, struct report_filter filter,
                           bool exact, const char *sentence)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "pulssid_report");
    struct report_page page = {0};
    struct error err;
    const struct report_request request = {.report = report_find(name), .filter = filter, .exact = exact};
    assert_false(report_store_read_now(db, &request, &page, &err));
    assert_int_equal(err.code, ERROR_BAD_PARAMETER);
    assert_string_equal(err.text, sentence);
}

static void bad_filters_are_named(void **state)
{
    const char *after = "after: expected what the page before gave as its next";
    assert_refused(*state, "scores", (struct report_filter){.period = "2025-W54"}, false,
                   "period: expected a period such as 2024-W36 or 2024-09");
    assert_refused(*state, "scores", (struct report_filter){.team = "a b"}, false, "team: expected a code");
    assert_refused(*state, "scores", (struct report_filter){.dimension = "'"}, false,
                   "dimension: expected a code");
    assert_refused(*state, "scores", (struct report_filter){.release = "-1"}, false,
                   "release: expected the number of a release");
    assert_refused(*state, "scores", (struct report_filter){.release = "1234567890"}, false,
                   "release: expected the number of a release");
    assert_refused(*state, "teams", (struct report_filter){.dimension = "csat"}, false,
                   "dimension: the report teams has no such filter");
    assert_refused(*state, "teams", (struct report_filter){.period = "2025"}, false,
                   "period: expected a period such as 2024-W36 or 2024-09");
    assert_refused(*state, "teams", (struct report_filter){.period = "2025-W33", .after = "2025-W33"}, false,
                   after);
    assert_refused(*state, "linkage", (struct report_filter){.dimension = "csat"}, false,
                   "dimension: the report linkage has no such filter");
    assert_refused(*state, "handoffs", (struct report_filter){.team = "A"}, false,
                   "team: the report handoffs has no such filter");
    assert_refused(*state, "periods", (struct report_filter){0}, true,
                   "the report periods has no exact form");
    const char *const cursors[] = {"",  "x", "2025-W33~A", "2025-W33~A~wellbeing~x", "2025-W33~A~well being",
                                   "~~"};
    for (size_t i = 0; i < sizeof cursors / sizeof cursors[0]; i++) {
        assert_refused(*state, "scores", (struct report_filter){.after = cursors[i]}, false, after);
    }
    assert_refused(*state, "releases", (struct report_filter){.after = "one"}, false, after);
    assert_refused(*state, "teams", (struct report_filter){.after = "A~2025-02-30"}, false, after);
}

/* Whatever the teams are now, and of an open period nothing. */
static void teams_of_a_period_are_those_of_its_tree(void **state)
{
    const struct report *teams = report_find("teams");
    const struct report_filter same[] = {{.period = "2025-W33"}, {.release = "1"}};
    for (size_t i = 0; i < 2; i++) {
        struct report_page page =
            read_page(*state, (struct report_request){.report = teams, .filter = same[i]});
        const struct table *table = page.tables[0];
        assert_int_equal(table->n_rows, 3);
        assert_int_equal(page.release, 1);
        assert_string_equal(cell(table, 0, "team"), "A");
        assert_string_equal(cell(table, 0, "name"), "a then");
        assert_string_equal(cell(table, 0, "parent"), "C");
        assert_string_equal(cell(table, 0, "headcount"), "8");
        assert_string_equal(cell(table, 0, "leaf"), "true");
        assert_string_equal(cell(table, 0, "series_from"), "2025-08-04");
        assert_null(cell(table, 1, "parent")); /* D, which is not of this tree */
        assert_string_equal(cell(table, 1, "role"), "router");
        assert_string_equal(cell(table, 2, "leaf"), "false");
        assert_null(cell(table, 2, "series_from"));
        report_page_free(&page);
    }
    struct report_page page =
        read_page(*state, (struct report_request){.report = teams,
                                                  .filter = {.period = "2025-W33", .team = "B", .limit = 1}});
    assert_int_equal(page.tables[0]->n_rows, 1);
    assert_string_equal(page.next, "");
    report_page_free(&page);
    page = read_page(*state,
                     (struct report_request){.report = teams, .filter = {.period = "2025-W33", .limit = 2}});
    assert_string_equal(page.next, "2025-W33~B");
    report_page_free(&page);
    page = read_page(*state, (struct report_request){
                                 .report = teams, .filter = {.period = "2025-W33", .after = "2025-W33~B"}});
    assert_int_equal(page.tables[0]->n_rows, 1);
    report_page_free(&page);
    page = read_page(*state, (struct report_request){.report = teams, .filter = {.period = "2025-W35"}});
    assert_int_equal(page.tables[0]->n_rows, 0);
    assert_int_equal(page.release, 0);
    report_page_free(&page);
}

static void moment_of_release_is_utc(void **state)
{
    struct report_page page = read_page(*state, (struct report_request){.report = report_find("releases")});
    assert_string_equal(cell(page.tables[0], 0, "released_at"), "2025-08-21T09:00:00Z");
    report_page_free(&page);
    page = read_page(*state, (struct report_request){.report = report_find("periods")});
    assert_string_equal(cell(page.tables[0], 0, "first_day"), "2025-08-11");
    assert_null(cell(page.tables[0], 2, "release"));
    report_page_free(&page);
}

/* What an asynchronous reading came to. */
struct answer {
    unsigned done;
    enum error_code code;
    size_t rows;
    bool ready;
};

static void on_page(void *ctx, const struct error *err, const struct report_page *page)
{
    struct answer *answer = ctx;
    answer->done++;
    answer->code = err == NULL ? ERROR_NONE : err->code;
    answer->rows = page == NULL ? 0 : page->tables[0]->n_rows;
}

static unsigned char hex_byte(const char *hex, size_t i)
{
    char digits[3] = {hex[2 * i], hex[2 * i + 1], '\0'};
    return (unsigned char)strtoul(digits, NULL, 16);
}

static struct answer ask(struct event_base *base, struct pg *pg, int32_t key_id, int32_t today,
                         unsigned char flip)
{
    struct report_request request = {.report = report_find("scores"), .key_id = key_id, .today = today};
    struct answer answer = {0};
    struct error err = {0};
    for (size_t i = 0; i < sizeof request.key_sha256; i++) {
        request.key_sha256[i] = hex_byte(REPORT_SAMPLE_SHA256, i);
    }
    request.key_sha256[31] ^= flip;
    if (!report_store_read(pg, &request, on_page, &answer, &err)) {
        fail_msg("%s", err.text);
    }
    assert_int_equal(answer.done, 0);
    fixture_loop_until(base, &answer.done, 1);
    return answer;
}

static void analyst_key_is_needed(void **state)
{
    struct event_base *base = event_base_new();
    struct pg *pg = NULL;
    struct error err = {0};
    char conninfo[FIXTURE_CONNINFO_SIZE];
    fixture_pg_conninfo(*state, "pulssid_report", conninfo);
    const struct pg_opts opts = {.conninfo = conninfo, .name = "query"};
    assert_true(pg_new(base, &opts, NULL, &pg, &err));
    for (int i = 0; i < 100 && !pg_is_ready(pg); i++) {
        fixture_loop_for(base, 20);
    }
    struct answer answer = ask(base, pg, 1, 20000, 0);
    assert_int_equal(answer.code, ERROR_NONE);
    assert_int_equal(answer.rows, 5);
    assert_int_equal(ask(base, pg, 1, 20000, 1).code, ERROR_UNAUTHORIZED);
    assert_int_equal(ask(base, pg, 2, 10, 0).code, ERROR_NONE); /* its last day */
    assert_int_equal(ask(base, pg, 2, 11, 0).code, ERROR_UNAUTHORIZED);
    assert_int_equal(ask(base, pg, 3, 20000, 0).code, ERROR_UNAUTHORIZED);
    assert_int_equal(ask(base, pg, 4, 20000, 0).code, ERROR_UNAUTHORIZED);
    assert_int_equal(ask(base, pg, 99, 20000, 0).code, ERROR_UNAUTHORIZED);
    pg_free(pg);
    event_base_free(base);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_report_can_be_read),
        cmocka_unit_test(agreement_and_metrics_are_of_one_release),
        cmocka_unit_test(every_report_is_of_a_period),
        cmocka_unit_test(scores_are_filtered),
        cmocka_unit_test(newest_analysis_unless_asked),
        cmocka_unit_test(claims_follow_the_page),
        cmocka_unit_test(exact_figures_keep_every_digit),
        cmocka_unit_test(pages_hold_each_row_once),
        cmocka_unit_test(cursor_names_the_last_row),
        cmocka_unit_test(handoffs_are_counts_or_bounds),
        cmocka_unit_test(none_is_known_exactly_where_less_is_shown),
        cmocka_unit_test(ratings_are_rounded_or_exact),
        cmocka_unit_test(bad_filters_are_named),
        cmocka_unit_test(teams_of_a_period_are_those_of_its_tree),
        cmocka_unit_test(moment_of_release_is_utc),
        cmocka_unit_test(analyst_key_is_needed),
        cmocka_unit_test(the_organisation_lists_the_pooled_teams),
    };
    return cmocka_run_group_tests(tests, start, fixture_pg_stop_group);
}
