/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A turn is one thread's at a time, and its descriptor says when it is free. */
#include "base/turn.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>

#include "../unit.h"

static bool is_free(const struct turn *turn)
{
    struct pollfd watched = {.fd = turn_fd(turn), .events = POLLIN};
    return poll(&watched, 1, 0) == 1;
}

static int start(void **state)
{
    struct error err;
    return turn_new((struct turn **)state, &err) ? 0 : -1;
}

static int stop(void **state)
{
    return turn_free(*state) == NULL ? 0 : -1;
}

static void one_has_it_until_it_is_passed(void **state)
{
    assert_true(is_free(*state));
    assert_true(turn_take(*state));
    assert_false(is_free(*state));
    assert_false(turn_take(*state));
    turn_pass(*state);
    assert_true(is_free(*state));
    assert_true(turn_take(*state));
    turn_pass(*state);
}

struct contest {
    struct turn *turn;
    atomic_uint inside;
    atomic_uint most;
};

static void *take_often(void *ctx)
{
    struct contest *contest = ctx;
    for (unsigned taken = 0; taken < 2000;) {
        if (turn_take(contest->turn)) {
            unsigned now = atomic_fetch_add(&contest->inside, 1) + 1;
            if (now > atomic_load(&contest->most)) {
                atomic_store(&contest->most, now);
            }
            atomic_fetch_sub(&contest->inside, 1);
            turn_pass(contest->turn);
            taken++;
        }
    }
    return NULL;
}

static void threads_never_have_it_together(void **state)
{
    struct contest contest = {.turn = *state};
    pthread_t threads[3];
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, take_often, &contest), 0);
    }
    for (size_t i = 0; i < 3; i++) {
        pthread_join(threads[i], NULL);
    }
    assert_int_equal(atomic_load(&contest.most), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(one_has_it_until_it_is_passed, start, stop),
        cmocka_unit_test_setup_teardown(threads_never_have_it_together, start, stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
