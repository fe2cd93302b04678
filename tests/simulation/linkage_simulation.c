/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * linkage_simulation [times]: how often a linkage finds what is not there, and how often what is, in
 * organisations where that is known, beside the naive way; against the rates of statistics.md 3.3 and 3.5.
 * Where teams share a shock, and of the pooled link, the organisations are not those of 3.2 and 4.1 (a link
 * without shock is found in .987 of ours, in .898 of theirs): the bounds are our own. Seeds are fixed.
 * `times` makes that many times as many organisations. Fails where a rate leaves the binomial error of the
 * runs made and of those behind the reference.
 */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "linked_organisation.h"
#include "math/evidence.h"
#include "math/fdr.h"
#include "math/generator.h"
#include "math/moments.h"
#include "math/series.h"
#include "stats/linkage_analysis.h"

#define MAX_TEAMS 200
#define MAX_PERIODS 104
#define MAX_LAG 4
#define ALPHA 0.05
#define REFERENCE 100 /* organisations behind each rate of the reference */
#define DEVIATIONS 3.3
#define ROUNDED 0.0006

/* Events in trials, and what the reference has for them. */
struct rate {
    const char *what;
    double expected; /* NAN: bounds alone */
    double least;
    double most;
    double events;
    double trials;
    double reference; /* trials behind the expected rate */
};

static bool judge(const char *scenario, const struct rate *rate)
{
    double found = rate->events / rate->trials;
    double e = rate->expected;
    double wide = DEVIATIONS * sqrt(e * (1.0 - e) * (1.0 / rate->trials + 1.0 / rate->reference)) + ROUNDED;
    double least = isnan(e) ? rate->least : e - wide;
    double most = isnan(e) ? rate->most : e + wide;
    bool right = found >= least && found <= most;
    printf("%-30s %-34s %8.4f  %8.4f %8.4f  %s\n", scenario, rate->what, found, fmax(0.0, least), most,
           right ? "ok" : "OUT OF BOUNDS");
    fflush(stdout);
    return right;
}

/* One organisation, and what is made of it. */
struct trial {
    gsl_rng *generator;
    struct linked_opts opts;
    double x[MAX_TEAMS * MAX_PERIODS];
    double y[MAX_TEAMS * MAX_PERIODS];
    struct correlation *correlation;
    double p[MAX_TEAMS];
    double q[MAX_TEAMS];
};

static struct correlation_opts usual_opts(size_t min_centre)
{
    return (struct correlation_opts){MAX_LAG, 20, 16, min_centre};
}

static bool correlate(struct trial *trial)
{
    struct correlation_input input = {trial->opts.teams, trial->opts.periods, trial->x, trial->y, 0};
    struct correlation_opts opts = usual_opts(6);
    struct error err;
    linked_draw(trial->generator, &trial->opts, trial->x, trial->y);
    trial->correlation = correlation_free(trial->correlation);
    if (!correlation_new(&input, &opts, &trial->correlation, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return false;
    }
    for (size_t i = 0; i < trial->opts.teams; i++) {
        trial->p[i] = trial->correlation->team[i].p_team;
    }
    return fdr_bh(trial->p, trial->opts.teams, trial->q, &err);
}

/* What anybody would do with a spreadsheet: Pearson's p of the scores, the best of some lags. */
static double naive_p(const struct trial *trial, size_t team, int32_t first, int32_t last)
{
    double best = 1.0;
    size_t periods = trial->opts.periods;
    for (int32_t lag = first; lag <= last; lag++) {
        struct series_pair pair =
            series_lagged(trial->x + team * periods, trial->y + team * periods, periods, lag);
        struct moments_pairs pairs = moments_pearson(pair.x, pair.y, pair.len);
        double df = (double)pairs.n - 2.0;
        double t = fabs(pairs.r) * sqrt(df / (1.0 - pairs.r * pairs.r));
        best = fmin(best, 2.0 * gsl_cdf_tdist_Q(t, df));
    }
    return best;
}

enum { AT_05, AT_01, AT_001, DISCOVERY, NAIVE_0, NAIVE_BEST, NAIVE_DISCOVERY, LEVEL, NULL_RATES };

static bool add_null(struct trial *trial, struct rate *rate)
{
    double naive[MAX_TEAMS];
    double naive_q[MAX_TEAMS];
    bool found = false;
    bool naively = false;
    struct error err;
    for (size_t i = 0; i < trial->opts.teams; i++) {
        naive[i] = naive_p(trial, i, 0, 0);
        rate[AT_05].events += trial->p[i] < 0.05;
        rate[AT_01].events += trial->p[i] < 0.01;
        rate[AT_001].events += trial->p[i] < 0.001;
        rate[NAIVE_0].events += naive[i] < ALPHA;
        rate[NAIVE_BEST].events += naive_p(trial, i, -MAX_LAG, MAX_LAG) < ALPHA;
        rate[LEVEL].events += trial->correlation->team[i].level.p < ALPHA;
        found = found || trial->q[i] <= ALPHA;
    }
    if (!fdr_bh(naive, trial->opts.teams, naive_q, &err)) {
        return false;
    }
    for (size_t i = 0; i < trial->opts.teams; i++) {
        naively = naively || naive_q[i] <= ALPHA;
    }
    rate[DISCOVERY].events += found;
    rate[NAIVE_DISCOVERY].events += naively;
    return true;
}

/* No link anywhere: false alarms by this method, and by the naive one. */
struct null_scenario {
    const char *name;
    struct linked_opts opts;
    double expected[NULL_RATES]; /* NAN: not in the reference */
};

static const struct null_scenario nulls[] = {
    {"AR .6", {200, 52, .6, 0, 2, 0, 0, 1}, {.048, .009, .0010, .06, .171, .590, .86, .059}},
    {"AR .6, reliability .7", {200, 52, .6, 0, 2, 0, 0, .7}, {.052, NAN, NAN, .03, NAN, NAN, NAN, NAN}},
    {"AR .85, reliability .6", {200, 52, .85, 0, 2, 0, 0, .6}, {.058, NAN, NAN, .10, NAN, .574, NAN, NAN}},
    {"white noise", {200, 52, 0, 0, 2, 0, 0, 1}, {.0465, NAN, NAN, NAN, .05, NAN, NAN, .05}},
};

static bool run_null(const struct null_scenario *s, size_t times, struct trial *trial)
{
    static const char *const what[] = {"a team at .05",        "a team at .01",
                                       "a team at .001",       "any discovery",
                                       "naive, lag 0",         "naive, best of lags -4..4",
                                       "naive, any discovery", "level with effective pairs"};
    struct rate rate[NULL_RATES];
    for (size_t k = 0; k < NULL_RATES; k++) {
        bool of_organisations = k == DISCOVERY || k == NAIVE_DISCOVERY;
        double per = of_organisations ? 1.0 : (double)s->opts.teams;
        rate[k] = (struct rate){what[k],        s->expected[k], 0, 1, 0, (double)(REFERENCE * times) * per,
                                REFERENCE * per};
    }
    trial->opts = s->opts;
    bool done = true;
    for (size_t n = 0; done && n < REFERENCE * times; n++) {
        done = correlate(trial) && add_null(trial, rate);
    }
    for (size_t k = 0; k < NULL_RATES; k++) {
        done = (isnan(rate[k].expected) || judge(s->name, &rate[k])) && done;
    }
    return done;
}

enum { OWN, KNOWN_LAG, RIGHT_LAG, WRONG_WAY, BY_BH, FALSE_SHARE, POWER_RATES };

static void add_power(const struct trial *trial, struct rate *rate)
{
    double discoveries = 0.0;
    double wrong = 0.0;
    for (size_t i = 0; i < trial->opts.teams; i++) {
        const struct correlation_team *team = &trial->correlation->team[i];
        const struct correlation_lag *lag = trial->correlation->lag + i * trial->correlation->lags;
        bool found = trial->q[i] <= ALPHA;
        bool coupled = linked_is_coupled(&trial->opts, i);
        discoveries += found;
        wrong += found && !coupled;
        if (coupled) {
            bool significant = trial->p[i] < ALPHA;
            rate[OWN].events += significant;
            rate[KNOWN_LAG].events += lag[MAX_LAG + trial->opts.lag].p < ALPHA;
            rate[RIGHT_LAG].trials += significant;
            rate[RIGHT_LAG].events += significant && team->best == MAX_LAG + trial->opts.lag;
            rate[WRONG_WAY].events += significant && team->direction == CORRELATION_Y_LEADS;
            rate[BY_BH].events += found;
            rate[OWN].trials++;
        }
    }
    rate[FALSE_SHARE].events += discoveries > 0.0 ? wrong / discoveries : 0.0;
}

/* A link of r = .5 two periods later. */
struct power_scenario {
    const char *name;
    struct linked_opts opts;
    double expected[POWER_RATES];
};

static const struct power_scenario powers[] = {
    {"r .5 everywhere", {200, 52, .6, .5, 2, 1, 0, 1}, {.811, .953, .983, .002, NAN, NAN}},
    {"r .5 in a fifth of teams", {200, 52, .6, .5, 2, .2, 0, 1}, {.811, .953, .983, .002, .561, .038}},
    {"r .5, reliability .7", {200, 52, .6, .5, 2, 1, 0, .7}, {.228, .480, NAN, NAN, NAN, NAN}},
};

static bool run_power(const struct power_scenario *s, size_t times, struct trial *trial)
{
    static const char *const what[] = {"a coupled team at .05",      "the same, lag known",
                                       "right lag when significant", "wrong direction",
                                       "a coupled team, q <= .05",   "false share of discoveries"};
    struct rate rate[POWER_RATES];
    for (size_t k = 0; k < POWER_RATES; k++) {
        rate[k] = (struct rate){what[k], s->expected[k], 0, 1, 0, 0, 0};
    }
    trial->opts = s->opts;
    bool done = true;
    for (size_t n = 0; done && n < REFERENCE * times; n++) {
        done = correlate(trial);
        add_power(trial, rate);
    }
    double organisations = (double)(REFERENCE * times);
    rate[KNOWN_LAG].trials = rate[WRONG_WAY].trials = rate[BY_BH].trials = rate[OWN].trials;
    rate[FALSE_SHARE].trials = organisations;
    for (size_t k = 0; k < POWER_RATES; k++) {
        rate[k].reference = rate[k].trials * REFERENCE / organisations;
        done = (isnan(rate[k].expected) || judge(s->name, &rate[k])) && done;
    }
    return done;
}

/* A dozen teams that share half of what moves them: what happens to them together is no link. The bounds are
 * about rates that were measured here; those of the reference are of other organisations. */
enum { POOLED, MISMATCH, LEFT_OUT, ALONE, SHOCK_RATES };

struct shock_scenario {
    const char *name;
    struct linked_opts opts;
    size_t min_centre;
    double bounds[SHOCK_RATES][2];
};

static const struct shock_scenario shocks[] = {
    {"shock, not centred", {12, 52, .6, 0, 2, 0, .5, 1}, 0, {{.45, .80}, {.02, .09}, {.07, .14}, {.03, .08}}},
    {"shock, centred", {12, 52, .6, 0, 2, 0, .5, 1}, 6, {{.02, .10}, {.02, .09}, {.035, .065}, {.03, .07}}},
    {"shock, 30 weeks", {12, 30, .6, 0, 2, 0, .5, .7}, 6, {{.03, .12}, {.02, .09}, {.035, .065}, {.03, .07}}},
    {"r .5, 30 weeks", {12, 30, .6, .5, 2, 1, 0, .7}, 6, {{.9, 1}, {.85, 1}, {.2, .32}, {.08, .14}}},
};

static bool add_shock(struct trial *trial, const struct shock_scenario *s, uint64_t seed, struct rate *rate)
{
    static const double counts[MAX_TEAMS * MAX_PERIODS]; /* of answers: of no interest here */
    const struct linkage_analysis_input input = {
        .series = {s->opts.teams, s->opts.periods, trial->x, trial->y, 0},
        .cells = {counts, counts, 1, 1},
        .invited = counts,
        .responses = counts};
    const struct linkage_analysis_opts opts = {
        .correlation = usual_opts(s->min_centre), .min_pool = 4, .permutations = 199, .seed = seed};
    CLEANUP(linkage_analysis_free) struct linkage_analysis *a = NULL;
    struct error err;
    linked_draw(trial->generator, &s->opts, trial->x, trial->y);
    if (!linkage_analysis_new(&input, &opts, &a, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return false;
    }
    rate[POOLED].events += a->common.p_sidak < ALPHA;
    rate[MISMATCH].events += a->mismatch.p <= ALPHA;
    for (size_t i = 0; i < s->opts.teams; i++) {
        rate[LEFT_OUT].events += a->tests[LINKAGE_COMMON_LAG].p[i] < ALPHA;
        rate[ALONE].events += a->tests[LINKAGE_OWN].p[i] < ALPHA;
    }
    return true;
}

static bool run_shock(const struct shock_scenario *s, size_t times, struct trial *trial)
{
    static const char *const what[] = {"pooled, analytic", "mismatch permutation",
                                       "a team at the others' lag", "a team's own search"};
    const size_t organisations = 3 * REFERENCE * times;
    struct rate rate[SHOCK_RATES];
    for (size_t k = 0; k < SHOCK_RATES; k++) {
        double per = k == LEFT_OUT || k == ALONE ? (double)s->opts.teams : 1.0;
        rate[k] =
            (struct rate){what[k], NAN, s->bounds[k][0], s->bounds[k][1], 0, (double)organisations * per, 1};
    }
    bool done = true;
    for (size_t n = 0; done && n < organisations; n++) {
        done = add_shock(trial, s, n, rate);
    }
    for (size_t k = 0; k < SHOCK_RATES; k++) {
        done = judge(s->name, &rate[k]) && done;
    }
    return done;
}

/* A year of looks at the last 52 weeks of teams without a link. */
enum { WEEKLY, MONTHLY, QUARTERLY, CONFIRMED, LOOK_RATES };

struct looks {
    bool seen[LOOK_RATES];
    enum evidence state;
};

static bool look(struct trial *trial, size_t week, struct looks *looks)
{
    double x[MAX_TEAMS * 52];
    double y[MAX_TEAMS * 52];
    struct correlation_opts opts = usual_opts(0);
    CLEANUP(correlation_free) struct correlation *c = NULL;
    struct error err;
    for (size_t i = 0; i < trial->opts.teams * 52; i++) {
        size_t at = i / 52 * trial->opts.periods + week + i % 52;
        x[i] = trial->x[at];
        y[i] = trial->y[at];
    }
    if (!correlation_new(&(struct correlation_input){trial->opts.teams, 52, x, y, 0}, &opts, &c, &err)) {
        return false;
    }
    for (size_t i = 0; i < trial->opts.teams; i++) {
        bool significant = c->team[i].p_team <= EVIDENCE_Q;
        looks[i].seen[WEEKLY] |= significant;
        looks[i].seen[MONTHLY] |= significant && week % 4 == 0;
        looks[i].seen[QUARTERLY] |= significant && week % 13 == 0;
        looks[i].state = week % 13 == 0 ? evidence_after(looks[i].state, c->team[i].p_team) : looks[i].state;
        looks[i].seen[CONFIRMED] |= looks[i].state == EVIDENCE_CONFIRMED;
    }
    return true;
}

static bool run_looks(size_t times, struct trial *trial)
{
    static const char *const what[] = {"a look every week", "every 4 weeks", "every 13 weeks",
                                       "confirmed by the rule"};
    static const double expected[] = {.39, .31, .21, .040};
    struct rate rate[LOOK_RATES];
    bool done = true;
    trial->opts = (struct linked_opts){MAX_TEAMS, MAX_PERIODS, .6, 0, 2, 0, 0, 1};
    for (size_t k = 0; k < LOOK_RATES; k++) {
        rate[k] = (struct rate){what[k], expected[k], 0, 1, 0, (double)(10 * times * MAX_TEAMS), 2000};
    }
    for (size_t n = 0; done && n < 10 * times; n++) {
        struct looks looks[MAX_TEAMS] = {0};
        linked_draw(trial->generator, &trial->opts, trial->x, trial->y);
        for (size_t week = 0; done && week <= 52; week++) {
            done = look(trial, week, looks);
        }
        for (size_t i = 0; i < MAX_TEAMS * LOOK_RATES; i++) {
            rate[i % LOOK_RATES].events += looks[i / LOOK_RATES].seen[i % LOOK_RATES];
        }
    }
    for (size_t k = 0; k < LOOK_RATES; k++) {
        done = judge("a year of looks", &rate[k]) && done;
    }
    return done;
}

#define LEN(a) (sizeof(a) / sizeof(a)[0])

int main(int argc, char **argv)
{
    size_t times = argc > 1 ? strtoul(argv[1], NULL, 10) : 1;
    CLEANUP(generator_free) gsl_rng *generator = generator_new(20240901);
    CLEANUP(free) struct trial *trial = calloc(1, sizeof *trial);
    if (times == 0 || generator == NULL || trial == NULL) {
        fprintf(stderr, "usage: linkage_simulation [times]\n");
        return EXIT_FAILURE;
    }
    trial->generator = generator;
    bool right = true;
    for (size_t i = 0; i < LEN(nulls); i++) {
        right = run_null(&nulls[i], times, trial) && right;
    }
    for (size_t i = 0; i < LEN(powers); i++) {
        right = run_power(&powers[i], times, trial) && right;
    }
    for (size_t i = 0; i < LEN(shocks); i++) {
        right = run_shock(&shocks[i], times, trial) && right;
    }
    right = run_looks(times, trial) && right;
    correlation_free(trial->correlation);
    return right ? EXIT_SUCCESS : EXIT_FAILURE;
}
