/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One token at a time out of libcbor's callbacks, with a sticky error that names the field. */
#include "cbor_reader.h"

#include <cbor.h>
#include <stdarg.h>
#include <stdio.h>

#include "model/code.h"

static void take(void *token, enum cbor_token_kind kind, uint64_t number)
{
    struct cbor_token *taken = token;
    taken->kind = kind;
    taken->number = number;
    taken->bytes.len = 0;
}

static void take_string(void *token, enum cbor_token_kind kind, struct span bytes)
{
    struct cbor_token *taken = token;
    taken->kind = kind;
    taken->number = 0;
    taken->bytes = bytes;
}

static void on_uint8(void *token, uint8_t number)
{
    take(token, TOKEN_UNSIGNED, number);
}

static void on_uint16(void *token, uint16_t number)
{
    take(token, TOKEN_UNSIGNED, number);
}

static void on_uint32(void *token, uint32_t number)
{
    take(token, TOKEN_UNSIGNED, number);
}

static void on_uint64(void *token, uint64_t number)
{
    take(token, TOKEN_UNSIGNED, number);
}

static void on_negint8(void *token, uint8_t number)
{
    take(token, TOKEN_NEGATIVE, number);
}

static void on_negint16(void *token, uint16_t number)
{
    take(token, TOKEN_NEGATIVE, number);
}

static void on_negint32(void *token, uint32_t number)
{
    take(token, TOKEN_NEGATIVE, number);
}

static void on_negint64(void *token, uint64_t number)
{
    take(token, TOKEN_NEGATIVE, number);
}

static void on_bytes(void *token, cbor_data data, size_t len)
{
    take_string(token, TOKEN_BYTES, span_of(data, len));
}

static void on_text(void *token, cbor_data data, size_t len)
{
    take_string(token, TOKEN_TEXT, span_of(data, len));
}

static void on_array(void *token, size_t n)
{
    take(token, TOKEN_ARRAY, n);
}

static void on_map(void *token, size_t n)
{
    take(token, TOKEN_MAP, n);
}

static void on_tag(void *token, uint64_t number)
{
    take(token, TOKEN_TAG, number);
}

static void on_null(void *token)
{
    take(token, TOKEN_NULL, 0);
}

static void on_other(void *token)
{
    take(token, TOKEN_OTHER, 0);
}

static void on_boolean(void *token, bool value)
{
    (void)value;
    on_other(token);
}

static void on_float(void *token, float value)
{
    (void)value;
    on_other(token);
}

static void on_double(void *token, double value)
{
    (void)value;
    on_other(token);
}

static const struct cbor_callbacks callbacks = {
    .uint8 = on_uint8,
    .uint16 = on_uint16,
    .uint32 = on_uint32,
    .uint64 = on_uint64,
    .negint8 = on_negint8,
    .negint16 = on_negint16,
    .negint32 = on_negint32,
    .negint64 = on_negint64,
    .byte_string_start = on_other,
    .byte_string = on_bytes,
    .string = on_text,
    .string_start = on_other,
    .indef_array_start = on_other,
    .array_start = on_array,
    .indef_map_start = on_other,
    .map_start = on_map,
    .tag = on_tag,
    .float2 = on_float,
    .float4 = on_float,
    .float8 = on_double,
    .undefined = on_other,
    .null = on_null,
    .boolean = on_boolean,
    .indef_break = on_other,
};

void cbor_reader_init(struct cbor_reader *reader, struct span scanned, struct error *err)
{
    *reader = (struct cbor_reader){.rest = scanned, .err = err};
}

void cbor_reader_enter(struct cbor_reader *reader, struct span name)
{
    if (reader->n_names < CBOR_READER_NAMES) {
        reader->names[reader->n_names] = name;
    }
    reader->n_names++;
}

void cbor_reader_leave(struct cbor_reader *reader)
{
    reader->n_names--;
}

const struct cbor_token *cbor_reader_next(struct cbor_reader *reader)
{
    struct cbor_token *token = &reader->token;
    take(token, TOKEN_NOTHING, 0);
    if (reader->failed || reader->rest.len == 0) {
        return token;
    }
    struct cbor_decoder_result result =
        cbor_stream_decode(reader->rest.data, reader->rest.len, &callbacks, token);
    if (result.status != CBOR_DECODER_FINISHED) {
        /* Well-formed, but of a kind that libcbor does not know and nobody here expects: there is no going
         * on. */
        reader->rest.len = 0;
        take(token, TOKEN_OTHER, 0);
        return token;
    }
    reader->rest = span_of(reader->rest.data + result.read, reader->rest.len - result.read);
    return token;
}

const struct cbor_token *cbor_reader_expect(struct cbor_reader *reader, enum cbor_token_kind kind,
                                            const char *expected)
{
    const struct cbor_token *token = cbor_reader_next(reader);
    if (token->kind != kind) {
        cbor_reader_fail(reader, ERROR_INVALID_FIELD, "expected %s", expected);
        take(&reader->token, TOKEN_NOTHING, 0);
    }
    return token;
}

struct span cbor_reader_code(struct cbor_reader *reader, const char *expected)
{
    struct span code = cbor_reader_expect(reader, TOKEN_TEXT, expected)->bytes;
    if (!code_is_valid(code)) {
        cbor_reader_fail(reader, ERROR_INVALID_FIELD, "expected %s", expected);
    }
    return code;
}

int64_t cbor_reader_integer(struct cbor_reader *reader, const char *expected)
{
    const struct cbor_token *token = cbor_reader_next(reader);
    if (token->kind != TOKEN_UNSIGNED && token->kind != TOKEN_NEGATIVE) {
        cbor_reader_fail(reader, ERROR_INVALID_FIELD, "expected %s", expected);
        return 0;
    }
    return cbor_reader_integer_of(reader, token);
}

int64_t cbor_reader_integer_of(struct cbor_reader *reader, const struct cbor_token *token)
{
    if (token->number > INT64_MAX) {
        cbor_reader_fail(reader, ERROR_OUT_OF_RANGE, "expected an integer of at most 64 bits with its sign");
        return 0;
    }
    return token->kind == TOKEN_NEGATIVE ? -1 - (int64_t)token->number : (int64_t)token->number;
}

void cbor_reader_fail(struct cbor_reader *reader, enum error_code code, const char *format, ...)
{
    if (reader->failed) {
        return;
    }
    reader->failed = true;
    char what[ERROR_TEXT_SIZE];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    error_set(reader->err, code, "%s", what);
    for (size_t i = reader->n_names < CBOR_READER_NAMES ? reader->n_names : CBOR_READER_NAMES; i > 0; i--) {
        const char *separator = i == reader->n_names ? ": " : ".";
        memcpy(what, reader->err->text, sizeof what);
        error_set(reader->err, code, "%.*s%s%s", SPAN_ARG(reader->names[i - 1]), separator, what);
    }
}
