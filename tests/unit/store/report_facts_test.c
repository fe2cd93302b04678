/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The facts of reports hold together, and hold for the views that they name. */
#include "store/report_facts.h"

#include <string.h>

#include "../report_sample.h"
#include "store_trial.h"

static int start(void **state)
{
    fixture_pg_start_group(state);
    fixture_pg_run(*state, report_sample);
    return 0;
}

/* Calls for each part of each report and of what it was in a period, in each schema from which it is read. */
typedef void each_part(const struct fixture_pg *fixture, const char *schema, const struct report *report,
                       const struct report_part *part);

static void visit(const struct fixture_pg *fixture, each_part *each)
{
    size_t n = 0;
    const struct report *reports = report_facts(&n);
    assert_true(n > 0);
    for (const struct report *report = reports; report < reports + n; report++) {
        for (size_t p = 0; report->past != NULL && p < report->n_parts; p++) {
            each(fixture, "report", report->past, &report->past->parts[p]);
        }
        for (size_t p = 0; p < report->n_parts; p++) {
            each(fixture, "report", report, &report->parts[p]);
            if (report->has_exact) {
                each(fixture, "exact", report, &report->parts[p]);
            }
        }
    }
}

static void names_are_used_once(void **state)
{
    (void)state;
    size_t n = 0;
    const struct report *reports = report_facts(&n);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(reports[i].name, reports[j].name);
        }
        assert_in_range(reports[i].n_parts, 1, REPORT_MAX_PARTS);
        assert_string_equal(reports[i].parts[0].name, "teams");
        for (size_t p = 1; p < reports[i].n_parts; p++) {
            for (size_t q = 0; q < p; q++) {
                assert_string_not_equal(reports[i].parts[p].name, reports[i].parts[q].name);
            }
        }
    }
}

/* A part that follows the first shows what belongs to the rows of its page, and to no other row. */
static void what_follows_begins_with_the_key_of_the_page(void **state)
{
    (void)state;
    size_t n = 0;
    size_t following = 0;
    const struct report *reports = report_facts(&n);
    for (size_t i = 0; i < n; i++) {
        const struct report_part *page = &reports[i].parts[0];
        assert_int_equal(page->follows, 0);
        for (size_t p = 1; p < reports[i].n_parts; p++) {
            const struct report_part *part = &reports[i].parts[p];
            for (size_t k = 0; k < part->follows; k++) {
                assert_string_equal(part->keys[k].column, page->keys[k].column);
                assert_int_equal(part->keys[k].type, page->keys[k].type);
            }
            assert_true(part->follows <= page->n_keys && part->follows <= part->n_keys);
            assert_true(!part->with_whole || strcmp(part->keys[part->follows - 1].column, "team") == 0);
            following += part->follows > 0;
        }
    }
    assert_int_equal(following, 3);
}

/* What stands in a report's place has its name and parts, so that it is rendered alike. */
static void the_past_of_a_report_looks_like_it(void **state)
{
    (void)state;
    size_t n = 0;
    size_t with_past = 0;
    const struct report *reports = report_facts(&n);
    for (size_t i = 0; i < n; i++) {
        const struct report *past = reports[i].past;
        with_past += past != NULL;
        if (past != NULL) {
            assert_string_equal(past->name, reports[i].name);
            assert_int_equal(past->n_parts, reports[i].n_parts);
            assert_int_equal(past->has_exact, reports[i].has_exact);
            assert_string_equal(past->parts[0].name, reports[i].parts[0].name);
            assert_int_equal(past->parts[0].filters & (REPORT_BY_PERIOD | REPORT_BY_RELEASE),
                             REPORT_BY_PERIOD | REPORT_BY_RELEASE);
        }
    }
    assert_int_equal(with_past, 1);
}

static void assert_column(const struct fixture_pg *fixture, const char *schema, const char *view,
                          const char *column, const char *type)
{
    char sql[512];
    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM information_schema.columns WHERE table_schema = '%s' AND table_name = "
             "'%s' AND quote_ident(column_name) = '%s' AND data_type = '%s'",
             schema, view, column, type);
    if (fixture_pg_number(fixture, sql) != 1) {
        fail_msg("%s.%s has no column %s of type %s", schema, view, column, type);
    }
}

static void columns_are_there(const struct fixture_pg *fixture, const char *schema,
                              const struct report *report, const struct report_part *part)
{
    static const char *const types[] = {
        [REPORT_KEY_TEXT] = "text", [REPORT_KEY_NUMBER] = "integer", [REPORT_KEY_DAY] = "date"};
    static const struct {
        unsigned filter;
        const char *column;
        const char *type;
    } filters[] = {{REPORT_BY_TEAM, "team", "text"},
                   {REPORT_BY_DIMENSION, "dimension", "text"},
                   {REPORT_BY_RELEASE, "release", "integer"}};
    assert_in_range(part->n_keys, 1, REPORT_MAX_KEYS);
    for (size_t k = 0; k < part->n_keys; k++) {
        assert_column(fixture, schema, part->view, part->keys[k].column, types[part->keys[k].type]);
    }
    for (size_t f = 0; f < sizeof filters / sizeof filters[0]; f++) {
        if ((part->filters & filters[f].filter) != 0) {
            assert_column(fixture, schema, part->view, filters[f].column, filters[f].type);
        }
    }
    const char *analysis = part->analysis != NULL ? part->analysis : report->analysis;
    if (analysis != NULL) {
        assert_column(fixture, schema, analysis, "release", "integer");
    } else if ((part->filters & REPORT_BY_PERIOD) != 0) {
        assert_column(fixture, schema, part->view, "period", "text");
    }
}

static void views_have_the_columns_of_filters_and_keys(void **state)
{
    visit(*state, columns_are_there);
}

/* Else a page would end among rows of one key, and the next would leave the others out. */
static void key_is_unique(const struct fixture_pg *fixture, const char *schema, const struct report *report,
                          const struct report_part *part)
{
    (void)report;
    char sql[512];
    int len = snprintf(sql, sizeof sql, "SELECT count(*) - count(DISTINCT (0");
    for (size_t k = 0; k < part->n_keys; k++) {
        len += snprintf(sql + len, sizeof sql - (size_t)len, ", %s", part->keys[k].column);
    }
    snprintf(sql + len, sizeof sql - (size_t)len, ")) FROM %s.%s", schema, part->view);
    if (fixture_pg_number(fixture, sql) != 0) {
        fail_msg("rows of %s.%s have the same key", schema, part->view);
    }
}

static void keys_tell_rows_apart(void **state)
{
    visit(*state, key_is_unique);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_used_once),
        cmocka_unit_test(what_follows_begins_with_the_key_of_the_page),
        cmocka_unit_test(the_past_of_a_report_looks_like_it),
        cmocka_unit_test(views_have_the_columns_of_filters_and_keys),
        cmocka_unit_test(keys_tell_rows_apart),
    };
    return cmocka_run_group_tests(tests, start, fixture_pg_stop_group);
}
