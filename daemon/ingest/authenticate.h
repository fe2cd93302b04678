/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_INGEST_AUTHENTICATE_H
#define PULSSID_INGEST_AUTHENTICATE_H

/* Whose key is presented, by the catalog, the day and the hasher of the options. */

#include "model/check.h"

/* Finds a key by its text among those of the catalog. UNAUTHORIZED when it is none, unknown, or expired
 * before today. The digests are compared also when the id is unknown, so that time tells nothing. */
bool authenticate_key(const struct check_opts *opts, struct span text, const struct catalog_key **ret_key,
                      struct error *err) MUST_CHECK;

/* The same; FORBIDDEN when the key is no submitter's. */
bool authenticate_submitter(const struct check_opts *opts, struct span text,
                            const struct catalog_key **ret_key, struct error *err) MUST_CHECK;

#endif
