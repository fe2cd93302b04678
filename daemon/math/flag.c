/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The states of a finding over repeated tests. */
#include "flag.h"

#define SIGNIFICANT 0.05
#define CLEARED 0.20

enum flag flag_next(enum flag before, double q)
{
    if (q <= SIGNIFICANT) {
        return before == FLAG_NONE ? FLAG_PRELIMINARY : FLAG_CONFIRMED;
    }
    return before == FLAG_CONFIRMED && !(q > CLEARED) ? FLAG_CONFIRMED : FLAG_NONE;
}
