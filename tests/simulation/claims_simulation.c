/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * claims_simulation [times]: how often an association is claimed of organisations in which nothing is linked,
 * by kind of sentence, beside what an interval at the best of nine lags would claim; and how often a link as
 * large as the smallest one that could have been shown is found, beside the one that pays for no search.
 * Seeds are fixed. `times` makes that many times as many organisations. Fails where a rate is out of bounds.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "linked_organisation.h"
#include "math/detectable.h"
#include "math/generator.h"
#include "stats/linkage_claims.h"
#include "stats/linkage_evidence.h"
#include "stats/linkage_family.h"
#include "stats/metric_text.h"

#define MAX_TEAMS 30
#define MAX_PERIODS 52
#define ORGANISATIONS 400
#define ALPHA 0.05

/* One organisation, drawn and analysed. */
struct trial {
    gsl_rng *generator;
    struct linked_opts drawn;
    struct linkage_analysis_opts opts;
    double x[MAX_TEAMS * MAX_PERIODS];
    double y[MAX_TEAMS * MAX_PERIODS];
    int32_t team_id[MAX_TEAMS];
    struct linkage_analysis *analysis;
    struct linkage_claims *claims;
};

static void trial_free_local(const struct trial *trial)
{
    linkage_claims_free(trial->claims);
    linkage_analysis_free(trial->analysis);
    gsl_rng_free(trial->generator);
}

static bool analyse(struct trial *trial, struct error *err)
{
    static const double counts[MAX_TEAMS * MAX_PERIODS]; /* of answers: of no interest here */
    const struct linkage_analysis_input input = {
        .series = {trial->drawn.teams, trial->drawn.periods, trial->x, trial->y, 0},
        .cells = {counts, counts, 1, 1},
        .invited = counts,
        .responses = counts};
    const struct linkage_subject subject = {"wellbeing", "csat", PERIOD_WEEK, trial->team_id, &trial->opts};
    const struct linkage_tested nothing = {0};
    const struct linkage_past never = {0};
    const struct linkage_calendar calendar = {3000, 13};
    linked_draw(trial->generator, &trial->drawn, trial->x, trial->y);
    trial->claims = linkage_claims_free(trial->claims);
    trial->analysis = linkage_analysis_free(trial->analysis);
    if (!linkage_analysis_new(&input, &trial->opts, &trial->analysis, err) ||
        !linkage_family_control(&trial->analysis, 1, &nothing, err)) {
        return false;
    }
    linkage_evidence_carry(trial->analysis, trial->team_id, &never, &calendar);
    return linkage_claims_new(trial->analysis, &subject, &trial->claims, err);
}

static void start(struct trial *trial, const struct linked_opts *drawn)
{
    trial->drawn = *drawn;
    trial->opts = (struct linkage_analysis_opts){
        .correlation = {4, 20, 16, 6}, .min_pool = 4, .permutations = 199, .seed = 1};
    for (size_t i = 0; i < MAX_TEAMS; i++) {
        trial->team_id[i] = (int32_t)i + 1;
    }
}

static bool is_association(const char *grade)
{
    return strcmp(grade, "association") == 0 || strcmp(grade, "leads_in_time") == 0;
}

/* Whether the claims with that name, of the whole or of teams, hold an association. */
static bool claims(const struct trial *trial, bool of_teams, const char *name)
{
    bool found = false;
    for (size_t i = 0; i < trial->claims->n; i++) {
        const struct linkage_claim_row *row = &trial->claims->row[i];
        bool is_one = (row->team_id > 0.0) == of_teams && strcmp(row->claim, name) == 0;
        found = found || (is_one && is_association(row->grade));
    }
    return found;
}

/* The review of the metric, at the same lag. */
static bool metric_claims(const struct trial *trial)
{
    struct metric_link link = {.estimate = trial->analysis->estimate};
    link.verdict = metric_link_judge(&link.estimate, link.ci90_r);
    link.has_evidence = trial->analysis->tests[LINKAGE_WHOLE].evidence[0] != EVIDENCE_NONE;
    const char *grade = metric_text_link_grade(&link);
    return grade != NULL && is_association(grade);
}

enum { LINK, SIZE, METRIC, OF_A_TEAM, BETWEEN, OF_THE_WHOLE, INTERVAL, NULL_RATES };

static void count(const struct trial *trial, double *events)
{
    const double *ci = trial->analysis->estimate.ci_r;
    bool of_the_whole[] = {claims(trial, false, "link"), claims(trial, false, "size"), metric_claims(trial)};
    events[LINK] += of_the_whole[0];
    events[SIZE] += of_the_whole[1];
    events[METRIC] += of_the_whole[2];
    events[OF_THE_WHOLE] += of_the_whole[0] || of_the_whole[1] || of_the_whole[2];
    events[OF_A_TEAM] += claims(trial, true, "link");
    events[BETWEEN] += claims(trial, false, "between");
    events[INTERVAL] += ci[0] > 0.0 || ci[1] < 0.0;
}

static bool judge(const char *scenario, const char *what, double found, const double bounds[2])
{
    bool right = found >= bounds[0] && found <= bounds[1];
    printf("%-24s %-38s %7.4f  %6.3f %6.3f  %s\n", scenario, what, found, bounds[0], bounds[1],
           right ? "ok" : "OUT OF BOUNDS");
    fflush(stdout);
    return right;
}

/* Nominal .05 each, .10 of teams (two families), beside the 3.3 standard errors of 400 organisations. */
struct null_scenario {
    const char *name;
    struct linked_opts drawn;
    double bounds[NULL_RATES][2];
};

static const struct null_scenario nulls[] = {
    {"12 teams, 30 weeks",
     {12, 30, .6, 0, 2, 0, .5, .7},
     {{.02, .086}, {0, .086}, {0, .086}, {0, .15}, {0, 0}, {.02, .086}, {.10, .25}}},
    {"30 teams, 52 weeks",
     {30, 52, .6, 0, 2, 0, 0, .7},
     {{.02, .086}, {0, .086}, {0, .086}, {0, .15}, {0, .086}, {.02, .086}, {.18, .40}}},
};

static bool run_null(struct trial *trial, const struct null_scenario *s, size_t times, struct error *err)
{
    static const char *const what[] = {"a link",
                                       "its size",
                                       "of a metric",
                                       "of some team",
                                       "between teams",
                                       "any of the whole",
                                       "an interval at the best lag"};
    double events[NULL_RATES] = {0};
    size_t organisations = ORGANISATIONS * times;
    bool right = true;
    start(trial, &s->drawn);
    for (size_t n = 0; n < organisations; n++) {
        trial->opts.seed = n;
        if (!analyse(trial, err)) {
            return false;
        }
        count(trial, events);
    }
    for (size_t k = 0; k < NULL_RATES; k++) {
        right = judge(s->name, what[k], events[k] / (double)organisations, s->bounds[k]) && right;
    }
    return right;
}

static bool mean_told(struct trial *trial, size_t organisations, double ret_r[2], struct error *err)
{
    ret_r[0] = ret_r[1] = 0.0;
    for (size_t n = 0; n < organisations; n++) {
        if (!analyse(trial, err)) {
            return false;
        }
        const struct pooling_estimate *e = &trial->analysis->estimate;
        double df = (double)e->k - 1.0;
        ret_r[0] += detectable_pooled_r(e->se_mkh, df, trial->analysis->correlation->lags);
        ret_r[1] += detectable_pooled_r(e->se_mkh, df, 1);
    }
    ret_r[0] /= (double)organisations;
    ret_r[1] /= (double)organisations;
    return true;
}

static bool power_of(struct trial *trial, size_t organisations, double *ret_power, struct error *err)
{
    size_t found = 0;
    for (size_t n = 0; n < organisations; n++) {
        trial->opts.seed = n;
        if (!analyse(trial, err)) {
            return false;
        }
        found += trial->analysis->mismatch.p <= ALPHA;
    }
    *ret_power = (double)found / (double)organisations;
    return true;
}

/* What is told where nothing is linked is found by the test when it is there in every team. */
static bool run_detectable(struct trial *trial, size_t teams, size_t times, struct error *err)
{
    static const double bounds[2][2] = {{.75, 1}, {0, .72}};
    static const char *const what[] = {"found at the r that is told", "at the one without a search"};
    const size_t organisations = ORGANISATIONS / 2 * times;
    double told[2];
    bool right = true;
    char name[64];
    start(trial, &(struct linked_opts){teams, 52, .6, 0, 2, 1, 0, 1});
    if (!mean_told(trial, organisations, told, err)) {
        return false;
    }
    for (size_t k = 0; k < 2; k++) {
        double power;
        trial->drawn.r = told[k];
        if (!power_of(trial, organisations, &power, err)) {
            return false;
        }
        snprintf(name, sizeof name, "%zu teams, r = %.3f", teams, told[k]);
        right = judge(name, what[k], power, bounds[k]) && right;
    }
    return right;
}

int main(int argc, char **argv)
{
    size_t times = argc > 1 ? strtoul(argv[1], NULL, 10) : 1;
    CLEANUP(trial_free) struct trial trial = {.generator = generator_new(20240902)};
    struct error err = {0};
    if (times == 0 || trial.generator == NULL) {
        fprintf(stderr, "usage: claims_simulation [times]\n");
        return EXIT_FAILURE;
    }
    bool right = run_null(&trial, &nulls[0], times, &err);
    right = run_null(&trial, &nulls[1], times, &err) && right;
    right = run_detectable(&trial, 12, times, &err) && right;
    right = run_detectable(&trial, 30, times, &err) && right;
    if (err.text[0] != '\0') {
        fprintf(stderr, "%s\n", err.text);
    }
    return right ? EXIT_SUCCESS : EXIT_FAILURE;
}
