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

size_t item_store_answers(const struct item_form *form)
{
    size_t n = form->n;
    for (size_t i = 0; i < form->n; i++) {
        n += (size_t)item_form_range(form, i);
    }
    return n;
}

/* Numbers of one dimension, as they come and taken apart. */
struct unpacking {
    int64_t *packed;
    int64_t *answers;
    int64_t *products;
};

static void unpacking_free_local(struct unpacking *unpacking)
{
    free(unpacking->packed);
    free(unpacking->answers);
    free(unpacking->products);
}

static bool unpacking_init(struct unpacking *unpacking, const struct item_form *form, struct error *err)
{
    size_t n_answers = item_store_answers(form);
    size_t n_products = item_store_products(form);
    unpacking->packed = calloc(n_answers + n_products, sizeof *unpacking->packed);
    unpacking->answers = calloc(n_answers, sizeof *unpacking->answers);
    unpacking->products = calloc(n_products, sizeof *unpacking->products);
    return (unpacking->packed != NULL && unpacking->answers != NULL && unpacking->products != NULL) ||
           error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the answers to %zu items", form->n);
}

/* The worst answer is what the others leave of those who answered every item. */
static bool read_answers(const struct item_source *source, const struct item_form *form, int64_t complete,
                         const char *text, const struct unpacking *unpacking)
{
    struct item_packing packing = item_sql_packing(source->most, 1);
    int64_t *counts = unpacking->answers;
    size_t n = 0;
    for (size_t i = 0; i < form->n; i++) {
        n += item_sql_packed(packing, (size_t)item_form_range(form, i));
    }
    if (!int_list_read(text, unpacking->packed, n)) {
        return false;
    }
    const int64_t *packed = unpacking->packed;
    for (size_t i = 0; i < form->n; i++) {
        size_t range = (size_t)item_form_range(form, i);
        item_sql_unpack(packing, packed, range, counts + 1);
        counts[0] = complete;
        for (size_t x = 1; x <= range; x++) {
            counts[0] -= counts[x];
        }
        packed += item_sql_packed(packing, range);
        counts += range + 1;
    }
    return true;
}

static bool read_products(const struct item_source *source, const struct item_form *form, const char *text,
                          const struct unpacking *unpacking)
{
    struct item_packing packing = item_sql_products(source, form);
    size_t n = form->n * (form->n - 1) / 2;
    if (!int_list_read(text, unpacking->packed, item_sql_packed(packing, n))) {
        return false;
    }
    item_sql_unpack(packing, unpacking->packed, n, unpacking->products);
    int64_t *product = unpacking->products;
    for (size_t i = 0; i < form->n; i++) {
        for (size_t j = i + 1; j < form->n; j++) {
            *product++ *= (int64_t)item_form_step(form, i) * item_form_step(form, j);
        }
    }
    return true;
}

#define FIXED_COLUMNS 2
#define DIMENSION_COLUMNS 6

static bool read_counts(const struct item_source *source, size_t d, const struct db_result *rows, size_t r,
                        const struct unpacking *unpacking, struct item_counts *ret)
{
    const struct item_form *form = source->dimensions[d].form;
    size_t column = FIXED_COLUMNS + DIMENSION_COLUMNS * d;
    *ret = (struct item_counts){.complete = db_int(rows, r, column),
                                .unanswered = db_int(rows, r, column + 1),
                                .ceiling = db_int(rows, r, column + 2),
                                .floor = db_int(rows, r, column + 3),
                                .answers = unpacking->answers,
                                .products = unpacking->products};
    return read_answers(source, form, ret->complete, db_text(rows, r, column + 4), unpacking) &&
           read_products(source, form, db_text(rows, r, column + 5), unpacking);
}

/* Room for what one row says. */
struct reading {
    const struct item_source *source;
    struct unpacking *unpackings; /* by dimension */
    struct item_counts *counts;
};

static void reading_free_local(struct reading *reading)
{
    for (size_t d = 0; d < reading->source->n_dimensions && reading->unpackings != NULL; d++) {
        unpacking_free_local(&reading->unpackings[d]);
    }
    free(reading->unpackings);
    free(reading->counts);
}

static bool reading_init(struct reading *reading, struct error *err)
{
    size_t n = reading->source->n_dimensions;
    reading->unpackings = calloc(n + 1, sizeof *reading->unpackings);
    reading->counts = calloc(n + 1, sizeof *reading->counts);
    if (reading->unpackings == NULL || reading->counts == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for %zu dimensions", n);
    }
    for (size_t d = 0; d < n; d++) {
        if (!unpacking_init(&reading->unpackings[d], reading->source->dimensions[d].form, err)) {
            return false;
        }
    }
    return true;
}

static bool read_team(const struct reading *reading, const struct db_result *rows, size_t r,
                      struct item_team *ret, struct error *err)
{
    const struct item_source *source = reading->source;
    *ret = (struct item_team){(int32_t)db_int(rows, r, 0), db_int(rows, r, 1), reading->counts};
    for (size_t d = 0; d < source->n_dimensions; d++) {
        if (!read_counts(source, d, rows, r, &reading->unpackings[d], &reading->counts[d])) {
            return error_set(err, ERROR_INTERNAL, "counts of items are not what was asked for");
        }
    }
    return true;
}

/* Runs the statement. */
static bool run(struct db *db, const struct item_query *query, struct db_result **ret_rows, struct error *err)
{
    struct buffer sql CLEANUP(buffer_free) = {0};
    struct buffer teams CLEANUP(buffer_free) = {0};
    for (size_t i = 0; i < query->n_teams; i++) {
        buffer_printf(&teams, i == 0 ? "{%" PRId32 : ",%" PRId32, query->team_ids[i]);
    }
    buffer_append(&teams, teams.len == 0 ? "{}" : "}", teams.len == 0 ? 3 : 2);
    item_sql_counts(&query->source, &sql);
    buffer_append(&sql, "", 1);
    if (sql.failed || teams.failed) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a statement about %zu teams",
                         query->n_teams);
    }
    return db_query(db, (const char *)buffer_span(&sql).data,
                    DB_PARAMS((const char *)buffer_span(&teams).data), ret_rows, err);
}

bool item_store_count(struct db *db, const struct item_query *query, item_store_team *on_team, void *ctx,
                      struct error *err)
{
    struct db_result *rows CLEANUP(db_result_free) = NULL;
    struct reading reading CLEANUP(reading_free) = {.source = &query->source};
    if (!reading_init(&reading, err) || !run(db, query, &rows, err)) {
        return false;
    }
    for (size_t r = 0; r < db_rows(rows); r++) {
        struct item_team team;
        if (!read_team(&reading, rows, r, &team, err) || !on_team(ctx, &team, err)) {
            return false;
        }
    }
    return true;
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
