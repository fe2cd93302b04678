/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alpha, item-rest correlations and omega from the items' covariances. */
#include "reliability.h"

#include <gsl/gsl_eigen.h>
#include <math.h>
#include <stdbool.h>

#define CONVERGED 1e-12
#define SINGULAR 1e-10
#define MAX_ROUNDS 100000

void reliability_covariances(int64_t n, size_t n_items, const int64_t *sums, const int64_t *cross,
                             double *ret_covariances)
{
    for (size_t i = 0; i < n_items; i++) {
        for (size_t j = i; j < n_items; j++) {
            __int128 scatter = (__int128)n * *cross++ - (__int128)sums[i] * sums[j];
            double covariance = n < 2 ? NAN : (double)scatter / (double)n / ((double)n - 1.0);
            ret_covariances[i * n_items + j] = covariance;
            ret_covariances[j * n_items + i] = covariance;
        }
    }
}

static double total(const double *c, size_t n)
{
    double sum = 0.0;
    for (size_t i = 0; i < n * n; i++) {
        sum += c[i];
    }
    return sum;
}

double reliability_alpha(const double *covariances, size_t n_items)
{
    double items = (double)n_items;
    double own = 0.0;
    double all = total(covariances, n_items);
    for (size_t j = 0; j < n_items; j++) {
        own += covariances[j * n_items + j];
    }
    return n_items < 2 || !(all > 0.0) ? NAN : items / (items - 1.0) * (1.0 - own / all);
}

void reliability_item_rest(const double *covariances, size_t n_items, double *ret_r)
{
    double all = total(covariances, n_items);
    for (size_t j = 0; j < n_items; j++) {
        double own = covariances[j * n_items + j];
        double row = 0.0;
        for (size_t i = 0; i < n_items; i++) {
            row += covariances[j * n_items + i];
        }
        double rest = all - 2.0 * row + own;
        ret_r[j] = own > 0.0 && rest > 0.0 ? (row - own) / sqrt(own * rest) : NAN;
    }
}

/* A symmetric matrix taken apart. Its room is here, since gsl_eigen_symmv_alloc() aborts without memory. */
struct eigen {
    size_t n;
    double matrix[RELIABILITY_MAX_ITEMS * RELIABILITY_MAX_ITEMS]; /* destroyed */
    double values[RELIABILITY_MAX_ITEMS];
    double vectors[RELIABILITY_MAX_ITEMS * RELIABILITY_MAX_ITEMS]; /* the k-th in column k */
};

static void decompose(struct eigen *e)
{
    double d[RELIABILITY_MAX_ITEMS];
    double sd[RELIABILITY_MAX_ITEMS];
    double gc[RELIABILITY_MAX_ITEMS];
    double gs[RELIABILITY_MAX_ITEMS];
    gsl_eigen_symmv_workspace room = {e->n, d, sd, gc, gs};
    gsl_matrix_view matrix = gsl_matrix_view_array(e->matrix, e->n, e->n);
    gsl_vector_view values = gsl_vector_view_array(e->values, e->n);
    gsl_matrix_view vectors = gsl_matrix_view_array(e->vectors, e->n, e->n);
    gsl_eigen_symmv(&matrix.matrix, &values.vector, &vectors.matrix, &room);
}

static void copy(const double *matrix, size_t n, struct eigen *e)
{
    e->n = n;
    for (size_t i = 0; i < n * n; i++) {
        e->matrix[i] = matrix[i];
    }
}

/* Squared multiple correlations 1 - 1 / (R^-1)_jj. False where R has no inverse. */
static bool start(const double *r, size_t n, struct eigen *e, double *h)
{
    copy(r, n, e);
    decompose(e);
    for (size_t j = 0; j < n; j++) {
        double inverse = 0.0;
        for (size_t k = 0; k < n; k++) {
            if (e->values[k] < SINGULAR) {
                return false;
            }
            inverse += e->vectors[j * n + k] * e->vectors[j * n + k] / e->values[k];
        }
        h[j] = 1.0 - 1.0 / inverse;
    }
    return true;
}

/* Loadings on the first principal axis of r with h in its diagonal. False where it has no length. */
static bool take_axis(const double *r, size_t n, const double *h, struct eigen *e, double *loadings)
{
    size_t first = 0;
    copy(r, n, e);
    for (size_t j = 0; j < n; j++) {
        e->matrix[j * n + j] = h[j];
    }
    decompose(e);
    for (size_t k = 1; k < n; k++) {
        first = e->values[k] > e->values[first] ? k : first;
    }
    for (size_t j = 0; j < n; j++) {
        loadings[j] = sqrt(fmax(0.0, e->values[first])) * e->vectors[j * n + first];
    }
    return e->values[first] > 0.0;
}

/* Replaces each communality; how far the one that moved most did. */
static double update(const double *loadings, size_t n, double *h)
{
    double moved = 0.0;
    for (size_t j = 0; j < n; j++) {
        double next = loadings[j] * loadings[j];
        moved = fmax(moved, fabs(next - h[j]));
        h[j] = next;
    }
    return moved;
}

static bool is_proper(const double *h, size_t n)
{
    for (size_t j = 0; j < n; j++) {
        if (h[j] >= 1.0) {
            return false;
        }
    }
    return true;
}

static bool find_loadings(const double *r, size_t n, double *loadings)
{
    struct eigen e;
    double h[RELIABILITY_MAX_ITEMS];
    if (!start(r, n, &e, h)) {
        return false;
    }
    for (size_t round = 0; round < MAX_ROUNDS && is_proper(h, n); round++) {
        if (!take_axis(r, n, h, &e, loadings)) {
            return false;
        }
        if (update(loadings, n, h) < CONVERGED) {
            return is_proper(h, n);
        }
    }
    return false;
}

/* One factor behind three items, in closed form. */
static bool find_three(const double *r, double *loadings)
{
    double r12 = r[1];
    double r13 = r[2];
    double r23 = r[5];
    double first = sqrt(r12 * r13 / r23);
    if (!(r12 * r13 * r23 > 0.0)) {
        return false;
    }
    loadings[0] = first;
    loadings[1] = r12 / first;
    loadings[2] = r13 / first;
    return fabs(first) < 1.0 && fabs(loadings[1]) < 1.0 && fabs(loadings[2]) < 1.0;
}

/* Share of the common part in the variance of the sum of items with these deviations. */
static double share(const double *loadings, const double *sd, size_t n)
{
    double common = 0.0;
    double unique = 0.0;
    for (size_t j = 0; j < n; j++) {
        common += sd[j] * loadings[j];
        unique += sd[j] * sd[j] * (1.0 - loadings[j] * loadings[j]);
    }
    return common * common / (common * common + unique);
}

/* False for an item without variance. */
static bool correlate(const double *covariances, size_t n, double *sd, double *r)
{
    for (size_t j = 0; j < n; j++) {
        sd[j] = sqrt(covariances[j * n + j]);
        if (!(sd[j] > 0.0)) {
            return false;
        }
    }
    for (size_t i = 0; i < n * n; i++) {
        r[i] = covariances[i] / sd[i / n] / sd[i % n];
    }
    return true;
}

struct reliability_omega reliability_omega(const double *covariances, size_t n_items)
{
    struct reliability_omega result = {.omega = NAN, .omega_std = NAN};
    double sd[RELIABILITY_MAX_ITEMS];
    double ones[RELIABILITY_MAX_ITEMS];
    double r[RELIABILITY_MAX_ITEMS * RELIABILITY_MAX_ITEMS];
    bool found = n_items >= 3 && n_items <= RELIABILITY_MAX_ITEMS && correlate(covariances, n_items, sd, r) &&
                 (n_items == 3 ? find_three(r, result.loadings) : find_loadings(r, n_items, result.loadings));
    for (size_t j = 0; j < RELIABILITY_MAX_ITEMS; j++) {
        ones[j] = 1.0;
        result.loadings[j] = found && j < n_items ? result.loadings[j] : NAN;
    }
    if (found) {
        result.omega = share(result.loadings, sd, n_items);
        result.omega_std = share(result.loadings, ones, n_items);
    }
    return result;
}
