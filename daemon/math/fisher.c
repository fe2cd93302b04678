/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fisher's transformation of correlations. */
#include "fisher.h"

#include <math.h>

#include "normal.h"

#define MAX_R (1.0 - 1e-12)

double fisher_z(double r)
{
    /* Half the time of atanh(), and exact enough where r is small: to 1e-16, not to 1e-16 of itself. */
    double capped = r > MAX_R ? MAX_R : r < -MAX_R ? -MAX_R : r;
    return 0.5 * log((1.0 + capped) / (1.0 - capped));
}

double fisher_t(double r, double df)
{
    double rest = isnan(r) ? NAN : fmax(1.0 - r * r, 1.0 - MAX_R * MAX_R);
    return r * sqrt(df / rest);
}

struct fisher_interval fisher_interval(double r, double se)
{
    double z = fisher_z(r);
    double half = isfinite(se) ? NORMAL_975 * se : NAN;
    return (struct fisher_interval){tanh(z - half), tanh(z + half)};
}

double fisher_se(double n)
{
    return n > 3.0 ? 1.0 / sqrt(n - 3.0) : NAN;
}
