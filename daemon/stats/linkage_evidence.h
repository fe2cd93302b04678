/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_LINKAGE_EVIDENCE_H
#define PULSSID_STATS_LINKAGE_EVIDENCE_H

/*
 * Carries what is claimed of a link from release to release (math/evidence.h): a formal test moves the
 * states, an analysis between two tests keeps them. What is not tested, of a team with too little data, of a
 * link that is withheld, claims nothing. What was confirmed of it is kept for when it is tested again, since
 * nothing has spoken against it; what was preliminary is forgotten when its next test is due and cannot be
 * made. An analysis in which no team can be tested is no formal test: the first that can be made is one.
 */

#include <stdint.h>

#include "linkage_analysis.h"
#include "store/linkage_past.h"

/* When a test is made. */
struct linkage_calendar {
    int32_t period;   /* the newest of the window */
    int32_t interval; /* periods from one formal test to the next */
};

/* After linkage_family_control(). team_id holds an id, ascending, for each team of the analysis. */
void linkage_evidence_carry(struct linkage_analysis *analysis, const int32_t *team_id,
                            const struct linkage_past *past, const struct linkage_calendar *calendar);

/* The word for a state: "none", "preliminary", "confirmed". */
const char *linkage_evidence_name(enum evidence evidence);
/* The state that a word names; EVIDENCE_NONE for any other, or for NULL. */
enum evidence linkage_evidence_of(const char *name);

#endif
