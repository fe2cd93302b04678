/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts over a window to shares, the mean and the penalty. */
#include "path_summary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "math/bounce.h"
#include "math/penalty.h"
#include "math/score.h"
#include "model/silo_text.h"
#include "silo_words.h"

static const struct penalty_opts penalty_least = {.min_n = 100, .min_handed_on = 30};

static struct bounce_counts counts_of(const struct path_window *window)
{
    struct bounce_counts counts = {.handoffs = window->handoffs,
                                   .handoffs_squared = window->handoffs_squared,
                                   .ping_pong = window->ping_pong,
                                   .unit = 1};
    memcpy(counts.contacts, window->contacts, sizeof counts.contacts);
    return counts;
}

static struct penalty penalty_over(const struct path_penalty *p)
{
    const struct penalty_sums sums = {.n = p->n,
                                      .handed_on = p->handed_on,
                                      .groups = p->groups,
                                      .hh = p->hh,
                                      .hy = p->hy,
                                      .hhyy = p->hhyy,
                                      .hhhy = p->hhhy,
                                      .hhhh = p->hhhh};
    return penalty_of(&sums, &penalty_least);
}

double path_summary_decimals(int64_t contacts, int32_t k)
{
    if (k == 0 || contacts < 20 * (int64_t)k) {
        return NAN;
    }
    return contacts < 200 * (int64_t)k ? 1.0 : 2.0;
}

double path_summary_penalty_decimals(const struct path_penalty *penalty, int32_t k)
{
    double distance = sqrt(penalty->hhhh / penalty->hh);
    double answers = penalty->hh / (100.0 * k * distance);
    return answers >= 10.0 ? 1.0 : answers >= 1.0 ? 0.0 : NAN;
}

static void fill_counts(const struct bounce *bounce, struct path_summary *summary)
{
    struct path_summary_row *row = &summary->row;
    row->reason = silo_words_lack(bounce->lack);
    row->contacts = (double)bounce->contacts;
    for (size_t step = 0; step < BOUNCE_STEPS; step++) {
        summary->steps[step] = (double)bounce->step[step].contacts;
    }
    row->step_contacts = (struct bulk_list){summary->steps, BOUNCE_STEPS};
    row->handed_on = bounce->bounced.p, row->handed_on_lo = bounce->bounced.lo;
    row->handed_on_hi = bounce->bounced.hi;
    row->first_desk = bounce->first_desk.p, row->first_desk_lo = bounce->first_desk.lo;
    row->first_desk_hi = bounce->first_desk.hi;
    row->ping_pong = bounce->ping_pong.p, row->ping_pong_lo = bounce->ping_pong.lo;
    row->ping_pong_hi = bounce->ping_pong.hi;
    row->teams = bounce->teams.mean, row->teams_lo = bounce->teams.lo, row->teams_hi = bounce->teams.hi;
}

/* The interval is by the spread of all contacts: no group's own is kept. */
static void fill_satisfaction(const struct path_window *window, struct path_summary *summary)
{
    struct bulk_list *lists[] = {&summary->row.csat_periods, &summary->row.csat_n, &summary->row.csat,
                                 &summary->row.csat_lo, &summary->row.csat_hi};
    for (size_t step = 0; step < PATH_WINDOW_STEPS; step++) {
        const struct path_window_step *s = &window->steps[step];
        struct score score = {s->mean, NAN, NAN, NAN, NAN};
        if (s->n > 0 && window->sd > 0.0) {
            score_pooled_interval(window->sd, window->sd_df, s->n, &score);
        }
        summary->csat[0][step] = s->periods;
        summary->csat[1][step] = (double)s->n;
        summary->csat[2][step] = score.mean;
        summary->csat[3][step] = score.lo;
        summary->csat[4][step] = score.hi;
    }
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        *lists[i] = (struct bulk_list){summary->csat[i], PATH_WINDOW_STEPS};
    }
}

static void fill_penalty(const struct penalty *penalty, struct path_summary_row *row)
{
    row->penalty_reason = silo_words_lack(penalty->lack);
    row->penalty_n = (double)penalty->n;
    row->penalty_df = penalty->df;
    row->penalty = penalty->slope;
    row->penalty_se = penalty->se;
    row->penalty_lo = penalty->lo;
    row->penalty_hi = penalty->hi;
    row->penalty_p = penalty->p;
}

/* As the share is told. */
static int percent(double share, double decimals)
{
    double scale = pow(10.0, decimals);
    return (int)lround(100.0 * round(share * scale) / scale);
}

static bool write_texts(struct path_summary *summary, struct error *err)
{
    struct path_summary_row *row = &summary->row;
    struct silo_text_paths facts = {.are_told = row->reason == NULL && !isnan(row->decimals),
                                    .has_penalty =
                                        row->penalty_reason == NULL && !isnan(row->penalty_decimals)};
    if (facts.are_told) {
        facts.handed_on = percent(row->handed_on, row->decimals);
        facts.ping_pong = percent(row->ping_pong, row->decimals);
    }
    if (facts.has_penalty) {
        facts.decimals = (int)row->penalty_decimals;
        facts.penalty = row->penalty;
        facts.lo = row->penalty_lo;
        facts.hi = row->penalty_hi;
    }
    for (enum language language = 0; language < LANGUAGE_COUNT; language++) {
        struct buffer out CLEANUP(buffer_free) = {0};
        silo_text_paths(&facts, language, &out);
        summary->texts[language] = silo_words_copy(&out);
        if (summary->texts[language] == NULL) {
            return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a text");
        }
    }
    row->text_fi = summary->texts[LANGUAGE_FI];
    row->text_en = summary->texts[LANGUAGE_EN];
    row->text_sv = summary->texts[LANGUAGE_SV];
    return true;
}

bool path_summary_make(const struct path_window *window, int32_t first, size_t periods,
                       struct path_summary *ret_summary, struct error *err)
{
    const struct bounce_counts counts = counts_of(window);
    const struct bounce bounce = bounce_of(&counts, window->k);
    const struct penalty penalty = penalty_over(&window->penalty);
    *ret_summary = (struct path_summary){.row = {.first = first, .periods = (double)periods}};
    ret_summary->row.decimals = path_summary_decimals(bounce.contacts, window->k);
    ret_summary->row.penalty_periods = window->penalty_periods;
    fill_counts(&bounce, ret_summary);
    fill_satisfaction(window, ret_summary);
    fill_penalty(&penalty, &ret_summary->row);
    ret_summary->row.penalty_decimals =
        penalty.lack == LACK_NOTHING ? path_summary_penalty_decimals(&window->penalty, window->k) : NAN;
    return write_texts(ret_summary, err);
}

void path_summary_free_local(struct path_summary *summary)
{
    for (size_t i = 0; i < LANGUAGE_COUNT; i++) {
        free(summary->texts[i]);
    }
}
