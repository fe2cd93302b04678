/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `pulssid verify`: whether the releases are what they were when they were published. */
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/sha256.h"
#include "command_db.h"
#include "command_run.h"
#include "file_text.h"
#include "model/release_document.h"
#include "store/release_store.h"

#define MAX_FILE_BYTES (64 * 1024 * 1024)

struct documents {
    size_t n;
    struct document {
        struct buffer text;
        int32_t release;
    } * list;
};

static void documents_done_local(struct documents *documents)
{
    for (size_t i = 0; i < documents->n; i++) {
        buffer_free(&documents->list[i].text);
    }
    free(documents->list);
}

static bool read_documents(const struct command_input *input, struct documents *documents, struct error *err)
{
    documents->list = calloc(input->n_words, sizeof *documents->list);
    if (documents->list == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the releases");
    }
    while (documents->n < input->n_words) {
        const char *path = input->words[documents->n];
        struct document *document = &documents->list[documents->n++];
        struct release_head head;
        if (!file_text_read(path, MAX_FILE_BYTES, &document->text, err)) {
            return false;
        }
        if (!release_document_parse(buffer_span(&document->text), &head, err)) {
            return error_prefix(err, "%s", path);
        }
        document->release = head.release;
    }
    return true;
}

static int release_order(const void *a, const void *b)
{
    const struct document *x = a;
    const struct document *y = b;
    return (x->release > y->release) - (x->release < y->release);
}

/* What the last one holds is told by none of the others: only its digest, held against the ledger, shows a
 * change. */
static bool tell_chain(const struct documents *documents, struct error *err)
{
    const struct document *last = &documents->list[documents->n - 1];
    struct span text = buffer_span(&last->text);
    uint8_t digest[SHA256_SIZE];
    char hex[SHA256_HEX_SIZE];
    if (!sha256(&text, 1, digest)) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a digest");
    }
    sha256_hex(digest, hex);
    printf("releases %d to %d make one chain; SHA-256 of the last: %s\n", (int)documents->list[0].release,
           (int)last->release, hex);
    return true;
}

/* The files may be given in any order. */
static bool verify_files(const struct command_input *input, struct error *err)
{
    CLEANUP(documents_done) struct documents documents = {0};
    if (!read_documents(input, &documents, err)) {
        return false;
    }
    qsort(documents.list, documents.n, sizeof *documents.list, release_order);
    CLEANUP(free) struct span *texts = calloc(documents.n, sizeof *texts);
    if (texts == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the releases");
    }
    for (size_t i = 0; i < documents.n; i++) {
        texts[i] = buffer_span(&documents.list[i].text);
    }
    return release_document_verify(texts, documents.n, err) && tell_chain(&documents, err);
}

bool command_verify(const struct command_input *input, struct error *err)
{
    CLEANUP(db_close) struct db *db = NULL;
    size_t n;
    if (input->n_words > 0) {
        return verify_files(input, err);
    }
    if (!command_db_open(input, COMMAND_STATS, &db, err) || !release_store_verify(db, &n, err)) {
        return false;
    }
    printf("%zu releases: documents, hashes and chain are whole\n", n);
    return true;
}
