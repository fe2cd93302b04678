/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_DATABASE_CHECK_H
#define PULSSID_STORE_DATABASE_CHECK_H

/*
 * What would break promises whoever asks. Of privacy: copies of answers that the database makes as they come
 * in, and an owner who cannot keep what it counts to itself. Of durability: a server that does not wait for
 * its disk. Reads, and changes nothing; any role may.
 */

#include "base/error.h"
#include "store/db.h"
#include "store/finding.h"

bool database_check_run(struct db *db, const struct finding_sink *sink, struct error *err) MUST_CHECK;

#endif
