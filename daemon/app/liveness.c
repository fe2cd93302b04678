/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks at every heartbeat. */
#include "liveness.h"

/* 1: dead. */
static size_t judge(int64_t silence_ms, int64_t patience_ms, struct buffer *out)
{
    bool dead = silence_ms > patience_ms;
    if (out != NULL) {
        buffer_printf(out, "%s: silent for %lld ms\n", dead ? "dead" : "alive", (long long)silence_ms);
    }
    return dead;
}

size_t liveness_count_dead(const struct parts *parts, int64_t patience_ms, struct buffer *out)
{
    size_t dead = 0;
    for (size_t i = 0; i < parts->n_workers; i++) {
        if (out != NULL) {
            buffer_printf(out, "worker %zu ", i);
        }
        dead += judge(worker_silence_ms(parts->workers[i]), patience_ms, out);
    }
    if (parts->stats != NULL) {
        if (out != NULL) {
            buffer_append_text(out, "stats ");
        }
        dead += judge(stats_thread_silence_ms(parts->stats), LIVENESS_STATS_TIMES * patience_ms, out);
    }
    return dead;
}
