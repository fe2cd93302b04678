/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MODEL_STEP_DISCLOSURE_H
#define PULSSID_MODEL_STEP_DISCLOSURE_H

/*
 * Into which groups, by how often they were handed on, the rated contacts of the whole may be parted, beside
 * the figures by touch of the same period and dimension. Those who were handed on touched several teams: all
 * teams' figures together, less what the groups say, would be that of the few who touched three. So each
 * group is put to the same audit (query_audit.h) behind all figures that are shown. It sees counts and never
 * an answer.
 */

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "touch_disclosure.h"

#define STEP_GROUPS 4 /* 0, 1, 2, and 3 handoffs or more */

/* What is parted: the contacts of the plan, as its figures are shown. Its classes are of contacts that were
 * handed on as often, too: steps[c], 0 to 3. A group has `least` contacts or more. */
struct step_plan {
    const struct touch_plan *touch;
    const struct touch_disclosure *shown;
    const uint8_t *steps;
    int32_t least;
};

/* *ret_groups: 0, nothing may be told; 2: those who were never handed on and the others; 3: those who were
 * once by themselves too; 4: all. */
bool step_disclosure_plan(const struct step_plan *plan, int32_t *ret_groups, struct error *err) MUST_CHECK;

#endif
