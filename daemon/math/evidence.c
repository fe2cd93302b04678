/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The states between formal tests. */
#include "evidence.h"

#include <math.h>

enum evidence evidence_after(enum evidence before, double q)
{
    if (isnan(q)) {
        return before == EVIDENCE_CONFIRMED ? before : EVIDENCE_NONE;
    }
    if (q <= EVIDENCE_Q) {
        return before == EVIDENCE_NONE ? EVIDENCE_PRELIMINARY : EVIDENCE_CONFIRMED;
    }
    return before == EVIDENCE_CONFIRMED && q <= EVIDENCE_Q_CLEAR ? EVIDENCE_CONFIRMED : EVIDENCE_NONE;
}

bool evidence_is_due(bool tested_before, int32_t last_tested, int32_t period, int32_t interval)
{
    return !tested_before || period - last_tested >= interval;
}
