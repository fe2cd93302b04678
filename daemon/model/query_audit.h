/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MODEL_QUERY_AUDIT_H
#define PULSSID_MODEL_QUERY_AUDIT_H

/*
 * Auditing of sum queries: which sums over groups of people may be told when the groups overlap in any way.
 * It sees counts and never an answer.
 *
 * People who are in the same groups are a class. Queries are put to the audit one by one, the most wanted
 * first; it admits one only while it can deal k hands of different people such that no combination of the
 * admitted queries, other than one that weighs everybody with zero, weighs a whole hand with zero. Then every
 * such combination weighs somebody in each hand, so at least k people: no set of fewer has a sum that can be
 * computed, nor a weighted sum.
 *
 *   a hand holds one person for each admitted query: one whom the combination of this query with those before
 *   that is zero at all persons before does not weigh with zero (linear algebra modulo the prime 2^61 - 1)
 *   a query that is a combination of admitted ones tells nothing new and is admitted as it is
 *
 * The audit need not know everybody. Queries are over people whom it does not know too; but hands of people
 * whom it knows are hands of people, and a combination that weighs somebody in each hand weighs as many
 * among all. Only that a query is a combination of admitted ones cannot be seen on a part of the people:
 * one that is where the audit can see is not admitted, unless an admitted one has its name. Queries of one
 * name are over the same people, whether the audit knows these or not.
 *
 * Sufficient, and seldom more than necessary; what is necessary is hard to tell. What would take too much
 * memory, as when everybody is in many groups at once, is not admitted either.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "query_names.h"

struct query_audit;

/* Whom the audit knows; copied. */
struct audit_people {
    size_t n;              /* classes */
    const int32_t *people; /* by class */
    bool are_part;         /* there are others, in any groups */
};

/* A sum over the people in some classes, and over others who are not known. */
struct audit_query {
    size_t n;
    const uint32_t *classes; /* each once */
    struct query_name name;  /* tells it from queries over others */
};

/* k >= 1. Owned through query_audit_free(). */
bool query_audit_new(const struct audit_people *people, int32_t k, struct query_audit **ret_audit,
                     struct error *err) MUST_CHECK;
struct query_audit *query_audit_free(struct query_audit *audit);
DEFINE_CLEANUP(query_audit_free, struct query_audit)

/* Puts a query to the audit. *ret_admitted: it may be told; if it is over nobody, it may. One that is not
 * admitted leaves the audit as it was. Time and memory go with the query's classes and with those of the
 * queries it overlaps with, for each kind of hand, of which there are at most k and mostly one. */
bool query_audit_admit(struct query_audit *audit, const struct audit_query *query, bool *ret_admitted,
                       struct error *err) MUST_CHECK;

#endif
