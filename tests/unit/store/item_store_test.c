/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums of items in PostgreSQL: who counts, what is counted, and what is written of it. */
#include "store/item_store.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "store/period_store.h"
#include "store_trial.h"

#define PERIOD 2852
#define TABLE "pulssid.submission_2024_w36"
#define ALL_TEAMS (const int32_t[]){1, 2, 3}, 3

/* Survey 7 asks for a on 0 to 4 and b on 1 to 5, reversed; survey 8 the same, b first. */
static const struct item_form form = {
    .n = 2, .scale = 4, .options = 5, .items = {{"a", 0, 4}, {"NULL", 5, 1}}};
static const struct item_dimension mood[] = {{.form = &form, .positions = {0, 1}},
                                             {.form = &form, .positions = {1, 0}}};
static const struct item_key key = {PERIOD, "mood"};

/* Rows of (n, team, period, survey, answers). */
static void submit(const struct fixture_pg *fixture, const char *rows)
{
    char sql[2048];
    fixture_pg_clear(fixture);
    int len = snprintf(
        sql, sizeof sql,
        "SELECT pulssid.period_open(2852, '2024-W36', '2024-09-02', '2024-09-08', '2024-09-02', 5, 5, false);"
        "SELECT pulssid.period_open(2853, '2024-W37', '2024-09-09', '2024-09-15', '2024-09-09', 5, 5, false);"
        "INSERT INTO pulssid.submission (team_id, period, id_hash, survey_id, answers)"
        " SELECT team, period, gen_random_uuid(), survey, a::smallint[] FROM (VALUES %s)"
        " v(n, team, period, survey, a), generate_series(1, n);"
        "SELECT pulssid.period_close(2852, '2024-09-12'), pulssid.period_close(2853, '2024-09-19')",
        rows);
    assert_in_range(len, 1, sizeof sql - 1);
    fixture_pg_run(fixture, sql);
}

static struct item_query query_of(int32_t survey, const int32_t *teams, size_t n)
{
    return (struct item_query){{TABLE, survey, 100, &mood[survey - 7], 1}, teams, n};
}

/* Rows of numbers, one of a team: id, submissions, complete, unanswered, ceiling, floor, the answers to each
 * item, worst first, and the products. */
struct seen {
    size_t rows;
    size_t most; /* rows that are wanted */
    const struct item_query *query;
    struct buffer text;
};

static void see(struct buffer *text, const int64_t *numbers, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        buffer_printf(text, i == 0 ? "%" PRId64 : " %" PRId64, numbers[i]);
    }
    buffer_append_text(text, "|");
}

static bool on_team(void *ctx, const struct item_team *team, struct error *err)
{
    struct seen *seen = ctx;
    if (seen->rows++ == seen->most) {
        return error_set(err, ERROR_INTERNAL, "enough");
    }
    see(&seen->text, (int64_t[]){team->team_id, team->submissions}, 2);
    for (size_t d = 0; d < seen->query->source.n_dimensions; d++) {
        const struct item_counts *c = &team->counts[d];
        const struct item_form *asked = seen->query->source.dimensions[d].form;
        see(&seen->text, (int64_t[]){c->complete, c->unanswered, c->ceiling, c->floor}, 4);
        see(&seen->text, c->answers, item_store_answers(asked));
        see(&seen->text, c->products, asked->n * (asked->n - 1) / 2);
    }
    buffer_append_text(&seen->text, "\n");
    return true;
}

static void assert_counted(const struct fixture_pg *fixture, struct item_query query, const char *expected)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "pulssid_stats");
    struct seen seen = {.most = 4, .query = &query};
    struct error err = {0};
    if (!period_store_begin(db, PERIOD, &err) || !item_store_count(db, &query, on_team, &seen, &err)) {
        fail_msg("%s", err.text);
    }
    buffer_append(&seen.text, "", 1);
    assert_string_equal((const char *)buffer_span(&seen.text).data, expected);
    buffer_free(&seen.text);
}

/* a counts as it is, b from 5 downwards: of survey 7 team 1 is (4,0) (1,2), of survey 8 (1,4), team 3 (2,2).
 * Half an answer counts at the ends alone; a withdrawn one, another week, another survey and another team do
 * not at all. */
static const char sample[] =
    "(1, 1, 2852, 7, '{4,5}'), (1, 1, 2852, 7, '{1,3}'), (1, 1, 2852, 8, '{1,1}'), (1, 3, 2852, 7, '{2,3}'),"
    "(2, 1, 2852, 7, '{4,NULL}'), (1, 2, 2852, 7, '{NULL,5}'), (1, 1, 2852, 7, NULL), (1, 1, 2853, 7, "
    "'{0,1}'), (1, 1, 2852, 6, '{0,1}'), (1, 4, 2852, 7, '{0,1}'), (1, 3, 2852, 7, '{NULL,NULL}')";

static void whole_answers_are_counted_by_team(void **state)
{
    submit(*state, sample);
    assert_counted(*state, query_of(7, ALL_TEAMS),
                   "1 4|2 2 2 0|0 1 0 0 1 1 0 1 0 0|2|\n"
                   "2 1|0 1 0 1|0 0 0 0 0 0 0 0 0 0|0|\n"
                   "3 2|1 2 0 0|0 0 1 0 0 0 0 1 0 0|4|\n");
}

/* Its first question is the second item. */
static void each_version_has_its_order(void **state)
{
    submit(*state, sample);
    assert_counted(*state, query_of(8, ALL_TEAMS), "1 1|1 0 0 0|0 1 0 0 0 0 0 0 0 1|4|\n");
}

static void of_no_teams_there_is_nothing(void **state)
{
    submit(*state, sample);
    assert_counted(*state, query_of(7, NULL, 0), "");
}

/* Eleven options of 100 people need two numbers; c is on half the steps of d and counts twice in products. */
static void several_dimensions_come_at_once(void **state)
{
    static const struct item_form wide = {.n = 1, .scale = 10, .options = 11, .items = {{"e", 0, 10}}};
    static const struct item_form mixed = {.n = 2, .scale = 4, .items = {{"c", 3, 1}, {"d", 0, 4}}};
    const struct item_dimension both[] = {{.form = &wide, .positions = {1}},
                                          {.form = &mixed, .positions = {2, 0}}};
    const struct item_query query = {{TABLE, 7, 100, both, 2}, ALL_TEAMS};
    submit(*state, "(60, 1, 2852, 7, '{4,10,1}'), (30, 1, 2852, 7, '{3,9,2}'), (9, 1, 2852, 7, '{0,0,3}'), "
                   "(1, 1, 2852, 7, '{NULL,8,1}')");
    assert_counted(*state, query,
                   "1 100|100 0 60 9|9 0 0 0 0 0 0 0 1 30 60|||99 1 61 9|9 30 60 9 0 0 30 60|1140|\n");
}

static void reading_ends_when_the_reader_says_so(void **state)
{
    submit(*state,
           "(1, 1, 2852, 7, '{1,1}'), (1, 2, 2852, 7, '{1,1}'), (1, 3, 2852, 7, '{1,1}'), (1, 4, 2852, "
           "7, '{1,1}'), (1, 5, 2852, 7, '{1,1}')");
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    const int32_t teams[] = {1, 2, 3, 4, 5};
    struct item_query query = query_of(7, teams, 5);
    struct seen seen = {.most = 4, .query = &query};
    struct error err = {0};
    assert_true(period_store_begin(db, PERIOD, &err));
    assert_false(item_store_count(db, &query, on_team, &seen, &err));
    assert_string_equal(err.text, "enough");
    buffer_free(&seen.text);
}

static void agreement_is_written(void **state)
{
    const struct agreement_cell cells[] = {{3, 7, 0.75, 0.5, 0.25, "false"}, {1, 5, NAN, NAN, NAN, "true"}};
    struct item_form mixed = form;
    struct error err = {0};
    mixed.options = 0;
    submit(*state, "(1, 1, 2852, 7, '{1,1}')");
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    assert_true(item_store_insert_cells(db, &key, &form, cells, 1, &err));
    assert_true(item_store_insert_cells(db, &key, &mixed, cells + 1, 1, &err));
    assert_true(item_store_insert_cells(db, &key, &form, NULL, 0, &err));
    assert_stored(*state,
                  "SELECT team_id, period, dimension, items, options, n, rwgj_uniform, rwgj_slightskew, adm, "
                  "constant FROM pulssid.agreement_cell ORDER BY 1",
                  "(1,2852,mood,2,,5,,,,t) (3,2852,mood,2,5,7,0.75,0.5,0.25,f)");
}

static struct dimension_pool pool_of(bool has_items)
{
    struct dimension_pool pool = {.teams = 5,
                                  .n = 30,
                                  .sum = 40,
                                  .squares = INT64_MAX,
                                  .unit = 24,
                                  .shows_spread = has_items,
                                  .has_items = has_items,
                                  .form = &form};
    pool.pool =
        (struct item_pool){.submissions = 31, .unanswered = 2, .ceiling = 3, .floor = 4, .complete = 29};
    memcpy(pool.pool.sums, (int64_t[]){50, 60}, 2 * sizeof(int64_t));
    memcpy(pool.pool.products, (int64_t[]){70, 80, 90}, 3 * sizeof(int64_t));
    return pool;
}

static void a_pool_is_written(void **state)
{
    struct dimension_pool with = pool_of(true);
    struct dimension_pool without = pool_of(false);
    const struct item_key other = {PERIOD, "other"};
    struct error err = {0};
    submit(*state, "(1, 1, 2852, 7, '{1,1}')");
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    if (!item_store_insert_pool(db, &key, &with, &err) ||
        !item_store_insert_pool(db, &other, &without, &err)) {
        fail_msg("%s", err.text);
    }
    assert_stored(*state,
                  "SELECT period, dimension, shows_spread, teams, n, sum, squares, unit, submissions, "
                  "unanswered, ceiling, floor, complete FROM pulssid.dimension_pool ORDER BY 2",
                  "(2852,mood,t,5,30,40,9223372036854775807,24,31,2,3,4,29) "
                  "(2852,other,f,5,30,40,9223372036854775807,24,31,2,3,4,29)");
    assert_stored(*state,
                  "SELECT items, worst, best, sums, products FROM pulssid.dimension_pool ORDER BY dimension",
                  "(\"{a,\"\"NULL\"\"}\",\"{0,5}\",\"{4,1}\",\"{50,60}\",\"{70,80,90}\") "
                  "(\"{a,\"\"NULL\"\"}\",\"{0,5}\",\"{4,1}\",,)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_answers_are_counted_by_team),
        cmocka_unit_test(each_version_has_its_order),
        cmocka_unit_test(of_no_teams_there_is_nothing),
        cmocka_unit_test(several_dimensions_come_at_once),
        cmocka_unit_test(reading_ends_when_the_reader_says_so),
        cmocka_unit_test(agreement_is_written),
        cmocka_unit_test(a_pool_is_written),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
