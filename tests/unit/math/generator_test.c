/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Seeded random numbers. */
#include "../unit.h"

#include <gsl/gsl_randist.h>

#include "math/generator.h"

/* The first numbers of mt19937 as its authors publish them for the seed 5489. */
static void the_generator_is_mt19937(void **state)
{
    (void)state;
    CLEANUP(generator_free) gsl_rng *generator = generator_new(5489);
    assert_non_null(generator);
    assert_int_equal(gsl_rng_get(generator), 3499211612);
    assert_int_equal(gsl_rng_get(generator), 581869302);
    assert_int_equal(gsl_rng_get(generator), 3890346734);
}

static void a_seed_repeats_and_its_lower_half_counts(void **state)
{
    (void)state;
    CLEANUP(generator_free) gsl_rng *low = generator_new(77);
    CLEANUP(generator_free) gsl_rng *high = generator_new(UINT64_C(77) | UINT64_C(5) << 32);
    CLEANUP(generator_free) gsl_rng *other = generator_new(78);
    unsigned long first = gsl_rng_get(low);
    assert_int_equal(first, gsl_rng_get(high));
    assert_int_not_equal(first, gsl_rng_get(other));
}

/* Number for number, so that seeds which were stored before it go on giving the same p. */
static void a_shuffle_is_that_of_gsl(void **state)
{
    (void)state;
    CLEANUP(generator_free) gsl_rng *ours = generator_new(7);
    CLEANUP(generator_free) gsl_rng *theirs = generator_new(7);
    uint32_t a[500];
    uint32_t b[500];
    for (uint32_t i = 0; i < 500; i++) {
        a[i] = b[i] = i;
    }
    for (uint32_t n = 1; n <= 500; n++) {
        generator_shuffle(ours, a, n);
        gsl_ran_shuffle(theirs, b, n, sizeof *b);
        assert_memory_equal(a, b, sizeof a);
    }
    assert_int_equal(gsl_rng_get(ours), gsl_rng_get(theirs));
}

static void nothing_is_freed_quietly(void **state)
{
    (void)state;
    assert_null(generator_free(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_generator_is_mt19937),
        cmocka_unit_test(a_seed_repeats_and_its_lower_half_counts),
        cmocka_unit_test(a_shuffle_is_that_of_gsl),
        cmocka_unit_test(nothing_is_freed_quietly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
