/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MODEL_CALENDAR_H
#define PULSSID_MODEL_CALENDAR_H

/*
 * Days and periods. A day is a count of days since 1970-01-01. A period is a contiguous index t
 * (statistics.md 0): ISO weeks since the Monday 1970-01-05, or 12 * year + month - 1; so differences of t are
 * lags, also across years and in years of 53 weeks. Pure; days from 1970-01-05 to 9999-12-31.
 */

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/span.h"

enum period_kind { PERIOD_WEEK, PERIOD_MONTH };

#define PERIOD_ID_SIZE 12 /* "2024-W36" or "2024-09", with the terminator */
#define DAY_TEXT_SIZE 12  /* "2024-09-02", with the terminator */

/* The period that holds a day. */
int32_t calendar_period_of(enum period_kind kind, int32_t day);
/* Its first and last day. */
int32_t calendar_first_day(enum period_kind kind, int32_t period);
int32_t calendar_last_day(enum period_kind kind, int32_t period);
/* The day whose teams a period has when a day's answer opens it: that day if it is one of the period, else
 * the period's first. */
int32_t calendar_tree_day(enum period_kind kind, int32_t period, int32_t day);

/* The period's id, "2024-W36" (the ISO year, which can differ from the calendar's) or "2024-09". */
void calendar_format(enum period_kind kind, int32_t period, char ret_id[PERIOD_ID_SIZE]);
/* Reads an id; INPUT when it is none of this kind ("2023-W53" does not exist). */
bool calendar_parse(enum period_kind kind, struct span id, int32_t *ret_period, struct error *err) MUST_CHECK;

/* A day as "2024-09-02", and back; INPUT when it is no day of the calendar from 1970-01-05 to 9999-12-31. */
void calendar_format_day(int32_t day, char ret_text[DAY_TEXT_SIZE]);
bool calendar_parse_day(struct span text, int32_t *ret_day, struct error *err) MUST_CHECK;

#endif
