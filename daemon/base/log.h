/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_BASE_LOG_H
#define PULSSID_BASE_LOG_H

/*
 * One line an event, `event key=value …`, handed to a sink that app/ or a test provides. Nothing that a
 * respondent wrote, no address and no user agent is ever a value. A const struct log is shared by threads:
 * its sink must be safe to call from any.
 *
 * Whatever a value holds, the event is one line, which can be taken apart again (logfmt): of printable ASCII
 * without blank, quote, "=" and "\" it stands as it is, else in double quotes, in which \" \\ \n \r \t are
 * what they are in C and every other byte that is no part of a printable character of UTF-8 is \xHH.
 */

#include <stddef.h>
#include <stdint.h>

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

struct log {
    void (*sink)(void *ctx, enum log_level level, const char *line);
    void *ctx;
    _Atomic enum log_level level; /* lines above it are not made; may be set while others log */
};

/* One key=value. Keys are words of a to z, 0 to 9 and "_". */
struct log_field {
    const char *key;  /* NULL: the end of a list */
    const char *text; /* NULL: the number */
    int64_t number;
};

static inline struct log_field log_text(const char *key, const char *text)
{
    return (struct log_field){.key = key, .text = text};
}

static inline struct log_field log_number(const char *key, int64_t number)
{
    return (struct log_field){.key = key, .number = number};
}

/* A list of fields that lives as long as the block it stands in. */
#define LOG_FIELDS(...) ((const struct log_field[]){__VA_ARGS__, {.key = NULL}})

#define LOG_LINE_SIZE 1024

/* "error", "warning", "info" or "debug"; ERROR for any other word. */
enum log_level log_level_of(const char *name);

/* The level's number in syslog(3): 3, 4, 6 and 7. */
int log_priority(enum log_level level);

/* Hands one line, without a newline, to the sink; fields NULL: the event says it all. A line has less than
 * LOG_LINE_SIZE bytes: a value that does not fit is cut between two characters, and what follows it left out.
 * A NULL log is silent. */
void log_event(const struct log *log, enum log_level level, const char *event,
               const struct log_field *fields);

/* Reads a value where it stands in a line: writes its bytes, at most as many as it takes there, and returns
 * what follows it. */
const char *log_read_value(const char *value, char *ret_text, size_t *ret_len);

/* The sink of a terminal, and of last resort under systemd: "<priority>line" when ctx is not NULL, else
 * "line". */
void log_to_stderr(void *ctx, enum log_level level, const char *line);

#endif
