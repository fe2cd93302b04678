/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adds up what was kept of several periods. */
#include "metric_pooling.h"

#include <math.h>
#include <string.h>

#define MAX_PRODUCTS (RELIABILITY_MAX_ITEMS * (RELIABILITY_MAX_ITEMS + 1) / 2)

static double pool_mean(const struct metric_pool *pool)
{
    return 100.0 * (double)pool->sum / (double)pool->unit / (double)pool->n;
}

/* Squared deviations from the period's own mean, on 0..100. */
static double pool_squares(const struct metric_pool *pool)
{
    __int128 scatter = (__int128)pool->n * pool->squares - (__int128)pool->sum * pool->sum;
    return (double)scatter / (double)pool->n * (100.0 / (double)pool->unit) * (100.0 / (double)pool->unit);
}

static void take_scores(const struct metric_pool *pools, size_t n, struct metric_pooling *ret)
{
    double sum = 0.0;
    double squares = 0.0;
    int64_t ceiling = 0;
    int64_t floor = 0;
    for (size_t i = 0; i < n; i++) {
        ret->n += pools[i].n;
        ceiling += pools[i].ceiling;
        floor += pools[i].floor;
        sum += pools[i].n > 0 ? pool_mean(&pools[i]) * (double)pools[i].n : 0.0;
    }
    double people = (double)ret->n;
    ret->mean = sum / people;
    for (size_t i = 0; i < n; i++) {
        double off = pools[i].n > 0 ? pool_mean(&pools[i]) - ret->mean : 0.0;
        squares += pools[i].n > 0 ? pool_squares(&pools[i]) + (double)pools[i].n * off * off : 0.0;
    }
    ret->sd = ret->n > 1 ? sqrt(squares / (people - 1.0)) : NAN;
    ret->ceiling = (double)ceiling / people;
    ret->floor = (double)floor / people;
}

static void take_missing(const struct metric_pool *pools, size_t n, struct metric_pooling *ret)
{
    double asked = 0.0;
    double missing = 0.0;
    for (size_t i = 0; i < n; i++) {
        asked += (double)pools[i].submissions * (double)pools[i].items;
        missing += (double)pools[i].unanswered;
    }
    ret->item_missing = missing / asked;
}

/* Sums over periods with the same items. */
struct item_sums {
    int64_t sums[RELIABILITY_MAX_ITEMS];
    int64_t products[MAX_PRODUCTS];
};

static bool add(int64_t *to, const int64_t *more, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (__builtin_add_overflow(to[i], more[i], &to[i])) {
            return false;
        }
    }
    return true;
}

/* The newest pool that has sums of items, or NULL. */
static const struct metric_pool *find_form(const struct metric_pool *pools, size_t n)
{
    for (size_t i = n; i > 0; i--) {
        if (pools[i - 1].sums != NULL && pools[i - 1].items <= RELIABILITY_MAX_ITEMS) {
            return &pools[i - 1];
        }
    }
    return NULL;
}

/* False when there are too many answers for exact sums. */
static bool sum_items(const struct metric_pool *pools, size_t n, const struct metric_pool *form,
                      struct item_sums *sums, int64_t *ret_complete)
{
    for (size_t i = 0; i < n; i++) {
        if (pools[i].sums == NULL || strcmp(pools[i].form, form->form) != 0) {
            continue;
        }
        if (!add(sums->sums, pools[i].sums, form->items) ||
            !add(sums->products, pools[i].products, form->items * (form->items + 1) / 2)) {
            return false;
        }
        *ret_complete += pools[i].complete;
    }
    return true;
}

static void take_reliability(const struct metric_pool *pools, size_t n, struct metric_pooling *ret)
{
    const struct metric_pool *form = find_form(pools, n);
    struct item_sums sums = {0};
    double covariances[RELIABILITY_MAX_ITEMS * RELIABILITY_MAX_ITEMS];
    if (form == NULL) {
        return;
    }
    ret->items_period = form->period;
    ret->n_items = form->items;
    if (!sum_items(pools, n, form, &sums, &ret->complete) || ret->complete < METRIC_MIN_COMPLETE) {
        return;
    }
    reliability_covariances(ret->complete, form->items, sums.sums, sums.products, covariances);
    struct reliability_omega omega = reliability_omega(covariances, form->items);
    ret->alpha = reliability_alpha(covariances, form->items);
    reliability_item_rest(covariances, form->items, ret->item_rest);
    ret->omega = omega.omega;
    ret->omega_std = omega.omega_std;
}

struct metric_pooling metric_pooling_of(const struct metric_pool *pools, size_t n)
{
    struct metric_pooling pooling = {.periods = n,
                                     .mean = NAN,
                                     .sd = NAN,
                                     .ceiling = NAN,
                                     .floor = NAN,
                                     .item_missing = NAN,
                                     .items_period = -1,
                                     .alpha = NAN,
                                     .omega = NAN,
                                     .omega_std = NAN,
                                     .is_shown = true};
    for (size_t i = 0; i < RELIABILITY_MAX_ITEMS; i++) {
        pooling.item_rest[i] = NAN;
    }
    for (size_t i = 0; i < n; i++) {
        pooling.is_shown = pooling.is_shown && pools[i].shows_spread;
    }
    if (n > 0) {
        take_scores(pools, n, &pooling);
        take_missing(pools, n, &pooling);
        take_reliability(pools, n, &pooling);
    }
    return pooling;
}
