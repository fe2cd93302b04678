/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_AGREEMENT_STORE_H
#define PULSSID_STORE_AGREEMENT_STORE_H

/*
 * Where the agreement of a release goes: rows of pulssid.agreement, agreement_period and agreement_team.
 * Members of a row are named after its
 * columns, which say what they mean (sql/0014_agreement.sql); numbers are NAN and texts NULL for SQL null.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "model/code.h"
#include "store/agreement_leaves.h"
#include "store/db.h"

/* Begins a transaction that reads a window, set up for its few large statements: without JIT compilation,
 * which takes longer than they do, and without nested loops, which the planner takes for good in tables whose
 * size it does not know yet. */
bool agreement_store_begin(struct db *db, struct error *err) MUST_CHECK;

/* Whether a release has its agreement; every one of a window with employee dimensions gets it. */
bool agreement_store_find(struct db *db, int32_t release, bool *ret_found, struct error *err) MUST_CHECK;

/* Whether the agreement of a release keeps a dimension out of what looks at teams: its verdict is
 * not_a_team_property, and may be told. eNPS is asked by the question of engagement, and goes with it. False
 * of a dimension without a verdict, as those of customers are. */
bool agreement_store_withholds(struct db *db, int32_t release, const char *dimension, bool *ret_withholds,
                               struct error *err) MUST_CHECK;

/* The employee dimensions that are means and have published cells in the window, by name. The caller frees
 * *ret_dimensions. */
bool agreement_store_dimensions(struct db *db, const struct agreement_key *key,
                                char (**ret_dimensions)[CODE_SIZE], size_t *ret_n,
                                struct error *err) MUST_CHECK;

struct agreement_row {
    const char *dimension;
    double period;
    const char *state;
    double periods;
    double rwgj_median;
    double icc1_median;
    double icc2_median;
    double significant;
    const char *verdict;
    const char *grade;
    const char *text_fi;
    const char *text_en;
    const char *text_sv;
};

struct agreement_period_row {
    double period;
    const char *shows_spread; /* "true", "false" */
    double k;
    double n;
    double n0;
    double msb;
    double msw;
    double f;
    double p;
    double icc1;
    double icc1_lo;
    double icc1_hi;
    double icc2;
    double icc2_lo;
    double icc2_hi;
    double rwgj_median;
};

struct agreement_team_row {
    double team_id;
    double reliability;
};

/* One dimension's results. */
struct agreement_results {
    struct agreement_row organisation;
    const struct agreement_period_row *period;
    size_t periods;
    const struct agreement_team_row *team;
    size_t teams;
};

/* Writes one dimension of a release. In the caller's transaction. */
bool agreement_store_save(struct db *db, int32_t release, const struct agreement_results *results,
                          struct error *err) MUST_CHECK;

#endif
