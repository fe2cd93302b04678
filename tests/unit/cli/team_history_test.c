/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the rows of `team import` may stand beside what is stored: on every day a tree. */
#include "cli/team_history.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/calendar.h"
#include "unit.h"

#define PATH "teams.csv"
#define MAX_ROWS 16

static int32_t day(const char *text)
{
    int32_t found = 0;
    struct error err;
    assert_true(calendar_parse_day(span_text(text), &found, &err));
    return found;
}

/* "CODE PARENT FROM TO", "-" for what is open. */
static struct team_version version_of(const char *text)
{
    char parent[CODE_SIZE];
    char from[DAY_TEXT_SIZE];
    char to[DAY_TEXT_SIZE];
    struct team_version version = {.name = "x", .headcount = 5};
    assert_int_equal(sscanf(text, "%64s %64s %11s %11s", version.code, parent, from, to), 4);
    strcpy(version.parent, strcmp(parent, "-") == 0 ? "" : parent);
    version.valid_from = strcmp(from, "-") == 0 ? INT32_MIN : day(from);
    version.valid_to = strcmp(to, "-") == 0 ? INT32_MAX : day(to);
    return version;
}

struct lists {
    size_t n_rows, n_stored;
    struct team_file_row rows[MAX_ROWS]; /* lines from 2 */
    struct team_version stored[MAX_ROWS];
};

static struct lists read_lists(const char *const *rows, const char *const *stored)
{
    struct lists lists = {0};
    for (; rows[lists.n_rows] != NULL; lists.n_rows++) {
        lists.rows[lists.n_rows] = (struct team_file_row){version_of(rows[lists.n_rows]), lists.n_rows + 2};
    }
    for (; stored != NULL && stored[lists.n_stored] != NULL; lists.n_stored++) {
        lists.stored[lists.n_stored] = version_of(stored[lists.n_stored]);
    }
    return lists;
}

/* Checks rows beside stored versions; the sentence after "FILE:", or NULL when they may stand. */
static void check(const char *sentence, const char *const *rows, const char *const *stored)
{
    struct lists lists = read_lists(rows, stored);
    const struct team_file file = {PATH, lists.n_rows, lists.rows};
    struct error err = {0};
    bool ok = team_history_check(&file, lists.stored, lists.n_stored, &err);
    if (sentence == NULL) {
        assert_string_equal(err.text, "");
        assert_true(ok);
        return;
    }
    char expected[256];
    snprintf(expected, sizeof expected, PATH ":%s", sentence);
    assert_false(ok);
    assert_string_equal(err.text, expected);
    assert_int_equal(err.code, ERROR_INPUT);
}

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})
#define NOTHING NULL

static void parents_may_come_later(void **state)
{
    (void)state;
    check(NULL, LIST("A B - -", "B - - -"), NOTHING);
    check("2: field parent: there is no team C", LIST("A C - -", "B - - -"), NOTHING);
    check(NULL, LIST("A C - -", "B - - -"), LIST("C - - -"));
}

static void versions_of_a_team_do_not_overlap(void **state)
{
    (void)state;
    check(NULL, LIST("A - - 2024-01-31", "A - 2024-02-01 -"), NOTHING);
    check("3: field valid_from: validities overlap: this version of A and the one of line 2",
          LIST("A - 2024-02-01 -", "A - - 2024-02-01"), NOTHING);
    check("3: field valid_from: the same day twice: this version of A and the one of line 2",
          LIST("A - 2024-02-01 -", "A - 2024-02-01 -"), NOTHING);
    check("2: field valid_from: validities overlap: this version of A and a stored one",
          LIST("A - 2024-02-01 -"), LIST("A - - -"));
    /* The stored version ends where the file says so. */
    check(NULL, LIST("A - - 2024-01-31", "A - 2024-02-01 -"), LIST("A - - -"));
}

#define GAP "days without the team between, and one that comes back is another: this version of A and "

static void a_team_that_ended_does_not_come_back(void **state)
{
    (void)state;
    check("3: field valid_from: " GAP "the one of line 2", LIST("A - - 2024-01-31", "A - 2024-02-02 -"),
          NOTHING);
    check("2: field valid_from: " GAP "a stored one", LIST("A - 2024-02-02 -"), LIST("A - - 2024-01-31"));
    check("2: field valid_from: " GAP "a stored one", LIST("A - - 2024-01-30"),
          LIST("A - - 2024-01-31", "A - 2024-02-01 -"));
    /* What was stored with a gap is no fault of a file about others. */
    check(NULL, LIST("B - - -"), LIST("A - - 2024-01-31", "A - 2024-03-01 -"));
}

/* A version hangs from one team that may itself have several versions. */
static void a_parent_is_there_on_every_day(void **state)
{
    (void)state;
    check(NULL, LIST("A U 2024-01-01 -", "U - - 2024-05-31", "U - 2024-06-01 -"), NOTHING);
    check("2: field parent: A is there on 2024-06-01, and U is not",
          LIST("A U 2024-01-01 -", "U - - 2024-05-31"), NOTHING);
    check("2: field parent: A is there before 2024-06-01, and U is not", LIST("A U - -", "U - 2024-06-01 -"),
          NOTHING);
    check("2: field parent: A is there on 2024-01-01, and U is not",
          LIST("A U 2024-01-01 -", "U - 2024-06-01 -"), NOTHING);
    check("2: field parent: A is there on 2024-05-31, and U is not",
          LIST("A U 2024-05-31 -", "U - 2024-06-01 -"), NOTHING);
    check("2: field parent: A is there on 2025-01-01, and U is not", LIST("A U 2025-01-01 -"),
          LIST("U - - 2023-12-31"));
    check(NULL, LIST("A U 2024-01-01 2024-05-31", "A - 2024-06-01 -", "U - 2023-01-01 2024-05-31"), NOTHING);
}

static void a_team_does_not_end_above_others(void **state)
{
    (void)state;
    const char *const *stored = LIST("A U - -", "B U 2024-01-01 2024-12-31", "U - - -");
    check("2: field valid_to: A has U for its parent on 2025-01-01", LIST("U - - 2024-12-31"), stored);
    check(NULL, LIST("A U - 2024-12-31", "U - - 2024-12-31"), stored);
    check(NULL, LIST("U - - 2024-12-31", "A V 2025-01-01 -", "A U - 2024-12-31", "V - 2025-01-01 -"), stored);
    check("4: field parent: A is there on 2025-01-02, and U is not",
          LIST("U - - 2025-01-01", "B U 2024-01-01 2024-12-31", "A U - -"), stored);
    /* Nobody's fault. */
    check(NULL, LIST("Z - - -"), LIST("A U - -", "U - - 2024-12-31"));
}

static void circles_are_found(void **state)
{
    (void)state;
    check("2: field parent: team A would be its own ancestor", LIST("A A - -"), NOTHING);
    check("4: field parent: team A would be its own ancestor", LIST("A B - -", "B C - -", "C A - -"),
          NOTHING);
    /* A team that hangs from a circle is not in it, and does not hide it. */
    check("4: field parent: team A would be its own ancestor", LIST("0 A - -", "A B - -", "B A - -"),
          NOTHING);
    /* A team moved below one that is below it. */
    check("3: field parent: team A would be its own ancestor", LIST("A - - 2024-01-31", "A C 2024-02-01 -"),
          LIST("A - - -", "B A - -", "C B - -"));
}

/* On no day are both above each other: first A above B, then B above A. */
static void circles_are_of_one_day(void **state)
{
    (void)state;
    check(NULL, LIST("A - - 2024-01-31", "B A - 2024-01-31", "A B 2024-02-01 -", "B - 2024-02-01 -"),
          NOTHING);
    check("4: field parent: team A would be its own ancestor",
          LIST("A - - 2024-01-30", "B A - 2024-01-31", "A B 2024-01-31 -", "B - 2024-02-01 -"), NOTHING);
}

/* A chain, each team below the next: the deepest tree there can be. */
static void a_deep_tree_stands(void **state)
{
    (void)state;
    enum { TEAMS = 3000 };
    struct team_file_row *rows = calloc(TEAMS, sizeof *rows);
    assert_non_null(rows);
    for (size_t i = 0; i < TEAMS; i++) {
        rows[i] = (struct team_file_row){{.valid_from = INT32_MIN, .valid_to = INT32_MAX}, i + 2};
        sprintf(rows[i].version.code, "T%zu", i);
        if (i > 0) {
            sprintf(rows[i].version.parent, "T%zu", i - 1);
        }
    }
    const struct team_file file = {PATH, TEAMS, rows};
    struct error err = {0};
    assert_true(team_history_check(&file, NULL, 0, &err));
    strcpy(rows[0].version.parent, rows[TEAMS - 1].version.code);
    assert_false(team_history_check(&file, NULL, 0, &err));
    assert_string_equal(err.text, PATH ":3001: field parent: team T0 would be its own ancestor");
    free(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parents_may_come_later),
        cmocka_unit_test(versions_of_a_team_do_not_overlap),
        cmocka_unit_test(a_team_that_ended_does_not_come_back),
        cmocka_unit_test(a_parent_is_there_on_every_day),
        cmocka_unit_test(a_team_does_not_end_above_others),
        cmocka_unit_test(circles_are_found),
        cmocka_unit_test(circles_are_of_one_day),
        cmocka_unit_test(a_deep_tree_stands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
