/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MODEL_CLAIM_GRADE_H
#define PULSSID_MODEL_CLAIM_GRADE_H

/*
 * How much a sentence of a report claims: a description; an association; a lead in time; or that it cannot be
 * told, which is never "there is no link". Every report has these four and no others. Pure.
 */

enum claim_grade { CLAIM_DESCRIPTION, CLAIM_ASSOCIATION, CLAIM_LEADS, CLAIM_CANNOT_TELL };

/* "description", "association", "leads_in_time", "cannot_tell". */
const char *claim_grade_name(enum claim_grade grade);

#endif
