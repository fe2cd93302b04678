/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_INGEST_TAKING_H
#define PULSSID_INGEST_TAKING_H

/* The way of one request's submissions from bytes to records: each is decoded and checked, and then stored or
 * given its verdict, in order. Pure but for `store`. */

#include "model/check.h"
#include "sequence.h"
#include "verdicts.h"

struct taking {
    struct check_opts checks;
    const struct catalog_key *key; /* whose request it is */
    const struct sequence *items;
    struct verdicts *verdicts; /* of as many slots as there are items */
    /* Takes the record; settles the slot now or later. */
    void (*store)(void *ctx, struct record *record, struct verdicts_slot *slot);
    void *ctx;
};

/* Settles or stores every item, and seals the verdicts. Once an item has failed (there was no room for it),
 * those behind it fail too, since the request will be sent again. */
void taking_run(const struct taking *taking);

#endif
