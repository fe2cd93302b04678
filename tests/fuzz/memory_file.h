/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_MEMORY_FILE_H
#define PULSSID_TESTS_MEMORY_FILE_H

/* Bytes under a path, for what reads files: without a disk, and many thousand times a second. */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

struct memory_file {
    int fd;
    char path[32];
};

static inline void memory_file_open(struct memory_file *file)
{
    file->fd = memfd_create("fuzz", MFD_CLOEXEC);
    snprintf(file->path, sizeof file->path, "/proc/self/fd/%d", file->fd);
    if (file->fd < 0) {
        abort();
    }
}

/* Puts this in the place of what was there. */
static inline void memory_file_fill(const struct memory_file *file, const void *data, size_t size)
{
    if (ftruncate(file->fd, 0) != 0 || pwrite(file->fd, data, size, 0) != (ssize_t)size) {
        abort();
    }
}

#endif
