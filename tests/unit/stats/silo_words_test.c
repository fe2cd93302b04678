/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words of results: each another one, and found again. */
#include "stats/silo_words.h"

#include <stdlib.h>
#include <string.h>

#include "../unit.h"

static void a_reason_for_each_lack(void **state)
{
    (void)state;
    assert_null(silo_words_lack(LACK_NOTHING));
    assert_string_equal(silo_words_lack(LACK_PERIODS), "few_periods");
    assert_string_equal(silo_words_lack(LACK_ROLE), "router");
    for (enum lack a = LACK_PERIODS; a <= LACK_ROLE; a++) {
        for (enum lack b = LACK_PERIODS; b < a; b++) {
            assert_string_not_equal(silo_words_lack(a), silo_words_lack(b));
        }
    }
}

static void quadrants_and_readings(void **state)
{
    (void)state;
    assert_string_equal(silo_words_quadrant(QUADRANT_UNDETERMINED), "undetermined");
    assert_string_equal(silo_words_quadrant(QUADRANT_THRIVING), "thriving");
    assert_string_equal(silo_words_quadrant(QUADRANT_INWARD), "inward");
    assert_string_equal(silo_words_quadrant(QUADRANT_STRAINED), "strained");
    assert_string_equal(silo_words_quadrant(QUADRANT_STRUGGLING), "struggling");
    assert_string_equal(silo_words_reading(SILO_READING_NONE), "none");
    assert_string_equal(silo_words_reading(SILO_CLOSED_SHOPS), "closed_shops");
    assert_string_equal(silo_words_reading(SILO_CROSSED_BORDER), "crossed_border");
    assert_string_equal(silo_words_reading(SILO_SPECIALISED), "specialised");
}

static void a_copy_outlives_its_buffer(void **state)
{
    (void)state;
    struct buffer text = {0};
    buffer_append_text(&text, "väli −1");
    char *copy = silo_words_copy(&text);
    buffer_free(&text);
    assert_string_equal(copy, "väli −1");
    free(copy);
    struct buffer failed = {.failed = true};
    assert_null(silo_words_copy(&failed));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reason_for_each_lack),
        cmocka_unit_test(quadrants_and_readings),
        cmocka_unit_test(a_copy_outlives_its_buffer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
