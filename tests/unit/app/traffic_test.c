/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When clients count as being served. */
#include "app/traffic.h"

#include <unistd.h>

#include "fake_parts.h"
#include "unit.h"

static void pass_a_quiet_time(void)
{
    usleep((TRAFFIC_QUIET_MS + 10) * 1000);
}

static struct traffic watch(struct fake_parts *fake)
{
    fake_parts_make(fake);
    return (struct traffic){.workers = fake->of_workers, .n_workers = FAKE_WORKERS};
}

static void it_is_quiet_before_the_first_answer(void **state)
{
    (void)state;
    struct fake_parts fake;
    struct traffic traffic = watch(&fake);
    assert_true(traffic_is_quiet(&traffic));
}

static void any_answer_of_any_worker_is_traffic_for_a_while(void **state)
{
    (void)state;
    struct fake_parts fake;
    struct traffic traffic = watch(&fake);
    for (size_t i = 0; i < FAKE_WORKERS; i++) {
        meter_add(&fake.workers[i].listen.responses[i], 1);
        assert_false(traffic_is_quiet(&traffic));
        assert_false(traffic_is_quiet(&traffic));
        pass_a_quiet_time();
        assert_true(traffic_is_quiet(&traffic));
    }
}

static void without_workers_it_is_never_quiet(void **state)
{
    (void)state;
    struct traffic traffic = {0};
    assert_false(traffic_is_quiet(&traffic));
    pass_a_quiet_time();
    assert_false(traffic_is_quiet(&traffic));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_quiet_before_the_first_answer),
        cmocka_unit_test(any_answer_of_any_worker_is_traffic_for_a_while),
        cmocka_unit_test(without_workers_it_is_never_quiet),
    };
    return cmocka_run_group_tests_name("traffic", tests, NULL, NULL);
}
