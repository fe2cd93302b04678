/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_WINDOW_SQL_H
#define PULSSID_STORE_WINDOW_SQL_H

/* The released periods of an analysis window, for statements that begin with it: `released` has their
 * `period`. $1 is the release, which and whose predecessors count, $2 and $3 the window's length in weeks and
 * in months, of which the calendar chooses one. It ends at the newest period. */
#define WINDOW_SQL                                                                                           \
    "WITH published AS (SELECT r.period FROM pulssid.release r WHERE r.release <= $1::integer),"             \
    " released AS (SELECT p.period FROM published p, pulssid.calendar c WHERE p.period >"                    \
    " (SELECT max(n.period) FROM published n)"                                                               \
    " - CASE c.kind WHEN 'month' THEN $3::integer ELSE $2::integer END) "

#endif
