/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deals hands, and one person more to each of them with every query. */
#include "query_audit.h"

#include <stdlib.h>

#define PRIME ((UINT64_C(1) << 61) - 1)
#define NO_STEP UINT32_MAX
#define NO_CLASS UINT32_MAX
/* Weights that are kept, and more for each class. Mostly there are hardly more than people's groups; where
 * all groups overlap with all others there could be as many for each query as there are classes. */
#define WEIGHTS_MIN 1000000
#define WEIGHTS_PER_CLASS 16

/* Hands that are alike: n of them from the first one on. */
struct hands {
    int32_t first;
    int32_t n;
};

/* A person of a class in some hands, and a combination of queries that weighs this one with 1 and those that
 * were dealt to these hands before with 0. */
struct step {
    struct hands hands;
    uint32_t class;
    uint32_t same_class; /* the step before that deals of this class, or NO_STEP */
    uint32_t n;          /* classes that are weighed, those with 0 left out */
    uint32_t *classes;
    uint64_t *weights; /* of these, modulo PRIME */
};

/* Hands: of the queries admitted, or of one more while it is tried. */
struct deal {
    size_t n;
    struct hands *hands; /* room for k */
};

/* A combination of a query with those before, by class. */
struct combination {
    uint64_t *weights; /* modulo PRIME; 0 where not listed */
    bool *is_listed;
    size_t n;
    uint32_t *listed; /* in the order in which they came; some may weigh 0 */
};

struct query_audit {
    size_t n_classes;
    bool knows_part;
    struct query_names names; /* of admitted queries, where a part is known */
    bool *is_empty;           /* by class */
    int32_t *left;            /* by class: people in no hand */
    uint32_t *newest;         /* by class: the last step that deals of it, or NO_STEP */
    size_t n_weights;         /* of all steps */
    uint32_t n_steps;
    uint32_t capacity;
    struct step *steps;
    uint32_t n_due;
    uint32_t *due; /* steps of one hand that are still to be taken off `rest`: a heap, the first one on top */
    struct deal now;
    struct deal next;
    struct combination rest; /* the one that is 0 at the people of a hand */
};

/* 2^61 is 1 modulo PRIME. Mostly a is 1. */
static uint64_t times(uint64_t a, uint64_t b)
{
    if (a == 1) {
        return b;
    }
    unsigned __int128 product = (unsigned __int128)a * b;
    uint64_t sum = (uint64_t)(product & PRIME) + (uint64_t)(product >> 61);
    return sum >= PRIME ? sum - PRIME : sum;
}

static uint64_t minus(uint64_t a, uint64_t b)
{
    return a >= b ? a - b : a + PRIME - b;
}

/* Mostly of 1 and of -1, which are their own. */
static uint64_t inverse(uint64_t a)
{
    uint64_t power = 1;
    if (a == 1 || a == PRIME - 1) {
        return a;
    }
    for (uint64_t e = PRIME - 2; e > 0; e >>= 1, a = times(a, a)) {
        power = (e & 1) != 0 ? times(power, a) : power;
    }
    return power;
}

static bool no_memory(const struct query_audit *audit, struct error *err)
{
    return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to audit sums over %zu classes", audit->n_classes);
}

static bool make_arrays(struct query_audit *audit, int32_t k)
{
    size_t n = audit->n_classes + 1;
    audit->is_empty = calloc(n, sizeof *audit->is_empty);
    audit->left = calloc(n, sizeof *audit->left);
    audit->newest = calloc(n, sizeof *audit->newest);
    audit->now.hands = calloc((size_t)k, sizeof *audit->now.hands);
    audit->next.hands = calloc((size_t)k, sizeof *audit->next.hands);
    audit->rest.weights = calloc(n, sizeof *audit->rest.weights);
    audit->rest.is_listed = calloc(n, sizeof *audit->rest.is_listed);
    audit->rest.listed = calloc(n, sizeof *audit->rest.listed);
    return audit->is_empty != NULL && audit->left != NULL && audit->newest != NULL &&
           audit->now.hands != NULL && audit->next.hands != NULL && audit->rest.weights != NULL &&
           audit->rest.is_listed != NULL && audit->rest.listed != NULL;
}

bool query_audit_new(const struct audit_people *people, int32_t k, struct query_audit **ret_audit,
                     struct error *err)
{
    struct query_audit *audit CLEANUP(query_audit_free) = calloc(1, sizeof *audit);
    if (audit == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for an audit");
    }
    audit->n_classes = people->n;
    audit->knows_part = people->are_part;
    if (!make_arrays(audit, k)) {
        return no_memory(audit, err);
    }
    for (size_t c = 0; c < people->n; c++) {
        audit->is_empty[c] = people->people[c] == 0;
        audit->left[c] = people->people[c];
        audit->newest[c] = NO_STEP;
    }
    audit->now.n = 1;
    audit->now.hands[0] = (struct hands){0, k};
    *ret_audit = audit;
    audit = NULL;
    return true;
}

struct query_audit *query_audit_free(struct query_audit *audit)
{
    if (audit != NULL) {
        for (size_t s = 0; s < audit->n_steps; s++) {
            free(audit->steps[s].classes);
            free(audit->steps[s].weights);
        }
        query_names_free(&audit->names);
        free(audit->steps);
        free(audit->due);
        free(audit->now.hands);
        free(audit->next.hands);
        free(audit->is_empty);
        free(audit->left);
        free(audit->newest);
        free(audit->rest.weights);
        free(audit->rest.is_listed);
        free(audit->rest.listed);
        free(audit);
    }
    return NULL;
}

static void swap(uint32_t *a, uint32_t *b)
{
    uint32_t was = *a;
    *a = *b;
    *b = was;
}

static void add_due(struct query_audit *audit, uint32_t step)
{
    uint32_t at = audit->n_due++;
    audit->due[at] = step;
    for (; at > 0 && audit->due[(at - 1) / 2] > audit->due[at]; at = (at - 1) / 2) {
        swap(&audit->due[at], &audit->due[(at - 1) / 2]);
    }
}

static uint32_t take_first_due(struct query_audit *audit)
{
    uint32_t *due = audit->due;
    uint32_t first = due[0];
    due[0] = due[--audit->n_due];
    for (uint32_t at = 0, least = 1; least < audit->n_due; at = least, least = 2 * at + 1) {
        least += least + 1 < audit->n_due && due[least + 1] < due[least];
        if (due[at] <= due[least]) {
            break;
        }
        swap(&due[at], &due[least]);
    }
    return first;
}

/* The step that deals a person of a class to a hand, or NO_STEP: there is at most one, since later ones weigh
 * the class with 0. */
static uint32_t find_step(const struct query_audit *audit, uint32_t class, int32_t hand)
{
    uint32_t step = audit->newest[class];
    while (step != NO_STEP && (hand < audit->steps[step].hands.first ||
                               hand >= audit->steps[step].hands.first + audit->steps[step].hands.n)) {
        step = audit->steps[step].same_class;
    }
    return step;
}

static void set_weight(struct query_audit *audit, int32_t hand, uint32_t class, uint64_t weight)
{
    struct combination *rest = &audit->rest;
    if (!rest->is_listed[class]) {
        rest->is_listed[class] = true;
        rest->listed[rest->n++] = class;
        uint32_t step = find_step(audit, class, hand);
        if (step != NO_STEP) {
            add_due(audit, step);
        }
    }
    rest->weights[class] = weight;
}

static void forget(struct combination *rest)
{
    for (size_t i = 0; i < rest->n; i++) {
        rest->weights[rest->listed[i]] = 0;
        rest->is_listed[rest->listed[i]] = false;
    }
    rest->n = 0;
}

/* Sets `rest` for a hand. A step weighs what earlier ones dealt with 0, so that in their order each is taken
 * off once, and those whose class is not weighed never. */
static void reduce(struct query_audit *audit, const uint32_t *classes, size_t n_classes, int32_t hand)
{
    struct combination *rest = &audit->rest;
    forget(rest);
    for (size_t i = 0; i < n_classes; i++) {
        if (!audit->is_empty[classes[i]]) {
            set_weight(audit, hand, classes[i], 1);
        }
    }
    while (audit->n_due > 0) {
        const struct step *step = &audit->steps[take_first_due(audit)];
        uint64_t factor = rest->weights[step->class];
        for (uint32_t w = 0; w < step->n && factor != 0; w++) {
            uint32_t class = step->classes[w];
            set_weight(audit, hand, class, minus(rest->weights[class], times(factor, step->weights[w])));
        }
    }
}

static uint32_t count_weights(const struct combination *rest)
{
    uint32_t n = 0;
    for (size_t i = 0; i < rest->n; i++) {
        n += rest->weights[rest->listed[i]] != 0;
    }
    return n;
}

/* The class with the most people left of those that `rest` weighs, NO_CLASS when nobody is. */
static uint32_t find_most(const struct query_audit *audit)
{
    uint32_t most = NO_CLASS;
    int32_t people = 0;
    for (size_t i = 0; i < audit->rest.n; i++) {
        uint32_t class = audit->rest.listed[i];
        if (audit->rest.weights[class] != 0 && audit->left[class] > people) {
            most = class;
            people = audit->left[class];
        }
    }
    return most;
}

static bool make_room(struct query_audit *audit)
{
    if (audit->n_steps < audit->capacity) {
        return true;
    }
    uint32_t capacity = 2 * audit->capacity + 16;
    struct step *steps = reallocarray(audit->steps, capacity, sizeof *steps);
    audit->steps = steps == NULL ? audit->steps : steps;
    uint32_t *due = reallocarray(audit->due, capacity, sizeof *due);
    audit->due = due == NULL ? audit->due : due;
    audit->capacity = steps == NULL || due == NULL ? audit->capacity : capacity;
    return audit->n_steps < audit->capacity;
}

/* Adds the step that deals a person of a class to some hands: `rest`, scaled to 1 there. */
static bool add_step(struct query_audit *audit, struct hands hands, uint32_t class, struct error *err)
{
    const struct combination *rest = &audit->rest;
    struct step step = {.hands = hands, .class = class, .same_class = audit->newest[class]};
    uint32_t n = count_weights(rest);
    step.classes = calloc(n, sizeof *step.classes);
    step.weights = calloc(n, sizeof *step.weights);
    if (step.classes == NULL || step.weights == NULL || !make_room(audit)) {
        free(step.classes);
        free(step.weights);
        return no_memory(audit, err);
    }
    uint64_t scale = inverse(rest->weights[class]);
    for (size_t i = 0; i < rest->n; i++) {
        uint64_t weight = rest->weights[rest->listed[i]];
        if (weight != 0) {
            step.classes[step.n] = rest->listed[i];
            step.weights[step.n++] = times(weight, scale);
        }
    }
    audit->newest[class] = audit->n_steps;
    audit->steps[audit->n_steps++] = step;
    audit->n_weights += step.n;
    audit->left[class] -= hands.n;
    return true;
}

static bool has_room_for_rest(const struct query_audit *audit)
{
    size_t limit = WEIGHTS_MIN + WEIGHTS_PER_CLASS * audit->n_classes;
    return audit->n_weights + count_weights(&audit->rest) <= limit;
}

/* Deals one person more to each of some hands, by `rest`, and notes them for the next deal. *ret_dealt: there
 * were enough. */
static bool deal_to(struct query_audit *audit, struct hands hands, bool *ret_dealt, struct error *err)
{
    uint32_t class;
    while (hands.n > 0 && has_room_for_rest(audit) && (class = find_most(audit)) != NO_CLASS) {
        struct hands some = {hands.first, audit->left[class] < hands.n ? audit->left[class] : hands.n};
        if (!add_step(audit, some, class, err)) {
            return false;
        }
        audit->next.hands[audit->next.n++] = some;
        hands.first += some.n;
        hands.n -= some.n;
    }
    *ret_dealt = hands.n == 0;
    return true;
}

/* Takes back what was dealt of the next deal, whose steps are the newest. */
static void take_back(struct query_audit *audit)
{
    while (audit->next.n > 0) {
        struct step *step = &audit->steps[--audit->n_steps];
        audit->next.n--;
        audit->left[step->class] += step->hands.n;
        audit->newest[step->class] = step->same_class;
        audit->n_weights -= step->n;
        free(step->classes);
        free(step->weights);
    }
}

static bool accept(struct query_audit *audit, const struct audit_query *query, struct error *err)
{
    if (audit->knows_part && !query_names_add(&audit->names, query->name, err)) {
        return false;
    }
    struct deal old = audit->now;
    audit->now = audit->next;
    audit->next = old;
    return true;
}

bool query_audit_admit(struct query_audit *audit, const struct audit_query *query, bool *ret_admitted,
                       struct error *err)
{
    bool done = true;
    bool dealt = true;
    bool is_new = true;
    audit->next.n = 0;
    for (size_t h = 0; h < audit->now.n && done && dealt && is_new; h++) {
        reduce(audit, query->classes, query->n, audit->now.hands[h].first);
        is_new = count_weights(&audit->rest) > 0;
        done = !is_new || deal_to(audit, audit->now.hands[h], &dealt, err);
    }
    done = done && (!is_new || !dealt || accept(audit, query, err));
    if (!done || !dealt) {
        take_back(audit);
    }
    if (done) {
        *ret_admitted = is_new ? dealt : !audit->knows_part || query_names_have(&audit->names, query->name);
    }
    return done;
}
