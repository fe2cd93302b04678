/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The statement about items, word by word: nothing but numbers comes from a survey; and how counts are
 * packed. */
#include "store/item_sql.h"

#include <string.h>

#include "../unit.h"

/* Two items, the second reversed and on a finer scale, which a version asks the other way round; and one by
 * itself. */
static const struct item_form two = {.n = 2, .scale = 4, .options = 0, .items = {{"a", 1, 3}, {"b", 4, 0}}};
static const struct item_form one = {.n = 1, .scale = 10, .options = 11, .items = {{"c", 0, 10}}};
static const struct item_dimension dimensions[] = {{.form = &two, .positions = {2, 0}, .score = 0, .unit = 8},
                                                   {.form = &one, .positions = {1}, .score = 3, .unit = 10}};

static struct item_source source_of(int64_t most)
{
    return (struct item_source){most, dimensions, 2};
}

static void assert_text(struct buffer *sql, const char *expected)
{
    buffer_append(sql, "", 1);
    assert_string_equal((const char *)buffer_span(sql).data, expected);
    buffer_free(sql);
}

static void items_count_up_from_their_worse_end(void **state)
{
    (void)state;
    const struct item_source source = source_of(1023);
    struct buffer sql = {0};
    item_sql_columns(&source, &sql);
    assert_text(&sql,
                ", a3 - (1) AS x3, 4 - a1 AS x1, num_nulls(a3, a1) AS m0, a2 AS x2, num_nulls(a2) AS m1");
}

/* 1023 people take ten bits, of which there are six times as many in a number; products of up to 16, 14. */
#define SECOND(x, d) "sum(1::bigint << 10 * (" x " - 1)) FILTER (WHERE " d " = 0 AND " x " >= 1"

static void each_dimension_has_its_counts(void **state)
{
    (void)state;
    const struct item_source source = source_of(1023);
    struct buffer sql = {0};
    item_sql_counts(&source, &sql);
    assert_text(
        &sql, ", count(*) FILTER (WHERE m0 = 0), sum(m0), "
              "count(*) FILTER (WHERE s0 = 8), count(*) FILTER (WHERE s0 = 0), "
              "ARRAY[coalesce(" SECOND("x3", "m0") "), 0), coalesce(" SECOND(
                  "x1", "m0") "), 0)], "
                              "ARRAY[coalesce(sum(x3 * x1) FILTER (WHERE m0 = 0), 0)]::bigint[], "
                              "count(*) FILTER (WHERE m1 = 0), sum(m1), "
                              "count(*) FILTER (WHERE s3 = 10), count(*) FILTER (WHERE s3 = 0), "
                              "ARRAY[coalesce(" SECOND("x2", "m1") " AND x2 <= 6), 0), "
                                                                   "coalesce(sum(1::bigint << 10 * (x2 - 7)) "
                                                                   "FILTER (WHERE m1 = 0 AND x2 >= 7), 0)], "
                                                                   "ARRAY[]::bigint[]");
}

/* Of six products of up to 100, four go into a number where 200 people are at most: eight bits and seven. */
static void products_are_packed(void **state)
{
    (void)state;
    const struct item_form four = {
        .n = 4, .scale = 10, .items = {{"a", 0, 10}, {"b", 0, 10}, {"c", 0, 10}, {"d", 0, 10}}};
    const struct item_dimension dimension = {.form = &four, .positions = {0, 1, 2, 3}};
    const struct item_source source = {200, &dimension, 1};
    struct buffer sql = {0};
    item_sql_counts(&source, &sql);
    buffer_append(&sql, "", 1);
    const char *text = (const char *)buffer_span(&sql).data;
    assert_non_null(strstr(text, ", ARRAY[coalesce(sum(x1 * x2 + x1 * x3 * 32768::bigint + "
                                 "x1 * x4 * 1073741824::bigint + x2 * x3 * 35184372088832::bigint) FILTER "
                                 "(WHERE m0 = 0), 0), coalesce(sum(x2 * x4 + x3 * x4 * 32768::bigint) FILTER "
                                 "(WHERE m0 = 0), 0)]::bigint[]"));
    buffer_free(&sql);
}

/* No sum reaches the bits that it has, and so many of them stay below 2^62. */
static void assert_packing(int64_t most, int64_t max, int32_t bits, size_t per)
{
    struct item_packing packing = item_sql_packing(most, max);
    assert_int_equal(packing.bits, bits);
    assert_int_equal(packing.per, per);
    assert_true(packing.bits == 62 || most * max < INT64_C(1) << packing.bits);
}

static void counts_have_the_bits_that_they_need(void **state)
{
    (void)state;
    assert_packing(0, 1, 1, 62);
    assert_packing(1, 1, 1, 62);
    assert_packing(2, 1, 2, 31);
    assert_packing(1023, 1, 10, 6);
    assert_packing(1024, 1, 11, 5);
    assert_packing(1023, 16, 14, 4);
    assert_packing(1023, 17, 15, 4);
    assert_packing(INT32_MAX, 1, 31, 2);
    assert_packing(INT32_MAX, 10000, 45, 1);
    assert_packing(INT64_C(1) << 60, 10000, 62, 1);
}

static void what_was_packed_is_taken_apart(void **state)
{
    (void)state;
    for (size_t n = 1; n <= 13; n++) {
        struct item_packing packing = item_sql_packing(1000, 1);
        int64_t packed[3] = {0};
        int64_t counts[13];
        for (size_t i = 0; i < n; i++) {
            packed[i / packing.per] += (int64_t)(1000 - i) << (packing.bits * (int32_t)(i % packing.per));
        }
        assert_int_equal(item_sql_packed(packing, n), (n + 5) / 6);
        item_sql_unpack(packing, packed, n, counts);
        for (size_t i = 0; i < n; i++) {
            assert_int_equal(counts[i], 1000 - i);
        }
    }
    assert_int_equal(item_sql_packed(item_sql_packing(1000, 1), 0), 0);
}

static void failure_sticks(void **state)
{
    (void)state;
    const struct item_source source = source_of(10);
    struct buffer sql CLEANUP(buffer_free) = {.failed = true};
    item_sql_columns(&source, &sql);
    item_sql_counts(&source, &sql);
    assert_true(sql.failed);
    assert_int_equal(sql.len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_count_up_from_their_worse_end),
        cmocka_unit_test(each_dimension_has_its_counts),
        cmocka_unit_test(products_are_packed),
        cmocka_unit_test(counts_have_the_bits_that_they_need),
        cmocka_unit_test(what_was_packed_is_taken_apart),
        cmocka_unit_test(failure_sticks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
