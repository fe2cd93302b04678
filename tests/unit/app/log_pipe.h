/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_LOG_PIPE_H
#define PULSSID_TESTS_LOG_PIPE_H

/* A log that other threads, or a process forked off, write and a test waits on. */

#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../unit.h"
#include "base/log.h"

struct log_pipe {
    struct log log; /* what writes into it */
    int fds[2];
    char line[1100]; /* the last that was read */
};

static inline void log_pipe_sink(void *ctx, enum log_level level, const char *line)
{
    (void)level;
    const struct log_pipe *pipe = ctx;
    dprintf(pipe->fds[1], "%s\n", line);
}

static inline void log_pipe_open(struct log_pipe *pipe)
{
    *pipe = (struct log_pipe){.log = {log_pipe_sink, pipe, LOG_LEVEL_DEBUG}};
    assert_int_equal(pipe2(pipe->fds, O_CLOEXEC), 0);
}

static inline void log_pipe_close(struct log_pipe *pipe)
{
    close(pipe->fds[0]);
    close(pipe->fds[1]);
}

/* The next line; false when none comes within a time. */
static inline bool log_pipe_next(struct log_pipe *pipe, int wait_ms)
{
    size_t len = 0;
    struct pollfd readable = {.fd = pipe->fds[0], .events = POLLIN};
    while (len + 1 < sizeof pipe->line && poll(&readable, 1, wait_ms) == 1 &&
           read(pipe->fds[0], pipe->line + len, 1) == 1 && pipe->line[len] != '\n') {
        len++;
    }
    bool whole = pipe->line[len] == '\n';
    pipe->line[len] = '\0';
    return whole;
}

/* Reads on until a line begins with this; fails the test when none does within 20 seconds. */
static inline const char *log_pipe_await(struct log_pipe *pipe, const char *begin)
{
    while (log_pipe_next(pipe, 20000)) {
        if (strncmp(pipe->line, begin, strlen(begin)) == 0) {
            return pipe->line;
        }
    }
    fail_msg("waited in vain for \"%s\"", begin);
    return NULL;
}

#endif
