/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Batches of submissions: one implicit transaction each, and what became of every record. */
#include "submission_store.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "submission_script.h"

static const char withdraw_sql[] = "SELECT pulssid.withdraw($1)";

struct entry {
    const struct record *record;
    uint64_t prefix; /* of the record's key, in its order: sorting looks at few records themselves */
    size_t position; /* among the caller's records */
};

/*
 * A batch on its way. Records go in the order of the primary key, which makes the cheapest inserts, and only
 * the first of each team and id:
 *
 *   entries   A A B C C C     sorted by team, id, position
 *   distinct  A   B C         what is sent; stored[] tells what came back
 */
struct insertion {
    size_t n;
    struct entry *entries;
    size_t n_distinct;
    const struct record **distinct;
    bool *stored;
    enum store_outcome *outcomes; /* by position */
    submission_store_done *done;
    void *ctx;
};

static struct insertion *insertion_free(struct insertion *insertion)
{
    if (insertion != NULL) {
        free(insertion->entries);
        free(insertion->distinct);
        free(insertion->stored);
        free(insertion->outcomes);
        free(insertion);
    }
    return NULL;
}
DEFINE_CLEANUP(insertion_free, struct insertion)

static int compare_keys(const struct record *a, const struct record *b)
{
    int teams = (a->team_id > b->team_id) - (a->team_id < b->team_id);
    return teams != 0 ? teams : memcmp(a->id_hash, b->id_hash, ID_HASH_SIZE);
}

/* The team and the beginning of the id; ids of teams are positive. */
static uint64_t key_prefix(const struct record *record)
{
    uint32_t id;
    memcpy(&id, record->id_hash, sizeof id);
    return (uint64_t)record->team_id << 32 | be32toh(id);
}

static int compare_entries(const void *a, const void *b)
{
    const struct entry *x = a;
    const struct entry *y = b;
    if (x->prefix != y->prefix) {
        return x->prefix > y->prefix ? 1 : -1;
    }
    int order = compare_keys(x->record, y->record);
    return order != 0 ? order : (x->position > y->position) - (x->position < y->position);
}

static void sort_records(struct insertion *insertion, const struct record *const *records)
{
    for (size_t i = 0; i < insertion->n; i++) {
        insertion->entries[i] = (struct entry){records[i], key_prefix(records[i]), i};
    }
    qsort(insertion->entries, insertion->n, sizeof *insertion->entries, compare_entries);
    for (size_t i = 0; i < insertion->n; i++) {
        const struct record *record = insertion->entries[i].record;
        if (i == 0 || compare_keys(record, insertion->entries[i - 1].record) != 0) {
            insertion->distinct[insertion->n_distinct++] = record;
        }
    }
}

static bool insertion_new(const struct submission_batch *batch, struct insertion **ret_insertion,
                          struct error *err)
{
    struct insertion *insertion CLEANUP(insertion_free) = calloc(1, sizeof *insertion);
    if (insertion != NULL) {
        insertion->n = batch->n;
        insertion->entries = calloc(batch->n, sizeof *insertion->entries);
        insertion->distinct = calloc(batch->n, sizeof *insertion->distinct);
        insertion->stored = calloc(batch->n, sizeof *insertion->stored);
        insertion->outcomes = calloc(batch->n, sizeof *insertion->outcomes);
    }
    if (insertion == NULL || insertion->entries == NULL || insertion->distinct == NULL ||
        insertion->stored == NULL || insertion->outcomes == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a batch of %zu submissions", batch->n);
    }
    sort_records(insertion, batch->records);
    *ret_insertion = insertion;
    insertion = NULL;
    return true;
}

static int compare_records(const void *a, const void *b)
{
    const struct record *const *x = a;
    const struct record *const *y = b;
    return compare_keys(*x, *y);
}

/* Position among the distinct records; n_distinct: it is none of them. */
static size_t find_distinct(const struct insertion *insertion, const struct record *wanted, size_t guess)
{
    if (guess < insertion->n_distinct && compare_keys(wanted, insertion->distinct[guess]) == 0) {
        return guess;
    }
    const struct record **found = bsearch(&wanted, insertion->distinct, insertion->n_distinct,
                                          sizeof *insertion->distinct, compare_records);
    return found == NULL ? insertion->n_distinct : (size_t)(found - insertion->distinct);
}

/* Marks what the insert returned: team and id in binary, mostly in the order in which they were sent. */
static void mark_stored(struct insertion *insertion, const struct pg_result *inserted)
{
    size_t at = 0;
    for (size_t row = 0; row < pg_rows(inserted); row++) {
        uint32_t team;
        struct record key;
        memcpy(&team, pg_value(inserted, row, 0), sizeof team);
        memcpy(key.id_hash, pg_value(inserted, row, 1), ID_HASH_SIZE);
        key.team_id = (int32_t)be32toh(team);
        at = find_distinct(insertion, &key, at);
        if (at < insertion->n_distinct) {
            insertion->stored[at++] = true;
        }
    }
}

static bool is_open(const struct pg_result *open, int32_t period)
{
    for (size_t row = 0; row < pg_rows(open); row++) {
        if (strtol(pg_value(open, row, 0), NULL, 10) == period) {
            return true;
        }
    }
    return false;
}

/* Tells every record's outcome from the results of the last two statements. */
static void read_outcomes(struct insertion *insertion, const struct pg_result *inserted,
                          const struct pg_result *open, enum store_outcome *ret_outcomes)
{
    mark_stored(insertion, inserted);
    size_t at = 0;
    enum store_outcome first = STORE_STORED;
    for (size_t i = 0; i < insertion->n; i++) {
        const struct entry *entry = &insertion->entries[i];
        bool is_first = at < insertion->n_distinct && entry->record == insertion->distinct[at];
        if (is_first) {
            bool is_known = !entry->record->is_before_tree && is_open(open, entry->record->period);
            first = insertion->stored[at] ? STORE_STORED : is_known ? STORE_DUPLICATE : STORE_PERIOD_CHANGED;
            at++;
        }
        ret_outcomes[entry->position] = !is_first && first == STORE_STORED ? STORE_DUPLICATE : first;
    }
}

static bool write_script(const struct submission_batch *batch, const struct insertion *insertion,
                         uint32_t row_oid, struct submission_script *script, struct error *err)
{
    const struct submission_rows rows = {insertion->distinct, insertion->n_distinct, row_oid};
    return submission_script_write(script, batch, &rows, err);
}

static void on_inserted(void *ctx, const struct error *err, const struct pg_result *const *results,
                        size_t n_results)
{
    struct insertion *insertion = ctx;
    if (err == NULL) {
        read_outcomes(insertion, results[n_results - 2], results[n_results - 1], insertion->outcomes);
    }
    insertion->done(insertion->ctx, err, err == NULL ? insertion->outcomes : NULL,
                    err == NULL ? insertion->n : 0);
    insertion_free(insertion);
}

bool submission_store_insert(struct pg *pg, const struct submission_batch *batch, submission_store_done *done,
                             void *ctx, struct error *err)
{
    struct insertion *insertion CLEANUP(insertion_free) = NULL;
    struct submission_script script CLEANUP(submission_script_free) = {0};
    if (!insertion_new(batch, &insertion, err) ||
        !write_script(batch, insertion, pg_type_oid(pg), &script, err)) {
        return false;
    }
    insertion->done = done;
    insertion->ctx = ctx;
    if (!pg_run(pg, &(struct pg_unit){script.statements, script.n}, on_inserted, insertion, err)) {
        return false;
    }
    insertion = NULL;
    return true;
}

static bool row_oid_now(struct db *db, uint32_t *ret_oid, struct error *err)
{
    struct db_result *result CLEANUP(db_result_free) = NULL;
    if (!db_query(db, "SELECT $1::text::regtype::oid", DB_PARAMS(SUBMISSION_STORE_TYPE), &result, err)) {
        return false;
    }
    *ret_oid = (uint32_t)db_int(result, 0, 0);
    return true;
}

/* Runs a script in the transaction that there is. */
static bool run_now(struct db *db, const struct submission_script *script, struct insertion *insertion,
                    enum store_outcome *ret_outcomes, struct error *err)
{
    struct db_result *inserted CLEANUP(db_result_free) = NULL;
    struct db_result *open CLEANUP(db_result_free) = NULL;
    for (size_t i = 0; i < script->n; i++) {
        struct db_result **wanted = i + 2 == script->n ? &inserted : i + 1 == script->n ? &open : NULL;
        if (!db_run(db, &script->statements[i], wanted, err)) {
            return false;
        }
    }
    read_outcomes(insertion, db_result_as_pg(inserted), db_result_as_pg(open), ret_outcomes);
    return true;
}

bool submission_store_insert_now(struct db *db, const struct submission_batch *batch,
                                 enum store_outcome *ret_outcomes, struct error *err)
{
    struct insertion *insertion CLEANUP(insertion_free) = NULL;
    struct submission_script script CLEANUP(submission_script_free) = {0};
    struct submission_batch wary = *batch;
    uint32_t row_oid;
    wary.is_wary = true;
    if (!row_oid_now(db, &row_oid, err) || !insertion_new(&wary, &insertion, err) ||
        !write_script(&wary, insertion, row_oid, &script, err)) {
        return false;
    }
    if (db_in_transaction(db)) {
        return run_now(db, &script, insertion, ret_outcomes, err);
    }
    bool ok =
        db_begin(db, err) && run_now(db, &script, insertion, insertion->outcomes, err) && db_commit(db, err);
    if (!ok) {
        db_rollback(db);
        return false;
    }
    memcpy(ret_outcomes, insertion->outcomes, batch->n * sizeof *ret_outcomes);
    return true;
}

struct withdrawal {
    submission_store_withdrawn *done;
    void *ctx;
};

static void on_withdrawn(void *ctx, const struct error *err, const struct pg_result *const *results,
                         size_t n_results)
{
    struct withdrawal *withdrawal = ctx;
    bool withdrawn = n_results == 1 && pg_value(results[0], 0, 0)[0] == 't';
    withdrawal->done(withdrawal->ctx, err, withdrawn);
    free(withdrawal);
}

bool submission_store_withdraw(struct pg *pg, const uint8_t receipt[SUBMISSION_RECEIPT_SIZE],
                               submission_store_withdrawn *done, void *ctx, struct error *err)
{
    struct withdrawal *withdrawal CLEANUP(free) = calloc(1, sizeof *withdrawal);
    if (withdrawal == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a withdrawal");
    }
    *withdrawal = (struct withdrawal){done, ctx};
    const struct pg_param param = {.data = receipt, .len = SUBMISSION_RECEIPT_SIZE, .binary = true};
    const struct pg_statement statement = {.sql = withdraw_sql, .params = &param, .n_params = 1};
    if (!pg_run(pg, &(struct pg_unit){&statement, 1}, on_withdrawn, withdrawal, err)) {
        return false;
    }
    withdrawal = NULL;
    return true;
}
