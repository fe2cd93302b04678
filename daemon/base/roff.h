/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_BASE_ROFF_H
#define PULSSID_BASE_ROFF_H

/* Text for manual pages, man(7): nothing in it is taken for a request, and a hyphen can be copied and pasted.
 */

#include <stdio.h>

/* Writes text as running text; a newline in it is a blank. */
void roff_text(FILE *out, const char *text);

/* Writes a line of text in bold. */
void roff_bold(FILE *out, const char *text);

/* Writes .TH: "pulssid.conf", 5, what the page is about. */
void roff_title(FILE *out, const char *name, int section, const char *about);

#endif
