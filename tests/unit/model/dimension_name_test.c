/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names in three languages. */
#include "model/dimension_name.h"

#include <string.h>

#include "../unit.h"

static const char *const shipped[] = {
    "wellbeing", "engagement", "enps", "customer_orientation", "collaboration_self", "safety",
    "csat",      "nps",        "ces"};

static void every_dimension_that_ships_has_a_name(void **state)
{
    (void)state;
    assert_string_equal(dimension_name("wellbeing", LANGUAGE_FI), "hyvinvointi");
    assert_string_equal(dimension_name("wellbeing", LANGUAGE_SV), "välbefinnande");
    assert_string_equal(dimension_name("csat", LANGUAGE_EN), "customer satisfaction");
    char name[DIMENSION_NAME_SIZE];
    assert_string_equal(dimension_name_of("wellbeing", LANGUAGE_FI, name), "hyvinvoinnin");
    assert_string_equal(dimension_name_of("wellbeing", LANGUAGE_SV, name), "välbefinnande");
    for (size_t i = 0; i < sizeof shipped / sizeof shipped[0]; i++) {
        const char *fi = dimension_name(shipped[i], LANGUAGE_FI);
        const char *en = dimension_name(shipped[i], LANGUAGE_EN);
        const char *sv = dimension_name(shipped[i], LANGUAGE_SV);
        assert_true(fi != shipped[i] && en != shipped[i] && sv != shipped[i]);
        assert_true(strcmp(fi, en) != 0 && strcmp(fi, sv) != 0 && strcmp(en, sv) != 0);
        assert_true(strcmp(dimension_name_of(shipped[i], LANGUAGE_FI, name), fi) != 0);
    }
}

static void another_one_is_called_by_its_code(void **state)
{
    (void)state;
    assert_string_equal(dimension_name("lunch.quality", LANGUAGE_SV), "lunch.quality");
    assert_string_equal(dimension_name("wellbeing2", LANGUAGE_FI), "wellbeing2");
    assert_string_equal(dimension_name("", LANGUAGE_EN), "");
    char name[DIMENSION_NAME_SIZE];
    assert_string_equal(dimension_name_of("wellbeing2", LANGUAGE_FI, name), "mittarin wellbeing2");
    assert_string_equal(dimension_name_of("wellbeing2", LANGUAGE_EN, name), "wellbeing2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_dimension_that_ships_has_a_name),
        cmocka_unit_test(another_one_is_called_by_its_code),
    };
    return cmocka_run_group_tests_name("dimension_name", tests, NULL, NULL);
}
