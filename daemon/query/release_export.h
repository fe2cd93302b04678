/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_QUERY_RELEASE_EXPORT_H
#define PULSSID_QUERY_RELEASE_EXPORT_H

/*
 * All that was published of a period in one ZIP archive: each report that can be asked for by period as a CSV
 * file for each of its parts ("ratings.csv", "linkage-lags.csv"), the release's document ("release.txt"), a
 * description of every column for machines ("csv-metadata.json", W3C's CSV on the Web, as made from
 * proto/http-api.yaml), and the SHA-256 of each of these files ("SHA256SUMS", as sha256sum checks it); that
 * of release.txt is the one in the ledger.
 *
 * Reports are read one after the other. A release never changes, and an analysis of it is made once, so that
 * they fit together without one snapshot.
 */

#include "base/buffer.h"
#include "base/error.h"
#include "store/pg.h"
#include "store/report_store.h"

/* archive: moved out by the callee; NULL with an error. */
typedef void release_export_done(void *ctx, const struct error *err, struct buffer *archive);

/* Called once, later: UNAUTHORIZED (the request's key is not an analyst's), NOT_FOUND (nothing was published
 * of this period), and what store/report_store says. request: its key and day; its filter's period, which is
 * copied. */
bool release_export_run(struct pg *pg, const struct report_request *request, release_export_done *done,
                        void *ctx, struct error *err) MUST_CHECK;

#endif
