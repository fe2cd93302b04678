/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * silo_scale [seconds]: the analysis of silos for 1,000 teams over 52 periods, where every team hands
 * customers to every other and all rate each other, in units of ten and in two halves. Fails where one
 * analysis takes more processor time than that, 30 s unless said, or what it finds is not what was put in.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "math/generator.h"
#include "stats/silo_analysis.h"

#define TEAMS 1000
#define PERIODS 52

struct scale {
    double *series[SILO_SERIES];
    double *handoff;
    double *rating;
    int32_t unit[TEAMS];
    bool router[TEAMS];
    double headcount[TEAMS];
    struct silo_input input;
};

static void scale_free_local(const struct scale *s)
{
    for (size_t i = 0; i < SILO_SERIES; i++) {
        free(s->series[i]);
    }
    free(s->handoff);
    free(s->rating);
}

static bool allocate(struct scale *s)
{
    bool complete = true;
    for (size_t i = 0; i < SILO_SERIES; i++) {
        s->series[i] = calloc((size_t)TEAMS * PERIODS, sizeof(double));
        complete = complete && s->series[i] != NULL;
    }
    s->handoff = calloc((size_t)TEAMS * TEAMS, sizeof(double));
    s->rating = calloc((size_t)TEAMS * TEAMS, sizeof(double));
    return complete && s->handoff != NULL && s->rating != NULL;
}

/* The last team is well, thought badly of, and hands on customers, who are not well served. */
static bool is_siloed(size_t team)
{
    return team == TEAMS - 1;
}

static void fill_series(struct scale *s, gsl_rng *g)
{
    static const double shift[SILO_SERIES] = {15, -15, 15, -15, 15, 15};
    for (size_t i = 0; i < SILO_SERIES; i++) {
        for (size_t at = 0; at < (size_t)TEAMS * PERIODS; at++) {
            double siloed = is_siloed(at / PERIODS) ? shift[i] : 0.0;
            double level = 50.0 + siloed + 20.0 * gsl_rng_uniform(g);
            s->series[i][at] = i == SILO_BOUNCE ? level / 100.0 : level;
        }
    }
}

static void fill_network(struct scale *s, gsl_rng *g, size_t unit_size)
{
    for (size_t at = 0; at < (size_t)TEAMS * TEAMS; at++) {
        size_t from = at / TEAMS;
        size_t to = at % TEAMS;
        bool mates = from / unit_size == to / unit_size;
        double siloed = is_siloed(from) || is_siloed(to) ? 40.0 : 0.0;
        s->handoff[at] = (double)gsl_rng_uniform_int(g, 4) + (mates ? 2.0 : 0.0);
        s->rating[at] = from == to ? NAN : 45.0 + 40.0 * gsl_rng_uniform(g) + (mates ? 10.0 : 0.0) - siloed;
    }
    for (size_t i = 0; i < TEAMS; i++) {
        s->unit[i] = (int32_t)(i / unit_size);
        s->headcount[i] = 10.0;
    }
}

static void describe(struct scale *s, size_t units)
{
    s->input = (struct silo_input){.teams = TEAMS,
                                   .periods = PERIODS,
                                   .router = s->router,
                                   .headcount = s->headcount,
                                   .network = {TEAMS, units, s->unit, s->handoff, s->rating}};
    for (size_t i = 0; i < SILO_SERIES; i++) {
        s->input.series[i] = s->series[i];
    }
}

static bool is_as_put_in(const struct silo_analysis *a, size_t units)
{
    bool right = a->networks.reading == SILO_CLOSED_SHOPS && a->organisation.teams == TEAMS;
    right = right && a->organisation.flagged == 1 && a->team[TEAMS - 1].q <= 0.05;
    return right && (units > 2 || a->networks.communities.agreement > 0.9);
}

static bool run(struct scale *s, gsl_rng *g, size_t unit_size, double most_seconds)
{
    size_t units = TEAMS / unit_size;
    struct silo_opts opts = silo_opts_usual();
    CLEANUP(silo_analysis_free) struct silo_analysis *a = NULL;
    struct error err;
    fill_series(s, g);
    fill_network(s, g, unit_size);
    describe(s, units);
    clock_t start = clock();
    if (!silo_analysis_new(&s->input, &opts, &a, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return false;
    }
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    bool right = is_as_put_in(a, units);
    printf("%4zu units of %3zu: %5.1f s, %zu flagged, %zu communities, agreement %.3f: %s\n", units,
           unit_size, seconds, a->organisation.flagged, a->networks.communities.count,
           a->networks.communities.agreement, right ? "as put in" : "NOT AS PUT IN");
    return right && seconds <= most_seconds;
}

int main(int argc, char **argv)
{
    double most_seconds = argc > 1 ? strtod(argv[1], NULL) : 30.0;
    CLEANUP(generator_free) gsl_rng *generator = generator_new(1000);
    CLEANUP(scale_free) struct scale scale = {0};
    if (generator == NULL || !allocate(&scale)) {
        fprintf(stderr, "no memory\n");
        return EXIT_FAILURE;
    }
    bool many = run(&scale, generator, 10, most_seconds);
    bool halves = run(&scale, generator, TEAMS / 2, most_seconds);
    return many && halves ? EXIT_SUCCESS : EXIT_FAILURE;
}
