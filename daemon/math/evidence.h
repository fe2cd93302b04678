/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MATH_EVIDENCE_H
#define PULSSID_MATH_EVIDENCE_H

/*
 * What repeated looks at a moving window may claim (statistics.md 3.5). Estimates are refreshed at every
 * release; formal tests are made a quarter of a year apart, and only what is significant in two of them in a
 * row is confirmed. Looking every week would raise the yearly false alarms of one team from .05 to .39; this
 * rule keeps them at .04. Pure.
 */

#include <stdbool.h>
#include <stdint.h>

#define EVIDENCE_Q 0.05       /* significant from here down */
#define EVIDENCE_Q_CLEAR 0.20 /* a confirmed state is cleared above this */

enum evidence {
    EVIDENCE_NONE,
    EVIDENCE_PRELIMINARY, /* significant in one formal test */
    EVIDENCE_CONFIRMED,   /* in two in a row; kept until one has q above .20 */
};

/* The state after a formal test. q NAN: nothing was tested. That speaks against nothing that is confirmed;
 * but what is significant before and after it is not so twice in a row, so nothing stays preliminary. */
enum evidence evidence_after(enum evidence before, double q);

/* Whether a formal test is due in a period: at the first analysis, and from `interval` periods after the last
 * one on. */
bool evidence_is_due(bool tested_before, int32_t last_tested, int32_t period, int32_t interval);

#endif
