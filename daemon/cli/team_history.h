/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_CLI_TEAM_HISTORY_H
#define PULSSID_CLI_TEAM_HISTORY_H

/* Whether the rows of `team import` and the versions that are stored make one history of the organisation: on
 * every day a tree. */

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "store/organisation_store.h"
#include "team_file.h"

/* Checks the rows together with what is stored, of which a row of the same code and valid_from takes the
 * place. INPUT "FILE:LINE: field X: …" at a row of the file: one that comes twice; versions of a team that
 * overlap, or with days between them (a team that comes back is another one); a parent that is no team, or is
 * not there on every day of the version, which may be because the file ends a team that others are below; a
 * team that is its own ancestor on any day. What was wrong before and is not in the file is passed over.
 * Pure. */
bool team_history_check(const struct team_file *file, const struct team_version *stored, size_t n_stored,
                        struct error *err) MUST_CHECK;

#endif
