/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_REPORT_STORE_H
#define PULSSID_STORE_REPORT_STORE_H

/*
 * The reports that people read, as one table of facts: each part of a report is a view of schema report
 * (published, rounded) and, where one exists, of schema exact (operators, `report --exact`), with its filters
 * and its key for paging.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "model/table.h"
#include "store/db.h"
#include "store/pg.h"

#define REPORT_MAX_PARTS 4
#define REPORT_LIMIT_DEFAULT 1000
#define REPORT_LIMIT_MAX 10000

/* One page of one part. NULL: no filter. The teams of a period or a release are those of its frozen tree.
 * after: the key that ended the page before, as report_store gave it.
 */
struct report_filter {
    const char *period;
    const char *team;
    const char *dimension;
    const char *release; /* NULL: every release, or the newest for analyses */
    const char *after;
    size_t limit; /* 0: no limit (commands only) */
};

struct report;

/* A report by name ("scores", "linkage", "changes", "silos", "handoffs", "ratings", "agreement", "metrics",
 * "periods", "teams", "releases"); NULL when there is none. */
const struct report *report_find(const char *name);
const char *report_name(const struct report *report);
/* The i-th report's name, for help and lists; NULL after the last. */
const char *report_at(size_t i);
/* Names of its parts in order: "teams" (rows), "lags", "periods", "organisation", "claims", "topics",
 * "reasons". At least one. */
size_t report_parts(const struct report *report);
const char *report_part_name(const struct report *report, size_t part);
/* Whether it is read page by page; false: every page has all of it. */
bool report_part_is_paged(const struct report *report, size_t part);
bool report_has_exact(const struct report *report);
/* Whether it can be asked for by period. */
bool report_is_of_period(const struct report *report);

/* What was read. Owned through report_page_free(). */
struct report_page {
    size_t n;
    struct table *tables[REPORT_MAX_PARTS]; /* by part */
    char next[256];                         /* `after` of the next page of part 0; empty on the last page */
    int64_t release;                        /* the newest release that the report speaks of; 0: none yet */
};
void report_page_free(struct report_page *page);

/* page: valid inside `done` only; NULL with an error. */
typedef void report_store_done(void *ctx, const struct error *err, const struct report_page *page);

struct report_request {
    const struct report *report; /* NULL: the key alone is checked, and the page has no tables */
    struct report_filter filter;
    bool exact;     /* commands only */
    int32_t key_id; /* the analyst's key: id and digest of its secret */
    uint8_t key_sha256[32];
    int32_t today;
};

/* Checks an analyst's key (id and digest of the secret) and reads every part, in one transaction.
 * done: UNAUTHORIZED when the key is not one. */
bool report_store_read(struct pg *pg, const struct report_request *request, report_store_done *done,
                       void *ctx, struct error *err) MUST_CHECK;

/* The same for commands, without a key: from schema exact when `exact`. The page is the caller's to free. */
bool report_store_read_now(struct db *db, const struct report_request *request, struct report_page *ret_page,
                           struct error *err) MUST_CHECK;

#endif
