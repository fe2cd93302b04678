/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_BENCH_TALLY_H
#define PULSSID_BENCH_TALLY_H

/* What came of the requests: how many of all were answered with which status, and how long those took that
 * were measured. Latencies are in microseconds. */

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct tally_latencies {
    uint32_t *us;
    size_t n, room;
};

struct tally {
    struct tally_latencies good;    /* status 2xx */
    struct tally_latencies refused; /* any other */
    uint64_t by_status[600];        /* of all, measured or not */
    uint64_t answered;
    uint64_t unanswered;  /* sent without an answer, or due and never sent */
    uint64_t lost;        /* connections that ended with requests in flight */
    uint64_t reconnected; /* connections that the server closed between requests */
};

/* Aborts the program when memory is out. */
void tally_count(struct tally *tally, unsigned status);
void tally_time(struct tally *tally, unsigned status, int64_t latency_ns);
void tally_add(struct tally *tally, const struct tally *more);
void tally_free(struct tally *tally);

/* Members of a JSON object: requests (those measured), answered, unanswered, status, latency_us,
 * refused_latency_us, lost, reconnected. */
void tally_print(struct tally *tally, FILE *out);

#endif
