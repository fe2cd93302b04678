/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns an analysis of changes into rows. */
#include "change_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/change_text.h"

#define RUNS 3 /* u, cp, cm */

/* What is being written, and from what. */
struct writing {
    const struct change_analysis *analysis;
    const struct change_subject *subject;
    struct change_rows *rows;
    bool failed; /* no memory for a text */
};

static const char *status_name(enum change_status status)
{
    switch (status) {
    case CHANGE_PUBLISHED:
        return "published";
    case CHANGE_FEW_PERIODS:
        return "few_periods";
    case CHANGE_FEW_TEAMS:
        return "few_teams";
    case CHANGE_NO_VARIATION:
        return "no_variation";
    case CHANGE_NOT_OF_TEAMS:
        return "not_a_team_property";
    }
    return NULL;
}

/* Of a team without an alarm. */
static enum change_text_kind text_kind(enum change_status status)
{
    switch (status) {
    case CHANGE_PUBLISHED:
        return CHANGE_TEXT_STEADY;
    case CHANGE_FEW_PERIODS:
        return CHANGE_TEXT_FEW_PERIODS;
    case CHANGE_FEW_TEAMS:
        return CHANGE_TEXT_FEW_TEAMS;
    case CHANGE_NO_VARIATION:
        return CHANGE_TEXT_NO_VARIATION;
    case CHANGE_NOT_OF_TEAMS:
        return CHANGE_TEXT_NOT_OF_TEAMS;
    }
    return CHANGE_TEXT_STEADY;
}

/* One run of a team, and where the next one begins. */
static struct bulk_list list_of(double **run, size_t periods)
{
    struct bulk_list list = {*run, periods};
    *run += periods;
    return list;
}

static void add_series(struct writing *w, size_t i)
{
    const struct change_analysis *a = w->analysis;
    const struct change_team *team = &a->team[i];
    struct change_series_row *row = &w->rows->series[w->rows->results.n_series++];
    *row = (struct change_series_row){.team_id = w->subject->team_id[i],
                                      .status = status_name(team->status),
                                      .n = (double)team->n,
                                      .residuals = (double)team->residuals};
    if (team->status != CHANGE_PUBLISHED) {
        return;
    }
    double *run = w->rows->runs + i * RUNS * a->periods;
    for (size_t t = 0; t < a->periods; t++) {
        run[t] = a->step[i * a->periods + t].u;
        run[a->periods + t] = a->step[i * a->periods + t].up;
        run[2 * a->periods + t] = a->step[i * a->periods + t].down;
    }
    row->u = list_of(&run, a->periods);
    row->cp = list_of(&run, a->periods);
    row->cm = list_of(&run, a->periods);
}

static const char *write_text(struct writing *w, const struct change_text_facts *facts,
                              enum language language)
{
    struct buffer out CLEANUP(buffer_free) = {0};
    change_text(facts, language, &out);
    buffer_append(&out, "", 1);
    char *text = out.failed ? NULL : strdup((const char *)buffer_span(&out).data);
    w->rows->texts[w->rows->n_texts++] = text;
    w->failed = w->failed || text == NULL;
    return text;
}

/* The row of a period of team i with its sentences; alarm is NULL where there is none. */
static void add_row(struct writing *w, size_t i, size_t t, const struct change_text_facts *facts,
                    const struct change_alarm *alarm)
{
    const struct cusum_step *step = &w->analysis->step[i * w->analysis->periods + t];
    const struct level_difference unknown = {NAN, NAN, NAN};
    struct level_difference size = alarm == NULL ? unknown : alarm->size;
    int32_t first = w->subject->first;
    struct change_row *row = &w->rows->rows[w->rows->results.n_rows++];
    *row = (struct change_row){.team_id = w->subject->team_id[i],
                               .period = first + (double)t,
                               .alarm = step->alarm,
                               .change = alarm == NULL ? NAN : (double)(first + alarm->since),
                               .u = step->u,
                               .cp = step->up,
                               .cm = step->down,
                               .size = size.mean,
                               .size_lo = size.lo,
                               .size_hi = size.hi};
    row->text_fi = write_text(w, facts, LANGUAGE_FI);
    row->text_en = write_text(w, facts, LANGUAGE_EN);
    row->text_sv = write_text(w, facts, LANGUAGE_SV);
}

static void format_period(const struct writing *w, int32_t t, char ret_id[PERIOD_ID_SIZE])
{
    calendar_format(w->subject->kind, w->subject->first + t, ret_id);
}

static void add_alarm(struct writing *w, const struct change_alarm *alarm)
{
    char period[PERIOD_ID_SIZE];
    char change[PERIOD_ID_SIZE];
    struct change_text_facts facts = {.kind =
                                          alarm->direction == CUSUM_UP ? CHANGE_TEXT_RISE : CHANGE_TEXT_FALL,
                                      .dimension = w->subject->dimension,
                                      .period = period,
                                      .change = change};
    format_period(w, (int32_t)alarm->period, period);
    format_period(w, alarm->since, change);
    facts.is_sized = !isnan(alarm->size.mean + alarm->size.lo + alarm->size.hi);
    if (facts.is_sized) {
        facts.size = (int)lround(alarm->size.mean);
        facts.lo = (int)lround(alarm->size.lo);
        facts.hi = (int)lround(alarm->size.hi);
    }
    add_row(w, alarm->team, alarm->period, &facts, alarm);
}

static void add_standing(struct writing *w, size_t i)
{
    const struct change_team *team = &w->analysis->team[i];
    const struct cusum_step *steps = w->analysis->step + i * w->analysis->periods;
    size_t t = w->analysis->periods - 1;
    while (team->judged > 0 && isnan(steps[t].u)) {
        t--;
    }
    const struct change_text_facts facts = {.kind = text_kind(team->status),
                                            .dimension = w->subject->dimension,
                                            .have = (unsigned)team->residuals,
                                            .needed = (unsigned)w->subject->cusum.warm + 1};
    add_row(w, i, t, &facts, NULL);
}

static void add_all(struct writing *w)
{
    const struct change_analysis *a = w->analysis;
    size_t next = 0;
    for (size_t i = 0; i < a->teams; i++) {
        if (a->team[i].n == 0) {
            continue;
        }
        add_series(w, i);
        for (size_t k = 0; k < a->team[i].alarms; k++) {
            add_alarm(w, &a->alarm[next++]);
        }
        if (a->team[i].alarms == 0) {
            add_standing(w, i);
        }
    }
}

static void fill_search(struct writing *w)
{
    const struct change_analysis *a = w->analysis;
    const struct cusum_opts *cusum = &w->subject->cusum;
    struct change_search_row *row = &w->rows->results.search;
    *row = (struct change_search_row){.phi_pooled = a->phi,
                                      .k = cusum->allowance,
                                      .h = cusum->limit,
                                      .warm = (double)cusum->warm,
                                      .first = w->subject->first,
                                      .periods = (double)a->periods,
                                      .teams = (double)w->rows->results.n_series,
                                      .alarms = (double)a->alarms};
    for (size_t i = 0; i < a->teams; i++) {
        row->judged += a->team[i].judged > 0 ? 1 : 0;
    }
}

static struct change_rows *allocate(const struct change_analysis *a)
{
    struct change_rows *rows = calloc(1, sizeof *rows);
    if (rows == NULL) {
        return NULL;
    }
    size_t most = a->teams + a->alarms;
    rows->series = calloc(a->teams + 1, sizeof *rows->series);
    rows->rows = calloc(most + 1, sizeof *rows->rows);
    rows->runs = calloc(a->teams * RUNS * a->periods + 1, sizeof *rows->runs);
    rows->texts = calloc(most * LANGUAGE_COUNT + 1, sizeof *rows->texts);
    bool complete = rows->series != NULL && rows->rows != NULL && rows->runs != NULL && rows->texts != NULL;
    rows->results.series = rows->series;
    rows->results.rows = rows->rows;
    return complete ? rows : change_rows_free(rows);
}

bool change_rows_new(const struct change_analysis *analysis, const struct change_subject *subject,
                     struct change_rows **ret_rows, struct error *err)
{
    struct writing w = {analysis, subject, allocate(analysis), false};
    if (w.rows != NULL) {
        add_all(&w);
        fill_search(&w);
    }
    if (w.rows == NULL || w.failed) {
        change_rows_free(w.rows);
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the changes of %s", subject->dimension);
    }
    *ret_rows = w.rows;
    return true;
}

struct change_rows *change_rows_free(struct change_rows *rows)
{
    if (rows != NULL) {
        for (size_t i = 0; i < rows->n_texts; i++) {
            free(rows->texts[i]);
        }
        free(rows->texts);
        free(rows->runs);
        free(rows->rows);
        free(rows->series);
        free(rows);
    }
    return NULL;
}
