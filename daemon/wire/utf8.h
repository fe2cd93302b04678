/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_WIRE_UTF8_H
#define PULSSID_WIRE_UTF8_H

/* Whether bytes from outside are UTF-8 (RFC 3629): no overlong form, no surrogate, nothing above U+10FFFF.
 * Pure. */

#include "base/span.h"

bool utf8_is_valid(struct span text);

#endif
