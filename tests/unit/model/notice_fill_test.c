/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Placeholders and what stands for them. */
#include "model/notice_fill.h"

#include <string.h>

#include "../notice_sample.h"
#include "../unit.h"
#include "base/cleanup.h"

static void assert_filled(const struct notice *notice, enum language language, const char *text,
                          const char *expected)
{
    struct buffer out CLEANUP(buffer_free) = {0};
    notice_fill(notice, language, text, &out);
    buffer_append(&out, "", 1);
    assert_false(out.failed);
    assert_string_equal((const char *)buffer_span(&out).data, expected);
}

static void numbers_stand_for_their_names(void **state)
{
    (void)state;
    assert_filled(&notice_sample, LANGUAGE_EN, "{k_employee}/{k_customer}/{spread}/{rate}", "6/7/10/8");
    assert_filled(&notice_sample, LANGUAGE_SV,
                  "{grace_days}, {max_late_days}, {backfill_days}, {retention_days}.", "1, 14, 0, 730.");
    assert_filled(&notice_sample, LANGUAGE_FI, "{spread}{spread}", "1010");
    assert_filled(&notice_sample, LANGUAGE_FI, "", "");
    assert_filled(&notice_sample, LANGUAGE_FI, "ei mitään", "ei mitään");
}

static void one_has_a_word_of_its_own(void **state)
{
    (void)state;
    assert_filled(&notice_sample, LANGUAGE_EN, "for {grace_days|day|days} only", "for 1 day only");
    assert_filled(&notice_sample, LANGUAGE_EN, "{max_late_days|day|days}", "14 days");
    assert_filled(&notice_sample, LANGUAGE_EN, "{backfill_days|day|days}", "0 days");
    assert_filled(&notice_sample, LANGUAGE_FI, "{grace_days|päivän|päivää} vanha", "1 päivän vanha");
    assert_filled(&notice_sample, LANGUAGE_FI, "{max_late_days|päivän|päivää} vanha", "14 päivää vanha");
}

static void days_are_written_as_the_language_does(void **state)
{
    (void)state;
    assert_filled(&notice_sample, LANGUAGE_FI, "{first_day}–{last_day}", "17.11.2025–23.11.2025");
    assert_filled(&notice_sample, LANGUAGE_EN, "{first_day} to {last_day}", "2025-11-17 to 2025-11-23");
    assert_filled(&notice_sample, LANGUAGE_SV, "{withdrawal_day}", "2025-11-24");
    struct notice other = notice_sample;
    other.first_day = 20371; /* 2025-10-10 */
    other.last_day = 20455;  /* 2026-01-02 */
    assert_filled(&other, LANGUAGE_FI, "{first_day}–{last_day}", "10.10.2025–2.1.2026");
    assert_filled(&other, LANGUAGE_SV, "{last_day}", "2026-01-02");
}

static void a_period_is_its_id(void **state)
{
    (void)state;
    assert_filled(&notice_sample, LANGUAGE_EN, "in {period}.", "in 2025-W47.");
    struct notice month = notice_sample;
    month.kind = PERIOD_MONTH;
    month.period = 12 * 2025 + 10;
    assert_filled(&month, LANGUAGE_EN, "in {period}.", "in 2025-11.");
}

static void what_is_none_stays(void **state)
{
    (void)state;
    static const char *const texts[] = {"{",
                                        "}",
                                        "{}",
                                        "{x}",
                                        "{k_employee",
                                        "{k_employee }",
                                        "{{",
                                        "{K_EMPLOYEE}",
                                        "{k_employees}",
                                        "%s %d %n",
                                        "{grace_days|dagar}",
                                        "{|a|b}"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_filled(&notice_sample, LANGUAGE_SV, texts[i], texts[i]);
    }
    assert_filled(&notice_sample, LANGUAGE_EN, "{a {spread} b}", "{a 10 b}");
    struct notice bare = notice_sample;
    bare.has_period = false;
    assert_filled(&bare, LANGUAGE_EN, "{period} {first_day} {last_day} {withdrawal_day} {spread}",
                  "{period} {first_day} {last_day} {withdrawal_day} 10");
}

static void a_failed_buffer_stays_as_it_was(void **state)
{
    (void)state;
    struct buffer out = {.failed = true};
    notice_fill(&notice_sample, LANGUAGE_EN, "text {spread} {period} {last_day} {grace_days|day|days}", &out);
    assert_true(out.failed);
    assert_int_equal(out.len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_stand_for_their_names),
        cmocka_unit_test(one_has_a_word_of_its_own),
        cmocka_unit_test(days_are_written_as_the_language_does),
        cmocka_unit_test(a_period_is_its_id),
        cmocka_unit_test(what_is_none_stays),
        cmocka_unit_test(a_failed_buffer_stays_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
