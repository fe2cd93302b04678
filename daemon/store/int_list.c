/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arrays of whole numbers as text. */
#include "int_list.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

void int_list_write(const int64_t *values, size_t n, struct buffer *out)
{
    buffer_append_text(out, "{");
    for (size_t i = 0; i < n; i++) {
        buffer_printf(out, i == 0 ? "%" PRId64 : ",%" PRId64, values[i]);
    }
    buffer_append_text(out, "}");
}

/* One number and what ends it. */
static bool read_one(const char **text, char end, int64_t *ret)
{
    char *rest;
    errno = 0;
    *ret = strtoll(*text, &rest, 10);
    bool good = rest != *text && *rest == end && errno == 0;
    *text = good ? rest + 1 : *text;
    return good;
}

bool int_list_read(const char *text, int64_t *ret_values, size_t n)
{
    if (text == NULL || *text++ != '{') {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (!read_one(&text, i + 1 == n ? '}' : ',', &ret_values[i])) {
            return false;
        }
    }
    return n > 0 ? *text == '\0' : text[0] == '}' && text[1] == '\0';
}
