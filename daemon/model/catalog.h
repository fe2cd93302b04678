/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MODEL_CATALOG_H
#define PULSSID_MODEL_CATALOG_H

/*
 * An immutable snapshot of what submissions are checked against: calendar, surveys, teams, keys and the
 * periods that are not yet published or were published lately. Loaded whole by store/catalog_store, swapped
 * whole when it changes, one for each worker; owned through catalog_free().
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "base/sha256.h"
#include "calendar.h"
#include "code.h"
#include "survey.h"

enum key_role { KEY_SUBMITTER, KEY_ANALYST };
enum period_state { PERIOD_OPEN, PERIOD_CLOSED, PERIOD_PUBLISHED };

/* A team's code in force from valid_from to valid_to, both inclusive days (INT32_MIN, INT32_MAX: unbounded).
 */
struct catalog_team {
    int32_t id;
    int32_t valid_from;
    int32_t valid_to;
    char code[CODE_SIZE];
};

struct catalog_period {
    int32_t period;
    enum period_state state;
    int32_t k_employee; /* thresholds, frozen when it opened */
    int32_t k_customer;
    size_t n_teams;
    int32_t *team_ids; /* the frozen tree's teams, ascending */
};

struct catalog_key {
    int32_t id;
    enum key_role role;
    int32_t expires_day; /* the last day it works; INT32_MAX: never expires */
    uint8_t sha256[SHA256_SIZE];
    size_t n_surveys; /* 0: every survey */
    char (*surveys)[CODE_SIZE];
};

struct catalog {
    enum period_kind kind;
    int32_t forgotten_until; /* ids of published periods are gone up to this last day; INT32_MIN: of none */
    size_t n_surveys;
    struct survey **surveys; /* by code, then version, ascending */
    size_t n_teams;
    struct catalog_team *teams; /* versions, by code, then valid_from, ascending */
    size_t n_periods;
    struct catalog_period *periods; /* every period that was ever opened, ascending */
    size_t n_keys;
    struct catalog_key *keys; /* by id, ascending; revoked ones left out */
};

struct catalog *catalog_free(struct catalog *catalog);
DEFINE_CLEANUP(catalog_free, struct catalog)

/* NULL when there is none. version 0: the newest. */
const struct survey *catalog_find_survey(const struct catalog *catalog, struct span code, int64_t version);
const struct catalog_period *catalog_find_period(const struct catalog *catalog, int32_t period);
const struct catalog_key *catalog_find_key(const struct catalog *catalog, int32_t id);

/* Id of the team with that code in a period: by its frozen tree when it was opened, else by the teams that an
 * answer of `day` would freeze. 0 when there is none. */
int32_t catalog_find_team(const struct catalog *catalog, struct span code, int32_t period, int32_t day);

/* Whether a key may submit to a survey. */
bool catalog_key_allows(const struct catalog_key *key, const char *survey_code);

#endif
