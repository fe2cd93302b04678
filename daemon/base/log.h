/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_BASE_LOG_H
#define PULSSID_BASE_LOG_H

/*
 * One line an event, `event key=value …`, handed to a sink that app/ or a test provides. Nothing that a
 * respondent wrote, no address and no user agent is ever an argument. A const struct log is shared by
 * threads: its sink must be safe to call from any.
 */

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

struct log {
    void (*sink)(void *ctx, enum log_level level, const char *line);
    void *ctx;
    _Atomic enum log_level level; /* lines above it are not made; may be set while others log */
};

/* "error", "warning", "info" or "debug"; ERROR for any other word. */
enum log_level log_level_of(const char *name);

/* The level's number in syslog(3): 3, 4, 6 and 7. */
int log_priority(enum log_level level);

/* Hands one line, without a newline, to the sink; cut at 1 KiB. A NULL log is silent. */
void log_event(const struct log *log, enum log_level level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The sink of a terminal, and of last resort under systemd: "<priority>line" when ctx is not NULL, else
 * "line". */
void log_to_stderr(void *ctx, enum log_level level, const char *line);

#endif
