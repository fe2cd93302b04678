/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MATH_EVENNESS_H
#define PULSSID_MATH_EVENNESS_H

/*
 * How broadly contacts are spread over teams: the share of teams that have any, and the entropy of their
 * shares as a part of what it would be if all had as many (Pielou 1966): 1 all alike, 0 one team alone. Pure.
 */

#include <stddef.h>

#include "lack.h"

struct evenness {
    enum lack lack;  /* NOTHING; TEAMS: fewer than two; CONTACTS: nobody has any */
    size_t teams;    /* with contacts, known whatever is lacking */
    double reached;  /* of all */
    double evenness; /* 0..1 */
};

/* visits[teams], not below 0. */
struct evenness evenness_of(const double *visits, size_t teams);

#endif
