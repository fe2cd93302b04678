/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Headcount weighting, trimmed where one weight would rule. */
#include "weighting.h"

#include <math.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "normal.h"

#define TRIM 5.0

/* The answers of one team, which all have one weight. */
struct answers {
    double weight;
    double n;
};

static int compare(const void *a, const void *b)
{
    double x = ((const struct answers *)a)->weight;
    double y = ((const struct answers *)b)->weight;
    return (x > y) - (x < y);
}

/* Weight of the answer that stands at that place, in order of weight; 0 is the lightest. */
static double weight_at(const struct answers *sorted, size_t teams, double place)
{
    double before = 0.0;
    for (size_t i = 0; i + 1 < teams; i++) {
        before += sorted[i].n;
        if (place < before) {
            return sorted[i].weight;
        }
    }
    return sorted[teams - 1].weight;
}

/* Over answers; sorts them. */
static double median_weight(struct answers *answers, size_t teams)
{
    double n = 0.0;
    qsort(answers, teams, sizeof *answers, compare);
    for (size_t i = 0; i < teams; i++) {
        n += answers[i].n;
    }
    double upper = floor(n / 2.0);
    double lower = ceil(n / 2.0) - 1.0;
    return (weight_at(answers, teams, lower) + weight_at(answers, teams, upper)) / 2.0;
}

/* Largest weight that is not cut. */
static bool find_limit(const struct weighting_team *team, size_t teams, double *ret_limit, struct error *err)
{
    CLEANUP(free) struct answers *answers = calloc(teams, sizeof *answers);
    if (answers == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to weigh %zu teams", teams);
    }
    for (size_t i = 0; i < teams; i++) {
        answers[i] = (struct answers){team[i].headcount / team[i].n, team[i].n};
    }
    *ret_limit = TRIM * median_weight(answers, teams);
    return true;
}

static void add_up(const struct weighting_team *team, size_t teams, double limit, struct weighting *w)
{
    double sum = 0.0;
    double squares = 0.0;
    double weighted = 0.0;
    double variance = 0.0;
    for (size_t i = 0; i < teams; i++) {
        double weight = fmin(limit, team[i].headcount / team[i].n);
        double people = weight * team[i].n;
        w->trimmed = w->trimmed || team[i].headcount / team[i].n > limit;
        w->n += team[i].n;
        sum += people;
        squares += weight * people;
        weighted += people * team[i].mean;
        variance += people * people * team[i].sd * team[i].sd / team[i].n;
    }
    w->mean = weighted / sum;
    w->se = sqrt(variance) / sum;
    w->n_eff = sum * sum / squares;
    w->deff = w->n / w->n_eff;
}

bool weighting_of(const struct weighting_team *team, size_t teams, struct weighting *ret_weighting,
                  struct error *err)
{
    struct weighting w = {teams, 0.0, NAN, NAN, NAN, NAN, false};
    double limit = INFINITY;
    if (teams > 0) {
        if (!find_limit(team, teams, &limit, err)) {
            return false;
        }
        add_up(team, teams, limit, &w);
    }
    *ret_weighting = w;
    return true;
}

struct weighting_interval weighting_interval(const struct weighting *w, double least, double most)
{
    if (isnan(w->mean) || isnan(w->se)) {
        return (struct weighting_interval){NAN, NAN};
    }
    return (struct weighting_interval){fmax(least, w->mean - NORMAL_975 * w->se),
                                       fmin(most, w->mean + NORMAL_975 * w->se)};
}
