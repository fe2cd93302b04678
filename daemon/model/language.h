/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MODEL_LANGUAGE_H
#define PULSSID_MODEL_LANGUAGE_H

/* The languages in which respondents are spoken to. */

enum language { LANGUAGE_FI, LANGUAGE_EN, LANGUAGE_SV, LANGUAGE_COUNT };

/* Their tags (RFC 5646), "fi" for LANGUAGE_FI; LANGUAGE_COUNT of them, and a NULL behind. */
const char *const *language_tags(void);

#endif
