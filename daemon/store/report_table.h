/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_REPORT_TABLE_H
#define PULSSID_STORE_REPORT_TABLE_H

/* A statement's result as the table that people read: columns and their types as PostgreSQL names them. A
 * number that is none (NaN) is unknown. */

#include "model/table.h"
#include "store/pg.h"

/* The first max_rows rows. exact: 17 significant digits of each double, else the digits that PostgreSQL gave.
 * NULL when memory is out. */
struct table *report_table_from(const struct pg_result *result, size_t max_rows, bool exact);

#endif
