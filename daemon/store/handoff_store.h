/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_HANDOFF_STORE_H
#define PULSSID_STORE_HANDOFF_STORE_H

/*
 * Counts the handoffs of one closed period inside PostgreSQL, and writes what may be shown of them. A handoff
 * is a step of a customer's path from one team to the next. No path and no count below k - 1 comes back.
 * Inside the caller's transaction, in the order of this header.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "model/handoff_plan.h"
#include "store/db.h"
#include "store/period_store.h"

/* Writes the exact counts between cleared teams, and sets how many contacts touched each team alone. */
bool handoff_store_count(struct db *db, const struct period_row *period, struct handoff_team *teams, size_t n,
                         struct error *err) MUST_CHECK;

/* The pairs of at least n_min, ordered by from and to. The caller frees *ret_counts. */
bool handoff_store_full(struct db *db, int32_t period, const struct handoff_team *teams, size_t n,
                        int64_t n_min, struct handoff_count **ret_counts, size_t *ret_n,
                        struct error *err) MUST_CHECK;

/* Writes what anyone may read: the pairs of the plan, and those with a team that is not cleared, as hidden.
 * Of up to TEAM_MATRIX_MAX teams every ordered pair; of more, those that show a count or are hidden by the
 * plan, and for each team that is not cleared one row from it to all and one back. */
bool handoff_store_publish(struct db *db, int32_t period, const struct handoffs *handoffs,
                           const struct handoff_pair *hidden, size_t n_hidden, struct error *err) MUST_CHECK;

/* Writes that customers were not asked. */
bool handoff_store_no_data(struct db *db, int32_t period, struct error *err) MUST_CHECK;

#endif
