/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shares and means of contacts by the number of handoffs. */
#include "bounce.h"

#include <math.h>

#define LEAST 2
/* score_mean() gives 100 * u / unit: with this unit the number itself. */
#define COUNT 100

static struct bounce_step describe_step(const struct bounce_counts *counts, size_t step, int64_t least)
{
    const struct bounce_rated *rated = &counts->rated[step];
    struct bounce_step described = {
        .contacts = counts->contacts[step], .n = rated->n, .satisfaction = {NAN, NAN, NAN, NAN, NAN}};
    described.lack = rated->n < least ? LACK_CONTACTS : LACK_NOTHING;
    if (described.lack == LACK_NOTHING) {
        described.satisfaction = score_mean(rated->n, rated->sum, rated->sum_squares, counts->unit);
    }
    return described;
}

/* A contact has visited one team more than it has handoffs. */
static struct score mean_teams(const struct bounce_counts *counts, int64_t contacts)
{
    int64_t squares = counts->handoffs_squared + 2 * counts->handoffs + contacts;
    return score_mean(contacts, counts->handoffs + contacts, squares, COUNT);
}

struct bounce bounce_of(const struct bounce_counts *counts, int64_t min_rated)
{
    int64_t least = min_rated < LEAST ? LEAST : min_rated;
    struct share unknown = {NAN, NAN, NAN};
    struct bounce bounce = {.bounced = unknown, .first_desk = unknown, .ping_pong = unknown};
    for (size_t step = 0; step < BOUNCE_STEPS; step++) {
        bounce.contacts += counts->contacts[step];
        bounce.step[step] = describe_step(counts, step, least);
    }
    bounce.teams = (struct score){NAN, NAN, NAN, NAN, NAN};
    bounce.lack = bounce.contacts < least ? LACK_CONTACTS : LACK_NOTHING;
    if (bounce.lack == LACK_NOTHING) {
        bounce.bounced = score_share(bounce.contacts - counts->contacts[0], bounce.contacts);
        bounce.first_desk = score_share(counts->contacts[0], bounce.contacts);
        bounce.ping_pong = score_share(counts->ping_pong, bounce.contacts);
        bounce.teams = mean_teams(counts, bounce.contacts);
    }
    return bounce;
}
