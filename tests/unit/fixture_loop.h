/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_FIXTURE_LOOP_H
#define PULSSID_TESTS_FIXTURE_LOOP_H

/* Turns an event loop by hand, for tests of what is asynchronous. */

#include <event2/event.h>

/* Until *counter has reached a number; fails the running test when that takes more than ten seconds. */
void fixture_loop_until(struct event_base *base, const unsigned *counter, unsigned wanted);

/* For so long. */
void fixture_loop_for(struct event_base *base, unsigned ms);

#endif
