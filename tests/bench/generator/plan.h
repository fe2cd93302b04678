/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_BENCH_PLAN_H
#define PULSSID_BENCH_PLAN_H

/* What the generator is asked to do, as read from its command line. */

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum plan_mode {
    PLAN_CLOSED,     /* every connection keeps so many requests in flight */
    PLAN_OPEN,       /* requests fall due at a rate, whoever is free sends them; latency counts from then */
    PLAN_HANDSHAKES, /* connect, one request, close, again */
    PLAN_HOLD        /* connect, one request each, stay idle until standard input ends */
};

struct plan {
    enum plan_mode mode;
    struct sockaddr_in address;
    const char *ca;   /* PEM; NULL: any certificate */
    const char *path; /* of the requests */
    const char *key;  /* NULL: none is sent */
    const char *day;  /* "2026-11-20", of every submission */
    unsigned threads;
    unsigned connections; /* of all threads */
    unsigned in_flight;   /* of each connection, CLOSED alone */
    unsigned batch;       /* submissions in a body; 1 sends application/cbor, more a sequence, 0 sends GET */
    unsigned teams;       /* T0001 … are submitted for in turn */
    unsigned sources;     /* 127.0.0.1 … 127.0.0.N are connected from */
    double rate;          /* requests/s of all threads, OPEN alone */
    double warm;          /* seconds of the same before anything is measured */
    double seconds;
};

#define PLAN_IN_FLIGHT_MAX 64

/* Reads --name=value words. False after a sentence on standard error. */
bool plan_read(int argc, char **argv, struct plan *ret_plan);

#endif
