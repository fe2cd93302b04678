/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_CATALOG_STORE_H
#define PULSSID_STORE_CATALOG_STORE_H

/* Loads the catalog whole, in one snapshot, from a schema that is exactly this binary's; else CONFLICT or
 * INTEGRITY, as store/migrate says. Survey definitions are parsed by the caller's function, since
 * store/ knows no JSON. Changes are announced on the channel CATALOG_CHANNEL (LISTEN on the same connection).
 * The frozen trees are those of open periods: nothing is checked against the others'. */

#include "base/error.h"
#include "base/span.h"
#include "model/catalog.h"
#include "store/db.h"
#include "store/pg.h"

#define CATALOG_CHANNEL "pulssid_catalog"

/* Parses a definition; wire/survey_json's survey_json_parse fits. */
typedef bool catalog_parse_survey(struct span json, struct survey **ret_survey, struct error *err);

/* catalog: the callee's to keep; NULL with an error. */
typedef void catalog_store_loaded(void *ctx, const struct error *err, struct catalog *catalog);

bool catalog_store_load(struct pg *pg, catalog_parse_survey *parse, catalog_store_loaded *done, void *ctx,
                        struct error *err) MUST_CHECK;
bool catalog_store_load_now(struct db *db, catalog_parse_survey *parse, struct catalog **ret_catalog,
                            struct error *err) MUST_CHECK;

#endif
