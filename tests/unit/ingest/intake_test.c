/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The write pipe as a whole, from a request's bytes to its reply, over a real database. */
#include "ingest/intake.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/sha256.h"
#include "fixture_loop.h"
#include "ingest/intake_metrics.h"
#include "ingest_trial.h"
#include "model/key.h"
#include "wire/cbor_writer.h"
#include "wire/verdict_cbor.h"

#define MAX_REPLIES 4

enum { KEY_ALL, KEY_CUSTOMER, KEY_READER, KEY_OVER, KEYS };

/* One request's reply. */
struct reply {
    unsigned calls;
    int status;
    char content_type[64];
    struct buffer body;
    struct error problem;
};

struct trial {
    struct fixture_pg *fixture;
    char keys[KEYS][KEY_TEXT_SIZE];
    struct event_base *base;
    struct intake *intake;
    struct intake_opts opts;
    char conninfo[FIXTURE_CONNINFO_SIZE];
    struct buffer body;
    struct reply replies[MAX_REPLIES];
};

static char *read_survey(const char *name)
{
    char path[256];
    char *text = NULL;
    size_t size = 0;
    snprintf(path, sizeof path, "%s/conf/surveys/%s.json", SOURCE_DIR, name);
    FILE *file CLEANUP(fclose) = fopen(path, "r");
    assert_non_null(file);
    assert_true(getdelim(&text, &size, '\0', file) > 0);
    return text;
}

static void add_survey(struct db *db, const char *name, const char *audience)
{
    char *definition CLEANUP(free) = read_survey(name);
    struct error err = {0};
    assert_true(db_query(db,
                         "INSERT INTO pulssid.survey (code, version, audience, definition)"
                         " VALUES ($1, 1, $2, $3::jsonb)",
                         DB_PARAMS(name, audience, definition), NULL, &err));
}

/* Makes the key of that number, whose id is one more. */
static void add_key(struct trial *trial, struct db *db, int i, const char *role, const char *surveys,
                    const char *expires)
{
    char secret[SHA256_HEX_SIZE];
    char hex[SHA256_HEX_SIZE];
    uint8_t digest[SHA256_SIZE];
    struct error err = {0};
    assert_true(key_generate(secret, digest, &err));
    sha256_hex(digest, hex);
    assert_true(db_query(db,
                         "INSERT INTO pulssid.api_key (name, role, secret_sha256, surveys, expires)"
                         " VALUES ('k', $1, decode($2, 'hex'), $3::text[], $4::date)",
                         DB_PARAMS(role, hex, surveys, expires), NULL, &err));
    snprintf(trial->keys[i], sizeof trial->keys[i], "%d.%s", i + 1, secret);
}

static void fill(struct trial *trial)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(trial->fixture, "postgres");
    fixture_pg_clear(trial->fixture);
    fixture_pg_run(trial->fixture,
                   "INSERT INTO pulssid.team (code) VALUES ('T1'), ('T2');"
                   "INSERT INTO pulssid.team_version (team_id, name) VALUES (1, 'one'), (2, 'two')");
    add_survey(db, "employee-pulse", "employee");
    add_survey(db, "customer-pulse", "customer");
    add_key(trial, db, KEY_ALL, "submitter", NULL, "2999-12-31");
    add_key(trial, db, KEY_CUSTOMER, "submitter", "{customer-pulse}", NULL);
    add_key(trial, db, KEY_READER, "analyst", NULL, NULL);
    add_key(trial, db, KEY_OVER, "submitter", NULL, "2020-01-01");
}

static int start(void **state)
{
    return ingest_trial_start(state, sizeof(struct trial));
}

static void turn_until_ready(struct trial *trial)
{
    int64_t end = clock_monotonic_ms() + 10000;
    while (!intake_is_ready(trial->intake) && clock_monotonic_ms() < end) {
        fixture_loop_for(trial->base, 2);
    }
    assert_true(intake_is_ready(trial->intake));
}

static void make_intake(struct trial *trial)
{
    struct error err = {0};
    trial->intake = intake_free(trial->intake);
    assert_true(intake_new(trial->base, &trial->opts, NULL, &trial->intake, &err));
    assert_false(intake_is_ready(trial->intake));
    turn_until_ready(trial);
}

static int set_up(void **state)
{
    struct trial *trial = *state;
    *trial = (struct trial){.fixture = trial->fixture, .base = event_base_new()};
    fill(trial);
    fixture_pg_conninfo(trial->fixture, "pulssid_ingest", trial->conninfo);
    trial->opts = (struct intake_opts){
        .conninfo = trial->conninfo,
        .batch_max = 1000,
        .terms = {.queue_max = 20000,
                  .ack_ms = 5000,
                  .notice = {.max_late_days = 30, .grace_days = 30, .k_employee = 5, .k_customer = 5}},
    };
    make_intake(trial);
    return 0;
}

static int tear_down(void **state)
{
    struct trial *trial = *state;
    trial->intake = intake_free(trial->intake);
    event_base_free(trial->base);
    buffer_free(&trial->body);
    for (size_t i = 0; i < MAX_REPLIES; i++) {
        buffer_free(&trial->replies[i].body);
    }
    return 0;
}

static void on_done(void *ctx, uint64_t ticket, struct intake_reply *reply)
{
    struct trial *trial = ctx;
    struct reply *kept = &trial->replies[ticket];
    kept->calls++;
    kept->status = reply->status;
    kept->problem = reply->problem == NULL ? (struct error){0} : *reply->problem;
    snprintf(kept->content_type, sizeof kept->content_type, "%s",
             reply->content_type == NULL ? "" : reply->content_type);
    kept->body = reply->body;
    reply->body = (struct buffer){0};
}

/* Appends a submission of the employee survey to the body. Its id is one letter. */
static void put_employee(struct trial *trial, char id, int32_t day, int64_t wb1)
{
    uint8_t bytes[SUBMISSION_ID_SIZE];
    char text[DAY_TEXT_SIZE];
    memset(bytes, id, sizeof bytes);
    calendar_format_day(day, text);
    struct buffer *b = &trial->body;
    cbor_writer_map(b, 6);
    cbor_writer_text(b, "id");
    cbor_writer_bytes(b, span_of(bytes, sizeof bytes));
    cbor_writer_text(b, "survey");
    cbor_writer_text(b, "employee-pulse");
    cbor_writer_text(b, "version");
    cbor_writer_integer(b, 1);
    cbor_writer_text(b, "team");
    cbor_writer_text(b, "T1");
    cbor_writer_text(b, "on");
    cbor_writer_text(b, text);
    cbor_writer_text(b, "answers");
    cbor_writer_map(b, 1);
    cbor_writer_text(b, "wb1");
    cbor_writer_integer(b, wb1);
}

static struct intake_request request_of(struct trial *trial, int key, uint64_t ticket)
{
    return (struct intake_request){.key = span_text(trial->keys[key]),
                                   .body = buffer_span(&trial->body),
                                   .ticket = ticket,
                                   .done = on_done,
                                   .ctx = trial};
}

/* Submits the body, which is then forgotten. */
static void submit(struct trial *trial, enum intake_media media, uint64_t ticket)
{
    struct error err = {0};
    const struct intake_request request = request_of(trial, KEY_ALL, ticket);
    if (!intake_submit(trial->intake, media, &request, &err)) {
        fail_msg("%s", err.text);
    }
    assert_int_equal(trial->replies[ticket].calls, 0);
    buffer_consume(&trial->body, trial->body.len);
}

static const struct reply *submit_and_wait(struct trial *trial, enum intake_media media, uint64_t ticket)
{
    submit(trial, media, ticket);
    fixture_loop_until(trial->base, &trial->replies[ticket].calls, 1);
    return &trial->replies[ticket];
}

/* Appends a verdict as it should be: on a submission of that letter, '\0' for none. */
static void expect(struct buffer *out, char id, enum verdict_status status, int32_t day,
                   const struct error *err)
{
    uint8_t bytes[SUBMISSION_ID_SIZE];
    char period[PERIOD_ID_SIZE];
    memset(bytes, id, sizeof bytes);
    calendar_format(PERIOD_WEEK, calendar_period_of(PERIOD_WEEK, day), period);
    const struct verdict verdict = {
        .id = span_of(bytes, id == '\0' ? 0 : sizeof bytes),
        .status = status,
        .period = status == VERDICT_STORED ? period : NULL,
        .error = err,
    };
    verdict_cbor_write(&verdict, out);
}

static void assert_body(const struct reply *reply, struct buffer *expected)
{
    if (!span_equal(buffer_span(&reply->body), buffer_span(expected))) {
        fail_msg("%.*s", SPAN_ARG(buffer_span(&reply->body)));
    }
    buffer_free(expected);
}

static int64_t count_submissions(const struct trial *trial)
{
    return fixture_pg_number(trial->fixture, "SELECT count(*) FROM pulssid.submission");
}

static void one_is_stored_then_a_duplicate(void **state)
{
    struct trial *trial = *state;
    struct buffer expected = {0};
    int32_t today = clock_today();
    put_employee(trial, 'a', today, 4);
    const struct reply *reply = submit_and_wait(trial, INTAKE_ONE, 0);
    assert_int_equal(reply->status, 201);
    assert_string_equal(reply->content_type, "application/cbor");
    expect(&expected, 'a', VERDICT_STORED, today, NULL);
    assert_body(reply, &expected);
    put_employee(trial, 'a', today, 4);
    reply = submit_and_wait(trial, INTAKE_ONE, 1);
    assert_int_equal(reply->status, 200);
    expect(&expected, 'a', VERDICT_DUPLICATE, today, NULL);
    assert_body(reply, &expected);
    assert_int_equal(count_submissions(trial), 1);
    assert_int_equal(intake_pending(trial->intake), 0);
}

static void one_that_is_wrong_is_rejected_by_field(void **state)
{
    struct trial *trial = *state;
    struct buffer expected = {0};
    struct error err;
    put_employee(trial, 'a', clock_today(), 99);
    const struct reply *reply = submit_and_wait(trial, INTAKE_ONE, 0);
    assert_int_equal(reply->status, 422);
    error_set(&err, ERROR_OUT_OF_RANGE, "answers.wb1: expected 0 to 5");
    expect(&expected, 'a', VERDICT_REJECTED, 0, &err);
    assert_body(reply, &expected);
    buffer_append_text(&trial->body, "\xff");
    reply = submit_and_wait(trial, INTAKE_ONE, 1);
    assert_int_equal(reply->status, 400);
    assert_non_null(
        memmem(buffer_span(&reply->body).data, reply->body.len, "malformed", strlen("malformed")));
    assert_int_equal(count_submissions(trial), 0);
}

static void a_sequence_keeps_its_order(void **state)
{
    struct trial *trial = *state;
    struct buffer expected = {0};
    struct error err;
    int32_t today = clock_today();
    put_employee(trial, 'a', today, 4);
    put_employee(trial, 'b', today, 6);
    put_employee(trial, 'c', today - 40, 4);
    put_employee(trial, 'a', today, 5);
    put_employee(trial, 'd', today, 5);
    const struct reply *reply = submit_and_wait(trial, INTAKE_SEQUENCE, 0);
    assert_int_equal(reply->status, 200);
    assert_string_equal(reply->content_type, "application/cbor-seq");
    expect(&expected, 'a', VERDICT_STORED, today, NULL);
    error_set(&err, ERROR_OUT_OF_RANGE, "answers.wb1: expected 0 to 5");
    expect(&expected, 'b', VERDICT_REJECTED, 0, &err);
    char period[PERIOD_ID_SIZE];
    calendar_format(PERIOD_WEEK, calendar_period_of(PERIOD_WEEK, today - 40), period);
    error_set(&err, ERROR_TOO_OLD,
              "on: the day's period %s is over, and answers are taken 30 days later at most", period);
    expect(&expected, 'c', VERDICT_REJECTED, 0, &err);
    expect(&expected, 'a', VERDICT_DUPLICATE, 0, NULL);
    expect(&expected, 'd', VERDICT_STORED, today, NULL);
    assert_body(reply, &expected);
    assert_int_equal(count_submissions(trial), 2);
}

static void an_item_over_a_limit_is_rejected_alone(void **state)
{
    struct trial *trial = *state;
    static const uint8_t much[9000];
    put_employee(trial, 'a', clock_today(), 4);
    cbor_writer_bytes(&trial->body, span_of(much, sizeof much));
    put_employee(trial, 'b', clock_today(), 4);
    const struct reply *reply = submit_and_wait(trial, INTAKE_SEQUENCE, 0);
    assert_int_equal(reply->status, 200);
    assert_non_null(
        memmem(buffer_span(&reply->body).data, reply->body.len, "too_large", strlen("too_large")));
    assert_int_equal(count_submissions(trial), 2);
}

static void what_cannot_be_read_ends_a_sequence(void **state)
{
    struct trial *trial = *state;
    struct buffer expected = {0};
    struct error err;
    int32_t today = clock_today();
    put_employee(trial, 'a', today, 4);
    buffer_append_text(&trial->body, "\xff");
    put_employee(trial, 'b', today, 4);
    const struct reply *reply = submit_and_wait(trial, INTAKE_SEQUENCE, 0);
    assert_int_equal(reply->status, 200);
    expect(&expected, 'a', VERDICT_STORED, today, NULL);
    error_set(&err, ERROR_MALFORMED,
              "submission 2 cannot be read, nor anything behind it: byte 0: an indefinite length or a break,"
              " where a definite length is expected");
    expect(&expected, '\0', VERDICT_REJECTED, 0, &err);
    assert_body(reply, &expected);
    assert_int_equal(count_submissions(trial), 1);
}

static void assert_refused(struct trial *trial, enum intake_media media, int key, enum error_code code)
{
    struct error err = {0};
    const struct intake_request request = request_of(trial, key, 0);
    assert_false(intake_submit(trial->intake, media, &request, &err));
    if (err.code != code) {
        fail_msg("%s: %s", error_name(err.code), err.text);
    }
    fixture_loop_for(trial->base, 20);
    assert_int_equal(trial->replies[0].calls, 0);
}

static void too_many_items_are_refused_before_any_is_stored(void **state)
{
    struct trial *trial = *state;
    assert_refused(trial, INTAKE_SEQUENCE, KEY_ALL, ERROR_MALFORMED);
    for (int i = 0; i < 10001; i++) {
        put_employee(trial, 'a', clock_today(), 4);
    }
    assert_refused(trial, INTAKE_SEQUENCE, KEY_ALL, ERROR_TOO_LARGE);
    assert_int_equal(count_submissions(trial), 0);
}

static void ten_thousand_go_through(void **state)
{
    struct trial *trial = *state;
    for (int i = 0; i < 10000; i++) {
        put_employee(trial, (char)(i % 50), clock_today(), 4);
    }
    const struct reply *reply = submit_and_wait(trial, INTAKE_SEQUENCE, 0);
    assert_int_equal(reply->status, 200);
    assert_int_equal(count_submissions(trial), 50);
}

static void a_request_that_does_not_fit_is_refused_whole(void **state)
{
    struct trial *trial = *state;
    trial->opts.terms.queue_max = 2;
    make_intake(trial);
    put_employee(trial, 'a', clock_today(), 4);
    submit(trial, INTAKE_ONE, 1);
    put_employee(trial, 'b', clock_today(), 4);
    put_employee(trial, 'c', clock_today(), 4);
    assert_refused(trial, INTAKE_SEQUENCE, KEY_ALL, ERROR_OVERLOADED);
    fixture_loop_until(trial->base, &trial->replies[1].calls, 1);
    assert_int_equal(count_submissions(trial), 1);
}

/* To try again would be of no use. */
static void a_request_that_never_fits_is_too_large(void **state)
{
    struct trial *trial = *state;
    trial->opts.terms.queue_max = 2;
    make_intake(trial);
    for (char id = 'a'; id < 'd'; id++) {
        put_employee(trial, id, clock_today(), 4);
    }
    assert_refused(trial, INTAKE_SEQUENCE, KEY_ALL, ERROR_TOO_LARGE);
    assert_int_equal(count_submissions(trial), 0);
}

static void only_a_submitters_key_submits(void **state)
{
    struct trial *trial = *state;
    put_employee(trial, 'a', clock_today(), 4);
    assert_refused(trial, INTAKE_ONE, KEY_READER, ERROR_FORBIDDEN);
    assert_refused(trial, INTAKE_ONE, KEY_OVER, ERROR_UNAUTHORIZED);
    trial->keys[KEY_ALL][5] = trial->keys[KEY_ALL][5] == 'a' ? 'b' : 'a';
    assert_refused(trial, INTAKE_ONE, KEY_ALL, ERROR_UNAUTHORIZED);
    memcpy(trial->keys[KEY_ALL], "9", 1);
    assert_refused(trial, INTAKE_ONE, KEY_ALL, ERROR_UNAUTHORIZED);
    strcpy(trial->keys[KEY_ALL], "nonsense");
    assert_refused(trial, INTAKE_ONE, KEY_ALL, ERROR_UNAUTHORIZED);
    assert_int_equal(count_submissions(trial), 0);
}

static void a_key_is_held_to_its_surveys(void **state)
{
    struct trial *trial = *state;
    struct error err = {0};
    put_employee(trial, 'a', clock_today(), 4);
    const struct intake_request request = request_of(trial, KEY_CUSTOMER, 0);
    assert_true(intake_submit(trial->intake, INTAKE_ONE, &request, &err));
    fixture_loop_until(trial->base, &trial->replies[0].calls, 1);
    assert_int_equal(trial->replies[0].status, 403);
    assert_int_equal(count_submissions(trial), 0);
}

static void a_change_is_heard(void **state)
{
    struct trial *trial = *state;
    struct error err = {0};
    put_employee(trial, 'a', clock_today(), 4);
    const struct intake_request request = request_of(trial, KEY_ALL, 0);
    assert_true(intake_submit(trial->intake, INTAKE_ONE, &request, &err));
    fixture_loop_until(trial->base, &trial->replies[0].calls, 1);
    fixture_pg_run(trial->fixture, "UPDATE pulssid.api_key SET revoked = true WHERE id = 1");
    fixture_loop_for(trial->base, 300);
    assert_false(intake_submit(trial->intake, INTAKE_ONE, &request, &err));
    assert_int_equal(err.code, ERROR_UNAUTHORIZED);
}

/* A period that closes between the check and the commit: the answer goes to the open one after it. */
static void an_answer_finds_another_period(void **state)
{
    struct trial *trial = *state;
    struct buffer expected = {0};
    struct error err = {0};
    int32_t today = clock_today();
    put_employee(trial, 'a', today - 7, 4);
    assert_int_equal(submit_and_wait(trial, INTAKE_ONE, 0)->status, 201);
    char close[128];
    snprintf(close, sizeof close, "SELECT pulssid.period_close(%d, current_date)",
             calendar_period_of(PERIOD_WEEK, today - 7));
    struct db *closer CLEANUP(db_close) = fixture_pg_open(trial->fixture, "postgres");
    assert_true(db_begin(closer, &err));
    assert_true(db_script(closer, close, &err));
    put_employee(trial, 'b', today - 7, 4);
    put_employee(trial, 'a', today - 7, 4);
    submit(trial, INTAKE_SEQUENCE, 1);
    fixture_loop_for(trial->base, 100);
    assert_int_equal(trial->replies[1].calls, 0);
    assert_true(db_commit(closer, &err));
    fixture_loop_until(trial->base, &trial->replies[1].calls, 1);
    expect(&expected, 'b', VERDICT_STORED, today, NULL);
    expect(&expected, 'a', VERDICT_DUPLICATE, 0, NULL);
    assert_body(&trial->replies[1], &expected);
    assert_int_equal(count_submissions(trial), 2);
}

/* The same when the answer is then too old to be taken. */
static void an_answer_that_came_too_late_is_rejected(void **state)
{
    struct trial *trial = *state;
    struct error err = {0};
    trial->opts.terms.notice.max_late_days = 0;
    make_intake(trial);
    int32_t day = clock_today() - 7;
    put_employee(trial, 'a', day, 4);
    assert_int_equal(submit_and_wait(trial, INTAKE_ONE, 0)->status, 201);
    char close[128];
    snprintf(close, sizeof close, "SELECT pulssid.period_close(%d, current_date)",
             calendar_period_of(PERIOD_WEEK, day));
    struct db *closer CLEANUP(db_close) = fixture_pg_open(trial->fixture, "postgres");
    assert_true(db_begin(closer, &err));
    assert_true(db_script(closer, close, &err));
    put_employee(trial, 'b', day, 4);
    submit(trial, INTAKE_ONE, 1);
    fixture_loop_for(trial->base, 50);
    assert_true(db_commit(closer, &err));
    fixture_loop_until(trial->base, &trial->replies[1].calls, 1);
    assert_int_equal(trial->replies[1].status, 422);
    assert_non_null(
        memmem(buffer_span(&trial->replies[1].body).data, trial->replies[1].body.len, "too_old", 7));
    assert_int_equal(count_submissions(trial), 1);
}

static void a_lost_connection_costs_time_only(void **state)
{
    struct trial *trial = *state;
    for (char id = 'a'; id < 'k'; id++) {
        put_employee(trial, id, clock_today(), 4);
    }
    submit(trial, INTAKE_SEQUENCE, 0);
    event_base_loop(trial->base, EVLOOP_NONBLOCK);
    fixture_pg_run(trial->fixture,
                   "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'pulssid_ingest'");
    fixture_loop_until(trial->base, &trial->replies[0].calls, 1);
    assert_int_equal(trial->replies[0].status, 200);
    assert_int_equal(count_submissions(trial), 10);
    turn_until_ready(trial);
}

/* Its own numbers, and those of its parts. */
static void what_it_counts_can_be_read(void **state)
{
    struct trial *trial = *state;
    const struct intake_metrics *metrics = intake_metrics(trial->intake);
    assert_int_equal(meter_get(&metrics->ready), 1);
    put_employee(trial, 'a', clock_today(), 4);
    put_employee(trial, 'b', clock_today(), 99);
    submit_and_wait(trial, INTAKE_SEQUENCE, 0);
    put_employee(trial, 'a', clock_today(), 4);
    assert_int_equal(submit_and_wait(trial, INTAKE_ONE, 1)->status, 200);
    assert_int_equal(meter_get(&metrics->verdicts.stored), 1);
    assert_int_equal(meter_get(&metrics->verdicts.duplicate), 1);
    assert_int_equal(meter_get(&metrics->verdicts.rejected), 1);
    assert_int_equal(meter_get(&metrics->batch->pending), 0);
    for (int i = 0; i < BATCH_MAX_LANES; i++) {
        while (meter_get(&metrics->databases[i]->ready) == 0) {
            fixture_loop_for(trial->base, 2);
        }
    }
}

static void a_server_that_is_away_is_said_to_be(void **state)
{
    struct trial *trial = *state;
    trial->opts.terms.ack_ms = 400;
    make_intake(trial);
    put_employee(trial, 'a', clock_today(), 4);
    put_employee(trial, 'b', clock_today(), 99);
    submit(trial, INTAKE_SEQUENCE, 1);
    fixture_pg_stop(trial->fixture);
    fixture_loop_until(trial->base, &trial->replies[1].calls, 1);
    assert_int_equal(trial->replies[1].status, 503);
    assert_int_equal(trial->replies[1].problem.code, ERROR_DATABASE_UNAVAILABLE);
    assert_int_equal(trial->replies[1].body.len, 0);
    assert_false(intake_is_ready(trial->intake));
    assert_int_equal(meter_get(&intake_metrics(trial->intake)->ready), 0);
    put_employee(trial, 'a', clock_today(), 4);
    assert_refused(trial, INTAKE_ONE, KEY_ALL, ERROR_DATABASE_UNAVAILABLE);
    fixture_pg_start(trial->fixture);
    turn_until_ready(trial);
    assert_int_equal(submit_and_wait(trial, INTAKE_ONE, 2)->status, 201);
    assert_int_equal(meter_get(&intake_metrics(trial->intake)->verdicts.failed), 2);
}

/* Appends {"secret": 16 bytes of a letter}. */
static void put_secret(struct trial *trial, char letter)
{
    uint8_t secret[16];
    memset(secret, letter, sizeof secret);
    cbor_writer_map(&trial->body, 1);
    cbor_writer_text(&trial->body, "secret");
    cbor_writer_bytes(&trial->body, span_of(secret, sizeof secret));
}

static const struct reply *withdraw(struct trial *trial, char letter, uint64_t ticket)
{
    struct error err = {0};
    put_secret(trial, letter);
    const struct intake_request request = request_of(trial, KEY_ALL, ticket);
    assert_true(intake_withdraw(trial->intake, &request, &err));
    assert_int_equal(trial->replies[ticket].calls, 0);
    buffer_consume(&trial->body, trial->body.len);
    fixture_loop_until(trial->base, &trial->replies[ticket].calls, 1);
    return &trial->replies[ticket];
}

static void a_secret_withdraws(void **state)
{
    struct trial *trial = *state;
    struct error err = {0};
    put_employee(trial, 'a', clock_today(), 4);
    submit_and_wait(trial, INTAKE_ONE, 0);
    fixture_pg_run(trial->fixture, "UPDATE pulssid.submission SET receipt = sha256(repeat('s', 16)::bytea)");
    assert_int_equal(withdraw(trial, 'x', 1)->status, 404);
    assert_int_equal(trial->replies[1].problem.code, ERROR_NOT_FOUND);
    assert_int_equal(withdraw(trial, 's', 2)->status, 204);
    assert_int_equal(trial->replies[2].body.len, 0);
    assert_int_equal(withdraw(trial, 's', 3)->status, 404);
    assert_int_equal(
        fixture_pg_number(trial->fixture, "SELECT count(*) FROM pulssid.submission WHERE answers IS NULL"),
        1);
    buffer_append_text(&trial->body, "\xa0");
    const struct intake_request request = request_of(trial, KEY_ALL, 0);
    assert_false(intake_withdraw(trial->intake, &request, &err));
    assert_int_equal(err.code, ERROR_INVALID_FIELD);
}

/* No key is needed for one, so a flood of them must not keep submissions waiting. */
static void withdrawals_wait_in_bounded_number(void **state)
{
    struct trial *trial = *state;
    struct error err = {0};
    put_secret(trial, 's');
    const struct intake_request request = request_of(trial, KEY_ALL, 0);
    unsigned taken = 0;
    while (taken < 1000 && intake_withdraw(trial->intake, &request, &err)) {
        taken++;
    }
    assert_in_range(taken, 60, 64);
    assert_int_equal(err.code, ERROR_OVERLOADED);
    fixture_loop_until(trial->base, &trial->replies[0].calls, taken);
    assert_int_equal(trial->replies[0].status, 404);
    assert_true(intake_withdraw(trial->intake, &request, &err));
    fixture_loop_until(trial->base, &trial->replies[0].calls, taken + 1);
}

static void surveys_are_listed(void **state)
{
    struct trial *trial = *state;
    struct buffer out = {0};
    struct error err = {0};
    struct span key = span_text(trial->keys[KEY_READER]);
    assert_true(intake_surveys(trial->intake, key, (struct span){0}, INTAKE_JSON, &out, &err));
    buffer_append(&out, "", 1);
    const char *text = (const char *)buffer_span(&out).data;
    assert_ptr_equal(strstr(text, "{\"surveys\":[{\"code\":\"customer-pulse\""), text);
    assert_non_null(strstr(text, "},{\"code\":\"employee-pulse\""));
    buffer_consume(&out, out.len);
    assert_true(intake_surveys(trial->intake, key, (struct span){0}, INTAKE_CBOR, &out, &err));
    assert_memory_equal(buffer_span(&out).data, "\xa1\x67surveys\x82", 10);
    buffer_consume(&out, out.len);
    assert_true(intake_surveys(trial->intake, key, span_text("employee-pulse"), INTAKE_JSON, &out, &err));
    assert_memory_equal(buffer_span(&out).data, "{\"code\":\"employee-pulse\",\"version\":1,", 37);
    assert_false(intake_surveys(trial->intake, key, span_text("none"), INTAKE_JSON, &out, &err));
    assert_int_equal(err.code, ERROR_NOT_FOUND);
    assert_false(intake_surveys(trial->intake, span_text("1.x"), (struct span){0}, INTAKE_JSON, &out, &err));
    assert_int_equal(err.code, ERROR_UNAUTHORIZED);
    buffer_free(&out);
}

#define THRESHOLDS(employee, customer)                                                                       \
    "\"thresholds\":{\"employee\":" employee ",\"customer\":" customer ",\"spread\":10}"

static bool notice_says(const struct trial *trial, const char *text)
{
    struct buffer out CLEANUP(buffer_free) = {0};
    intake_notice(trial->intake, LANGUAGE_EN, NOTICE_JSON, &out);
    assert_false(out.failed);
    return memmem(buffer_span(&out).data, out.len, text, strlen(text)) != NULL;
}

static void open_week(const struct trial *trial, int32_t week, int k_employee, int k_customer)
{
    char id[PERIOD_ID_SIZE];
    char sql[256];
    calendar_format(PERIOD_WEEK, week, id);
    snprintf(sql, sizeof sql,
             "SELECT pulssid.period_open(%d, '%s', d + 7 * %d, d + 7 * %d + 6, current_date, %d, %d, false)"
             " FROM (SELECT date '1970-01-05' AS d) x",
             week, id, week, week, k_employee, k_customer);
    fixture_pg_run(trial->fixture, sql);
}

/* By the options, also before there is a catalog, until today's period has frozen its own; what last week's
 * froze is of no concern. */
static void the_notice_tells_the_numbers_in_force(void **state)
{
    struct trial *trial = *state;
    struct error err = {0};
    int32_t week = calendar_period_of(PERIOD_WEEK, clock_today());
    trial->opts.terms.notice.k_employee = 6;
    trial->opts.terms.notice.k_customer = 17;
    trial->opts.terms.notice.grace_days = 4;
    trial->opts.terms.notice.max_late_days = 20;
    trial->opts.terms.notice.backfill_days = 21;
    trial->opts.terms.notice.retention_days = 22;
    trial->intake = intake_free(trial->intake);
    assert_true(intake_new(trial->base, &trial->opts, NULL, &trial->intake, &err));
    assert_true(notice_says(trial, THRESHOLDS("6", "17")) && notice_says(trial, "\"kind\":null"));
    assert_true(notice_says(trial, "\"grace_days\":4,\"max_late_days\":20,\"backfill_days\":21,"
                                   "\"retention_days\":22,"));
    turn_until_ready(trial);
    assert_true(notice_says(trial, THRESHOLDS("6", "17")) && notice_says(trial, "\"kind\":\"week\""));
    open_week(trial, week - 1, 7, 7);
    fixture_loop_for(trial->base, 300);
    assert_true(notice_says(trial, THRESHOLDS("6", "17")));
    open_week(trial, week, 8, 9);
    for (int i = 0; i < 1000 && !notice_says(trial, THRESHOLDS("8", "9")); i++) {
        fixture_loop_for(trial->base, 10);
    }
    assert_true(notice_says(trial, THRESHOLDS("8", "9")) && notice_says(trial, "\"grace_days\":4,"));
}

static void freeing_answers_what_is_left(void **state)
{
    struct trial *trial = *state;
    struct error err = {0};
    put_employee(trial, 'a', clock_today(), 4);
    submit(trial, INTAKE_ONE, 0);
    put_secret(trial, 's');
    const struct intake_request request = request_of(trial, KEY_ALL, 1);
    assert_true(intake_withdraw(trial->intake, &request, &err));
    trial->intake = intake_free(trial->intake);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(trial->replies[i].calls, 1);
        assert_int_equal(trial->replies[i].status, 503);
        assert_int_equal(trial->replies[i].problem.code, ERROR_SHUTTING_DOWN);
    }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(one_is_stored_then_a_duplicate),
        CASE(one_that_is_wrong_is_rejected_by_field),
        CASE(a_sequence_keeps_its_order),
        CASE(an_item_over_a_limit_is_rejected_alone),
        CASE(what_cannot_be_read_ends_a_sequence),
        CASE(too_many_items_are_refused_before_any_is_stored),
        CASE(ten_thousand_go_through),
        CASE(a_request_that_does_not_fit_is_refused_whole),
        CASE(a_request_that_never_fits_is_too_large),
        CASE(only_a_submitters_key_submits),
        CASE(a_key_is_held_to_its_surveys),
        CASE(a_change_is_heard),
        CASE(an_answer_finds_another_period),
        CASE(an_answer_that_came_too_late_is_rejected),
        CASE(a_lost_connection_costs_time_only),
        CASE(a_server_that_is_away_is_said_to_be),
        CASE(what_it_counts_can_be_read),
        CASE(a_secret_withdraws),
        CASE(withdrawals_wait_in_bounded_number),
        CASE(surveys_are_listed),
        CASE(the_notice_tells_the_numbers_in_force),
        CASE(freeing_answers_what_is_left),
    };
    return cmocka_run_group_tests_name("intake", tests, start, ingest_trial_stop);
}
