/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MODEL_TALLY_H
#define PULSSID_MODEL_TALLY_H

/*
 * Exact sums over the respondents of one dimension. A score is a whole number of units (model/survey.h,
 * struct dimension); an NPS score is 1, 0 or -1, so that promoters are (squares + sum) / 2 and detractors
 * (squares - sum) / 2.
 */

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

struct tally {
    int64_t n;
    int64_t sum;
    int64_t squares;
    int64_t top; /* respondents in the top box */
};

/* Adds `more`, whose units are `factor` (>= 1) of *to's. INTERNAL when a sum would pass 64 bits. */
bool tally_add(struct tally *to, const struct tally *more, int64_t factor, struct error *err) MUST_CHECK;

/* Whether every score is the same (also with no respondent). */
bool tally_is_uniform(const struct tally *tally);

#endif
