/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_HTTP_ACCEPT_LANGUAGE_H
#define PULSSID_HTTP_ACCEPT_LANGUAGE_H

/* Which of several languages Accept-Language likes best (RFC 9110, 12.5.4; look-up of RFC 4647, 3.4). Pure.
 */

#include <stddef.h>

#include "base/span.h"

/* The index of the language to speak. tags: of languages alone ("fi"), in lower case, NULL at the end.
 *
 * A range names the language it is or begins with: "fi", "fi-FI". Of those named, the one with the highest
 * weight, the first in the field among equals; "*" stands for the languages that are not named, `otherwise`
 * first. A language whose own tag has the weight 0 is not chosen. Ranges that are not of their form, or whose
 * weight is not, say nothing. Nothing fits, or there is no field: `otherwise`. */
size_t accept_language_choose(struct span field, const char *const *tags, size_t otherwise);

#endif
