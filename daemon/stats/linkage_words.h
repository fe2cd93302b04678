/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_LINKAGE_WORDS_H
#define PULSSID_STATS_LINKAGE_WORDS_H

/* Words of the linkage tables for the codes of an analysis. */

#include <stddef.h>
#include <stdint.h>

#include "math/correlation.h"

#define LINKAGE_LAG_SET_SIZE (4 * CORRELATION_MAX_LAGS + 1)

/* "published", "insufficient", "no_variation". */
const char *linkage_status_word(enum correlation_status status);

/* "wellbeing_leads", or "employee_leads" where the employee dimension is another; "customer_leads",
 * "undetermined". */
const char *linkage_direction_word(enum correlation_direction direction, const char *employee);

/* The lags of a set in rising order, parted by blanks: "-1 0 2". */
void linkage_lag_set_text(uint64_t set, size_t lags, char ret_text[LINKAGE_LAG_SET_SIZE]);

#endif
