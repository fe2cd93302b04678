/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * silo_simulation [times]: how often the analysis of silos flags a team that is none, and how often it finds
 * one that is, in organisations where that is known. Seeds are fixed. `times` makes that many times as many
 * runs. Fails where a rate, as it was counted, leaves its bounds: chance is given no room beyond them.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "math/generator.h"
#include "organisation.h"

#define MAX_INDICES 200000

/* What a scenario must do, as it is counted. Rates are per run (others) and per siloed team. */
struct scenario {
    const char *name;
    struct simulation_opts opts;
    bool varied; /* handing on differs from team to team, .06 to .26 */
    unsigned runs;
    double most_false;  /* runs with a flag on a team that is not siloed */
    double least_found; /* siloed teams flagged */
    double most_found;
    double index[2]; /* bounds of the siloed teams' median index */
};

struct counts {
    unsigned runs;
    unsigned false_runs;
    unsigned siloed;
    unsigned found;
    double *siloed_index;
    double *other_index;
    size_t n_siloed;
    size_t n_other;
};

static void counts_free_local(const struct counts *counts)
{
    free(counts->siloed_index);
    free(counts->other_index);
}

static void note(struct counts *counts, bool siloed, const struct silo_team *team)
{
    if (siloed) {
        counts->siloed++;
        counts->found += team->q <= 0.05;
        counts->siloed_index[counts->n_siloed++] = team->index.index;
    } else {
        counts->other_index[counts->n_other++] = team->index.index;
    }
}

static bool run_once(gsl_rng *generator, const struct scenario *s, struct counts *counts)
{
    struct simulation_opts opts = s->opts;
    for (size_t i = 0; s->varied && i < SIM_TEAMS; i++) {
        opts.handing_on[i] = 0.06 + 0.20 * gsl_rng_uniform(generator);
    }
    struct simulated simulated;
    struct silo_opts silo = silo_opts_usual();
    CLEANUP(silo_analysis_free) struct silo_analysis *a = NULL;
    struct error err;
    simulate(generator, &opts, &simulated);
    if (!silo_analysis_new(&simulated.input, &silo, &a, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return false;
    }
    bool wrong = false;
    for (size_t i = 0; i < SIM_TEAMS; i++) {
        note(counts, opts.siloed[i], &a->team[i]);
        wrong = wrong || (!opts.siloed[i] && a->team[i].q <= 0.05);
    }
    counts->runs++;
    counts->false_runs += wrong;
    return true;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static double quantile(double *values, size_t n, double p)
{
    qsort(values, n, sizeof *values, compare);
    return n == 0 ? NAN : values[(size_t)(p * (double)(n - 1) + 0.5)];
}

static bool judge(const struct scenario *s, struct counts *c)
{
    double wrong = (double)c->false_runs / c->runs;
    double found = c->siloed == 0 ? NAN : (double)c->found / c->siloed;
    double median = quantile(c->siloed_index, c->n_siloed, 0.5);
    bool right = wrong <= s->most_false;
    if (c->siloed > 0) {
        right = right && found >= s->least_found && found <= s->most_found;
        right = right && median >= s->index[0] && median <= s->index[1];
    }
    printf("%-42s %5u  %6.4f  %6.3f  %4.0f %4.0f %4.0f  %5.1f %5.1f  %s\n", s->name, c->runs, wrong, found,
           quantile(c->siloed_index, c->n_siloed, 0.05), median, quantile(c->siloed_index, c->n_siloed, 0.95),
           quantile(c->other_index, c->n_other, 0.5), quantile(c->other_index, c->n_other, 0.95),
           right ? "ok" : "OUT OF BOUNDS");
    fflush(stdout);
    return right;
}

static bool run(const struct scenario *s, unsigned times, uint64_t seed)
{
    size_t teams = (size_t)s->runs * times * SIM_TEAMS;
    CLEANUP(counts_free)
    struct counts counts = {.siloed_index = calloc(teams + 1, sizeof(double)),
                            .other_index = calloc(teams + 1, sizeof(double))};
    CLEANUP(generator_free) gsl_rng *generator = generator_new(seed);
    if (counts.siloed_index == NULL || counts.other_index == NULL || generator == NULL) {
        fprintf(stderr, "no memory\n");
        return false;
    }
    for (unsigned i = 0; i < s->runs * times; i++) {
        if (!run_once(generator, s, &counts)) {
            return false;
        }
    }
    return judge(s, &counts);
}

#define USUAL                                                                                                \
    {                                                                                                        \
        .14, .12, .16, .15, .14, .13, .14, .15, .13, .12, .13, .14                                           \
    }
#define TWO_BUSY                                                                                             \
    {                                                                                                        \
        .14, .12, .16, .15, .45, .13, .14, .15, .45, .12, .13, .14                                           \
    }
#define TWO_SILOS                                                                                            \
    {                                                                                                        \
        [4] = true, [8] = true                                                                               \
    }
#define ALIKE .sd_wellbeing = 3.0, .sd_customer = 2.5, .sd_orientation = 3.0
#define UNLIKE .sd_wellbeing = 6.0, .sd_customer = 5.0, .sd_orientation = 6.0

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"no silo, two teams hand on 45 %", {.handing_on = TWO_BUSY, ALIKE}, false, 200, .02, 0, 0, {0}},
        {"no silo, teams differ", {UNLIKE}, true, 200, .02, 0, 0, {0}},
        {"two silos", {1.0, TWO_SILOS, USUAL, ALIKE}, false, 100, .02, .95, 1, {69, 81}},
        {"two silos, teams differ", {1.0, TWO_SILOS, USUAL, UNLIKE}, true, 100, .02, .95, 1, {69, 81}},
        {"two silos of half severity", {0.5, TWO_SILOS, USUAL, ALIKE}, false, 60, .02, .80, 1, {39, 49}},
        {"two silos of 35 % severity", {0.35, TWO_SILOS, USUAL, ALIKE}, false, 60, .02, .13, .33, {28, 39}},
    };
    unsigned times = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 1;
    bool right = times > 0;
    printf("%-42s %5s  %6s  %6s  %14s  %11s\n", "organisation", "runs", "false", "found", "index of silos",
           "others");
    for (size_t i = 0; i < sizeof scenarios / sizeof scenarios[0]; i++) {
        right = run(&scenarios[i], times, 20240901 + i) && right;
    }
    return right ? EXIT_SUCCESS : EXIT_FAILURE;
}
