/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The F distribution by the incomplete beta function. */
#include "fdist.h"

#include <float.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>

#define MAX_STEPS 1000000
#define HALVINGS 200

/* One step of a continued fraction 1 + a_1 / (1 + a_2 / (1 + … by Lentz's method, kept from 0. */
struct fraction {
    double c;
    double d;
    double value;
};

static double from_zero(double x)
{
    return fabs(x) < DBL_MIN ? DBL_MIN : x;
}

/* Takes one coefficient in; the factor by which the value changed. */
static double step(struct fraction *fraction, double coefficient)
{
    fraction->d = 1.0 / from_zero(1.0 + coefficient * fraction->d);
    fraction->c = from_zero(1.0 + coefficient / fraction->c);
    fraction->value *= fraction->c * fraction->d;
    return fraction->c * fraction->d;
}

/* 1 / (1 + d_1 / (1 + d_2 / …, Abramowitz & Stegun 26.5.8. */
static double beta_fraction(double x, double a, double b)
{
    struct fraction fraction = {1.0, 0.0, 1.0};
    for (long m = 0; m < MAX_STEPS; m++) {
        double k = (double)m;
        double even = m == 0 ? 0.0 : k * (b - k) * x / ((a + 2.0 * k - 1.0) * (a + 2.0 * k));
        double odd = -(a + k) * (a + b + k) * x / ((a + 2.0 * k) * (a + 2.0 * k + 1.0));
        double first = m == 0 ? 1.0 : step(&fraction, even);
        if (fabs(step(&fraction, odd) - 1.0) < DBL_EPSILON && fabs(first - 1.0) < DBL_EPSILON) {
            break;
        }
    }
    return 1.0 / fraction.value;
}

/* Regularised incomplete beta function I_x(a, b); y = 1 - x. */
static double beta(double x, double y, double a, double b)
{
    if (x <= 0.0 || y <= 0.0) {
        return x <= 0.0 ? 0.0 : 1.0;
    }
    double front = exp(a * log(x) + b * log(y) - gsl_sf_lnbeta(a, b));
    return x < (a + 1.0) / (a + b + 2.0) ? front * beta_fraction(x, a, b) / a
                                         : 1.0 - front * beta_fraction(y, b, a) / b;
}

static double lower(double f, double df1, double df2)
{
    double all = df1 * f + df2;
    return beta(df1 * f / all, df2 / all, df1 / 2.0, df2 / 2.0);
}

double fdist_upper(double f, double df1, double df2)
{
    double all = df1 * f + df2;
    return isnan(f) ? NAN : beta(df2 / all, df1 * f / all, df2 / 2.0, df1 / 2.0);
}

/* Whether f lies below the quantile, by the smaller of the two tails. */
static int is_below(double f, double p, double df1, double df2)
{
    return p < 0.5 ? lower(f, df1, df2) < p : fdist_upper(f, df1, df2) > 1.0 - p;
}

double fdist_quantile(double p, double df1, double df2)
{
    double low = 0.0;
    double high = 1.0;
    while (is_below(high, p, df1, df2)) {
        low = high;
        high *= 2.0;
    }
    for (int i = 0; i < HALVINGS && high - low > 1e-14 * high; i++) {
        double middle = (low + high) / 2.0;
        if (is_below(middle, p, df1, df2)) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return (low + high) / 2.0;
}
