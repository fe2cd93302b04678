/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From published cells to stored agreement. */
#include "team_agreement.h"

#include <math.h>
#include <stdlib.h>

#include "agreement_analysis.h"
#include "agreement_text.h"

/* The rows of one dimension, and what they point at. */
struct agreement_rows {
    struct agreement_results results;
    struct agreement_period_row *period;
    struct agreement_team_row *team;
    struct buffer texts[LANGUAGE_COUNT];
};

static void agreement_rows_free_local(struct agreement_rows *rows)
{
    free(rows->period);
    free(rows->team);
    for (size_t i = 0; i < LANGUAGE_COUNT; i++) {
        buffer_free(&rows->texts[i]);
    }
}

struct dimension_list {
    char (*dimensions)[CODE_SIZE]; /* owned, as the rows are */
    size_t n;
    struct agreement_rows *rows;
};

static void dimension_list_free_local(struct dimension_list *list)
{
    for (size_t i = 0; list->rows != NULL && i < list->n; i++) {
        agreement_rows_free_local(&list->rows[i]);
    }
    free(list->rows);
    free(list->dimensions);
}

static const char *verdict_name(enum agreement_verdict verdict)
{
    static const char *const names[] = {[AGREEMENT_UNKNOWN] = NULL,
                                        [AGREEMENT_OK] = "ok",
                                        [AGREEMENT_WEAK] = "weak",
                                        [AGREEMENT_NOT_A_TEAM_PROPERTY] = "not_a_team_property"};
    return names[verdict];
}

static const char *state_name(const struct agreement_analysis *a)
{
    return a->verdict == AGREEMENT_UNKNOWN && a->analysed == 0 ? "insufficient"
           : a->is_shown                                       ? "published"
                                                               : "suppressed";
}

static struct agreement_period_row period_row(const struct agreement_period *p)
{
    return (struct agreement_period_row){.period = p->period,
                                         .shows_spread = p->shows_spread ? "true" : "false",
                                         .k = (double)p->icc.k,
                                         .n = p->icc.n,
                                         .n0 = p->icc.n0,
                                         .msb = p->icc.msb,
                                         .msw = p->icc.msw,
                                         .f = p->icc.f,
                                         .p = p->icc.p,
                                         .icc1 = p->icc.icc1,
                                         .icc1_lo = p->icc.icc1_lo,
                                         .icc1_hi = p->icc.icc1_hi,
                                         .icc2 = p->icc.icc2,
                                         .icc2_lo = p->icc.icc2_lo,
                                         .icc2_hi = p->icc.icc2_hi,
                                         .rwgj_median = p->rwgj_median};
}

/* Of teams whose period has an ICC(1). */
static void add_teams(const struct agreement_leaf *leaves, size_t n, double icc1, struct agreement_rows *rows)
{
    for (size_t i = 0; i < n && !isnan(icc1); i++) {
        rows->team[rows->results.teams++] =
            (struct agreement_team_row){leaves[i].team_id, icc_reliability(icc1, leaves[i].n)};
    }
}

static bool write_texts(const struct agreement_analysis *a, const char *dimension,
                        struct agreement_rows *rows, struct error *err)
{
    const char *texts[LANGUAGE_COUNT];
    for (enum language l = 0; l < LANGUAGE_COUNT; l++) {
        agreement_text(a, dimension, l, &rows->texts[l]);
        buffer_append(&rows->texts[l], "", 1);
        if (rows->texts[l].failed) {
            return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the sentences about %s", dimension);
        }
        texts[l] = (const char *)buffer_span(&rows->texts[l]).data;
    }
    rows->results.organisation.text_fi = texts[LANGUAGE_FI];
    rows->results.organisation.text_en = texts[LANGUAGE_EN];
    rows->results.organisation.text_sv = texts[LANGUAGE_SV];
    return true;
}

static bool make_rows(const struct agreement_leaf *leaves, size_t n, const struct agreement_analysis *a,
                      const char *dimension, struct agreement_rows *rows, struct error *err)
{
    size_t teams;
    const struct agreement_leaf *last = agreement_analysis_last(leaves, n, &teams);
    rows->period = calloc(a->n + 1, sizeof *rows->period);
    rows->team = calloc(teams + 1, sizeof *rows->team);
    if (rows->period == NULL || rows->team == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the agreement of %zu teams", teams);
    }
    for (size_t i = 0; i < a->n; i++) {
        rows->period[i] = period_row(&a->period[i]);
    }
    rows->results = (struct agreement_results){.organisation = {.dimension = dimension,
                                                                .period = last->period,
                                                                .state = state_name(a),
                                                                .periods = (double)a->analysed,
                                                                .rwgj_median = a->rwgj_median,
                                                                .icc1_median = a->icc1_median,
                                                                .icc2_median = a->icc2_median,
                                                                .significant = a->significant,
                                                                .verdict = verdict_name(a->verdict),
                                                                .grade = agreement_text_grade(a)},
                                               .period = rows->period,
                                               .periods = a->n,
                                               .team = rows->team};
    add_teams(last, teams, a->period[a->n - 1].icc.icc1, rows);
    return write_texts(a, dimension, rows, err);
}

/* No rows: the dimension has no leaves. */
static bool analyse(struct db *db, const struct agreement_key *key, const char *dimension,
                    struct agreement_rows *rows, struct error *err)
{
    struct agreement_leaf *leaves CLEANUP(free) = NULL;
    struct agreement_analysis *a CLEANUP(agreement_analysis_free) = NULL;
    size_t n;
    return agreement_leaves_read(db, key, dimension, &leaves, &n, err) &&
           (n == 0 ||
            (agreement_analysis_new(leaves, n, &a, err) && make_rows(leaves, n, a, dimension, rows, err)));
}

/* All is read before anything is written: the transaction has no number until then, for which others' rows
 * would have to be kept. */
static bool analyse_all(struct db *db, const struct agreement_key *key, const struct dimension_list *list,
                        struct error *err)
{
    for (size_t i = 0; i < list->n; i++) {
        if (!analyse(db, key, list->dimensions[i], &list->rows[i], err)) {
            return error_prefix(err, "agreement on %s", list->dimensions[i]);
        }
    }
    return true;
}

static bool save_all(struct db *db, int32_t release, const struct dimension_list *list,
                     size_t *ret_dimensions, struct error *err)
{
    size_t saved = 0;
    for (size_t i = 0; i < list->n; i++) {
        if (list->rows[i].period != NULL) {
            if (!agreement_store_save(db, release, &list->rows[i].results, err)) {
                return error_prefix(err, "agreement on %s", list->dimensions[i]);
            }
            saved++;
        }
    }
    *ret_dimensions = saved;
    return true;
}

static bool run(struct db *db, const struct agreement_key *key, size_t *ret_dimensions, struct error *err)
{
    struct dimension_list list CLEANUP(dimension_list_free) = {0};
    if (!agreement_store_dimensions(db, key, &list.dimensions, &list.n, err)) {
        return false;
    }
    list.rows = calloc(list.n + 1, sizeof *list.rows);
    if (list.rows == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the agreement on %zu dimensions", list.n);
    }
    return analyse_all(db, key, &list, err) && save_all(db, key->release, &list, ret_dimensions, err);
}

bool team_agreement_run(struct db *db, const struct cycle_opts *opts, int32_t release, size_t *ret_dimensions,
                        struct error *err)
{
    struct agreement_key key = {release, {opts->window_weeks, opts->window_months}};
    bool found;
    size_t dimensions = 0;
    if (!agreement_store_find(db, release, &found, err)) {
        return false;
    }
    if (!found &&
        (!agreement_store_begin(db, err) || !run(db, &key, &dimensions, err) || !db_commit(db, err))) {
        db_rollback(db);
        return false;
    }
    *ret_dimensions = dimensions;
    return true;
}
