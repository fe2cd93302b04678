/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_ORGANISATION_STORE_H
#define PULSSID_STORE_ORGANISATION_STORE_H

/* What the commands write before anyone answers: teams, surveys, invitations. Each function is one step of
 * the caller's transaction; nothing here checks more than it can see in its own row. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "model/calendar.h"
#include "model/code.h"
#include "model/survey.h"
#include "model/table.h"
#include "store/db.h"

#define TEAM_NAME_SIZE 201

/* Whether a version starts a new series, since the team is another group of people from then on. */
enum team_series {
    TEAM_SERIES_UNSAID, /* as it is stored; of a version that is new, SAME */
    TEAM_SERIES_SAME,
    TEAM_SERIES_NEW
};

/* A team as it is from one day to another, both inclusive (INT32_MIN, INT32_MAX: unbounded). */
struct team_version {
    char code[CODE_SIZE];
    char parent[CODE_SIZE]; /* empty: none */
    char name[TEAM_NAME_SIZE];
    int32_t headcount; /* -1: unknown */
    bool is_router;
    int32_t valid_from;
    int32_t valid_to;
    enum team_series series; /* never UNSAID of what was loaded */
};

enum store_change { CHANGE_NONE, CHANGE_ADDED, CHANGE_UPDATED };

/* Whether the database counts in weeks or months. CONFLICT when it was never migrated. */
bool organisation_store_calendar(struct db *db, enum period_kind *ret_kind, struct error *err) MUST_CHECK;

/* Every version of every team, by code and valid_from; locks the table against other writers until the
 * transaction ends, so that what was checked against it stays true. *ret_versions is the caller's to free().
 */
bool organisation_store_load_teams(struct db *db, struct team_version **ret_versions, size_t *ret_n,
                                   struct error *err) MUST_CHECK;

/* Gives the team an identity, once, so that others can name it as their parent. */
bool organisation_store_add_team(struct db *db, const char *code, struct error *err) MUST_CHECK;
/* Writes one version, over the one of the same code and valid_from. */
bool organisation_store_put_version(struct db *db, const struct team_version *version,
                                    enum store_change *ret_change, struct error *err) MUST_CHECK;
/* code, name, parent, headcount, role, valid_from, valid_to, series: the columns of `team import`. day: the
 * versions of that day alone; NULL for all. */
bool organisation_store_list_teams(struct db *db, const int32_t *day, struct table **ret_table,
                                   struct error *err) MUST_CHECK;
/* Id of the newest period that was ever opened; empty when there is none. It and those before it keep the
 * tree they opened with. */
bool organisation_store_newest_period(struct db *db, char ret_id[PERIOD_ID_SIZE],
                                      struct error *err) MUST_CHECK;

/* Stores a survey's version with its definition; waits for others who do. CONFLICT when the version is there
 * with another definition, when another version of it has another audience, or when a survey of the other
 * audience feeds one of its dimensions. */
bool organisation_store_add_survey(struct db *db, const struct survey *survey, const char *definition,
                                   enum store_change *ret_change, struct error *err) MUST_CHECK;
/* A dimension that another survey feeds as well; empty codes: there is none. */
struct shared_dimension {
    char dimension[CODE_SIZE];
    char survey[CODE_SIZE];
};
bool organisation_store_shared_dimension(struct db *db, const struct survey *survey, bool same_audience,
                                         struct shared_dimension *ret_shared, struct error *err) MUST_CHECK;
/* code, version, audience, questions, title (in English). */
bool organisation_store_list_surveys(struct db *db, struct table **ret_table, struct error *err) MUST_CHECK;

struct invitation {
    int32_t period;
    const char *period_id;
    const char *team;
    const char *survey;
    int32_t invited;
};
/* Writes how many were invited, over what was there. INPUT with the field's name when the team or survey is
 * unknown or the period is published. */
bool organisation_store_put_invitation(struct db *db, const struct invitation *invitation,
                                       struct error *err) MUST_CHECK;

#endif
