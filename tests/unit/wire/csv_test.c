/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CSV: quoting, line ends, headers, and errors with file, line and field. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "wire/csv.h"

static const char *const code_name[] = {"code", "name", NULL};
static const char *const parent[] = {"parent", NULL};
static const struct csv_columns columns = {code_name, parent, false};
static const struct csv_columns any_columns = {code_name, NULL, true};

struct fixture {
    char path[64];
};

static int make_file(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    strcpy(fixture->path, "/tmp/csv_test.XXXXXX");
    int fd = mkstemp(fixture->path);
    *state = fixture;
    return fd < 0 || close(fd) != 0;
}

static int remove_file(void **state)
{
    struct fixture *fixture = *state;
    unlink(fixture->path);
    free(fixture);
    return 0;
}

static void write_file(const struct fixture *fixture, const char *content, size_t len)
{
    CLEANUP(fclose) FILE *file = fopen(fixture->path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(content, 1, len, file), len);
}

static struct csv *open_text(void **state, const struct csv_columns *wanted, const char *content)
{
    struct fixture *fixture = *state;
    struct csv *csv = NULL;
    struct error err = {0};
    write_file(fixture, content, strlen(content));
    if (!csv_open(fixture->path, wanted, &csv, &err)) {
        fail_msg("%s", err.text);
    }
    return csv;
}

static void assert_row(struct csv *csv, size_t line, const char *code, const char *name)
{
    bool end = true;
    struct error err = {0};
    if (!csv_next(csv, &end, &err)) {
        fail_msg("%s", err.text);
    }
    assert_false(end);
    assert_int_equal(csv_line(csv), line);
    assert_string_equal(csv_field(csv, "code"), code);
    assert_string_equal(csv_field(csv, "name"), name);
}

static void assert_end(struct csv *csv)
{
    bool end = false;
    struct error err;
    assert_true(csv_next(csv, &end, &err));
    assert_true(end);
}

/* Behind the path, an error says this. */
static void assert_text(void **state, const struct error *err, const char *text)
{
    const struct fixture *fixture = *state;
    assert_int_equal(err->code, ERROR_INPUT);
    assert_memory_equal(err->text, fixture->path, strlen(fixture->path));
    assert_string_equal(err->text + strlen(fixture->path), text);
}

static void assert_header_refused(void **state, const char *content, const char *text)
{
    struct fixture *fixture = *state;
    struct csv *csv = NULL;
    struct error err = {0};
    write_file(fixture, content, strlen(content));
    assert_false(csv_open(fixture->path, &columns, &csv, &err));
    assert_null(csv);
    assert_text(state, &err, text);
}

static void assert_row_refused(void **state, const char *content, size_t len, const char *text)
{
    struct fixture *fixture = *state;
    struct error err = {0};
    bool end;
    CLEANUP(csv_close) struct csv *csv = NULL;
    write_file(fixture, content, len);
    assert_true(csv_open(fixture->path, &columns, &csv, &err));
    assert_false(csv_next(csv, &end, &err));
    assert_text(state, &err, text);
}

static void rows_of_either_line_end(void **state)
{
    CLEANUP(csv_close)
    struct csv *csv = open_text(state, &columns, "code,name\nT01,One\r\n\nT02,Two\r\n\r\nT03,");
    assert_row(csv, 2, "T01", "One");
    assert_row(csv, 4, "T02", "Two");
    assert_row(csv, 6, "T03", "");
    assert_end(csv);
    assert_end(csv);
}

static void a_byte_order_mark_is_skipped(void **state)
{
    CLEANUP(csv_close)
    struct csv *csv = open_text(state, &columns, "\xef\xbb\xbf\"code\",name\r\nT01,Yksi ä\r\n");
    assert_row(csv, 2, "T01", "Yksi ä");
    assert_end(csv);
}

static void quotes_hold_commas_quotes_and_lines(void **state)
{
    CLEANUP(csv_close)
    struct csv *csv =
        open_text(state, &columns, "name,code\n\"a, \"\"b\"\"\r\nc\",T01\n\"\",\"T\"\"2\"\n\"\"\"\",T3");
    assert_row(csv, 2, "T01", "a, \"b\"\r\nc");
    assert_row(csv, 4, "T\"2", "");
    assert_row(csv, 5, "T3", "\"");
    assert_end(csv);
}

static void columns_are_found_by_name_in_any_order(void **state)
{
    CLEANUP(csv_close) struct csv *csv = open_text(state, &any_columns, "wb1,name,code,wb2\n1,One,T01,2\n");
    assert_row(csv, 2, "T01", "One");
    assert_string_equal(csv_field(csv, "wb2"), "2");
    assert_string_equal(csv_field(csv, "parent"), "");
    assert_int_equal(csv_n_columns(csv), 4);
    assert_string_equal(csv_column_name(csv, 3), "wb2");
    assert_string_equal(csv_column_field(csv, 0), "1");
}

static void raw_bytes_are_the_row_without_its_end(void **state)
{
    CLEANUP(csv_close) struct csv *csv = open_text(state, &columns, "code,name\n\"T01\",\"x\ny\"\r\n");
    assert_row(csv, 2, "T01", "x\ny");
    size_t len;
    const char *raw = csv_raw(csv, &len);
    assert_int_equal(len, 11);
    assert_memory_equal(raw, "\"T01\",\"x\ny\"", 11);
}

static void headers_are_checked(void **state)
{
    assert_header_refused(state, "", ":1: expected a header line");
    assert_header_refused(state, "\n", ":2: expected a header line");
    assert_header_refused(state, "code\n", ":1: field name: the column is missing");
    assert_header_refused(state, "code,name,code\n", ":1: field code: the column is there twice");
    assert_header_refused(state, "code,name,size\n", ":1: field size: there is no such column");
    assert_header_refused(state, "code,name,\n", ":1: field : a column without a name");
}

static void bad_rows_are_refused(void **state)
{
#define ROW(row) "code,name\n" row, sizeof("code,name\n" row) - 1
    assert_row_refused(state, ROW("T01\n"), ":2: expected 2 fields, as in the header, and found 1");
    assert_row_refused(state, ROW("\nT01,a,b\n"), ":3: expected 2 fields, as in the header, and found 3");
    const char *misplaced = ":2: field 2: a quote or line ending that is out of place";
    assert_row_refused(state, ROW("T01,a\"b\"\n"), misplaced);
    assert_row_refused(state, ROW("T01,\"a\"b\n"), misplaced);
    assert_row_refused(state, ROW("T01,\"a\n"), misplaced);
    assert_row_refused(state, ROW("T01,\""), misplaced);
    assert_row_refused(state, ROW("T01,a\rb\n"), misplaced);
    assert_row_refused(state, ROW("T01,\xe4\n"), ":2: expected text in UTF-8");
    assert_row_refused(state, ROW("T01,a\0b\n"), ":2: expected text in UTF-8");
#undef ROW
}

static void a_row_has_a_bound(void **state)
{
    size_t len = (1 << 20) + 64;
    CLEANUP(free) char *content = malloc(len);
    assert_non_null(content);
    memset(content, 'x', len);
    memcpy(content, "code,name\nT01,", 14);
    content[len - 1] = '\n';
    assert_row_refused(state, content, len, ":2: a row of more than 1 MiB (is a quote left open?)");
}

static void errors_of_the_caller_name_the_field(void **state)
{
    CLEANUP(csv_close) struct csv *csv = open_text(state, &columns, "code,name\n\nT01,x\n");
    assert_row(csv, 3, "T01", "x");
    struct error err;
    assert_false(csv_error(csv, "code", &err, "expected %s", "something else"));
    assert_text(state, &err, ":3: field code: expected something else");
}

static void a_file_that_is_not_there(void **state)
{
    (void)state;
    struct csv *csv = NULL;
    struct error err = {0};
    assert_false(csv_open("/nonexistent/teams.csv", &columns, &csv, &err));
    assert_int_equal(err.code, ERROR_IO);
    assert_string_equal(err.text, "/nonexistent/teams.csv: No such file or directory");
    assert_false(csv_open("/tmp", &columns, &csv, &err));
    assert_int_equal(err.code, ERROR_IO);
}

#define WITH_FILE(test) cmocka_unit_test_setup_teardown(test, make_file, remove_file)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_FILE(rows_of_either_line_end),
        WITH_FILE(a_byte_order_mark_is_skipped),
        WITH_FILE(quotes_hold_commas_quotes_and_lines),
        WITH_FILE(columns_are_found_by_name_in_any_order),
        WITH_FILE(raw_bytes_are_the_row_without_its_end),
        WITH_FILE(headers_are_checked),
        WITH_FILE(bad_rows_are_refused),
        WITH_FILE(a_row_has_a_bound),
        WITH_FILE(errors_of_the_caller_name_the_field),
        cmocka_unit_test(a_file_that_is_not_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
