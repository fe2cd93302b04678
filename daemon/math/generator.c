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

/* 0 … n - 1, each as likely; as gsl_rng_uniform_int(), in the 32 bits that mt19937 gives. */
static uint32_t below(gsl_rng *generator, uint32_t n)
{
    uint32_t scale = UINT32_MAX / n;
    uint32_t drawn;
    do {
        drawn = (uint32_t)gsl_rng_get(generator) / scale;
    } while (drawn >= n);
    return drawn;
}

void generator_shuffle(gsl_rng *generator, uint32_t *items, uint32_t n)
{
    for (uint32_t left = n; left > 1; left--) {
        uint32_t at = below(generator, left);
        uint32_t last = items[left - 1];
        items[left - 1] = items[at];
        items[at] = last;
    }
}

gsl_rng *generator_free(gsl_rng *generator)
{
    if (generator != NULL) {
        free(generator->state);
        free(generator);
    }
    return NULL;
}
