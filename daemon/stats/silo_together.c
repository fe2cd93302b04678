/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names the communities that lie across units. */
#include "silo_together.h"

#include <math.h>
#include <stdbool.h>

#define CLEAR_Q 0.30
#define MOST_NAMED 40

static double chance_q(double teams, double handoffs)
{
    return (1.0 - 2.0 / sqrt(teams)) * pow(teams / handoffs, 2.0 / 3.0);
}

static bool is_clear(const struct silo_networks *networks)
{
    double chance = chance_q((double)networks->communities.teams, networks->handoffs.figures.total);
    return networks->communities.q >= fmax(CLEAR_Q, chance);
}

/* Whether a team's community has teams of another unit. */
static bool is_parted(const struct silo_together *in, size_t team)
{
    for (size_t i = 0; i < in->teams; i++) {
        if (in->community[i] == in->community[team] && in->unit[i] != in->unit[team]) {
            return true;
        }
    }
    return false;
}

static void name(const struct silo_together *in, size_t team, const char *before, struct buffer *out)
{
    buffer_append_text(out, before);
    buffer_append_text(out, in->code[team]);
}

/* The rest of a community, whose first team begins it. Returns how many are named so far. */
static size_t name_community(const struct silo_together *in, size_t first, size_t named, struct buffer *out)
{
    const char *before = named == 0 ? "" : "; ";
    for (size_t i = first; i < in->teams && named <= MOST_NAMED; i++) {
        if (in->community[i] == in->community[first]) {
            if (named < MOST_NAMED) {
                name(in, i, before, out);
            } else {
                buffer_append_text(out, ", …");
            }
            before = ", ";
            named++;
        }
    }
    return named;
}

enum together silo_together_find(const struct silo_together *in, struct buffer *ret_teams)
{
    const struct communities *communities = &in->networks->communities;
    size_t named = 0;
    int32_t next = 0; /* communities are numbered in the order of their first teams */
    if (communities->lack != LACK_NOTHING) {
        return TOGETHER_UNKNOWN;
    }
    if (!is_clear(in->networks)) {
        return TOGETHER_UNCLEAR;
    }
    for (size_t i = 0; i < in->teams && named <= MOST_NAMED; i++) {
        if (in->community[i] == next) {
            next++;
            named = is_parted(in, i) ? name_community(in, i, named, ret_teams) : named;
        }
    }
    return named > 0 ? TOGETHER_PARTED : TOGETHER_AS_CHARTED;
}
