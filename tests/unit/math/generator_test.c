/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Seeded random numbers. */
#include "../unit.h"

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
        cmocka_unit_test(nothing_is_freed_quietly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
