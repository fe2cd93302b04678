/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fisher's transformation of correlations. */
#include "fisher.h"

#include <math.h>

#define Z_975 1.959963984540054
#define MAX_R (1.0 - 1e-12)

double fisher_z(double r)
{
    return isnan(r) ? NAN : atanh(fmax(-MAX_R, fmin(MAX_R, r)));
}

struct fisher_interval fisher_interval(double r, double se)
{
    double z = fisher_z(r);
    double half = isfinite(se) ? Z_975 * se : NAN;
    return (struct fisher_interval){tanh(z - half), tanh(z + half)};
}

double fisher_se(double n)
{
    return n > 3.0 ? 1.0 / sqrt(n - 3.0) : NAN;
}
