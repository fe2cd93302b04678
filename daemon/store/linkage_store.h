/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_LINKAGE_STORE_H
#define PULSSID_STORE_LINKAGE_STORE_H

/*
 * Where the results of a linkage go: rows of pulssid.linkage, linkage_team and linkage_lag. Members of a row
 * are named after its columns, which say what they mean (sql/0003_results.sql, sql/0015_linkage.sql); numbers
 * are NAN and texts NULL for SQL null.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "store/bulk.h"
#include "store/db.h"

struct linkage_key {
    int32_t release;
    const char *employee; /* dimensions */
    const char *customer;
};

struct linkage_organisation_row {
    const char *state;
    double k_star;
    struct bulk_list lags;
    struct bulk_list stouffer_z;
    struct bulk_list stouffer_p;
    double p_pooled_sidak;
    double mismatch_b;
    double mismatch_stat;
    double mismatch_p;
    const char *mismatch_seed; /* in digits: it needs more bits than a double has */
    double pooled_dl_k;
    double pooled_dl_q;
    double pooled_dl_q_p;
    double pooled_dl_tau2;
    double pooled_dl_i2;
    double pooled_dl_z;
    double pooled_dl_se;
    double pooled_dl_se_mkh;
    struct bulk_list pooled_dl_ci_z;
    double pooled_dl_p_mkh;
    struct bulk_list pooled_dl_pi_z;
    double pooled_dl_r;
    struct bulk_list pooled_dl_ci_r;
    struct bulk_list pooled_dl_pi_r;
    double pooled_dl_fe_z;
    double pooled_dl_fe_se;
    double pooled_dl_fe_p;
    const char *evidence;
    const char *formal; /* "true" or "false" */
    double tested;
    double family;
    double mismatch_q;
    double r_detectable;
    double attenuation_w_pooled_within_sd;
    double attenuation_w_mean_error_var;
    double attenuation_w_mean_level_var;
    double attenuation_w_rel_level;
    double attenuation_c_pooled_within_sd;
    double attenuation_c_mean_error_var;
    double attenuation_c_mean_level_var;
    double attenuation_c_rel_level;
    double attenuation_r_within_level_kstar;
    double attenuation_neff_total;
    struct bulk_list attenuation_ci;
    double attenuation_factor;
    double attenuation_r_corrected;
    struct bulk_list attenuation_ci_corrected;
    double between_k;
    double between_tau2_w;
    double between_tau2_c;
    double between_r_unweighted;
    struct bulk_list between_r_unweighted_ci;
    double between_r_weighted;
    double between_k_eff;
    struct bulk_list between_r_weighted_ci;
    const char *simpson_warning; /* "true", "false" or unknown, like the next */
    const char *sign_differs;
    struct bulk_list equivalence_ci_r;
    const char *equivalence_verdict;
    const char *direction;
    const char *lag_set;
    const char *grade; /* of its first claim, as that of a team */
    const char *evidence_kept;
};

struct linkage_team_row {
    double team_id;
    const char *status;
    double n_pairs;
    double min_series;
    double n_white;
    double min_pairs;
    double phi_x;
    double phi_y;
    double slope_x;
    double slope_y;
    double r_level_lag0;
    double neff;
    double r_level_lo;
    double r_level_hi;
    double spearman;
    double spearman_lo;
    double spearman_hi;
    double best_lag;
    double r_best;
    double p_sidak;
    const char *direction;
    const char *lag_set;
    double q_bh;
    double q_by;
    double loo_lag;
    double loo_r;
    double loo_n;
    double loo_p_two;
    double loo_z_others;
    double loo_r_others;
    double loo_resid_z;
    double loo_p_lower;
    double loo_p_lag_others;
    double loo_q_bh;
    double eb_z;
    double eb_se;
    double eb_r;
    double p_level_lag0;
    double r_level_best;
    double neff_best;
    double r_level_best_lo;
    double r_level_best_hi;
    double p_level_best;
    double spearman_best;
    double spearman_best_lo;
    double spearman_best_hi;
    double r_detectable;
    double loo_r_detectable;
    double loo_q_by;
    const char *evidence;
    const char *loo_evidence;
    double mean_x;
    double mean_x_se;
    double mean_x_n;
    double rel_x;
    double mean_y;
    double mean_y_se;
    double mean_y_n;
    double rel_y;
    double invited;
    double responses;
    double response_rho;
    const char *grade;
    const char *evidence_kept;
    const char *loo_evidence_kept;
};

struct linkage_lag_row {
    double team_id;
    double lag;
    double n;
    double r;
    double z;
    double v;
    double t;
    double p;
};

/* Of the whole where team_id is 0. The texts hold no quote and no backslash. */
struct linkage_claim_row {
    double team_id;
    double place; /* among those of the team, from 1 */
    const char *claim;
    const char *grade;
    const char *sentence_fi;
    const char *sentence_en;
    const char *sentence_sv;
};

struct linkage_results {
    struct linkage_organisation_row organisation;
    const struct linkage_team_row *team;
    size_t teams;
    const struct linkage_lag_row *lag;
    size_t lags;
    const struct linkage_claim_row *claim;
    size_t claims;
};

/* Whether this pair has been analysed for this release, and then how many teams had enough data. */
bool linkage_store_find(struct db *db, const struct linkage_key *key, bool *ret_found, size_t *ret_teams,
                        struct error *err) MUST_CHECK;

/* Writes everything in one transaction of its own, or nothing. */
bool linkage_store_save(struct db *db, const struct linkage_key *key, const struct linkage_results *results,
                        struct error *err) MUST_CHECK;

#endif
