/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MATH_FDR_H
#define PULSSID_MATH_FDR_H

/*
 * q-values of a family of tests: the false discovery rate at which each would just be reported. Pure.
 * NAN among the p-values is a test that was not made: it keeps NAN and does not count in the family.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* Benjamini & Hochberg 1995: right under independence and positive dependence. ret_q[n], may be p.
 * OUT_OF_MEMORY. */
bool fdr_bh(const double *p, size_t n, double *ret_q, struct error *err) MUST_CHECK;

/* Benjamini & Yekutieli 2001: right under any dependence, larger by sum 1/j. ret_q[n], may be p.
 * OUT_OF_MEMORY. */
bool fdr_by(const double *p, size_t n, double *ret_q, struct error *err) MUST_CHECK;

#endif
