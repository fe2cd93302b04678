/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_APP_WORKER_H
#define PULSSID_APP_WORKER_H

/*
 * One worker: a thread with an event_base of its own, on which the server and the pipes it serves run.
 * Nothing in it is shared with another thread but two words, what it is asked to do and its next settings,
 * and the numbers it counts; and with the other workers the sessions, which are words likewise. It accepts
 * nobody until its pipes reach the database, or for two seconds. Made, told and freed by the main thread
 * alone.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "base/log.h"
#include "config/config.h"
#include "http/listen_metrics.h"
#include "http/sessions.h"
#include "ingest/intake_metrics.h"
#include "worker_settings.h"

struct worker;
struct faults;
struct outage;

struct worker_opts {
    const struct config *config;
    const struct log *log;
    const int *fds; /* listening sockets, borrowed */
    size_t n_fds;
    struct sessions *sessions;    /* borrowed, shared by all workers */
    struct faults *faults;        /* likewise */
    struct outage *ingest_outage; /* of the connections of all workers; borrowed; NULL: each for itself */
    struct outage *query_outage;  /* likewise */
    size_t max_connections;       /* of this worker */
    bool ingest;
    bool query;
};

/* Builds the parts and starts the thread. The sockets are shared: every worker accepts from all of them. */
bool worker_start(const struct worker_opts *opts, struct worker **ret_worker, struct error *err) MUST_CHECK;

/* Whether its pipes reach the database: else they answer 503. */
bool worker_is_ready(const struct worker *worker);

/* What its parts count, to be read from any thread as long as the worker lives. */
struct worker_metrics {
    const struct listen_metrics *listen;
    const struct meter *certificate_expires_s; /* the beginning of its last day, since 1970-01-01 */
    const struct intake_metrics *intake;       /* NULL: this pipe does not run */
    const struct pg_metrics *query;            /* of the read pipe's connection; NULL likewise */
};

struct worker_metrics worker_metrics(const struct worker *worker);

/* How long its loop has not turned; 0 once it has ended. */
int64_t worker_silence_ms(const struct worker *worker);

/* From now on it works by these settings (taken). */
void worker_set(struct worker *worker, struct worker_settings *settings);

/* Asks it to stop: no new connection, answers under way are finished, idle connections end, at most
 * drain_timeout_ms. */
void worker_drain(struct worker *worker);
/* Whether it has. */
bool worker_has_ended(const struct worker *worker);

/* Waits for the thread to end, frees its parts. */
struct worker *worker_join(struct worker *worker);
DEFINE_CLEANUP(worker_join, struct worker)

#endif
