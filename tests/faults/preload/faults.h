/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_FAULTS_H
#define PULSSID_TESTS_FAULTS_H

/*
 * Faults that another process orders of a program which runs with these files preloaded, or linked in: a
 * clock that is wrong, and allocations that fail. The orders are in the file that PULSSID_FAULTS_ORDERS
 * names, mapped by both (test_clock.py, test_out_of_memory.py); a program that links them in writes to them
 * itself.
 */

#include <stdatomic.h>
#include <stdint.h>

struct fault_orders {
    _Atomic int64_t clock_s; /* added to the time of day; monotonic clocks stay as they are */
    _Atomic int64_t armed;   /* 1: allocations are counted, and those from `first` on, before `last`, fail */
    _Atomic int64_t first;   /* 0 is the first one behind the arming */
    _Atomic int64_t last;
    _Atomic int64_t counted; /* allocations since it was set to 0 */
    _Atomic int64_t failed;
    _Atomic int64_t live; /* allocations that succeeded, less those that were freed */
};

/* The orders in force: of the file, else of this program alone, all zero. */
struct fault_orders *fault_orders(void);

#endif
