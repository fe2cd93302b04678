/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_INGEST_AUTHENTICATE_H
#define PULSSID_INGEST_AUTHENTICATE_H

/* Whose key is presented. Pure. */

#include "model/catalog.h"

/* Finds a key by its text among those of the catalog. UNAUTHORIZED when it is none, unknown, or expired
 * before today. The digests are compared also when the id is unknown, so that time tells nothing. */
bool authenticate_key(const struct catalog *catalog, struct span text, int32_t today,
                      const struct catalog_key **ret_key, struct error *err) MUST_CHECK;

/* The same; FORBIDDEN when the key is no submitter's. */
bool authenticate_submitter(const struct catalog *catalog, struct span text, int32_t today,
                            const struct catalog_key **ret_key, struct error *err) MUST_CHECK;

#endif
