/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_SEED_H
#define PULSSID_STATS_SEED_H

/* Seeds that follow from what is analysed: the same analysis draws the same numbers whenever it is made. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/span.h"

/* From a text in parts. 53 bits, so that readers who keep numbers as doubles repeat it too. OUT_OF_MEMORY. */
bool seed_draw(const struct span *parts, size_t n, uint64_t *ret_seed, struct error *err) MUST_CHECK;

#endif
