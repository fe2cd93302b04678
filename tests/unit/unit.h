/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_UNIT_H
#define PULSSID_TESTS_UNIT_H

/* What cmocka wants included before itself, once for all tests. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
