/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What workers have answered, looked at again and again. */
#include "traffic.h"

#include "base/clock.h"

static uint64_t count_answers(const struct traffic *traffic)
{
    uint64_t answered = 0;
    for (size_t i = 0; i < traffic->n_workers; i++) {
        const struct listen_metrics *listen = worker_metrics(traffic->workers[i]).listen;
        for (size_t c = 0; c < LISTEN_STATUS_CLASSES; c++) {
            answered += meter_get(&listen->responses[c]);
        }
    }
    return answered;
}

bool traffic_is_quiet(struct traffic *traffic)
{
    uint64_t answered = count_answers(traffic);
    int64_t now_ms = clock_monotonic_ms();
    if (answered != traffic->answered || traffic->n_workers == 0) {
        traffic->answered = answered;
        traffic->busy_ms = now_ms;
    }
    return now_ms - traffic->busy_ms >= TRAFFIC_QUIET_MS;
}
