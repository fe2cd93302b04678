/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_SERVICE_STORE_H
#define PULSSID_STORE_SERVICE_STORE_H

/*
 * What was kept at closes of why customers are handed on, of the topics of their matters, and of volume and
 * quality, summed over a window of releases; and where the summaries of a release go. Members of a row are
 * named after its columns, which say what they mean (sql/0025_reasons_topics.sql); numbers are NAN and texts
 * NULL for SQL null.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "model/handoff_reason.h"
#include "store/bulk.h"
#include "store/db.h"

#define SERVICE_TOPICS_MAX 200 /* those with the most contacts */

/* Contacts about a topic, and the team where most of those that were handed on ended, of the ends that are
 * known: those of a period that as many as the threshold came to. */
struct service_topic {
    const char *topic;
    int64_t contacts;
    int64_t handed_on;
    int64_t handoffs;
    int32_t end_team; /* 0: none is known */
    int64_t end_n;
    int64_t end_unknown; /* handed on, and where they ended is not known */
};

struct service_visits {
    int32_t team_id;
    double visits;
};

/* Sums over the periods that were published by a release or before it, from one of them on. */
struct service_window {
    int64_t said;             /* contacts that were handed on and say why */
    int64_t reasons[REASONS]; /* handoffs; of REASON_NONE 0 */
    size_t n_topics;
    struct service_topic *topics; /* most contacts first */
    size_t periods;
    double *volume;  /* [periods] contacts; NAN: none were counted */
    double *quality; /* [periods] satisfaction of the whole; NAN where it is not published */
    size_t n_visited;
    struct service_visits *visited; /* of each team with visits, by id */
    struct db_result *memory;       /* holds the topics' names */
};

/* periods: of the window, from `first` on. */
bool service_store_window(struct db *db, int32_t release, int32_t first, size_t periods,
                          struct service_window **ret_window, struct error *err) MUST_CHECK;
struct service_window *service_window_free(struct service_window *window);
DEFINE_CLEANUP(service_window_free, struct service_window)

struct reason_summary_row {
    const char *reason;
    double decimals;
    double handoffs;
    double share;
    double share_lo;
    double share_hi;
};

struct topic_summary_row {
    const char *topic;
    double decimals;
    double contacts;
    double handed_on;
    double handoffs;
    double ended;
    double ended_lo;
    double ended_hi;
    double end_id;
    const char *ending;
    double lost;
    double by_contacts;
    double by_lost;
    const char *text_fi;
    const char *text_en;
    const char *text_sv;
};

struct service_summary_row {
    const char *breadth_reason;
    double reached;
    double evenness;
    const char *volume_reason;
    double volume;
    double volume_p;
    double quality;
    double quality_lo;
    double quality_hi;
    double quality_p;
    const char *volume_quality;
    const char *text_volume_fi;
    const char *text_volume_en;
    const char *text_volume_sv;
};

struct service_results {
    struct service_summary_row service;
    size_t n_reasons;
    const struct reason_summary_row *reasons;
    size_t n_topics;
    const struct topic_summary_row *topics;
};

/* Inside the caller's transaction, behind the release's row of pulssid.silo. */
bool service_store_save(struct db *db, int32_t release, const struct service_results *results,
                        struct error *err) MUST_CHECK;

#endif
