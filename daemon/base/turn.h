/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_BASE_TURN_H
#define PULSSID_BASE_TURN_H

/*
 * A turn that threads take one after the other, without any of them ever blocking: who does not get it
 * watches a descriptor in its own event loop, which is readable whenever the turn is free, and tries again.
 * Whoever is quickest has it; there is no queue. Any thread may take it, and who took it passes it on. Freed
 * when no thread uses it any more.
 */

#include <stdbool.h>

#include "base/cleanup.h"
#include "base/error.h"

struct turn;

/* INTERNAL when the kernel has no descriptor left. */
bool turn_new(struct turn **ret_turn, struct error *err) MUST_CHECK;
struct turn *turn_free(struct turn *turn);
DEFINE_CLEANUP(turn_free, struct turn)

/* True: it is the caller's until turn_pass(). */
bool turn_take(struct turn *turn) MUST_CHECK;
void turn_pass(struct turn *turn);

/* Readable while the turn is free. */
int turn_fd(const struct turn *turn);

#endif
