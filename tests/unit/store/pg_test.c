/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The asynchronous connection: units, preparation, loss and return of the server, silence, notifications. */
#include "store/pg.h"

#include <netinet/in.h>
#include <signal.h>
#include <string.h>

#include "../unit.h"
#include "base/clock.h"
#include "fixture_loop.h"
#include "fixture_pg.h"

/* A connection under test, and what was heard of it. */
struct trial {
    struct event_base *base;
    struct pg *pg;
    unsigned came, went, notified;
    struct log log;
    char said[2048]; /* lines of the log, but what is only for debugging */
};

/* One unit's answer. */
struct answer {
    unsigned calls;
    enum error_code code;
    char text[ERROR_TEXT_SIZE];
    char value[64];
    size_t n_results;
};

static void on_state(void *ctx, bool ready)
{
    struct trial *trial = ctx;
    trial->came += ready;
    trial->went += !ready;
}

static void on_notify(void *ctx, const char *channel)
{
    struct trial *trial = ctx;
    assert_string_equal(channel, "news");
    trial->notified++;
}

static void on_done(void *ctx, const struct error *err, const struct pg_result *const *results,
                    size_t n_results)
{
    struct answer *answer = ctx;
    answer->calls++;
    answer->n_results = n_results;
    if (err != NULL) {
        answer->code = err->code;
        strcpy(answer->text, err->text);
    } else if (pg_rows(results[n_results - 1]) > 0) {
        snprintf(answer->value, sizeof answer->value, "%s", pg_value(results[n_results - 1], 0, 0));
    }
}

static void keep_line(void *ctx, enum log_level level, const char *line)
{
    (void)level;
    struct trial *trial = ctx;
    size_t used = strlen(trial->said);
    snprintf(trial->said + used, sizeof trial->said - used, "%s\n", line);
}

static void begin(const char *conninfo, struct pg_opts opts, struct trial *trial)
{
    struct error err = {0};
    *trial = (struct trial){.base = event_base_new(), .log = {keep_line, trial, LOG_LEVEL_INFO}};
    opts.conninfo = conninfo;
    opts.name = "test";
    opts.on_state = on_state;
    opts.on_notify = on_notify;
    opts.ctx = trial;
    assert_true(pg_new(trial->base, &opts, &trial->log, &trial->pg, &err));
}

static void begin_ready(const struct fixture_pg *fixture, struct pg_opts opts, struct trial *trial)
{
    char conninfo[FIXTURE_CONNINFO_SIZE];
    fixture_pg_conninfo(fixture, "postgres", conninfo);
    begin(conninfo, opts, trial);
    assert_false(pg_is_ready(trial->pg));
    fixture_loop_until(trial->base, &trial->came, 1);
    assert_true(pg_is_ready(trial->pg));
}

static void end(struct trial *trial)
{
    trial->pg = pg_free(trial->pg);
    event_base_free(trial->base);
}

static void run(struct trial *trial, const char *sql, struct answer *answer)
{
    struct error err = {0};
    const struct pg_statement statement = {.sql = sql};
    assert_true(pg_run(trial->pg, &(struct pg_unit){&statement, 1}, on_done, answer, &err));
    assert_int_equal(answer->calls, 0);
}

static struct answer run_once(struct trial *trial, const char *sql)
{
    struct answer answer = {0};
    run(trial, sql, &answer);
    fixture_loop_until(trial->base, &answer.calls, 1);
    return answer;
}

static void runs_units_in_order(void **state)
{
    struct trial trial;
    begin_ready(*state, (struct pg_opts){0}, &trial);
    struct answer answers[3] = {0};
    run(&trial, "SELECT 'one'", &answers[0]);
    run(&trial, "SELECT 'two'", &answers[1]);
    run(&trial, "SELECT current_setting('search_path')", &answers[2]);
    assert_int_equal(pg_pending(trial.pg), 3);
    fixture_loop_until(trial.base, &answers[2].calls, 1);
    assert_int_equal(pg_pending(trial.pg), 0);
    assert_string_equal(answers[0].value, "one");
    assert_string_equal(answers[1].value, "two");
    assert_string_equal(answers[2].value, "pg_catalog");
    assert_int_equal(answers[0].calls + answers[1].calls + answers[2].calls, 3);
    end(&trial);
}

static void passes_parameters_and_reads_results(void **state)
{
    struct trial trial;
    begin_ready(*state, (struct pg_opts){0}, &trial);
    struct answer answer = {0};
    struct error err = {0};
    char text[] = "41";
    const struct pg_param params[] = {
        {.data = text}, {.data = "\0\0\0\1", .len = 4, .binary = true, .oid = 23}, {.data = NULL}};
    const struct pg_statement statement = {"SELECT ($1::int + $2)::text || coalesce($3::text, '!')", params,
                                           3, true, true};
    assert_true(pg_run(trial.pg, &(struct pg_unit){&statement, 1}, on_done, &answer, &err));
    memset(text, 'x', 2);
    fixture_loop_until(trial.base, &answer.calls, 1);
    assert_string_equal(answer.value, "42!");
    end(&trial);
}

static void a_unit_is_one_transaction(void **state)
{
    struct trial trial;
    begin_ready(*state, (struct pg_opts){0}, &trial);
    fixture_pg_run(*state, "CREATE TABLE public.kept (a int)");
    struct answer answer = {0};
    struct error err = {0};
    const struct pg_statement statements[] = {{.sql = "INSERT INTO public.kept VALUES (1)"},
                                              {.sql = "SELECT 1 / (count(*) - 1) FROM public.kept"},
                                              {.sql = "INSERT INTO public.kept VALUES (2)"}};
    assert_true(pg_run(trial.pg, &(struct pg_unit){statements, 3}, on_done, &answer, &err));
    fixture_loop_until(trial.base, &answer.calls, 1);
    assert_int_equal(answer.code, ERROR_DATABASE);
    assert_int_equal(answer.n_results, 0);
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM public.kept"), 0);
    /* The connection goes on, and what the failed unit prepared is still known. */
    struct answer again = {0};
    assert_true(pg_run(trial.pg, &(struct pg_unit){statements, 1}, on_done, &again, &err));
    fixture_loop_until(trial.base, &again.calls, 1);
    assert_int_equal(again.code, ERROR_NONE);
    assert_int_equal(again.n_results, 1);
    assert_int_equal(trial.went, 0);
    end(&trial);
}

static void prepares_once_a_connection(void **state)
{
    static const char sql[] = "SELECT count(*) FROM pg_prepared_statements";
    struct trial trial;
    begin_ready(*state, (struct pg_opts){0}, &trial);
    assert_string_equal(run_once(&trial, sql).value, "1");
    assert_string_equal(run_once(&trial, sql).value, "1");
    struct answer bad = run_once(&trial, "SELECT nonsense");
    assert_int_equal(bad.code, ERROR_DATABASE);
    assert_string_equal(bad.text, "column \"nonsense\" does not exist");
    assert_string_equal(run_once(&trial, sql).value, "1");
    run_once(&trial, "SELECT pg_terminate_backend(pg_backend_pid())");
    fixture_loop_until(trial.base, &trial.came, 2);
    assert_string_equal(run_once(&trial, sql).value, "1");
    end(&trial);
}

static void a_statement_that_could_not_be_prepared_is_tried_again(void **state)
{
    static const char sql[] = "SELECT a FROM public.late";
    struct trial trial;
    begin_ready(*state, (struct pg_opts){0}, &trial);
    assert_int_equal(run_once(&trial, sql).code, ERROR_DATABASE);
    fixture_pg_run(*state, "CREATE TABLE public.late AS SELECT 7 AS a");
    assert_string_equal(run_once(&trial, sql).value, "7");
    end(&trial);
}

static void a_killed_backend_fails_every_unit_and_comes_back(void **state)
{
    struct trial trial;
    begin_ready(*state, (struct pg_opts){0}, &trial);
    struct answer answers[2] = {0};
    run(&trial, "SELECT pg_sleep(60)", &answers[0]);
    run(&trial, "SELECT 1", &answers[1]);
    fixture_loop_for(trial.base, 100);
    fixture_pg_run(*state,
                   "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ~ '^SELECT pg_sleep'");
    fixture_loop_until(trial.base, &answers[1].calls, 1);
    assert_int_equal(answers[0].code, ERROR_DATABASE_UNAVAILABLE);
    assert_int_equal(answers[1].code, ERROR_DATABASE_UNAVAILABLE);
    assert_int_equal(trial.went, 1);
    assert_false(pg_is_ready(trial.pg));
    struct error err = {0};
    const struct pg_statement statement = {.sql = "SELECT 1"};
    assert_false(pg_run(trial.pg, &(struct pg_unit){&statement, 1}, on_done, &answers[0], &err));
    assert_int_equal(err.code, ERROR_DATABASE_UNAVAILABLE);
    fixture_loop_until(trial.base, &trial.came, 2);
    assert_string_equal(run_once(&trial, "SELECT 'back'").value, "back");
    assert_int_equal(answers[0].calls, 1);
    assert_int_equal(answers[1].calls, 1);
    end(&trial);
}

static void expect_metrics(const struct trial *trial, uint64_t ready, uint64_t lost)
{
    assert_int_equal(meter_get(&pg_metrics(trial->pg)->ready), ready);
    assert_int_equal(meter_get(&pg_metrics(trial->pg)->lost), lost);
}

/* What fails before it was ready was not lost. */
static void a_stopped_server_comes_back(void **state)
{
    struct trial trial;
    begin_ready(*state, (struct pg_opts){0}, &trial);
    expect_metrics(&trial, 1, 0);
    fixture_pg_stop(*state);
    fixture_loop_until(trial.base, &trial.went, 1);
    fixture_loop_for(trial.base, 300);
    expect_metrics(&trial, 0, 1);
    fixture_pg_start(*state);
    fixture_loop_until(trial.base, &trial.came, 2);
    expect_metrics(&trial, 1, 1);
    assert_string_equal(run_once(&trial, "SELECT 'back'").value, "back");
    end(&trial);
}

/* However many there are: what happens to all is said by one. */
static void connections_that_share_an_outage_speak_once(void **state)
{
    struct trial trial;
    struct outage outage;
    char conninfo[FIXTURE_CONNINFO_SIZE];
    struct error err = {0};
    fixture_pg_conninfo(*state, "postgres", conninfo);
    outage_init(&outage, "both", 2);
    begin_ready(*state, (struct pg_opts){.outage = &outage}, &trial);
    struct pg_opts opts = {
        .conninfo = conninfo, .name = "second", .outage = &outage, .on_state = on_state, .ctx = &trial};
    struct pg *second CLEANUP(pg_free) = NULL;
    assert_true(pg_new(trial.base, &opts, &trial.log, &second, &err));
    fixture_loop_until(trial.base, &trial.came, 2);
    fixture_pg_stop(*state);
    fixture_loop_until(trial.base, &trial.went, 2);
    fixture_loop_for(trial.base, 300);
    fixture_pg_start(*state);
    fixture_loop_until(trial.base, &trial.came, 4);
    const char *lost = strstr(trial.said, "database_lost name=both ");
    const char connected[] = "database_connected name=both connections=2\n";
    assert_memory_equal(trial.said, connected, strlen(connected));
    assert_ptr_equal(lost, trial.said + strlen(connected));
    assert_string_equal(strchr(lost, '\n') + 1, connected);
    second = pg_free(second);
    end(&trial);
}

static void a_silent_server_loses_the_connection(void **state)
{
    struct trial trial;
    begin_ready(*state, (struct pg_opts){.silent_ms = 300}, &trial);
    pid_t pid = atoi(run_once(&trial, "SELECT pg_backend_pid()").value);
    struct answer answer = {0};
    run(&trial, "SELECT 1", &answer);
    assert_int_equal(kill(pid, SIGSTOP), 0);
    int64_t began = clock_monotonic_ms();
    fixture_loop_until(trial.base, &answer.calls, 1);
    assert_true(clock_monotonic_ms() - began >= 250);
    assert_int_equal(answer.code, ERROR_DATABASE_UNAVAILABLE);
    fixture_loop_until(trial.base, &trial.came, 2);
    assert_int_equal(kill(pid, SIGCONT), 0);
    end(&trial);
}

static void an_idle_connection_may_be_silent(void **state)
{
    struct trial trial;
    begin_ready(*state, (struct pg_opts){.silent_ms = 100}, &trial);
    run_once(&trial, "SELECT 1");
    fixture_loop_for(trial.base, 400);
    assert_int_equal(trial.went, 0);
    end(&trial);
}

static void hears_notifications_after_every_connection(void **state)
{
    static const char *const on_connect[] = {"LISTEN news", NULL};
    struct trial trial;
    begin_ready(*state, (struct pg_opts){.on_connect = on_connect}, &trial);
    fixture_pg_run(*state, "NOTIFY news");
    fixture_loop_until(trial.base, &trial.notified, 1);
    run_once(&trial, "SELECT pg_terminate_backend(pg_backend_pid())");
    fixture_loop_until(trial.base, &trial.came, 2);
    fixture_pg_run(*state, "NOTIFY news");
    fixture_loop_until(trial.base, &trial.notified, 2);
    end(&trial);
}

/* A notification does not keep later results from being read. */
static void goes_on_after_a_notification(void **state)
{
    static const char *const on_connect[] = {"LISTEN news", NULL};
    struct trial trial;
    begin_ready(*state, (struct pg_opts){.on_connect = on_connect}, &trial);
    assert_string_equal(run_once(&trial, "SELECT 'before'").value, "before");
    for (unsigned i = 1; i <= 3; i++) {
        fixture_pg_run(*state, "NOTIFY news");
        fixture_loop_until(trial.base, &trial.notified, i);
        assert_string_equal(run_once(&trial, "SELECT 'after'").value, "after");
    }
    run_once(&trial, "NOTIFY news");
    fixture_loop_until(trial.base, &trial.notified, 4);
    assert_string_equal(run_once(&trial, "SELECT 'after'").value, "after");
    end(&trial);
}

static void looks_a_type_up_at_every_connection(void **state)
{
    struct trial trial;
    begin_ready(*state, (struct pg_opts){.type_name = "pulssid.submission"}, &trial);
    int64_t oid = fixture_pg_number(*state, "SELECT 'pulssid.submission'::regtype::oid");
    assert_int_equal(pg_type_oid(trial.pg), oid);
    run_once(&trial, "SELECT pg_terminate_backend(pg_backend_pid())");
    assert_int_equal(pg_type_oid(trial.pg), 0);
    fixture_loop_until(trial.base, &trial.came, 2);
    assert_int_equal(pg_type_oid(trial.pg), oid);
    end(&trial);
}

static void waits_until_the_session_can_be_set_up(void **state)
{
    char conninfo[FIXTURE_CONNINFO_SIZE];
    fixture_pg_conninfo(*state, "postgres", conninfo);
    struct trial trial;
    begin(conninfo, (struct pg_opts){.type_name = "public.not_yet"}, &trial);
    fixture_loop_for(trial.base, 300);
    assert_false(pg_is_ready(trial.pg));
    assert_int_equal(trial.came + trial.went, 0);
    const char *why = "database_lost name=test reason=\"the session could not be set up: ";
    assert_memory_equal(trial.said, why, strlen(why));
    assert_int_equal(strchr(trial.said, '\n')[1], '\0');
    fixture_pg_run(*state, "CREATE TYPE public.not_yet AS (a int)");
    fixture_loop_until(trial.base, &trial.came, 1);
    end(&trial);
}

static void goes_on_to_the_next_host(void **state)
{
    char conninfo[FIXTURE_CONNINFO_SIZE];
    char both[2 * FIXTURE_CONNINFO_SIZE];
    fixture_pg_conninfo(*state, "postgres", conninfo);
    snprintf(both, sizeof both, "host=/nonexistent,%s", conninfo + strlen("host="));
    struct trial trial;
    begin(both, (struct pg_opts){0}, &trial);
    fixture_loop_until(trial.base, &trial.came, 1);
    assert_string_equal(run_once(&trial, "SELECT 'second'").value, "second");
    end(&trial);
}

/* A port that swallows packets: nobody accepts, and its queue is full. */
static void make_black_hole(int fds[3], unsigned *ret_port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t len = sizeof address;
    fds[0] = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(fds[0], (struct sockaddr *)&address, len), 0);
    assert_int_equal(listen(fds[0], 0), 0);
    assert_int_equal(getsockname(fds[0], (struct sockaddr *)&address, &len), 0);
    for (int i = 1; i < 3; i++) {
        fds[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        connect(fds[i], (struct sockaddr *)&address, len);
    }
    *ret_port = ntohs(address.sin_port);
}

static void goes_on_from_a_host_that_swallows_packets(void **state)
{
    int fds[3];
    unsigned hole;
    char folder[128];
    char port[16];
    char conninfo[FIXTURE_CONNINFO_SIZE];
    make_black_hole(fds, &hole);
    fixture_pg_conninfo(*state, "postgres", conninfo);
    assert_int_equal(sscanf(conninfo, "host=%127s port=%15s", folder, port), 2);
    snprintf(conninfo, sizeof conninfo, "host=127.0.0.1,%s port=%u,%s dbname=postgres user=postgres", folder,
             hole, port);
    struct trial trial;
    begin(conninfo, (struct pg_opts){.silent_ms = 3000}, &trial);
    fixture_loop_until(trial.base, &trial.came, 1);
    assert_string_equal(run_once(&trial, "SELECT 'second'").value, "second");
    end(&trial);
    for (int i = 0; i < 3; i++) {
        close(fds[i]);
    }
}

static void two_units_at_once(void **state)
{
    static const char sql[] = "SELECT 'same'";
    struct trial trial;
    begin_ready(*state, (struct pg_opts){.depth = 2}, &trial);
    struct answer answers[3] = {0};
    run(&trial, "SELECT 1/0", &answers[0]);
    run(&trial, sql, &answers[1]);
    run(&trial, sql, &answers[2]);
    fixture_loop_until(trial.base, &answers[2].calls, 1);
    assert_int_equal(answers[0].code, ERROR_DATABASE);
    assert_string_equal(answers[1].value, "same");
    assert_string_equal(answers[2].value, "same");
    end(&trial);
}

static void freeing_answers_what_is_left(void **state)
{
    struct trial trial;
    begin_ready(*state, (struct pg_opts){0}, &trial);
    struct answer answers[2] = {0};
    run(&trial, "SELECT pg_sleep(1)", &answers[0]);
    run(&trial, "SELECT 1", &answers[1]);
    event_base_loop(trial.base, EVLOOP_NONBLOCK);
    end(&trial);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(answers[i].calls, 1);
        assert_int_equal(answers[i].code, ERROR_SHUTTING_DOWN);
    }
}

static void refuses_what_is_no_connection_string(void **state)
{
    (void)state;
    struct event_base *base = event_base_new();
    struct pg *pg = NULL;
    struct error err = {0};
    const struct pg_opts opts = {.conninfo = "password=hunter2 nonsense", .name = "test"};
    assert_false(pg_new(base, &opts, NULL, &pg, &err));
    assert_int_equal(err.code, ERROR_CONFIG);
    assert_null(strstr(err.text, "hunter2"));
    assert_null(pg);
    event_base_free(base);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_units_in_order),
        cmocka_unit_test(passes_parameters_and_reads_results),
        cmocka_unit_test(a_unit_is_one_transaction),
        cmocka_unit_test(prepares_once_a_connection),
        cmocka_unit_test(a_statement_that_could_not_be_prepared_is_tried_again),
        cmocka_unit_test(a_killed_backend_fails_every_unit_and_comes_back),
        cmocka_unit_test(a_stopped_server_comes_back),
        cmocka_unit_test(connections_that_share_an_outage_speak_once),
        cmocka_unit_test(a_silent_server_loses_the_connection),
        cmocka_unit_test(an_idle_connection_may_be_silent),
        cmocka_unit_test(hears_notifications_after_every_connection),
        cmocka_unit_test(goes_on_after_a_notification),
        cmocka_unit_test(looks_a_type_up_at_every_connection),
        cmocka_unit_test(waits_until_the_session_can_be_set_up),
        cmocka_unit_test(goes_on_to_the_next_host),
        cmocka_unit_test(goes_on_from_a_host_that_swallows_packets),
        cmocka_unit_test(two_units_at_once),
        cmocka_unit_test(freeing_answers_what_is_left),
        cmocka_unit_test(refuses_what_is_no_connection_string),
    };
    return cmocka_run_group_tests_name("pg", tests, fixture_pg_start_group, fixture_pg_stop_group);
}
