/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_APP_LIMITS_H
#define PULSSID_APP_LIMITS_H

/* What the kernel lets the process have. */

#include <stddef.h>

/* No core dumps, which would hold answers; as many descriptors as are allowed. */
void limits_set(void);

/* How many of `wanted` connections the allowed descriptors leave room for, at least one for each worker, when
 * the workers' own are kept back, and so many others: clients must not take those by which a lost database is
 * reached again, or the operator reaches the daemon. */
size_t limits_connections(size_t wanted, size_t n_workers, size_t others);

#endif
