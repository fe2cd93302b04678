/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One deadline that moves: when it is met, how often, and when the loop is left alone. */
#include "http/deadline.h"

#include <stdlib.h>
#include <time.h>

#include "../unit.h"
#include "base/clock.h"
#include "fixture_loop.h"

struct scene {
    struct event_base *base;
    struct deadline deadline;
    unsigned met;
    unsigned again_ms; /* what the callback sets; 0: nothing */
};

static void on_due(void *ctx)
{
    struct scene *s = ctx;
    s->met++;
    if (s->again_ms != 0) {
        deadline_set(&s->deadline, s->again_ms);
        s->again_ms = 0;
    }
}

static int set_up(void **state)
{
    struct scene *s = calloc(1, sizeof *s);
    assert_non_null(s);
    s->base = event_base_new();
    assert_non_null(s->base);
    deadline_init(&s->deadline, s->base, on_due, s);
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    struct scene *s = *state;
    deadline_stop(&s->deadline);
    event_base_free(s->base);
    free(s);
    return 0;
}

/* How long it takes from now until it is met for the n-th time. */
static int64_t wait_for(struct scene *s, unsigned n)
{
    int64_t began_ms = clock_monotonic_ms();
    fixture_loop_until(s->base, &s->met, n);
    return clock_monotonic_ms() - began_ms;
}

static void is_met_once_and_not_before(void **state)
{
    struct scene *s = *state;
    int64_t began_ms = clock_monotonic_ms();
    deadline_set(&s->deadline, 40);
    fixture_loop_until(s->base, &s->met, 1);
    assert_true(clock_monotonic_ms() - began_ms >= 40);
    fixture_loop_for(s->base, 80);
    assert_int_equal(s->met, 1);
    deadline_set(&s->deadline, 1); /* and works again */
    fixture_loop_until(s->base, &s->met, 2);
}

/* When the loop will call, by its own clock. */
static struct timeval timer_of(struct scene *s)
{
    struct timeval due;
    assert_true(evtimer_pending(&s->deadline.timer, &due));
    return due;
}

/* The point of it: a busy connection sets no timer, and the one that fires too early is not the deadline. */
static void moves_away_without_a_word_to_the_loop(void **state)
{
    struct scene *s = *state;
    int64_t began_ms = clock_monotonic_ms();
    deadline_set(&s->deadline, 30);
    struct timeval timer = timer_of(s);
    deadline_set(&s->deadline, 150);
    deadline_set(&s->deadline, 120);
    struct timeval still = timer_of(s);
    assert_memory_equal(&still, &timer, sizeof timer);
    fixture_loop_until(s->base, &s->met, 1);
    assert_in_range(clock_monotonic_ms() - began_ms, 120, 5000);
}

static void moves_nearer(void **state)
{
    struct scene *s = *state;
    deadline_set(&s->deadline, 60000);
    deadline_set(&s->deadline, 10);
    assert_in_range(wait_for(s, 1), 0, 5000);
}

/* Also when the timer is under way for it. */
static void never_is_never(void **state)
{
    struct scene *s = *state;
    deadline_set(&s->deadline, 10);
    deadline_set(&s->deadline, 0);
    fixture_loop_for(s->base, 60);
    assert_int_equal(s->met, 0);
    assert_false(evtimer_pending(&s->deadline.timer, NULL));
    deadline_set(&s->deadline, 10);
    wait_for(s, 1);
}

static void stops(void **state)
{
    struct scene *s = *state;
    deadline_set(&s->deadline, 10);
    deadline_stop(&s->deadline);
    assert_false(evtimer_pending(&s->deadline.timer, NULL));
    fixture_loop_for(s->base, 40);
    assert_int_equal(s->met, 0);
    deadline_set(&s->deadline, 60000); /* the stopped timer is not taken for one that will fire */
    assert_true(evtimer_pending(&s->deadline.timer, NULL));
}

/* As a connection does that enters its next state there. */
static void may_be_set_from_its_own_callback(void **state)
{
    struct scene *s = *state;
    s->again_ms = 20;
    deadline_set(&s->deadline, 10);
    wait_for(s, 2);
    assert_false(evtimer_pending(&s->deadline.timer, NULL));
}

static void on_due_free(void *ctx)
{
    struct scene *s = ctx;
    deadline_stop(&s->deadline);
    s->met++;
    event_base_loopbreak(s->base);
    free(s);
}

/* As a connection does that ends there. */
static void may_go_from_its_own_callback(void **state)
{
    (void)state;
    void *made = NULL;
    set_up(&made);
    struct scene *s = made;
    struct event_base *base = s->base;
    deadline_init(&s->deadline, base, on_due_free, s);
    deadline_set(&s->deadline, 1);
    assert_int_equal(event_base_dispatch(base), 0);
    assert_int_equal(event_base_get_num_events(base, EVENT_BASE_COUNT_ADDED), 0);
    event_base_free(base);
}

/* Seconds and what is left of them: no wait for it, only what the loop was told. */
static void long_delays_are_whole(void **state)
{
    struct scene *s = *state;
    static const unsigned delays_ms[] = {90250, 60000, 1999};
    for (size_t i = 0; i < sizeof delays_ms / sizeof *delays_ms; i++) {
        struct timeval now;
        deadline_set(&s->deadline, delays_ms[i]);
        struct timeval due = timer_of(s);
        event_base_gettimeofday_cached(s->base, &now);
        int64_t left_ms = (due.tv_sec - now.tv_sec) * 1000 + (due.tv_usec - now.tv_usec) / 1000;
        assert_in_range(left_ms, delays_ms[i] - 900, delays_ms[i] + 100);
    }
}

#define WITH_SCENE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_SCENE(is_met_once_and_not_before),
        WITH_SCENE(moves_away_without_a_word_to_the_loop),
        WITH_SCENE(moves_nearer),
        WITH_SCENE(never_is_never),
        WITH_SCENE(stops),
        WITH_SCENE(may_be_set_from_its_own_callback),
        cmocka_unit_test(may_go_from_its_own_callback),
        WITH_SCENE(long_delays_are_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
