/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit.h"

#include "model/language.h"

static void every_language_has_its_tag(void **state)
{
    (void)state;
    const char *const *tags = language_tags();
    assert_string_equal(tags[LANGUAGE_FI], "fi");
    assert_string_equal(tags[LANGUAGE_EN], "en");
    assert_string_equal(tags[LANGUAGE_SV], "sv");
    assert_null(tags[LANGUAGE_COUNT]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_language_has_its_tag)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
