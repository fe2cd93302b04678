/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_SAMPLE_PATHS_H
#define PULSSID_TESTS_SAMPLE_PATHS_H

/* The contacts of the sample organisation with their paths, counted as the figures on handoffs need them. */

#include "sample_data.h"

#define SAMPLE_MAX_PATH 16

struct sample_contact {
    size_t period; /* from 0 */
    size_t team[SAMPLE_MAX_PATH];
    size_t teams; /* visits, immediate repeats taken once */
    double csat;  /* 1..5, NAN when not rated */
};

static inline void split_path(const char *path, struct sample_contact *contact)
{
    contact->teams = 0;
    for (const char *at = path; at != NULL; at = strchr(at, 'T')) {
        size_t team = team_of(at);
        at++;
        if (contact->teams == 0 || contact->team[contact->teams - 1] != team) {
            assert_true(contact->teams < SAMPLE_MAX_PATH);
            contact->team[contact->teams++] = team;
        }
    }
}

/* Calls visit for each contact. */
static inline void each_contact(void (*visit)(const struct sample_contact *contact, void *context),
                                void *context)
{
    FILE *file = open_data("customer_cases.csv");
    struct row row;
    assert_true(read_row(file, &row));
    while (read_row(file, &row)) {
        struct sample_contact contact = {.period = strtoul(row.cell[1], NULL, 10) - 1};
        split_path(row.cell[2], &contact);
        contact.csat = number(&row, 3);
        visit(&contact, context);
    }
    fclose(file);
}

#endif
