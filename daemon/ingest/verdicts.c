/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gathers the verdicts of a request and writes its reply. */
#include "verdicts.h"

#include <stdlib.h>

#include "wire/verdict_cbor.h"

struct verdicts {
    struct verdicts_opts opts;
    struct verdicts *next;
    size_t outstanding; /* slots without a verdict; one more until sealed */
    struct error failure;
    struct verdicts_slot slots[];
};

bool verdicts_new(const struct verdicts_opts *opts, struct verdicts **ret_verdicts, struct error *err)
{
    struct verdicts *verdicts = calloc(1, sizeof *verdicts + opts->n * sizeof verdicts->slots[0]);
    if (verdicts == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for %zu verdicts", opts->n);
    }
    verdicts->opts = *opts;
    verdicts->outstanding = opts->n + 1;
    for (size_t i = 0; i < opts->n; i++) {
        verdicts->slots[i].verdicts = verdicts;
        verdicts->slots[i].ctx = opts->ctx;
    }
    *ret_verdicts = verdicts;
    return true;
}

struct verdicts *verdicts_free(struct verdicts *verdicts)
{
    if (verdicts != NULL) {
        for (size_t i = 0; i < verdicts->opts.n; i++) {
            free(verdicts->slots[i].error);
        }
        free(verdicts);
    }
    return NULL;
}

struct verdicts_slot *verdicts_slot(struct verdicts *verdicts, size_t i)
{
    return &verdicts->slots[i];
}

static void settle(struct verdicts *verdicts)
{
    verdicts->outstanding--;
    if (verdicts->outstanding == 0) {
        verdicts->opts.complete(verdicts->opts.ctx, verdicts);
    }
}

void verdicts_store(struct verdicts_slot *slot, int32_t period)
{
    slot->stored = true;
    slot->period = period;
    settle(slot->verdicts);
}

void verdicts_duplicate(struct verdicts_slot *slot)
{
    settle(slot->verdicts);
}

void verdicts_reject(struct verdicts_slot *slot, const struct error *err)
{
    slot->error = malloc(sizeof *slot->error);
    if (slot->error == NULL) {
        struct error no_memory;
        error_set(&no_memory, ERROR_OUT_OF_MEMORY, "no memory for a verdict");
        verdicts_fail(slot, &no_memory);
        return;
    }
    *slot->error = *err;
    settle(slot->verdicts);
}

void verdicts_fail(struct verdicts_slot *slot, const struct error *err)
{
    if (!verdicts_failed(slot->verdicts)) {
        slot->verdicts->failure = *err;
    }
    settle(slot->verdicts);
}

bool verdicts_failed(const struct verdicts *verdicts)
{
    return verdicts->failure.code != ERROR_NONE;
}

void verdicts_seal(struct verdicts *verdicts)
{
    settle(verdicts);
}

static enum verdict_status status_of(const struct verdicts_slot *slot)
{
    return slot->error != NULL ? VERDICT_REJECTED : slot->stored ? VERDICT_STORED : VERDICT_DUPLICATE;
}

void verdicts_count(const struct verdicts *verdicts, struct verdicts_metrics *metrics)
{
    struct meter *const of[] = {[VERDICT_STORED] = &metrics->stored,
                                [VERDICT_DUPLICATE] = &metrics->duplicate,
                                [VERDICT_REJECTED] = &metrics->rejected};
    for (size_t i = 0; i < verdicts->opts.n; i++) {
        bool failed = verdicts_failed(verdicts);
        meter_add(failed ? &metrics->failed : of[status_of(&verdicts->slots[i])], 1);
    }
}

/* The last period whose id was written: mostly the next one's too. */
struct period_text {
    enum period_kind kind;
    int32_t period;
    char id[PERIOD_ID_SIZE]; /* empty at first */
};

static const char *period_id(struct period_text *text, int32_t period)
{
    if (text->period != period || text->id[0] == '\0') {
        text->period = period;
        calendar_format(text->kind, period, text->id);
    }
    return text->id;
}

static void write_slot(const struct verdicts_slot *slot, struct period_text *period, struct buffer *out)
{
    struct verdict verdict = {.status = status_of(slot), .error = slot->error};
    if (slot->has_id) {
        verdict.id = span_of(slot->id, sizeof slot->id);
    }
    /* A duplicate may lie in a period that is not looked for, so none is named. */
    if (verdict.status == VERDICT_STORED) {
        verdict.period = period_id(period, slot->period);
    }
    verdict_cbor_write(&verdict, out);
}

static int http_status(const struct verdicts *verdicts)
{
    const struct verdicts_slot *slot = &verdicts->slots[0];
    if (verdicts->opts.media == INTAKE_SEQUENCE) {
        return 200;
    }
    return slot->error != NULL ? error_status(slot->error->code) : slot->stored ? 201 : 200;
}

void verdicts_deliver(const struct verdicts *verdicts, enum period_kind kind)
{
    struct error problem = verdicts->failure;
    struct period_text period = {.kind = kind};
    struct intake_reply reply = {.status = http_status(verdicts), .problem = &problem};
    for (size_t i = 0; problem.code == ERROR_NONE && i < verdicts->opts.n; i++) {
        write_slot(&verdicts->slots[i], &period, &reply.body);
        reply.rejected += verdicts->slots[i].error != NULL;
    }
    if (reply.body.failed) {
        error_set(&problem, ERROR_OUT_OF_MEMORY, "no memory for a reply");
    }
    if (problem.code == ERROR_NONE) {
        reply.problem = NULL;
        reply.content_type =
            verdicts->opts.media == INTAKE_SEQUENCE ? "application/cbor-seq" : "application/cbor";
    } else {
        reply.status = error_status(problem.code);
        buffer_free(&reply.body);
    }
    verdicts->opts.done(verdicts->opts.done_ctx, verdicts->opts.ticket, &reply);
    buffer_free(&reply.body);
}

struct verdicts **verdicts_next(struct verdicts *verdicts)
{
    return &verdicts->next;
}
