/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_CAUGHT_H
#define PULSSID_TESTS_CAUGHT_H

/*
 * What a standard stream writes meanwhile, by its descriptor. Nothing may fail between the two calls, since
 * the stream would stay caught; so tests assert afterwards.
 */

#include <stdio.h>
#include <stdio_ext.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "unit.h"

struct caught {
    FILE *stream;
    FILE *into;
    int kept; /* what the descriptor pointed at */
};

/* path NULL: a file without a name. "/dev/full" is a disk without room. */
static inline struct caught caught_begin(FILE *stream, const char *path)
{
    struct caught caught = {stream, path == NULL ? tmpfile() : fopen(path, "r+"), -1};
    assert_non_null(caught.into);
    fflush(stream);
    caught.kept = dup(fileno(stream));
    assert_true(caught.kept >= 0);
    assert_true(dup2(fileno(caught.into), fileno(stream)) >= 0);
    return caught;
}

/* The stream is itself again, and forgets what it could not write. */
static inline void caught_restore(const struct caught *caught)
{
    fflush(caught->stream);
    __fpurge(caught->stream);
    clearerr(caught->stream);
    dup2(caught->kept, fileno(caught->stream));
    close(caught->kept);
}

/* What was written, for free(). */
static inline char *caught_end(const struct caught *caught)
{
    FILE *into CLEANUP(fclose) = caught->into;
    char *text = NULL;
    size_t size = 0;
    caught_restore(caught);
    rewind(into);
    if (getdelim(&text, &size, '\0', into) < 0) {
        free(text);
        text = strdup("");
    }
    assert_non_null(text);
    return text;
}

#endif
