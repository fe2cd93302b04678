/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_SAMPLE_SILO_H
#define PULSSID_TESTS_SAMPLE_SILO_H

/* What the analysis of silos takes, from the sample organisation: published cells, answers and paths. */

#include "../math/sample_paths.h"
#include "stats/silo_analysis.h"

#define TEAMS SAMPLE_TEAMS
#define PERIODS SAMPLE_PERIODS
#define LEAST 5 /* respondents, or visits, of a published cell */

struct sample_silo {
    double series[SILO_SERIES][TEAMS * PERIODS];
    double visits[TEAMS * PERIODS];
    double handoff[TEAMS * TEAMS];
    double rating[TEAMS * TEAMS];
    int32_t unit[TEAMS];
    bool router[TEAMS];
    double headcount[TEAMS];
    char *json; /* expected.json */
    struct silo_input input;
};

static inline void count_visits(const struct sample_contact *contact, void *context)
{
    struct sample_silo *s = context;
    for (size_t i = 0; i < contact->teams; i++) {
        size_t cell = contact->team[i] * PERIODS + contact->period;
        s->visits[cell]++;
        if (i + 1 < contact->teams) {
            s->series[SILO_BOUNCE][cell]++;
            s->handoff[contact->team[i] * TEAMS + contact->team[i + 1]]++;
        }
    }
}

static inline void divide(double *sum, const double *n)
{
    for (size_t i = 0; i < (size_t)TEAMS * PERIODS; i++) {
        sum[i] = n[i] >= LEAST ? sum[i] / n[i] : NAN;
    }
}

/* Ten times the answer about recommending the employer. */
static inline void read_engagement(double *ret)
{
    double n[TEAMS * PERIODS] = {0};
    FILE *file = open_data("employee_responses.csv");
    struct row head;
    struct row row;
    assert_true(read_row(file, &head));
    while (read_row(file, &row)) {
        double answer = number(&row, column(&head, "enps"));
        if (!isnan(answer)) {
            size_t cell = team_index(&row, 1) * PERIODS + strtoul(row.cell[0], NULL, 10) - 1;
            ret[cell] += 10 * answer;
            n[cell]++;
        }
    }
    fclose(file);
    divide(ret, n);
}

static inline void read_teams(struct sample_silo *s)
{
    FILE *file = open_data("teams.csv");
    struct row row;
    assert_true(read_row(file, &row));
    while (read_row(file, &row)) {
        size_t i = team_index(&row, 0);
        s->unit[i] = (int32_t)strtol(row.cell[1] + 1, NULL, 10) - 1;
        s->headcount[i] = number(&row, 2);
    }
    fclose(file);
}

static inline struct sample_silo *sample_silo_new(void)
{
    struct sample_silo *s = calloc(1, sizeof *s);
    assert_non_null(s);
    s->json = read_json_from(SAMPLE_ORGANISATION "expected.json", "\"network\":");
    read_cells("expected_employee_cells.csv", "wellbeing", s->series[SILO_WELLBEING]);
    read_cells("expected_employee_cells.csv", "cust_orient", s->series[SILO_ORIENTATION]);
    read_cells("expected_employee_cells.csv", "collab_self", s->series[SILO_COLLABORATION]);
    read_cells("expected_customer_cells.csv", "csat100", s->series[SILO_CUSTOMER]);
    read_engagement(s->series[SILO_ENGAGEMENT]);
    each_contact(count_visits, s);
    divide(s->series[SILO_BOUNCE], s->visits);
    read_teams(s);
    for (size_t i = 0; i < (size_t)TEAMS * TEAMS; i++) {
        s->rating[i] = json_number(s->json, "D", i);
    }
    s->input = (struct silo_input){.teams = TEAMS,
                                   .periods = PERIODS,
                                   .router = s->router,
                                   .headcount = s->headcount,
                                   .network = {TEAMS, 4, s->unit, s->handoff, s->rating}};
    for (size_t i = 0; i < SILO_SERIES; i++) {
        s->input.series[i] = s->series[i];
    }
    return s;
}

static inline struct sample_silo *sample_silo_free(struct sample_silo *s)
{
    free(s->json);
    free(s);
    return NULL;
}
DEFINE_CLEANUP(sample_silo_free, struct sample_silo)

static inline struct silo_analysis *sample_analysis(const struct sample_silo *s, const struct silo_opts *opts)
{
    struct silo_analysis *a = NULL;
    struct error err = {0};
    if (!silo_analysis_new(&s->input, opts, &a, &err)) {
        fail_msg("%s", err.text);
    }
    return a;
}

#endif
