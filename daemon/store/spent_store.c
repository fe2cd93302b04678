/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks for ids that are spent. */
#include "spent_store.h"

#include "base/buffer.h"

static const char find_sql[] =
    "SELECT r.i FROM unnest($1::integer[], $2::uuid[]) WITH ORDINALITY r(team_id, id_hash, i) "
    "WHERE EXISTS (SELECT FROM pulssid.spent s WHERE s.team_id = r.team_id AND s.id_hash = r.id_hash OFFSET "
    "0) "
    "OR EXISTS (SELECT FROM pulssid.submission s WHERE s.team_id = r.team_id AND s.id_hash = r.id_hash "
    "OFFSET 0)";

static void write_keys(const struct record *const *records, size_t n, struct buffer *teams,
                       struct buffer *ids)
{
    for (size_t i = 0; i < n; i++) {
        char separator = i == 0 ? '{' : ',';
        buffer_printf(teams, "%c%d", separator, (int)records[i]->team_id);
        buffer_printf(ids, "%c", separator);
        for (size_t byte = 0; byte < ID_HASH_SIZE; byte++) {
            buffer_printf(ids, "%02x", records[i]->id_hash[byte]);
        }
    }
    buffer_append(teams, "}", 2);
    buffer_append(ids, "}", 2);
}

bool spent_store_find(struct db *db, const struct record *const *records, size_t n, bool *ret_spent,
                      struct error *err)
{
    CLEANUP(buffer_free) struct buffer teams = {0};
    CLEANUP(buffer_free) struct buffer ids = {0};
    CLEANUP(db_result_free) struct db_result *found = NULL;
    for (size_t i = 0; i < n; i++) {
        ret_spent[i] = false;
    }
    if (n == 0) {
        return true;
    }
    write_keys(records, n, &teams, &ids);
    if (teams.failed || ids.failed) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to look for ids");
    }
    if (!db_query(db, find_sql,
                  DB_PARAMS((const char *)buffer_span(&teams).data, (const char *)buffer_span(&ids).data),
                  &found, err)) {
        return false;
    }
    for (size_t row = 0; row < db_rows(found); row++) {
        ret_spent[db_int(found, row, 0) - 1] = true;
    }
    return true;
}
