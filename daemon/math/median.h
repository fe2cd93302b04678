/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MATH_MEDIAN_H
#define PULSSID_MATH_MEDIAN_H

/* The median of a series in which NAN stands for "unknown". Pure. */

#include <stddef.h>

/* Of the values that are not NAN, the mean of the middle two where they are even; NAN for none. Sorts x,
 * NANs last. */
double median_of(double *x, size_t len);

#endif
