/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_BASE_CLOCK_H
#define PULSSID_BASE_CLOCK_H

/*
 * The clocks that the daemon reads. Days are days in the process's time zone, which main sets once from
 * `[stats] timezone` (clock_set_zone) before any thread starts.
 */

#include <stdbool.h>
#include <stdint.h>

/* Milliseconds of a clock that never jumps; only differences mean anything. */
int64_t clock_monotonic_ms(void);
/* The same clock in microseconds. */
int64_t clock_monotonic_us(void);

/* Today, as days since 1970-01-01 in the time zone set. */
int32_t clock_today(void);

/* Sets the zone of clock_today() by its tz database name ("UTC", "Europe/Helsinki"). False when there is
 * none. */
bool clock_set_zone(const char *name);

#endif
