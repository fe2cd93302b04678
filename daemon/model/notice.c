/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers in force for an answer given today. */
#include "notice.h"

#include "disclosure.h"

struct notice notice_of(const struct notice_terms *configured, const struct catalog *catalog, int32_t today)
{
    struct notice notice = {
        .terms = *configured, .spread = SPREAD_FROM, .rate = RATE_FROM, .has_period = catalog != NULL};
    if (catalog == NULL) {
        return notice;
    }
    notice.kind = catalog->kind;
    notice.period = calendar_period_of(catalog->kind, today);
    notice.first_day = calendar_first_day(catalog->kind, notice.period);
    notice.last_day = calendar_last_day(catalog->kind, notice.period);
    notice.withdrawal_day = notice.last_day + configured->grace_days;
    const struct catalog_period *opened = catalog_find_period(catalog, notice.period);
    if (opened != NULL) {
        notice.terms.k_employee = opened->k_employee;
        notice.terms.k_customer = opened->k_customer;
    }
    return notice;
}
