/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Seeds follow from the whole text, and fit into a double. */
#include "stats/seed.h"

#include "../unit.h"

static uint64_t draw(const char *a, const char *b)
{
    const struct span parts[] = {span_text(a), span_text(b)};
    struct error err = {0};
    uint64_t seed = 0;
    assert_true(seed_draw(parts, 2, &seed, &err));
    return seed;
}

/* sha256sum of "silos 2025-W13" begins with these digits. */
static void first_bits_of_the_hash(void **state)
{
    (void)state;
    assert_true(draw("silos ", "2025-W13") == (UINT64_C(0xb3219c0062f9a484) & ((UINT64_C(1) << 53) - 1)));
}

static void every_part_matters(void **state)
{
    (void)state;
    assert_true(draw("silos ", "2025-W13") == draw("silos 2025-W", "13"));
    assert_true(draw("silos ", "2025-W13") != draw("silos ", "2025-W14"));
    assert_true(draw("silos ", "2025-W13") != draw("links ", "2025-W13"));
    for (char text[] = "a"; text[0] <= 'z'; text[0]++) {
        uint64_t seed = draw("", text);
        assert_true((uint64_t)(double)seed == seed);
        assert_true(seed < UINT64_C(1) << 53);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(first_bits_of_the_hash),
                                       cmocka_unit_test(every_part_matters)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
