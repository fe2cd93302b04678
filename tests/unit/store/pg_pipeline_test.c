/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Units on the wire: how many at once, what is prepared and kept, and whose answer is whose. */
#include "store/pg_pipeline.h"

#include <poll.h>
#include <string.h>

#include "fixture_pg.h"
#include "unit.h"

#define MAX 5
#define WAIT_MS 10000

/* One unit's answer. */
struct answer {
    unsigned calls;
    unsigned place; /* among all answers, from 1 */
    struct trial *trial;
    struct error err;
    size_t n_results;
    char values[MAX][32]; /* the first of each result; "-" where there is no row */
};

struct trial {
    PGconn *connection;
    struct pg_pipeline *pipeline;
    unsigned answered;
    struct answer answers[MAX];
};

static void begin(const struct fixture_pg *fixture, unsigned depth, struct trial *trial)
{
    char conninfo[FIXTURE_CONNINFO_SIZE];
    struct error err;
    *trial = (struct trial){0};
    fixture_pg_conninfo(fixture, "postgres", conninfo);
    trial->connection = PQconnectdb(conninfo);
    assert_int_equal(PQsetnonblocking(trial->connection, 1), 0);
    assert_int_equal(PQenterPipelineMode(trial->connection), 1);
    assert_true(pg_pipeline_new(depth, &trial->pipeline, &err));
}

static void end(struct trial *trial)
{
    assert_int_equal(pg_pipeline_pending(trial->pipeline), 0);
    assert_int_equal(pg_pipeline_sent(trial->pipeline), 0);
    pg_pipeline_free(trial->pipeline);
    PQfinish(trial->connection);
}

static void on_done(void *ctx, const struct error *err, const struct pg_result *const *results,
                    size_t n_results)
{
    struct answer *answer = ctx;
    answer->calls++;
    answer->place = ++answer->trial->answered;
    answer->err = err == NULL ? (struct error){0} : *err;
    answer->n_results = n_results;
    for (size_t i = 0; i < n_results; i++) {
        snprintf(answer->values[i], sizeof answer->values[i], "%s",
                 pg_rows(results[i]) == 0 ? "-" : pg_value(results[i], 0, 0));
    }
}

static void add_unit(struct trial *trial, size_t i, const struct pg_statement *statements, size_t n)
{
    struct error err;
    trial->answers[i].trial = trial;
    assert_true(pg_pipeline_add(trial->pipeline, &(struct pg_unit){statements, n}, on_done,
                                &trial->answers[i], &err));
}

static void add(struct trial *trial, size_t i, const char *sql)
{
    add_unit(trial, i, &(struct pg_statement){.sql = sql}, 1);
}

static void send_units(struct trial *trial)
{
    struct error err;
    if (!pg_pipeline_send(trial->pipeline, trial->connection, &err)) {
        fail_msg("%s", err.text);
    }
}

/* Carries bytes once, waiting for some to come; what pg_pipeline_receive() says. */
static bool carry(struct trial *trial, struct error *err)
{
    struct pollfd fd = {.fd = PQsocket(trial->connection), .events = POLLIN};
    assert_int_equal(PQflush(trial->connection), 0);
    assert_int_equal(poll(&fd, 1, WAIT_MS), 1);
    (void)PQconsumeInput(trial->connection);
    return pg_pipeline_receive(trial->pipeline, trial->connection, err);
}

static void carry_until(struct trial *trial, unsigned answered)
{
    while (trial->answered < answered) {
        struct error err;
        send_units(trial);
        if (!carry(trial, &err)) {
            fail_msg("%s", err.text);
        }
    }
}

static void the_depth_bounds_what_is_on_the_wire(void **state)
{
    struct trial trial;
    begin(*state, 2, &trial);
    for (size_t i = 0; i < MAX; i++) {
        add(&trial, i, i % 2 == 0 ? "SELECT 'even'" : "SELECT 'odd'");
    }
    assert_int_equal(pg_pipeline_pending(trial.pipeline), MAX);
    assert_int_equal(pg_pipeline_sent(trial.pipeline), 0);
    send_units(&trial);
    send_units(&trial);
    assert_int_equal(pg_pipeline_sent(trial.pipeline), 2);
    assert_int_equal(pg_pipeline_pending(trial.pipeline), MAX);
    assert_int_equal(trial.answered, 0);
    carry_until(&trial, MAX);
    for (size_t i = 0; i < MAX; i++) {
        assert_int_equal(trial.answers[i].place, i + 1);
        assert_string_equal(trial.answers[i].values[0], i % 2 == 0 ? "even" : "odd");
    }
    end(&trial);
}

/* The queue runs empty in between. */
static void a_result_comes_back_for_each_statement(void **state)
{
    static const char same[] = "SELECT count(*) FROM pg_prepared_statements";
    struct trial trial;
    begin(*state, 1, &trial);
    for (unsigned i = 0; i < 2; i++) {
        const struct pg_statement statements[] = {{.sql = same},
                                                  {.sql = "SELECT 1 WHERE false"},
                                                  {.sql = "SELECT 'once'", .once = true},
                                                  {.sql = same}};
        add_unit(&trial, i, statements, 4);
        carry_until(&trial, i + 1);
        assert_int_equal(trial.answers[i].n_results, 4);
        assert_string_equal(trial.answers[i].values[0], "2");
        assert_string_equal(trial.answers[i].values[1], "-");
        assert_string_equal(trial.answers[i].values[2], "once");
        assert_string_equal(trial.answers[i].values[3], "2");
    }
    end(&trial);
}

static void what_a_unit_points_to_is_copied(void **state)
{
    struct trial trial;
    char texts[2][80] = {"SELECT $1::text || coalesce($2, '!')", "SELECT $1::text || encode($2, 'hex')"};
    char words[2][8] = {"one", "two"};
    char bytes[4] = {0, 7, 0, 9};
    const struct pg_param params[2][2] = {{{.data = words[0]}, {.data = NULL}},
                                          {{.data = words[1]}, {bytes, sizeof bytes, true, 17}}};
    struct pg_statement statements[2] = {{texts[0], params[0], 2, false, true},
                                         {texts[1], params[1], 2, false, true}};
    begin(*state, 1, &trial);
    add_unit(&trial, 0, statements, 2);
    memset(texts, 'x', sizeof texts);
    memset(words, 'x', sizeof words);
    memset(bytes, 'x', sizeof bytes);
    memset(statements, 0, sizeof statements);
    carry_until(&trial, 1);
    assert_string_equal(trial.answers[0].err.text, "");
    assert_string_equal(trial.answers[0].values[0], "one!");
    assert_string_equal(trial.answers[0].values[1], "two00070009");
    end(&trial);
}

static void a_failed_statement_takes_no_parse_with_it(void **state)
{
    static const char late[] = "SELECT 'late'";
    struct trial trial;
    const struct pg_statement statements[] = {{.sql = "SELECT 1 / 0"}, {.sql = late}};
    begin(*state, 3, &trial);
    add_unit(&trial, 0, statements, 2);
    add(&trial, 1, late); /* its unit relies on the Parse of the one before */
    add_unit(&trial, 2,
             &(struct pg_statement){.sql = "SELECT count(*) FROM pg_prepared_statements", .once = true}, 1);
    carry_until(&trial, 3);
    assert_int_equal(trial.answers[0].err.code, ERROR_DATABASE);
    assert_string_equal(trial.answers[0].err.text,
                        "the database refused it (SQLSTATE 22012)"); /* the first */
    assert_int_equal(trial.answers[0].n_results, 0);
    assert_string_equal(trial.answers[1].values[0], "late");
    assert_string_equal(trial.answers[2].values[0], "2");
    end(&trial);
}

/* What is on the wire is answered by pg_pipeline_fail(), not before. */
static void a_lost_connection_is_told_and_leaves_the_units(void **state)
{
    struct trial trial;
    struct error err = {0};
    begin(*state, 1, &trial);
    add(&trial, 0, "SELECT pg_terminate_backend(pg_backend_pid())");
    add(&trial, 1, "SELECT 1");
    send_units(&trial);
    while (carry(&trial, &err)) {
    }
    assert_int_equal(err.code, ERROR_DATABASE_UNAVAILABLE);
    assert_int_equal(trial.answered, 0);
    assert_int_equal(pg_pipeline_pending(trial.pipeline), 2);
    const struct error why = {ERROR_SHUTTING_DOWN, "enough"};
    pg_pipeline_fail(trial.pipeline, &why);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(trial.answers[i].calls, 1);
        assert_int_equal(trial.answers[i].place, i + 1);
        assert_string_equal(trial.answers[i].err.text, "enough");
    }
    add(&trial, 2, "SELECT 1");
    assert_false(pg_pipeline_send(trial.pipeline, trial.connection, &err));
    assert_int_equal(err.code, ERROR_DATABASE_UNAVAILABLE);
    pg_pipeline_fail(trial.pipeline, &why);
    end(&trial);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_depth_bounds_what_is_on_the_wire),
        cmocka_unit_test(a_result_comes_back_for_each_statement),
        cmocka_unit_test(what_a_unit_points_to_is_copied),
        cmocka_unit_test(a_failed_statement_takes_no_parse_with_it),
        cmocka_unit_test(a_lost_connection_is_told_and_leaves_the_units),
    };
    return cmocka_run_group_tests_name("pg_pipeline", tests, fixture_pg_start_group, fixture_pg_stop_group);
}
