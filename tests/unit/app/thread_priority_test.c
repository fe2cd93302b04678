/* SPDX-License-Identifier: GPL-3.0-or-later */
/* That a thread steps behind the others, and it alone. */
#include "app/thread_priority.h"

#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>

#include "unit.h"

struct found {
    bool lowered;
    int nice;
    int policy;
};

static void *lower(void *ctx)
{
    struct found *found = ctx;
    found->lowered = thread_priority_lower();
    found->nice = getpriority(PRIO_PROCESS, 0);
    found->policy = sched_getscheduler(0);
    return NULL;
}

static void one_thread_steps_back(void **state)
{
    (void)state;
    struct found found = {0};
    int before = getpriority(PRIO_PROCESS, 0);
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, lower, &found), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_true(found.lowered);
    assert_int_equal(found.nice, 19);
    assert_int_equal(found.policy, SCHED_BATCH);
    assert_int_equal(getpriority(PRIO_PROCESS, 0), before);
    assert_int_equal(sched_getscheduler(0), SCHED_OTHER);
}

/* Nobody has to look whether it was done. */
static void twice_is_as_good_as_once(void **state)
{
    (void)state;
    assert_true(thread_priority_lower());
    assert_true(thread_priority_lower());
    assert_int_equal(getpriority(PRIO_PROCESS, 0), 19);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_thread_steps_back),
        cmocka_unit_test(twice_is_as_good_as_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
