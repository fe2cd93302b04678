/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The expressions by which SQL scores and sums answers; what they count to is tally_store's test. */
#include "store/tally_sql.h"

#include <string.h>

#include "../unit.h"

/* Codes that would break a statement, were one of them written into it. */
static const struct survey survey = {
    .id = 1,
    .code = "it's",
    .n_questions = 4,
    .questions = {{.code = "a'", .dimension = "d\"", .min = 0, .max = 4},
                  {.code = "b'", .dimension = "d\"", .min = -2, .max = 3, .reverse = true},
                  {.code = "c'", .dimension = "d\"", .min = -1, .max = 1},
                  {.code = "n'", .dimension = "n\"", .kind = QUESTION_NPS, .min = 0, .max = 10}}};

static struct dimension mean_of(int32_t unit, size_t n_items, uint8_t first)
{
    struct dimension d = {.code = "d\"", .kind = DIMENSION_MEAN, .n_items = n_items, .unit = unit};
    for (size_t i = 0; i < n_items; i++) {
        d.items[i] = (uint8_t)(first + i);
    }
    return d;
}

static void assert_text(struct buffer *sql, const char *expected)
{
    buffer_append(sql, "", 1);
    assert_false(sql->failed);
    assert_string_equal((const char *)buffer_span(sql).data, expected);
}

static void assert_scores(const struct dimension *dimensions, size_t n, const char *expected)
{
    struct buffer sql CLEANUP(buffer_free) = {0};
    tally_sql_scores(&survey, dimensions, n, &sql);
    assert_text(&sql, expected);
}

/* 20 units: five steps of 4 and two of 10; the reversed item counts from its upper end. */
static void items_count_up_from_their_worse_end(void **state)
{
    (void)state;
    const struct dimension d = mean_of(20, 2, 1);
    assert_scores(&d, 1,
                  ", CASE WHEN num_nonnulls(answers[2], answers[3]) >= 1 THEN "
                  "(coalesce((3 - answers[2]::int) * 4, 0) + coalesce((answers[3]::int - (-1)) * 10, 0)) / "
                  "num_nonnulls(answers[2], answers[3]) END AS s0, false AS b0");
}

static void half_of_the_items_is_rounded_up(void **state)
{
    (void)state;
    static const char *const at_least[] = {" >= 1 THEN", " >= 1 THEN", " >= 2 THEN"};
    for (size_t n = 1; n <= 3; n++) {
        const struct dimension d = mean_of(120, n, 0);
        struct buffer sql CLEANUP(buffer_free) = {0};
        tally_sql_scores(&survey, &d, 1, &sql);
        buffer_append(&sql, "", 1);
        assert_non_null(strstr((const char *)buffer_span(&sql).data, at_least[n - 1]));
    }
}

/* Dimensions are numbered as given, and the comparisons of NPS are false for an answer that is null. */
static void each_kind_has_its_score(void **state)
{
    (void)state;
    const struct dimension dimensions[] = {
        {.code = "n\"", .kind = DIMENSION_NPS, .n_items = 1, .items = {3}, .unit = 1},
        {.code = "r\"", .kind = DIMENSION_RATINGS, .unit = 1}};
    assert_scores(dimensions, 2,
                  ", CASE WHEN (answers[4]::int - (0)) >= 9 THEN 1 WHEN (answers[4]::int - (0)) >= 7 THEN 0 "
                  "WHEN (answers[4]::int - (0)) >= 0 THEN -1 END AS s0, false AS b0"
                  ", CASE WHEN cardinality(rated) > 0 THEN 0 END AS s1, false AS b1");
}

/* The two highest of 0 … 4 are above 2; the three highest of -2 … 3, reversed, are its three lowest. */
static void the_top_box_is_at_the_better_end(void **state)
{
    (void)state;
    struct dimension d = mean_of(4, 1, 0);
    d.top_box = 2;
    assert_scores(&d, 1,
                  ", CASE WHEN num_nonnulls(answers[1]) >= 1 THEN (coalesce((answers[1]::int - (0)) * 1, 0)) "
                  "/ num_nonnulls(answers[1]) END AS s0, (answers[1]::int - (0)) > 2 AS b0");
    d = mean_of(5, 1, 1);
    d.top_box = 3;
    assert_scores(&d, 1,
                  ", CASE WHEN num_nonnulls(answers[2]) >= 1 THEN (coalesce((3 - answers[2]::int) * 1, 0)) "
                  "/ num_nonnulls(answers[2]) END AS s0, (3 - answers[2]::int) > 2 AS b0");
}

/* Squares of 100000 units pass 32 bits at once. */
static void sums_are_wide_and_known(void **state)
{
    (void)state;
    struct buffer sql CLEANUP(buffer_free) = {0};
    tally_sql_sums(0, &sql);
    assert_int_equal(sql.len, 0);
    tally_sql_sums(2, &sql);
    assert_text(&sql, ", count(s0), coalesce(sum(s0), 0), coalesce(sum(s0::bigint * s0), 0), "
                      "count(*) FILTER (WHERE b0)"
                      ", count(s1), coalesce(sum(s1), 0), coalesce(sum(s1::bigint * s1), 0), "
                      "count(*) FILTER (WHERE b1)");
}

static void any_of_none_is_false(void **state)
{
    (void)state;
    static const char *const expected[] = {"false", "(s0 IS NOT NULL)",
                                           "(s0 IS NOT NULL OR s1 IS NOT NULL OR s2 IS NOT NULL)"};
    static const size_t sizes[] = {0, 1, 3};
    for (size_t i = 0; i < 3; i++) {
        struct buffer sql CLEANUP(buffer_free) = {0};
        tally_sql_any(sizes[i], &sql);
        assert_text(&sql, expected[i]);
    }
}

static void failure_sticks(void **state)
{
    (void)state;
    const struct dimension d = mean_of(20, 2, 1);
    struct buffer sql CLEANUP(buffer_free) = {.failed = true};
    tally_sql_scores(&survey, &d, 1, &sql);
    tally_sql_sums(1, &sql);
    tally_sql_any(1, &sql);
    assert_true(sql.failed);
    assert_int_equal(sql.len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_count_up_from_their_worse_end),
        cmocka_unit_test(half_of_the_items_is_rounded_up),
        cmocka_unit_test(each_kind_has_its_score),
        cmocka_unit_test(the_top_box_is_at_the_better_end),
        cmocka_unit_test(sums_are_wide_and_known),
        cmocka_unit_test(any_of_none_is_false),
        cmocka_unit_test(failure_sticks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
