/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MATH_BOUNCE_H
#define PULSSID_MATH_BOUNCE_H

/*
 * How often customers are sent from desk to desk, and how satisfied they are by how often it happened
 * (statistics.md 5.2). A contact's path is the teams that it visited, immediate repeats taken once; its
 * handoffs are the steps of the path. Made from counts and sums, of any number of periods added up. Pure.
 */

#include <stddef.h>
#include <stdint.h>

#include "lack.h"
#include "score.h"

#define BOUNCE_STEPS 4 /* 0, 1, 2, and 3 handoffs or more */

/* Satisfaction of the contacts that were rated, in whole units: a score of u units is 100 * u / unit. */
struct bounce_rated {
    int64_t n;
    int64_t sum;
    int64_t sum_squares;
};

struct bounce_counts {
    int64_t contacts[BOUNCE_STEPS];
    int64_t handoffs; /* of all contacts */
    int64_t handoffs_squared;
    int64_t ping_pong; /* contacts that came back to a team */
    struct bounce_rated rated[BOUNCE_STEPS];
    int32_t unit;
};

struct bounce_step {
    int64_t contacts;
    int64_t n; /* rated */
    enum lack lack;
    struct score satisfaction;
};

/* With LACK_CONTACTS there are no shares and no mean. */
struct bounce {
    enum lack lack;
    int64_t contacts;
    struct share bounced;    /* visited two teams or more */
    struct share first_desk; /* the first team sent them nowhere */
    struct share ping_pong;
    struct score teams; /* visited, a contact; SD 0 and no width when all visited as many */
    struct bounce_step step[BOUNCE_STEPS];
};

/* min_rated: a step of fewer rated contacts has no satisfaction; below 2 it counts as 2. As many contacts are
 * needed for the shares. */
struct bounce bounce_of(const struct bounce_counts *counts, int64_t min_rated);

#endif
