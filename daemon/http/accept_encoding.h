/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_HTTP_ACCEPT_ENCODING_H
#define PULSSID_HTTP_ACCEPT_ENCODING_H

/* Which codings of content Accept-Encoding allows (RFC 9110, 12.5.3). Pure. */

#include <stdbool.h>

#include "base/span.h"

/* Whether a coding (lower case) is taken: it is named with a weight above 0, or "*" is and it is not named.
 * No field, or a weight that is not of its form: no. */
bool accept_encoding_takes(struct span field, const char *coding);

#endif
