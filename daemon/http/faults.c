/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says of many faults now and then that there were some. */
#include "http/faults.h"

#include <string.h>

#include "base/meter.h"

#define PAUSES_MS 1000

static const struct {
    const char *word;
    bool alone;
} facts[FAULT_COUNT] = {
#define X(name, word, alone) [FAULT_##name] = {#word, alone},
    FAULTS(X)
#undef X
};

void faults_init(struct faults *faults, const struct log *log)
{
    *faults = (struct faults){.log = log};
}

/* Takes what can be told: whole steps. */
static uint64_t take_steps(_Atomic uint64_t *untold)
{
    uint64_t n = atomic_load(untold);
    while (!atomic_compare_exchange_weak(untold, &n, n - meter_in_steps(n))) {
    }
    return meter_in_steps(n);
}

void faults_add(struct faults *faults, enum fault fault, uint64_t n, int64_t now_ms)
{
    if (faults == NULL || fault == FAULT_NONE || n == 0) {
        return;
    }
    struct faults_of *of = &faults->of[fault];
    uint64_t untold = atomic_fetch_add(&of->untold, n) + n;
    if ((facts[fault].alone || untold >= METER_STEP) && log_limit_take(&of->limit, now_ms, FAULTS_PAUSE_MS)) {
        log_event(faults->log, LOG_LEVEL_INFO, "client_fault",
                  LOG_FIELDS(log_text("kind", facts[fault].word),
                             log_number("suppressed", (int64_t)take_steps(&of->untold))));
    }
}

enum fault faults_kind(enum error_code code)
{
    static const enum fault kinds[ERROR_CODE_COUNT] = {
        [ERROR_BAD_REQUEST] = FAULT_MALFORMED_HTTP,
        [ERROR_EXPECTATION_FAILED] = FAULT_MALFORMED_HTTP,
        [ERROR_HEAD_TOO_LARGE] = FAULT_MALFORMED_HTTP,
        [ERROR_NOT_IMPLEMENTED] = FAULT_MALFORMED_HTTP,
        [ERROR_VERSION_NOT_SUPPORTED] = FAULT_MALFORMED_HTTP,
        [ERROR_TIMEOUT] = FAULT_TOO_SLOW,
        [ERROR_UNAUTHORIZED] = FAULT_KEY_REFUSED,
        [ERROR_FORBIDDEN] = FAULT_KEY_REFUSED,
        [ERROR_SURVEY_NOT_ALLOWED] = FAULT_KEY_REFUSED,
        [ERROR_TOO_LARGE] = FAULT_TOO_LARGE,
        [ERROR_MALFORMED] = FAULT_SUBMISSION_REFUSED,
        [ERROR_INVALID_FIELD] = FAULT_SUBMISSION_REFUSED,
    };
    bool is_clients = error_status(code) / 100 == 4;
    return kinds[code] == FAULT_NONE && is_clients ? FAULT_REQUEST_REFUSED : kinds[code];
}

void faults_pause(struct faults *faults, size_t connections, int reason, int64_t now_ms)
{
    if (faults != NULL && log_limit_take(&faults->pauses, now_ms, PAUSES_MS)) {
        log_event(faults->log, LOG_LEVEL_WARNING, "accept_paused",
                  LOG_FIELDS(log_number("connections", (int64_t)meter_in_steps(connections)),
                             log_text("reason", strerror(reason))));
    }
}
