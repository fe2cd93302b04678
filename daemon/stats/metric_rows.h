/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_METRIC_ROWS_H
#define PULSSID_STATS_METRIC_ROWS_H

/* A review as the rows that are stored, with its sentences. */

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "metric_text.h"
#include "store/metric_store.h"

/* Zeroed; then metric_rows_init(), then metric_rows_free(), also after a failure. What the saying points at
 * must live as long. */
struct metric_rows {
    struct metric_row row; /* points into texts */
    struct buffer texts;
};

/* period: the newest with published teams. The review is judged. OUT_OF_MEMORY. */
bool metric_rows_init(struct metric_rows *rows, const struct metric_saying *saying, int32_t period,
                      struct error *err) MUST_CHECK;
void metric_rows_free(struct metric_rows *rows);

/* The same for how many metrics are in use; a warning from more than `most`. */
struct metric_set_rows {
    struct metric_set_row row;
    struct buffer texts;
};
bool metric_set_rows_init(struct metric_set_rows *rows, int64_t active, int64_t most,
                          struct error *err) MUST_CHECK;
void metric_set_rows_free(struct metric_set_rows *rows);

static inline void metric_rows_free_local(struct metric_rows *rows)
{
    metric_rows_free(rows);
}

static inline void metric_set_rows_free_local(struct metric_set_rows *rows)
{
    metric_set_rows_free(rows);
}

#endif
