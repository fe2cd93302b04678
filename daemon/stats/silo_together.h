/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_SILO_TOGETHER_H
#define PULSSID_STATS_SILO_TOGETHER_H

/*
 * Which teams work as one although the chart parts them: the communities of handoffs that hold teams of
 * several units. They are named where the communities are clear: their modularity is .30 or more, where
 * communities are usually real (Newman & Girvan 2004), and no less than flow drawn by chance has with as many
 * teams n and handoffs m, (1 - 2 / sqrt(n)) (n / m)^(2/3) (Guimerà, Sales-Pardo & Amaral 2004, mean degree
 * 2 m / n). Who is named follows from the community and the unit of each team, which are both published.
 * Pure.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "model/code.h"
#include "model/together_text.h"
#include "silo_network.h"

struct silo_together {
    size_t teams;
    const struct silo_networks *networks;
    const int32_t *community;      /* [teams], of communities.h */
    const int32_t *unit;           /* [teams] */
    const char (*code)[CODE_SIZE]; /* [teams] */
};

/* Of TOGETHER_PARTED appends the codes to ret_teams, groups parted by semicolons: "T01, T05; T03, T04, T07",
 * 40 of them at most, then an ellipsis. Sticky failure of the buffer. */
enum together silo_together_find(const struct silo_together *in, struct buffer *ret_teams);

#endif
