/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Problem documents from errors. */
#include "problem.h"

#include "cbor_writer.h"
#include "json_writer.h"

/* Keys of RFC 9290, section 2, and of our own entry. */
#define KEY_TITLE (-1)
#define KEY_DETAIL (-2)
#define KEY_RESPONSE_CODE (-4)
#define KEY_NAME 0
#define KEY_HTTP_STATUS 1

void problem_write_json(const struct error *error, struct buffer *out)
{
    buffer_printf(out, "{\"type\":\"%s%s\",", PROBLEM_TYPE_PREFIX, error_name(error->code));
    json_writer_key(out, "title");
    json_writer_string(out, error_title(error->code));
    buffer_printf(out, ",\"status\":%d,", error_status(error->code));
    json_writer_key(out, "detail");
    json_writer_string(out, error->text);
    buffer_append_text(out, "}");
}

/* A status as CoAP packs it (RFC 7252, section 3): three bits of class, five of detail. */
static int response_code(int status)
{
    return status / 100 << 5 | status % 100;
}

void problem_write_cbor(const struct error *error, struct buffer *out)
{
    int status = error_status(error->code);
    cbor_writer_map(out, 4);
    cbor_writer_integer(out, KEY_TITLE);
    cbor_writer_text(out, error_title(error->code));
    cbor_writer_integer(out, KEY_DETAIL);
    cbor_writer_text(out, error->text);
    cbor_writer_integer(out, KEY_RESPONSE_CODE);
    cbor_writer_integer(out, response_code(status));
    cbor_writer_text(out, "urn:pulssid:problem");
    cbor_writer_map(out, 2);
    cbor_writer_integer(out, KEY_NAME);
    cbor_writer_text(out, error_name(error->code));
    cbor_writer_integer(out, KEY_HTTP_STATUS);
    cbor_writer_integer(out, status);
}
