/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_KEY_STORE_H
#define PULSSID_STORE_KEY_STORE_H

/* API keys, for the commands. A key's secret never comes here: only its SHA-256. */

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/sha256.h"
#include "model/catalog.h"
#include "model/table.h"
#include "store/db.h"

struct key_store_new {
    const char *name;
    enum key_role role;
    uint8_t sha256[SHA256_SIZE];
    const char *surveys; /* codes joined by commas; NULL: every survey */
    const char *expires; /* the last day it works, "2026-12-31"; NULL: never expires */
};

/* Stores a key. INPUT when there is no such survey. */
bool key_store_create(struct db *db, const struct key_store_new *key, int32_t *ret_id,
                      struct error *err) MUST_CHECK;

/* Revokes a key for ever; harmless when it is revoked. NOT_FOUND when there is none. */
bool key_store_revoke(struct db *db, const char *id, struct error *err) MUST_CHECK;

/* id, name, role, surveys, expires, state: "active", "expired", "revoked". */
bool key_store_list(struct db *db, const char *today, struct table **ret_table, struct error *err) MUST_CHECK;

#endif
