/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_SILO_STORE_H
#define PULSSID_STORE_SILO_STORE_H

/*
 * Where the analysis of silos of a release goes: rows of pulssid.silo, silo_team and path_summary. Members of
 * a row are named after its columns, which say what they mean (sql/0019_silos.sql); numbers are NAN and texts
 * NULL for SQL null.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "store/bulk.h"
#include "store/db.h"
#include "store/service_store.h"

/* Columns that begin with "handoffs_" or "ties_". */
struct silo_network_row {
    const char *reason;
    double total;
    double internal;
    double ei;
    double q;
    double q_max;
    double assortativity;
    double arrangements;
    double exact;
    double ei_p_low;
    double ei_p_high;
    double ei_mean;
    double ei_sd;
    double q_p_low;
    double q_p_high;
    double q_mean;
    double q_sd;
};

struct silo_row {
    const char *reason;
    double first;
    double periods;
    double tested;
    double teams;
    double judged;
    double flagged;
    double index;
    double unsupported;
    double seed;
    double permutations;
    const char *reading;
    const char *communities_reason;
    double communities;
    double communities_teams;
    double communities_q;
    double communities_agreement;
    struct silo_network_row handoffs;
    struct silo_network_row ties;
    const char *text_fi;
    const char *text_en;
    const char *text_sv;
    /* What readers see: from coarser numbers of handoffs. */
    const char *told_reason;
    double told_judged;
    double told_flagged;
    double told_index;
    double told_unsupported;
    double told_handoffs_ei;
};

struct silo_team_row {
    double team_id;
    const char *reason;
    double families;
    double index;
    double index_se;
    double index_lo;
    double index_hi;
    double p;
    double q;
    const char *evidence;
    const char *quadrant;
    struct bulk_list indicator_x;
    struct bulk_list indicator_se;
    struct bulk_list indicator_p;
    const char *a1_reason;
    const char *a2_reason;
    const char *b1_reason;
    const char *b2_reason;
    const char *c1_reason;
    const char *c2_reason;
    const char *d1_reason;
    struct bulk_list family_score;
    struct bulk_list family_p;
    struct bulk_list family_contribution;
    struct bulk_list effect_n;
    struct bulk_list effect_delta;
    struct bulk_list effect_se;
    struct bulk_list effect_neff;
    struct bulk_list effect_phi;
    double handed_on;
    double received_teams;
    double received;
    double received_se;
    double ties_internal;
    double ties_external;
    double dyads_internal;
    double dyads_external;
    double ties_ei;
    double ties_p;
    double handoffs;
    double unsupported;
    double community;
    const char *text_fi;
    const char *text_en;
    const char *text_sv;
    const char *evidence_kept;
    /* What readers see: from coarser numbers of handoffs. */
    const char *told_reason;
    double told_families;
    double told_index;
    double told_index_lo;
    double told_index_hi;
    double told_p;
    double told_q;
    double told_b1;
    double told_b1_p;
    const char *told_b1_reason;
    double told_b2;
    double told_b2_p;
    const char *told_b2_reason;
    double told_b;
    struct bulk_list told_adds;
    double told_more;
};

struct path_summary_row {
    const char *reason;
    double first;
    double periods;
    double decimals;
    double contacts;
    struct bulk_list step_contacts;
    double handed_on;
    double handed_on_lo;
    double handed_on_hi;
    double first_desk;
    double first_desk_lo;
    double first_desk_hi;
    double ping_pong;
    double ping_pong_lo;
    double ping_pong_hi;
    double teams;
    double teams_lo;
    double teams_hi;
    struct bulk_list csat_periods;
    struct bulk_list csat_n;
    struct bulk_list csat;
    struct bulk_list csat_lo;
    struct bulk_list csat_hi;
    const char *penalty_reason;
    double penalty_periods;
    double penalty_decimals;
    double penalty_n;
    double penalty_df;
    double penalty;
    double penalty_se;
    double penalty_lo;
    double penalty_hi;
    double penalty_p;
    const char *text_fi;
    const char *text_en;
    const char *text_sv;
};

struct silo_results {
    struct silo_row silo;
    const struct silo_team_row *teams;
    size_t n_teams;
    struct path_summary_row paths;
    const struct service_results *service;
};

struct silo_totals {
    bool found;
    size_t judged; /* teams with an index */
    size_t flagged;
};

/* Whether a release was analysed already, and what was found. */
bool silo_store_find(struct db *db, int32_t release, struct silo_totals *ret_totals,
                     struct error *err) MUST_CHECK;

/* Writes an analysis in a transaction of its own. */
bool silo_store_save(struct db *db, int32_t release, const struct silo_results *results,
                     struct error *err) MUST_CHECK;

/* What was said before a release: the period of the last formal test, and every team's state in the last
 * analysis, a word of silo_team.evidence each. */
struct silo_past {
    bool tested;
    int32_t last_tested;
    size_t n;
    int32_t *team_id;       /* [n], ascending */
    const char **evidence;  /* [n] */
    struct db_result *rows; /* holds the words */
};
bool silo_store_past(struct db *db, int32_t release, struct silo_past **ret_past,
                     struct error *err) MUST_CHECK;
struct silo_past *silo_past_free(struct silo_past *past);
DEFINE_CLEANUP(silo_past_free, struct silo_past)

#endif
