/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns the [stats] section into the options of a cycle. */
#include "cycle_config.h"

#include <string.h>

#include "wire/survey_json.h"

/* Takes the next item of a comma-separated list, without the blanks around it; false at the end. */
static bool next_item(const char **at, struct span *ret_item)
{
    *at += strspn(*at, ", \t");
    size_t len = strcspn(*at, ",");
    const char *text = *at;
    *at += len;
    while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\t')) {
        len--;
    }
    *ret_item = span_of(text, len);
    return len > 0;
}

static bool parse_link(struct span item, struct cycle_link *ret_link)
{
    const uint8_t *hyphen = memchr(item.data, '-', item.len);
    if (hyphen == NULL) {
        return false;
    }
    size_t before = (size_t)(hyphen - item.data);
    struct span employee = span_of(item.data, before);
    struct span customer = span_of(hyphen + 1, item.len - before - 1);
    if (!code_is_valid(employee) || !code_is_valid(customer) ||
        memchr(customer.data, '-', customer.len) != NULL) {
        return false;
    }
    code_copy(employee, ret_link->employee);
    code_copy(customer, ret_link->customer);
    return true;
}

static bool is_known(const struct cycle_opts *opts, const struct cycle_link *link)
{
    for (size_t i = 0; i < opts->n_links; i++) {
        if (strcmp(opts->links[i].employee, link->employee) == 0 &&
            strcmp(opts->links[i].customer, link->customer) == 0) {
            return true;
        }
    }
    return false;
}

static bool parse_links(const char *text, struct cycle_opts *opts, struct error *err)
{
    struct span item;
    while (next_item(&text, &item)) {
        struct cycle_link link;
        if (!parse_link(item, &link)) {
            return error_set(err, ERROR_CONFIG,
                             "[stats] links: expected pairs of dimensions such as wellbeing-csat, not %.*s",
                             SPAN_ARG(item));
        }
        if (is_known(opts, &link)) {
            return error_set(err, ERROR_CONFIG, "[stats] links: %.*s is given twice", SPAN_ARG(item));
        }
        if (opts->n_links == CYCLE_MAX_LINKS) {
            return error_set(err, ERROR_CONFIG, "[stats] links: expected at most %d pairs", CYCLE_MAX_LINKS);
        }
        opts->links[opts->n_links++] = link;
    }
    return true;
}

bool cycle_opts_from_config(const struct config *config, struct cycle_opts *ret_opts, struct error *err)
{
    struct cycle_opts opts = {
        .grace_days = (int32_t)config->stats.grace_days,
        .max_late_days = (int32_t)config->ingest.max_late_days,
        .retention_days = (int32_t)config->stats.retention,
        .window_weeks = (int32_t)config->stats.window_weeks,
        .window_months = (int32_t)config->stats.window_months,
        .max_lag_weeks = (int32_t)config->stats.max_lag_weeks,
        .max_lag_months = (int32_t)config->stats.max_lag_months,
        .min_series = (int32_t)config->stats.min_series,
        .min_pairs = (int32_t)config->stats.min_pairs,
        .min_centre = (int32_t)config->stats.min_centre,
        .min_pool = (int32_t)config->stats.min_pool,
        .test_weeks = (int32_t)config->stats.test_weeks,
        .test_months = (int32_t)config->stats.test_months,
        .permutations = (int32_t)config->stats.permutations,
        .parse_survey = survey_json_parse,
    };
    if (!parse_links(config->stats.links, &opts, err)) {
        return false;
    }
    *ret_opts = opts;
    return true;
}
