/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_APP_THREAD_PRIORITY_H
#define PULSSID_APP_THREAD_PRIORITY_H

/*
 * How a thread that computes for long stands behind those that answer clients: the lowest weight of those
 * that always get on (nice 19, sched(7)), and SCHED_BATCH. It asks for slices of 100 ms, the longest: from
 * Linux 6.12 on, who wakes up with a shorter slice takes the processor from it at once, also who is in
 * another session, as a process of PostgreSQL is; otherwise that waits for the next tick, 4 ms at 250 Hz. Not
 * SCHED_IDLE, under which a thread might hold a lock for seconds while others compute.
 */

#include <stdbool.h>

/* The calling thread from now on; needs no privilege. False: the kernel refuses, and nothing has changed. */
bool thread_priority_lower(void);

#endif
