/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws an organisation's levels, then its answers. */
#include "organisation.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <string.h>

#define LEAST 5
#define LAG 2
#define COUPLING 0.8
#define INERTIA 0.6
#define ANSWER_RATE 0.79
#define RATED 0.75
#define PENALTY 8.0
#define MAX_STEPS 8
#define WAVES 3

/* Levels on 0..100 that nobody sees. */
struct levels {
    double wellbeing[SIM_TEAMS][SIM_PERIODS];
    double customer[SIM_TEAMS][SIM_PERIODS];
    double orientation[SIM_TEAMS];
    double collaboration[SIM_TEAMS];
    double esteem[SIM_TEAMS]; /* of the others for it */
    double regard[SIM_TEAMS]; /* its own for the others */
    double handing_on[SIM_TEAMS];
};

struct mean {
    double sum;
    double n;
};

/* A scale's questions, as one dimension. */
struct scale {
    int questions;
    int steps; /* options less one */
    double sd_person;
    double sd_question;
};

static double normal(gsl_rng *g, double sd)
{
    return gsl_ran_gaussian_ziggurat(g, sd);
}

/* Autoregressive of that inertia and standard deviation. */
static void draw_series(gsl_rng *g, double sd, double ret[SIM_PERIODS])
{
    ret[0] = normal(g, sd);
    for (size_t t = 1; t < SIM_PERIODS; t++) {
        ret[t] = INERTIA * ret[t - 1] + normal(g, sd * sqrt(1.0 - INERTIA * INERTIA));
    }
}

/* One team. Customers follow wellbeing two weeks later, but of a siloed team. */
static void draw_team(gsl_rng *g, const struct simulation_opts *o, size_t i, struct levels *l)
{
    double silo = o->siloed[i] ? o->severity : 0.0;
    double level_wellbeing = 64.0 + normal(g, o->sd_wellbeing) + 9.0 * silo;
    double level_customer = 70.0 + normal(g, o->sd_customer) - 10.0 * silo;
    double coupling = o->siloed[i] ? 0.0 : COUPLING;
    double own_wellbeing[SIM_PERIODS];
    double own_customer[SIM_PERIODS];
    draw_series(g, 8.5, own_wellbeing);
    draw_series(g, 7.0, own_customer);
    for (size_t t = 0; t < SIM_PERIODS; t++) {
        double earlier = t >= LAG ? own_wellbeing[t - LAG] : normal(g, 8.5);
        l->wellbeing[i][t] += level_wellbeing + own_wellbeing[t];
        l->customer[i][t] +=
            level_customer + coupling * earlier + sqrt(1.0 - coupling * coupling) * own_customer[t];
    }
    l->orientation[i] = 65.0 + normal(g, o->sd_orientation) - 18.0 * silo;
    l->collaboration[i] = 68.0 + normal(g, 3.0) + 8.0 * silo;
    l->esteem[i] = normal(g, 1.0) - 26.0 * silo;
    l->regard[i] = normal(g, 1.0) - 7.0 * silo;
    l->handing_on[i] = o->handing_on[i] + (0.45 - o->handing_on[i]) * silo;
}

static void draw_levels(gsl_rng *g, const struct simulation_opts *o, struct levels *l)
{
    double shock_wellbeing[SIM_PERIODS];
    double shock_customer[SIM_PERIODS];
    memset(l, 0, sizeof *l);
    draw_series(g, 4.0, shock_wellbeing);
    draw_series(g, 3.0, shock_customer);
    for (size_t i = 0; i < SIM_TEAMS; i++) {
        for (size_t t = 0; t < SIM_PERIODS; t++) {
            l->wellbeing[i][t] = shock_wellbeing[t];
            l->customer[i][t] = shock_customer[t];
        }
        draw_team(g, o, i, l);
    }
}

/* The nearest step of a scale, on 0..100. */
static double answer(double level, int steps)
{
    return fmin(steps, fmax(0.0, round(level / 100.0 * steps))) * 100.0 / steps;
}

static double answer_scale(gsl_rng *g, double level, const struct scale *scale)
{
    double person = normal(g, scale->sd_person);
    double sum = 0.0;
    for (int q = 0; q < scale->questions; q++) {
        sum += answer(level + person + normal(g, scale->sd_question), scale->steps);
    }
    return sum / scale->questions;
}

static void add(struct mean *mean, double value)
{
    mean->sum += value;
    mean->n += 1.0;
}

static double publish(const struct mean *mean)
{
    return mean->n >= LEAST ? mean->sum / mean->n : NAN;
}

static void ask_team(gsl_rng *g, const struct levels *l, size_t i, size_t t, struct simulated *ret)
{
    static const struct scale wellbeing = {5, 5, 15.0, 12.0};
    static const struct scale engagement = {1, 10, 18.0, 0.0};
    static const struct scale fifths = {3, 4, 12.0, 12.0};
    struct mean mean[SILO_SERIES] = {0};
    unsigned present = gsl_ran_binomial(g, ANSWER_RATE, (unsigned)ret->headcount[i]);
    for (unsigned person = 0; person < present; person++) {
        double engaged = 60.0 + 0.8 * (l->wellbeing[i][t] - 64.0);
        add(&mean[SILO_WELLBEING], answer_scale(g, l->wellbeing[i][t], &wellbeing));
        add(&mean[SILO_ENGAGEMENT], answer_scale(g, engaged, &engagement));
        add(&mean[SILO_ORIENTATION], answer_scale(g, l->orientation[i], &fifths));
        add(&mean[SILO_COLLABORATION], answer_scale(g, l->collaboration[i], &fifths));
    }
    static const size_t asked[] = {SILO_WELLBEING, SILO_ENGAGEMENT, SILO_ORIENTATION, SILO_COLLABORATION};
    for (size_t s = 0; s < sizeof asked / sizeof asked[0]; s++) {
        ret->series[asked[s]][i * SIM_PERIODS + t] = publish(&mean[asked[s]]);
    }
}

/* Teams of the same unit are three times as likely to get the customer, but from a siloed team. */
static size_t hand_on(gsl_rng *g, const struct simulation_opts *o, const int32_t *unit, size_t from)
{
    double weight[SIM_TEAMS];
    double total = 0.0;
    double mates = o->siloed[from] ? 1.0 : 3.2;
    for (size_t i = 0; i < SIM_TEAMS; i++) {
        weight[i] = i == from ? 0.0 : unit[i] == unit[from] ? mates : 1.0;
        total += weight[i];
    }
    double at = gsl_rng_uniform(g) * total;
    size_t to = 0;
    while (to + 1 < SIM_TEAMS && at >= weight[to]) {
        at -= weight[to++];
    }
    return to;
}

struct week {
    struct mean csat[SIM_TEAMS];
    struct mean bounce[SIM_TEAMS];
};

static void rate_contact(gsl_rng *g, const double *level, const size_t *path, size_t visits,
                         struct week *week)
{
    bool touched[SIM_TEAMS] = {false};
    double sum = 0.0;
    for (size_t v = 0; v < visits; v++) {
        sum += level[path[v]];
        touched[path[v]] = true;
    }
    double felt = sum / (double)visits - PENALTY * ((double)visits - 1.0) + normal(g, 21.0);
    double csat = answer(felt, 4);
    for (size_t i = 0; i < SIM_TEAMS; i++) {
        if (touched[i]) {
            add(&week->csat[i], csat);
        }
    }
}

static void serve(gsl_rng *g, const struct simulation_opts *o, const struct levels *l, const double *level,
                  size_t entry, struct week *week, struct simulated *ret)
{
    size_t path[MAX_STEPS] = {entry};
    size_t visits = 1;
    for (size_t at = entry; visits < MAX_STEPS; visits++) {
        bool handed_on = gsl_rng_uniform(g) < l->handing_on[at];
        add(&week->bounce[at], handed_on ? 1.0 : 0.0);
        if (!handed_on) {
            break;
        }
        size_t to = hand_on(g, o, ret->unit, at);
        ret->handoff[at * SIM_TEAMS + to] += 1.0;
        path[visits] = at = to;
    }
    if (gsl_rng_uniform(g) < RATED) {
        rate_contact(g, level, path, visits, week);
    }
}

static void serve_week(gsl_rng *g, const struct simulation_opts *o, const struct levels *l, size_t t,
                       struct simulated *ret)
{
    struct week week = {0};
    double level[SIM_TEAMS];
    for (size_t i = 0; i < SIM_TEAMS; i++) {
        level[i] = l->customer[i][t];
    }
    for (size_t entry = 0; entry < SIM_TEAMS; entry++) {
        unsigned contacts = gsl_ran_poisson(g, 21.0);
        for (unsigned c = 0; c < contacts; c++) {
            serve(g, o, l, level, entry, &week, ret);
        }
    }
    for (size_t i = 0; i < SIM_TEAMS; i++) {
        ret->series[SILO_CUSTOMER][i * SIM_PERIODS + t] = publish(&week.csat[i]);
        ret->series[SILO_BOUNCE][i * SIM_PERIODS + t] = publish(&week.bounce[i]);
    }
}

/* Each wave of ratings counts once. */
static void rate_team(gsl_rng *g, const struct levels *l, size_t rater, size_t rated, struct simulated *ret)
{
    double pair = (ret->unit[rater] == ret->unit[rated] ? 75.0 : 62.5) + normal(g, 0.5);
    double level = pair + l->esteem[rated] + l->regard[rater];
    struct mean waves = {0};
    for (size_t wave = 0; wave < WAVES; wave++) {
        struct mean mean = {0};
        unsigned present = gsl_ran_binomial(g, ANSWER_RATE, (unsigned)ret->headcount[rater]);
        for (unsigned person = 0; person < present; person++) {
            add(&mean, answer(level + normal(g, 17.5), 4));
        }
        if (mean.n >= LEAST) {
            add(&waves, mean.sum / mean.n);
        }
    }
    ret->rating[rater * SIM_TEAMS + rated] = waves.n > 0.0 ? waves.sum / waves.n : NAN;
}

static void describe(struct simulated *ret)
{
    static const double headcount[SIM_TEAMS] = {12, 14, 11, 13, 12, 10, 15, 12, 11, 14, 12, 6};
    memset(ret, 0, sizeof *ret);
    for (size_t i = 0; i < SIM_TEAMS; i++) {
        ret->unit[i] = (int32_t)i / 3;
        ret->headcount[i] = headcount[i];
    }
    ret->input = (struct silo_input){.teams = SIM_TEAMS,
                                     .periods = SIM_PERIODS,
                                     .router = ret->router,
                                     .headcount = ret->headcount,
                                     .network = {SIM_TEAMS, 4, ret->unit, ret->handoff, ret->rating}};
    for (size_t s = 0; s < SILO_SERIES; s++) {
        ret->input.series[s] = ret->series[s];
    }
}

void simulate(gsl_rng *generator, const struct simulation_opts *opts, struct simulated *ret)
{
    struct levels levels;
    describe(ret);
    draw_levels(generator, opts, &levels);
    for (size_t t = 0; t < SIM_PERIODS; t++) {
        for (size_t i = 0; i < SIM_TEAMS; i++) {
            ask_team(generator, &levels, i, t, ret);
        }
        serve_week(generator, opts, &levels, t, ret);
    }
    for (size_t i = 0; i < SIM_TEAMS; i++) {
        for (size_t j = 0; j < SIM_TEAMS; j++) {
            if (i != j) {
                rate_team(generator, &levels, i, j, ret);
            }
        }
    }
}
