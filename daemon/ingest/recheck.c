/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Another period for a record, or the same one with the tree that it has by now. */
#include "recheck.h"

static bool is_valid_on(const struct catalog *catalog, int32_t team_id, int32_t day)
{
    for (size_t i = 0; i < catalog->n_teams; i++) {
        const struct catalog_team *team = &catalog->teams[i];
        if (team->id == team_id && team->valid_from <= day && day <= team->valid_to) {
            return true;
        }
    }
    return false;
}

/* By the frozen tree of a period that was opened, else by the teams that it would freeze, as
 * catalog_find_team() does by code. */
static bool has_team(const struct catalog *catalog, int32_t team_id, int32_t period, int32_t day)
{
    const struct catalog_period *opened = catalog_find_period(catalog, period);
    if (opened == NULL) {
        return is_valid_on(catalog, team_id, calendar_tree_day(catalog->kind, period, day));
    }
    for (size_t i = 0; i < opened->n_teams; i++) {
        if (opened->team_ids[i] == team_id) {
            return true;
        }
    }
    return false;
}

static bool has_teams(const struct catalog *catalog, const struct record *record, int32_t period)
{
    bool all = has_team(catalog, record->team_id, period, record->day);
    for (size_t i = 0; all && i < record->n_path; i++) {
        all = has_team(catalog, record->path[i], period, record->day);
    }
    for (size_t i = 0; all && i < record->n_ratings; i++) {
        all = has_team(catalog, record->rated[i], period, record->day);
    }
    return all;
}

bool recheck_period(const struct check_opts *opts, struct record *record, struct error *err)
{
    int32_t period;
    if (!check_period(opts, record->day, &period, err)) {
        return false;
    }
    if (!has_teams(opts->catalog, record, period)) {
        char id[PERIOD_ID_SIZE];
        calendar_format(opts->catalog->kind, period, id);
        return error_set(err, ERROR_UNKNOWN_TEAM,
                         "team: its period has closed or opened meanwhile, and in %s there is no such team",
                         id);
    }
    record->period = period;
    record->is_before_tree = catalog_find_period(opts->catalog, period) == NULL;
    return true;
}
