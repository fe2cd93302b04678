/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prometheus's text format. */
#include "wire/metrics_text.h"

void metrics_text_family(const char *name, const char *type, const char *help, struct buffer *out)
{
    buffer_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

void metrics_text_sample(const char *name, const char *label, const char *label_value, double value,
                         struct buffer *out)
{
    if (label == NULL) {
        buffer_printf(out, "%s %.15g\n", name, value);
    } else {
        buffer_printf(out, "%s{%s=\"%s\"} %.15g\n", name, label, label_value, value);
    }
}

void metrics_text_histogram(const char *name, const struct histogram_total *total, uint64_t unit,
                            struct buffer *out)
{
    size_t n = total->bounds == NULL ? 0 : total->bounds->n;
    uint64_t count = 0;
    for (size_t i = 0; i < n; i++) {
        count += total->counts[i];
        buffer_printf(out, "%s_bucket{le=\"%.15g\"} %llu\n", name,
                      (double)total->bounds->upper[i] / (double)unit,
                      (unsigned long long)meter_in_steps(count));
    }
    count += total->counts[n];
    uint64_t sum = unit == 1 ? meter_in_steps(total->sum) : total->sum;
    buffer_printf(out, "%s_bucket{le=\"+Inf\"} %llu\n%s_sum %.15g\n%s_count %llu\n", name,
                  (unsigned long long)meter_in_steps(count), name, (double)sum / (double)unit, name,
                  (unsigned long long)meter_in_steps(count));
}
