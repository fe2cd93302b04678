/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables as CSV, JSON and text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "wire/table_out.h"

static void assert_written(struct buffer *out, const char *expected)
{
    buffer_append(out, "", 1);
    assert_false(out->failed);
    assert_string_equal((const char *)buffer_span(out).data, expected);
    buffer_free(out);
}

/* A table whose cells are given row by row. */
static struct table *make_table(size_t n_columns, const struct column *columns, size_t n_rows,
                                const char *const *cells)
{
    struct table *table = table_new(n_columns, n_rows);
    assert_non_null(table);
    memcpy(table->columns, columns, n_columns * sizeof *columns);
    for (size_t i = 0; i < n_columns * n_rows; i++) {
        table->cells[i] = cells[i] != NULL ? strdup(cells[i]) : NULL;
    }
    return table;
}

static const struct column all_types[] = {
    {"team", COLUMN_TEXT},
    {"n", COLUMN_INTEGER},
    {"mean", COLUMN_NUMBER},
    {"router", COLUMN_BOOLEAN},
    {"lag_set", COLUMN_INTEGER_LIST},
    {"stouffer_z", COLUMN_NUMBER_LIST},
    {"teams", COLUMN_CODE_LIST},
};

static const char *const all_cells[] = {
    "T01",
    "12",
    "79.272727272727273",
    "t",
    "-1 0 1",
    "0.5 null -2.25",
    "T01 null T-2", /* whole */
    "Myynti \"Itä\", 2",
    NULL,
    NULL,
    "false",
    "",
    NULL,
    "", /* unknown */
};

static void csv_has_a_header_and_empty_fields_for_what_is_unknown(void **state)
{
    (void)state;
    CLEANUP(table_free) struct table *table = make_table(7, all_types, 2, all_cells);
    struct buffer out = {0};
    table_out_csv(table, &out);
    assert_written(&out, "team,n,mean,router,lag_set,stouffer_z,teams\r\n"
                         "T01,12,79.272727272727273,true,-1 0 1,0.5 null -2.25,T01 null T-2\r\n"
                         "\"Myynti \"\"Itä\"\", 2\",,,false,,,\r\n");
}

static void csv_quotes_line_ends(void **state)
{
    (void)state;
    const struct column columns[] = {{"a", COLUMN_TEXT}, {"b", COLUMN_TEXT}};
    const char *const cells[] = {"one\ntwo", "three\rfour"};
    CLEANUP(table_free) struct table *table = make_table(2, columns, 1, cells);
    struct buffer out = {0};
    table_out_csv(table, &out);
    assert_written(&out, "a,b\r\n\"one\ntwo\",\"three\rfour\"\r\n");
}

static void json_has_types_and_nulls(void **state)
{
    (void)state;
    CLEANUP(table_free) struct table *table = make_table(7, all_types, 2, all_cells);
    struct buffer out = {0};
    table_out_json(&(struct table_document){.report = "scores", .release = 30, .rows = table, .next = "T01"},
                   &out);
    assert_written(
        &out, "{\"report\":\"scores\",\"release\":30,\"rows\":["
              "{\"team\":\"T01\",\"n\":12,\"mean\":79.272727272727273,\"router\":true,"
              "\"lag_set\":[-1,0,1],\"stouffer_z\":[0.5,null,-2.25],\"teams\":[\"T01\",\"null\",\"T-2\"]},"
              "{\"team\":\"Myynti \\\"Itä\\\", 2\",\"n\":null,\"mean\":null,\"router\":false,"
              "\"lag_set\":[],\"stouffer_z\":null,\"teams\":[]}],\"next\":\"T01\"}");
}

/* A count is a number where it can be one, so that a reader need not tell "12" from "<5" by its type alone.
 */
static void a_count_is_a_number_or_a_bound(void **state)
{
    (void)state;
    const struct column columns[] = {{"count", COLUMN_COUNT}, {"state", COLUMN_TEXT}};
    const char *const cells[] = {"12", "published", "<5", "published", NULL, "suppressed"};
    CLEANUP(table_free) struct table *table = make_table(2, columns, 3, cells);
    struct buffer out = {0};
    table_out_json(&(struct table_document){.report = "handoffs", .release = 1, .rows = table}, &out);
    assert_written(&out, "{\"report\":\"handoffs\",\"release\":1,\"rows\":["
                         "{\"count\":12,\"state\":\"published\"},{\"count\":\"<5\",\"state\":\"published\"},"
                         "{\"count\":null,\"state\":\"suppressed\"}]}");
    out = (struct buffer){0};
    table_out_csv(table, &out);
    assert_written(&out, "count,state\r\n12,published\r\n<5,published\r\n,suppressed\r\n");
    out = (struct buffer){0};
    table_out_text(table, &out);
    assert_written(&out, "count  state\n   12  published\n   <5  published\n    -  suppressed\n");
}

static void json_never_has_what_is_no_number(void **state)
{
    (void)state;
    const struct column columns[] = {{"x", COLUMN_NUMBER}};
    const char *const cells[] = {"NaN", "Infinity", "1e-300"};
    CLEANUP(table_free) struct table *table = make_table(1, columns, 3, cells);
    struct buffer out = {0};
    table_out_json(&(struct table_document){.report = "x", .lags = table, .next = ""}, &out);
    assert_written(&out,
                   "{\"report\":\"x\",\"release\":null,\"lags\":[{\"x\":null},{\"x\":null},{\"x\":1e-300}]}");
}

static void organisation_is_one_object_with_its_groups(void **state)
{
    (void)state;
    const struct column columns[] = {{"k_star", COLUMN_INTEGER},
                                     {"mismatch_b", COLUMN_INTEGER},
                                     {"pooled_dl_r", COLUMN_NUMBER},
                                     {"mismatch_p", COLUMN_NUMBER},
                                     {"z", COLUMN_NUMBER}};
    const char *const cells[] = {"2", "9999", NULL, "0.0059", "1"};
    const char *const groups[] = {"mismatch_", "pooled_dl_", NULL};
    CLEANUP(table_free) struct table *table = make_table(5, columns, 1, cells);
    struct table_document document = {
        .report = "linkage", .release = 1, .organisation = table, .groups = groups};
    struct buffer out = {0};
    table_out_json(&document, &out);
    assert_written(&out, "{\"report\":\"linkage\",\"release\":1,\"organisation\":{\"k_star\":2,"
                         "\"mismatch\":{\"b\":9999,\"p\":0.0059},\"pooled_dl\":{\"r\":null},\"z\":1}}");
}

/* A group may lie in another; a name that only begins alike is no member of it. */
static void groups_lie_in_groups(void **state)
{
    (void)state;
    const struct column columns[] = {
        {"between_k", COLUMN_INTEGER},        {"between_team_w_n", COLUMN_INTEGER_LIST},
        {"betweenness", COLUMN_INTEGER},      {"between_team_w_se", COLUMN_NUMBER},
        {"between_team_c_n", COLUMN_INTEGER}, {"between_tau2", COLUMN_NUMBER}};
    const char *const cells[] = {"12", "3 4", "7", "0.5", "30", NULL};
    const char *const groups[] = {"between_", "between_team_w_", "between_team_c_", NULL};
    CLEANUP(table_free) struct table *table = make_table(6, columns, 1, cells);
    struct table_document document = {
        .report = "linkage", .release = 1, .organisation = table, .groups = groups};
    struct buffer out = {0};
    table_out_json(&document, &out);
    assert_written(&out, "{\"report\":\"linkage\",\"release\":1,\"organisation\":{\"between\":{\"k\":12,"
                         "\"team_w\":{\"n\":[3,4],\"se\":0.5},\"team_c\":{\"n\":30},\"tau2\":null},"
                         "\"betweenness\":7}}");
}

static void organisation_of_several_rows_is_an_array(void **state)
{
    (void)state;
    const struct column columns[] = {{"k", COLUMN_INTEGER}};
    const char *const cells[] = {"1", "2"};
    CLEANUP(table_free) struct table *two = make_table(1, columns, 2, cells);
    CLEANUP(table_free) struct table *none = make_table(1, columns, 0, cells);
    struct buffer out = {0};
    table_out_json(&(struct table_document){.report = "r", .organisation = two, .rows = none}, &out);
    assert_written(&out,
                   "{\"report\":\"r\",\"release\":null,\"organisation\":[{\"k\":1},{\"k\":2}],\"rows\":[]}");
    table_out_json(&(struct table_document){.report = "r", .organisation = none, .rows = none}, &out);
    assert_written(&out, "{\"report\":\"r\",\"release\":null,\"organisation\":null,\"rows\":[]}");
}

static void text_is_aligned_by_what_is_shown(void **state)
{
    (void)state;
    const struct column columns[] = {{"team", COLUMN_TEXT}, {"n", COLUMN_INTEGER}, {"state", COLUMN_TEXT}};
    const char *const cells[] = {"T01", "12", "published", "Itä", NULL, "no_data", "Länsi", "7", "published"};
    CLEANUP(table_free) struct table *table = make_table(3, columns, 3, cells);
    struct buffer out = {0};
    table_out_text(table, &out);
    assert_written(&out, "team    n  state\n"
                         "T01    12  published\n"
                         "Itä     -  no_data\n"
                         "Länsi   7  published\n");
}

static void text_does_not_command_the_terminal(void **state)
{
    (void)state;
    const struct column columns[] = {{"name", COLUMN_TEXT}};
    const char *const cells[] = {"\x1b[2Jx\n\x7f\xc2\x9b"
                                 "31m\xc2\xa0"};
    CLEANUP(table_free) struct table *table = make_table(1, columns, 1, cells);
    struct buffer out = {0};
    table_out_text(table, &out);
    assert_written(&out, "name\n?[2Jx???31m\xc2\xa0\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_has_a_header_and_empty_fields_for_what_is_unknown),
        cmocka_unit_test(csv_quotes_line_ends),
        cmocka_unit_test(json_has_types_and_nulls),
        cmocka_unit_test(a_count_is_a_number_or_a_bound),
        cmocka_unit_test(json_never_has_what_is_no_number),
        cmocka_unit_test(organisation_is_one_object_with_its_groups),
        cmocka_unit_test(groups_lie_in_groups),
        cmocka_unit_test(organisation_of_several_rows_is_an_array),
        cmocka_unit_test(text_is_aligned_by_what_is_shown),
        cmocka_unit_test(text_does_not_command_the_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
