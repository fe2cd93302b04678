/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks for another place where the contacts of a small count may have been. */
#include "handoff_plan.h"

#include <stdlib.h>

#include "base/cleanup.h"

static int by_pair(const void *a, const void *b)
{
    const struct handoff_pair *x = &((const struct handoff_count *)a)->pair;
    const struct handoff_pair *y = &((const struct handoff_count *)b)->pair;
    int from = (x->from > y->from) - (x->from < y->from);
    return from != 0 ? from : (x->to > y->to) - (x->to < y->to);
}

/* Whether a pair has less than k - 1, so that it may have had one more and be hidden all the same. */
static bool has_room(const struct handoffs *handoffs, int32_t from, int32_t to)
{
    const struct handoff_count wanted = {.pair = {from, to}};
    return handoffs->n_full == 0 ||
           bsearch(&wanted, handoffs->full, handoffs->n_full, sizeof wanted, by_pair) == NULL;
}

/* The node where the ways of two teams to the root meet: parents have higher indexes. */
static int32_t meeting(const struct handoffs *handoffs, int32_t x, int32_t y)
{
    int32_t a = handoffs->teams[x].node;
    int32_t b = handoffs->teams[y].node;
    while (a != b) {
        int32_t *lower = a < b ? &a : &b;
        *lower = handoffs->tree->nodes[*lower].parent;
    }
    return a;
}

/* Whether the pairs of x and y are in one group with those of a and b, of which x is one. */
static bool is_same_group(const struct handoffs *handoffs, struct handoff_pair ab, int32_t x, int32_t y)
{
    const struct handoff_team *teams = handoffs->teams;
    int32_t other = x == ab.from ? ab.to : ab.from;
    return teams[y].class == teams[other].class &&
           meeting(handoffs, x, y) == meeting(handoffs, ab.from, ab.to);
}

/* Whether a contact between a and b may have been between one of them and d. */
static bool may_be_with(const struct handoffs *handoffs, struct handoff_pair ab, int32_t d)
{
    const int32_t ends[] = {ab.from, ab.to};
    for (size_t i = 0; i < 2; i++) {
        if (is_same_group(handoffs, ab, ends[i], d) &&
            (has_room(handoffs, ends[i], d) || has_room(handoffs, d, ends[i]))) {
            return true;
        }
    }
    return false;
}

static bool may_be_elsewhere(const struct handoffs *handoffs, struct handoff_pair ab)
{
    for (int32_t d = 0; d < (int32_t)handoffs->n_teams; d++) {
        bool third = d != ab.from && d != ab.to && handoffs->teams[d].direct > 0;
        if (third && may_be_with(handoffs, ab, d)) {
            return true;
        }
    }
    return false;
}

/* Whether a pair leaves one of its two directions small without protection by the other. Of two alike, the
 * first is asked. */
static bool is_exposed(const struct handoffs *handoffs, const struct handoff_count *count)
{
    int64_t k = handoffs->k;
    bool beside_large = count->n >= k && count->back > 0 && count->back < k;
    bool both_at_edge = count->n == k - 1 && count->back == k - 1 && count->pair.from < count->pair.to;
    return (beside_large || both_at_edge) && !may_be_elsewhere(handoffs, count->pair);
}

/* Pairs to hide. */
struct hidden {
    size_t n;
    size_t capacity;
    struct handoff_pair *pairs;
};

static void hidden_free_local(struct hidden *hidden)
{
    free(hidden->pairs);
}

static bool hide_both(struct hidden *hidden, struct handoff_pair pair, struct error *err)
{
    if (hidden->n == hidden->capacity) {
        size_t capacity = 2 * hidden->capacity + 16;
        struct handoff_pair *pairs = reallocarray(hidden->pairs, capacity, sizeof *pairs);
        if (pairs == NULL) {
            return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for %zu hidden handoffs", capacity);
        }
        hidden->pairs = pairs;
        hidden->capacity = capacity;
    }
    hidden->pairs[hidden->n++] = pair;
    hidden->pairs[hidden->n++] = (struct handoff_pair){pair.to, pair.from};
    return true;
}

bool handoff_plan(const struct handoffs *handoffs, struct handoff_pair **ret_pairs, size_t *ret_n,
                  struct error *err)
{
    struct hidden hidden CLEANUP(hidden_free) = {0};
    for (size_t i = 0; i < handoffs->n_full; i++) {
        if (is_exposed(handoffs, &handoffs->full[i]) && !hide_both(&hidden, handoffs->full[i].pair, err)) {
            return false;
        }
    }
    *ret_pairs = hidden.pairs;
    *ret_n = hidden.n;
    hidden.pairs = NULL;
    return true;
}
