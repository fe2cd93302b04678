/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bounds of the process, by setrlimit(2). */
#include "limits.h"

#include <sys/resource.h>

/* Standard streams, listening sockets, journal, stats thread, a certificate being read … */
#define RESERVED 24
/* … and in each worker its loop, its wake-up and two databases, each with a host being tried. */
#define RESERVED_EACH 8

void limits_set(void)
{
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
}

size_t limits_connections(size_t wanted, size_t n_workers, size_t others)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur == RLIM_INFINITY) {
        return wanted;
    }
    size_t reserved = RESERVED + RESERVED_EACH * n_workers + others;
    size_t room = files.rlim_cur > reserved + n_workers ? files.rlim_cur - reserved : n_workers;
    return wanted < room ? wanted : room;
}
