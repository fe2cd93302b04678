/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MODEL_NOTICE_FILL_H
#define PULSSID_MODEL_NOTICE_FILL_H

/*
 * Puts the numbers of a notice into a text:
 *
 *   {k_employee}             a number: "5"
 *   {grace_days|day|days}    a number and its word, the first for 1: "1 day", "3 days"
 *   {last_day}               a day as the language writes it: "29.11.2026", "2026-11-29"
 *   {period}                 a period's id: "2026-W48"
 *
 * The names are those of the numbers in struct notice and struct notice_terms. What is no placeholder of
 * these forms stays as it stands; so does one of a number that the notice does not have. Pure.
 */

#include "base/buffer.h"
#include "language.h"
#include "notice.h"

/* Appends the text. Sticky failure of the buffer. */
void notice_fill(const struct notice *notice, enum language language, const char *text, struct buffer *out);

#endif
