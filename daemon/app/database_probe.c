/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A question to the database, again and again. */
#include "database_probe.h"

#include "base/clock.h"
#include "store/migrate.h"
#include "store/timer.h"

#define EVERY_MS 2000
#define SILENT_MS 5000
/* An answer is young until the next must have come, or the server was found to be silent. */
#define YOUNG_MS (EVERY_MS + SILENT_MS)

struct database_probe {
    struct pg *pg;
    struct event *timer;
    bool writes;
    bool asked;          /* an answer is under way */
    int64_t answered_ms; /* 0: never */
    struct error why;    /* the newest answer's, of code NONE when it was good */
};

static void judge(struct database_probe *probe, const struct error *err,
                  const struct pg_result *const *results)
{
    const struct pg_result *applied = err == NULL ? results[1] : NULL;
    probe->why = (struct error){0};
    if (err == NULL && probe->writes && pg_value(results[0], 0, 0)[0] == 't') {
        error_set(&probe->why, ERROR_DATABASE_UNAVAILABLE, "the database takes no writes");
    } else if (!migrate_check_answer(err, applied, &probe->why) && !error_is_retryable(probe->why.code)) {
        error_prefix(&probe->why, "the schema");
    }
}

static void on_answer(void *ctx, const struct error *err, const struct pg_result *const *results,
                      size_t n_results)
{
    (void)n_results;
    struct database_probe *probe = ctx;
    probe->asked = false;
    probe->answered_ms = clock_monotonic_ms();
    judge(probe, err, results);
}

static void ask(struct database_probe *probe)
{
    struct error ignored;
    const struct pg_statement statements[] = {
        {.sql = "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean"},
        probe->writes ? migrate_statement() : migrate_report_statement(),
    };
    const struct pg_unit unit = {statements, sizeof statements / sizeof *statements};
    if (!probe->asked) {
        probe->asked = pg_run(probe->pg, &unit, on_answer, probe, &ignored);
    }
}

static void on_timer(evutil_socket_t fd, short what, void *ctx)
{
    (void)fd;
    (void)what;
    struct database_probe *probe = ctx;
    ask(probe);
    timer_start(probe->timer, EVERY_MS);
}

static void on_state(void *ctx, bool ready)
{
    if (ready) {
        ask(ctx);
    }
}

bool database_probe_new(struct event_base *base, const struct database_probe_opts *opts,
                        struct database_probe **ret_probe, struct error *err)
{
    CLEANUP(database_probe_free) struct database_probe *probe = calloc(1, sizeof *probe);
    if (probe == NULL || (probe->timer = evtimer_new(base, on_timer, probe)) == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a probe of the database");
    }
    probe->writes = opts->writes;
    const struct pg_opts pg = {.conninfo = opts->conninfo,
                               .name = "probe",
                               .silent_ms = SILENT_MS,
                               .on_state = on_state,
                               .ctx = probe};
    /* The pipes say in the log that the database is away; of this connection the answer is asked for. */
    if (!pg_new(base, &pg, NULL, &probe->pg, err)) {
        return false;
    }
    timer_start(probe->timer, EVERY_MS);
    *ret_probe = probe;
    probe = NULL;
    return true;
}

struct database_probe *database_probe_free(struct database_probe *probe)
{
    if (probe != NULL) {
        probe->pg = pg_free(probe->pg);
        timer_drop(probe->timer);
        free(probe);
    }
    return NULL;
}

bool database_probe_is_good(const struct database_probe *probe, struct error *err)
{
    if (!pg_is_ready(probe->pg)) {
        return error_set(err, ERROR_DATABASE_UNAVAILABLE, "the database cannot be reached");
    }
    if (probe->answered_ms == 0 || clock_monotonic_ms() - probe->answered_ms > YOUNG_MS) {
        return error_set(err, ERROR_DATABASE_UNAVAILABLE, "the database has not answered");
    }
    if (probe->why.code != ERROR_NONE) {
        *err = probe->why;
        return false;
    }
    return true;
}
