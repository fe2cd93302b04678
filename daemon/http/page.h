/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_HTTP_PAGE_H
#define PULSSID_HTTP_PAGE_H

/*
 * The files of the report page, from the binary. The page may load what comes from here and nothing else: no
 * other host, no script or style inside the document, no frame around it. Pure.
 */

#include <stdbool.h>

#include "base/span.h"

/* The document that a reader opens. */
#define PAGE_START "index.html"

struct page {
    struct span content;
    const char *content_type;
    const char *fields; /* for struct reply */
    bool is_lasting;    /* another content would have another name */
};

/* False when there is no such file. accept_encoding: the request's field, which decides on compression. */
bool page_find(struct span name, struct span accept_encoding, struct page *ret_page);

#endif
