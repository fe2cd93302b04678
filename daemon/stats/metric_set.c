/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings the dimensions of all surveys of a period together. */
#include "metric_set.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static int32_t find(const struct metric_set *set, const char *dimension)
{
    for (size_t i = 0; i < set->n; i++) {
        if (strcmp(set->metrics[i].dimension, dimension) == 0) {
            return (int32_t)i;
        }
    }
    return METRIC_NONE;
}

/* The metric of a survey's dimension: the one that is there, or a new one that belongs to this survey. */
static int32_t metric_of(struct metric_set *set, const struct survey *survey, const struct dimension *d)
{
    int32_t found = find(set, d->code);
    if (found != METRIC_NONE) {
        return found;
    }
    struct metric *added = &set->metrics[set->n];
    *added = (struct metric){
        .audience = survey->audience, .kind = d->kind, .unit = d->unit, .top_box = d->top_box};
    code_copy(span_text(d->code), added->dimension);
    code_copy(span_text(survey->code), added->survey);
    return (int32_t)set->n++;
}

/* Counts a dimension of a survey with submissions into its metric, when they agree. */
static bool join(struct metric *metric, const struct survey *survey, const struct dimension *d)
{
    int64_t unit = survey_common_unit(metric->unit, d->unit);
    if (strcmp(metric->survey, survey->code) != 0 || metric->audience != survey->audience ||
        metric->kind != d->kind || unit > METRIC_MAX_UNIT) {
        return false;
    }
    metric->unit = (int32_t)unit;
    metric->top_box = metric->top_box == d->top_box ? d->top_box : 0;
    metric->has_data = true;
    return true;
}

static bool add_source(struct metric_set *set, const struct survey *survey, int64_t submissions,
                       struct error *err)
{
    struct metric_source *source = &set->sources[set->n_sources];
    source->survey = survey;
    source->submissions = submissions;
    if (!survey_dimensions(survey, source->dimensions, &source->n_dimensions, err)) {
        return error_prefix(err, "survey %s version %" PRId32, survey->code, survey->version);
    }
    for (size_t i = 0; i < source->n_dimensions; i++) {
        int32_t metric = metric_of(set, survey, &source->dimensions[i]);
        bool joined = join(&set->metrics[metric], survey, &source->dimensions[i]);
        source->metrics[i] = joined ? metric : METRIC_NONE;
    }
    set->n_sources++;
    return true;
}

/* A survey without submissions: its dimensions are known, and have no data unless another survey asks for
 * them. */
static bool add_silent(struct metric_set *set, const struct survey *survey, struct error *err)
{
    struct dimension *dimensions CLEANUP(free) = calloc(2 * (size_t)SURVEY_MAX_QUESTIONS, sizeof *dimensions);
    size_t n;
    if (dimensions == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the dimensions of %s", survey->code);
    }
    if (!survey_dimensions(survey, dimensions, &n, err)) {
        return error_prefix(err, "survey %s version %" PRId32, survey->code, survey->version);
    }
    for (size_t i = 0; i < n; i++) {
        metric_of(set, survey, &dimensions[i]);
    }
    return true;
}

/* Submissions of all versions of a survey. */
static int64_t total_of(struct survey *const *surveys, const int64_t *submissions, size_t n, const char *code)
{
    int64_t total = 0;
    for (size_t i = 0; i < n; i++) {
        total += strcmp(surveys[i]->code, code) == 0 ? submissions[i] : 0;
    }
    return total;
}

/* Adds the surveys with submissions, those with the most first: they come first to a dimension. */
static bool add_sources(struct metric_set *set, struct survey *const *surveys, const int64_t *submissions,
                        size_t n, struct error *err)
{
    bool *added CLEANUP(free) = calloc(n + 1, sizeof *added);
    if (added == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for %zu surveys", n);
    }
    for (;;) {
        size_t next = n;
        int64_t most = 0;
        for (size_t i = 0; i < n; i++) {
            int64_t total =
                added[i] || submissions[i] == 0 ? 0 : total_of(surveys, submissions, n, surveys[i]->code);
            next = total > most ? i : next;
            most = total > most ? total : most;
        }
        if (next == n) {
            return true;
        }
        added[next] = true;
        if (!add_source(set, surveys[next], submissions[next], err)) {
            return false;
        }
    }
}

bool metric_set_new(struct survey *const *surveys, const int64_t *submissions, size_t n,
                    struct metric_set **ret_set, struct error *err)
{
    struct metric_set *set CLEANUP(metric_set_free) = calloc(1, sizeof *set);
    if (set == NULL ||
        (set->metrics = calloc((n + 1) * 2 * SURVEY_MAX_QUESTIONS, sizeof *set->metrics)) == NULL ||
        (set->sources = calloc(n + 1, sizeof *set->sources)) == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the dimensions of %zu surveys", n);
    }
    if (!add_sources(set, surveys, submissions, n, err)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (submissions[i] == 0 && !add_silent(set, surveys[i], err)) {
            return false;
        }
    }
    *ret_set = set;
    set = NULL;
    return true;
}

struct metric_set *metric_set_free(struct metric_set *set)
{
    if (set != NULL) {
        free(set->metrics);
        free(set->sources);
        free(set);
    }
    return NULL;
}
