/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MATH_SILO_INDEX_H
#define PULSSID_MATH_SILO_INDEX_H

/*
 * Seven indicators in four families made one number of 0 to 100, and the test that at least two of the
 * families are real (statistics.md 5.3). The index is a mean of families, so it falls apart into what each
 * adds. Pure; values only.
 */

#include <stddef.h>

#include "indicator.h"
#include "lack.h"

enum {
    INDICATOR_A1, /* well among themselves, and customers unhappy */
    INDICATOR_A2, /* the usual link of wellbeing and customers is missing */
    INDICATOR_B1, /* customers are handed on */
    INDICATOR_B2, /* and to teams that it does not work with */
    INDICATOR_C1, /* thinks better of its collaboration than the others do */
    INDICATOR_C2, /* has few ties with other units */
    INDICATOR_D1, /* engaged, and not for customers */
    INDICATORS
};

enum { FAMILY_A, FAMILY_B, FAMILY_C, FAMILY_D, FAMILIES };

/* A normal variable of that mean and SD, clamped to 0..1. */
struct silo_clamped {
    double mean;
    double variance;
};

struct silo_family {
    enum lack lack; /* NOTHING, or INDICATORS: it has none. Then NANs */
    double score;   /* 0..1: mean of its indicators' x, each clamped to 0..1 */
    double variance;
    double p;            /* Bonferroni over its indicators */
    double contribution; /* to the index; NAN where that is lacking */
};

/* For the text alone. */
enum silo_band {
    SILO_ORDINARY, /* below 20 */
    SILO_LOOK_CLOSER,
    SILO_PRONOUNCED, /* above 40 */
};

struct silo_index {
    enum lack lack;  /* NOTHING, or INDICATORS: fewer than three families. Then NANs */
    size_t families; /* that are there; known whatever is lacking */
    struct silo_family family[FAMILIES];
    double index; /* 0..100 */
    double se;    /* of the clamped indicators, taken as independent */
    double lo;    /* 90 %, within 0..100 */
    double hi;
    double p; /* that at least two families are real (Benjamini & Heller 2008, in Bonferroni's form) */
};

/* sd below 1e-9: x itself, clamped. */
struct silo_clamped silo_clamp(double x, double sd);

struct silo_index silo_index(const struct indicator indicator[INDICATORS]);
enum silo_band silo_band(double index);

#endif
