/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_MEMORY_FILE_H
#define PULSSID_TESTS_MEMORY_FILE_H

/* Bytes under a path, for what reads files: without a system call, and many thousand times a second. A
 * program that uses it is linked with --wrap=fopen. */

#include <stddef.h>

/* What fopen() reads here instead of a file. */
#define MEMORY_FILE_PATH "memory"

/* Puts this in the place of what was there. Borrowed until the next call. */
void memory_file_fill(const void *data, size_t size);

#endif
