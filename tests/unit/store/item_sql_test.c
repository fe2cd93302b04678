/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The statements about items, word by word: nothing but numbers comes from a survey. */
#include "store/item_sql.h"

#include "../unit.h"

/* Two items, the second reversed and on a finer scale; a second version asks them the other way round. */
static const struct item_form form = {.n = 2, .scale = 4, .options = 0, .items = {{"a", 1, 3}, {"b", 4, 0}}};
static const struct item_version versions[] = {{.survey_id = 7, .positions = {0, 2}},
                                               {.survey_id = 9, .positions = {1, 0}}};

#define TABLE "pulssid.submission_2024_w36"
#define ROWS(id, a, b)                                                                                       \
    "SELECT team_id, (answers[" a "]::int - (1)) * (2) AS x0, (answers[" b "]::int - (4)) * (-1) AS x1 "     \
    "FROM pulssid.submission_2024_w36 WHERE coalesce(survey_id = " id                                        \
    ", false) AND answers IS NOT NULL AND "                                                                  \
    "team_id = ANY ($1::int[])"

static void assert_sql(struct buffer *sql, const char *expected)
{
    buffer_append(sql, "", 1);
    assert_string_equal((const char *)buffer_span(sql).data, expected);
    buffer_free(sql);
}

static void by_team(void **state)
{
    (void)state;
    const struct item_source source = {TABLE, &form, versions, 2};
    struct buffer sql = {0};
    item_sql_by_team(&source, &sql);
    assert_sql(&sql, "SELECT team_id, max(n), ARRAY[sum(x0), sum(x1)], ARRAY[sum(x0::bigint * x0), "
                     "sum(x1::bigint * x1)], ARRAY[sum(abs(n * x0 - t0)), sum(abs(n * x1 - t1))] FROM "
                     "(SELECT r.*, count(*) OVER w AS n, sum(x0) OVER w AS t0, sum(x1) OVER w AS t1 FROM "
                     "(" ROWS("7", "1", "3") " UNION ALL " ROWS(
                         "9", "2",
                         "1") " OFFSET '0') r WHERE "
                              "num_nulls(x0, x1) = 0 WINDOW w AS (PARTITION BY team_id)) q GROUP BY team_id "
                              "ORDER BY team_id");
}

static void pooled(void **state)
{
    (void)state;
    const struct item_source source = {TABLE, &form, versions, 1};
    struct buffer sql = {0};
    item_sql_pooled(&source, &sql);
#define COMPLETE ") FILTER (WHERE missing = 0), 0)"
    assert_sql(&sql,
               "SELECT count(*), count(*) FILTER (WHERE missing = 0), coalesce(sum(missing), 0), "
               "count(*) FILTER (WHERE missing <= 1 AND least(x0, x1) = 4), "
               "count(*) FILTER (WHERE missing <= 1 AND greatest(x0, x1) = 0), "
               "ARRAY[coalesce(sum(x0" COMPLETE ", coalesce(sum(x1" COMPLETE
               "], ARRAY[coalesce(sum(x0::bigint * x0" COMPLETE ", coalesce(sum(x0::bigint * x1" COMPLETE
               ", coalesce(sum(x1::bigint * x1" COMPLETE "] FROM (SELECT r.*, num_nulls(x0, x1) AS missing "
               "FROM (" ROWS("7", "1", "3") " OFFSET '0') r OFFSET '0') q");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(by_team), cmocka_unit_test(pooled)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
