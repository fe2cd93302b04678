/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_USUAL_WINDOW_H
#define PULSSID_TESTS_USUAL_WINDOW_H

/* Members of struct cycle_opts as they ship: the window of analyses, and how much data they need. */
#define USUAL_WINDOW                                                                                         \
    .window_weeks = 52, .window_months = 24, .max_lag_weeks = 4, .max_lag_months = 2, .min_series = 20,      \
    .min_pairs = 16, .min_centre = 6, .min_pool = 4

#endif
