/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads submissions from a file, item by item. */
#include "import_source.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "base/sha256.h"
#include "wire/cbor_scan.h"
#include "wire/csv.h"
#include "wire/submission_cbor.h"
#include "wire/submission_csv.h"

#define CHUNK_BYTES 65536

struct import_source {
    const char *path;
    uint64_t size;
    uint64_t read;   /* bytes of it that are behind us */
    struct csv *csv; /* a file of CSV, or … */
    FILE *file;      /* … a sequence: what was read of it and not yet taken */
    struct buffer waiting;
    bool at_end;
    size_t taken; /* bytes of the item that was given out last */
    size_t n_items;
    uint8_t digest[SHA256_SIZE];
};

static bool ends_with(const char *text, const char *end)
{
    size_t len = strlen(text);
    return len >= strlen(end) && strcmp(text + len - strlen(end), end) == 0;
}

static bool open_file(struct import_source *source, struct error *err)
{
    struct stat about;
    source->file = fopen(source->path, "re");
    if (source->file == NULL || fstat(fileno(source->file), &about) != 0) {
        return error_set(err, ERROR_IO, "%s: %s", source->path, strerror(errno));
    }
    source->size = (uint64_t)about.st_size;
    return true;
}

/* A digest of the content, chunk by chunk so that a file of any size is hashed in little memory: each digest
 * is over the one before and the next chunk. */
static bool hash_file(struct import_source *source, struct error *err)
{
    CLEANUP(free) uint8_t *chunk = malloc(CHUNK_BYTES);
    size_t len;
    while (chunk != NULL && (len = fread(chunk, 1, CHUNK_BYTES, source->file)) > 0) {
        const struct span parts[] = {span_of(source->digest, SHA256_SIZE), span_of(chunk, len)};
        uint8_t next[SHA256_SIZE];
        if (!sha256(parts, 2, next)) {
            return error_set(err, ERROR_OUT_OF_MEMORY, "%s: out of memory", source->path);
        }
        memcpy(source->digest, next, sizeof next);
    }
    if (chunk == NULL || ferror(source->file)) {
        return error_set(err, ERROR_IO, "%s: %m", source->path);
    }
    return true;
}

static bool open_csv(struct import_source *source, struct error *err)
{
    const struct csv_columns columns = submission_csv_columns();
    return hash_file(source, err) && csv_open(source->path, &columns, &source->csv, err);
}

bool import_source_open(const char *path, struct import_source **ret_source, struct error *err)
{
    bool is_csv = ends_with(path, ".csv");
    CLEANUP(import_source_close) struct import_source *source = calloc(1, sizeof *source);
    if (source == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "%s: out of memory", path);
    }
    source->path = path;
    if (!is_csv && !ends_with(path, ".cborseq")) {
        return error_set(err, ERROR_INPUT, "%s: expected a name that ends in .cborseq or .csv", path);
    }
    if (!open_file(source, err) || (is_csv && !open_csv(source, err))) {
        return false;
    }
    *ret_source = source;
    source = NULL;
    return true;
}

struct import_source *import_source_close(struct import_source *source)
{
    if (source != NULL) {
        csv_close(source->csv);
        buffer_free(&source->waiting);
        if (source->file != NULL) {
            fclose(source->file);
        }
        free(source);
    }
    return NULL;
}

static enum import_item next_row(struct import_source *source, struct submission *ret_submission,
                                 struct error *err)
{
    bool end;
    size_t len;
    if (!csv_next(source->csv, &end, err)) {
        return IMPORT_CUT;
    }
    if (end) {
        return IMPORT_END;
    }
    csv_raw(source->csv, &len);
    source->read += len;
    return submission_csv_read(source->csv, source->digest, ret_submission, err) ? IMPORT_SUBMISSION
                                                                                 : IMPORT_REJECTED;
}

/* Puts the place before what is wrong with an item of a sequence. */
static enum import_item refuse_item(const struct import_source *source, enum import_item item,
                                    struct error *err)
{
    char place[IMPORT_PLACE_SIZE];
    import_source_format(source, source->n_items, place);
    error_prefix(err, "%s", place);
    return item;
}

/* Sees to it that a whole chunk waits, unless the file ends before: no item that may be stored is longer. */
static bool fill(struct import_source *source, struct error *err)
{
    while (!source->at_end && source->waiting.len < CHUNK_BYTES &&
           buffer_reserve(&source->waiting, CHUNK_BYTES)) {
        size_t got = fread(buffer_tail(&source->waiting), 1, CHUNK_BYTES, source->file);
        buffer_advance(&source->waiting, got);
        source->at_end = got == 0;
    }
    if (ferror(source->file)) {
        return error_set(err, ERROR_IO, "%s", strerror(errno));
    }
    return !source->waiting.failed || error_set(err, ERROR_OUT_OF_MEMORY, "out of memory");
}

static enum import_item next_in_sequence(struct import_source *source, struct submission *ret_submission,
                                         struct error *err)
{
    static const struct cbor_limits limits = {SUBMISSION_MAX_BYTES, SUBMISSION_MAX_ITEMS,
                                              SUBMISSION_MAX_DEPTH};
    bool has_id;
    size_t len = 0;
    buffer_consume(&source->waiting, source->taken);
    source->read += source->taken;
    source->taken = 0;
    source->n_items++;
    if (!fill(source, err)) {
        return refuse_item(source, IMPORT_CUT, err);
    }
    struct span waiting = buffer_span(&source->waiting);
    if (waiting.len == 0) {
        return IMPORT_END;
    }
    if (!cbor_scan(waiting, &limits, &len, err)) {
        source->taken = len;
        return refuse_item(source, source->taken > 0 ? IMPORT_REJECTED : IMPORT_CUT, err);
    }
    source->taken = len;
    if (!submission_cbor_decode(span_of(waiting.data, len), ret_submission, &has_id, err)) {
        return refuse_item(source, IMPORT_REJECTED, err);
    }
    return IMPORT_SUBMISSION;
}

enum import_item import_source_next(struct import_source *source, struct submission *ret_submission,
                                    struct error *err)
{
    return source->csv != NULL ? next_row(source, ret_submission, err)
                               : next_in_sequence(source, ret_submission, err);
}

size_t import_source_place(const struct import_source *source)
{
    return source->csv != NULL ? csv_line(source->csv) : source->n_items;
}

void import_source_format(const struct import_source *source, size_t place, char ret_text[IMPORT_PLACE_SIZE])
{
    snprintf(ret_text, IMPORT_PLACE_SIZE, source->csv != NULL ? "%s:%zu" : "%s: item %zu", source->path,
             place);
}

unsigned import_source_percent(const struct import_source *source)
{
    return source->size == 0 || source->read >= source->size ? 100
                                                             : (unsigned)(source->read * 100 / source->size);
}
