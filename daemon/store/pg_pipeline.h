/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_PG_PIPELINE_H
#define PULSSID_STORE_PG_PIPELINE_H

/*
 * The units of one asynchronous connection, for store/pg: those that wait, those on the wire, and which
 * statements the server has prepared. A unit goes out as
 *
 *   Parse … (what is not prepared yet) | Bind, Execute … (each statement) | Sync
 *
 * and comes back as one result for each step, then the Sync's. Parses go first, so that a statement that
 * fails does not take a Parse with it. Knows no events. Owned through pg_pipeline_free(), by which time no
 * unit may be left.
 */

#include <libpq-fe.h>

#include "store/pg.h"

struct pg_pipeline;

bool pg_pipeline_new(unsigned depth, struct pg_pipeline **ret_pipeline, struct error *err) MUST_CHECK;
struct pg_pipeline *pg_pipeline_free(struct pg_pipeline *pipeline);
DEFINE_CLEANUP(pg_pipeline_free, struct pg_pipeline)

/* Units waiting and on the wire; those on the wire. */
size_t pg_pipeline_pending(const struct pg_pipeline *pipeline);
size_t pg_pipeline_sent(const struct pg_pipeline *pipeline);

/* Queues a copy of a unit. OUT_OF_MEMORY. */
bool pg_pipeline_add(struct pg_pipeline *pipeline, const struct pg_unit *unit, pg_done *done, void *ctx,
                     struct error *err) MUST_CHECK;

/* Hands libpq as many waiting units as the depth allows. DATABASE_UNAVAILABLE: the connection is of no more
 * use. */
bool pg_pipeline_send(struct pg_pipeline *pipeline, PGconn *connection, struct error *err) MUST_CHECK;

/* Takes the results that libpq has read, and calls `done` of each unit that they complete.
 * DATABASE_UNAVAILABLE: the connection is of no more use. */
bool pg_pipeline_receive(struct pg_pipeline *pipeline, PGconn *connection, struct error *err) MUST_CHECK;

/* The connection is gone: nothing is prepared any more, and `done` of every unit gets the error. */
void pg_pipeline_fail(struct pg_pipeline *pipeline, const struct error *why);

#endif
