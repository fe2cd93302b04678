/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entropy of shares. */
#include "evenness.h"

#include <math.h>

struct evenness evenness_of(const double *visits, size_t teams)
{
    struct evenness found = {.reached = NAN, .evenness = NAN};
    double total = 0.0;
    double entropy = 0.0;
    for (size_t i = 0; i < teams; i++) {
        total += visits[i];
        found.teams += visits[i] > 0.0;
    }
    found.lack = teams < 2 ? LACK_TEAMS : found.teams == 0 ? LACK_CONTACTS : LACK_NOTHING;
    if (found.lack != LACK_NOTHING) {
        return found;
    }
    for (size_t i = 0; i < teams; i++) {
        double share = visits[i] / total;
        entropy -= share > 0.0 ? share * log(share) : 0.0;
    }
    found.reached = (double)found.teams / (double)teams;
    found.evenness = fmin(1.0, entropy / log((double)teams));
    return found;
}
