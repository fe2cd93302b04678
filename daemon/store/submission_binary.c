/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records in PostgreSQL's binary format. */
#include "submission_binary.h"

#include <string.h>

/* Of pg_type.dat, the same in every database. */
enum {
    OID_BYTEA = 17,
    OID_INT2 = 21,
    OID_INT4 = 23,
    OID_TEXT = 25,
    OID_INT2_ARRAY = 1005,
    OID_INT4_ARRAY = 1007,
    OID_UUID = 2950
};

#define COLUMNS 11
#define ARRAY_HEAD 20

static uint8_t *put16(uint8_t *at, uint16_t value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
    return at + 2;
}

static uint8_t *put32(uint8_t *at, uint32_t value)
{
    return put16(put16(at, (uint16_t)(value >> 16)), (uint16_t)value);
}

/* A column begins with its type and length; -1: null. */
static uint8_t *put_field(uint8_t *at, uint32_t oid, size_t len)
{
    return put32(put32(at, oid), (uint32_t)len);
}

static uint8_t *put_null(uint8_t *at, uint32_t oid)
{
    return put32(put32(at, oid), UINT32_MAX);
}

static uint8_t *put_bytes(uint8_t *at, uint32_t oid, const uint8_t *bytes, size_t len)
{
    at = put_field(at, oid, len);
    memcpy(at, bytes, len);
    return at + len;
}

static uint8_t *put_int4(uint8_t *at, int32_t value)
{
    return put32(put_field(at, OID_INT4, 4), (uint32_t)value);
}

/* One dimension, from 1 to n. */
static uint8_t *put_array_head(uint8_t *at, bool has_null, uint32_t oid, size_t n)
{
    at = put32(put32(put32(at, 1), has_null), oid);
    return put32(put32(at, (uint32_t)n), 1);
}

static size_t count_missing(const int16_t *values, size_t n)
{
    size_t missing = 0;
    for (size_t i = 0; i < n; i++) {
        missing += values[i] == ANSWER_MISSING;
    }
    return missing;
}

static uint8_t *put_int2_array(uint8_t *at, const int16_t *values, size_t n)
{
    size_t missing = count_missing(values, n);
    at = put_field(at, OID_INT2_ARRAY, ARRAY_HEAD + 6 * n - 2 * missing);
    at = put_array_head(at, missing > 0, OID_INT2, n);
    for (size_t i = 0; i < n; i++) {
        at = values[i] == ANSWER_MISSING ? put32(at, UINT32_MAX) : put16(put32(at, 2), (uint16_t)values[i]);
    }
    return at;
}

static uint8_t *put_int4_array(uint8_t *at, const int32_t *values, size_t n)
{
    at = put_field(at, OID_INT4_ARRAY, ARRAY_HEAD + 8 * n);
    at = put_array_head(at, false, OID_INT4, n);
    for (size_t i = 0; i < n; i++) {
        at = put32(put32(at, 4), (uint32_t)values[i]);
    }
    return at;
}

static uint8_t *put_ratings(uint8_t *at, const struct record *r)
{
    if (r->n_ratings == 0) {
        return put_null(put_null(at, OID_INT4_ARRAY), OID_INT2_ARRAY);
    }
    at = put_int4_array(at, r->rated, r->n_ratings);
    return put_int2_array(at, r->ratings, r->n_ratings);
}

static uint8_t *put_row(uint8_t *at, const struct record *r)
{
    at = put32(at, COLUMNS);
    at = put_int4(at, r->team_id);
    at = put_int4(at, r->period);
    at = put_bytes(at, OID_UUID, r->id_hash, ID_HASH_SIZE);
    at = put_int4(at, r->survey_id);
    at = put_int2_array(at, r->answers, r->n_answers);
    at = put_ratings(at, r);
    at = r->n_path == 0 ? put_null(at, OID_INT4_ARRAY) : put_int4_array(at, r->path, r->n_path);
    at = r->has_receipt ? put_bytes(at, OID_BYTEA, r->receipt, SUBMISSION_RECEIPT_SIZE)
                        : put_null(at, OID_BYTEA);
    at = r->n_reasons == 0 ? put_null(at, OID_INT2_ARRAY) : put_int2_array(at, r->reasons, r->n_reasons);
    return r->n_topic == 0 ? put_null(at, OID_TEXT)
                           : put_bytes(at, OID_TEXT, (const uint8_t *)r->topic, r->n_topic);
}

/* Never less than what put_row() writes, with the length before it. */
size_t submission_binary_size(const struct record *r)
{
    size_t fixed = 4 + 4 + COLUMNS * 8 + 3 * 4 + ID_HASH_SIZE + 5 * ARRAY_HEAD + SUBMISSION_RECEIPT_SIZE;
    return fixed + 6 * r->n_answers + (6 + 8) * r->n_ratings + 8 * r->n_path + 6 * r->n_reasons + r->n_topic;
}

void submission_binary_write(const struct record *const *records, size_t n, uint32_t row_oid,
                             struct buffer *out)
{
    if (buffer_reserve(out, ARRAY_HEAD)) {
        put_array_head(buffer_tail(out), false, row_oid, n);
        buffer_advance(out, ARRAY_HEAD);
    }
    for (size_t i = 0; i < n && buffer_reserve(out, submission_binary_size(records[i])); i++) {
        uint8_t *start = buffer_tail(out);
        uint8_t *row_end = put_row(start + 4, records[i]);
        put32(start, (uint32_t)(row_end - start - 4));
        buffer_advance(out, (size_t)(row_end - start));
    }
}
