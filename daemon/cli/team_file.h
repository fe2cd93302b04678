/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_CLI_TEAM_FILE_H
#define PULSSID_CLI_TEAM_FILE_H

/* The rows of `team import`, each of its form. */

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "store/organisation_store.h"

struct team_file_row {
    struct team_version version;
    size_t line;
};

/* Owned through team_file_done(). path is the caller's. */
struct team_file {
    const char *path;
    size_t n;
    struct team_file_row *rows;
};

/* Reads a file. INPUT "FILE:LINE: field X: …" at the first row that is not of its form. */
bool team_file_read(const char *path, struct team_file *ret_file, struct error *err) MUST_CHECK;
void team_file_done(struct team_file *file);

static inline void team_file_done_local(struct team_file *file)
{
    team_file_done(file);
}

#endif
