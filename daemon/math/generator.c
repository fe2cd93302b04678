/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A seeded generator made without gsl_rng_alloc(), which calls GSL's error handler when there is no memory:
 * that aborts. */
#include "generator.h"

gsl_rng *generator_new(uint64_t seed)
{
    gsl_rng *generator = malloc(sizeof *generator);
    if (generator == NULL) {
        return NULL;
    }
    generator->type = gsl_rng_mt19937;
    generator->state = malloc(gsl_rng_mt19937->size);
    if (generator->state == NULL) {
        return generator_free(generator);
    }
    gsl_rng_set(generator, (unsigned long)seed);
    return generator;
}

gsl_rng *generator_free(gsl_rng *generator)
{
    if (generator != NULL) {
        free(generator->state);
        free(generator);
    }
    return NULL;
}
