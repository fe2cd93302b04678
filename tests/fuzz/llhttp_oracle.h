/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_LLHTTP_ORACLE_H
#define PULSSID_TESTS_LLHTTP_ORACLE_H

/* node's llhttp as a second opinion on request heads. A file of its own, since its names clash with those of
 * http/head.h. */

#include <stdbool.h>

#include "base/span.h"

/* Whether llhttp sees the end of the head within these bytes; if so, *ret_length is the length of its
 * content. */
bool llhttp_oracle_ends(struct span input, uint64_t *ret_length);

#endif
