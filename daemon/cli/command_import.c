/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `pulssid import`: submissions of the past, all of a file or none. */
#include <stdio.h>
#include <unistd.h>

#include "command_db.h"
#include "command_run.h"
#include "import_batch.h"
#include "import_source.h"

#define SHOWN_MAX 20

struct import {
    struct import_source *source;
    struct import_batch *batch;
    bool on_terminal;
    unsigned shown_percent;
    size_t read;
    size_t rejected;
};

/* Each tenth of the file, on a terminal over the last one. */
static void show_progress(struct import *import, unsigned percent)
{
    unsigned tens = percent / 10 * 10;
    if (tens != import->shown_percent) {
        fprintf(stderr, "%s%u %%%s", import->on_terminal ? "\r" : "", tens,
                import->on_terminal && tens < 100 ? "" : "\n");
        import->shown_percent = tens;
    }
}

static void clear_progress(struct import *import)
{
    if (import->on_terminal && import->shown_percent > 0) {
        fputs("\r", stderr);
    }
}

static void show_rejected(struct import *import, const char *sentence)
{
    if (import->rejected++ < SHOWN_MAX) {
        clear_progress(import);
        fprintf(stderr, "pulssid: %s\n", sentence);
    }
}

static void on_rejected(void *ctx, size_t place, const struct error *err)
{
    struct import *import = ctx;
    char where[IMPORT_PLACE_SIZE];
    struct error full = *err;
    import_source_format(import->source, place, where);
    error_prefix(&full, "%s", where);
    show_rejected(import, full.text);
}

static bool read_all(struct import *import, struct error *err)
{
    for (;;) {
        struct submission submission;
        struct error why;
        enum import_item item = import_source_next(import->source, &submission, &why);
        if (item == IMPORT_END) {
            break;
        }
        import->read++;
        unsigned percent = import_source_percent(import->source);
        if (percent < 100) { /* the last of it is still to be stored */
            show_progress(import, percent);
        }
        if (item == IMPORT_SUBMISSION) {
            if (!import_batch_add(import->batch, &submission, import_source_place(import->source), err)) {
                return false;
            }
            continue;
        }
        show_rejected(import, why.text);
        if (item == IMPORT_CUT) {
            return true;
        }
    }
    if (!import_batch_flush(import->batch, err)) {
        return false;
    }
    show_progress(import, 100);
    return true;
}

/* In the one transaction that takes all or nothing. */
static bool run(struct import *import, struct db *db, const char *path, struct error *err)
{
    if (!db_begin(db, err) || !read_all(import, err)) {
        return false;
    }
    clear_progress(import);
    if (import->rejected > 0) {
        return error_set(err, ERROR_INPUT, "%s: %zu of the %zu submissions read are wrong; nothing is stored",
                         path, import->rejected, import->read);
    }
    if (!db_commit(db, err)) {
        return false;
    }
    printf("%zu stored, %zu duplicates\n", import_batch_stored(import->batch),
           import_batch_duplicates(import->batch));
    return true;
}

bool command_import(const struct command_input *input, struct error *err)
{
    CLEANUP(import_source_close) struct import_source *source = NULL;
    CLEANUP(db_close) struct db *db = NULL;
    CLEANUP(import_batch_free) struct import_batch *batch = NULL;
    struct import import = {.on_terminal = isatty(STDERR_FILENO) == 1};
    if (!import_source_open(input->words[0], &source, err) ||
        !command_db_open(input, COMMAND_INGEST, &db, err) ||
        !import_batch_new(db, input->config, on_rejected, &import, &batch, err)) {
        return false;
    }
    import.source = source;
    import.batch = batch;
    return run(&import, db, input->words[0], err);
}
