/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of `team import`: their form, and whether they may stand beside what is stored. */
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

/* Checks a text beside stored versions; the sentence after "FILE:", or NULL when it may stand. */
static void assert_check(const char *rows, const struct team_version *stored, size_t n, const char *sentence)
{
    char text[2048];
    char expected[512];
    struct team_file file;
    struct error err = {0};
    snprintf(text, sizeof text, HEAD "%s", rows);
    assert_true(read_text(text, &file, &err));
    bool ok = team_file_check(&file, stored, n, &err);
    team_file_done(&file);
    if (sentence == NULL) {
        assert_string_equal(err.text, "");
        assert_true(ok);
        return;
    }
    snprintf(expected, sizeof expected, "%s:%s", path, sentence);
    assert_false(ok);
    assert_string_equal(err.text, expected);
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
    team_file_done(&file);
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

static void many_rows(void **state)
{
    (void)state;
    enum { ROWS = 3000 };
    char *text = malloc(64 * ROWS);
    assert_non_null(text);
    size_t len = (size_t)sprintf(text, HEAD);
    for (int i = 0; i < ROWS; i++) {
        /* A chain, each team below the next: the deepest tree there can be. */
        len += (size_t)sprintf(text + len, "T%d,X,%s%.0d,5,,,\n", i, i + 1 < ROWS ? "T" : "",
                               i + 1 < ROWS ? i + 1 : 0);
    }
    struct team_file file;
    struct error err;
    assert_true(read_text(text, &file, &err));
    assert_int_equal(file.n, ROWS);
    assert_true(team_file_check(&file, NULL, 0, &err));
    team_file_done(&file);
    free(text);
}

static void parents_may_come_later(void **state)
{
    (void)state;
    assert_check("A,A,B,,,,\nB,B,,,,,\n", NULL, 0, NULL);
    assert_check("A,A,C,,,,\nB,B,,,,,\n", NULL, 0, "2: field parent: there is no team C");
    const struct team_version stored[] = {{"C", "", "C", 5, false, INT32_MIN, INT32_MAX}};
    assert_check("A,A,C,,,,\nB,B,,,,,\n", stored, 1, NULL);
}

static void versions_of_a_team_do_not_overlap(void **state)
{
    (void)state;
    assert_check("A,A,,,,,2024-01-31\nA,A,,,,2024-02-01,\n", NULL, 0, NULL);
    assert_check("A,A,,,,2024-02-01,\nA,A,,,,,2024-02-01\n", NULL, 0,
                 "3: field valid_from: validities overlap: this version of A and the one of line 2");
    assert_check("A,A,,,,2024-02-01,\nA,A,,,,2024-02-01,\n", NULL, 0,
                 "3: field valid_from: the same day twice: this version of A and the one of line 2");
    const struct team_version stored[] = {{"A", "", "A", 5, false, INT32_MIN, INT32_MAX}};
    assert_check("A,A,,,,2024-02-01,\n", stored, 1,
                 "2: field valid_from: validities overlap: this version of A and a stored one");
    /* The stored version ends where the file says so. */
    assert_check("A,A,,,,,2024-01-31\nA,A,,,,2024-02-01,\n", stored, 1, NULL);
}

static void circles_are_found(void **state)
{
    (void)state;
    assert_check("A,A,A,,,,\n", NULL, 0, "2: field parent: team A would be its own ancestor");
    assert_check("A,A,B,,,,\nB,B,C,,,,\nC,C,A,,,,\n", NULL, 0,
                 "4: field parent: team A would be its own ancestor");
    /* A team that hangs from a circle is not in it, and does not hide it. */
    assert_check("0,0,A,,,,\nA,A,B,,,,\nB,B,A,,,,\n", NULL, 0,
                 "4: field parent: team A would be its own ancestor");
    const struct team_version stored[] = {{"B", "A", "B", 5, false, INT32_MIN, INT32_MAX},
                                          {"A", "", "A", 5, false, INT32_MIN, INT32_MAX}};
    assert_check("A,A,B,,,,\n", stored, 2, "2: field parent: team A would be its own ancestor");
}

/* On no day are both above each other: first A above B, then B above A. */
static void circles_are_of_one_day(void **state)
{
    (void)state;
    const char *turned = "A,A,,,,,2024-01-31\nB,B,A,,,,2024-01-31\n"
                         "A,A,B,,,2024-02-01,\nB,B,,,,2024-02-01,\n";
    assert_check(turned, NULL, 0, NULL);
    const char *one_day = "A,A,,,,,2024-01-30\nB,B,A,,,,2024-01-31\n"
                          "A,A,B,,,2024-01-31,\nB,B,,,,2024-02-01,\n";
    assert_check(one_day, NULL, 0, "4: field parent: team A would be its own ancestor");
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
        cmocka_unit_test(bad_rows_are_named),
        cmocka_unit_test(many_rows),
        cmocka_unit_test(parents_may_come_later),
        cmocka_unit_test(versions_of_a_team_do_not_overlap),
        cmocka_unit_test(circles_are_found),
        cmocka_unit_test(circles_are_of_one_day),
    };
    return cmocka_run_group_tests(tests, start, NULL);
}
