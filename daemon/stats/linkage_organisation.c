/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The organisation's figures of an analysis as one row. */
#include "linkage_organisation.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "linkage_evidence.h"
#include "math/detectable.h"

static struct bulk_list pair_or_null(const double pair[2])
{
    return (struct bulk_list){isnan(pair[0]) ? NULL : pair, 2};
}

/* The two ends of an interval, kept where the row can point to them. */
static struct bulk_list pair_of(double room[2], double lo, double hi)
{
    room[0] = lo;
    room[1] = hi;
    return pair_or_null(room);
}

static void fill_estimate(struct linkage_organisation_row *row, const struct pooling_estimate *e)
{
    row->pooled_dl_k = isnan(e->z) ? NAN : (double)e->k;
    row->pooled_dl_q = e->q;
    row->pooled_dl_q_p = e->q_p;
    row->pooled_dl_tau2 = e->tau2;
    row->pooled_dl_i2 = e->i2;
    row->pooled_dl_z = e->z;
    row->pooled_dl_se = e->se;
    row->pooled_dl_se_mkh = e->se_mkh;
    row->pooled_dl_ci_z = pair_or_null(e->ci_z);
    row->pooled_dl_p_mkh = e->p_mkh;
    row->pooled_dl_pi_z = pair_or_null(e->pi_z);
    row->pooled_dl_r = e->r;
    row->pooled_dl_ci_r = pair_or_null(e->ci_r);
    row->pooled_dl_pi_r = pair_or_null(e->pi_r);
    row->pooled_dl_fe_z = e->fe_z;
    row->pooled_dl_fe_se = e->fe_se;
    row->pooled_dl_fe_p = e->fe_p;
}

static void fill_mismatch(struct linkage_organisation_row *row, const struct mismatch *mismatch,
                          uint32_t permutations, const char *seed)
{
    bool tested = !isnan(mismatch->p);
    row->mismatch_b = tested ? (double)permutations : NAN;
    row->mismatch_stat = mismatch->stat;
    row->mismatch_p = mismatch->p;
    row->mismatch_seed = tested ? seed : NULL;
}

static void fill_attenuation(struct linkage_organisation_row *row, const struct attenuation *a,
                             struct linkage_organisation_room *room)
{
    row->attenuation_w_pooled_within_sd = a->x.sd;
    row->attenuation_w_mean_error_var = a->x.error_var;
    row->attenuation_w_mean_level_var = a->x.level_var;
    row->attenuation_w_rel_level = a->x.reliability;
    row->attenuation_c_pooled_within_sd = a->y.sd;
    row->attenuation_c_mean_error_var = a->y.error_var;
    row->attenuation_c_mean_level_var = a->y.level_var;
    row->attenuation_c_rel_level = a->y.reliability;
    row->attenuation_r_within_level_kstar = a->r;
    row->attenuation_neff_total = a->neff;
    row->attenuation_ci = pair_of(room->pairs[0], a->lo, a->hi);
    row->attenuation_factor = a->factor;
    row->attenuation_r_corrected = a->corrected;
    row->attenuation_ci_corrected = pair_of(room->pairs[1], a->corrected_lo, a->corrected_hi);
}

static const char *truth(bool is_so)
{
    return is_so ? "true" : "false";
}

static void fill_comparison(struct linkage_organisation_row *row, const struct between *b,
                            enum between_sign sign, struct linkage_organisation_room *room)
{
    bool known = sign != BETWEEN_UNKNOWN;
    row->between_k = (double)b->k;
    row->between_tau2_w = b->tau2_x;
    row->between_tau2_c = b->tau2_y;
    row->between_r_unweighted = b->r;
    row->between_r_unweighted_ci = pair_of(room->pairs[2], b->lo, b->hi);
    row->between_r_weighted = b->weighted_r;
    row->between_k_eff = b->k_eff;
    row->between_r_weighted_ci = pair_of(room->pairs[3], b->weighted_lo, b->weighted_hi);
    row->simpson_warning = known ? truth(sign == BETWEEN_REVERSED) : NULL;
    row->sign_differs = known ? truth(sign != BETWEEN_SAME_SIGN) : NULL;
}

static void fill_tests(struct linkage_organisation_row *row, const struct linkage_analysis *a,
                       struct linkage_organisation_room *room)
{
    const struct linkage_tests *whole = &a->tests[LINKAGE_WHOLE];
    const struct pooling_estimate *e = &a->estimate;
    struct pooling_equivalence equivalence = pooling_equivalence(e->z, e->se_mkh);
    row->evidence = linkage_evidence_name(whole->evidence[0]);
    row->evidence_kept = linkage_evidence_name(whole->kept[0]);
    row->formal = truth(a->formal);
    row->tested = a->was_tested ? (double)a->tested : NAN;
    row->family = (double)a->tests[LINKAGE_OWN].family;
    row->mismatch_q = whole->q_bh[0];
    row->r_detectable = detectable_pooled_r(e->se_mkh, (double)e->k - 1.0, a->correlation->lags);
    row->equivalence_ci_r = pair_of(room->pairs[4], equivalence.lo, equivalence.hi);
    row->equivalence_verdict = isnan(e->z) ? NULL : equivalence.no_link ? "no_link" : "inconclusive";
}

static void fill_direction(struct linkage_organisation_row *row, const struct linkage_analysis *a,
                           const char *employee, struct linkage_organisation_room *room)
{
    struct pooling_lags fitting = pooling_lags(&a->common, a->correlation->lags);
    bool pooled = a->common.best < a->correlation->lags;
    if (a->tests[LINKAGE_WHOLE].evidence[0] != EVIDENCE_NONE &&
        !linkage_is_significant(&a->tests[LINKAGE_WHOLE], 0)) {
        fitting.direction = CORRELATION_UNDETERMINED; /* as the sentence says (linkage_claims.h) */
    }
    linkage_lag_set_text(fitting.set, a->correlation->lags, room->lag_set);
    row->direction = pooled ? linkage_direction_word(fitting.direction, employee) : NULL;
    row->lag_set = pooled ? room->lag_set : NULL;
}

void linkage_organisation_fill(const struct linkage_analysis *a, const struct linkage_subject *subject,
                               struct linkage_organisation_room *room, struct linkage_organisation_row *row)
{
    size_t lags = a->correlation->lags;
    for (size_t j = 0; j < lags; j++) {
        room->lags[j] = (double)j - (double)(lags / 2);
    }
    bool pooled = a->common.best < lags;
    snprintf(room->seed, sizeof room->seed, "%" PRIu64, subject->used->seed);
    row->state = pooled ? "published" : "insufficient";
    row->k_star = pooled ? room->lags[a->common.best] : NAN;
    row->lags = (struct bulk_list){room->lags, lags};
    row->stouffer_z = (struct bulk_list){a->common.z, lags};
    row->stouffer_p = (struct bulk_list){a->common.p, lags};
    row->p_pooled_sidak = a->common.p_sidak;
    fill_mismatch(row, &a->mismatch, subject->used->permutations, room->seed);
    fill_estimate(row, &a->estimate);
    fill_tests(row, a, room);
    fill_attenuation(row, &a->attenuation, room);
    fill_comparison(row, &a->between, a->between_sign, room);
    fill_direction(row, a, subject->employee, room);
}
