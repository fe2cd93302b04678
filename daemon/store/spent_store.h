/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_SPENT_STORE_H
#define PULSSID_STORE_SPENT_STORE_H

/* Whether submissions were stored before, although their period has closed: for `pulssid import`. Ids of
 * published periods are known for as long as a late retry is possible. */

#include "base/error.h"
#include "model/submission.h"
#include "store/db.h"

/* ret_spent: n, in the order of the records. */
bool spent_store_find(struct db *db, const struct record *const *records, size_t n, bool *ret_spent,
                      struct error *err) MUST_CHECK;

#endif
