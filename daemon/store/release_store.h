/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_RELEASE_STORE_H
#define PULSSID_STORE_RELEASE_STORE_H

/* The ledger: one release a period, its canonical document, and the chain of their hashes. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "store/db.h"

/* Writes the next release from the published cells, handoffs and ratings of a period, inside the caller's
 * transaction. */
bool release_store_add(struct db *db, int32_t period, int32_t *ret_release, struct error *err) MUST_CHECK;

/* The newest release, 0 when there is none, and when it was made, in seconds since 1970-01-01. */
struct release_newest {
    int32_t release;
    int64_t released_s;
};

bool release_store_newest(struct db *db, struct release_newest *ret_newest, struct error *err) MUST_CHECK;

/* Makes every document again from the cells and checks it against the stored text, its hash and the chain.
 * INTEGRITY names the first release that breaks or is missing, or a published period without one. *ret_n: how
 * many releases there are. */
bool release_store_verify(struct db *db, size_t *ret_n, struct error *err) MUST_CHECK;

#endif
