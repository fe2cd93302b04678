/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the kernel lets the process have, and what of it clients may take. */
#include "app/limits.h"

#include <sys/resource.h>

#include "unit.h"

static void allow_files(rlim_t n)
{
    struct rlimit files;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &files), 0);
    files.rlim_cur = n;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &files), 0);
}

static void clients_leave_room_for_the_workers(void **state)
{
    (void)state;
    allow_files(200);
    assert_int_equal(limits_connections(100, 2, 0), 100);
    assert_int_equal(limits_connections(20000, 2, 0), 160);
    assert_int_equal(limits_connections(20000, 4, 0), 144);
    assert_int_equal(limits_connections(20000, 4, 24), 120);
}

static void every_worker_may_have_one(void **state)
{
    (void)state;
    allow_files(40);
    assert_int_equal(limits_connections(20000, 2, 0), 2);
    assert_int_equal(limits_connections(1, 2, 0), 1);
}

static void takes_all_that_is_allowed(void **state)
{
    (void)state;
    struct rlimit limit;
    allow_files(100);
    limits_set();
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
    assert_int_equal(limit.rlim_cur, limit.rlim_max);
    assert_int_equal(getrlimit(RLIMIT_CORE, &limit), 0);
    assert_int_equal(limit.rlim_max, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clients_leave_room_for_the_workers),
        cmocka_unit_test(every_worker_may_have_one),
        cmocka_unit_test(takes_all_that_is_allowed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
