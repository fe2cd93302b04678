/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_PERIOD_STORE_H
#define PULSSID_STORE_PERIOD_STORE_H

/*
 * A period from open to published, as the cycle moves it: the lock of the cycle, what is due, closing, what
 * was frozen at its opening, sealing, forgetting.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "model/calendar.h"
#include "model/catalog.h"
#include "model/survey.h"
#include "model/team_tree.h"
#include "store/catalog_store.h"
#include "store/db.h"

/* The lock that one session at a time holds while it cycles. Giving it back cannot fail: a lost session has
 * lost it. */
bool period_store_lock(struct db *db, bool *ret_locked, struct error *err) MUST_CHECK;
void period_store_unlock(struct db *db);

bool period_store_kind(struct db *db, enum period_kind *ret_kind, struct error *err) MUST_CHECK;

#define PERIOD_TABLE_SIZE (sizeof "pulssid.submission_" + PERIOD_ID_SIZE)

struct period_row {
    int32_t period;
    char id[PERIOD_ID_SIZE];
    char table[PERIOD_TABLE_SIZE]; /* where its submissions stand until it is sealed */
    enum period_state state;
    int32_t k_employee;
    int32_t k_customer;
};

/* Which periods are to be worked on. */
struct period_due {
    int32_t today;
    int32_t grace_days;
    bool live_only; /* not those open ones that a backfill opened */
};

/* Periods that are due and open, or were closed by a run that did not come to its end; ascending. The caller
 * frees *ret_rows. */
bool period_store_due(struct db *db, const struct period_due *due, struct period_row **ret_rows,
                      size_t *ret_n, struct error *err) MUST_CHECK;

/* Closes an open period in a transaction of its own. *ret_closed: false when it was not open. */
bool period_store_close(struct db *db, int32_t period, int32_t today, bool *ret_closed,
                        struct error *err) MUST_CHECK;

/* Begins the transaction that publishes a closed period, with the right to read its submissions, and set up
 * for its few large statements: without JIT compilation, which takes longer than they do, with memory for
 * their sorts, and without nested loops, which the planner takes for good in a period whose size it does not
 * know yet. DATABASE when the period is not closed. */
bool period_store_begin(struct db *db, int32_t period, struct error *err) MUST_CHECK;

/* The tree frozen at its opening. */
bool period_store_tree(struct db *db, int32_t period, struct team_tree **ret_tree,
                       struct error *err) MUST_CHECK;

/* The surveys that matter to a period, by the table of its submissions: every version with submissions in it
 * and the newest version of every survey, by id descending. Owned through period_surveys_free(). */
struct period_surveys {
    size_t n;
    struct survey **surveys;
    int64_t *submissions; /* withdrawn ones left out */
    int64_t most;         /* that any one team has of any one of them */
};
bool period_store_surveys(struct db *db, const char *table, catalog_parse_survey *parse,
                          struct period_surveys *ret_surveys, struct error *err) MUST_CHECK;
void period_surveys_free(struct period_surveys *surveys);

static inline void period_surveys_free_local(struct period_surveys *surveys)
{
    period_surveys_free(surveys);
}

/* Tells how many people of each team were invited to a survey. */
typedef void period_store_invitation(void *ctx, int32_t team_id, int64_t invited);
bool period_store_invited(struct db *db, int32_t period, const char *survey_code,
                          period_store_invitation *on_invitation, void *ctx, struct error *err) MUST_CHECK;

/* Where the answers of one team and survey go at sealing. */
struct seal_row {
    int32_t team_id;
    int32_t survey_id;
    int32_t target_id; /* 0: the whole organisation */
    size_t n_keep;
    bool keep[SURVEY_MAX_QUESTIONS]; /* by position of the question */
};

/* Seals a closed period by these rows: whatever has none is deleted. Inside the caller's transaction. */
bool period_store_seal(struct db *db, int32_t period, const struct seal_row *rows, size_t n,
                       struct error *err) MUST_CHECK;

/* Forgets the spent ids of periods whose last late retry has become impossible. DATABASE_UNAVAILABLE when
 * somebody reads for so long that batches would have to wait. */
bool period_store_drop_spent(struct db *db, int32_t today, int32_t max_late_days,
                             struct error *err) MUST_CHECK;

/* Drops the sealed answers of periods whose last day is more than so many days ago; 0: none, ever.
 * *ret_periods: of how many. DATABASE_UNAVAILABLE when somebody reads them for long. */
bool period_store_drop_answers(struct db *db, int32_t today, int32_t retention_days, int32_t *ret_periods,
                               struct error *err) MUST_CHECK;

#endif
