/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All correlations between two sets of series. */
#include "cross.h"

#include <math.h>

#include "series.h"

static void prepare(struct cross *c, size_t i, const double *x)
{
    size_t from = i * (c->periods + 1);
    uint32_t *gap = c->gap + i * c->periods;
    for (size_t t = 0; t < c->periods; t++) {
        bool known = !isnan(x[t]);
        double value = known ? x[t] : 0.0;
        c->value[i * c->periods + t] = value;
        c->sum[from + t + 1] = c->sum[from + t] + value;
        c->squares[from + t + 1] = c->squares[from + t] + value * value;
        c->known[from + t + 1] = c->known[from + t] + known;
        if (!known) {
            gap[c->n_gaps[i]++] = (uint32_t)t;
        }
    }
}

struct cross *cross_new(const double *x, size_t periods, const size_t *rows, size_t n)
{
    struct cross *c = calloc(1, sizeof *c);
    if (c == NULL) {
        return NULL;
    }
    c->periods = periods;
    c->value = calloc(n * periods + 1, sizeof *c->value);
    c->sum = calloc(n * (periods + 1) + 1, sizeof *c->sum);
    c->squares = calloc(n * (periods + 1) + 1, sizeof *c->squares);
    c->known = calloc(n * (periods + 1) + 1, sizeof *c->known);
    c->gap = calloc(n * periods + 1, sizeof *c->gap);
    c->n_gaps = calloc(n + 1, sizeof *c->n_gaps);
    if (c->value == NULL || c->sum == NULL || c->squares == NULL || c->known == NULL || c->gap == NULL ||
        c->n_gaps == NULL) {
        return cross_free(c);
    }
    for (size_t i = 0; i < n; i++) {
        prepare(c, i, x + rows[i] * periods);
    }
    return c;
}

struct cross *cross_free(struct cross *cross)
{
    if (cross != NULL) {
        free(cross->value);
        free(cross->sum);
        free(cross->squares);
        free(cross->known);
        free(cross->gap);
        free(cross->n_gaps);
        free(cross);
    }
    return NULL;
}

/* A series between two periods. */
struct stretch {
    const struct cross *set;
    size_t series;
    size_t from;
    size_t len;
};

/* Sums over the periods of a stretch in which both series are known. */
struct sums {
    double n;
    double x;
    double xx;
};

static struct sums add_up(const struct stretch *own, const struct stretch *other)
{
    const struct cross *c = own->set;
    size_t first = own->series * (c->periods + 1) + own->from;
    size_t last = first + own->len;
    struct sums s = {(double)(c->known[last] - c->known[first]), c->sum[last] - c->sum[first],
                     c->squares[last] - c->squares[first]};
    const double *value = c->value + own->series * c->periods + own->from;
    const uint32_t *known = c->known + first;
    const uint32_t *gap = other->set->gap + other->series * other->set->periods;
    for (uint32_t g = 0; g < other->set->n_gaps[other->series]; g++) {
        size_t t = gap[g] - other->from; /* wraps before the stretch, and is then beyond it */
        if (t < own->len) {
            s.n -= (double)(known[t + 1] - known[t]);
            s.x -= value[t];
            s.xx -= value[t] * value[t];
        }
    }
    return s;
}

/* Eight sums side by side, so that none waits for the last addition to be done. */
static double product(const double *x, const double *y, size_t len)
{
    double s[8] = {0.0};
    size_t t = 0;
    for (; t + 8 <= len; t += 8) {
        for (size_t k = 0; k < 8; k++) {
            s[k] += x[t + k] * y[t + k];
        }
    }
    for (; t < len; t++) {
        s[t % 8] += x[t] * y[t];
    }
    return ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]));
}

struct moments_pairs cross_pearson(const struct cross *x, size_t i, const struct cross *y, size_t j,
                                   int32_t lag)
{
    size_t shift = (size_t)abs(lag);
    if (shift >= x->periods) {
        return (struct moments_pairs){0, NAN};
    }
    struct stretch a = {x, i, lag < 0 ? shift : 0, x->periods - shift};
    struct stretch b = {y, j, lag < 0 ? 0 : shift, y->periods - shift};
    struct sums of_x = add_up(&a, &b);
    struct sums of_y = add_up(&b, &a);
    double n = of_x.n;
    double share = 1.0 / n;
    double sxy = product(x->value + i * x->periods + a.from, y->value + j * y->periods + b.from, a.len);
    double vx = of_x.xx - of_x.x * of_x.x * share;
    double vy = of_y.xx - of_y.x * of_y.x * share;
    double least = SERIES_MIN_VARIANCE * (n - 1.0);
    if (!(n >= 2.0) || !(vx >= least) || !(vy >= least)) {
        return (struct moments_pairs){(size_t)n, NAN};
    }
    double r = (sxy - of_x.x * of_y.x * share) / sqrt(vx * vy);
    return (struct moments_pairs){(size_t)n, r > 1.0 ? 1.0 : r < -1.0 ? -1.0 : r};
}
