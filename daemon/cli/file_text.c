/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a file whole. */
#include "file_text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"

#define CHUNK_BYTES 65536

bool file_text_read(const char *path, size_t max_bytes, struct buffer *text, struct error *err)
{
    CLEANUP(fclose) FILE *file = fopen(path, "re");
    if (file == NULL) {
        return error_set(err, ERROR_IO, "%s: %s", path, strerror(errno));
    }
    for (size_t got = 1; got > 0 && text->len <= max_bytes && buffer_reserve(text, CHUNK_BYTES);) {
        got = fread(buffer_tail(text), 1, CHUNK_BYTES, file);
        buffer_advance(text, got);
    }
    if (ferror(file)) {
        return error_set(err, ERROR_IO, "%s: %s", path, strerror(errno));
    }
    if (text->failed) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "%s: out of memory", path);
    }
    return text->len <= max_bytes ||
           error_set(err, ERROR_INPUT, "%s: expected at most %zu bytes", path, max_bytes);
}
