/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MATH_GENERATOR_H
#define PULSSID_MATH_GENERATOR_H

/*
 * The random numbers of permutation tests: GSL's mt19937, so that a stored seed gives the same result on
 * every machine. It takes the lower 32 bits of the seed. Owned through generator_free(); one thread at a
 * time.
 */

#include <gsl/gsl_rng.h>
#include <stdint.h>

#include "base/cleanup.h"

/* NULL when there is no memory. */
gsl_rng *generator_new(uint64_t seed);
gsl_rng *generator_free(gsl_rng *generator);
DEFINE_CLEANUP(generator_free, gsl_rng)

/* Fisher and Yates. The same order as gsl_ran_shuffle() makes of the same numbers, in a third of the time. */
void generator_shuffle(gsl_rng *generator, uint32_t *items, uint32_t n);

#endif
