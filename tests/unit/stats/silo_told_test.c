/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is told of silos: nothing that tells apart numbers of handoffs of one class, and as much as that
 * leaves. */
#include "stats/silo_told.h"

#include <string.h>

#include "base/cleanup.h"
#include "sample_silo.h"

#define K 5
#define INWARD 4 /* T05, and T09 behind it, are the sample organisation's silos */
#define INWARD_TOO 8

struct trial {
    struct sample_silo *sample;
    struct silo_analysis *analysis;
    struct silo_opts opts;
    double visits[TEAMS];
    double shown[TEAMS * TEAMS];
};

static void trial_free_local(struct trial *trial)
{
    silo_analysis_free(trial->analysis);
    sample_silo_free(trial->sample);
}

static void start(struct trial *trial)
{
    trial->sample = sample_silo_new();
    trial->opts = silo_opts_usual();
    trial->analysis = sample_analysis(trial->sample, &trial->opts);
    for (size_t i = 0; i < TEAMS; i++) {
        trial->visits[i] = 700;
    }
}

static struct silo_told *tell(const struct trial *trial, int32_t k)
{
    const struct silo_told_input input = {trial->analysis,
                                          &trial->opts,
                                          &trial->sample->input.network,
                                          trial->shown,
                                          trial->sample->input.headcount,
                                          trial->visits,
                                          k};
    struct silo_told *told = NULL;
    struct error err = {0};
    if (!silo_told_new(&input, &told, &err)) {
        fail_msg("%s", err.text);
    }
    assert_int_equal(told->n, TEAMS);
    return told;
}

#define SAME(a, b) assert_true((a) == (b) || (isnan(a) && isnan(b)))

static void near_to_the_exact_one(void **state)
{
    (void)state;
    CLEANUP(trial_free) struct trial trial = {0};
    start(&trial);
    CLEANUP(silo_told_free) struct silo_told *told = tell(&trial, K);
    const struct silo_organisation *exact = &trial.analysis->organisation;
    for (size_t i = 0; i < TEAMS; i++) {
        const struct silo_team *team = &trial.analysis->team[i];
        const struct silo_told_team *t = &told->team[i];
        assert_true(fabs(t->index.index - team->index.index) < 2 && t->index.families == 4);
        assert_true((t->q <= 0.05) == (i == INWARD || i == INWARD_TOO));
        assert_true(
            fabs(t->unsupported - (double)team->support.unsupported / (double)team->support.handoffs) < 0.06);
        for (size_t j = 0; j < INDICATORS; j++) {
            if (j != INDICATOR_B1 && j != INDICATOR_B2) {
                SAME(t->indicator[j].x, team->indicator[j].x);
                SAME(t->indicator[j].p, team->indicator[j].p);
            }
        }
    }
    assert_true(told->organisation.teams == TEAMS && told->organisation.flagged == 2);
    assert_true(fabs(told->organisation.index - exact->index) < 1);
    assert_true(fabs(told->organisation.unsupported - exact->unsupported) < 0.02);
}

static bool tell_the_same(const struct silo_told *a, const struct silo_told *b)
{
    for (size_t i = 0; i < a->n; i++) {
        const struct silo_told_team *x = &a->team[i];
        const struct silo_told_team *y = &b->team[i];
        if (memcmp(x->indicator, y->indicator, sizeof x->indicator) != 0 || x->q != y->q ||
            x->index.index != y->index.index || x->index.lo != y->index.lo || x->index.hi != y->index.hi ||
            x->index.p != y->index.p || x->unsupported != y->unsupported) {
            return false;
        }
    }
    return a->organisation.unsupported == b->organisation.unsupported &&
           a->organisation.index == b->organisation.index;
}

/* With 130 handoffs from one team, whichever of 130 to 134 they are, and of 20 to 24 unsupported ones. */
static void numbers_of_one_class_are_told_alike(void **state)
{
    (void)state;
    CLEANUP(trial_free) struct trial trial = {0};
    start(&trial);
    struct collaboration_support *own = &trial.analysis->team[2].support;
    *own = (struct collaboration_support){130, 130, 20};
    CLEANUP(silo_told_free) struct silo_told *first = tell(&trial, K);
    for (int64_t more = 0; more < K; more++) {
        for (int64_t unsupported = 0; unsupported < K; unsupported++) {
            *own = (struct collaboration_support){130 + more, 130 + more, 20 + unsupported};
            CLEANUP(silo_told_free) struct silo_told *told = tell(&trial, K);
            assert_true(tell_the_same(first, told));
        }
    }
    *own = (struct collaboration_support){130, 130, 25};
    CLEANUP(silo_told_free) struct silo_told *next = tell(&trial, K);
    assert_false(tell_the_same(first, next));
    for (int64_t handoffs = 0; handoffs < K; handoffs++) { /* of fewer than k nothing at all */
        *own = (struct collaboration_support){handoffs, handoffs, handoffs};
        CLEANUP(silo_told_free) struct silo_told *few = tell(&trial, K);
        *own = (struct collaboration_support){0};
        CLEANUP(silo_told_free) struct silo_told *none = tell(&trial, K);
        assert_true(few->organisation.unsupported == none->organisation.unsupported);
    }
}

/* 58 from one team to another it does not work with are published, and of what is not, all of a class are
 * alike. */
static void what_is_published_is_taken_off(void **state)
{
    (void)state;
    CLEANUP(trial_free) struct trial trial = {0};
    start(&trial);
    struct collaboration_support *own = &trial.analysis->team[2].support;
    size_t to = 3;
    while (trial.sample->rating[2 * TEAMS + to] + trial.sample->rating[to * TEAMS + 2] >= 100) {
        to++;
    }
    trial.shown[2 * TEAMS + to] = 58;
    *own = (struct collaboration_support){58, 58, 58};
    CLEANUP(silo_told_free) struct silo_told *first = tell(&trial, K);
    assert_true(first->team[2].unsupported == 1);
    for (int64_t hidden = 1; hidden < K; hidden++) {
        *own = (struct collaboration_support){58 + hidden, 58 + hidden, 58};
        CLEANUP(silo_told_free) struct silo_told *told = tell(&trial, K);
        assert_true(tell_the_same(first, told));
        *own = (struct collaboration_support){58 + hidden, 58 + hidden, 58 + hidden};
        CLEANUP(silo_told_free) struct silo_told *also = tell(&trial, K);
        assert_true(tell_the_same(first, also));
    }
    *own = (struct collaboration_support){58 + K, 58 + K, 58};
    CLEANUP(silo_told_free) struct silo_told *next = tell(&trial, K);
    assert_false(tell_the_same(first, next));
}

/* The sample organisation's E-I index is 0.294, of 1,754 handoffs; four more inside a unit are in one class.
 */
static void inside_units_and_between(void **state)
{
    (void)state;
    CLEANUP(trial_free) struct trial trial = {0};
    start(&trial);
    double *inside = &trial.sample->handoff[1]; /* from the first team to the second */
    double total = trial.analysis->networks.handoffs.figures.total;
    double internal = trial.analysis->networks.handoffs.figures.internal;
    int told = 0;
    double before = NAN;
    assert_int_equal(trial.sample->unit[0], trial.sample->unit[1]);
    for (int more = 0; more < 2 * K; more++) {
        CLEANUP(silo_told_free) struct silo_told *now = tell(&trial, K);
        assert_true(fabs(now->ei - (1 - 2 * (internal + more) / (total + more))) < 0.01);
        told += now->ei != before;
        before = now->ei;
        ++*inside;
    }
    assert_in_range(told, 3, 5); /* two classes of each number, or three */
    memset(trial.sample->handoff, 0, sizeof trial.sample->handoff);
    CLEANUP(silo_told_free) struct silo_told *none = tell(&trial, K);
    assert_true(isnan(none->ei));
}

static void few_handoffs(void **state)
{
    (void)state;
    CLEANUP(trial_free) struct trial trial = {0};
    start(&trial);
    trial.analysis->team[2].support = (struct collaboration_support){49, 49, 20};
    trial.analysis->team[3].support = (struct collaboration_support){50, 50, 20};
    CLEANUP(silo_told_free) struct silo_told *told = tell(&trial, K);
    assert_int_equal(told->team[2].indicator[INDICATOR_B2].lack, LACK_HANDOFFS);
    assert_int_equal(told->team[3].indicator[INDICATOR_B2].lack, LACK_NOTHING);
    assert_true(isnan(told->team[2].unsupported) && told->team[3].unsupported == 22.0 / 52);
    assert_true(told->team[2].index.families == 4 && !isnan(told->team[2].more));
    for (size_t i = 0; i < TEAMS; i++) {
        trial.analysis->team[i].support = (struct collaboration_support){i == 0 ? 49 : 0, i == 0 ? 49 : 0, 3};
    }
    CLEANUP(silo_told_free) struct silo_told *few = tell(&trial, K);
    assert_true(isnan(few->organisation.unsupported) && few->organisation.lack == LACK_NOTHING);
    CLEANUP(silo_told_free) struct silo_told *without = tell(&trial, 0);
    assert_true(isnan(without->team[4].more) && isnan(without->organisation.unsupported));
}

/* A step of B1 is 0.3 of visits: 10 k handoffs are worth 167 of them, and 100 k 1,667. */
static void steps_of_what_is_handed_on(void **state)
{
    (void)state;
    static const double visits[] = {166, 167, 1666, 1667};
    static const double steps[] = {0, 0.1, 0.1, 0.01};
    CLEANUP(trial_free) struct trial trial = {0};
    start(&trial);
    trial.analysis->team[INWARD].difference[SILO_BOUNCE].delta = 0.2847;
    for (size_t i = 0; i < 4; i++) {
        trial.visits[INWARD] = visits[i];
        CLEANUP(silo_told_free) struct silo_told *told = tell(&trial, K);
        const struct indicator *b1 = &told->team[INWARD].indicator[INDICATOR_B1];
        assert_int_equal(b1->lack, i == 0 ? LACK_CONTACTS : LACK_NOTHING);
        if (i > 0) {
            assert_true(fabs(b1->x - (steps[i] > 0.05 ? 0.9 : 0.95)) < 1e-9);
            assert_true(fabs(told->team[INWARD].more - 0.3 * b1->x) < 1e-9);
            assert_true(fabs(b1->se / steps[i] - round(b1->se / steps[i])) < 1e-9 && b1->se > 0);
        }
    }
    trial.analysis->team[INWARD].indicator[INDICATOR_B1] = indicator_lacking(LACK_ROLE);
    CLEANUP(silo_told_free) struct silo_told *router = tell(&trial, K);
    assert_int_equal(router->team[INWARD].indicator[INDICATOR_B1].lack, LACK_ROLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(near_to_the_exact_one),
        cmocka_unit_test(numbers_of_one_class_are_told_alike),
        cmocka_unit_test(what_is_published_is_taken_off),
        cmocka_unit_test(inside_units_and_between),
        cmocka_unit_test(few_handoffs),
        cmocka_unit_test(steps_of_what_is_handed_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
