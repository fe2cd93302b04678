/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MATH_FLAG_H
#define PULSSID_MATH_FLAG_H

/*
 * What repeated tests of one thing come to (statistics.md 3.5). A single significant test in a year of them
 * is common by chance, so it takes two in a row to be believed, and clear evidence to be given up again. For
 * the formal tests alone, every 13 weeks or 6 months: estimates in between change nothing here. Pure.
 */

enum flag {
    FLAG_NONE,
    FLAG_PRELIMINARY, /* significant once */
    FLAG_CONFIRMED,   /* significant twice running, and not q > .20 since */
};

/* After a test with that q; NAN: it could not be made, which is not significant and clears nothing confirmed.
 */
enum flag flag_next(enum flag before, double q);

#endif
