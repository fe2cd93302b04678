/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Batches of rows in PostgreSQL's binary formats, by the daemon's own writer. */
#include "row_batch.h"

#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../draw.h"
#include "base/clock.h"
#include "store/submission_script.h"

#define QUESTIONS 13 /* of the survey; the generator answers so many of them */
#define ANSWERS 10

const char row_batch_copy_sql[] =
    "COPY pulssid.submission (team_id, period, id_hash, survey_id, answers, rated, ratings, path, receipt, "
    "reasons, topic)"
    " FROM STDIN (FORMAT binary)";

struct row_batch {
    size_t n;
    bool is_wary;
    unsigned teams;
    uint32_t row_oid;
    uint64_t draw;
    struct record **records;
    struct submission_script script;
    struct buffer copy;
};

static bool make_records(struct row_batch *batch, int32_t period, int32_t survey)
{
    batch->records = calloc(batch->n, sizeof *batch->records);
    for (size_t i = 0; batch->records != NULL && i < batch->n; i++) {
        struct record *record = batch->records[i] = record_new(QUESTIONS, 0, 0, 0);
        if (record == NULL) {
            return false;
        }
        record->day = clock_today();
        record->period = period;
        record->survey_id = survey;
        for (size_t q = 0; q < QUESTIONS; q++) {
            record->answers[q] = q < ANSWERS ? (int16_t)(1 + q % 5) : ANSWER_MISSING;
        }
    }
    return batch->records != NULL;
}

struct row_batch *row_batch_new(PGconn *connection, size_t n, bool is_wary, unsigned seed)
{
    PGresult *found = PQexec(connection, "SELECT 'pulssid.submission'::regtype::oid, (SELECT max(period) "
                                         "FROM pulssid.period WHERE state = 'open'),"
                                         " (SELECT max(id) FROM pulssid.survey WHERE code = "
                                         "'employee-pulse'), (SELECT count(*) FROM pulssid.team)");
    struct row_batch *batch = calloc(1, sizeof *batch);
    bool ok = batch != NULL && PQntuples(found) == 1 && !PQgetisnull(found, 0, 1);
    if (ok) {
        batch->n = n;
        batch->is_wary = is_wary;
        batch->row_oid = (uint32_t)strtoul(PQgetvalue(found, 0, 0), NULL, 10);
        batch->teams = (unsigned)strtoul(PQgetvalue(found, 0, 3), NULL, 10);
        batch->draw = (uint64_t)time(NULL) << 32 ^ (uint64_t)seed << 60;
        ok = make_records(batch, atoi(PQgetvalue(found, 0, 1)), atoi(PQgetvalue(found, 0, 2)));
    }
    PQclear(found);
    if (!ok) {
        fprintf(stderr, "bench_database: no open period, or no memory: %s\n", PQerrorMessage(connection));
        row_batch_free(batch);
        return NULL;
    }
    return batch;
}

void row_batch_free(struct row_batch *batch)
{
    if (batch != NULL) {
        for (size_t i = 0; batch->records != NULL && i < batch->n; i++) {
            record_free(batch->records[i]);
        }
        free(batch->records);
        submission_script_free(&batch->script);
        buffer_free(&batch->copy);
        free(batch);
    }
}

static int compare(const void *a, const void *b)
{
    const struct record *const *x = a;
    const struct record *const *y = b;
    int teams = ((*x)->team_id > (*y)->team_id) - ((*x)->team_id < (*y)->team_id);
    return teams != 0 ? teams : memcmp((*x)->id_hash, (*y)->id_hash, ID_HASH_SIZE);
}

static void renew(struct row_batch *batch)
{
    for (size_t i = 0; i < batch->n; i++) {
        const uint64_t id[] = {draw_next(&batch->draw), draw_next(&batch->draw)};
        memcpy(batch->records[i]->id_hash, id, sizeof id);
        batch->records[i]->team_id = 1 + (int32_t)(draw_next(&batch->draw) % batch->teams);
    }
    qsort(batch->records, batch->n, sizeof *batch->records, compare);
}

static const struct pg_statement *write_script(struct row_batch *batch)
{
    const struct record *const *records = (const struct record *const *)batch->records;
    const struct submission_rows rows = {records, batch->n, batch->row_oid};
    const struct submission_batch submissions = {
        .records = records, .n = batch->n, .is_wary = batch->is_wary};
    struct error err;
    submission_script_free(&batch->script);
    batch->script = (struct submission_script){0};
    if (!submission_script_write(&batch->script, &submissions, &rows, &err)) {
        return NULL;
    }
    return &batch->script.statements[batch->script.n - 2];
}

const char *row_batch_insert_sql(struct row_batch *batch)
{
    const struct pg_statement *insert = write_script(batch);
    return insert == NULL ? NULL : insert->sql;
}

const struct pg_statement *row_batch_insert(struct row_batch *batch)
{
    renew(batch);
    return write_script(batch);
}

/* The first parameter: an array, in binary. */
static struct span new_rows(struct row_batch *batch)
{
    const struct pg_statement *insert = row_batch_insert(batch);
    return insert == NULL ? (struct span){0} : span_of(insert->params[0].data, insert->params[0].len);
}

/* The array's rows without their types: COPY takes a column as its length and bytes alone. */
static void copy_row(const uint8_t *row, struct buffer *out)
{
    uint32_t columns;
    memcpy(&columns, row, sizeof columns);
    columns = be32toh(columns);
    const uint16_t count = htobe16((uint16_t)columns);
    buffer_append(out, &count, sizeof count);
    const uint8_t *at = row + sizeof columns;
    for (uint32_t i = 0; i < columns; i++) {
        uint32_t length;
        memcpy(&length, at + 4, sizeof length);
        length = be32toh(length) == UINT32_MAX ? 0 : be32toh(length);
        buffer_append(out, at + 4, 4 + length);
        at += 8 + length;
    }
}

struct span row_batch_copy(struct row_batch *batch)
{
    static const uint8_t head[] = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', 0xff, '\r', '\n',
                                   0,   0,   0,   0,   0,   0,   0,    0,    0};
    static const uint8_t tail[] = {0xff, 0xff};
    const size_t array_head = 20;
    struct span rows = new_rows(batch);
    buffer_consume(&batch->copy, batch->copy.len);
    buffer_append(&batch->copy, head, sizeof head);
    for (size_t at = array_head; rows.data != NULL && at < rows.len;) {
        uint32_t length;
        memcpy(&length, rows.data + at, sizeof length);
        copy_row(rows.data + at + 4, &batch->copy);
        at += 4 + be32toh(length);
    }
    buffer_append(&batch->copy, tail, sizeof tail);
    return batch->copy.failed ? (struct span){0} : buffer_span(&batch->copy);
}
