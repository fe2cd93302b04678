/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The write pipe of one worker: from a request's bytes to its verdicts. */
#include "intake.h"

#include <stdlib.h>
#include <string.h>

#include "authenticate.h"
#include "base/clock.h"
#include "batch.h"
#include "intake_metrics.h"
#include "recheck.h"
#include "sequence.h"
#include "snapshot.h"
#include "store/catalog_store.h"
#include "store/timer.h"
#include "survey_list.h"
#include "taking.h"
#include "verdicts.h"
#include "withdrawal.h"

/* One may be lost: a load that began before a period closed can answer after a commit has noticed. */
#define RECHECKS_MAX 3
#define RELOAD_MS 1000
/* Anyone may ask for a withdrawal, and each delays the next batch on the first connection. */
#define UNITS_MAX 64

/* Look-ups by key must never become scans of a partition whose statistics are young, which the planner does
 * not rule out but prices so high that it would compile every statement. Nor must it plan for every batch
 * anew, which looks cheap to it and takes a fifth of its time. A period that is being closed must not hold up
 * the others for long. The second connection does not listen. */
static const char *const on_connect[] = {
    "LISTEN " CATALOG_CHANNEL, "SET enable_seqscan = off",
    "SET jit = off",           "SET plan_cache_mode = force_generic_plan",
    "SET lock_timeout = '3s'", NULL};

/* A record whose period closed under it, and which waits for the catalog that knows. */
struct displaced {
    struct displaced *next;
    struct record *record;
    struct verdicts_slot *slot;
};

struct intake {
    struct intake_opts opts;
    const struct log *log;
    struct pg *pgs[BATCH_MAX_LANES]; /* all commit; the first does everything else as well */
    struct snapshot *snapshot;
    struct sha256_hasher *hasher;
    struct batch *batch;
    struct displaced *displaced;
    struct verdicts *complete; /* whose replies are due, and where the next is put */
    struct verdicts **complete_end;
    struct event *deliver;
    struct event *reload; /* a pause after a load that failed on a good connection */
    struct intake_metrics metrics;
};

static struct check_opts check_opts_of(const struct intake *intake)
{
    const struct notice_terms *terms = &intake->opts.terms.notice;
    return (struct check_opts){
        .catalog = snapshot_catalog(intake->snapshot),
        .today = clock_today(),
        .max_late_days = terms->max_late_days,
        .grace_days = terms->grace_days,
        .backfill_days = terms->backfill_days,
        .hasher = intake->hasher,
    };
}

static void on_deliver(evutil_socket_t fd, short what, void *ctx)
{
    (void)fd, (void)what;
    struct intake *intake = ctx;
    while (intake->complete != NULL) {
        struct verdicts *verdicts CLEANUP(verdicts_free) = intake->complete;
        intake->complete = *verdicts_next(verdicts);
        intake->complete_end = intake->complete == NULL ? &intake->complete : intake->complete_end;
        verdicts_count(verdicts, &intake->metrics.verdicts);
        /* Nothing completes before there is a catalog. */
        verdicts_deliver(verdicts, snapshot_catalog(intake->snapshot)->kind);
    }
}

static void on_complete(void *ctx, struct verdicts *verdicts)
{
    struct intake *intake = ctx;
    *intake->complete_end = verdicts;
    intake->complete_end = verdicts_next(verdicts);
    event_active(intake->deliver, EV_TIMEOUT, 0);
}

/* Keeps a record until the catalog is loaded that has seen its period close. */
static void displace(struct intake *intake, struct record *record, struct verdicts_slot *slot)
{
    struct record *owned CLEANUP(record_free) = record;
    struct displaced *displaced CLEANUP(free) = malloc(sizeof *displaced);
    struct error err;
    if (displaced == NULL) {
        error_set(&err, ERROR_OUT_OF_MEMORY, "no memory for a submission");
    } else if (slot->tries++ == RECHECKS_MAX) {
        error_set(&err, ERROR_DATABASE_UNAVAILABLE, "periods are being closed; try again");
    } else if (snapshot_load(intake->snapshot, intake->pgs[0], &err)) {
        *displaced = (struct displaced){intake->displaced, record, slot};
        intake->displaced = displaced;
        owned = NULL;
        displaced = NULL;
        return;
    }
    verdicts_fail(slot, &err);
}

static void on_outcome(void *ctx, struct record *record, const struct error *err, enum store_outcome outcome)
{
    struct verdicts_slot *slot = ctx;
    struct record *owned CLEANUP(record_free) = record;
    if (err != NULL) {
        verdicts_fail(slot, err);
        return;
    }
    switch (outcome) {
    case STORE_STORED:
        verdicts_store(slot, record->period);
        break;
    case STORE_DUPLICATE:
        verdicts_duplicate(slot);
        break;
    case STORE_PERIOD_CHANGED:
        owned = NULL;
        displace(slot->ctx, record, slot);
        break;
    }
}

/* Hands a record to the batch; its slot is settled in any case. */
static void store(void *ctx, struct record *record, struct verdicts_slot *slot)
{
    struct intake *intake = ctx;
    struct record *owned CLEANUP(record_free) = record;
    struct error err;
    if (!batch_add(intake->batch, &owned, on_outcome, slot, &err)) {
        verdicts_fail(slot, &err);
    }
}

/* Finds each displaced record another period, or tells why there is none. */
static void place_again(struct intake *intake, const struct error *load_err)
{
    struct displaced *list = intake->displaced;
    intake->displaced = NULL;
    const struct check_opts opts = check_opts_of(intake);
    struct error away;
    if (load_err != NULL && !error_is_retryable(load_err->code)) {
        error_set(&away, ERROR_DATABASE_UNAVAILABLE, "the periods cannot be read from the database");
        load_err = &away;
    }
    while (list != NULL) {
        struct displaced *displaced CLEANUP(free) = list;
        struct error err;
        list = displaced->next;
        if (load_err != NULL) {
            record_free(displaced->record);
            verdicts_fail(displaced->slot, load_err);
        } else if (!recheck_period(&opts, displaced->record, &err)) {
            record_free(displaced->record);
            verdicts_reject(displaced->slot, &err);
        } else {
            store(intake, displaced->record, displaced->slot);
        }
    }
}

static void show_ready(struct intake *intake)
{
    meter_set(&intake->metrics.ready, intake_is_ready(intake));
}

static void on_catalog(void *ctx, const struct error *err)
{
    struct intake *intake = ctx;
    if (err == NULL) {
        batch_set_catalog(intake->batch, snapshot_catalog(intake->snapshot));
    } else if (pg_is_ready(intake->pgs[0])) {
        event_add(intake->reload, &(struct timeval){RELOAD_MS / 1000, RELOAD_MS % 1000 * 1000});
    }
    show_ready(intake);
    place_again(intake, err);
}

static void load(struct intake *intake)
{
    struct error err;
    if (pg_is_ready(intake->pgs[0]) && !snapshot_load(intake->snapshot, intake->pgs[0], &err)) {
        on_catalog(intake, &err);
    }
}

static void on_reload(evutil_socket_t fd, short what, void *ctx)
{
    (void)fd, (void)what;
    load(ctx);
}

static void on_state(void *ctx, bool ready)
{
    struct intake *intake = ctx;
    if (ready) {
        load(intake);
    } else {
        snapshot_mark_stale(intake->snapshot);
    }
    show_ready(intake);
    batch_on_state(intake->batch, ready);
}

static void on_notify(void *ctx, const char *channel)
{
    if (strcmp(channel, CATALOG_CHANNEL) == 0) {
        load(ctx);
    }
}

/* Another connection to commit on. */
static void on_lane_state(void *ctx, bool ready)
{
    struct intake *intake = ctx;
    batch_on_state(intake->batch, ready);
}

static bool connect_database(struct intake *intake, struct event_base *base, struct error *err)
{
    struct pg_opts opts = {
        .conninfo = intake->opts.conninfo,
        .name = "ingest",
        .outage = intake->opts.outage,
        .silent_ms = intake->opts.silent_ms,
        .on_connect = on_connect,
        .type_name = SUBMISSION_STORE_TYPE,
        .on_state = on_state,
        .on_notify = on_notify,
        .ctx = intake,
    };
    if (!pg_new(base, &opts, intake->log, &intake->pgs[0], err)) {
        return false;
    }
    opts.name = "ingest_lane";
    opts.on_connect = &on_connect[1];
    opts.on_state = on_lane_state;
    opts.on_notify = NULL;
    for (size_t i = 1; i < BATCH_MAX_LANES; i++) {
        if (!pg_new(base, &opts, intake->log, &intake->pgs[i], err)) {
            return false;
        }
    }
    return true;
}

static struct batch_terms batch_terms_of(const struct intake_terms *terms)
{
    return (struct batch_terms){.queue_max = terms->queue_max,
                                .ack_ms = terms->ack_ms,
                                .grace_days = terms->notice.grace_days,
                                .k_employee = terms->notice.k_employee,
                                .k_customer = terms->notice.k_customer};
}

static bool make_batch(struct intake *intake, struct event_base *base, struct error *err)
{
    const struct batch_opts opts = {.pgs = intake->pgs,
                                    .n_pgs = BATCH_MAX_LANES,
                                    .batch_max = intake->opts.batch_max,
                                    .terms = batch_terms_of(&intake->opts.terms)};
    return batch_new(base, &opts, intake->log, &intake->batch, err);
}

void intake_set_terms(struct intake *intake, const struct intake_terms *terms)
{
    const struct batch_terms batch = batch_terms_of(terms);
    intake->opts.terms = *terms;
    batch_set_terms(intake->batch, &batch);
}

/* Those of the parts too. */
static void show_metrics(struct intake *intake)
{
    intake->metrics.batch = batch_metrics(intake->batch);
    for (size_t i = 0; i < BATCH_MAX_LANES; i++) {
        intake->metrics.databases[i] = pg_metrics(intake->pgs[i]);
    }
}

bool intake_new(struct event_base *base, const struct intake_opts *opts, const struct log *log,
                struct intake **ret_intake, struct error *err)
{
    struct intake *intake CLEANUP(intake_free) = calloc(1, sizeof *intake);
    if (intake == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a worker");
    }
    intake->opts = *opts;
    intake->complete_end = &intake->complete;
    intake->log = log;
    intake->deliver = event_new(base, -1, 0, on_deliver, intake);
    intake->reload = evtimer_new(base, on_reload, intake);
    intake->hasher = sha256_hasher_new();
    if (intake->deliver == NULL || intake->reload == NULL || intake->hasher == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a worker");
    }
    if (!snapshot_new(on_catalog, intake, log, &intake->snapshot, err) ||
        !connect_database(intake, base, err) || !make_batch(intake, base, err)) {
        return false;
    }
    show_metrics(intake);
    *ret_intake = intake;
    intake = NULL;
    return true;
}

struct intake *intake_free(struct intake *intake)
{
    if (intake == NULL) {
        return NULL;
    }
    /* The connections first: they answer what is on the wire, so that the batch may answer what it keeps. */
    for (size_t i = 0; i < BATCH_MAX_LANES; i++) {
        intake->pgs[i] = pg_free(intake->pgs[i]);
    }
    intake->batch = batch_free(intake->batch);
    on_deliver(-1, 0, intake);
    intake->snapshot = snapshot_free(intake->snapshot);
    timer_drop(intake->deliver);
    timer_drop(intake->reload);
    sha256_hasher_free(intake->hasher);
    free(intake);
    return NULL;
}

bool intake_is_ready(const struct intake *intake)
{
    return pg_is_ready(intake->pgs[0]) && snapshot_is_fresh(intake->snapshot);
}

size_t intake_pending(const struct intake *intake)
{
    return batch_pending(intake->batch);
}

const struct intake_metrics *intake_metrics(const struct intake *intake)
{
    return &intake->metrics;
}

static bool submit_all(const struct intake *intake, struct taking *taking, struct verdicts_opts opts,
                       struct error *err)
{
    opts.n = taking->items->n;
    if (opts.n > intake->opts.terms.queue_max) {
        return error_set(err, ERROR_TOO_LARGE, "more than %zu submissions in one request",
                         intake->opts.terms.queue_max);
    }
    if (batch_room(intake->batch) < opts.n) {
        return error_set(err, ERROR_OVERLOADED, "%zu submissions are waiting already",
                         batch_pending(intake->batch));
    }
    if (!verdicts_new(&opts, &taking->verdicts, err)) {
        return false;
    }
    taking_run(taking);
    return true;
}

/* Whose key it is, when anything can be stored at all. */
static bool admit(const struct intake *intake, const struct check_opts *opts, struct span key,
                  const struct catalog_key **ret_key, struct error *err)
{
    if (!intake_is_ready(intake)) {
        return error_set(err, ERROR_DATABASE_UNAVAILABLE, "the database cannot be reached or read");
    }
    return authenticate_submitter(opts, key, ret_key, err);
}

bool intake_admit(const struct intake *intake, struct span key, struct error *err)
{
    const struct catalog_key *ignored;
    const struct check_opts opts = check_opts_of(intake);
    return admit(intake, &opts, key, &ignored, err);
}

bool intake_submit(struct intake *intake, enum intake_media media, const struct intake_request *request,
                   struct error *err)
{
    struct sequence *sequence CLEANUP(sequence_free) = NULL;
    struct taking taking = {.checks = check_opts_of(intake), .store = store, .ctx = intake};
    if (!admit(intake, &taking.checks, request->key, &taking.key, err) ||
        (media == INTAKE_SEQUENCE && !sequence_split(request->body, &sequence, err))) {
        return false;
    }
    struct sequence_item body = {.bytes = request->body};
    const struct sequence one = {.n = 1, .items = &body};
    taking.items = sequence != NULL ? sequence : &one;
    const struct verdicts_opts opts = {
        .media = media,
        .ticket = request->ticket,
        .done = request->done,
        .done_ctx = request->ctx,
        .complete = on_complete,
        .ctx = intake,
    };
    return submit_all(intake, &taking, opts, err);
}

bool intake_withdraw(struct intake *intake, const struct intake_request *request, struct error *err)
{
    if (pg_pending(intake->pgs[0]) >= UNITS_MAX) {
        return error_set(err, ERROR_OVERLOADED, "too many withdrawals are waiting");
    }
    return withdrawal_start(intake->pgs[0], request, err);
}

bool intake_surveys(struct intake *intake, struct span key, struct span code, enum intake_format format,
                    struct buffer *out, struct error *err)
{
    const struct check_opts opts = check_opts_of(intake);
    const struct catalog_key *found;
    if (opts.catalog == NULL) {
        return error_set(err, ERROR_DATABASE_UNAVAILABLE, "the database has not answered yet");
    }
    if (!authenticate_key(&opts, key, &found, err)) {
        return false;
    }
    if (code.len > 0) {
        return survey_list_write_one(opts.catalog, code, format, out, err);
    }
    survey_list_write(opts.catalog, format, out);
    return true;
}

void intake_notice(const struct intake *intake, enum language language, enum notice_format format,
                   struct buffer *out)
{
    const struct catalog *catalog = snapshot_catalog(intake->snapshot);
    const struct notice notice = notice_of(&intake->opts.terms.notice, catalog, clock_today());
    notice_out_write(&notice, language, format, out);
}
