/* SPDX-License-Identifier: GPL-3.0-or-later */
/* model/check with model/catalog under it: one small organisation, two surveys, one open and one published
 * week. */
#include "../unit.h"

#include <stdlib.h>

#include "model/check.h"

#define WEEK(n) (2900 + (n)) /* periods: 0 published, 1 closed, 2 open (today's) */
#define DAY(week, n) (4 + 7 * WEEK(week) + (n))
#define TODAY DAY(2, 3)

struct fixture {
    struct catalog catalog;
    struct survey employee;
    struct survey customer;
    struct survey *surveys[2];
    struct catalog_team teams[4];
    struct catalog_period periods[3];
    int32_t frozen[3];
    struct check_opts opts;
    struct submission s;
};

static void question(struct survey *s, const char *code, enum question_kind kind, int16_t min, int16_t max)
{
    struct question *q = &s->questions[s->n_questions++];
    *q = (struct question){.kind = kind, .min = min, .max = max};
    code_copy(span_text(code), q->code);
    code_copy(span_text(code), q->dimension);
}

static void answer(struct fixture *f, const char *code, int64_t value)
{
    f->s.answers[f->s.n_answers++] =
        (struct submission_answer){.question = span_text(code), .kind = ANSWER_INTEGER, .value = value};
}

static void fill_surveys(struct fixture *f)
{
    f->employee = (struct survey){.id = 10, .code = "emp", .version = 1, .audience = AUDIENCE_EMPLOYEE};
    question(&f->employee, "wb", QUESTION_SCALE, 0, 5);
    question(&f->employee, "peers", QUESTION_TEAM_RATINGS, 1, 5);
    f->customer = (struct survey){.id = 20, .code = "cus", .version = 3, .audience = AUDIENCE_CUSTOMER};
    question(&f->customer, "csat", QUESTION_SCALE, 1, 5);
    f->surveys[0] = &f->customer;
    f->surveys[1] = &f->employee;
}

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    fill_surveys(f);
    f->teams[0] = (struct catalog_team){1, INT32_MIN, INT32_MAX, "A"};
    f->teams[1] = (struct catalog_team){2, INT32_MIN, INT32_MAX, "B"};
    f->teams[2] = (struct catalog_team){3, DAY(3, 0), INT32_MAX, "NEW"};
    f->teams[3] = (struct catalog_team){4, INT32_MIN, DAY(0, 0), "OLD"};
    f->frozen[0] = 1;
    f->frozen[1] = 2;
    f->frozen[2] = 4;
    f->periods[0] = (struct catalog_period){
        .period = WEEK(0), .state = PERIOD_PUBLISHED, .n_teams = 3, .team_ids = f->frozen};
    f->periods[1] = (struct catalog_period){
        .period = WEEK(1), .state = PERIOD_CLOSED, .n_teams = 3, .team_ids = f->frozen};
    f->periods[2] =
        (struct catalog_period){.period = WEEK(2), .state = PERIOD_OPEN, .n_teams = 3, .team_ids = f->frozen};
    f->catalog = (struct catalog){.kind = PERIOD_WEEK,
                                  .n_surveys = 2,
                                  .surveys = f->surveys,
                                  .n_teams = 4,
                                  .teams = f->teams,
                                  .n_periods = 3,
                                  .periods = f->periods};
    f->opts = (struct check_opts){.catalog = &f->catalog,
                                  .today = TODAY,
                                  .max_late_days = 14,
                                  .grace_days = 3,
                                  .hasher = sha256_hasher_new()};
    assert_non_null(f->opts.hasher);
    f->s = (struct submission){
        .id = {1, 2, 3}, .survey = span_text("emp"), .version = 1, .team = span_text("A"), .day = TODAY};
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    sha256_hasher_free(f->opts.hasher);
    free(f);
    return 0;
}

static void refused(struct fixture *f, enum error_code code, const char *field)
{
    struct record *record = NULL;
    struct error err = {0};
    assert_false(check_submission(&f->opts, NULL, &f->s, &record, &err));
    assert_null(record);
    assert_string_equal(error_name(err.code), error_name(code));
    assert_ptr_equal(strstr(err.text, field), err.text);
}

static struct record *accepted(struct fixture *f)
{
    struct record *record = NULL;
    struct error err = {0};
    if (!check_submission(&f->opts, NULL, &f->s, &record, &err)) {
        fail_msg("%s", err.text);
    }
    return record;
}

static void an_employees_answers_are_resolved(void **state)
{
    struct fixture *f = *state;
    answer(f, "wb", 5);
    f->s.answers[f->s.n_answers++] =
        (struct submission_answer){.question = span_text("peers"), .kind = ANSWER_RATINGS, .n_ratings = 1};
    f->s.ratings[f->s.n_ratings++] = (struct submission_rating){span_text("B"), 4};
    CLEANUP(record_free) struct record *r = accepted(f);
    assert_int_equal(r->team_id, 1);
    assert_int_equal(r->survey_id, 10);
    assert_int_equal(r->period, WEEK(2));
    assert_int_equal(r->n_answers, 2);
    assert_int_equal(r->answers[0], 5);
    assert_int_equal(r->answers[1], ANSWER_MISSING);
    assert_int_equal(r->n_ratings, 1);
    assert_int_equal(r->rated[0], 2);
    assert_int_equal(r->ratings[0], 4);
    assert_int_equal(r->n_path, 0);
    assert_memory_not_equal(r->id_hash, f->s.id, sizeof r->id_hash);
}

static void the_same_id_hashes_differently_in_another_survey(void **state)
{
    struct fixture *f = *state;
    answer(f, "wb", 1);
    CLEANUP(record_free) struct record *a = accepted(f);
    CLEANUP(record_free) struct record *again = accepted(f);
    f->s.n_answers = 0;
    f->s.survey = span_text("cus");
    f->s.version = 3;
    CLEANUP(record_free) struct record *b = accepted(f);
    assert_memory_equal(a->id_hash, again->id_hash, ID_HASH_SIZE);
    assert_memory_not_equal(a->id_hash, b->id_hash, ID_HASH_SIZE);
}

static void a_path_is_collapsed(void **state)
{
    struct fixture *f = *state;
    f->s.survey = span_text("cus");
    f->s.version = 3;
    f->s.has_path = true;
    const char *path[] = {"A", "A", "B", "B", "A"};
    for (size_t i = 0; i < 5; i++) {
        f->s.path[f->s.n_path++] = span_text(path[i]);
    }
    CLEANUP(record_free) struct record *r = accepted(f);
    assert_int_equal(r->n_path, 3);
    assert_int_equal(r->path[0], 1);
    assert_int_equal(r->path[1], 2);
    assert_int_equal(r->path[2], 1);
    f->s.path[0] = span_text("B");
    refused(f, ERROR_INVALID_FIELD, "path: expected to begin with team A");
    f->s.path[0] = span_text("A");
    f->s.path[4] = span_text("Q");
    refused(f, ERROR_UNKNOWN_TEAM, "path: ");
}

/* The step from A to A is none, and its reason goes with it. */
static void reasons_go_with_their_steps(void **state)
{
    struct fixture *f = *state;
    f->s.survey = span_text("cus");
    f->s.version = 3;
    f->s.has_path = true;
    const char *path[] = {"A", "A", "B", "A"};
    for (size_t i = 0; i < 4; i++) {
        f->s.path[f->s.n_path++] = span_text(path[i]);
    }
    f->s.n_reasons = 3;
    f->s.reasons[0] = REASON_SKILL;
    f->s.reasons[1] = REASON_NONE;
    f->s.reasons[2] = REASON_CHOICE;
    f->s.topic = span_text("repair");
    struct record *r CLEANUP(record_free) = accepted(f);
    assert_int_equal(r->n_path, 3);
    assert_int_equal(r->n_reasons, 2);
    assert_int_equal(r->reasons[0], REASON_NONE);
    assert_int_equal(r->reasons[1], REASON_CHOICE);
    assert_int_equal(r->n_topic, 6);
    assert_memory_equal(r->topic, "repair", 6);
    f->s.n_reasons = 2;
    refused(f, ERROR_INVALID_FIELD, "reasons: expected one for each step");
    f->s.has_path = false;
    refused(f, ERROR_INVALID_FIELD, "reasons: ");
}

static void employees_have_no_topic(void **state)
{
    struct fixture *f = *state;
    answer(f, "wb", 3);
    f->s.topic = span_text("repair");
    refused(f, ERROR_INVALID_FIELD, "topic: only for customer surveys");
    f->s.topic = span_of(NULL, 0);
    f->s.n_reasons = 1;
    refused(f, ERROR_INVALID_FIELD, "reasons: ");
}

static void a_customer_without_a_path_has_one_stop(void **state)
{
    struct fixture *f = *state;
    f->s.survey = span_text("cus");
    f->s.version = 3;
    CLEANUP(record_free) struct record *r = accepted(f);
    assert_int_equal(r->n_path, 1);
    assert_int_equal(r->path[0], 1);
    assert_int_equal(r->answers[0], ANSWER_MISSING);
}

static void every_field_is_held_against_the_catalog(void **state)
{
    struct fixture *f = *state;
    refused(f, ERROR_NO_ANSWERS, "answers: ");
    answer(f, "wb", 6);
    refused(f, ERROR_OUT_OF_RANGE, "answers.wb: expected 0 to 5");
    f->s.answers[0].value = -1;
    refused(f, ERROR_OUT_OF_RANGE, "answers.wb: ");
    f->s.answers[0].question = span_text("xx");
    refused(f, ERROR_UNKNOWN_QUESTION, "answers: emp has no question xx");
    f->s.answers[0].question = span_text("peers");
    refused(f, ERROR_INVALID_FIELD, "answers.peers: expected a map");
    f->s.answers[0] = (struct submission_answer){.question = span_text("wb"), .kind = ANSWER_RATINGS};
    refused(f, ERROR_INVALID_FIELD, "answers.wb: expected an integer");
    f->s.answers[0] = (struct submission_answer){.question = span_text("wb"), .kind = ANSWER_NULL};
    refused(f, ERROR_NO_ANSWERS, "answers: ");
    f->s.answers[0] = (struct submission_answer){.question = span_text("wb"), .kind = ANSWER_INTEGER};
    f->s.has_path = true;
    f->s.path[f->s.n_path++] = span_text("A");
    refused(f, ERROR_INVALID_FIELD, "path: only for customer surveys");
    f->s.team = span_text("NEW");
    refused(f, ERROR_UNKNOWN_TEAM, "team: there is no team NEW in ");
    f->s.version = 2;
    refused(f, ERROR_UNKNOWN_SURVEY, "survey: ");
}

static void ratings_are_of_other_known_teams(void **state)
{
    struct fixture *f = *state;
    f->s.answers[f->s.n_answers++] =
        (struct submission_answer){.question = span_text("peers"), .kind = ANSWER_RATINGS, .n_ratings = 1};
    f->s.ratings[f->s.n_ratings++] = (struct submission_rating){span_text("A"), 4};
    refused(f, ERROR_INVALID_FIELD, "answers.peers.A: a team does not rate itself");
    f->s.ratings[0].team = span_text("Z");
    refused(f, ERROR_UNKNOWN_TEAM, "answers.peers.Z: ");
    f->s.ratings[0] = (struct submission_rating){span_text("B"), 9};
    refused(f, ERROR_OUT_OF_RANGE, "answers.peers.B: expected 1 to 5");
}

static void a_key_may_be_bound_to_surveys(void **state)
{
    struct fixture *f = *state;
    answer(f, "wb", 3);
    char allowed[1][CODE_SIZE] = {"cus"};
    struct catalog_key key = {.n_surveys = 1, .surveys = allowed};
    struct record *record = NULL;
    struct error err;
    assert_false(check_submission(&f->opts, &key, &f->s, &record, &err));
    assert_int_equal(err.code, ERROR_SURVEY_NOT_ALLOWED);
    key.n_surveys = 0;
    assert_true(check_submission(&f->opts, &key, &f->s, &record, &err));
    record_free(record);
}

static void goes_to(struct fixture *f, int32_t day, int32_t period)
{
    int32_t found = -1;
    struct error err = {0};
    if (!check_period(&f->opts, day, &found, &err)) {
        fail_msg("%s", err.text);
    }
    assert_int_equal(found, period);
}

static void goes_nowhere(struct fixture *f, int32_t day, enum error_code code)
{
    int32_t found = -1;
    struct error err = {0};
    assert_false(check_period(&f->opts, day, &found, &err));
    assert_int_equal(err.code, code);
}

static void a_day_finds_its_period(void **state)
{
    struct fixture *f = *state;
    goes_to(f, TODAY, WEEK(2));
    goes_to(f, DAY(2, 0), WEEK(2));
    goes_to(f, DAY(1, 6), WEEK(2)); /* closed: the earliest open one after it */
    goes_to(f, DAY(0, 3), WEEK(2)); /* exactly 14 days late */
    goes_nowhere(f, DAY(0, 2), ERROR_TOO_OLD);
    goes_to(f, TODAY + 1, WEEK(2));
    goes_nowhere(f, TODAY + 2, ERROR_IN_FUTURE);
}

/* A retry could not be told from an answer in another period. In its own, and where it opens its own, it can.
 */
static void what_is_forgotten_is_too_old(void **state)
{
    struct fixture *f = *state;
    f->opts.max_late_days = 60;
    f->catalog.forgotten_until = DAY(0, 6) - 1;
    goes_to(f, DAY(0, 0), WEEK(2));
    f->catalog.forgotten_until = DAY(0, 6);
    goes_nowhere(f, DAY(0, 0), ERROR_TOO_OLD);
    goes_nowhere(f, DAY(0, 6), ERROR_TOO_OLD);
    goes_nowhere(f, DAY(-1, 0), ERROR_TOO_OLD); /* never opened */
    goes_to(f, DAY(1, 0), WEEK(2));
    f->opts.backfill_days = 100;
    goes_to(f, DAY(-1, 0), WEEK(-1));
    f->catalog.forgotten_until = DAY(2, 6);
    goes_to(f, TODAY, WEEK(2));
}

static void a_period_never_opened_may_still_be(void **state)
{
    struct fixture *f = *state;
    f->catalog.n_periods = 0;
    goes_to(f, TODAY, WEEK(2));
    goes_to(f, DAY(1, 6), WEEK(2)); /* its own period is due already: 4 days after its end, grace 3 */
    f->opts.grace_days = 4;
    goes_to(f, DAY(1, 6), WEEK(1));
    f->opts.grace_days = 3;
    f->opts.backfill_days = 100;
    goes_to(f, TODAY - 100, calendar_period_of(PERIOD_WEEK, TODAY - 100));
    goes_nowhere(f, TODAY - 101, ERROR_TOO_OLD);
    f->opts.backfill_days = 0;
    f->opts.ignore_age = true;
    goes_to(f, 1000, calendar_period_of(PERIOD_WEEK, 1000));
}

static void an_import_never_moves_a_day(void **state)
{
    struct fixture *f = *state;
    f->opts.ignore_age = true;
    goes_nowhere(f, DAY(1, 0), ERROR_TOO_OLD);
    goes_nowhere(f, TODAY + 2, ERROR_IN_FUTURE);
}

/* Until its period has a frozen tree, what a record says of teams is not settled. */
static void a_record_knows_whether_its_period_had_a_tree(void **state)
{
    struct fixture *f = *state;
    const int32_t days[] = {TODAY, DAY(3, 0)};
    answer(f, "wb", 3);
    f->opts.today = DAY(3, 0);
    for (size_t i = 0; i < 2; i++) {
        struct record *record CLEANUP(record_free) = NULL;
        struct error err = {0};
        f->s.day = days[i];
        assert_true(check_submission(&f->opts, NULL, &f->s, &record, &err));
        assert_int_equal(record->period, WEEK(2 + (int32_t)i));
        assert_int_equal(record->is_before_tree, i == 1);
    }
}

static void an_unopened_period_takes_the_teams_of_the_day(void **state)
{
    struct fixture *f = *state;
    struct span fresh = span_text("NEW");
    assert_int_equal(catalog_find_team(&f->catalog, fresh, WEEK(3), DAY(3, 0)), 3);
    /* An answer of a day before is held against the tree of the period's first day, which it would freeze. */
    assert_int_equal(catalog_find_team(&f->catalog, fresh, WEEK(3), DAY(2, 6)), 3);
    f->teams[2].valid_from = DAY(3, 1);
    assert_int_equal(catalog_find_team(&f->catalog, fresh, WEEK(3), DAY(2, 6)), 0);
    assert_int_equal(catalog_find_team(&f->catalog, fresh, WEEK(3), DAY(3, 0)), 0);
    assert_int_equal(catalog_find_team(&f->catalog, fresh, WEEK(3), DAY(3, 1)), 3);
    f->teams[3].valid_to = DAY(2, 6);
    assert_int_equal(catalog_find_team(&f->catalog, span_text("OLD"), WEEK(3), DAY(2, 6)), 0);
    f->teams[2].valid_from = DAY(3, 0);
    assert_int_equal(catalog_find_team(&f->catalog, fresh, WEEK(2), DAY(3, 0)), 0);
    assert_int_equal(catalog_find_team(&f->catalog, span_text("OLD"), WEEK(2), TODAY), 4);
    assert_int_equal(catalog_find_team(&f->catalog, span_text("NE"), WEEK(3), DAY(3, 0)), 0);
    assert_int_equal(catalog_find_team(&f->catalog, span_text("NEWER"), WEEK(3), DAY(3, 0)), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_employees_answers_are_resolved),
        TEST(the_same_id_hashes_differently_in_another_survey),
        TEST(a_path_is_collapsed),
        TEST(a_customer_without_a_path_has_one_stop),
        TEST(reasons_go_with_their_steps),
        TEST(employees_have_no_topic),
        TEST(every_field_is_held_against_the_catalog),
        TEST(ratings_are_of_other_known_teams),
        TEST(a_key_may_be_bound_to_surveys),
        TEST(a_day_finds_its_period),
        TEST(what_is_forgotten_is_too_old),
        TEST(a_period_never_opened_may_still_be),
        TEST(an_import_never_moves_a_day),
        TEST(a_record_knows_whether_its_period_had_a_tree),
        TEST(an_unopened_period_takes_the_teams_of_the_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
