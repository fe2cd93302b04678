/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fopen() of a path that is no file. */
#include "memory_file.h"

#include <stdio.h>
#include <string.h>

#include "base/span.h"

FILE *__real_fopen(const char *path, const char *mode);
FILE *__wrap_fopen(const char *path, const char *mode);

/* What the file holds: in a variable, since fopen() is given its path alone. */
static struct span content;

void memory_file_fill(const void *data, size_t size)
{
    content = span_of(data, size);
}

FILE *__wrap_fopen(const char *path, const char *mode)
{
    if (strcmp(path, MEMORY_FILE_PATH) != 0) {
        return __real_fopen(path, mode);
    }
    return fmemopen((void *)(uintptr_t)content.data, content.len, "r");
}
