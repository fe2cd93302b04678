/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts and percentiles. */
#include "tally.h"

#include <stdlib.h>
#include <string.h>

static void reserve(struct tally_latencies *latencies, size_t more)
{
    if (latencies->n + more <= latencies->room) {
        return;
    }
    latencies->room = 2 * (latencies->n + more) + 1024;
    latencies->us = realloc(latencies->us, latencies->room * sizeof *latencies->us);
    if (latencies->us == NULL) {
        abort();
    }
}

void tally_count(struct tally *tally, unsigned status)
{
    tally->answered++;
    tally->by_status[status < 600 ? status : 0]++;
}

void tally_time(struct tally *tally, unsigned status, int64_t latency_ns)
{
    struct tally_latencies *latencies = status / 100 == 2 ? &tally->good : &tally->refused;
    reserve(latencies, 1);
    latencies->us[latencies->n++] = (uint32_t)(latency_ns / 1000);
}

static void add(struct tally_latencies *latencies, const struct tally_latencies *more)
{
    reserve(latencies, more->n);
    if (more->n > 0) {
        memcpy(latencies->us + latencies->n, more->us, more->n * sizeof *more->us);
        latencies->n += more->n;
    }
}

void tally_add(struct tally *tally, const struct tally *more)
{
    add(&tally->good, &more->good);
    add(&tally->refused, &more->refused);
    for (size_t i = 0; i < sizeof tally->by_status / sizeof *tally->by_status; i++) {
        tally->by_status[i] += more->by_status[i];
    }
    tally->answered += more->answered;
    tally->unanswered += more->unanswered;
    tally->lost += more->lost;
    tally->reconnected += more->reconnected;
}

void tally_free(struct tally *tally)
{
    free(tally->good.us);
    free(tally->refused.us);
}

static int compare(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void print_latencies(struct tally_latencies *latencies, FILE *out)
{
    static const struct {
        const char *name;
        double share;
    } quantiles[] = {{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p999", 0.999}, {"max", 1}};
    if (latencies->n == 0) {
        fputs("null", out);
        return;
    }
    qsort(latencies->us, latencies->n, sizeof *latencies->us, compare);
    for (size_t i = 0; i < sizeof quantiles / sizeof *quantiles; i++) {
        size_t at = (size_t)(quantiles[i].share * (double)(latencies->n - 1));
        fprintf(out, "%s\"%s\": %u", i == 0 ? "{" : ", ", quantiles[i].name, latencies->us[at]);
    }
    fputs("}", out);
}

void tally_print(struct tally *tally, FILE *out)
{
    fprintf(out, "\"requests\": %zu, \"answered\": %llu, \"unanswered\": %llu, \"status\": {",
            tally->good.n + tally->refused.n, (unsigned long long)tally->answered,
            (unsigned long long)tally->unanswered);
    const char *separator = "";
    for (size_t i = 0; i < sizeof tally->by_status / sizeof *tally->by_status; i++) {
        if (tally->by_status[i] > 0) {
            fprintf(out, "%s\"%zu\": %llu", separator, i, (unsigned long long)tally->by_status[i]);
            separator = ", ";
        }
    }
    fputs("}, \"latency_us\": ", out);
    print_latencies(&tally->good, out);
    fputs(", \"refused_latency_us\": ", out);
    print_latencies(&tally->refused, out);
    fprintf(out, ", \"lost\": %llu, \"reconnected\": %llu", (unsigned long long)tally->lost,
            (unsigned long long)tally->reconnected);
}
