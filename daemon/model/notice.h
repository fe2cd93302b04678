/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MODEL_NOTICE_H
#define PULSSID_MODEL_NOTICE_H

/*
 * What a respondent is told of the handling of an answer, as numbers: those in force for an answer given
 * today. They come from the configuration, but the thresholds from today's period once it is open, since they
 * were frozen then. Whether it is open is not told: the first answer opens it. Pure.
 */

#include <stdbool.h>
#include <stdint.h>

#include "calendar.h"
#include "catalog.h"

struct notice_terms {
    int32_t k_employee;     /* fewest respondents of a figure */
    int32_t k_customer;     /* fewest customer answers of one */
    int32_t grace_days;     /* from a period's last day to its close */
    int32_t max_late_days;  /* how old an answer may be when its own period has closed */
    int32_t backfill_days;  /* how old one may be to open a past period; 0: none does */
    int32_t retention_days; /* how long sealed answers are kept; 0: for ever */
};

struct notice {
    struct notice_terms terms;
    int32_t spread;        /* fewest respondents whose dispersion and shares are shown */
    int32_t rate;          /* fewest invited whose response rate is shown */
    bool has_period;       /* else the calendar is not known, and what follows says nothing */
    enum period_kind kind; /* of every period */
    int32_t period;        /* today's */
    int32_t first_day;
    int32_t last_day;
    int32_t withdrawal_day; /* the last on which an answer of the period can be withdrawn */
};

/* catalog: NULL while the database has never been reached. */
struct notice notice_of(const struct notice_terms *configured, const struct catalog *catalog, int32_t today);

#endif
