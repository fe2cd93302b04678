/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_REPORT_FACTS_H
#define PULSSID_STORE_REPORT_FACTS_H

/* What is known of each report, one row for each of its parts: its view, filters and key. For report_store
 * alone. */

#include <stdbool.h>
#include <stddef.h>

#include "report_store.h"

#define REPORT_MAX_KEYS 5

/* A column by which a part is ordered and paged. */
enum report_key_type { REPORT_KEY_TEXT, REPORT_KEY_NUMBER, REPORT_KEY_DAY };

struct report_key {
    const char *column;        /* as SQL writes it: in quotes where the word means something else there */
    enum report_key_type type; /* a day that is unknown comes before every other */
};

enum report_filters {
    REPORT_BY_PERIOD = 1,
    REPORT_BY_TEAM = 2,
    REPORT_BY_DIMENSION = 4,
    REPORT_BY_RELEASE = 8
};

struct report_part {
    const char *name; /* as --part and ?part= call it */
    const char *view; /* in schema report, and in schema exact */
    const char
        *analysis; /* as of the report, for a part that is made anew beside one that is not; else NULL */
    const char *columns; /* NULL: all */
    unsigned filters;    /* of enum report_filters; others do not touch this part */
    size_t follows; /* 0: stands alone; else: shows what shares so many key columns with the page of part 0 */
    bool with_whole; /* and what shares all of them but the last with it, of team '*' */
    size_t n_keys;
    struct report_key keys[REPORT_MAX_KEYS];
};

struct report {
    const char *name;
    bool has_exact;
    const char
        *analysis; /* made anew after each release, which this view tells; NULL: rows of all releases */
    size_t n_parts;
    const struct report_part *parts;
    const struct report *past; /* of the same name and parts: what is read when a period or release is named;
                                  NULL: itself */
};

const struct report *report_facts(size_t *ret_n);

#endif
