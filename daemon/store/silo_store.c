/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes what an analysis of silos found, and reads what earlier ones said. */
#include "silo_store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define LEN(a) (sizeof(a) / sizeof(a)[0])
#define KEY "release", "$1::integer"
#define NUMBER_SIZE 12

static const struct bulk_column silo_columns[] = {
    {"reason", "text", BULK_TEXT, offsetof(struct silo_row, reason)},
    {"first", "integer", BULK_NUMBER, offsetof(struct silo_row, first)},
    {"periods", "integer", BULK_NUMBER, offsetof(struct silo_row, periods)},
    {"tested", "boolean", BULK_NUMBER, offsetof(struct silo_row, tested)},
    {"teams", "integer", BULK_NUMBER, offsetof(struct silo_row, teams)},
    {"judged", "integer", BULK_NUMBER, offsetof(struct silo_row, judged)},
    {"flagged", "integer", BULK_NUMBER, offsetof(struct silo_row, flagged)},
    {"index", "double precision", BULK_NUMBER, offsetof(struct silo_row, index)},
    {"unsupported", "double precision", BULK_NUMBER, offsetof(struct silo_row, unsupported)},
    {"seed", "bigint", BULK_NUMBER, offsetof(struct silo_row, seed)},
    {"permutations", "integer", BULK_NUMBER, offsetof(struct silo_row, permutations)},
    {"reading", "text", BULK_TEXT, offsetof(struct silo_row, reading)},
    {"communities_reason", "text", BULK_TEXT, offsetof(struct silo_row, communities_reason)},
    {"communities", "integer", BULK_NUMBER, offsetof(struct silo_row, communities)},
    {"communities_teams", "integer", BULK_NUMBER, offsetof(struct silo_row, communities_teams)},
    {"communities_q", "double precision", BULK_NUMBER, offsetof(struct silo_row, communities_q)},
    {"communities_agreement", "double precision", BULK_NUMBER,
     offsetof(struct silo_row, communities_agreement)},
    {"handoffs_reason", "text", BULK_TEXT, offsetof(struct silo_row, handoffs.reason)},
    {"handoffs_total", "double precision", BULK_NUMBER, offsetof(struct silo_row, handoffs.total)},
    {"handoffs_internal", "double precision", BULK_NUMBER, offsetof(struct silo_row, handoffs.internal)},
    {"handoffs_ei", "double precision", BULK_NUMBER, offsetof(struct silo_row, handoffs.ei)},
    {"handoffs_q", "double precision", BULK_NUMBER, offsetof(struct silo_row, handoffs.q)},
    {"handoffs_q_max", "double precision", BULK_NUMBER, offsetof(struct silo_row, handoffs.q_max)},
    {"handoffs_assortativity", "double precision", BULK_NUMBER,
     offsetof(struct silo_row, handoffs.assortativity)},
    {"handoffs_arrangements", "integer", BULK_NUMBER, offsetof(struct silo_row, handoffs.arrangements)},
    {"handoffs_exact", "boolean", BULK_NUMBER, offsetof(struct silo_row, handoffs.exact)},
    {"handoffs_ei_p_low", "double precision", BULK_NUMBER, offsetof(struct silo_row, handoffs.ei_p_low)},
    {"handoffs_ei_p_high", "double precision", BULK_NUMBER, offsetof(struct silo_row, handoffs.ei_p_high)},
    {"handoffs_ei_mean", "double precision", BULK_NUMBER, offsetof(struct silo_row, handoffs.ei_mean)},
    {"handoffs_ei_sd", "double precision", BULK_NUMBER, offsetof(struct silo_row, handoffs.ei_sd)},
    {"handoffs_q_p_low", "double precision", BULK_NUMBER, offsetof(struct silo_row, handoffs.q_p_low)},
    {"handoffs_q_p_high", "double precision", BULK_NUMBER, offsetof(struct silo_row, handoffs.q_p_high)},
    {"handoffs_q_mean", "double precision", BULK_NUMBER, offsetof(struct silo_row, handoffs.q_mean)},
    {"handoffs_q_sd", "double precision", BULK_NUMBER, offsetof(struct silo_row, handoffs.q_sd)},
    {"ties_reason", "text", BULK_TEXT, offsetof(struct silo_row, ties.reason)},
    {"ties_total", "double precision", BULK_NUMBER, offsetof(struct silo_row, ties.total)},
    {"ties_internal", "double precision", BULK_NUMBER, offsetof(struct silo_row, ties.internal)},
    {"ties_ei", "double precision", BULK_NUMBER, offsetof(struct silo_row, ties.ei)},
    {"ties_q", "double precision", BULK_NUMBER, offsetof(struct silo_row, ties.q)},
    {"ties_q_max", "double precision", BULK_NUMBER, offsetof(struct silo_row, ties.q_max)},
    {"ties_assortativity", "double precision", BULK_NUMBER, offsetof(struct silo_row, ties.assortativity)},
    {"ties_arrangements", "integer", BULK_NUMBER, offsetof(struct silo_row, ties.arrangements)},
    {"ties_exact", "boolean", BULK_NUMBER, offsetof(struct silo_row, ties.exact)},
    {"ties_ei_p_low", "double precision", BULK_NUMBER, offsetof(struct silo_row, ties.ei_p_low)},
    {"ties_ei_p_high", "double precision", BULK_NUMBER, offsetof(struct silo_row, ties.ei_p_high)},
    {"ties_ei_mean", "double precision", BULK_NUMBER, offsetof(struct silo_row, ties.ei_mean)},
    {"ties_ei_sd", "double precision", BULK_NUMBER, offsetof(struct silo_row, ties.ei_sd)},
    {"ties_q_p_low", "double precision", BULK_NUMBER, offsetof(struct silo_row, ties.q_p_low)},
    {"ties_q_p_high", "double precision", BULK_NUMBER, offsetof(struct silo_row, ties.q_p_high)},
    {"ties_q_mean", "double precision", BULK_NUMBER, offsetof(struct silo_row, ties.q_mean)},
    {"ties_q_sd", "double precision", BULK_NUMBER, offsetof(struct silo_row, ties.q_sd)},
    {"told_reason", "text", BULK_TEXT, offsetof(struct silo_row, told_reason)},
    {"told_judged", "integer", BULK_NUMBER, offsetof(struct silo_row, told_judged)},
    {"told_flagged", "integer", BULK_NUMBER, offsetof(struct silo_row, told_flagged)},
    {"told_index", "double precision", BULK_NUMBER, offsetof(struct silo_row, told_index)},
    {"told_unsupported", "double precision", BULK_NUMBER, offsetof(struct silo_row, told_unsupported)},
    {"told_handoffs_ei", "double precision", BULK_NUMBER, offsetof(struct silo_row, told_handoffs_ei)},
    {"text_fi", "text", BULK_TEXT, offsetof(struct silo_row, text_fi)},
    {"text_en", "text", BULK_TEXT, offsetof(struct silo_row, text_en)},
    {"text_sv", "text", BULK_TEXT, offsetof(struct silo_row, text_sv)},
};

static const struct bulk_column team_columns[] = {
    {"team_id", "integer", BULK_NUMBER, offsetof(struct silo_team_row, team_id)},
    {"reason", "text", BULK_TEXT, offsetof(struct silo_team_row, reason)},
    {"families", "integer", BULK_NUMBER, offsetof(struct silo_team_row, families)},
    {"index", "double precision", BULK_NUMBER, offsetof(struct silo_team_row, index)},
    {"index_se", "double precision", BULK_NUMBER, offsetof(struct silo_team_row, index_se)},
    {"index_lo", "double precision", BULK_NUMBER, offsetof(struct silo_team_row, index_lo)},
    {"index_hi", "double precision", BULK_NUMBER, offsetof(struct silo_team_row, index_hi)},
    {"p", "double precision", BULK_NUMBER, offsetof(struct silo_team_row, p)},
    {"q", "double precision", BULK_NUMBER, offsetof(struct silo_team_row, q)},
    {"evidence", "text", BULK_TEXT, offsetof(struct silo_team_row, evidence)},
    {"quadrant", "text", BULK_TEXT, offsetof(struct silo_team_row, quadrant)},
    {"indicator_x", "double precision[]", BULK_LIST, offsetof(struct silo_team_row, indicator_x)},
    {"indicator_se", "double precision[]", BULK_LIST, offsetof(struct silo_team_row, indicator_se)},
    {"indicator_p", "double precision[]", BULK_LIST, offsetof(struct silo_team_row, indicator_p)},
    {"a1_reason", "text", BULK_TEXT, offsetof(struct silo_team_row, a1_reason)},
    {"a2_reason", "text", BULK_TEXT, offsetof(struct silo_team_row, a2_reason)},
    {"b1_reason", "text", BULK_TEXT, offsetof(struct silo_team_row, b1_reason)},
    {"b2_reason", "text", BULK_TEXT, offsetof(struct silo_team_row, b2_reason)},
    {"c1_reason", "text", BULK_TEXT, offsetof(struct silo_team_row, c1_reason)},
    {"c2_reason", "text", BULK_TEXT, offsetof(struct silo_team_row, c2_reason)},
    {"d1_reason", "text", BULK_TEXT, offsetof(struct silo_team_row, d1_reason)},
    {"family_score", "double precision[]", BULK_LIST, offsetof(struct silo_team_row, family_score)},
    {"family_p", "double precision[]", BULK_LIST, offsetof(struct silo_team_row, family_p)},
    {"family_contribution", "double precision[]", BULK_LIST,
     offsetof(struct silo_team_row, family_contribution)},
    {"effect_n", "double precision[]", BULK_LIST, offsetof(struct silo_team_row, effect_n)},
    {"effect_delta", "double precision[]", BULK_LIST, offsetof(struct silo_team_row, effect_delta)},
    {"effect_se", "double precision[]", BULK_LIST, offsetof(struct silo_team_row, effect_se)},
    {"effect_neff", "double precision[]", BULK_LIST, offsetof(struct silo_team_row, effect_neff)},
    {"effect_phi", "double precision[]", BULK_LIST, offsetof(struct silo_team_row, effect_phi)},
    {"handed_on", "double precision", BULK_NUMBER, offsetof(struct silo_team_row, handed_on)},
    {"received_teams", "integer", BULK_NUMBER, offsetof(struct silo_team_row, received_teams)},
    {"received", "double precision", BULK_NUMBER, offsetof(struct silo_team_row, received)},
    {"received_se", "double precision", BULK_NUMBER, offsetof(struct silo_team_row, received_se)},
    {"ties_internal", "integer", BULK_NUMBER, offsetof(struct silo_team_row, ties_internal)},
    {"ties_external", "integer", BULK_NUMBER, offsetof(struct silo_team_row, ties_external)},
    {"dyads_internal", "integer", BULK_NUMBER, offsetof(struct silo_team_row, dyads_internal)},
    {"dyads_external", "integer", BULK_NUMBER, offsetof(struct silo_team_row, dyads_external)},
    {"ties_ei", "double precision", BULK_NUMBER, offsetof(struct silo_team_row, ties_ei)},
    {"ties_p", "double precision", BULK_NUMBER, offsetof(struct silo_team_row, ties_p)},
    {"handoffs", "integer", BULK_NUMBER, offsetof(struct silo_team_row, handoffs)},
    {"unsupported", "integer", BULK_NUMBER, offsetof(struct silo_team_row, unsupported)},
    {"community", "integer", BULK_NUMBER, offsetof(struct silo_team_row, community)},
    {"told_reason", "text", BULK_TEXT, offsetof(struct silo_team_row, told_reason)},
    {"told_families", "integer", BULK_NUMBER, offsetof(struct silo_team_row, told_families)},
    {"told_index", "double precision", BULK_NUMBER, offsetof(struct silo_team_row, told_index)},
    {"told_index_lo", "double precision", BULK_NUMBER, offsetof(struct silo_team_row, told_index_lo)},
    {"told_index_hi", "double precision", BULK_NUMBER, offsetof(struct silo_team_row, told_index_hi)},
    {"told_p", "double precision", BULK_NUMBER, offsetof(struct silo_team_row, told_p)},
    {"told_q", "double precision", BULK_NUMBER, offsetof(struct silo_team_row, told_q)},
    {"told_b1", "double precision", BULK_NUMBER, offsetof(struct silo_team_row, told_b1)},
    {"told_b1_p", "double precision", BULK_NUMBER, offsetof(struct silo_team_row, told_b1_p)},
    {"told_b1_reason", "text", BULK_TEXT, offsetof(struct silo_team_row, told_b1_reason)},
    {"told_b2", "double precision", BULK_NUMBER, offsetof(struct silo_team_row, told_b2)},
    {"told_b2_p", "double precision", BULK_NUMBER, offsetof(struct silo_team_row, told_b2_p)},
    {"told_b2_reason", "text", BULK_TEXT, offsetof(struct silo_team_row, told_b2_reason)},
    {"told_b", "double precision", BULK_NUMBER, offsetof(struct silo_team_row, told_b)},
    {"told_adds", "double precision[]", BULK_LIST, offsetof(struct silo_team_row, told_adds)},
    {"told_more", "double precision", BULK_NUMBER, offsetof(struct silo_team_row, told_more)},
    {"text_fi", "text", BULK_TEXT, offsetof(struct silo_team_row, text_fi)},
    {"text_en", "text", BULK_TEXT, offsetof(struct silo_team_row, text_en)},
    {"text_sv", "text", BULK_TEXT, offsetof(struct silo_team_row, text_sv)},
    {"evidence_kept", "text", BULK_TEXT, offsetof(struct silo_team_row, evidence_kept)},
};

static const struct bulk_column path_columns[] = {
    {"reason", "text", BULK_TEXT, offsetof(struct path_summary_row, reason)},
    {"first", "integer", BULK_NUMBER, offsetof(struct path_summary_row, first)},
    {"periods", "integer", BULK_NUMBER, offsetof(struct path_summary_row, periods)},
    {"decimals", "integer", BULK_NUMBER, offsetof(struct path_summary_row, decimals)},
    {"contacts", "integer", BULK_NUMBER, offsetof(struct path_summary_row, contacts)},
    {"step_contacts", "double precision[]", BULK_LIST, offsetof(struct path_summary_row, step_contacts)},
    {"handed_on", "double precision", BULK_NUMBER, offsetof(struct path_summary_row, handed_on)},
    {"handed_on_lo", "double precision", BULK_NUMBER, offsetof(struct path_summary_row, handed_on_lo)},
    {"handed_on_hi", "double precision", BULK_NUMBER, offsetof(struct path_summary_row, handed_on_hi)},
    {"first_desk", "double precision", BULK_NUMBER, offsetof(struct path_summary_row, first_desk)},
    {"first_desk_lo", "double precision", BULK_NUMBER, offsetof(struct path_summary_row, first_desk_lo)},
    {"first_desk_hi", "double precision", BULK_NUMBER, offsetof(struct path_summary_row, first_desk_hi)},
    {"ping_pong", "double precision", BULK_NUMBER, offsetof(struct path_summary_row, ping_pong)},
    {"ping_pong_lo", "double precision", BULK_NUMBER, offsetof(struct path_summary_row, ping_pong_lo)},
    {"ping_pong_hi", "double precision", BULK_NUMBER, offsetof(struct path_summary_row, ping_pong_hi)},
    {"teams", "double precision", BULK_NUMBER, offsetof(struct path_summary_row, teams)},
    {"teams_lo", "double precision", BULK_NUMBER, offsetof(struct path_summary_row, teams_lo)},
    {"teams_hi", "double precision", BULK_NUMBER, offsetof(struct path_summary_row, teams_hi)},
    {"csat_periods", "double precision[]", BULK_LIST, offsetof(struct path_summary_row, csat_periods)},
    {"csat_n", "double precision[]", BULK_LIST, offsetof(struct path_summary_row, csat_n)},
    {"csat", "double precision[]", BULK_LIST, offsetof(struct path_summary_row, csat)},
    {"csat_lo", "double precision[]", BULK_LIST, offsetof(struct path_summary_row, csat_lo)},
    {"csat_hi", "double precision[]", BULK_LIST, offsetof(struct path_summary_row, csat_hi)},
    {"penalty_reason", "text", BULK_TEXT, offsetof(struct path_summary_row, penalty_reason)},
    {"penalty_periods", "integer", BULK_NUMBER, offsetof(struct path_summary_row, penalty_periods)},
    {"penalty_decimals", "integer", BULK_NUMBER, offsetof(struct path_summary_row, penalty_decimals)},
    {"penalty_n", "integer", BULK_NUMBER, offsetof(struct path_summary_row, penalty_n)},
    {"penalty_df", "double precision", BULK_NUMBER, offsetof(struct path_summary_row, penalty_df)},
    {"penalty", "double precision", BULK_NUMBER, offsetof(struct path_summary_row, penalty)},
    {"penalty_se", "double precision", BULK_NUMBER, offsetof(struct path_summary_row, penalty_se)},
    {"penalty_lo", "double precision", BULK_NUMBER, offsetof(struct path_summary_row, penalty_lo)},
    {"penalty_hi", "double precision", BULK_NUMBER, offsetof(struct path_summary_row, penalty_hi)},
    {"penalty_p", "double precision", BULK_NUMBER, offsetof(struct path_summary_row, penalty_p)},
    {"text_fi", "text", BULK_TEXT, offsetof(struct path_summary_row, text_fi)},
    {"text_en", "text", BULK_TEXT, offsetof(struct path_summary_row, text_en)},
    {"text_sv", "text", BULK_TEXT, offsetof(struct path_summary_row, text_sv)},
};

static const struct bulk_table silo_table = {"pulssid.silo", KEY, sizeof(struct silo_row), LEN(silo_columns),
                                             silo_columns};
static const struct bulk_table team_table = {"pulssid.silo_team", KEY, sizeof(struct silo_team_row),
                                             LEN(team_columns), team_columns};
static const struct bulk_table path_table = {"pulssid.path_summary", KEY, sizeof(struct path_summary_row),
                                             LEN(path_columns), path_columns};

static const char *release_text(int32_t release, char ret_text[NUMBER_SIZE])
{
    snprintf(ret_text, NUMBER_SIZE, "%" PRId32, release);
    return ret_text;
}

bool silo_store_find(struct db *db, int32_t release, struct silo_totals *ret_totals, struct error *err)
{
    struct db_result *row CLEANUP(db_result_free) = NULL;
    char text[NUMBER_SIZE];
    if (!db_query(db, "SELECT judged, flagged FROM pulssid.silo WHERE release = $1::integer",
                  DB_PARAMS(release_text(release, text)), &row, err)) {
        return false;
    }
    *ret_totals = (struct silo_totals){.found = db_rows(row) > 0};
    if (ret_totals->found) {
        ret_totals->judged = (size_t)db_int(row, 0, 0);
        ret_totals->flagged = (size_t)db_int(row, 0, 1);
    }
    return true;
}

bool silo_store_save(struct db *db, int32_t release, const struct silo_results *results, struct error *err)
{
    char text[NUMBER_SIZE];
    struct db_params key = DB_PARAMS(release_text(release, text));
    if (!db_begin(db, err)) {
        return false;
    }
    if (!bulk_insert(db, &silo_table, key, &results->silo, 1, err) ||
        !bulk_insert(db, &team_table, key, results->teams, results->n_teams, err) ||
        !bulk_insert(db, &path_table, key, &results->paths, 1, err) ||
        !service_store_save(db, release, results->service, err) || !db_commit(db, err)) {
        db_rollback(db);
        return false;
    }
    return true;
}

static bool read_last_test(struct db *db, const char *release, struct silo_past *past, struct error *err)
{
    struct db_result *row CLEANUP(db_result_free) = NULL;
    if (!db_query(
            db,
            "SELECT first + periods - 1 FROM pulssid.silo WHERE release < $1::integer AND tested ORDER BY "
            "release DESC LIMIT 1",
            DB_PARAMS(release), &row, err)) {
        return false;
    }
    past->tested = db_rows(row) > 0;
    past->last_tested = past->tested ? (int32_t)db_int(row, 0, 0) : 0;
    return true;
}

static bool read_states(struct db *db, const char *release, struct silo_past *past, struct error *err)
{
    if (!db_query(db,
                  "SELECT team_id, coalesce(evidence_kept, evidence) FROM pulssid.silo_team WHERE release = "
                  "(SELECT max(release) FROM "
                  "pulssid.silo WHERE release < $1::integer) ORDER BY team_id",
                  DB_PARAMS(release), &past->rows, err)) {
        return false;
    }
    size_t n = db_rows(past->rows);
    past->team_id = calloc(n + 1, sizeof *past->team_id);
    past->evidence = calloc(n + 1, sizeof *past->evidence);
    if (past->team_id == NULL || past->evidence == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the states of %zu teams", n);
    }
    for (; past->n < n; past->n++) {
        past->team_id[past->n] = (int32_t)db_int(past->rows, past->n, 0);
        past->evidence[past->n] = db_text(past->rows, past->n, 1);
    }
    return true;
}

bool silo_store_past(struct db *db, int32_t release, struct silo_past **ret_past, struct error *err)
{
    struct silo_past *past CLEANUP(silo_past_free) = calloc(1, sizeof *past);
    char text[NUMBER_SIZE];
    if (past == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for what was found before");
    }
    if (!read_last_test(db, release_text(release, text), past, err) || !read_states(db, text, past, err)) {
        return false;
    }
    *ret_past = past;
    past = NULL;
    return true;
}

struct silo_past *silo_past_free(struct silo_past *past)
{
    if (past != NULL) {
        free(past->team_id);
        free(past->evidence);
        db_result_free(past->rows);
        free(past);
    }
    return NULL;
}
