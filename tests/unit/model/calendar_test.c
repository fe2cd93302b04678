/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit.h"

#include "model/calendar.h"

static int32_t day(const char *text)
{
    int32_t value = -1;
    struct error err;
    assert_true(calendar_parse_day(span_text(text), &value, &err));
    return value;
}

static void check_week(const char *date, const char *id)
{
    char written[PERIOD_ID_SIZE];
    int32_t period = calendar_period_of(PERIOD_WEEK, day(date));
    calendar_format(PERIOD_WEEK, period, written);
    assert_string_equal(written, id);
    int32_t parsed = -1;
    struct error err;
    assert_true(calendar_parse(PERIOD_WEEK, span_text(id), &parsed, &err));
    assert_int_equal(parsed, period);
}

static void weeks_are_iso_weeks(void **state)
{
    (void)state;
    assert_int_equal(calendar_period_of(PERIOD_WEEK, day("1970-01-05")), 0);
    check_week("1970-01-05", "1970-W02"); /* the first week began before days are counted */
    check_week("1970-12-31", "1970-W53");
    check_week("1971-01-04", "1971-W01");
    check_week("2024-09-02", "2024-W36");
    check_week("2024-09-08", "2024-W36");
    check_week("2024-12-29", "2024-W52");
    check_week("2024-12-30", "2025-W01"); /* a Monday of the old year in the new ISO year */
    check_week("2021-01-03", "2020-W53"); /* a year of 53 weeks */
    check_week("2021-01-04", "2021-W01");
    check_week("9999-12-31", "9999-W52");
}

static void periods_are_contiguous(void **state)
{
    (void)state;
    for (int kind = PERIOD_WEEK; kind <= PERIOD_MONTH; kind++) {
        for (int32_t d = day("1970-02-01"); d < day("2075-01-01"); d++) {
            int32_t period = calendar_period_of((enum period_kind)kind, d);
            assert_in_range(d, calendar_first_day((enum period_kind)kind, period),
                            calendar_last_day((enum period_kind)kind, period));
            int32_t next = calendar_period_of((enum period_kind)kind, d + 1);
            assert_in_range(next, period, period + 1);
        }
    }
}

static void months_count_from_year_zero(void **state)
{
    (void)state;
    int32_t period = calendar_period_of(PERIOD_MONTH, day("2024-02-29"));
    assert_int_equal(period, 12 * 2024 + 1);
    assert_int_equal(calendar_first_day(PERIOD_MONTH, period), day("2024-02-01"));
    assert_int_equal(calendar_last_day(PERIOD_MONTH, period), day("2024-02-29"));
    char id[PERIOD_ID_SIZE];
    calendar_format(PERIOD_MONTH, period, id);
    assert_string_equal(id, "2024-02");
}

static void days_survive_a_round_trip(void **state)
{
    (void)state;
    for (int32_t d = day("1970-01-05"); d <= day("2110-01-01"); d += 3) {
        char text[DAY_TEXT_SIZE];
        calendar_format_day(d, text);
        assert_int_equal(day(text), d);
    }
    assert_int_equal(day("1970-01-05"), 4);
    assert_int_equal(day("2000-03-01") - day("2000-02-28"), 2);
}

static void a_late_answer_opens_a_period_with_the_tree_of_its_first_day(void **state)
{
    (void)state;
    int32_t first = calendar_first_day(PERIOD_WEEK, 2901);
    for (int32_t i = 0; i < 7; i++) {
        assert_int_equal(calendar_tree_day(PERIOD_WEEK, 2901, first + i), first + i);
    }
    assert_int_equal(calendar_tree_day(PERIOD_WEEK, 2901, first - 1), first);
    assert_int_equal(calendar_tree_day(PERIOD_WEEK, 2901, first - 30), first);
    assert_int_equal(calendar_tree_day(PERIOD_WEEK, 2901, first + 7), first);
    int32_t september = 12 * 2024 + 8;
    int32_t last = calendar_last_day(PERIOD_MONTH, september);
    assert_int_equal(calendar_tree_day(PERIOD_MONTH, september, last), last);
    assert_int_equal(calendar_tree_day(PERIOD_MONTH, september + 1, last), last + 1);
}

static void what_is_no_day_is_refused(void **state)
{
    (void)state;
    const char *bad[] = {
        "2023-02-29", "2024-13-01",  "2024-00-10",  "2024-04-31", "2024-4-01",  "2024-04-1",  "24-04-01",
        "2024/04/01", "2024-04-01T", " 2024-04-01", "1970-01-04", "1969-12-31", "+024-01-01", ""};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int32_t value = 7;
        struct error err;
        assert_false(calendar_parse_day(span_text(bad[i]), &value, &err));
        assert_int_equal(err.code, ERROR_INPUT);
        assert_int_equal(value, 7);
    }
}

static void what_is_no_period_is_refused(void **state)
{
    (void)state;
    const char *bad_weeks[] = {"2023-W53", "2024-W00",  "2024-W54", "2024-36",  "2024W36",
                               "2024-W6",  "2024-W036", "2024-w36", "1970-W01", ""};
    const char *bad_months[] = {"2024-13", "2024-00", "2024-W36", "2024-1", "202409", "2024-09-01"};
    int32_t value;
    struct error err;
    for (size_t i = 0; i < sizeof bad_weeks / sizeof *bad_weeks; i++) {
        assert_false(calendar_parse(PERIOD_WEEK, span_text(bad_weeks[i]), &value, &err));
        assert_non_null(strstr(err.text, "2024-W36"));
    }
    for (size_t i = 0; i < sizeof bad_months / sizeof *bad_months; i++) {
        assert_false(calendar_parse(PERIOD_MONTH, span_text(bad_months[i]), &value, &err));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weeks_are_iso_weeks),
        cmocka_unit_test(periods_are_contiguous),
        cmocka_unit_test(months_count_from_year_zero),
        cmocka_unit_test(days_survive_a_round_trip),
        cmocka_unit_test(what_is_no_day_is_refused),
        cmocka_unit_test(what_is_no_period_is_refused),
        cmocka_unit_test(a_late_answer_opens_a_period_with_the_tree_of_its_first_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
