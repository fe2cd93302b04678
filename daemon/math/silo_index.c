/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Families, the index and its interval, and the partial conjunction of families. */
#include "silo_index.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>

#define LEAST_FAMILIES 3
#define LEAST_SD 1e-9
#define Z_95_ONE_SIDED 1.644854 /* with the decimals that the method gives it (statistics.md 5.3) */
#define ORDINARY_BELOW 20.0
#define PRONOUNCED_ABOVE 40.0

/* Family f holds the indicators first[f] to first[f + 1] - 1. */
static const size_t first[FAMILIES + 1] = {INDICATOR_A1, INDICATOR_B1, INDICATOR_C1, INDICATOR_D1,
                                           INDICATORS};

static double within(double x, double lo, double hi)
{
    return fmax(lo, fmin(hi, x));
}

struct silo_clamped silo_clamp(double x, double sd)
{
    if (!(sd > LEAST_SD)) {
        return (struct silo_clamped){within(x, 0.0, 1.0), 0.0};
    }
    double low = -x / sd;
    double high = (1.0 - x) / sd;
    double inside = gsl_cdf_ugaussian_P(high) - gsl_cdf_ugaussian_P(low);
    double above = gsl_cdf_ugaussian_Q(high);
    double at_low = gsl_ran_ugaussian_pdf(low);
    double at_high = gsl_ran_ugaussian_pdf(high);
    double mean = above + x * inside + sd * (at_low - at_high);
    double square = above + x * x * inside + 2.0 * x * sd * (at_low - at_high) +
                    sd * sd * (inside + low * at_low - high * at_high);
    return (struct silo_clamped){mean, fmax(0.0, square - mean * mean)};
}

static struct silo_family score_family(const struct indicator *indicator, size_t from, size_t to)
{
    struct silo_family family = {LACK_INDICATORS, 0.0, 0.0, 1.0, NAN};
    double m = 0.0;
    for (size_t i = from; i < to; i++) {
        if (indicator[i].lack == LACK_NOTHING) {
            m += 1.0;
            family.score += within(indicator[i].x, 0.0, 1.0);
            family.variance += silo_clamp(indicator[i].x, indicator[i].se).variance;
            family.p = fmin(family.p, indicator[i].p);
        }
    }
    if (m < 1.0) {
        return (struct silo_family){LACK_INDICATORS, NAN, NAN, NAN, NAN};
    }
    family.lack = LACK_NOTHING;
    family.score /= m;
    family.variance /= m * m;
    family.p = fmin(1.0, m * family.p);
    return family;
}

/* The second smallest p, paid for by how many families could have been the first. */
static double partial_conjunction(const struct silo_index *s)
{
    double smallest = 1.0;
    double second = 1.0;
    for (size_t f = 0; f < FAMILIES; f++) {
        if (s->family[f].lack == LACK_NOTHING) {
            second = fmin(second, fmax(smallest, s->family[f].p));
            smallest = fmin(smallest, s->family[f].p);
        }
    }
    return fmin(1.0, ((double)s->families - 1.0) * second);
}

static void combine(struct silo_index *s)
{
    double families = (double)s->families;
    double variance = 0.0;
    s->index = 0.0;
    for (size_t f = 0; f < FAMILIES; f++) {
        if (s->family[f].lack == LACK_NOTHING) {
            s->family[f].contribution = 100.0 * s->family[f].score / families;
            s->index += s->family[f].contribution;
            variance += s->family[f].variance;
        }
    }
    s->se = 100.0 * sqrt(variance) / families;
    s->lo = within(s->index - Z_95_ONE_SIDED * s->se, 0.0, 100.0);
    s->hi = within(s->index + Z_95_ONE_SIDED * s->se, 0.0, 100.0);
    s->p = partial_conjunction(s);
}

struct silo_index silo_index(const struct indicator indicator[INDICATORS])
{
    struct silo_index s = {.lack = LACK_INDICATORS, .index = NAN, .se = NAN, .lo = NAN, .hi = NAN, .p = NAN};
    for (size_t f = 0; f < FAMILIES; f++) {
        s.family[f] = score_family(indicator, first[f], first[f + 1]);
        s.families += s.family[f].lack == LACK_NOTHING;
    }
    if (s.families >= LEAST_FAMILIES) {
        s.lack = LACK_NOTHING;
        combine(&s);
    }
    return s;
}

enum silo_band silo_band(double index)
{
    if (index < ORDINARY_BELOW) {
        return SILO_ORDINARY;
    }
    return index > PRONOUNCED_ABOVE ? SILO_PRONOUNCED : SILO_LOOK_CLOSER;
}
