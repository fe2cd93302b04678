/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_SILO_WHOLE_H
#define PULSSID_STATS_SILO_WHOLE_H

/* The organisation's row of an analysis of silos, without its sentences: exact figures, and those that are
 * told. Pure. */

#include "store/silo_store.h"

struct silo_subject; /* silo_rows.h */

/* Points into what the subject is of; unknown figures are NAN. */
struct silo_row silo_whole_row(const struct silo_subject *subject);

#endif
