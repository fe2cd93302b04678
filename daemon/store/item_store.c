/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs the statements about items, and writes what is derived from them. */
#include "item_store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "store/bulk.h"
#include "store/int_list.h"

#define NUMBER_SIZE 24

size_t item_store_products(const struct item_form *form)
{
    return form->n * (form->n + 1) / 2;
}

#define REAL(member)                                                                                         \
    {                                                                                                        \
#member, "double precision", BULK_NUMBER, offsetof(struct agreement_cell, member)                    \
    }
#define WHOLE(member)                                                                                        \
    {                                                                                                        \
#member, "integer", BULK_NUMBER, offsetof(struct agreement_cell, member)                             \
    }

static const struct bulk_column cell_columns[] = {
    WHOLE(team_id),     WHOLE(n),
    REAL(rwgj_uniform), REAL(rwgj_slightskew),
    REAL(adm),          {"constant", "boolean", BULK_TEXT, offsetof(struct agreement_cell, constant)},
};

static const struct bulk_table cell_table = {
    "pulssid.agreement_cell",
    "period, dimension, items, options",
    "$1::integer, $2::text, $3::integer, nullif($4::integer, 0)",
    sizeof(struct agreement_cell),
    sizeof cell_columns / sizeof cell_columns[0],
    cell_columns,
};

bool item_store_insert_cells(struct db *db, const struct item_key *key, const struct item_form *form,
                             const struct agreement_cell *cells, size_t n, struct error *err)
{
    char period[NUMBER_SIZE];
    char items[NUMBER_SIZE];
    char options[NUMBER_SIZE];
    snprintf(period, sizeof period, "%" PRId32, key->period);
    snprintf(items, sizeof items, "%zu", form->n);
    snprintf(options, sizeof options, "%" PRId32, form->options);
    return bulk_insert(db, &cell_table, DB_PARAMS(period, key->dimension, items, options), cells, n, err);
}

/* Where each column's text begins in the buffer that holds them one after another. */
struct texts {
    struct buffer buffer;
    size_t n;
    size_t starts[20];
};

static void end_text(struct texts *texts)
{
    buffer_append(&texts->buffer, "", 1);
    texts->starts[++texts->n] = texts->buffer.len;
}

static void add_number(struct texts *texts, int64_t x)
{
    buffer_printf(&texts->buffer, "%" PRId64, x);
    end_text(texts);
}

static void add_list(struct texts *texts, const int64_t *values, size_t n)
{
    int_list_write(values, n, &texts->buffer);
    end_text(texts);
}

/* Codes, in quotes: one of them may read NULL. */
static void add_form(struct texts *texts, const struct item_form *form)
{
    int64_t worst[SURVEY_MAX_QUESTIONS];
    int64_t best[SURVEY_MAX_QUESTIONS];
    for (size_t i = 0; i < form->n; i++) {
        buffer_printf(&texts->buffer, "%s\"%s\"", i == 0 ? "{" : ",", form->items[i].code);
        worst[i] = form->items[i].worst;
        best[i] = form->items[i].best;
    }
    buffer_append_text(&texts->buffer, "}");
    end_text(texts);
    add_list(texts, worst, form->n);
    add_list(texts, best, form->n);
}

static const char pool_sql[] =
    "INSERT INTO pulssid.dimension_pool (period, dimension, shows_spread, teams, n, sum, squares, unit, "
    "submissions, unanswered, ceiling, floor, complete, items, worst, best, sums, products) VALUES "
    "($1::int, $2, $3::boolean, $4::int, $5::bigint, $6::bigint, $7::bigint, $8::int, $9::bigint, "
    "$10::bigint, $11::bigint, $12::bigint, $13::bigint, $14::text[], $15::int[], $16::int[], "
    "$17::bigint[], $18::bigint[])";

bool item_store_insert_pool(struct db *db, const struct item_key *key, const struct dimension_pool *pool,
                            struct error *err)
{
    struct texts texts = {0};
    const char *params[18] = {NULL, key->dimension, pool->shows_spread ? "true" : "false"};
    const int64_t numbers[] = {key->period,
                               pool->teams,
                               pool->n,
                               pool->sum,
                               pool->squares,
                               pool->unit,
                               pool->pool.submissions,
                               pool->pool.unanswered,
                               pool->pool.ceiling,
                               pool->pool.floor,
                               pool->pool.complete};
    size_t n = sizeof numbers / sizeof numbers[0];
    for (size_t i = 0; i < n; i++) {
        add_number(&texts, numbers[i]);
    }
    add_form(&texts, pool->form);
    add_list(&texts, pool->pool.sums, pool->form->n);
    add_list(&texts, pool->pool.products, item_store_products(pool->form));
    struct buffer owned CLEANUP(buffer_free) = texts.buffer;
    if (owned.failed) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the sums of %s", key->dimension);
    }
    const char *text = (const char *)buffer_span(&owned).data;
    for (size_t i = 0; i < texts.n; i++) {
        params[i == 0 ? 0 : i + 2] = text + texts.starts[i];
    }
    params[16] = pool->has_items ? params[16] : NULL;
    params[17] = pool->has_items ? params[17] : NULL;
    return db_query(db, pool_sql, (struct db_params){18, params}, NULL, err);
}
