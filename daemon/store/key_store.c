/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Creates, revokes and lists API keys. */
#include "key_store.h"

#include "report_table.h"

static bool check_surveys(struct db *db, const char *surveys, struct error *err)
{
    CLEANUP(db_result_free) struct db_result *unknown = NULL;
    if (!db_query(db,
                  "SELECT u.code FROM unnest(string_to_array($1, ',')) u(code) "
                  "WHERE NOT EXISTS (SELECT FROM pulssid.survey s WHERE s.code = u.code)",
                  DB_PARAMS(surveys), &unknown, err)) {
        return false;
    }
    return db_rows(unknown) == 0 ||
           error_set(err, ERROR_INPUT, "--survey: there is no survey %s", db_text(unknown, 0, 0));
}

bool key_store_create(struct db *db, const struct key_store_new *key, int32_t *ret_id, struct error *err)
{
    CLEANUP(db_result_free) struct db_result *created = NULL;
    char hex[SHA256_HEX_SIZE];
    sha256_hex(key->sha256, hex);
    if (key->surveys != NULL && !check_surveys(db, key->surveys, err)) {
        return false;
    }
    if (!db_query(db,
                  "INSERT INTO pulssid.api_key (name, role, secret_sha256, surveys, expires) "
                  "VALUES ($1, $2, decode($3, 'hex'), string_to_array($4, ','), $5) RETURNING id",
                  DB_PARAMS(key->name, key->role == KEY_ANALYST ? "analyst" : "submitter", hex, key->surveys,
                            key->expires),
                  &created, err)) {
        return false;
    }
    *ret_id = (int32_t)db_int(created, 0, 0);
    return true;
}

bool key_store_revoke(struct db *db, const char *id, struct error *err)
{
    CLEANUP(db_result_free) struct db_result *revoked = NULL;
    if (!db_query(db, "UPDATE pulssid.api_key SET revoked = true WHERE id = $1 RETURNING id", DB_PARAMS(id),
                  &revoked, err)) {
        return false;
    }
    return db_rows(revoked) > 0 || error_set(err, ERROR_NOT_FOUND, "there is no key %s", id);
}

bool key_store_list(struct db *db, const char *today, struct table **ret_table, struct error *err)
{
    CLEANUP(db_result_free) struct db_result *keys = NULL;
    if (!db_query(db,
                  "SELECT id, name, role, array_to_string(surveys, ' ') AS surveys, "
                  "to_char(expires, 'YYYY-MM-DD') AS expires, CASE WHEN revoked THEN 'revoked' "
                  "WHEN expires < $1::date THEN 'expired' ELSE 'active' END AS state "
                  "FROM pulssid.api_key ORDER BY id",
                  DB_PARAMS(today), &keys, err)) {
        return false;
    }
    struct table *table = report_table_from(db_result_as_pg(keys), SIZE_MAX, false);
    if (table == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a list");
    }
    *ret_table = table;
    return true;
}
