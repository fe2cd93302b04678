/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every team's series through the CUSUM. */
#include "change_analysis.h"

#include <math.h>
#include <stdlib.h>

#include "math/moments.h"
#include "math/series.h"

#define MAX_PHI 0.8

/* What the analysis works on. */
struct workspace {
    size_t teams;
    size_t periods;
    struct cusum_opts cusum;
    double *centred;          /* [teams * periods] */
    struct cusum_step *steps; /* [periods], of the team at hand */
};

static void release(struct workspace *w)
{
    free(w->centred);
    free(w->steps);
}

static bool prepare(struct workspace *w, const struct change_analysis_opts *opts)
{
    size_t n = w->teams * w->periods;
    w->cusum = opts->cusum;
    w->centred = calloc(n + 1, sizeof *w->centred);
    w->steps = calloc(w->periods + 1, sizeof *w->steps);
    if (w->centred == NULL || w->steps == NULL) {
        return false;
    }
    return true;
}

static void copy(struct workspace *w, const double *x)
{
    for (size_t i = 0; i < w->teams * w->periods; i++) {
        w->centred[i] = x[i];
    }
}

/* Mean over the teams that have a series of some length, each without its trend. `room` is overwritten. */
static double pool_phi(const struct workspace *w, double *room)
{
    double sum = 0.0;
    size_t n = 0;
    for (size_t i = 0; i < w->teams; i++) {
        double *x = room + i * w->periods;
        bool long_enough = moments_of(x, w->periods).n >= w->cusum.warm;
        series_detrend(x, w->periods);
        double phi = long_enough ? series_ar1(x, w->periods).phi : NAN;
        sum += isnan(phi) ? 0.0 : phi;
        n += isnan(phi) ? 0 : 1;
    }
    return n == 0 ? NAN : fmax(0.0, fmin(MAX_PHI, sum / (double)n));
}

/* Where a team stands before its first alarm is known. */
static struct change begin(const struct workspace *w, size_t team, const double *x)
{
    struct change change = {.team = team,
                            .n = moments_of(x, w->periods).n,
                            .u = NAN,
                            .up = NAN,
                            .down = NAN,
                            .size = {NAN, NAN, NAN}};
    for (size_t t = 0; t < w->periods; t++) {
        const struct cusum_step *step = &w->steps[t];
        if (!isnan(step->u)) {
            change.judged++;
            change.up = step->up;
            change.down = step->down;
        }
    }
    return change;
}

/* What an alarm in period t says of the series' level. */
static struct level_difference size_of(const struct cusum_step *step, const double *x, size_t t)
{
    struct level before = level_of(x + step->origin, step->change - step->origin);
    struct level after = level_of(x + step->change, t + 1 - step->change);
    return level_difference(&before, &after);
}

static void add_team(const struct workspace *w, size_t team, struct change_analysis *analysis)
{
    const double *x = w->centred + team * w->periods;
    struct change none = begin(w, team, x);
    size_t alarms = 0;
    for (size_t t = 0; t < w->periods; t++) {
        const struct cusum_step *step = &w->steps[t];
        if (step->alarm == CUSUM_NONE) {
            continue;
        }
        struct change change = none;
        change.alarm = ++alarms;
        change.direction = step->alarm;
        change.period = t;
        change.since = step->change;
        change.u = step->u;
        change.up = step->up;
        change.down = step->down;
        change.size = size_of(step, x, t);
        analysis->changes[analysis->n++] = change;
    }
    if (alarms == 0) {
        analysis->changes[analysis->n++] = none;
    }
    analysis->judged += none.judged > 0;
}

/* An alarm needs `warm` residuals before it, so a series holds no more than this; one row where it holds
 * none. */
static size_t most_changes(const struct workspace *w)
{
    return w->teams * (1 + w->periods / (w->cusum.warm + 1));
}

static bool analyse(struct workspace *w, const double *x, const struct change_analysis_opts *opts,
                    struct change_analysis *analysis)
{
    if (!prepare(w, opts)) {
        return false;
    }
    analysis->changes = calloc(most_changes(w) + 1, sizeof *analysis->changes);
    if (analysis->changes == NULL) {
        return false;
    }
    copy(w, x);
    analysis->phi = pool_phi(w, w->centred);
    copy(w, x);
    series_centre(w->centred, w->teams, w->periods, opts->min_centre);
    w->cusum.phi = analysis->phi;
    for (size_t i = 0; i < w->teams; i++) {
        cusum_run(w->centred + i * w->periods, w->periods, &w->cusum, w->steps);
        add_team(w, i, analysis);
    }
    return true;
}

bool change_analysis_new(const double *x, size_t teams, size_t periods,
                         const struct change_analysis_opts *opts, struct change_analysis **ret_analysis,
                         struct error *err)
{
    struct workspace w = {.teams = teams, .periods = periods};
    struct change_analysis *analysis CLEANUP(change_analysis_free) = calloc(1, sizeof *analysis);
    bool ok = analysis != NULL && analyse(&w, x, opts, analysis);
    release(&w);
    if (!ok) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the changes of %zu teams", teams);
    }
    *ret_analysis = analysis;
    analysis = NULL;
    return true;
}

struct change_analysis *change_analysis_free(struct change_analysis *analysis)
{
    if (analysis != NULL) {
        free(analysis->changes);
        free(analysis);
    }
    return NULL;
}
