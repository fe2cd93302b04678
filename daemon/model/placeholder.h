/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MODEL_PLACEHOLDER_H
#define PULSSID_MODEL_PLACEHOLDER_H

/* Texts with placeholders in braces: "since {period}". What stands for a placeholder is the caller's. Pure.
 */

#include <stdbool.h>

#include "base/buffer.h"

/* Appends what stands for the words between the braces; false, and nothing, when nothing does. */
typedef bool placeholder_write(const void *ctx, struct span inside, struct buffer *out);

/* Appends the text, placeholders filled from left to right; one for which nothing stands stays as it is.
 * Sticky failure of the buffer. */
void placeholder_fill(const char *text, placeholder_write *write, const void *ctx, struct buffer *out);

#endif
