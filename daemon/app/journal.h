/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_APP_JOURNAL_H
#define PULSSID_APP_JOURNAL_H

/*
 * The log's way into systemd's journal (sd_journal_sendv(3)). Of `event key=value text="some words"` the line
 * is MESSAGE and its level PRIORITY, as syslog(3) counts; besides, what it says can be asked for by fields,
 * without quotes and escapes: PULSSID_EVENT=event, PULSSID_KEY=value, PULSSID_TEXT=some words. The journal is
 * told how long each field is, so that none begins another. Safe to call from any thread.
 */

#include <stdbool.h>
#include <stddef.h>
#include <sys/uio.h>

#include "base/log.h"

#define JOURNAL_MAX_FIELDS 16
#define JOURNAL_ROOM 2560 /* of a line of 1 KiB, twice, and the names */

struct journal_record {
    struct iovec fields[JOURNAL_MAX_FIELDS];
    size_t n_fields;
    char text[JOURNAL_ROOM]; /* where they point to */
    size_t used;
};

/* Whether what is written to standard error goes to the journal, by the variable that systemd sets. */
bool journal_is_stderr(void);

/* Takes a line of base/log apart. What stands behind the event and is not key=value, or is more than there is
 * room for, is in MESSAGE alone. */
void journal_record_fill(struct journal_record *record, enum log_level level, const char *line);

/* The sink. A line that the journal's socket does not take goes to standard error. */
void journal_sink(void *ctx, enum log_level level, const char *line);

#endif
