/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_WIRE_METRICS_TEXT_H
#define PULSSID_WIRE_METRICS_TEXT_H

/*
 * Metrics as Prometheus reads them: the text-based exposition format, version 0.0.4
 * (https://prometheus.io/docs/instrumenting/exposition_formats/). Sticky failure of the buffer.
 */

#include <stdint.h>

#include "base/buffer.h"
#include "base/histogram.h"

#define METRICS_TEXT_TYPE "text/plain; version=0.0.4; charset=utf-8"

/* A family's head; its samples follow, those of one family together. type: "counter", "gauge", "histogram".
 * help: one line without a backslash. */
void metrics_text_family(const char *name, const char *type, const char *help, struct buffer *out);

/* One sample. label NULL: none, else its value follows, which needs no escaping: no quote, backslash or line
 * end. */
void metrics_text_sample(const char *name, const char *label, const char *label_value, double value,
                         struct buffer *out);

/* The samples of one histogram without labels. Bounds and sum are divided by `unit`; counts are rounded down
 * to steps, and so is the sum where unit is 1, a count itself. */
void metrics_text_histogram(const char *name, const struct histogram_total *total, uint64_t unit,
                            struct buffer *out);

#endif
