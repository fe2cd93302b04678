/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_WIRE_JSON_MEMORY_H
#define PULSSID_WIRE_JSON_MEMORY_H

/*
 * Memory for reading a JSON text, set aside before. Jansson (2.14) does not notice everywhere that memory is
 * out: a string may lose bytes in silence, or an assertion end the program. Between begin and end this
 * thread's Jansson takes all it needs from here; no value of Jansson may live longer. A text that needs more
 * than is usual for its length takes the rest from malloc().
 *
 *   if (!json_memory_begin(len)) …out of memory…;  json_loadb(…) … json_decref(…);  json_memory_end();
 */

#include <stdbool.h>
#include <stddef.h>

/* For a text of so many bytes. False when there is no memory for it. Not nested. */
bool json_memory_begin(size_t text_len);
void json_memory_end(void);

#endif
