/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads tests and states of stored linkage. */
#include "linkage_past.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define INT_TEXT_SIZE 12

static const char tests_sql[] =
    "SELECT t.p_sidak, t.loo_p_two FROM pulssid.linkage_team t WHERE t.release = $1::integer";
static const char whole_sql[] = "SELECT l.mismatch_p FROM pulssid.linkage l WHERE l.release = $1::integer";

/* The organisation as team 0, which comes first. */
static const char past_sql[] =
    "WITH last AS (SELECT l.release, l.employee, l.customer, coalesce(l.evidence_kept, l.evidence) AS kept,"
    "                     l.tested FROM pulssid.linkage l"
    "               WHERE l.release < $1::integer AND l.employee = $2 AND l.customer = $3"
    "               ORDER BY l.release DESC LIMIT 1)"
    " SELECT 0, kept, NULL, tested FROM last"
    " UNION ALL SELECT t.team_id, coalesce(t.evidence_kept, t.evidence),"
    "        coalesce(t.loo_evidence_kept, t.loo_evidence), NULL FROM last"
    "  JOIN pulssid.linkage_team t USING (release, employee, customer) ORDER BY 1";

static const char *int_text(int32_t value, char ret_text[INT_TEXT_SIZE])
{
    snprintf(ret_text, INT_TEXT_SIZE, "%" PRId32, value);
    return ret_text;
}

static bool take(const struct db_result *rows, size_t column, struct linkage_p_values *values,
                 struct error *err)
{
    values->n = db_rows(rows);
    values->p = calloc(values->n + 1, sizeof *values->p);
    if (values->p == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for %zu tests", values->n);
    }
    for (size_t i = 0; i < values->n; i++) {
        values->p[i] = db_double(rows, i, column);
    }
    return true;
}

bool linkage_past_tested(struct db *db, int32_t release, struct linkage_tested *ret_tested, struct error *err)
{
    struct linkage_tested tested CLEANUP(linkage_tested_free) = {0};
    struct db_result *teams CLEANUP(db_result_free) = NULL;
    struct db_result *links CLEANUP(db_result_free) = NULL;
    char text[INT_TEXT_SIZE];
    struct db_params params = DB_PARAMS(int_text(release, text));
    if (!db_query(db, tests_sql, params, &teams, err) || !db_query(db, whole_sql, params, &links, err) ||
        !take(teams, 0, &tested.own, err) || !take(teams, 1, &tested.common_lag, err) ||
        !take(links, 0, &tested.whole, err)) {
        return false;
    }
    *ret_tested = tested;
    tested = (struct linkage_tested){0};
    return true;
}

void linkage_tested_free(struct linkage_tested *tested)
{
    free(tested->own.p);
    free(tested->common_lag.p);
    free(tested->whole.p);
}

static void fill(struct linkage_past *past)
{
    for (size_t i = 0; i < db_rows(past->result); i++) {
        if (db_int(past->result, i, 0) == 0) {
            past->evidence = db_text(past->result, i, 1);
            past->was_tested = db_text(past->result, i, 3) != NULL;
            past->tested = (int32_t)db_int(past->result, i, 3);
            continue;
        }
        past->team[past->teams++] = (struct linkage_past_team){
            (int32_t)db_int(past->result, i, 0), db_text(past->result, i, 1), db_text(past->result, i, 2)};
    }
}

bool linkage_past_load(struct db *db, const struct linkage_key *key, struct linkage_past **ret_past,
                       struct error *err)
{
    char release[INT_TEXT_SIZE];
    struct linkage_past *past CLEANUP(linkage_past_free) = calloc(1, sizeof *past);
    if (past == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for an earlier linkage");
    }
    struct db_params params = DB_PARAMS(int_text(key->release, release), key->employee, key->customer);
    if (!db_query(db, past_sql, params, &past->result, err)) {
        return false;
    }
    past->team = calloc(db_rows(past->result) + 1, sizeof *past->team);
    if (past->team == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for an earlier linkage");
    }
    fill(past);
    *ret_past = past;
    past = NULL;
    return true;
}

struct linkage_past *linkage_past_free(struct linkage_past *past)
{
    if (past != NULL) {
        db_result_free(past->result);
        free(past->team);
        free(past);
    }
    return NULL;
}
