/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A verdict as a CBOR map. */
#include "verdict_cbor.h"

#include "cbor_writer.h"

static const char *const status_names[] = {
    [VERDICT_STORED] = "stored",
    [VERDICT_DUPLICATE] = "duplicate",
    [VERDICT_REJECTED] = "rejected",
};

static void write_member(struct buffer *out, const char *key, const char *text)
{
    cbor_writer_text(out, key);
    cbor_writer_text(out, text);
}

void verdict_cbor_write(const struct verdict *verdict, struct buffer *out)
{
    size_t n = 2;
    n += verdict->period != NULL ? 1 : 0;
    n += verdict->error != NULL ? 2 : 0;
    cbor_writer_map(out, n);
    cbor_writer_text(out, "id");
    cbor_writer_bytes(out, verdict->id);
    write_member(out, "status", status_names[verdict->status]);
    if (verdict->period != NULL) {
        write_member(out, "period", verdict->period);
    }
    if (verdict->error != NULL) {
        write_member(out, "error", error_name(verdict->error->code));
        write_member(out, "detail", verdict->error->text);
    }
}
