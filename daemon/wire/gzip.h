/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_WIRE_GZIP_H
#define PULSSID_WIRE_GZIP_H

/*
 * Content in the coding "gzip" (RFC 1952). Reports repeat the names of their columns in every row, so the
 * fastest level takes nine tenths away. Nothing of what a request brings is in a report beside anything
 * secret, so that its length tells nothing (the attack called BREACH). Pure.
 */

#include <stdbool.h>

#include "base/buffer.h"

/* Content that fits into one packet anyhow is not worth it. */
#define GZIP_MIN_BYTES 1400

/* Appends the content compressed. False when memory is out; then `out` is of no use. */
bool gzip_compress(struct span content, struct buffer *out);

#endif
