/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `pulssid survey`, and the storing of a definition that `migrate` shares: versions stay as they are, and
 * what is wrong with a file is told with its name. */
#include "cli/command_survey.h"

#include <stdlib.h>

#include "command_said.h"

/* A definition of one question; `kind` with its bounds, to be varied. */
#define SURVEY(code, version, audience, kind, dimension)                                                     \
    "{\"code\": \"" code "\", \"version\": " version ", \"audience\": \"" audience "\",\n"                   \
    " \"title\": {\"fi\": \"Pulssi\", \"en\": \"A pulse\", \"sv\": \"Puls\"},\n"                             \
    " \"questions\": [{\"code\": \"q\", \"kind\": " kind ", \"dimension\": \"" dimension "\",\n"             \
    "  \"text\": {\"fi\": \"Kysymys\", \"en\": \"Question\", \"sv\": \"Fråga\"}}]}\n"
#define SCALE(min, max) "\"scale\", \"min\": " min ", \"max\": " max

static int clear(void **state)
{
    fixture_pg_run(fixture_command_pg(*state), "TRUNCATE pulssid.survey RESTART IDENTITY CASCADE");
    return 0;
}

static void assert_imported(void **state, const char *text, const char *output)
{
    command_said_import_done(*state, "survey", text, output);
}

static void assert_stored(void **state, int64_t n)
{
    assert_int_equal(fixture_pg_number(fixture_command_pg(*state), "SELECT count(*) FROM pulssid.survey"), n);
}

static void a_version_is_stored_once(void **state)
{
    assert_imported(state, SURVEY("mood", "3", "employee", SCALE("0", "4"), "mood"),
                    "mood version 3 is stored\n");
    /* Members in another order, and one that may be left out. */
    assert_imported(state, SURVEY("mood", "3", "employee", SCALE("0", "4") ", \"reverse\": false", "mood"),
                    "mood version 3 was stored before\n");
    assert_imported(state, SURVEY("mood", "4", "employee", SCALE("0", "5"), "mood"),
                    "mood version 4 is stored\n");
    assert_stored(state, 2);
}

static void what_is_wrong_is_told_with_the_file(void **state)
{
    struct fixture_command *fixture = *state;
    assert_imported(state, SURVEY("mood", "3", "employee", SCALE("0", "4"), "mood"),
                    "mood version 3 is stored\n");
    command_said_import_failed(fixture, "survey", SURVEY("mood", "3", "employee", SCALE("0", "5"), "mood"),
                               " mood version 3 is stored with another definition, and a version never "
                               "changes");
    command_said_import_failed(fixture, "survey", SURVEY("visit", "1", "customer", SCALE("1", "5"), "mood"),
                               " dimension mood belongs to survey mood, which has another audience");
    command_said_import_failed(fixture, "survey", SURVEY("visit", "1", "passer", SCALE("1", "5"), "visit"),
                               " audience: expected \"employee\" or \"customer\"");
    assert_stored(state, 1);
}

static void text_that_is_no_json_has_line_and_column(void **state)
{
    command_said_import_failed(*state, "survey", "{\n \"code\": }\n", "2:10: unexpected token near '}'");
    command_said_import_failed(*state, "survey", "", "1:0: '[' or '{' expected near end of file");
}

static void a_file_is_read_up_to_one_mebibyte(void **state)
{
    enum { MOST = 1024 * 1024 };
    static const char survey[] = SURVEY("mood", "1", "employee", SCALE("0", "4"), "mood");
    char *text CLEANUP(free) = malloc(MOST + 2);
    assert_non_null(text);
    memset(text, ' ', MOST + 1);
    memcpy(text, survey, strlen(survey));
    text[MOST + 1] = '\0';
    command_said_import_failed(*state, "survey", text, " expected at most 1048576 bytes");
    text[MOST] = '\0';
    assert_imported(state, text, "mood version 1 is stored\n");
}

static void a_shared_dimension_is_noted(void **state)
{
    assert_imported(state, SURVEY("spring", "1", "employee", SCALE("0", "4"), "mood"),
                    "spring version 1 is stored\n");
    assert_imported(state, SURVEY("autumn", "1", "employee", SCALE("0", "4"), "mood"),
                    "autumn version 1 is stored\n"
                    "note: dimension mood is fed by spring too; in each period the survey with more "
                    "submissions counts, so that nobody counts twice\n");
}

static void the_list_is_by_code_and_version(void **state)
{
    assert_imported(state, SURVEY("visit", "2", "customer", "\"nps\", \"min\": 0, \"max\": 10", "nps"),
                    "visit version 2 is stored\n");
    assert_imported(state, SURVEY("visit", "1", "customer", SCALE("1", "5"), "csat"),
                    "visit version 1 is stored\n");
    assert_imported(state, SURVEY("mood", "10", "employee", SCALE("0", "4"), "mood"),
                    "mood version 10 is stored\n");
    ASSERT_DONE(*state,
                "code   version  audience  questions  title\n"
                "mood        10  employee          1  A pulse\n"
                "visit        1  customer          1  A pulse\n"
                "visit        2  customer          1  A pulse\n",
                "survey", "list");
}

/* A step of the caller's transaction: it neither begins one nor ends it, and tells only what was done. */
static void adding_is_a_step_of_a_transaction(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture_command_pg(*state), "pulssid_stats");
    struct span good = span_text(SURVEY("mood", "7", "employee", SCALE("0", "4"), "mood"));
    struct span other = span_text(SURVEY("mood", "7", "employee", SCALE("0", "5"), "mood"));
    struct survey_added added = {0};
    struct error err = {0};
    assert_true(db_begin(db, &err));
    assert_true(command_survey_add(db, good, &added, &err));
    assert_string_equal(added.code, "mood");
    assert_int_equal(added.version, 7);
    assert_int_equal(added.change, CHANGE_ADDED);
    assert_true(command_survey_add(db, good, &added, &err));
    assert_int_equal(added.change, CHANGE_NONE);
    assert_string_equal(added.shared.survey, "");
    added.change = CHANGE_UPDATED;
    assert_false(command_survey_add(db, other, &added, &err));
    assert_int_equal(err.code, ERROR_CONFLICT);
    assert_int_equal(added.change, CHANGE_UPDATED);
    assert_int_equal(added.version, 7);
    assert_stored(state, 0);
    db_rollback(db);
    assert_stored(state, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_version_is_stored_once, clear),
        cmocka_unit_test_setup(what_is_wrong_is_told_with_the_file, clear),
        cmocka_unit_test_setup(text_that_is_no_json_has_line_and_column, clear),
        cmocka_unit_test_setup(a_file_is_read_up_to_one_mebibyte, clear),
        cmocka_unit_test_setup(a_shared_dimension_is_noted, clear),
        cmocka_unit_test_setup(the_list_is_by_code_and_version, clear),
        cmocka_unit_test_setup(adding_is_a_step_of_a_transaction, clear),
    };
    return cmocka_run_group_tests(tests, command_said_start, command_said_stop);
}
