/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Renders releases from the published cells; writes them, and checks what was written. */
#include "release_store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "model/release_difference.h"
#include "model/release_document.h"

#define NUMBER_SIZE 16

static void number(char ret_text[NUMBER_SIZE], int32_t x)
{
    snprintf(ret_text, NUMBER_SIZE, "%" PRId32, x);
}

static bool read_head(struct db *db, int32_t period, struct release_head *head, struct error *err)
{
    char id[NUMBER_SIZE];
    number(id, period);
    struct db_result *row CLEANUP(db_result_free) = NULL;
    if (!db_query(db,
                  "SELECT id, to_char(first_day, 'YYYY-MM-DD'), to_char(last_day, 'YYYY-MM-DD'), k_employee, "
                  "k_customer "
                  "FROM pulssid.period WHERE period = $1",
                  DB_PARAMS(id), &row, err)) {
        return false;
    }
    if (db_rows(row) != 1) {
        return error_set(err, ERROR_NOT_FOUND, "there is no period %" PRId32, period);
    }
    snprintf(head->period, sizeof head->period, "%s", db_text(row, 0, 0));
    snprintf(head->first_day, sizeof head->first_day, "%s", db_text(row, 0, 1));
    snprintf(head->last_day, sizeof head->last_day, "%s", db_text(row, 0, 2));
    head->k_employee = (int32_t)db_int(row, 0, 3);
    head->k_customer = (int32_t)db_int(row, 0, 4);
    return true;
}

/* The rows of each table of the document of period $1, in order; columns as the document names them. */
static const char *const row_sql[] = {
    [RELEASE_CELLS] =
        "SELECT coalesce(t.code, '*') COLLATE \"C\", c.dimension, c.state, c.n, c.mean, c.bound, c.sd, c.se, "
        "c.lo, c.hi, c.top, c.top_lo, c.top_hi, c.contacts, c.invited, c.responses, c.response_rate, "
        "c.teams_shown, c.teams FROM pulssid.published_cell c LEFT JOIN pulssid.team t ON t.id = c.team_id "
        "WHERE c.period = $1 ORDER BY 1, 2",
    [RELEASE_HANDOFFS] =
        "SELECT coalesce(f.code, '*') COLLATE \"C\", coalesce(t.code, '*') COLLATE \"C\", h.state, h.count "
        "FROM pulssid.published_handoff h LEFT JOIN pulssid.team f ON f.id = h.team_id "
        "LEFT JOIN pulssid.team t ON t.id = h.to_id WHERE h.period = $1 ORDER BY 1, 2",
    [RELEASE_RATINGS] =
        "SELECT coalesce(a.code, '*') COLLATE \"C\", coalesce(b.code, '*') COLLATE \"C\", r.dimension, "
        "r.state, r.n, r.mean, r.bound FROM pulssid.published_rating r "
        "LEFT JOIN pulssid.team a ON a.id = r.team_id LEFT JOIN pulssid.team b ON b.id = r.rated_id "
        "WHERE r.period = $1 ORDER BY 1, 2, 3",
};

/* A table being rendered. */
struct rendering {
    enum release_table table;
    bool has_rows;
    struct buffer *out;
};

static bool render_row(void *ctx, const struct db_result *row, struct error *err)
{
    struct rendering *rendering = ctx;
    const char *fields[RELEASE_DOCUMENT_COLUMNS];
    size_t n = db_columns(row);
    for (size_t c = 0; c < n; c++) {
        fields[c] = db_text(row, 0, c);
    }
    if (!rendering->has_rows && rendering->table != RELEASE_CELLS) {
        release_document_table(rendering->out, rendering->table);
    }
    rendering->has_rows = true;
    release_document_row(rendering->out, fields, n);
    return !rendering->out->failed || error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a release");
}

static bool render_table(struct db *db, const char *period, enum release_table table, struct buffer *out,
                         struct error *err)
{
    struct rendering rendering = {.table = table, .out = out};
    return db_each(db, row_sql[table], DB_PARAMS(period), render_row, &rendering, err);
}

/* The document of a period whose head lacks only what the period itself says. */
static bool render(struct db *db, int32_t period, struct release_head *head, struct buffer *out,
                   struct error *err)
{
    char id[NUMBER_SIZE];
    number(id, period);
    if (!read_head(db, period, head, err)) {
        return false;
    }
    release_document_start(out, head);
    for (enum release_table table = RELEASE_CELLS; table <= RELEASE_RATINGS; table++) {
        if (!render_table(db, id, table, out, err)) {
            return false;
        }
    }
    return !out->failed ||
           error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the release of %s", head->period);
}

static bool digest_of(const struct buffer *document, uint8_t ret_digest[SHA256_SIZE], struct error *err)
{
    struct span span = buffer_span(document);
    return sha256(&span, 1, ret_digest) || error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a digest");
}

/* Number and hash of the newest release; 0 and zeros when there is none. */
static bool read_newest(struct db *db, int32_t *ret_release, uint8_t ret_digest[SHA256_SIZE],
                        struct error *err)
{
    struct db_result *row CLEANUP(db_result_free) = NULL;
    if (!db_query(db,
                  "SELECT release, encode(sha256(convert_to(document, 'UTF8')), 'hex') FROM pulssid.release "
                  "ORDER BY release DESC LIMIT 1",
                  DB_NO_PARAMS, &row, err)) {
        return false;
    }
    *ret_release = 0;
    memset(ret_digest, 0, SHA256_SIZE);
    if (db_rows(row) == 0) {
        return true;
    }
    *ret_release = (int32_t)db_int(row, 0, 0);
    for (size_t i = 0; i < SHA256_SIZE; i++) {
        char digits[3] = "";
        memcpy(digits, db_text(row, 0, 1) + 2 * i, 2);
        ret_digest[i] = (uint8_t)strtoul(digits, NULL, 16);
    }
    return true;
}

/* A digest as PostgreSQL reads one. */
static void bytea_of(const uint8_t digest[SHA256_SIZE], char ret_text[2 + SHA256_HEX_SIZE])
{
    memcpy(ret_text, "\\x", 2);
    sha256_hex(digest, ret_text + 2);
}

bool release_store_add(struct db *db, int32_t period, int32_t *ret_release, struct error *err)
{
    struct release_head head = {0};
    struct buffer document CLEANUP(buffer_free) = {0};
    uint8_t digest[SHA256_SIZE];
    if (!read_newest(db, &head.release, head.previous, err)) {
        return false;
    }
    head.release++;
    if (!render(db, period, &head, &document, err) || !digest_of(&document, digest, err)) {
        return false;
    }
    char release[NUMBER_SIZE];
    char id[NUMBER_SIZE];
    char hash[2 + SHA256_HEX_SIZE];
    char previous[2 + SHA256_HEX_SIZE];
    number(release, head.release);
    number(id, period);
    bytea_of(digest, hash);
    bytea_of(head.previous, previous);
    const struct span fields[] = {span_text(release), span_text(id), buffer_span(&document), span_text(hash),
                                  span_text(previous)};
    if (!db_copy_row(db, "COPY pulssid.release (release, period, document, sha256, previous) FROM STDIN",
                     fields, sizeof fields / sizeof *fields, err)) {
        return false;
    }
    *ret_release = head.release;
    return true;
}

bool release_store_newest(struct db *db, struct release_newest *ret_newest, struct error *err)
{
    struct db_result *row CLEANUP(db_result_free) = NULL;
    if (!db_query(db,
                  "SELECT release, extract(epoch FROM released_at)::bigint FROM pulssid.release "
                  "ORDER BY release DESC LIMIT 1",
                  DB_NO_PARAMS, &row, err)) {
        return false;
    }
    *ret_newest = (struct release_newest){0};
    if (db_rows(row) > 0) {
        *ret_newest = (struct release_newest){(int32_t)db_int(row, 0, 0), db_int(row, 0, 1)};
    }
    return true;
}

/* What is broken of a release, and where its document is another than what is published makes it. */
static bool tell_break(const struct release_head *head, const char *broken, struct span document,
                       struct span published, struct error *err)
{
    struct buffer where CLEANUP(buffer_free) = {0};
    release_difference(document, published, &where);
    if (buffer_span(&where).len == 0) {
        buffer_append_text(&where, "the document itself is that of the published cells");
    }
    struct span text = buffer_span(&where);
    return error_set(err, ERROR_INTEGRITY, "release %" PRId32 " (%s): %s; %.*s", head->release, head->period,
                     broken, SPAN_ARG(text));
}

/* A row of the ledger: release, period, document, sha256 and previous in hexadecimal. */
static bool verify_row(struct db *db, const struct db_result *rows, struct release_head *head,
                       uint8_t digest[SHA256_SIZE], struct error *err)
{
    struct buffer document CLEANUP(buffer_free) = {0};
    char hash[SHA256_HEX_SIZE];
    char previous[SHA256_HEX_SIZE];
    memcpy(head->previous, digest, SHA256_SIZE);
    sha256_hex(head->previous, previous);
    if (!render(db, (int32_t)db_int(rows, 0, 1), head, &document, err)) {
        return false;
    }
    struct span stored = span_text(db_text(rows, 0, 2));
    if (!sha256(&stored, 1, digest)) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a digest");
    }
    sha256_hex(digest, hash);
    struct span published = buffer_span(&document);
    const char *broken =
        strcmp(db_text(rows, 0, 4), previous) != 0 ? "previous is not the SHA-256 of the release before"
        : strcmp(db_text(rows, 0, 3), hash) != 0   ? "the document does not have the stored SHA-256"
        : !span_equal(stored, published)           ? "the document is not that of the published cells"
                                                   : NULL;
    return broken == NULL || tell_break(head, broken, stored, published, err);
}

/* A ledger that lost its last releases is a whole chain: the periods tell that there were more. */
static bool check_periods(struct db *db, struct error *err)
{
    struct db_result *row CLEANUP(db_result_free) = NULL;
    if (!db_query(db,
                  "SELECT id FROM pulssid.period p WHERE state = 'published' AND NOT EXISTS "
                  "(SELECT FROM pulssid.release r WHERE r.period = p.period) ORDER BY period LIMIT 1",
                  DB_NO_PARAMS, &row, err)) {
        return false;
    }
    return db_rows(row) == 0 ||
           error_set(err, ERROR_INTEGRITY, "%s is published, and its release is missing", db_text(row, 0, 0));
}

/* One document at a time is held, however long the ledger. */
bool release_store_verify(struct db *db, size_t *ret_n, struct error *err)
{
    uint8_t digest[SHA256_SIZE] = {0};
    struct release_head head = {0};
    for (;;) {
        char last[NUMBER_SIZE];
        number(last, head.release++);
        struct db_result *row CLEANUP(db_result_free) = NULL;
        if (!db_query(db,
                      "SELECT release, period, document, encode(sha256, 'hex'), encode(previous, 'hex') "
                      "FROM pulssid.release WHERE release > $1 ORDER BY release LIMIT 1",
                      DB_PARAMS(last), &row, err)) {
            return false;
        }
        if (db_rows(row) == 0) {
            break;
        }
        if (db_int(row, 0, 0) != head.release) {
            return error_set(err, ERROR_INTEGRITY, "release %" PRId32 " is missing", head.release);
        }
        if (!verify_row(db, row, &head, digest, err)) {
            return false;
        }
    }
    if (!check_periods(db, err)) {
        return false;
    }
    *ret_n = (size_t)head.release - 1;
    return true;
}
