/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Look-ups in the snapshot that submissions are checked against: every list is sorted, every look-up a
 * bisection. */
#include "catalog.h"

static void free_surveys(struct catalog *catalog)
{
    for (size_t i = 0; i < catalog->n_surveys; i++) {
        survey_free(catalog->surveys[i]);
    }
    free(catalog->surveys);
}

struct catalog *catalog_free(struct catalog *catalog)
{
    if (catalog == NULL) {
        return NULL;
    }
    free_surveys(catalog);
    free(catalog->teams);
    for (size_t i = 0; i < catalog->n_periods; i++) {
        free(catalog->periods[i].team_ids);
    }
    free(catalog->periods);
    for (size_t i = 0; i < catalog->n_keys; i++) {
        free(catalog->keys[i].surveys);
    }
    free(catalog->keys);
    free(catalog);
    return NULL;
}

/* Order of a span and a terminated code, as strcmp. */
static int compare_code(struct span text, const char *code)
{
    const uint8_t *bytes = text.data;
    size_t i = 0;
    while (i < text.len && bytes[i] == (uint8_t)code[i] && code[i] != '\0') {
        i++;
    }
    bool more = code[i] != '\0';
    return i < text.len && more ? bytes[i] - (uint8_t)code[i] : (i < text.len) - more;
}

const struct survey *catalog_find_survey(const struct catalog *catalog, struct span code, int64_t version)
{
    const struct survey *found = NULL;
    for (size_t i = 0; i < catalog->n_surveys; i++) {
        const struct survey *survey = catalog->surveys[i];
        bool wanted = version == 0 || survey->version == version;
        found = wanted && span_is(code, survey->code) ? survey : found;
    }
    return found;
}

static int period_order(const void *wanted, const void *entry)
{
    int32_t a = *(const int32_t *)wanted;
    int32_t b = ((const struct catalog_period *)entry)->period;
    return (a > b) - (a < b);
}

const struct catalog_period *catalog_find_period(const struct catalog *catalog, int32_t period)
{
    return catalog->n_periods == 0 ? NULL
                                   : bsearch(&period, catalog->periods, catalog->n_periods,
                                             sizeof *catalog->periods, period_order);
}

static int key_order(const void *wanted, const void *entry)
{
    int32_t a = *(const int32_t *)wanted;
    int32_t b = ((const struct catalog_key *)entry)->id;
    return (a > b) - (a < b);
}

const struct catalog_key *catalog_find_key(const struct catalog *catalog, int32_t id)
{
    return catalog->n_keys == 0
               ? NULL
               : bsearch(&id, catalog->keys, catalog->n_keys, sizeof *catalog->keys, key_order);
}

static int id_order(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a;
    int32_t y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* Index of the first version of a team's code, or n_teams. */
static size_t first_version(const struct catalog *catalog, struct span code)
{
    size_t low = 0;
    size_t high = catalog->n_teams;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_code(code, catalog->teams[middle].code) > 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

int32_t catalog_find_team(const struct catalog *catalog, struct span code, int32_t period, int32_t day)
{
    const struct catalog_period *opened = catalog_find_period(catalog, period);
    int32_t tree_day = calendar_tree_day(catalog->kind, period, day);
    for (size_t i = first_version(catalog, code); i < catalog->n_teams; i++) {
        const struct catalog_team *team = &catalog->teams[i];
        if (compare_code(code, team->code) != 0) {
            break;
        }
        bool valid = opened == NULL
                         ? team->valid_from <= tree_day && tree_day <= team->valid_to
                         : opened->n_teams > 0 && bsearch(&team->id, opened->team_ids, opened->n_teams,
                                                          sizeof *opened->team_ids, id_order) != NULL;
        if (valid) {
            return team->id;
        }
    }
    return 0;
}

bool catalog_key_allows(const struct catalog_key *key, const char *survey_code)
{
    if (key->n_surveys == 0) {
        return true;
    }
    for (size_t i = 0; i < key->n_surveys; i++) {
        if (strcmp(key->surveys[i], survey_code) == 0) {
            return true;
        }
    }
    return false;
}
