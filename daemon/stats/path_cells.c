/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pools the deviations of entry teams before anything of them is kept. */
#include "path_cells.h"

#include <string.h>

#include "math/penalty.h"
#include "model/submission.h"
#include "store/path_store.h"

/* The groups of one entry team are added once all of them are there. */
struct pooling {
    struct penalty_sums sums;
    int64_t mixed; /* entry teams with contacts handed on and others not */
    double points; /* of a unit */
    int32_t entry;
    size_t n;
    struct penalty_cases cases[SUBMISSION_MAX_PATH];
};

static void add_entry(struct pooling *pooling)
{
    int64_t stayed = 0;
    int64_t all = 0;
    for (size_t i = 0; i < pooling->n; i++) {
        all += pooling->cases[i].n;
        stayed += pooling->cases[i].h < 1.0 ? pooling->cases[i].n : 0;
    }
    pooling->mixed += stayed > 0 && stayed < all;
    penalty_add(&pooling->sums, pooling->cases, pooling->n);
    pooling->n = 0;
}

static bool take_group(void *ctx, const struct path_group *group, struct error *err)
{
    struct pooling *pooling = ctx;
    if (pooling->n > 0 && pooling->entry != group->entry) {
        add_entry(pooling);
    }
    if (pooling->n == SUBMISSION_MAX_PATH) {
        return error_set(err, ERROR_INTERNAL, "a path of more than %d teams", SUBMISSION_MAX_PATH);
    }
    pooling->entry = group->entry;
    pooling->cases[pooling->n++] =
        (struct penalty_cases){.h = group->handoffs,
                               .n = group->n,
                               .y = pooling->points * (double)group->sum,
                               .yy = pooling->points * pooling->points * (double)group->squares};
    return true;
}

const struct dimension *path_satisfaction(const struct figures *figures, const struct metric_source *source)
{
    for (size_t i = 0; i < source->n_dimensions; i++) {
        int32_t metric = source->metrics[i];
        if (metric != METRIC_NONE && figures->set->metrics[metric].audience == AUDIENCE_CUSTOMER &&
            source->dimensions[i].kind == DIMENSION_MEAN &&
            strcmp(source->dimensions[i].code, PATH_SATISFACTION) == 0) {
            return &source->dimensions[i];
        }
    }
    return NULL;
}

/* Adds the contacts of one version of a survey. *mixed: the most entry teams of one version that had both. */
static bool pool_source(struct db *db, struct path_query *query, struct pooling *pooling, int64_t *mixed,
                        struct error *err)
{
    pooling->points = 100.0 / query->rated.dimensions->unit;
    pooling->mixed = 0;
    if (!path_store_groups(db, query, take_group, pooling, err)) {
        return false;
    }
    add_entry(pooling);
    *mixed = pooling->mixed > *mixed ? pooling->mixed : *mixed;
    return true;
}

static bool may_be_kept(const struct penalty_sums *sums, int64_t mixed)
{
    return sums->handed_on >= PATH_LEAST && sums->n - sums->handed_on >= PATH_LEAST && mixed >= 2;
}

static bool keep(struct db *db, int32_t period, const struct penalty_sums *sums, struct error *err)
{
    const struct path_penalty row = {sums->n,  sums->handed_on, sums->groups, sums->hh,
                                     sums->hy, sums->hhyy,      sums->hhhy,   sums->hhhh};
    return path_store_add_penalty(db, period, &row, err);
}

static bool pool(struct db *db, const struct figures *figures, struct path_query *query, struct error *err)
{
    struct pooling pooling = {.n = 0};
    int64_t mixed = 0;
    for (size_t s = 0; s < figures->set->n_sources; s++) {
        const struct metric_source *source = &figures->set->sources[s];
        const struct dimension *satisfaction = path_satisfaction(figures, source);
        query->rated = (struct tally_query){figures->period->table, source->survey, satisfaction, 1, 0};
        if (satisfaction != NULL && !pool_source(db, query, &pooling, &mixed, err)) {
            return false;
        }
    }
    return !may_be_kept(&pooling.sums, mixed) || keep(db, figures->period->period, &pooling.sums, err);
}

bool path_cells_write(struct db *db, const struct figures *figures, const struct handoff_team *teams,
                      size_t n, struct error *err)
{
    struct path_query query = {.teams = teams, .n_teams = n};
    return path_store_count(db, figures->period, teams, n, err) && pool(db, figures, &query, err);
}
