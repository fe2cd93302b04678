/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns a review into rows of its tables. */
#include "metric_rows.h"

#include <math.h>

/* "{a,b}" */
static void write_findings(const struct metric_review *review, struct buffer *out)
{
    const char *before = "{";
    for (enum metric_finding f = 0; f < METRIC_FINDINGS; f++) {
        if (review->found[f]) {
            buffer_printf(out, "%s%s", before, metric_review_name(f));
            before = ",";
        }
    }
    buffer_append_text(out, before[0] == '{' ? "{}" : "}");
}

static const char *verdict_name(enum metric_verdict verdict)
{
    static const char *const names[] = {[METRIC_UNKNOWN] = NULL,
                                        [METRIC_KEEP] = "keep",
                                        [METRIC_REVIEW] = "review",
                                        [METRIC_CANDIDATE_TO_RETIRE] = "candidate_to_retire"};
    return names[verdict];
}

static const char *link_name(enum metric_link_verdict verdict)
{
    static const char *const names[] = {[METRIC_LINK_UNKNOWN] = NULL,
                                        [METRIC_LINK_LINKED] = "linked",
                                        [METRIC_LINK_NONE] = "no_link",
                                        [METRIC_LINK_INCONCLUSIVE] = "inconclusive"};
    return names[verdict];
}

/* Known for some item. Alpha may be unknown where they are not: a sum of items that mirror each other has no
 * variance. */
static bool has_item_rest(const struct metric_pooling *p)
{
    for (size_t j = 0; j < p->n_items; j++) {
        if (!isnan(p->item_rest[j])) {
            return true;
        }
    }
    return false;
}

static void fill_review(const struct metric_review *r, struct metric_row *row)
{
    const struct metric_pooling *p = &r->pooling;
    row->items_period = p->items_period < 0 ? NAN : (double)p->items_period;
    row->state = r->verdict == METRIC_UNKNOWN ? "insufficient" : r->is_shown ? "published" : "suppressed";
    row->periods = (double)p->periods;
    row->n = p->periods == 0 ? NAN : (double)p->n;
    row->mean = p->mean;
    row->sd = p->sd;
    row->ceiling = p->ceiling;
    row->floor = p->floor;
    row->team_sd = r->team_sd;
    row->constant_teams = (double)r->constant_teams;
    row->icc1_median = r->median.icc1;
    row->not_significant = r->median.not_significant;
    row->complete = p->items_period < 0 ? NAN : (double)p->complete;
    row->alpha = p->alpha;
    row->item_rest = (struct bulk_list){has_item_rest(p) ? p->item_rest : NULL, p->n_items};
    row->omega = p->omega;
    row->omega_std = p->omega_std;
    row->response_change = r->response_change;
    row->item_missing = p->item_missing;
    row->verdict = verdict_name(r->verdict);
    row->grade = metric_text_grade(r);
}

static struct bulk_list pair_or_null(const double pair[2])
{
    return (struct bulk_list){isnan(pair[0]) ? NULL : pair, 2};
}

static void fill_link(const struct metric_link *link, struct metric_row *row)
{
    bool known = link->verdict != METRIC_LINK_UNKNOWN;
    row->link_lag = known ? (double)link->lag : NAN;
    row->link_k = known ? (double)link->estimate.k : NAN;
    row->link_r = link->estimate.r;
    row->link_ci_r = pair_or_null(link->estimate.ci_r);
    row->link_ci90_r = pair_or_null(link->ci90_r);
    row->link_fe_p = link->estimate.fe_p;
    row->link_verdict = link_name(link->verdict);
    row->link_grade = metric_text_link_grade(link);
}

/* Where each language's text begins in a buffer of terminated ones. */
struct starts {
    size_t of[LANGUAGE_COUNT];
};

static bool end_texts(const struct buffer *texts, struct error *err)
{
    return !texts->failed || error_set(err, ERROR_OUT_OF_MEMORY, "no memory for sentences about metrics");
}

bool metric_rows_init(struct metric_rows *rows, const struct metric_saying *saying, int32_t period,
                      struct error *err)
{
    struct starts starts;
    struct buffer *texts = &rows->texts;
    write_findings(saying->review, texts);
    buffer_append(texts, "", 1);
    for (enum language l = 0; l < LANGUAGE_COUNT; l++) {
        starts.of[l] = texts->len;
        metric_text(saying, l, texts);
        buffer_append(texts, "", 1);
    }
    if (!end_texts(texts, err)) {
        return false;
    }
    const char *text = (const char *)buffer_span(texts).data;
    rows->row = (struct metric_row){.dimension = saying->dimension,
                                    .period = period,
                                    .link_customer = saying->customer,
                                    .redundant_with = saying->redundant_with,
                                    .redundant_r = saying->redundant_r,
                                    .findings = text,
                                    .text_fi = text + starts.of[LANGUAGE_FI],
                                    .text_en = text + starts.of[LANGUAGE_EN],
                                    .text_sv = text + starts.of[LANGUAGE_SV]};
    fill_review(saying->review, &rows->row);
    fill_link(saying->link, &rows->row);
    return true;
}

void metric_rows_free(struct metric_rows *rows)
{
    buffer_free(&rows->texts);
}

bool metric_set_rows_init(struct metric_set_rows *rows, int64_t active, int64_t most, struct error *err)
{
    struct starts starts;
    for (enum language l = 0; l < LANGUAGE_COUNT; l++) {
        starts.of[l] = rows->texts.len;
        metric_text_too_many(active, l, &rows->texts);
        buffer_append(&rows->texts, "", 1);
    }
    if (!end_texts(&rows->texts, err)) {
        return false;
    }
    rows->row = (struct metric_set_row){.active = (double)active, .most = (double)most};
    if (active > most) {
        const char *text = (const char *)buffer_span(&rows->texts).data;
        rows->row.text_fi = text + starts.of[LANGUAGE_FI];
        rows->row.text_en = text + starts.of[LANGUAGE_EN];
        rows->row.text_sv = text + starts.of[LANGUAGE_SV];
    }
    return true;
}

void metric_set_rows_free(struct metric_set_rows *rows)
{
    buffer_free(&rows->texts);
}
