/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_WIRE_SUBMISSION_CSV_H
#define PULSSID_WIRE_SUBMISSION_CSV_H

/*
 * Submissions from rows of CSV, for `pulssid import FILE.csv`:
 *
 *   survey,version,team,on,path,wb1,csat,collab
 *   employee-pulse,1,T01,2026-11-21,,4,,
 *   customer-pulse,1,T01,2026-11-21,T01>T05,,5,
 *   collaboration-pulse,1,T01,2026-11-21,,,,T02=5 T07=3
 *
 * The columns path, reasons (skill>>choice: one for each step of the path, perhaps unknown) and topic may be
 * left out. Every other column is a question; an empty field is no answer and is left
 * out; one with a '=' holds ratings of teams. Allocates nothing: spans point into the row, so they live until
 * the next csv_next().
 */

#include "base/error.h"
#include "base/sha256.h"
#include "csv.h"
#include "model/submission.h"

/* What csv_open() needs for such a file. */
struct csv_columns submission_csv_columns(void);

/* Reads the current row. Its id is a hash of file_digest (SHA-256 of the file's content) and the row's line
 * number, so that the same file gives the same ids. INPUT by csv_error(); OUT_OF_MEMORY. */
bool submission_csv_read(const struct csv *csv, const uint8_t file_digest[SHA256_SIZE],
                         struct submission *ret_submission, struct error *err) MUST_CHECK;

#endif
