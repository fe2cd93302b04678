/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of pulssid.weighted_mean. */
#include "weighted_store.h"

#include <inttypes.h>
#include <stdio.h>

#include "store/bulk.h"

#define REAL(member)                                                                                         \
    {                                                                                                        \
#member, "double precision", BULK_NUMBER, offsetof(struct weighted_row, member)                      \
    }
#define WHOLE(member)                                                                                        \
    {                                                                                                        \
#member, "integer", BULK_NUMBER, offsetof(struct weighted_row, member)                               \
    }

static const struct bulk_column columns[] = {
    WHOLE(teams),   WHOLE(n),       REAL(mean),
    REAL(se),       REAL(lo),       REAL(hi),
    REAL(shown_se), REAL(shown_lo), REAL(shown_hi),
    REAL(n_eff),    REAL(deff),     {"trimmed", "boolean", BULK_TEXT, offsetof(struct weighted_row, trimmed)},
};

static const struct bulk_table table = {"pulssid.weighted_mean",
                                        "period, dimension",
                                        "$1::integer, $2::text",
                                        sizeof(struct weighted_row),
                                        sizeof columns / sizeof columns[0],
                                        columns};

bool weighted_store_insert(struct db *db, const struct cell_key *key, const struct weighted_row *row,
                           struct error *err)
{
    char period[12];
    snprintf(period, sizeof period, "%" PRId32, key->period);
    return bulk_insert(db, &table, DB_PARAMS(period, key->dimension), row, 1, err);
}
