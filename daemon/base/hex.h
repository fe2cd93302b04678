/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_BASE_HEX_H
#define PULSSID_BASE_HEX_H

/* Bytes in hexadecimal, lower case. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "span.h"

/* Reads exactly len bytes: 2 * len digits in lower case, else false, and *ret is of no use. */
bool hex_read(struct span hex, uint8_t *ret, size_t len);

/* Writes 2 * len digits without a terminator; returns the place behind them. */
char *hex_write(const uint8_t *bytes, size_t len, char *out);

#endif
