/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_WEIGHTED_MEAN_H
#define PULSSID_STATS_WEIGHTED_MEAN_H

/*
 * The organisation's mean of an employee dimension weighted by headcount (math/weighting.h), over the leaf
 * teams whose cell is published and whose headcount is known. Two errors: with each cell's own spread, for
 * operators, and with the spread that anyone may see, where a cell below ten answers has the pooled one: else
 * the whole's error would give away a small team's.
 */

#include <stddef.h>

#include "base/error.h"
#include "display.h"
#include "figures.h"
#include "store/db.h"

/* Writes it for one metric inside the transaction that publishes; nothing for customers' dimensions, for what
 * is no mean, and where no team can be weighed. */
bool weighted_mean_write(struct db *db, const struct figures *figures, size_t metric,
                         struct display_spread pooled, struct error *err) MUST_CHECK;

#endif
