/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of `team import`: their form. */
#include "cli/team_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unit.h"

#define HEAD "code,name,parent,headcount,role,valid_from,valid_to\n"

static char path[] = "/tmp/pulssid-teams.XXXXXX.csv";

static bool read_text(const char *text, struct team_file *file, struct error *err)
{
    FILE *out = fopen(path, "we");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
    *file = (struct team_file){0};
    bool ok = team_file_read(path, file, err);
    unlink(path);
    return ok;
}

static void assert_unreadable(const char *row, const char *field)
{
    char text[1024];
    char expected[128];
    struct team_file file;
    struct error err;
    snprintf(text, sizeof text, HEAD "OK,Fine,,5,normal,,\n%s\n", row);
    snprintf(expected, sizeof expected, "%s:3: field %s: expected ", path, field);
    assert_false(read_text(text, &file, &err));
    assert_int_equal(err.code, ERROR_INPUT);
    assert_memory_equal(err.text, expected, strlen(expected));
    assert_null(file.rows);
}

static void every_column_is_read(void **state)
{
    (void)state;
    struct team_file file;
    struct error err;
    assert_true(read_text(HEAD "T01,\"Nimi, ääkkösin\",U1,12,router,2024-01-01,2024-12-31\nU1,U,,,,,\n",
                          &file, &err));
    assert_int_equal(file.n, 2);
    const struct team_version *v = &file.rows[0].version;
    assert_string_equal(v->code, "T01");
    assert_string_equal(v->name, "Nimi, ääkkösin");
    assert_string_equal(v->parent, "U1");
    assert_int_equal(v->headcount, 12);
    assert_true(v->is_router);
    assert_int_equal(v->valid_from, 19723);
    assert_int_equal(v->valid_to, 20088);
    assert_int_equal(file.rows[1].line, 3);
    assert_int_equal(file.rows[1].version.headcount, -1);
    assert_int_equal(file.rows[1].version.valid_from, INT32_MIN);
    assert_int_equal(file.rows[1].version.valid_to, INT32_MAX);
    assert_int_equal(file.rows[1].version.series, TEAM_SERIES_UNSAID);
    team_file_done(&file);
}

/* A file without the column leaves what is stored; with it an empty field says same. */
static void series_are_said_or_not(void **state)
{
    (void)state;
    struct team_file file;
    struct error err;
    assert_true(read_text("series,code,name\nnew,A,A\nsame,B,B\n,C,C\n", &file, &err));
    assert_int_equal(file.n, 3);
    assert_int_equal(file.rows[0].version.series, TEAM_SERIES_NEW);
    assert_int_equal(file.rows[1].version.series, TEAM_SERIES_SAME);
    assert_int_equal(file.rows[2].version.series, TEAM_SERIES_SAME);
    team_file_done(&file);
    assert_false(read_text("series,code,name\nnew,A,A\nold,B,B\n", &file, &err));
    assert_non_null(strstr(err.text, ":3: field series: expected new or same"));
}

static void bad_rows_are_named(void **state)
{
    (void)state;
    assert_unreadable("bad code,X,,5,normal,,", "code");
    assert_unreadable(",X,,5,normal,,", "code");
    assert_unreadable("X,,,5,normal,,", "name");
    assert_unreadable("X,\"a\nb\",,5,normal,,", "name");
    assert_unreadable("X,=1+1,,5,normal,,", "name"); /* a formula, to a spreadsheet that opens a report */
    assert_unreadable("X,\"@SUM(1,1)\",,5,normal,,", "name");
    assert_unreadable("X,X,-x,5,normal,,", "parent");
    assert_unreadable("X,X,,many,normal,,", "headcount");
    assert_unreadable("X,X,,-1,normal,,", "headcount");
    assert_unreadable("X,X,,1000001,normal,,", "headcount");
    assert_unreadable("X,X,,5,king,,", "role");
    assert_unreadable("X,X,,5,normal,2024-02-30,", "valid_from");
    assert_unreadable("X,X,,5,normal,2024-02-02,2024-02-01", "valid_to");
}

static void many_rows_are_kept(void **state)
{
    (void)state;
    enum { ROWS = 3000 };
    char *text = malloc(16 * ROWS);
    assert_non_null(text);
    size_t len = (size_t)sprintf(text, "code,name\n");
    for (int i = 0; i < ROWS; i++) {
        len += (size_t)sprintf(text + len, "T%d,X%d\n", i, i);
    }
    struct team_file file;
    struct error err;
    assert_true(read_text(text, &file, &err));
    assert_int_equal(file.n, ROWS);
    for (size_t i = 0; i < ROWS; i++) {
        char name[16];
        snprintf(name, sizeof name, "X%zu", i);
        assert_string_equal(file.rows[i].version.name, name);
        assert_int_equal(file.rows[i].line, i + 2);
    }
    team_file_done(&file);
    free(text);
}

/* A name of its own, since the suite may run more than once at a time. */
static int start(void **state)
{
    (void)state;
    int fd = mkstemps(path, 4);
    return fd < 0 ? -1 : close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_column_is_read),
        cmocka_unit_test(series_are_said_or_not),
        cmocka_unit_test(bad_rows_are_named),
        cmocka_unit_test(many_rows_are_kept),
    };
    return cmocka_run_group_tests(tests, start, NULL);
}
