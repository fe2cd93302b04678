/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moves the states of a link's tests, or keeps them. */
#include "linkage_evidence.h"

#include <math.h>
#include <string.h>

static const char *const names[] = {
    [EVIDENCE_NONE] = "none", [EVIDENCE_PRELIMINARY] = "preliminary", [EVIDENCE_CONFIRMED] = "confirmed"};

const char *linkage_evidence_name(enum evidence evidence)
{
    return names[evidence];
}

enum evidence linkage_evidence_of(const char *name)
{
    for (enum evidence e = EVIDENCE_NONE; name != NULL && e <= EVIDENCE_CONFIRMED; e++) {
        if (strcmp(names[e], name) == 0) {
            return e;
        }
    }
    return EVIDENCE_NONE;
}

/* The team's states before; `from` is where the search goes on, since both lists ascend. */
static struct linkage_past_team find(const struct linkage_past *past, int32_t team_id, size_t *from)
{
    while (*from < past->teams && past->team[*from].team_id < team_id) {
        (*from)++;
    }
    bool found = *from < past->teams && past->team[*from].team_id == team_id;
    return found ? past->team[*from] : (struct linkage_past_team){team_id, NULL, NULL};
}

static void move(const struct linkage_analysis *a, bool due, enum linkage_test kind, size_t i,
                 const char *before)
{
    const struct linkage_tests *tests = &a->tests[kind];
    enum evidence was = linkage_evidence_of(before);
    tests->kept[i] = due ? evidence_after(was, tests->q_bh[i]) : was;
    tests->evidence[i] = isnan(tests->p[i]) ? EVIDENCE_NONE : tests->kept[i];
}

void linkage_evidence_carry(struct linkage_analysis *a, const int32_t *team_id,
                            const struct linkage_past *past, const struct linkage_calendar *calendar)
{
    bool due = evidence_is_due(past->was_tested, past->tested, calendar->period, calendar->interval);
    a->formal = due && linkage_analysis_teams(a) > 0;
    a->was_tested = a->formal || past->was_tested;
    a->tested = a->formal ? calendar->period : past->tested;
    size_t from = 0;
    for (size_t i = 0; i < a->correlation->teams; i++) {
        struct linkage_past_team before = find(past, team_id[i], &from);
        move(a, due, LINKAGE_OWN, i, before.evidence);
        move(a, due, LINKAGE_COMMON_LAG, i, before.loo_evidence);
    }
    move(a, due, LINKAGE_WHOLE, 0, past->evidence);
}
