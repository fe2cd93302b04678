/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the rows of a linkage, and finds them again. */
#include "linkage_store.h"

#include <inttypes.h>
#include <stdio.h>

#define WHOLE(row, member)                                                                                   \
    {                                                                                                        \
#member, "integer", BULK_NUMBER, offsetof(struct row, member)                                        \
    }
#define REAL(row, member)                                                                                    \
    {                                                                                                        \
#member, "double precision", BULK_NUMBER, offsetof(struct row, member)                               \
    }
#define WORD(row, member)                                                                                    \
    {                                                                                                        \
#member, "text", BULK_TEXT, offsetof(struct row, member)                                             \
    }
#define TRUTH(row, member)                                                                                   \
    {                                                                                                        \
#member, "boolean", BULK_TEXT, offsetof(struct row, member)                                          \
    }
#define REALS(row, member)                                                                                   \
    {                                                                                                        \
#member, "double precision[]", BULK_LIST, offsetof(struct row, member)                               \
    }
#define LEN(a) (sizeof(a) / sizeof(a)[0])
#define KEY "release, employee, customer", "$1::integer, $2::text, $3::text"
#define INT_TEXT_SIZE 12

static const struct bulk_column organisation_columns[] = {
    WORD(linkage_organisation_row, state),
    WHOLE(linkage_organisation_row, k_star),
    {"lags", "integer[]", BULK_LIST, offsetof(struct linkage_organisation_row, lags)},
    REALS(linkage_organisation_row, stouffer_z),
    REALS(linkage_organisation_row, stouffer_p),
    REAL(linkage_organisation_row, p_pooled_sidak),
    WHOLE(linkage_organisation_row, mismatch_b),
    REAL(linkage_organisation_row, mismatch_stat),
    REAL(linkage_organisation_row, mismatch_p),
    {"mismatch_seed", "bigint", BULK_TEXT, offsetof(struct linkage_organisation_row, mismatch_seed)},
    WHOLE(linkage_organisation_row, pooled_dl_k),
    REAL(linkage_organisation_row, pooled_dl_q),
    REAL(linkage_organisation_row, pooled_dl_q_p),
    REAL(linkage_organisation_row, pooled_dl_tau2),
    REAL(linkage_organisation_row, pooled_dl_i2),
    REAL(linkage_organisation_row, pooled_dl_z),
    REAL(linkage_organisation_row, pooled_dl_se),
    REAL(linkage_organisation_row, pooled_dl_se_mkh),
    REALS(linkage_organisation_row, pooled_dl_ci_z),
    REAL(linkage_organisation_row, pooled_dl_p_mkh),
    REALS(linkage_organisation_row, pooled_dl_pi_z),
    REAL(linkage_organisation_row, pooled_dl_r),
    REALS(linkage_organisation_row, pooled_dl_ci_r),
    REALS(linkage_organisation_row, pooled_dl_pi_r),
    REAL(linkage_organisation_row, pooled_dl_fe_z),
    REAL(linkage_organisation_row, pooled_dl_fe_se),
    REAL(linkage_organisation_row, pooled_dl_fe_p),
    WORD(linkage_organisation_row, evidence),
    TRUTH(linkage_organisation_row, formal),
    WHOLE(linkage_organisation_row, tested),
    WHOLE(linkage_organisation_row, family),
    REAL(linkage_organisation_row, mismatch_q),
    REAL(linkage_organisation_row, r_detectable),
    REAL(linkage_organisation_row, attenuation_w_pooled_within_sd),
    REAL(linkage_organisation_row, attenuation_w_mean_error_var),
    REAL(linkage_organisation_row, attenuation_w_mean_level_var),
    REAL(linkage_organisation_row, attenuation_w_rel_level),
    REAL(linkage_organisation_row, attenuation_c_pooled_within_sd),
    REAL(linkage_organisation_row, attenuation_c_mean_error_var),
    REAL(linkage_organisation_row, attenuation_c_mean_level_var),
    REAL(linkage_organisation_row, attenuation_c_rel_level),
    REAL(linkage_organisation_row, attenuation_r_within_level_kstar),
    REAL(linkage_organisation_row, attenuation_neff_total),
    REALS(linkage_organisation_row, attenuation_ci),
    REAL(linkage_organisation_row, attenuation_factor),
    REAL(linkage_organisation_row, attenuation_r_corrected),
    REALS(linkage_organisation_row, attenuation_ci_corrected),
    WHOLE(linkage_organisation_row, between_k),
    REAL(linkage_organisation_row, between_tau2_w),
    REAL(linkage_organisation_row, between_tau2_c),
    REAL(linkage_organisation_row, between_r_unweighted),
    REALS(linkage_organisation_row, between_r_unweighted_ci),
    REAL(linkage_organisation_row, between_r_weighted),
    REAL(linkage_organisation_row, between_k_eff),
    REALS(linkage_organisation_row, between_r_weighted_ci),
    TRUTH(linkage_organisation_row, simpson_warning),
    TRUTH(linkage_organisation_row, sign_differs),
    REALS(linkage_organisation_row, equivalence_ci_r),
    WORD(linkage_organisation_row, equivalence_verdict),
    WORD(linkage_organisation_row, direction),
    WORD(linkage_organisation_row, lag_set),
    WORD(linkage_organisation_row, grade),
    WORD(linkage_organisation_row, evidence_kept),
};

static const struct bulk_column team_columns[] = {
    WHOLE(linkage_team_row, team_id),
    WORD(linkage_team_row, status),
    WHOLE(linkage_team_row, n_pairs),
    WHOLE(linkage_team_row, min_series),
    WHOLE(linkage_team_row, n_white),
    WHOLE(linkage_team_row, min_pairs),
    REAL(linkage_team_row, phi_x),
    REAL(linkage_team_row, phi_y),
    REAL(linkage_team_row, slope_x),
    REAL(linkage_team_row, slope_y),
    REAL(linkage_team_row, r_level_lag0),
    REAL(linkage_team_row, neff),
    REAL(linkage_team_row, r_level_lo),
    REAL(linkage_team_row, r_level_hi),
    REAL(linkage_team_row, spearman),
    REAL(linkage_team_row, spearman_lo),
    REAL(linkage_team_row, spearman_hi),
    WHOLE(linkage_team_row, best_lag),
    REAL(linkage_team_row, r_best),
    REAL(linkage_team_row, p_sidak),
    WORD(linkage_team_row, direction),
    WORD(linkage_team_row, lag_set),
    REAL(linkage_team_row, q_bh),
    REAL(linkage_team_row, q_by),
    WHOLE(linkage_team_row, loo_lag),
    REAL(linkage_team_row, loo_r),
    WHOLE(linkage_team_row, loo_n),
    REAL(linkage_team_row, loo_p_two),
    REAL(linkage_team_row, loo_z_others),
    REAL(linkage_team_row, loo_r_others),
    REAL(linkage_team_row, loo_resid_z),
    REAL(linkage_team_row, loo_p_lower),
    REAL(linkage_team_row, loo_p_lag_others),
    REAL(linkage_team_row, loo_q_bh),
    REAL(linkage_team_row, eb_z),
    REAL(linkage_team_row, eb_se),
    REAL(linkage_team_row, eb_r),
    REAL(linkage_team_row, p_level_lag0),
    REAL(linkage_team_row, r_level_best),
    REAL(linkage_team_row, neff_best),
    REAL(linkage_team_row, r_level_best_lo),
    REAL(linkage_team_row, r_level_best_hi),
    REAL(linkage_team_row, p_level_best),
    REAL(linkage_team_row, spearman_best),
    REAL(linkage_team_row, spearman_best_lo),
    REAL(linkage_team_row, spearman_best_hi),
    REAL(linkage_team_row, r_detectable),
    REAL(linkage_team_row, loo_r_detectable),
    REAL(linkage_team_row, loo_q_by),
    WORD(linkage_team_row, evidence),
    WORD(linkage_team_row, loo_evidence),
    REAL(linkage_team_row, mean_x),
    REAL(linkage_team_row, mean_x_se),
    WHOLE(linkage_team_row, mean_x_n),
    REAL(linkage_team_row, rel_x),
    REAL(linkage_team_row, mean_y),
    REAL(linkage_team_row, mean_y_se),
    WHOLE(linkage_team_row, mean_y_n),
    REAL(linkage_team_row, rel_y),
    WHOLE(linkage_team_row, invited),
    WHOLE(linkage_team_row, responses),
    REAL(linkage_team_row, response_rho),
    WORD(linkage_team_row, grade),
    WORD(linkage_team_row, evidence_kept),
    WORD(linkage_team_row, loo_evidence_kept),
};

static const struct bulk_column lag_columns[] = {
    WHOLE(linkage_lag_row, team_id), WHOLE(linkage_lag_row, lag), WHOLE(linkage_lag_row, n),
    REAL(linkage_lag_row, r),        REAL(linkage_lag_row, z),    REAL(linkage_lag_row, v),
    REAL(linkage_lag_row, t),        REAL(linkage_lag_row, p),
};

static const struct bulk_column claim_columns[] = {
    WHOLE(linkage_claim_row, team_id),    WHOLE(linkage_claim_row, place),
    WORD(linkage_claim_row, claim),       WORD(linkage_claim_row, grade),
    WORD(linkage_claim_row, sentence_fi), WORD(linkage_claim_row, sentence_en),
    WORD(linkage_claim_row, sentence_sv),
};

static const struct bulk_table organisation_table = {"pulssid.linkage", KEY,
                                                     sizeof(struct linkage_organisation_row),
                                                     LEN(organisation_columns), organisation_columns};
static const struct bulk_table team_table = {"pulssid.linkage_team", KEY, sizeof(struct linkage_team_row),
                                             LEN(team_columns), team_columns};
static const struct bulk_table lag_table = {"pulssid.linkage_lag", KEY, sizeof(struct linkage_lag_row),
                                            LEN(lag_columns), lag_columns};

static const struct bulk_table claim_table = {"pulssid.linkage_claim", KEY, sizeof(struct linkage_claim_row),
                                              LEN(claim_columns), claim_columns};

_Static_assert(LEN(team_columns) <= BULK_MAX_COLUMNS && LEN(organisation_columns) <= BULK_MAX_COLUMNS,
               "the widest tables fit");

static const char find_sql[] =
    "SELECT count(t.team_id) FROM pulssid.linkage l"
    " LEFT JOIN pulssid.linkage_team t ON t.release = l.release"
    "  AND t.employee = l.employee AND t.customer = l.customer AND t.status = 'published'"
    " WHERE l.release = $1::integer AND l.employee = $2 AND l.customer = $3"
    " GROUP BY l.release";

static const char *int_text(int32_t value, char ret_text[INT_TEXT_SIZE])
{
    snprintf(ret_text, INT_TEXT_SIZE, "%" PRId32, value);
    return ret_text;
}

bool linkage_store_find(struct db *db, const struct linkage_key *key, bool *ret_found, size_t *ret_teams,
                        struct error *err)
{
    struct db_result *result CLEANUP(db_result_free) = NULL;
    char release[INT_TEXT_SIZE];
    struct db_params params = DB_PARAMS(int_text(key->release, release), key->employee, key->customer);
    if (!db_query(db, find_sql, params, &result, err)) {
        return false;
    }
    *ret_found = db_rows(result) > 0;
    if (*ret_found) {
        *ret_teams = (size_t)db_int(result, 0, 0);
    }
    return true;
}

static bool insert_all(struct db *db, const struct linkage_key *key, const struct linkage_results *results,
                       struct error *err)
{
    char release[INT_TEXT_SIZE];
    struct db_params params = DB_PARAMS(int_text(key->release, release), key->employee, key->customer);
    return bulk_insert(db, &organisation_table, params, &results->organisation, 1, err) &&
           bulk_insert(db, &team_table, params, results->team, results->teams, err) &&
           bulk_insert(db, &lag_table, params, results->lag, results->lags, err) &&
           bulk_insert(db, &claim_table, params, results->claim, results->claims, err);
}

bool linkage_store_save(struct db *db, const struct linkage_key *key, const struct linkage_results *results,
                        struct error *err)
{
    if (!db_begin(db, err)) {
        return false;
    }
    if (insert_all(db, key, results, err) && db_commit(db, err)) {
        return true;
    }
    db_rollback(db);
    return false;
}
