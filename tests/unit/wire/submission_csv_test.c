/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of CSV as submissions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "model/calendar.h"
#include "wire/submission_csv.h"

#define HEADER "survey,version,team,on,path,wb1,wb2,collab\n"

static const uint8_t digest[SHA256_SIZE] = {1, 2, 3};

struct fixture {
    char path[64];
    struct csv *csv;
};

static int make_file(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    strcpy(fixture->path, "/tmp/submission_csv_test.XXXXXX");
    int fd = mkstemp(fixture->path);
    *state = fixture;
    return fd < 0 || close(fd) != 0;
}

static int remove_file(void **state)
{
    struct fixture *fixture = *state;
    csv_close(fixture->csv);
    unlink(fixture->path);
    free(fixture);
    return 0;
}

/* Opens the file with that content and stands on its first row. */
static struct csv *first_row(void **state, const char *content)
{
    struct fixture *fixture = *state;
    struct error err = {0};
    FILE *file = fopen(fixture->path, "w");
    assert_non_null(file);
    fputs(content, file);
    fclose(file);
    fixture->csv = csv_close(fixture->csv);
    struct csv_columns columns = submission_csv_columns();
    bool end = true;
    if (!csv_open(fixture->path, &columns, &fixture->csv, &err) || !csv_next(fixture->csv, &end, &err)) {
        fail_msg("%s", err.text);
    }
    assert_false(end);
    return fixture->csv;
}

static struct submission read_row(const struct csv *csv)
{
    struct submission submission;
    struct error err = {0};
    if (!submission_csv_read(csv, digest, &submission, &err)) {
        fail_msg("%s", err.text);
    }
    return submission;
}

static void assert_refused(void **state, const char *row, const char *text)
{
    struct fixture *fixture = *state;
    char content[4096];
    snprintf(content, sizeof content, "%s%s\n", HEADER, row);
    struct csv *csv = first_row(state, content);
    struct submission submission = {.version = 77};
    struct error err = {0};
    if (submission_csv_read(csv, digest, &submission, &err)) {
        fail_msg("accepted: %s", row);
    }
    assert_int_equal(err.code, ERROR_INPUT);
    assert_string_equal(err.text + strlen(fixture->path), text);
    assert_int_equal(submission.version, 77);
}

static void an_employee_row(void **state)
{
    struct submission s = read_row(first_row(state, HEADER "employee-pulse,1,T01,2026-11-21,,4,,\n"));
    int32_t day;
    struct error err;
    assert_true(calendar_parse_day(span_text("2026-11-21"), &day, &err));
    assert_true(span_is(s.survey, "employee-pulse"));
    assert_int_equal(s.version, 1);
    assert_true(span_is(s.team, "T01"));
    assert_int_equal(s.day, day);
    assert_false(s.has_path);
    assert_false(s.has_receipt);
    assert_int_equal(s.n_answers, 1);
    assert_true(span_is(s.answers[0].question, "wb1"));
    assert_int_equal(s.answers[0].kind, ANSWER_INTEGER);
    assert_int_equal(s.answers[0].value, 4);
}

static void a_path_and_no_answer_at_all(void **state)
{
    struct submission s =
        read_row(first_row(state, HEADER "customer-pulse,1,T01,2026-11-21,T01>T05>T01,,,\n"));
    assert_true(s.has_path);
    assert_int_equal(s.n_path, 3);
    assert_true(span_is(s.path[0], "T01"));
    assert_true(span_is(s.path[1], "T05"));
    assert_true(span_is(s.path[2], "T01"));
    assert_int_equal(s.n_answers, 0);
}

static void ratings_of_teams(void **state)
{
    struct submission s = read_row(first_row(state, HEADER "c,1,T01,2026-11-21,,-3,,T02=5  T07=-3 \n"));
    assert_int_equal(s.n_answers, 2);
    assert_int_equal(s.answers[0].value, -3);
    assert_int_equal(s.answers[1].kind, ANSWER_RATINGS);
    assert_int_equal(s.answers[1].n_ratings, 2);
    assert_true(span_is(s.ratings[0].team, "T02"));
    assert_int_equal(s.ratings[0].value, 5);
    assert_true(span_is(s.ratings[1].team, "T07"));
    assert_int_equal(s.ratings[1].value, -3);
}

static void the_path_column_may_be_left_out(void **state)
{
    struct submission s = read_row(first_row(state, "on,team,version,survey,csat\n2026-11-21,T01,2,c,5\n"));
    assert_false(s.has_path);
    assert_int_equal(s.version, 2);
    assert_int_equal(s.answers[0].value, 5);
}

static void ids_depend_on_file_and_line_alone(void **state)
{
    static const uint8_t other_digest[SHA256_SIZE] = {9};
    const char *row = "e,1,T01,2026-11-21,,4,,";
    char content[256];
    snprintf(content, sizeof content, "%s%s\n%s\n", HEADER, row, row);
    struct csv *csv = first_row(state, content);
    struct submission first = read_row(csv);
    struct submission again = read_row(csv);
    assert_memory_equal(first.id, again.id, sizeof first.id);
    struct error err;
    assert_true(submission_csv_read(csv, other_digest, &again, &err));
    assert_memory_not_equal(first.id, again.id, sizeof first.id);
    bool end;
    assert_true(csv_next(csv, &end, &err));
    struct submission second = read_row(csv);
    assert_memory_not_equal(first.id, second.id, sizeof first.id);
    struct span parts[] = {span_of(digest, sizeof digest), span_text("3")};
    uint8_t expected[SHA256_SIZE];
    assert_true(sha256(parts, 2, expected));
    assert_memory_equal(second.id, expected, sizeof second.id);
}

static void errors_name_the_column(void **state)
{
    assert_refused(state, ",1,T01,2026-11-21,,4,,", ":2: field survey: expected a code");
    assert_refused(state, "e,0,T01,2026-11-21,,4,,",
                   ":2: field version: expected an integer from 1 to 2147483647");
    assert_refused(state, "e,2147483648,T01,2026-11-21,,4,,",
                   ":2: field version: expected an integer from 1 to 2147483647");
    assert_refused(state, "e,1,T 01,2026-11-21,,4,,", ":2: field team: expected a code");
    assert_refused(state, "e,1,T01,21.11.2026,,4,,",
                   ":2: field on: expected a day such as 2026-11-21, from 1970-01-05 to 9999-12-31");
}

static void paths_are_checked(void **state)
{
    const char *text = ":2: field path: expected 1 to 32 team codes with > between them";
    assert_refused(state, "c,1,T01,2026-11-21,T01>,4,,", text);
    assert_refused(state, "c,1,T01,2026-11-21,>T01,4,,", text);
    assert_refused(state, "c,1,T01,2026-11-21,T01 > T02,4,,", text);
    assert_refused(
        state,
        "c,1,T1,2026-11-21,1>2>3>4>5>6>7>8>9>10>11>12>13>14>15>16>17>18>19>20>21>22>23>24>25>26>27>28>29>"
        "30>31>32>33,4,,",
        text);
}

#define WITH_REASONS "survey,version,team,on,path,reasons,topic,csat\n"

static void reasons_and_topic(void **state)
{
    struct submission s =
        read_row(first_row(state, WITH_REASONS "c,1,A,2026-11-21,A>B>C>D,skill>>choice,repair,4\n"));
    assert_int_equal(s.n_reasons, 3);
    assert_int_equal(s.reasons[0], REASON_SKILL);
    assert_int_equal(s.reasons[1], REASON_NONE);
    assert_int_equal(s.reasons[2], REASON_CHOICE);
    assert_true(span_is(s.topic, "repair"));
    assert_int_equal(s.n_answers, 1);
    s = read_row(first_row(state, WITH_REASONS "c,1,A,2026-11-21,A>B>C,skill>,,4\n"));
    assert_int_equal(s.n_reasons, 2);
    assert_int_equal(s.reasons[1], REASON_NONE);
    assert_int_equal(s.topic.len, 0);
}

static void refuse_row(void **state, const char *row, const char *text)
{
    struct fixture *fixture = *state;
    char content[512];
    snprintf(content, sizeof content, WITH_REASONS "%s\n", row);
    struct submission submission;
    struct error err = {0};
    assert_false(submission_csv_read(first_row(state, content), digest, &submission, &err));
    assert_string_equal(err.text + strlen(fixture->path), text);
}

static void reasons_and_topics_are_checked(void **state)
{
    const char *text =
        ":2: field reasons: expected instruction, skill, authority, capacity, choice or nothing for each "
        "step of the path, with > between them";
    refuse_row(state, "c,1,A,2026-11-21,A>B,because,,4", text);
    refuse_row(state, "c,1,A,2026-11-21,A>B,skill ,,4", text);
    refuse_row(state, "c,1,A,2026-11-21,A>B,>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>,,4", text);
    refuse_row(state, "c,1,A,2026-11-21,A>B,,late delivery,4", ":2: field topic: expected a code");
}

static void answers_are_checked_and_never_told(void **state)
{
    const char *const wrong[] = {
        "4.0", "+4", "4 ", " 4", "-", "four", "9223372036854775808", "-9223372036854775809"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char row[128];
        snprintf(row, sizeof row, "e,1,T01,2026-11-21,,1,%s,", wrong[i]);
        assert_refused(state, row, ":2: field wb2: expected an integer, or ratings such as T02=5 T07=3");
    }
    const char *const wrong_ratings[] = {"T02=",  "=5",     "T02=5 T03", "T02=5,5",
                                         "T02=x", "T02==5", "T02=5=5",   "T0?=5"};
    for (size_t i = 0; i < sizeof wrong_ratings / sizeof *wrong_ratings; i++) {
        char row[128];
        snprintf(row, sizeof row, "e,1,T01,2026-11-21,,1,,\"%s\"", wrong_ratings[i]);
        assert_refused(state, row, ":2: field collab: expected at most 256 ratings such as T02=5 T07=3");
    }
    assert_refused(state, "e,1,T01,2026-11-21,,1,,T02=5 T02=5", ":2: field collab: expected each team once");
}

static void a_questions_name_is_a_code(void **state)
{
    struct fixture *fixture = *state;
    struct csv *csv = first_row(state, "survey,version,team,on,how are you\ne,1,T01,2026-11-21,4\n");
    struct submission submission;
    struct error err;
    assert_false(submission_csv_read(csv, digest, &submission, &err));
    assert_string_equal(err.text + strlen(fixture->path),
                        ":2: field how are you: expected a question code as the column's name");
}

#define WITH_FILE(test) cmocka_unit_test_setup_teardown(test, make_file, remove_file)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_FILE(an_employee_row),
        WITH_FILE(a_path_and_no_answer_at_all),
        WITH_FILE(ratings_of_teams),
        WITH_FILE(the_path_column_may_be_left_out),
        WITH_FILE(ids_depend_on_file_and_line_alone),
        WITH_FILE(errors_name_the_column),
        WITH_FILE(paths_are_checked),
        WITH_FILE(reasons_and_topic),
        WITH_FILE(reasons_and_topics_are_checked),
        WITH_FILE(answers_are_checked_and_never_told),
        WITH_FILE(a_questions_name_is_a_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
