/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_HEARD_H
#define PULSSID_TESTS_HEARD_H

/* What a sink of findings was told. */

#include <stdio.h>
#include <string.h>

#include "../unit.h"
#include "fixture_pg.h"
#include "store/finding.h"

struct heard {
    size_t wrong;
    size_t warnings;
    char sentences[4096]; /* one a line */
};

static inline void heard_found(void *ctx, bool wrong, const char *sentence)
{
    struct heard *heard = ctx;
    size_t used = strlen(heard->sentences);
    heard->wrong += wrong;
    heard->warnings += !wrong;
    snprintf(heard->sentences + used, sizeof heard->sentences - used, "%s\n", sentence);
}

/* Whether a line begins so; fails the test with all of them when none does. */
static inline void heard_line(const struct heard *heard, const char *beginning)
{
    const char *line = heard->sentences;
    while (line != NULL && *line != '\0' && strncmp(line, beginning, strlen(beginning)) != 0) {
        line = strchr(line, '\n');
        line += line != NULL;
    }
    if (line == NULL || *line == '\0') {
        fail_msg("no line \"%s\" in\n%s", beginning, heard->sentences);
    }
}

static inline void heard_counts(const struct heard *heard, size_t wrong, size_t warnings)
{
    if (heard->wrong != wrong || heard->warnings != warnings) {
        fail_msg("not %zu wrong and %zu warnings:\n%s", wrong, warnings, heard->sentences);
    }
}

#endif
