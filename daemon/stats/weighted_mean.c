/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Weighs published leaf teams by their headcounts. */
#include "weighted_mean.h"

#include <math.h>
#include <stdlib.h>

#include "exact_cell.h"
#include "math/weighting.h"
#include "store/weighted_store.h"

#define LEAST 0.0
#define MOST 100.0

/* The teams that are weighed: as they are, and as they may be shown. */
struct teams {
    size_t n;
    struct weighting_team *exact;
    struct weighting_team *shown;
};

static void teams_free_local(const struct teams *teams)
{
    free(teams->exact);
    free(teams->shown);
}

static void add(struct teams *teams, int32_t headcount, const struct cell *cell, double pooled_sd)
{
    double sd = cell->shows_spread ? cell->sd : pooled_sd;
    teams->exact[teams->n] =
        (struct weighting_team){(double)headcount, (double)cell->tally.n, cell->mean, cell->sd};
    teams->shown[teams->n] = teams->exact[teams->n];
    teams->shown[teams->n].sd = sd > 0.0 ? sd : NAN;
    teams->n++;
}

static bool collect(const struct figures *figures, size_t metric, double pooled_sd, struct teams *teams,
                    struct error *err)
{
    size_t nodes = figures->tree->n;
    teams->exact = calloc(nodes, sizeof *teams->exact);
    teams->shown = calloc(nodes, sizeof *teams->shown);
    if (teams->exact == NULL || teams->shown == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to weigh %zu teams", nodes);
    }
    for (size_t v = 0; v < nodes; v++) {
        int32_t headcount = figures->tree->nodes[v].team.headcount;
        struct cell cell = exact_cell(figures, metric, v);
        if (figures_is_leaf(figures, v) && cell.state == CELL_PUBLISHED && headcount > 0) {
            add(teams, headcount, &cell, pooled_sd);
        }
    }
    return true;
}

static struct weighted_row row_of(const struct weighting *exact, const struct weighting *shown)
{
    struct weighting_interval own = weighting_interval(exact, LEAST, MOST);
    struct weighting_interval pooled = weighting_interval(shown, LEAST, MOST);
    return (struct weighted_row){.teams = (double)exact->teams,
                                 .n = exact->n,
                                 .mean = exact->mean,
                                 .se = exact->se,
                                 .lo = own.lo,
                                 .hi = own.hi,
                                 .shown_se = shown->se,
                                 .shown_lo = pooled.lo,
                                 .shown_hi = pooled.hi,
                                 .n_eff = exact->n_eff,
                                 .deff = exact->deff,
                                 .trimmed = exact->trimmed ? "true" : "false"};
}

bool weighted_mean_write(struct db *db, const struct figures *figures, size_t metric,
                         struct display_spread pooled, struct error *err)
{
    const struct metric *m = &figures->set->metrics[metric];
    struct cell_key key = {figures->period->period, m->dimension};
    CLEANUP(teams_free) struct teams teams = {0};
    struct weighting exact;
    struct weighting shown;
    if (m->audience != AUDIENCE_EMPLOYEE || m->kind != DIMENSION_MEAN) {
        return true;
    }
    if (!collect(figures, metric, pooled.sd, &teams, err) ||
        !weighting_of(teams.exact, teams.n, &exact, err) ||
        !weighting_of(teams.shown, teams.n, &shown, err)) {
        return false;
    }
    struct weighted_row row = row_of(&exact, &shown);
    return teams.n == 0 || weighted_store_insert(db, &key, &row, err);
}
