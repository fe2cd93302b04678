/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Participation over a window. */
#include "participation.h"

#include <math.h>
#include <stdbool.h>

#include "moments.h"

struct participation participation_of(const struct participation_input *input, double *room)
{
    struct participation p = {NAN, NAN, NAN};
    size_t known = 0;
    for (size_t t = 0; t < input->periods; t++) {
        double rate = input->responses[t] / input->invited[t];
        bool counts = !isnan(input->score[t]) && isfinite(rate);
        room[t] = counts ? rate : NAN;
        if (counts) {
            p.invited = (known == 0 ? 0.0 : p.invited) + input->invited[t];
            p.responses = (known == 0 ? 0.0 : p.responses) + input->responses[t];
            known++;
        }
    }
    if (known >= input->min_periods) {
        p.rho = moments_spearman(room, input->score, input->periods).r;
    }
    return p;
}
