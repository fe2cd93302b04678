/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every code has the word that the tables know. */
#include "stats/linkage_words.h"

#include "../unit.h"

static void a_status_has_its_word(void **state)
{
    (void)state;
    assert_string_equal(linkage_status_word(CORRELATION_PUBLISHED), "published");
    assert_string_equal(linkage_status_word(CORRELATION_INSUFFICIENT), "insufficient");
    assert_string_equal(linkage_status_word(CORRELATION_NO_VARIATION), "no_variation");
}

static void only_wellbeing_is_called_so(void **state)
{
    (void)state;
    assert_string_equal(linkage_direction_word(CORRELATION_X_LEADS, "wellbeing"), "wellbeing_leads");
    assert_string_equal(linkage_direction_word(CORRELATION_X_LEADS, "wellbeing2"), "employee_leads");
    assert_string_equal(linkage_direction_word(CORRELATION_Y_LEADS, "wellbeing"), "customer_leads");
    assert_string_equal(linkage_direction_word(CORRELATION_UNDETERMINED, "enps"), "undetermined");
}

static void a_set_is_told_in_rising_lags(void **state)
{
    (void)state;
    char text[LINKAGE_LAG_SET_SIZE];
    linkage_lag_set_text(0x15, 5, text);
    assert_string_equal(text, "-2 0 2");
    linkage_lag_set_text(0, 5, text);
    assert_string_equal(text, "");
    linkage_lag_set_text(0x7f, 5, text); /* what lies beyond the lags is none */
    assert_string_equal(text, "-2 -1 0 1 2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_status_has_its_word),
        cmocka_unit_test(only_wellbeing_is_called_so),
        cmocka_unit_test(a_set_is_told_in_rising_lags),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
