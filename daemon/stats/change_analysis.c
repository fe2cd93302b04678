/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every team's series through the CUSUM. */
#include "change_analysis.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "math/moments.h"
#include "math/series.h"

#define MAX_PHI 0.8

/* What the analysis works on. */
struct workspace {
    const struct change_input *input;
    struct cusum_opts cusum;
    bool withheld;
    double *x;               /* a copy of the scores */
    struct cusum_step *step; /* [teams * periods] */
};

/* Where the window begins. */
static size_t start_of(const struct change_input *input)
{
    return input->periods - input->window;
}

static void workspace_free_local(const struct workspace *w)
{
    free(w->x);
    free(w->step);
}

static void copy_scores(struct workspace *w)
{
    size_t n = (w->input->teams + w->input->others) * w->input->periods;
    for (size_t i = 0; i < n; i++) {
        w->x[i] = w->input->x[i];
    }
}

/* Mean over the teams that have a series of some length, each without its trend. The copy is spent. */
static double pool_phi(struct workspace *w)
{
    size_t periods = w->input->periods;
    double sum = 0.0;
    size_t n = 0;
    for (size_t i = 0; i < w->input->teams; i++) {
        double *x = w->x + i * periods;
        bool long_enough = moments_of(x, periods).n >= w->cusum.warm;
        series_detrend(x, periods);
        double phi = long_enough && !series_is_constant(x, periods) ? series_ar1(x, periods).phi : NAN;
        sum += isnan(phi) ? 0.0 : phi;
        n += isnan(phi) ? 0 : 1;
    }
    return n == 0 ? NAN : fmax(0.0, fmin(MAX_PHI, sum / (double)n));
}

/* Periods with a value that directly follow one with a value. */
static size_t count_residuals(const double *x, size_t periods)
{
    size_t n = 0;
    for (size_t t = 1; t < periods; t++) {
        n += !isnan(x[t]) && !isnan(x[t - 1]) ? 1 : 0;
    }
    return n;
}

/* Why a team was not judged at all. */
static enum change_status explain(const struct workspace *w, const struct change_team *team,
                                  const double *raw)
{
    if (w->withheld) {
        return CHANGE_NOT_OF_TEAMS;
    }
    if (count_residuals(raw, w->input->window) <= w->cusum.warm) {
        return CHANGE_FEW_PERIODS;
    }
    return team->residuals <= w->cusum.warm ? CHANGE_FEW_TEAMS : CHANGE_NO_VARIATION;
}

/* Runs team i; one whose published scores never change says nothing, though centring makes its series vary.
 */
static struct change_team judge_team(const struct workspace *w, size_t i)
{
    size_t periods = w->input->periods;
    size_t start = start_of(w->input);
    const double *raw = w->input->x + i * periods;
    const double *x = w->x + i * periods;
    struct cusum_step *steps = w->step + i * periods;
    struct cusum_opts opts = w->cusum;
    opts.phi = series_is_constant(raw, periods) ? NAN : opts.phi;
    cusum_run(x, periods, &opts, steps);
    struct change_team team = {.n = moments_of(raw + start, w->input->window).n,
                               .residuals = count_residuals(x + start, w->input->window)};
    for (size_t t = start; t < periods; t++) {
        team.judged += isnan(steps[t].u) ? 0 : 1;
        team.alarms += steps[t].alarm == CUSUM_NONE ? 0 : 1;
    }
    team.status = team.judged > 0 ? CHANGE_PUBLISHED : explain(w, &team, raw + start);
    return team;
}

/* Between two changes a series has one level. */
static struct series_mean level_between(const struct workspace *w, size_t i, size_t from, size_t to)
{
    return series_mean(w->x + i * w->input->periods + from, to - from);
}

/* An alarm in the series' own periods. */
struct event {
    enum cusum_alarm direction;
    size_t period;
    size_t since;
};

/* The next alarm of team i from period t on; a period past the end where there is none. */
static struct event next_event(const struct workspace *w, size_t i, size_t t)
{
    size_t periods = w->input->periods;
    const struct cusum_step *steps = w->step + i * periods;
    while (t < periods && steps[t].alarm == CUSUM_NONE) {
        t++;
    }
    return t == periods ? (struct event){CUSUM_NONE, periods, periods}
                        : (struct event){steps[t].alarm, t, steps[t].change};
}

/* Of alarms before the window too: what comes between two of them is a level of its own. */
static void add_alarms(const struct workspace *w, size_t i, struct change_analysis *a)
{
    size_t start = start_of(w->input);
    size_t before = 0;
    struct event event = next_event(w, i, 0);
    while (event.direction != CUSUM_NONE) {
        struct event next = next_event(w, i, event.period + 1);
        if (event.period >= start) {
            struct series_mean earlier = level_between(w, i, before, event.since);
            struct series_mean later = level_between(w, i, event.since, next.since);
            a->alarm[a->alarms++] = (struct change_alarm){.team = i,
                                                          .direction = event.direction,
                                                          .period = event.period - start,
                                                          .since = (int32_t)event.since - (int32_t)start,
                                                          .size = level_difference(&earlier, &later)};
        }
        before = event.since;
        event = next;
    }
}

static bool allocate(struct workspace *w, struct change_analysis *a)
{
    size_t periods = w->input->periods;
    w->x = calloc((a->teams + w->input->others) * periods + 1, sizeof *w->x);
    w->step = calloc(a->teams * periods + 1, sizeof *w->step);
    a->team = calloc(a->teams + 1, sizeof *a->team);
    a->step = calloc(a->teams * a->periods + 1, sizeof *a->step);
    return w->x != NULL && w->step != NULL && a->team != NULL && a->step != NULL;
}

/* Fills in the teams and their steps; returns how many alarms there are. */
static size_t judge(struct workspace *w, size_t min_centre, struct change_analysis *a)
{
    size_t alarms = 0;
    size_t periods = w->input->periods;
    copy_scores(w);
    a->phi = w->withheld ? NAN : pool_phi(w);
    w->cusum.phi = a->phi;
    copy_scores(w);
    series_centre(w->x, a->teams + w->input->others, periods, min_centre);
    for (size_t i = 0; i < a->teams; i++) {
        a->team[i] = judge_team(w, i);
        alarms += a->team[i].alarms;
        memcpy(a->step + i * a->periods, w->step + i * periods + start_of(w->input),
               a->periods * sizeof *a->step);
    }
    return alarms;
}

static bool analyse(struct workspace *w, size_t min_centre, struct change_analysis *a)
{
    if (!allocate(w, a)) {
        return false;
    }
    a->alarm = calloc(judge(w, min_centre, a) + 1, sizeof *a->alarm);
    for (size_t i = 0; a->alarm != NULL && i < a->teams; i++) {
        add_alarms(w, i, a);
    }
    return a->alarm != NULL;
}

bool change_analysis_new(const struct change_input *input, const struct change_analysis_opts *opts,
                         struct change_analysis **ret_analysis, struct error *err)
{
    CLEANUP(workspace_free)
    struct workspace w = {.input = input, .cusum = opts->cusum, .withheld = opts->withheld};
    struct change_analysis *a CLEANUP(change_analysis_free) = calloc(1, sizeof *a);
    if (a != NULL) {
        a->teams = input->teams;
        a->periods = input->window;
    }
    if (a == NULL || !analyse(&w, opts->min_centre, a)) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the changes of %zu teams", input->teams);
    }
    *ret_analysis = a;
    a = NULL;
    return true;
}

struct change_analysis *change_analysis_free(struct change_analysis *analysis)
{
    if (analysis != NULL) {
        free(analysis->team);
        free(analysis->step);
        free(analysis->alarm);
        free(analysis);
    }
    return NULL;
}
