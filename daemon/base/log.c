/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Log lines through a sink. */
#include "log.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum log_level log_level_of(const char *name)
{
    static const char *const names[] = {"error", "warning", "info", "debug"};
    enum log_level level = LOG_LEVEL_DEBUG;
    while (level > LOG_LEVEL_ERROR && strcmp(names[level], name) != 0) {
        level--;
    }
    return level;
}

void log_event(const struct log *log, enum log_level level, const char *format, ...)
{
    if (log == NULL || level > log->level) {
        return;
    }
    char line[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    log->sink(log->ctx, level, line);
}

int log_priority(enum log_level level)
{
    static const int priorities[] = {3, 4, 6, 7};
    return priorities[level];
}

void log_to_stderr(void *ctx, enum log_level level, const char *line)
{
    if (ctx != NULL) {
        fprintf(stderr, "<%d>%s\n", log_priority(level), line);
    } else {
        fprintf(stderr, "%s\n", line);
    }
}
