/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MODEL_CLAIM_TEXT_H
#define PULSSID_MODEL_CLAIM_TEXT_H

/*
 * The sentences that say what a linkage shows, in every language, with placeholders (model/claim_fill.h).
 * Each has one strength, its grade. What causes what is said nowhere but in the label, which says that it is
 * not said. None holds a quote or a backslash. Pure.
 */

#include "claim_grade.h"
#include "phrase.h"

/* Of the organisation, then of a team. */
enum claim_sentence {
    CLAIM_LABEL,
    CLAIM_NOT_OF_TEAMS, /* x is no property of teams */
    CLAIM_FEW_TEAMS,
    CLAIM_UNSEEN,
    CLAIM_TOGETHER,
    CLAIM_LEAD,
    CLAIM_SIZE,
    CLAIM_SIZE_UNTESTED, /* no formal test found a link: the interval of the best of all lags is no test */
    CLAIM_SIZE_UNCERTAIN,
    CLAIM_SIZE_SOMEWHERE, /* linked, but the mean may be 0: in some teams, not in others */
    CLAIM_CORRECTED,
    CLAIM_BETWEEN,        /* as a description: few teams, or an interval that covers 0 */
    CLAIM_BETWEEN_HIGHER, /* teams with a higher x have a higher y … */
    CLAIM_BETWEEN_LOWER,  /* … or a lower one */
    CLAIM_REVERSED,
    CLAIM_SIGNS_DIFFER,
    CLAIM_TEAM_NOT_OF_TEAMS,
    CLAIM_TEAM_SHORT,
    CLAIM_TEAM_FLAT,
    CLAIM_TEAM_UNSEEN,
    CLAIM_TEAM_TOGETHER,
    CLAIM_TEAM_LEAD,
    CLAIM_TEAM_COMMON, /* at the lag of the other teams */
    CLAIM_TEAM_INDICATIVE,
    CLAIM_TEAM_NOT_REPRESENTATIVE,
    CLAIM_TEAM_PARTICIPATION,
    CLAIM_SENTENCES
};

struct claim_text {
    enum claim_grade grade;
    struct phrase words;
};

const struct claim_text *claim_text(enum claim_sentence sentence);

#endif
