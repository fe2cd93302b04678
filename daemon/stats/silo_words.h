/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_SILO_WORDS_H
#define PULSSID_STATS_SILO_WORDS_H

/* The words in which results of the analysis of silos are stored. */

#include "base/buffer.h"
#include "math/indicator.h"
#include "math/lack.h"
#include "silo_network.h"

/* Why a figure is not there: "few_periods", "no_variation", …; NULL for LACK_NOTHING. */
const char *silo_words_lack(enum lack lack);
const char *silo_words_quadrant(enum quadrant quadrant);
const char *silo_words_reading(enum silo_reading reading);

/* A copy of a text for free(); NULL when there is no memory for it, or was none. */
char *silo_words_copy(struct buffer *text);

#endif
