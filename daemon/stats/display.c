/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hides and rounds the figures of one cell. */
#include "display.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "math/score.h"
#include "model/disclosure.h"

#define DECIMAL_FROM 20 /* respondents from which means have a decimal */

/* Prints x / 10^decimals. */
static void print_scaled(int64_t x, int decimals, char ret_text[CELL_TEXT_SIZE])
{
    static const int64_t scales[] = {1, 10, 100};
    int64_t scale = scales[decimals];
    const char *sign = x < 0 ? "-" : "";
    int64_t size = x < 0 ? -x : x;
    if (decimals == 0) {
        snprintf(ret_text, CELL_TEXT_SIZE, "%s%" PRId64, sign, size);
    } else {
        snprintf(ret_text, CELL_TEXT_SIZE, "%s%" PRId64 ".%0*" PRId64, sign, size / scale, decimals,
                 size % scale);
    }
}

/* factor * a / b, exactly, rounded half away from zero. b > 0. */
static int64_t rounded_ratio(int64_t factor, int64_t a, int64_t b)
{
    __int128 twice = (__int128)2 * factor * a;
    __int128 size = twice < 0 ? -twice : twice;
    int64_t quotient = (int64_t)((size + b) / ((__int128)2 * b));
    return twice < 0 ? -quotient : quotient;
}

static void print_double(double x, int decimals, char ret_text[CELL_TEXT_SIZE])
{
    static const double scales[] = {1.0, 10.0, 100.0};
    if (!isnan(x)) {
        print_scaled(llround(x * scales[decimals]), decimals, ret_text);
    }
}

static int decimals_of(const struct cell *cell)
{
    return cell->tally.n >= DECIMAL_FROM ? 1 : 0;
}

static void show_mean(const struct cell *cell, struct shown_cell *shown)
{
    int decimals = decimals_of(cell);
    print_scaled(rounded_ratio(decimals == 1 ? 1000 : 100, cell->tally.sum, cell->tally.n * cell->unit),
                 decimals, shown->mean);
}

static void show_interval(const struct cell *cell, double lo, double hi, struct shown_cell *shown)
{
    print_double(lo, decimals_of(cell), shown->lo);
    print_double(hi, decimals_of(cell), shown->hi);
}

/* The exact mean's place against percent of the scale: negative below, 0 at, positive beyond. */
static int compare_mean(const struct cell *cell, int64_t percent)
{
    __int128 difference = (__int128)100 * cell->tally.sum - (__int128)percent * cell->tally.n * cell->unit;
    return (difference > 0) - (difference < 0);
}

static void print_bound(const struct cell *cell, const char *bound, int64_t edge, struct shown_cell *shown)
{
    print_scaled(edge * (decimals_of(cell) == 1 ? 10 : 1), decimals_of(cell), shown->mean);
    snprintf(shown->bound, sizeof shown->bound, "%s", bound);
}

/* Shows a mean at or beyond an edge as that edge. False when it is between them. */
static bool show_bound(const struct cell *cell, struct shown_cell *shown)
{
    int64_t low = cell->kind == DIMENSION_NPS ? -DISPLAY_EDGE : 100 - DISPLAY_EDGE;
    bool high = compare_mean(cell, DISPLAY_EDGE) >= 0;
    if (!high && compare_mean(cell, low) > 0) {
        return false;
    }
    print_bound(cell, high ? "at_least" : "at_most", high ? DISPLAY_EDGE : low, shown);
    return true;
}

static void show_small(const struct cell *cell, struct display_spread pooled, struct shown_cell *shown)
{
    if (show_bound(cell, shown)) {
        return;
    }
    struct score score = {.mean = cell->mean, .lo = NAN, .hi = NAN};
    if (pooled.sd > 0.0) {
        score_pooled_interval(pooled.sd, pooled.df, cell->tally.n, &score);
    }
    show_mean(cell, shown);
    show_interval(cell, score.lo, score.hi, shown);
}

/* At an edge nothing but the bound is shown, whether scores are equal or not: a bound would else say that
 * they are. Elsewhere the mean of equal scores is everybody's score. */
static void show_large(const struct cell *cell, struct shown_cell *shown)
{
    if (show_bound(cell, shown)) {
        return;
    }
    if (tally_is_uniform(&cell->tally)) {
        print_bound(cell, "at_most", DISPLAY_EDGE, shown);
        return;
    }
    show_mean(cell, shown);
    print_double(cell->sd, 1, shown->sd);
    print_double(cell->se, 1, shown->se);
    show_interval(cell, cell->lo, cell->hi, shown);
    if (cell->top_box > 0) {
        print_scaled(rounded_ratio(100, cell->tally.top, cell->tally.n), 2, shown->top);
        print_double(cell->top_lo, 2, shown->top_lo);
        print_double(cell->top_hi, 2, shown->top_hi);
    }
}

static void show_rate(const struct cell *cell, struct shown_cell *shown)
{
    bool known =
        cell->invited >= RATE_FROM && cell->responses != CELL_UNKNOWN && cell->responses <= cell->invited;
    if (known) {
        print_scaled(rounded_ratio(100, cell->responses, cell->invited), 2, shown->response_rate);
    }
}

struct shown_cell display_cell(const struct cell *cell, struct display_spread pooled)
{
    struct shown_cell shown = {0};
    if (cell->state == CELL_PUBLISHED || cell->state == CELL_INSUFFICIENT) {
        show_rate(cell, &shown);
    }
    if (cell->state != CELL_PUBLISHED) {
        return shown;
    }
    if (cell->shows_spread) {
        show_large(cell, &shown);
    } else {
        show_small(cell, pooled, &shown);
    }
    return shown;
}
