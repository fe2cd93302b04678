/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_HTTP_REPLY_H
#define PULSSID_HTTP_REPLY_H

/*
 * Replies as bytes: status line, fields and content in one run, so that a small reply is one TLS record and
 * one system call. Every reply forbids sniffing, and storing unless `is_lasting`. What the status implies is
 * added here: 401 a challenge, 503 a Retry-After.
 */

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "base/buffer.h"
#include "base/span.h"

/* The moment as HTTP writes it (RFC 9110, 5.6.7), made anew once a second. All zero is valid. */
struct reply_date {
    time_t second;
    char text[32];
};

/* Text for `now`, valid until the next call. */
const char *reply_date_text(struct reply_date *date, time_t now);

struct reply {
    int status;
    const char *content_type; /* NULL: there is no content */
    struct span content;
    const char *language; /* of the content, as chosen by Accept-Language; NULL: it was not */
    struct span next;     /* target of the next page; empty data: none */
    const char *allow;    /* methods, with 405; else NULL */
    const char *cookie;   /* Set-Cookie's value; NULL: none */
    const char *fields;   /* further ones, each with its CR LF; NULL: none */
    bool is_lasting;      /* the content of this address never changes: it may be stored for ever */
    bool is_head;         /* the fields of the content, but not the content */
    bool close;           /* the connection ends behind it */
    unsigned retry_after_s;
};

/* Has the content compressed (gzip) where that is worth it; it is then in `room`, which must outlive the
 * reply. The reply stays as it is when memory is out. */
void reply_compress(struct reply *reply, struct buffer *room);

/* Sticky failure of the buffer. */
void reply_write(const struct reply *reply, const char *date, struct buffer *out);

/* The interim answer to Expect: 100-continue. */
void reply_write_continue(struct buffer *out);

#endif
