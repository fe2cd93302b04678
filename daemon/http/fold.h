/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_HTTP_FOLD_H
#define PULSSID_HTTP_FOLD_H

/* Comparison without regard to case, as HTTP wants it for names and schemes: ASCII only, whatever the locale.
 * Pure. */

#include <stdbool.h>
#include <stddef.h>

#include "base/span.h"

/* Whether text is `lower` (a C string in lower case), letters of either case. */
bool fold_is(struct span text, const char *lower);
/* Whether text begins with `lower`. */
bool fold_begins(struct span text, const char *lower);

/* Whether `lower` begins with text. */
bool fold_is_start(struct span text, const char *lower);

/* Spaces and tabs taken away at both ends. */
struct span fold_trim(struct span text);

/* Takes the next element of a list off its front: what stands before the separator, trimmed; the rest stays
 * in *list. False when the list is used up. */
bool fold_next(struct span *list, char separator, struct span *ret_element);

#endif
