/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts what is shown to an audit, and then one group after another. */
#include "step_disclosure.h"

#include <stdlib.h>

#include "query_audit.h"

/* One plan under way. */
struct parting {
    const struct step_plan *plan;
    struct query_audit *audit;
    struct touch_set *set; /* of the figure that was asked last: in the end of the whole */
    uint32_t *classes;
    int32_t *name;
};

static void parting_free_local(struct parting *parting)
{
    query_audit_free(parting->audit);
    touch_set_free(parting->set);
    free(parting->classes);
    free(parting->name);
}

static bool start(const struct step_plan *plan, struct parting *parting, struct error *err)
{
    const struct touch_plan *touch = plan->touch;
    const struct audit_people people = {touch->classes->n, touch->contacts, touch->classes->are_part};
    parting->plan = plan;
    parting->classes = calloc(touch->classes->n + 1, sizeof *parting->classes);
    parting->name = calloc(touch->tree->n + 1, sizeof *parting->name);
    if (parting->classes == NULL || parting->name == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to part %zu classes", touch->classes->n);
    }
    return touch_set_new(touch, &parting->set, err) &&
           query_audit_new(&people, touch->k, &parting->audit, err);
}

/* Everything that is shown; false in *ret_admitted when it is not admitted as it was. */
static bool admit_shown(struct parting *parting, bool *ret_admitted, struct error *err)
{
    const struct touch_plan *touch = parting->plan->touch;
    int32_t *order CLEANUP(free) = calloc(touch->tree->n, sizeof *order);
    if (order == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to part %zu teams", touch->tree->n);
    }
    if (!touch_disclosure_order(touch, order, err)) {
        return false;
    }
    *ret_admitted = true;
    for (size_t i = 0; i < touch->tree->n && *ret_admitted; i++) {
        if (!parting->plan->shown[order[i]].published) {
            continue;
        }
        touch_disclosure_set(touch, parting->plan->shown, order[i], parting->set);
        const struct audit_query query = {
            parting->set->n, parting->set->classes, {parting->set->n_teams, parting->set->teams}};
        if (!query_audit_admit(parting->audit, &query, ret_admitted, err)) {
            return false;
        }
    }
    return true;
}

/* Contacts of the whole from one step on, or of that step alone. */
static int64_t count(const struct parting *parting, int32_t step, bool alone)
{
    int64_t n = 0;
    for (size_t i = 0; i < parting->set->n; i++) {
        uint32_t class = parting->set->classes[i];
        int32_t steps = parting->plan->steps[class];
        n += steps == step || (steps > step && !alone) ? parting->plan->touch->contacts[class] : 0;
    }
    return n;
}

/* Puts those of the whole with so many handoffs to the audit; no team has their number in its name. */
static bool admit_step(struct parting *parting, int32_t step, bool *ret_admitted, struct error *err)
{
    struct audit_query query = {.classes = parting->classes, .name.numbers = parting->name};
    for (size_t i = 0; i < parting->set->n; i++) {
        if (parting->plan->steps[parting->set->classes[i]] == step) {
            parting->classes[query.n++] = parting->set->classes[i];
        }
    }
    parting->name[query.name.n++] = -1 - step;
    for (size_t i = 0; i < parting->set->n_teams; i++) {
        parting->name[query.name.n++] = parting->set->teams[i];
    }
    return query_audit_admit(parting->audit, &query, ret_admitted, err);
}

/* A step is parted from those behind it, which are then known too. */
static bool part(struct parting *parting, int32_t *ret_groups, struct error *err)
{
    int32_t least = parting->plan->least;
    bool admitted = true;
    *ret_groups = 0;
    for (int32_t step = 0; step + 1 < STEP_GROUPS; step++) {
        if (count(parting, step, true) < least || count(parting, step + 1, false) < least) {
            return true;
        }
        if (!admit_step(parting, step, &admitted, err)) {
            return false;
        }
        if (!admitted) {
            return true;
        }
        *ret_groups = step + 2;
    }
    return true;
}

bool step_disclosure_plan(const struct step_plan *plan, int32_t *ret_groups, struct error *err)
{
    struct parting parting CLEANUP(parting_free) = {.plan = plan};
    bool admitted;
    *ret_groups = 0;
    if (!plan->shown[plan->touch->tree->n - 1].published) {
        return true;
    }
    if (!start(plan, &parting, err) || !admit_shown(&parting, &admitted, err)) {
        return false;
    }
    return !admitted || part(&parting, ret_groups, err);
}
