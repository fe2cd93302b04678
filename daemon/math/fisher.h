/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MATH_FISHER_H
#define PULSSID_MATH_FISHER_H

/* Correlations on the scale where their errors are normal (Fisher 1921), and back; and as Student's t (Fisher
 * 1915). Pure; NAN for NAN. */

struct fisher_interval {
    double lo;
    double hi;
};

/* z = atanh r, with |r| capped at 1 - 1e-12. */
double fisher_z(double r);

/* t = r sqrt(df / (1 - r^2)), with |r| in the denominator capped in the same way. */
double fisher_t(double r, double df);

/* 95 % interval of r whose z has that standard error: tanh(z -+ z(.975) * se). NANs unless se is finite. */
struct fisher_interval fisher_interval(double r, double se);

/* 1 / sqrt(n - 3): the standard error of z from n independent pairs; NAN from 3 pairs down. */
double fisher_se(double n);

#endif
