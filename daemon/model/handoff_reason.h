/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MODEL_HANDOFF_REASON_H
#define PULSSID_MODEL_HANDOFF_REASON_H

/* Why a customer was handed on, as whoever did it says. Pure. */

#include <stdbool.h>

#include "base/span.h"

/* Stored by number: what is there keeps it. */
enum handoff_reason {
    REASON_NONE,        /* not said */
    REASON_INSTRUCTION, /* "instruction": a rule says so */
    REASON_SKILL,       /* "skill": the other team knows how */
    REASON_AUTHORITY,   /* "authority": the other team may decide */
    REASON_CAPACITY,    /* "capacity": there is nobody to do it here */
    REASON_CHOICE,      /* "choice": the customer asked for it */
    REASONS
};

/* The reason that a word stands for; false when it is none. */
bool handoff_reason_find(struct span word, enum handoff_reason *ret_reason);

#endif
