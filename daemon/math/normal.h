/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MATH_NORMAL_H
#define PULSSID_MATH_NORMAL_H

/* Quantiles of the standard normal distribution: of 95 % and 90 % intervals, two-sided. */

#define NORMAL_975 1.959963984540054
#define NORMAL_95 1.644853626951473

#endif
