/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses the sentences of an analysis. */
#include "linkage_claims.h"

#include <math.h>
#include <stdlib.h>

#include "math/detectable.h"
#include "model/claim_fill.h"

#define MOST_CLAIMS_OF_THE_WHOLE 6
#define MOST_CLAIMS_OF_A_TEAM 3
#define TEAMS_FOR_A_CLAIM 30   /* between teams */
#define LEAST_RATE 0.50        /* else indicative … */
#define LEAST_RATE_AT_ALL 0.30 /* … or not representative */
#define MOVES 0.50
#define DIFFER_BELOW 0.05 /* p of Q: teams' links differ */

/* Claims while they are written; the buffer moves as it grows, so sentences are offsets until the end. */
struct writer {
    const struct linkage_analysis *a;
    const struct linkage_subject *subject;
    struct linkage_claims *claims;
    size_t (*offset)[LANGUAGE_COUNT];
};

static void writer_free_local(const struct writer *w)
{
    free(w->offset);
}

static struct claim_values values_of(const struct writer *w)
{
    return (struct claim_values){
        .employee = w->subject->employee, .customer = w->subject->customer, .kind = w->subject->kind};
}

/* Adds a claim of a team, 0: of the whole. */
static void add(struct writer *w, int32_t team_id, const char *name, enum claim_sentence sentence,
                const struct claim_values *values)
{
    struct linkage_claims *claims = w->claims;
    size_t place = 0;
    while (place < claims->n && claims->row[claims->n - 1 - place].team_id == (double)team_id) {
        place++;
    }
    for (enum language language = LANGUAGE_FI; language < LANGUAGE_COUNT; language++) {
        w->offset[claims->n][language] = claims->text.len;
        claim_fill(sentence, values, language, &claims->text);
        buffer_append(&claims->text, "", 1);
    }
    claims->row[claims->n++] =
        (struct linkage_claim_row){.team_id = (double)team_id,
                                   .place = (double)(place + 1),
                                   .claim = name,
                                   .grade = claim_grade_name(claim_text(sentence)->grade)};
}

static enum claim_evidence evidence_of(enum evidence evidence)
{
    return evidence == EVIDENCE_CONFIRMED     ? CLAIM_EVIDENCE_CONFIRMED
           : evidence == EVIDENCE_PRELIMINARY ? CLAIM_EVIDENCE_PRELIMINARY
                                              : CLAIM_EVIDENCE_NONE;
}

/* The strongest of some z on the side of 0 where the other dimension came first, as a correlation. */
static double reverse_r(const double *z, size_t lags, bool customer_first)
{
    double strongest = NAN;
    size_t from = customer_first ? lags / 2 + 1 : 0;
    for (size_t j = from; j < from + lags / 2; j++) {
        bool stronger = isnan(strongest) || fabs(z[j]) > fabs(strongest);
        strongest = !isnan(z[j]) && stronger ? z[j] : strongest;
    }
    return tanh(strongest);
}

static void set_order(struct claim_values *v, enum correlation_direction direction, int32_t lag)
{
    v->customer_first = direction == CORRELATION_Y_LEADS;
    v->lag = lag < 0 ? -lag : lag;
}

static int32_t lag_at(const struct writer *w, size_t index)
{
    return (int32_t)index - (int32_t)(w->a->correlation->lags / 2);
}

static void set_estimate(struct claim_values *v, const struct pooling_estimate *e)
{
    v->r = e->r;
    v->lo = e->ci_r[0];
    v->hi = e->ci_r[1];
    v->pi_lo = e->pi_r[0];
    v->pi_hi = e->pi_r[1];
    v->percent = e->i2;
    v->k = (double)e->k;
}

static enum claim_sentence choose_link(const struct writer *w, struct claim_values *v)
{
    const struct linkage_analysis *a = w->a;
    enum evidence evidence = a->tests[LINKAGE_WHOLE].evidence[0];
    size_t lags = a->correlation->lags;
    struct pooling_lags fitting = pooling_lags(&a->common, lags);
    if (a->withheld) {
        return CLAIM_NOT_OF_TEAMS;
    }
    if (isnan(a->mismatch.p) || isnan(a->estimate.r)) {
        v->k = (double)linkage_analysis_teams(a);
        v->need = fmax(MISMATCH_LEAST_TEAMS, (double)w->subject->used->min_pool);
        return CLAIM_FEW_TEAMS;
    }
    if (evidence == EVIDENCE_NONE) {
        v->is_one_of_many = a->tests[LINKAGE_WHOLE].family > 1;
        v->detectable = detectable_pooled_r(a->estimate.se_mkh, (double)a->estimate.k - 1.0, lags);
        return CLAIM_UNSEEN;
    }
    set_estimate(v, &a->estimate);
    v->evidence = evidence_of(evidence);
    if (fitting.direction == CORRELATION_UNDETERMINED ||
        !linkage_is_significant(&a->tests[LINKAGE_WHOLE], 0)) {
        return CLAIM_TOGETHER;
    }
    set_order(v, fitting.direction, lag_at(w, a->common.best));
    v->reverse = reverse_r(a->common.mean, lags, v->customer_first);
    return CLAIM_LEAD;
}

static bool excludes_zero(double lo, double hi)
{
    return lo > 0.0 || hi < 0.0;
}

/* The lag is the one that fits best, so an interval beyond 0 is no test. */
static enum claim_sentence choose_size(const struct writer *w)
{
    const struct pooling_estimate *e = &w->a->estimate;
    bool linked = w->a->tests[LINKAGE_WHOLE].evidence[0] != EVIDENCE_NONE;
    if (excludes_zero(e->ci_r[0], e->ci_r[1])) {
        return linked ? CLAIM_SIZE : CLAIM_SIZE_UNTESTED;
    }
    return linked && e->q_p < DIFFER_BELOW ? CLAIM_SIZE_SOMEWHERE : CLAIM_SIZE_UNCERTAIN;
}

static void add_size(struct writer *w)
{
    struct claim_values v = values_of(w);
    set_estimate(&v, &w->a->estimate);
    if (!isnan(v.r)) {
        add(w, 0, "size", choose_size(w), &v);
    }
}

/* How large the link would be is told where there is one to speak of. */
static void add_corrected(struct writer *w)
{
    const struct attenuation *attenuation = &w->a->attenuation;
    struct claim_values v = values_of(w);
    bool linked = w->a->tests[LINKAGE_WHOLE].evidence[0] != EVIDENCE_NONE;
    v.corrected = attenuation->corrected;
    v.lo = attenuation->corrected_lo;
    v.hi = attenuation->corrected_hi;
    v.r = attenuation->r;
    if (linked && !isnan(v.corrected) && !isnan(v.lo)) {
        add(w, 0, "corrected", CLAIM_CORRECTED, &v);
    }
}

static void add_between(struct writer *w)
{
    const struct between *b = &w->a->between;
    struct claim_values v = values_of(w);
    v.r = b->weighted_r;
    v.lo = b->weighted_lo;
    v.hi = b->weighted_hi;
    v.k = (double)b->k;
    if (isnan(v.r) || isnan(v.lo)) {
        return;
    }
    bool claimed = b->k >= TEAMS_FOR_A_CLAIM && excludes_zero(v.lo, v.hi);
    enum claim_sentence sentence = v.r < 0.0 ? CLAIM_BETWEEN_LOWER : CLAIM_BETWEEN_HIGHER;
    add(w, 0, "between", claimed ? sentence : CLAIM_BETWEEN, &v);
    if (w->a->between_sign == BETWEEN_REVERSED) {
        add(w, 0, "sign", CLAIM_REVERSED, &v);
    } else if (w->a->between_sign == BETWEEN_SIGNS_DIFFER) {
        add(w, 0, "sign", CLAIM_SIGNS_DIFFER, &v);
    }
}

static void add_whole(struct writer *w)
{
    struct claim_values v = values_of(w);
    enum claim_sentence link = choose_link(w, &v);
    add(w, 0, "link", link, &v);
    w->claims->grade[0] = claim_grade_name(claim_text(link)->grade);
    add_size(w);
    add_corrected(w);
    add_between(w);
    add(w, 0, "label", CLAIM_LABEL, &v);
}

/* What is missing of a team: weeks with both figures, or, when there are enough, weeks that follow another.
 */
static void set_missing(const struct writer *w, const struct correlation_team *team, struct claim_values *v)
{
    const struct correlation_opts *used = &w->subject->used->correlation;
    bool few = team->n_pairs < used->min_series;
    v->n = (double)(few ? team->n_pairs : team->n_white);
    v->need = (double)(few ? used->min_series : used->min_pairs);
}

static enum claim_sentence choose_own(const struct writer *w, size_t i, struct claim_values *v)
{
    const struct correlation *c = w->a->correlation;
    const struct correlation_team *team = &c->team[i];
    double z[CORRELATION_MAX_LAGS];
    v->evidence = evidence_of(w->a->tests[LINKAGE_OWN].evidence[i]);
    v->r = c->lag[i * c->lags + team->best].r;
    if (team->direction == CORRELATION_UNDETERMINED ||
        !linkage_is_significant(&w->a->tests[LINKAGE_OWN], i)) {
        return CLAIM_TEAM_TOGETHER;
    }
    for (size_t j = 0; j < c->lags; j++) {
        z[j] = c->lag[i * c->lags + j].z;
    }
    set_order(v, team->direction, lag_at(w, team->best));
    v->reverse = reverse_r(z, c->lags, v->customer_first);
    return CLAIM_TEAM_LEAD;
}

static enum claim_sentence choose_team(const struct writer *w, size_t i, struct claim_values *v)
{
    const struct correlation *c = w->a->correlation;
    const struct correlation_lag *lag = c->lag + i * c->lags;
    if (w->a->withheld) {
        return CLAIM_TEAM_NOT_OF_TEAMS;
    }
    if (c->team[i].status == CORRELATION_INSUFFICIENT) {
        set_missing(w, &c->team[i], v);
        return CLAIM_TEAM_SHORT;
    }
    if (c->team[i].status == CORRELATION_NO_VARIATION) {
        return CLAIM_TEAM_FLAT;
    }
    if (w->a->tests[LINKAGE_OWN].evidence[i] != EVIDENCE_NONE) {
        return choose_own(w, i, v);
    }
    size_t common = w->a->left_out[i].lag;
    if (w->a->tests[LINKAGE_COMMON_LAG].evidence[i] != EVIDENCE_NONE && common < c->lags) {
        v->evidence = evidence_of(w->a->tests[LINKAGE_COMMON_LAG].evidence[i]);
        v->r = lag[common].r;
        v->n = (double)lag[common].n;
        return CLAIM_TEAM_COMMON;
    }
    v->is_one_of_many = w->a->tests[LINKAGE_OWN].family > 1;
    v->detectable = detectable_team_r(c, i);
    return CLAIM_TEAM_UNSEEN;
}

static void add_participation(struct writer *w, size_t i)
{
    const struct participation *p = &w->a->participation[i];
    struct claim_values v = values_of(w);
    double rate = p->responses / p->invited;
    v.percent = 100.0 * rate;
    v.r = p->rho;
    if (rate < LEAST_RATE) {
        add(w, w->subject->team_id[i], "representation",
            rate < LEAST_RATE_AT_ALL ? CLAIM_TEAM_NOT_REPRESENTATIVE : CLAIM_TEAM_INDICATIVE, &v);
    }
    if (fabs(p->rho) > MOVES) {
        add(w, w->subject->team_id[i], "participation", CLAIM_TEAM_PARTICIPATION, &v);
    }
}

static void add_team(struct writer *w, size_t i)
{
    struct claim_values v = values_of(w);
    enum claim_sentence link = choose_team(w, i, &v);
    add(w, w->subject->team_id[i], "link", link, &v);
    w->claims->grade[1 + i] = claim_grade_name(claim_text(link)->grade);
    add_participation(w, i);
}

static bool allocate(struct writer *w, struct linkage_claims *claims)
{
    size_t teams = w->a->correlation->teams;
    size_t most = MOST_CLAIMS_OF_THE_WHOLE + MOST_CLAIMS_OF_A_TEAM * teams;
    w->claims = claims;
    w->offset = calloc(most, sizeof *w->offset);
    claims->row = calloc(most, sizeof *claims->row);
    claims->grade = calloc(1 + teams, sizeof *claims->grade);
    return w->offset != NULL && claims->row != NULL && claims->grade != NULL;
}

static void point(const struct writer *w)
{
    struct linkage_claims *claims = w->claims;
    const char *text = (const char *)buffer_span(&claims->text).data;
    for (size_t i = 0; i < claims->n; i++) {
        claims->row[i].sentence_fi = text + w->offset[i][LANGUAGE_FI];
        claims->row[i].sentence_en = text + w->offset[i][LANGUAGE_EN];
        claims->row[i].sentence_sv = text + w->offset[i][LANGUAGE_SV];
    }
}

bool linkage_claims_new(const struct linkage_analysis *analysis, const struct linkage_subject *subject,
                        struct linkage_claims **ret_claims, struct error *err)
{
    CLEANUP(linkage_claims_free) struct linkage_claims *claims = calloc(1, sizeof *claims);
    CLEANUP(writer_free) struct writer w = {.a = analysis, .subject = subject};
    if (claims == NULL || !allocate(&w, claims)) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for what is said of a linkage");
    }
    add_whole(&w);
    for (size_t i = 0; i < analysis->correlation->teams; i++) {
        add_team(&w, i);
    }
    if (claims->text.failed) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for what is said of a linkage");
    }
    point(&w);
    *ret_claims = claims;
    claims = NULL;
    return true;
}

struct linkage_claims *linkage_claims_free(struct linkage_claims *claims)
{
    if (claims != NULL) {
        buffer_free(&claims->text);
        free(claims->row);
        free(claims->grade);
        free(claims);
    }
    return NULL;
}
