/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which handoffs are hidden beside the small ones, and whether somebody who solves for the small ones finds
 * any. */
#include "model/handoff_plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../unit.h"
#include "base/cleanup.h"

#define K 5
#define MAX_TEAMS 4

/* Units U and V of two teams each, A, B and C, D; their leaves in this order. */
enum { A, B, C, D, TEAMS };

/* A period: counts by pair, and what is planned from them. */
struct period {
    struct team_tree *tree;
    struct handoff_team teams[MAX_TEAMS];
    size_t n;
    int64_t counts[MAX_TEAMS][MAX_TEAMS];
    bool hidden[MAX_TEAMS][MAX_TEAMS];
    size_t n_hidden;
};

static void period_local(struct period *period)
{
    period->tree = team_tree_free(period->tree);
}

static struct team team_of(int32_t id, int32_t parent, const char *code)
{
    struct team team = {.id = id, .parent_id = parent, .headcount = HEADCOUNT_UNKNOWN};
    strcpy(team.code, code);
    return team;
}

/* The first n of the leaves, all of one class, each with a contact of its own. */
static void set_up(struct period *period, size_t n, bool in_units)
{
    static const char *const codes[] = {"A", "B", "C", "D"};
    struct team teams[MAX_TEAMS + 2] = {team_of(11, 0, "U"), team_of(12, 0, "V")};
    struct error err;
    for (size_t i = 0; i < n; i++) {
        teams[i + 2] = team_of((int32_t)i + 1, !in_units ? 0 : i < 2 ? 11 : 12, codes[i]);
    }
    *period = (struct period){.n = n};
    assert_true(team_tree_new(in_units ? teams : teams + 2, in_units ? n + 2 : n, &period->tree, &err));
    for (size_t i = 0; i < n; i++) {
        int32_t id = (int32_t)i + 1;
        period->teams[i] =
            (struct handoff_team){.team_id = id, .node = team_tree_find(period->tree, id), .direct = 1};
    }
}

static bool is_cleared(const struct period *period, size_t team)
{
    return period->teams[team].class != HANDOFF_NOT_CLEARED;
}

/* The full counts as the store gives them. Returns how many. */
static size_t list_full(const struct period *period, struct handoff_count *full)
{
    size_t n = 0;
    for (size_t from = 0; from < period->n; from++) {
        for (size_t to = 0; to < period->n; to++) {
            if (period->counts[from][to] >= K - 1 && is_cleared(period, from) && is_cleared(period, to)) {
                full[n++] = (struct handoff_count){{(int32_t)from, (int32_t)to},
                                                   (int32_t)period->counts[from][to],
                                                   (int32_t)period->counts[to][from]};
            }
        }
    }
    return n;
}

static void plan(struct period *period)
{
    struct handoff_count full[MAX_TEAMS * MAX_TEAMS];
    const struct handoffs handoffs = {period->tree, period->teams,          period->n, K,
                                      full,         list_full(period, full)};
    struct handoff_pair *pairs CLEANUP(free) = NULL;
    struct error err;
    memset(period->hidden, 0, sizeof period->hidden);
    assert_true(handoff_plan(&handoffs, &pairs, &period->n_hidden, &err));
    for (size_t i = 0; i < period->n_hidden; i++) {
        assert_false(period->hidden[pairs[i].from][pairs[i].to]);
        period->hidden[pairs[i].from][pairs[i].to] = true;
    }
}

/* Whether both directions between A and B are hidden, and nothing else. */
static bool hides(struct period *period)
{
    plan(period);
    assert_int_equal(period->n_hidden, period->hidden[A][B] ? 2 : 0);
    assert_int_equal(period->hidden[B][A], period->hidden[A][B]);
    return period->hidden[A][B];
}

static void what_goes_between_two_teams_alone(void **state)
{
    (void)state;
    static const struct {
        int64_t there;
        int64_t back;
        bool hidden;
    } cases[] = {{5, 1, true}, {5, 4, true},  {900, 4, true}, {5, 5, false}, {5, 0, false},
                 {4, 4, true}, {4, 3, false}, {4, 0, false},  {1, 1, false}, {0, 0, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct period period CLEANUP(period);
        set_up(&period, 2, false);
        period.counts[A][B] = cases[i].there;
        period.counts[B][A] = cases[i].back;
        assert_int_equal(hides(&period), cases[i].hidden);
        period.counts[A][B] = cases[i].back;
        period.counts[B][A] = cases[i].there;
        assert_int_equal(hides(&period), cases[i].hidden);
    }
}

/* C, with a contact of its own, may have had what went from B to A; each of the four ways to it is enough. */
static void a_third_team_may_have_had_them(void **state)
{
    (void)state;
    struct period period CLEANUP(period);
    set_up(&period, 3, false);
    period.counts[A][B] = 8;
    period.counts[B][A] = 2;
    assert_false(hides(&period));
    period.counts[A][C] = period.counts[C][A] = period.counts[B][C] = period.counts[C][B] = 4;
    int64_t *const ways[] = {&period.counts[A][C], &period.counts[C][A], &period.counts[B][C],
                             &period.counts[C][B]};
    for (size_t i = 0; i < 4; i++) {
        *ways[i] = 3;
        plan(&period);
        assert_false(period.hidden[A][B]);
        *ways[i] = 4;
    }
    plan(&period);
    assert_true(period.hidden[A][B] && period.hidden[B][A]);
}

static void a_third_team_must_be_one_that_could(void **state)
{
    (void)state;
    struct period period CLEANUP(period);
    set_up(&period, 3, false);
    period.counts[A][B] = 8;
    period.counts[B][A] = 2;
    period.teams[C].direct = 0;
    assert_true(hides(&period));
    period.teams[C].direct = 1;
    assert_false(hides(&period));
    period.teams[C].class = HANDOFF_NOT_CLEARED;
    assert_true(hides(&period));
    period.teams[C].class = 2; /* its pairs are in another sum */
    assert_true(hides(&period));
    period.teams[A].class = 2; /* now B and C make one with A and B, as C stands for A */
    assert_false(hides(&period));
    period.counts[B][C] = period.counts[C][B] = 4; /* nor do those of A and C, which are alike */
    plan(&period);
    assert_true(period.hidden[A][B]);
    period.counts[B][C] = period.counts[C][B] = 0;
    period.teams[B].class = 2;
    period.teams[C].class = 0;
    assert_true(hides(&period));
}

/* What went within U is known apart from what went between the units. */
static void a_third_team_must_be_in_the_same_unit(void **state)
{
    (void)state;
    struct period period CLEANUP(period);
    set_up(&period, 4, true);
    period.counts[A][B] = 8;
    period.counts[B][A] = 2;
    assert_true(hides(&period));
    struct period across CLEANUP(period);
    set_up(&across, 4, true);
    across.counts[A][C] = 8;
    across.counts[C][A] = 2;
    plan(&across);
    assert_int_equal(across.n_hidden, 0);
    across.teams[B].direct = across.teams[D].direct = 0;
    plan(&across);
    assert_int_equal(across.n_hidden, 2);
    assert_true(across.hidden[A][C] && across.hidden[C][A]);
}

static void pairs_are_judged_each_by_itself(void **state)
{
    (void)state;
    struct period period CLEANUP(period);
    set_up(&period, 4, true);
    period.counts[C][D] = 8;
    period.counts[D][C] = 2;
    period.counts[A][B] = 4;
    period.counts[B][A] = 4;
    period.counts[A][C] = 70;
    plan(&period);
    assert_int_equal(period.n_hidden, 4);
    assert_true(period.hidden[A][B] && period.hidden[B][A] && period.hidden[C][D] && period.hidden[D][C]);
}

/* The attacker. It is told that nobody was handed on twice, so that all sums are exact: how many went between
 * the teams of each unit and, of each team, how many contacts touched it. It asks for another solution. */
struct attack {
    const struct period *period;
    size_t n; /* unknown counts … */
    struct unknown {
        size_t from;
        size_t to;
        size_t group;
        int64_t most;
        int64_t truth;
    } unknowns[MAX_TEAMS * MAX_TEAMS];
    int64_t left[3];          /* … of each group, what they sum to … */
    size_t in_group[3];       /* … and how many are not decided yet */
    int64_t slack[MAX_TEAMS]; /* contacts of each team that are not accounted for */
    size_t target;
    int64_t value; /* of the target, which is not the truth */
};

static size_t group_of(const struct period *period, size_t a, size_t b)
{
    const struct team_node *nodes = period->tree->nodes;
    int32_t x = nodes[period->teams[a].node].parent;
    int32_t y = nodes[period->teams[b].node].parent;
    return x != y || x == (int32_t)period->tree->n - 1 ? 0 : nodes[x].team.code[0] == 'U' ? 1 : 2;
}

static bool solve(struct attack *attack, size_t at);

static bool try_value(struct attack *attack, size_t at, int64_t value)
{
    const struct unknown *u = &attack->unknowns[at];
    bool last = attack->in_group[u->group] == 1;
    if (value < 0 || value > u->most || value > attack->left[u->group] || value > attack->slack[u->from] ||
        value > attack->slack[u->to] || (last && value != attack->left[u->group])) {
        return false;
    }
    attack->left[u->group] -= value;
    attack->in_group[u->group]--;
    attack->slack[u->from] -= value;
    attack->slack[u->to] -= value;
    bool solved = solve(attack, at + 1);
    attack->left[u->group] += value;
    attack->in_group[u->group]++;
    attack->slack[u->from] += value;
    attack->slack[u->to] += value;
    return solved;
}

/* Nearest to the truth first: most solutions are not far from it. */
static bool solve(struct attack *attack, size_t at)
{
    if (at == attack->n) {
        return true;
    }
    if (at == attack->target) {
        return try_value(attack, at, attack->value);
    }
    const struct unknown *u = &attack->unknowns[at];
    for (int64_t d = 0; d <= attack->left[u->group]; d++) {
        if (try_value(attack, at, u->truth + d) || (d > 0 && try_value(attack, at, u->truth - d))) {
            return true;
        }
    }
    return false;
}

/* What a reader has: every count from K on that is not hidden, sums of units, contacts of teams. */
static void know(const struct period *period, struct attack *attack)
{
    *attack = (struct attack){.period = period};
    for (size_t a = 0; a < period->n; a++) {
        attack->slack[a] += period->teams[a].direct;
        for (size_t b = 0; b < period->n; b++) {
            int64_t count = period->counts[a][b];
            bool shown = count >= K && !period->hidden[a][b];
            size_t group = group_of(period, a, b);
            if (a == b || shown) {
                continue;
            }
            attack->slack[a] += count;
            attack->slack[b] += count;
            attack->left[group] += count;
            attack->in_group[group]++;
            attack->unknowns[attack->n++] =
                (struct unknown){a, b, group, period->hidden[a][b] ? 99 : K - 1, count};
        }
    }
}

/* How many small counts have one solution alone. */
static size_t found(const struct period *period)
{
    struct attack attack;
    size_t n = 0;
    know(period, &attack);
    for (size_t u = 0; u < attack.n; u++) {
        int64_t truth = attack.unknowns[u].truth;
        bool other = truth == 0 || truth >= K; /* that nobody went may be found */
        attack.target = u;
        for (int64_t v = 0; v <= truth + K && !other; v++) {
            attack.value = v;
            other = v != truth && solve(&attack, 0);
        }
        n += !other;
    }
    return n;
}

static void draw(struct period *period)
{
    static const int64_t counts[] = {0, 0, 1, 2, 3, 4, 4, 5, 6, 9};
    for (size_t a = 0; a < period->n; a++) {
        period->teams[a].direct = rand() % 3 == 0 ? 20 : rand() % 3;
        for (size_t b = 0; b < period->n; b++) {
            period->counts[a][b] = a == b || rand() % 2 == 0 ? 0 : counts[rand() % 10];
        }
    }
}

/* With the plan nothing is found; without it, by the same attacker in the same periods, something is. */
static void nobody_who_solves_for_small_counts_finds_one(void **state)
{
    (void)state;
    static const struct {
        size_t n;
        bool in_units;
    } shapes[] = {{2, false}, {3, false}, {3, true}, {4, true}};
    size_t without = 0;
    srand(7);
    for (size_t i = 0; i < 4000; i++) {
        struct period period CLEANUP(period);
        set_up(&period, shapes[i % 4].n, shapes[i % 4].in_units);
        draw(&period);
        without += found(&period);
        plan(&period);
        if (found(&period) != 0) {
            fail_msg("in draw %zu", i);
        }
    }
    assert_true(without > 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_goes_between_two_teams_alone),
        cmocka_unit_test(a_third_team_may_have_had_them),
        cmocka_unit_test(a_third_team_must_be_one_that_could),
        cmocka_unit_test(a_third_team_must_be_in_the_same_unit),
        cmocka_unit_test(pairs_are_judged_each_by_itself),
        cmocka_unit_test(nobody_who_solves_for_small_counts_finds_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
