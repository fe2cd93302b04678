/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The expressions by which SQL scores and sums answers; what they count to is tally_store's test. */
#include "store/tally_sql.h"

#include <string.h>

#include "../unit.h"

/* Codes that would break a statement, were one of them written into it. */
static const struct survey survey = {
    .id = 1,
    .code = "it's",
    .n_questions = 5,
    .questions = {{.code = "a'", .dimension = "d\"", .min = 0, .max = 4},
                  {.code = "b'", .dimension = "d\"", .min = -2, .max = 3, .reverse = true},
                  {.code = "c'", .dimension = "d\"", .min = -1, .max = 1},
                  {.code = "n'", .dimension = "n\"", .kind = QUESTION_NPS, .min = 0, .max = 10},
                  {.code = "e'", .dimension = "d\"", .min = 1, .max = 5}}};

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
                  ", CASE WHEN num_nonnulls(a2, a3) >= 1 THEN (coalesce((3 - a2), 0) * 4 + "
                  "coalesce((a3 - (-1)), 0) * 10) / num_nonnulls(a2, a3) END AS s0");
}

/* Questions 1 and 5 have four steps each, of 2 units in 8. */
static void a_common_weight_is_multiplied_once(void **state)
{
    (void)state;
    const struct dimension d = {
        .code = "d\"", .kind = DIMENSION_MEAN, .n_items = 2, .unit = 8, .items = {0, 4}};
    assert_scores(
        &d, 1,
        ", CASE WHEN num_nonnulls(a1, a5) >= 1 THEN (coalesce(a1, 0) + coalesce((a5 - (1)), 0)) * 2 "
        "/ num_nonnulls(a1, a5) END AS s0");
}

static void half_of_the_items_is_rounded_up(void **state)
{
    (void)state;
    static const char *const at_least[] = {NULL, " >= 1 THEN", " >= 2 THEN"};
    for (size_t n = 2; n <= 3; n++) {
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
                  ", CASE WHEN a4 >= 9 THEN 1 WHEN a4 >= 7 THEN 0 WHEN a4 >= 0 THEN -1 END AS s0"
                  ", CASE WHEN cardinality(rated) > 0 THEN 0 END AS s1");
}

/* The two highest of 0 … 4 are above 2; the three highest of -2 … 3, reversed, are its three lowest. */
static void the_top_box_is_at_the_better_end(void **state)
{
    (void)state;
    struct dimension d = mean_of(4, 1, 0);
    d.top_box = 2;
    assert_scores(&d, 1, ", a1 AS s0, a1 > 2 AS b0");
    d = mean_of(5, 1, 1);
    d.top_box = 3;
    assert_scores(&d, 1, ", (3 - a2) AS s0, (3 - a2) > 2 AS b0");
}

/* Question 2 feeds both dimensions, question 3 one; the first is asked for nothing, ratings are no item. */
static void each_item_is_fetched_once(void **state)
{
    (void)state;
    struct dimension dimensions[] = {
        mean_of(20, 1, 1), mean_of(20, 2, 1), {.code = "r\"", .kind = DIMENSION_RATINGS, .unit = 1}};
    struct buffer sql CLEANUP(buffer_free) = {0};
    tally_sql_items(&survey, dimensions, 3, &sql);
    assert_text(&sql, ", answers[2]::int AS a2, answers[3]::int AS a3");
    struct buffer none CLEANUP(buffer_free) = {0};
    tally_sql_items(&survey, NULL, 0, &none);
    assert_int_equal(none.len, 0);
}

/* The square of 46341 passes 31 bits. */
static void sums_are_wide_and_known(void **state)
{
    (void)state;
    struct buffer sql CLEANUP(buffer_free) = {0};
    struct dimension dimensions[] = {mean_of(46341, 1, 0), mean_of(46340, 1, 0)};
    dimensions[1].top_box = 2;
    tally_sql_sums(dimensions, 0, &sql);
    assert_int_equal(sql.len, 0);
    tally_sql_sums(dimensions, 2, &sql);
    assert_text(&sql, ", count(s0), coalesce(sum(s0), 0), coalesce(sum(s0::bigint * s0), 0), 0"
                      ", count(s1), coalesce(sum(s1), 0), coalesce(sum(s1 * s1), 0), "
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
    tally_sql_items(&survey, &d, 1, &sql);
    tally_sql_scores(&survey, &d, 1, &sql);
    tally_sql_sums(&d, 1, &sql);
    tally_sql_any(1, &sql);
    assert_true(sql.failed);
    assert_int_equal(sql.len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_count_up_from_their_worse_end),
        cmocka_unit_test(a_common_weight_is_multiplied_once),
        cmocka_unit_test(half_of_the_items_is_rounded_up),
        cmocka_unit_test(each_kind_has_its_score),
        cmocka_unit_test(the_top_box_is_at_the_better_end),
        cmocka_unit_test(each_item_is_fetched_once),
        cmocka_unit_test(sums_are_wide_and_known),
        cmocka_unit_test(any_of_none_is_false),
        cmocka_unit_test(failure_sticks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
