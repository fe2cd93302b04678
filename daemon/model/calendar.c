/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days, ISO weeks and months as contiguous integers, by the proleptic Gregorian calendar. */
#include "calendar.h"

#include <stdio.h>

#define FIRST_DAY 4         /* 1970-01-05, a Monday */
#define LAST_DAY 2932896    /* 9999-12-31 */
#define DAYS_TO_1970 719468 /* from 0000-03-01, where counting is simplest */

/* Days from civil and back: years begin on 1 March, so that the leap day is the last of its year. */
static int32_t day_of(int32_t year, int32_t month, int32_t mday)
{
    int32_t y = month <= 2 ? year - 1 : year;
    int32_t era = y / 400;
    int32_t year_of_era = y % 400;
    int32_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + mday - 1;
    int32_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - DAYS_TO_1970;
}

struct date {
    int32_t year, month, mday;
};

static struct date date_of(int32_t day)
{
    int32_t z = day + DAYS_TO_1970;
    int32_t era = z / 146097;
    int32_t day_of_era = z % 146097;
    int32_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int32_t shifted = (5 * day_of_year + 2) / 153;
    int32_t month = shifted < 10 ? shifted + 3 : shifted - 9;
    return (struct date){era * 400 + year_of_era + (month <= 2), month,
                         day_of_year - (153 * shifted + 2) / 5 + 1};
}

/* The first week of an ISO year holds 4 January; that of 1970 is -1. */
static int32_t first_week(int32_t year)
{
    return (day_of(year, 1, 4) - FIRST_DAY + 7) / 7 - 1;
}

/* The ISO year of a week is that of its Thursday. */
static int32_t iso_year(int32_t week, int32_t *ret_number)
{
    int32_t thursday = calendar_first_day(PERIOD_WEEK, week) + 3;
    int32_t year = date_of(thursday).year;
    *ret_number = week - first_week(year) + 1;
    return year;
}

int32_t calendar_period_of(enum period_kind kind, int32_t day)
{
    if (kind == PERIOD_WEEK) {
        return (day - FIRST_DAY) / 7;
    }
    struct date date = date_of(day);
    return 12 * date.year + date.month - 1;
}

int32_t calendar_first_day(enum period_kind kind, int32_t period)
{
    return kind == PERIOD_WEEK ? FIRST_DAY + 7 * period : day_of(period / 12, period % 12 + 1, 1);
}

int32_t calendar_last_day(enum period_kind kind, int32_t period)
{
    return calendar_first_day(kind, period + 1) - 1;
}

int32_t calendar_tree_day(enum period_kind kind, int32_t period, int32_t day)
{
    return calendar_period_of(kind, day) == period ? day : calendar_first_day(kind, period);
}

void calendar_format(enum period_kind kind, int32_t period, char ret_id[PERIOD_ID_SIZE])
{
    int32_t number = period % 12 + 1;
    int32_t year = kind == PERIOD_WEEK ? iso_year(period, &number) : period / 12;
    snprintf(ret_id, PERIOD_ID_SIZE, kind == PERIOD_WEEK ? "%04u-W%02u" : "%04u-%02u",
             (unsigned)year % 10000u, (unsigned)number % 100u);
}

/* Reads `digits` decimal digits at `at`; -1 when there are others. */
static int32_t read_digits(struct span text, size_t at, size_t digits)
{
    int32_t value = 0;
    for (size_t i = at; i < at + digits; i++) {
        if (i >= text.len || text.data[i] < '0' || text.data[i] > '9') {
            return -1;
        }
        value = value * 10 + (text.data[i] - '0');
    }
    return value;
}

bool calendar_parse(enum period_kind kind, struct span id, int32_t *ret_period, struct error *err)
{
    bool week = kind == PERIOD_WEEK;
    size_t prefix = week ? 6 : 5;
    int32_t year = read_digits(id, 0, 4);
    int32_t number = read_digits(id, prefix, 2);
    bool shaped = id.len == prefix + 2 && memcmp(id.data + 4, week ? "-W" : "-", week ? 2 : 1) == 0;
    if (shaped && year >= 1970 && number >= 1 && number <= (week ? 53 : 12)) {
        int32_t period = week ? first_week(year) + number - 1 : 12 * year + number - 1;
        char written[PERIOD_ID_SIZE];
        calendar_format(kind, period, written);
        if (period >= 0 && span_is(id, written)) {
            *ret_period = period;
            return true;
        }
    }
    return error_set(err, ERROR_INPUT, "expected a period such as %s", week ? "2024-W36" : "2024-09");
}

void calendar_format_day(int32_t day, char ret_text[DAY_TEXT_SIZE])
{
    struct date date = date_of(day);
    snprintf(ret_text, DAY_TEXT_SIZE, "%04u-%02u-%02u", (unsigned)date.year % 10000u,
             (unsigned)date.month % 100u, (unsigned)date.mday % 100u);
}

bool calendar_parse_day(struct span text, int32_t *ret_day, struct error *err)
{
    int32_t year = read_digits(text, 0, 4);
    int32_t month = read_digits(text, 5, 2);
    int32_t mday = read_digits(text, 8, 2);
    if (text.len == 10 && text.data[4] == '-' && text.data[7] == '-' && year >= 1970 && month >= 1 &&
        month <= 12 && mday >= 1 && mday <= 31) {
        int32_t day = day_of(year, month, mday);
        if (day >= FIRST_DAY && day <= LAST_DAY && date_of(day).mday == mday) {
            *ret_day = day;
            return true;
        }
    }
    return error_set(err, ERROR_INPUT, "expected a day such as 2024-09-02");
}
