/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of reasons. */
#include "handoff_reason.h"

bool handoff_reason_find(struct span word, enum handoff_reason *ret_reason)
{
    static const char *const words[REASONS] = {
        [REASON_NONE] = "",
        [REASON_INSTRUCTION] = "instruction",
        [REASON_SKILL] = "skill",
        [REASON_AUTHORITY] = "authority",
        [REASON_CAPACITY] = "capacity",
        [REASON_CHOICE] = "choice",
    };
    for (enum handoff_reason reason = REASON_INSTRUCTION; reason < REASONS; reason++) {
        if (span_is(word, words[reason])) {
            *ret_reason = reason;
            return true;
        }
    }
    return false;
}
