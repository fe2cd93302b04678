/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the placeholders of a text. */
#include "placeholder.h"

#include <string.h>

void placeholder_fill(const char *text, placeholder_write *write, const void *ctx, struct buffer *out)
{
    while (*text != '\0') {
        size_t plain = strcspn(text, "{");
        buffer_append(out, text, plain);
        text += plain;
        size_t len = strcspn(text, "}");
        if (*text == '{' && text[len] == '}' && write(ctx, span_of(text + 1, len - 1), out)) {
            text += len + 1;
        } else if (*text == '{') {
            buffer_append_text(out, "{");
            text++;
        }
    }
}
