/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes as words. */
#include "linkage_words.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

const char *linkage_status_word(enum correlation_status status)
{
    switch (status) {
    case CORRELATION_PUBLISHED:
        return "published";
    case CORRELATION_INSUFFICIENT:
        return "insufficient";
    case CORRELATION_NO_VARIATION:
        return "no_variation";
    }
    return NULL;
}

const char *linkage_direction_word(enum correlation_direction direction, const char *employee)
{
    switch (direction) {
    case CORRELATION_UNDETERMINED:
        return "undetermined";
    case CORRELATION_X_LEADS:
        return strcmp(employee, "wellbeing") == 0 ? "wellbeing_leads" : "employee_leads";
    case CORRELATION_Y_LEADS:
        return "customer_leads";
    }
    return NULL;
}

void linkage_lag_set_text(uint64_t set, size_t lags, char ret_text[LINKAGE_LAG_SET_SIZE])
{
    size_t at = 0;
    ret_text[0] = '\0';
    for (size_t j = 0; j < lags; j++) {
        if ((set >> j & 1) != 0) {
            int lag = (int)j - (int)(lags / 2);
            at += (size_t)snprintf(ret_text + at, LINKAGE_LAG_SET_SIZE - at, at == 0 ? "%d" : " %d", lag);
        }
    }
}
