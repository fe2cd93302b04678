/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MODEL_SILO_TEXT_H
#define PULSSID_MODEL_SILO_TEXT_H

/*
 * What a row of the report of silos says in words, by rule: the same facts give the same sentences. They
 * describe and name no cause; where there is a figure they say so themselves. Pure.
 */

#include <stdbool.h>

#include "base/buffer.h"
#include "language.h"
#include "together_text.h"

enum silo_text_kind {
    SILO_TEXT_FLAGGED,          /* in this analysis alone */
    SILO_TEXT_CONFIRMED,        /* in two formal tests in a row, and in this analysis */
    SILO_TEXT_FLAGGED_BEFORE,   /* in the last formal test, not in this analysis */
    SILO_TEXT_CONFIRMED_BEFORE, /* in two formal tests in a row and not cleared since; not in this analysis */
    SILO_TEXT_NO_EVIDENCE,      /* there is an index, no flag, and nothing that stands from before */
    SILO_TEXT_FEW_FAMILIES      /* too few figures for an index */
};

/* What else is said of a team with a flag, each by itself. */
enum silo_text_finding {
    SILO_TEXT_INWARD,      /* A1: wellbeing, customers */
    SILO_TEXT_DECOUPLED,   /* A2 */
    SILO_TEXT_HANDED_ON,   /* B1: handed_on, more */
    SILO_TEXT_UNSUPPORTED, /* B2: unsupported */
    SILO_TEXT_SELF,        /* C1: asymmetry */
    SILO_TEXT_REACH,       /* C2: ties, dyads */
    SILO_TEXT_ENGAGED,     /* D1: engagement, orientation */
    SILO_TEXT_FINDINGS
};

struct silo_text_facts {
    enum silo_text_kind kind;
    int index;
    int lo;
    int hi;
    int families;
    bool found[SILO_TEXT_FINDINGS];
    /* Points above the other teams (below: their size), percent, and numbers of teams; those of what was
     * found are looked at. */
    int wellbeing;
    int customers;
    int handed_on;
    int more;
    int unsupported;
    int asymmetry;
    int ties;
    int dyads;
    int engagement;
    int orientation;
};

/* Appends the sentences, without quotes and backslashes, to stand behind "T01, ". Sticky failure of the
 * buffer, as of the others. */
void silo_text(const struct silo_text_facts *facts, enum language language, struct buffer *out);

/* What handoffs and ties say together of the whole. */
enum silo_text_reading {
    SILO_TEXT_NO_READING,
    SILO_TEXT_CLOSED_SHOPS,
    SILO_TEXT_CROSSED_BORDER,
    SILO_TEXT_SPECIALISED
};

struct silo_text_whole {
    bool is_known; /* the index */
    int index;
    int flagged; /* in this analysis */
    int judged;
    int standing; /* teams without a flag in this analysis, of which formal tests found signs before */
    enum silo_text_reading reading;
    enum together together;
    const char *teams; /* of TOGETHER_PARTED: their codes */
};
void silo_text_whole(const struct silo_text_whole *facts, enum language language, struct buffer *out);

struct silo_text_paths {
    bool are_told; /* shares */
    int handed_on; /* percent */
    int ping_pong;
    bool has_penalty;
    int decimals;   /* 0 or 1, of these: */
    double penalty; /* points a handoff */
    double lo;
    double hi;
};
void silo_text_paths(const struct silo_text_paths *facts, enum language language, struct buffer *out);

#endif
