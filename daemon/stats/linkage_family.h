/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_LINKAGE_FAMILY_H
#define PULSSID_STATS_LINKAGE_FAMILY_H

/*
 * False discoveries are controlled over everything that a release tested, not link by link: who looks at more
 * pairs of dimensions finds more by chance. Each kind of test is a family of its own.
 */

#include <stddef.h>

#include "base/error.h"
#include "linkage_analysis.h"
#include "store/linkage_past.h"

/* Sets the q-values and sizes of families of n analyses. before: what the same release tested in others.
 * OUT_OF_MEMORY. */
bool linkage_family_control(struct linkage_analysis *const *analyses, size_t n,
                            const struct linkage_tested *before, struct error *err) MUST_CHECK;

#endif
