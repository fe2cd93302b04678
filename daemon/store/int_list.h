/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_INT_LIST_H
#define PULSSID_STORE_INT_LIST_H

/* PostgreSQL's text form of an array of whole numbers, "{1,-2}", to and from C. Pure. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

/* Appends the text. Sticky failure of the buffer. */
void int_list_write(const int64_t *values, size_t n, struct buffer *out);

/* Reads exactly n numbers. False for any other text, NULL among them; ret is then not to be used. */
bool int_list_read(const char *text, int64_t *ret_values, size_t n);

#endif
