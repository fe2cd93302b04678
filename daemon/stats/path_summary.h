/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_PATH_SUMMARY_H
#define PULSSID_STATS_PATH_SUMMARY_H

/*
 * Paths of the organisation over the window as the row that is stored, with its sentences. Shares and means
 * are told to so many decimals that a step of the last one is as many contacts as the threshold, or more;
 * half of one too, since that is what a share near 0 or 1 has.
 */

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "model/language.h"
#include "store/path_store.h"
#include "store/silo_store.h"

/* Owned through path_summary_free_local(). */
struct path_summary {
    struct path_summary_row row; /* points into what follows */
    double steps[4];
    double csat[5][PATH_WINDOW_STEPS]; /* periods, n, mean, lo, hi */
    char *texts[LANGUAGE_COUNT];
};

/* first, periods: the window. Must stay where it is while the row is used. OUT_OF_MEMORY; what was made is
 * the caller's to free then too. */
bool path_summary_make(const struct path_window *window, int32_t first, size_t periods,
                       struct path_summary *ret_summary, struct error *err) MUST_CHECK;
void path_summary_free_local(struct path_summary *summary);

/* To how many decimals shares of so many contacts are told; NAN: not at all. k: the threshold; 0 for none. */
double path_summary_decimals(int64_t contacts, int32_t k);

/* To how many decimals the penalty is told, 0 or 1; NAN: not at all. A step of the last one is worth the
 * whole answers, 0 to 100, of k contacts that are as far from where they entered as those that weigh most: it
 * is a sum over all teams, but how customers were handed on is known of each. */
double path_summary_penalty_decimals(const struct path_penalty *penalty, int32_t k);

#endif
