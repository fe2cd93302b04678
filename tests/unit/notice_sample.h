/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_NOTICE_SAMPLE_H
#define PULSSID_TESTS_NOTICE_SAMPLE_H

/* A notice of a day in 2025-W47, each number another. */

#include "model/notice.h"

static const struct notice notice_sample = {
    .terms = {.k_employee = 6,
              .k_customer = 7,
              .grace_days = 1,
              .max_late_days = 14,
              .backfill_days = 0,
              .retention_days = 730},
    .spread = 10,
    .rate = 8,
    .has_period = true,
    .kind = PERIOD_WEEK,
    .period = 2915,
    .first_day = 20409, /* 2025-11-17 */
    .last_day = 20415,
    .withdrawal_day = 20416,
};

#endif
