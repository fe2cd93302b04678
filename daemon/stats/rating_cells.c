/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ratings between teams, from the sums of pairs to what is shown of them. */
#include "rating_cells.h"

#include <math.h>
#include <stdlib.h>

#include "display.h"
#include "math/score.h"
#include "store/rating_store.h"

/* One dimension of ratings while it is being published. */
struct rating_pass {
    struct db *db;
    const struct figures *figures;
    size_t metric;
    struct rating_key key;
};

/* The question of a version that feeds the metric, or NULL. */
static const struct question *question_of(const struct metric_source *source, size_t metric)
{
    for (size_t i = 0; i < source->n_dimensions; i++) {
        if (source->metrics[i] == (int32_t)metric) {
            return &source->survey->questions[source->dimensions[i].items[0]];
        }
    }
    return NULL;
}

/* Units in 0..100 into which the ranges of all versions go; 0 when that takes too many. */
static int64_t unit_of(const struct rating_pass *pass)
{
    const struct metric_set *set = pass->figures->set;
    int64_t unit = 1;
    for (size_t s = 0; s < set->n_sources && unit <= METRIC_MAX_UNIT; s++) {
        const struct question *q = question_of(&set->sources[s], pass->metric);
        unit = q == NULL ? unit : survey_common_unit(unit, q->max - q->min);
    }
    return unit <= METRIC_MAX_UNIT ? unit : 0;
}

/* How each version's ratings are counted. Returns how many versions. */
static size_t list_scales(const struct rating_pass *pass, int64_t unit, struct rating_scale *scales)
{
    const struct metric_set *set = pass->figures->set;
    size_t n = 0;
    for (size_t s = 0; s < set->n_sources && unit > 0; s++) {
        const struct question *q = question_of(&set->sources[s], pass->metric);
        if (q != NULL) {
            int64_t step = unit / (q->max - q->min);
            scales[n++] = (struct rating_scale){.survey_id = set->sources[s].survey->id,
                                                .slope = q->reverse ? -step : step,
                                                .intercept = q->reverse ? step * q->max : -step * q->min};
        }
    }
    return n;
}

static bool may_be_shown(const struct figures *figures, const struct rating_sum *sum)
{
    int32_t rater = team_tree_find(figures->tree, sum->rater_id);
    int32_t rated = team_tree_find(figures->tree, sum->rated_id);
    if (rater < 0 || rated < 0) {
        return false;
    }
    int32_t people = figures->tree->nodes[rater].team.headcount;
    int32_t rated_people = figures->tree->nodes[rated].team.headcount;
    return (people == HEADCOUNT_UNKNOWN || sum->tally.n <= people) &&
           (rated_people == HEADCOUNT_UNKNOWN || rated_people >= figures->period->k_employee);
}

static struct rating rating_of(const struct rating_sum *sum, int32_t unit)
{
    const struct tally *tally = &sum->tally;
    struct cell cell = cell_empty(sum->rater_id, CELL_PUBLISHED);
    cell.tally = *tally;
    cell.unit = unit;
    cell.shows_spread = tally->n >= SPREAD_FROM;
    return (struct rating){.rater_id = sum->rater_id,
                           .rated_id = sum->rated_id,
                           .n = tally->n,
                           .mean = score_mean(tally->n, tally->sum, tally->squares, unit).mean,
                           .shown = display_cell(&cell, (struct display_spread){NAN, 0.0})};
}

static bool publish(const struct rating_pass *pass, int64_t unit, const struct rating_scale *scales,
                    size_t n_scales, struct error *err)
{
    const struct figures *figures = pass->figures;
    struct rating_sum *sums CLEANUP(free) = NULL;
    size_t n_sums;
    size_t n = 0;
    if (!rating_store_count(pass->db, figures->period, scales, n_scales, &sums, &n_sums, err)) {
        return false;
    }
    struct rating *ratings CLEANUP(free) = calloc(n_sums + 1, sizeof *ratings);
    if (ratings == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for %zu ratings", n_sums);
    }
    for (size_t i = 0; i < n_sums; i++) {
        if (may_be_shown(figures, &sums[i])) {
            ratings[n++] = rating_of(&sums[i], (int32_t)unit);
        }
    }
    return rating_store_insert(pass->db, &pass->key, ratings, n, err);
}

static bool suppress_others(const struct rating_pass *pass, struct error *err)
{
    const struct team_tree *tree = pass->figures->tree;
    int32_t *teams CLEANUP(free) = calloc(tree->n, sizeof *teams);
    size_t n = 0;
    if (teams == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for %zu teams", tree->n);
    }
    for (size_t v = 0; v < tree->n; v++) {
        if (figures_is_leaf(pass->figures, v)) {
            teams[n++] = tree->nodes[v].team.id;
        }
    }
    return rating_store_suppress(pass->db, &pass->key, teams, n, err);
}

static bool write_dimension(const struct rating_pass *pass, struct error *err)
{
    const struct metric_set *set = pass->figures->set;
    if (!set->metrics[pass->metric].has_data) {
        return rating_store_no_data(pass->db, &pass->key, err);
    }
    struct rating_scale *scales CLEANUP(free) = calloc(set->n_sources + 1, sizeof *scales);
    if (scales == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for %zu surveys", set->n_sources);
    }
    int64_t unit = unit_of(pass);
    size_t n = list_scales(pass, unit, scales);
    return publish(pass, unit, scales, n, err) && suppress_others(pass, err);
}

bool rating_cells_write(struct db *db, const struct figures *figures, struct error *err)
{
    for (size_t m = 0; m < figures->set->n; m++) {
        const struct metric *metric = &figures->set->metrics[m];
        struct rating_pass pass = {db, figures, m, {figures->period->period, metric->dimension}};
        bool between_teams = metric->kind == DIMENSION_RATINGS && metric->audience == AUDIENCE_EMPLOYEE;
        if (between_teams && !write_dimension(&pass, err)) {
            return error_prefix(err, "dimension %s", metric->dimension);
        }
    }
    return true;
}
