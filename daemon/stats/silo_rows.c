/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns an analysis of silos into rows. */
#include "silo_rows.h"

#include <math.h>
#include <stdlib.h>

#include "linkage_evidence.h"
#include "math/evidence.h"
#include "model/silo_text.h"
#include "path_summary.h"
#include "silo_together.h"
#include "silo_whole.h"
#include "silo_words.h"

#define FIGURES_OF_INDICATOR 3
#define FIGURES_OF_FAMILY 3
#define FIGURES_OF_SERIES 5
#define FIGURES                                                                                              \
    (FIGURES_OF_INDICATOR * INDICATORS + (FIGURES_OF_FAMILY + 1) * FAMILIES + FIGURES_OF_SERIES * SILO_SERIES)
#define SHOWN_FROM_P 0.05 /* an indicator is named in words */

/* What is being written, and from what. */
struct writing {
    const struct silo_subject *subject;
    struct silo_rows *rows;
    double *list; /* where the next one begins */
    bool failed;  /* no memory for a text */
};

static const char *keep_text(struct writing *w, struct buffer *out)
{
    char *text = silo_words_copy(out);
    w->rows->texts[w->rows->n_texts++] = text;
    w->failed = w->failed || text == NULL;
    return text;
}

/* Room for a list of the row's. */
static double *begin_list(struct writing *w, size_t n, struct bulk_list *ret_list)
{
    double *values = w->list;
    *ret_list = (struct bulk_list){values, n};
    w->list += n;
    return values;
}

static void add_indicators(struct writing *w, const struct silo_team *team, struct silo_team_row *row)
{
    const char **reasons[INDICATORS] = {&row->a1_reason, &row->a2_reason, &row->b1_reason, &row->b2_reason,
                                        &row->c1_reason, &row->c2_reason, &row->d1_reason};
    double *x = begin_list(w, INDICATORS, &row->indicator_x);
    double *se = begin_list(w, INDICATORS, &row->indicator_se);
    double *p = begin_list(w, INDICATORS, &row->indicator_p);
    for (size_t i = 0; i < INDICATORS; i++) {
        x[i] = team->indicator[i].x;
        se[i] = team->indicator[i].se;
        p[i] = team->indicator[i].p;
        *reasons[i] = silo_words_lack(team->indicator[i].lack);
    }
}

static void add_families(struct writing *w, const struct silo_team *team, struct silo_team_row *row)
{
    double *score = begin_list(w, FAMILIES, &row->family_score);
    double *p = begin_list(w, FAMILIES, &row->family_p);
    double *contribution = begin_list(w, FAMILIES, &row->family_contribution);
    for (size_t i = 0; i < FAMILIES; i++) {
        score[i] = team->index.family[i].score;
        p[i] = team->index.family[i].p;
        contribution[i] = team->index.family[i].contribution;
    }
}

static void add_effects(struct writing *w, const struct silo_team *team, struct silo_team_row *row)
{
    double *n = begin_list(w, SILO_SERIES, &row->effect_n);
    double *delta = begin_list(w, SILO_SERIES, &row->effect_delta);
    double *se = begin_list(w, SILO_SERIES, &row->effect_se);
    double *neff = begin_list(w, SILO_SERIES, &row->effect_neff);
    double *phi = begin_list(w, SILO_SERIES, &row->effect_phi);
    for (size_t i = 0; i < SILO_SERIES; i++) {
        n[i] = (double)team->difference[i].n;
        delta[i] = team->difference[i].delta;
        se[i] = team->difference[i].se;
        neff[i] = team->difference[i].neff;
        phi[i] = team->difference[i].phi;
    }
}

static void add_network(const struct writing *w, size_t i, struct silo_team_row *row)
{
    const struct silo_team *team = &w->subject->analysis->team[i];
    int32_t community = w->subject->analysis->community[i];
    row->handed_on = w->subject->source->handed_on[i];
    row->received_teams = (double)team->received.raters;
    row->received = team->received.mean;
    row->received_se = team->received.se;
    row->ties_internal = (double)team->dyads.internal_ties;
    row->ties_external = (double)team->dyads.external_ties;
    row->dyads_internal = (double)team->dyads.internal;
    row->dyads_external = (double)team->dyads.external;
    row->ties_ei = team->inwardness.ei;
    row->ties_p = team->inwardness.p;
    row->handoffs = (double)team->support.handoffs;
    row->unsupported = (double)team->support.unsupported;
    row->community = community == COMMUNITIES_ALONE ? (double)NAN : community + 1.0;
}

/* What readers see instead, where handoffs are part of it. */
static void add_told(struct writing *w, const struct silo_told_team *told, struct silo_team_row *row)
{
    double *adds = begin_list(w, FAMILIES, &row->told_adds);
    const struct indicator *b1 = &told->indicator[INDICATOR_B1];
    const struct indicator *b2 = &told->indicator[INDICATOR_B2];
    for (size_t i = 0; i < FAMILIES; i++) {
        adds[i] = told->index.family[i].contribution;
    }
    row->told_reason = silo_words_lack(told->index.lack);
    row->told_families = (double)told->index.families;
    row->told_index = told->index.index;
    row->told_index_lo = told->index.lo;
    row->told_index_hi = told->index.hi;
    row->told_p = told->index.p;
    row->told_q = told->q;
    row->told_b1 = b1->x, row->told_b1_p = b1->p, row->told_b1_reason = silo_words_lack(b1->lack);
    row->told_b2 = b2->x, row->told_b2_p = b2->p, row->told_b2_reason = silo_words_lack(b2->lack);
    row->told_b = told->index.family[FAMILY_B].score;
    row->told_more = told->more;
}

static int whole(double x)
{
    return isnan(x) ? 0 : (int)lround(x);
}

/* In whole per cents or tens, as shares of so many visits are told. */
static int percent_handed_on(const struct writing *w, size_t i)
{
    double decimals = path_summary_decimals((int64_t)w->subject->source->visits[i], w->subject->k);
    double step = decimals >= 2.0 ? 1.0 : 10.0;
    return whole(step * round(100.0 * w->subject->source->handed_on[i] / step));
}

static void find(const struct writing *w, size_t i, struct silo_text_facts *facts)
{
    static const size_t indicator[SILO_TEXT_FINDINGS] = {
        [SILO_TEXT_INWARD] = INDICATOR_A1,    [SILO_TEXT_DECOUPLED] = INDICATOR_A2,
        [SILO_TEXT_HANDED_ON] = INDICATOR_B1, [SILO_TEXT_UNSUPPORTED] = INDICATOR_B2,
        [SILO_TEXT_SELF] = INDICATOR_C1,      [SILO_TEXT_REACH] = INDICATOR_C2,
        [SILO_TEXT_ENGAGED] = INDICATOR_D1,
    };
    const struct silo_team *team = &w->subject->analysis->team[i];
    const struct silo_told_team *told = &w->subject->told->team[i];
    const struct difference *d = team->difference;
    for (size_t f = 0; f < SILO_TEXT_FINDINGS; f++) {
        facts->found[f] = told->indicator[indicator[f]].p <= SHOWN_FROM_P; /* not where it is unknown */
    }
    facts->wellbeing = whole(d[SILO_WELLBEING].delta);
    facts->customers = whole(-d[SILO_CUSTOMER].delta);
    facts->handed_on = percent_handed_on(w, i);
    facts->more = whole(100.0 * told->more);
    facts->unsupported = whole(100.0 * told->unsupported);
    facts->asymmetry = whole(team->indicator[INDICATOR_C1].x * w->subject->opts->anchor[INDICATOR_C1]);
    facts->ties = (int)team->dyads.external_ties;
    facts->dyads = (int)team->dyads.external;
    facts->engagement = whole(d[SILO_ENGAGEMENT].delta);
    facts->orientation = whole(-d[SILO_ORIENTATION].delta);
}

static enum silo_text_kind kind_of(const struct silo_told_team *team, enum evidence evidence)
{
    if (team->index.lack != LACK_NOTHING) {
        return SILO_TEXT_FEW_FAMILIES;
    }
    bool flagged = team->q <= EVIDENCE_Q;
    switch (evidence) {
    case EVIDENCE_NONE:
        return flagged ? SILO_TEXT_FLAGGED : SILO_TEXT_NO_EVIDENCE;
    case EVIDENCE_PRELIMINARY:
        return flagged ? SILO_TEXT_FLAGGED : SILO_TEXT_FLAGGED_BEFORE;
    case EVIDENCE_CONFIRMED:
        return flagged ? SILO_TEXT_CONFIRMED : SILO_TEXT_CONFIRMED_BEFORE;
    }
    return SILO_TEXT_NO_EVIDENCE;
}

static void write_words(struct writing *w, const struct silo_text_facts *facts, struct silo_team_row *row)
{
    const char **texts[LANGUAGE_COUNT] = {
        [LANGUAGE_FI] = &row->text_fi, [LANGUAGE_EN] = &row->text_en, [LANGUAGE_SV] = &row->text_sv};
    for (enum language language = 0; language < LANGUAGE_COUNT; language++) {
        struct buffer out CLEANUP(buffer_free) = {0};
        silo_text(facts, language, &out);
        *texts[language] = keep_text(w, &out);
    }
}

static void add_words(struct writing *w, size_t i, struct silo_team_row *row)
{
    const struct silo_told_team *team = &w->subject->told->team[i];
    struct silo_text_facts facts = {.kind = kind_of(team, w->subject->evidence[i]),
                                    .index = whole(team->index.index),
                                    .lo = whole(team->index.lo),
                                    .hi = whole(team->index.hi),
                                    .families = (int)team->index.families};
    if (facts.kind < SILO_TEXT_NO_EVIDENCE) {
        find(w, i, &facts);
    }
    write_words(w, &facts, row);
}

static void add_team(struct writing *w, size_t i)
{
    const struct silo_team *team = &w->subject->analysis->team[i];
    struct silo_team_row *row = &w->rows->teams[w->rows->n_teams++];
    *row = (struct silo_team_row){.team_id = w->subject->source->cells->team_id[i],
                                  .reason = silo_words_lack(team->index.lack),
                                  .families = (double)team->index.families,
                                  .index = team->index.index,
                                  .index_se = team->index.se,
                                  .index_lo = team->index.lo,
                                  .index_hi = team->index.hi,
                                  .p = team->index.p,
                                  .q = team->q,
                                  .evidence = linkage_evidence_name(isnan(w->subject->told->team[i].q)
                                                                        ? EVIDENCE_NONE
                                                                        : w->subject->evidence[i]),
                                  .evidence_kept = linkage_evidence_name(w->subject->evidence[i]),
                                  .quadrant = silo_words_quadrant(team->quadrant)};
    add_indicators(w, team, row);
    add_families(w, team, row);
    add_effects(w, team, row);
    add_network(w, i, row);
    add_told(w, &w->subject->told->team[i], row);
    add_words(w, i, row);
}

static void fill_unknown(struct writing *w, size_t n, struct bulk_list *ret_list)
{
    double *values = begin_list(w, n, ret_list);
    for (size_t i = 0; i < n; i++) {
        values[i] = NAN;
    }
}

static struct silo_team_row unknown_row(int32_t team_id)
{
    const char *lack = silo_words_lack(LACK_PERIODS);
    return (struct silo_team_row){.team_id = team_id,
                                  .reason = lack,
                                  .index = NAN,
                                  .index_se = NAN,
                                  .index_lo = NAN,
                                  .index_hi = NAN,
                                  .p = NAN,
                                  .q = NAN,
                                  .a1_reason = lack,
                                  .a2_reason = lack,
                                  .b1_reason = lack,
                                  .b2_reason = lack,
                                  .c1_reason = lack,
                                  .c2_reason = lack,
                                  .d1_reason = lack,
                                  .handed_on = NAN,
                                  .received = NAN,
                                  .received_se = NAN,
                                  .ties_ei = NAN,
                                  .ties_p = NAN,
                                  .community = NAN,
                                  .told_reason = lack,
                                  .told_index = NAN,
                                  .told_index_lo = NAN,
                                  .told_index_hi = NAN,
                                  .told_p = NAN,
                                  .told_q = NAN,
                                  .told_b1 = NAN,
                                  .told_b1_p = NAN,
                                  .told_b1_reason = lack,
                                  .told_b2 = NAN,
                                  .told_b2_p = NAN,
                                  .told_b2_reason = lack,
                                  .told_b = NAN,
                                  .told_more = NAN,
                                  .evidence = linkage_evidence_name(EVIDENCE_NONE),
                                  .quadrant = silo_words_quadrant(QUADRANT_UNDETERMINED)};
}

/* Nothing in it depends on what the team answered or was answered. */
static void add_unpublished(struct writing *w, int32_t team_id)
{
    const struct silo_text_facts facts = {.kind = SILO_TEXT_FEW_FAMILIES};
    struct silo_team_row *row = &w->rows->teams[w->rows->n_teams++];
    *row = unknown_row(team_id);
    struct bulk_list *const of_indicators[] = {&row->indicator_x, &row->indicator_se, &row->indicator_p};
    struct bulk_list *const of_families[] = {&row->family_score, &row->family_p, &row->family_contribution};
    struct bulk_list *const of_series[] = {&row->effect_n, &row->effect_delta, &row->effect_se,
                                           &row->effect_neff, &row->effect_phi};
    for (size_t i = 0; i < FIGURES_OF_INDICATOR; i++) {
        fill_unknown(w, INDICATORS, of_indicators[i]);
    }
    for (size_t i = 0; i < FIGURES_OF_FAMILY; i++) {
        fill_unknown(w, FAMILIES, of_families[i]);
    }
    for (size_t i = 0; i < FIGURES_OF_SERIES; i++) {
        fill_unknown(w, SILO_SERIES, of_series[i]);
    }
    fill_unknown(w, FAMILIES, &row->told_adds);
    write_words(w, &facts, row);
}

static enum silo_text_reading reading_of(enum silo_reading reading)
{
    switch (reading) {
    case SILO_READING_NONE:
        return SILO_TEXT_NO_READING;
    case SILO_CLOSED_SHOPS:
        return SILO_TEXT_CLOSED_SHOPS;
    case SILO_CROSSED_BORDER:
        return SILO_TEXT_CROSSED_BORDER;
    case SILO_SPECIALISED:
        return SILO_TEXT_SPECIALISED;
    }
    return SILO_TEXT_NO_READING;
}

/* Teams of which formal tests found signs that this analysis does not show. */
static int count_standing(const struct silo_subject *subject)
{
    int standing = 0;
    for (size_t i = 0; i < subject->analysis->teams; i++) {
        bool stands = subject->told->team[i].q > EVIDENCE_Q; /* not where it is unknown */
        standing += subject->evidence[i] != EVIDENCE_NONE && stands;
    }
    return standing;
}

/* Of too few handoffs no community is told, in words neither. */
static enum together find_together(const struct silo_subject *s, struct buffer *ret_teams)
{
    const struct silo_analysis *a = s->analysis;
    const struct silo_together together = {a->teams, &a->networks, a->community, s->source->unit,
                                           (const char(*)[CODE_SIZE])s->source->code};
    return isnan(path_summary_decimals((int64_t)a->networks.handoffs.figures.total, s->k))
               ? TOGETHER_UNKNOWN
               : silo_together_find(&together, ret_teams);
}

static void add_whole_words(struct writing *w)
{
    const struct silo_analysis *a = w->subject->analysis;
    struct silo_row *row = &w->rows->silo;
    const struct silo_organisation *told = &w->subject->told->organisation;
    struct buffer teams CLEANUP(buffer_free) = {0};
    enum together grouped = find_together(w->subject, &teams);
    buffer_append(&teams, "", 1);
    if (teams.failed) {
        w->failed = true;
        return;
    }
    const struct silo_text_whole facts = {.is_known = told->lack == LACK_NOTHING,
                                          .index = whole(told->index),
                                          .flagged = (int)told->flagged,
                                          .judged = (int)told->teams,
                                          .standing = count_standing(w->subject),
                                          .reading = reading_of(a->networks.reading),
                                          .together = grouped,
                                          .teams = (const char *)buffer_span(&teams).data};
    const char **texts[LANGUAGE_COUNT] = {
        [LANGUAGE_FI] = &row->text_fi, [LANGUAGE_EN] = &row->text_en, [LANGUAGE_SV] = &row->text_sv};
    for (enum language language = 0; language < LANGUAGE_COUNT; language++) {
        struct buffer out CLEANUP(buffer_free) = {0};
        silo_text_whole(&facts, language, &out);
        *texts[language] = keep_text(w, &out);
    }
}

static struct silo_rows *allocate(size_t teams)
{
    struct silo_rows *rows = calloc(1, sizeof *rows);
    if (rows == NULL) {
        return NULL;
    }
    rows->teams = calloc(teams + 1, sizeof *rows->teams);
    rows->lists = calloc(teams * FIGURES + 1, sizeof *rows->lists);
    rows->texts = calloc((teams + 1) * LANGUAGE_COUNT, sizeof *rows->texts);
    bool complete = rows->teams != NULL && rows->lists != NULL && rows->texts != NULL;
    return complete ? rows : silo_rows_free(rows);
}

bool silo_rows_new(const struct silo_subject *subject, struct silo_rows **ret_rows, struct error *err)
{
    const struct silo_source *source = subject->source;
    struct silo_rows *rows CLEANUP(silo_rows_free) =
        allocate(subject->analysis->teams + source->n_unpublished);
    if (rows != NULL) {
        struct writing w = {.subject = subject, .rows = rows, .list = rows->lists};
        for (size_t i = 0; i < subject->analysis->teams; i++) {
            add_team(&w, i);
        }
        for (size_t i = 0; i < source->n_unpublished; i++) {
            add_unpublished(&w, source->unpublished[i]);
        }
        rows->silo = silo_whole_row(subject);
        add_whole_words(&w);
        if (!w.failed) {
            *ret_rows = rows;
            rows = NULL;
            return true;
        }
    }
    return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the rows of silos");
}

struct silo_rows *silo_rows_free(struct silo_rows *rows)
{
    if (rows != NULL) {
        for (size_t i = 0; i < rows->n_texts; i++) {
            free(rows->texts[i]);
        }
        free(rows->texts);
        free(rows->lists);
        free(rows->teams);
        free(rows);
    }
    return NULL;
}
