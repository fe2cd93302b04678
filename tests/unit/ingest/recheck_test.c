/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Another period for a record whose own has closed, and another tree for one whose period has opened. */
#include "ingest/recheck.h"

#include <string.h>

#include "../unit.h"

#define WEEK 2901
#define DAY(week) (4 + 7 * (week))

/* Week 2901 is closed, 2902 open with teams 1 and 2, 2903 never opened; team 3 is new in 2903. */
struct fixture {
    int32_t frozen[2];
    struct catalog_period periods[2];
    struct catalog_team teams[3];
    struct catalog catalog;
    struct check_opts opts;
    struct record *record;
};

static int set_up(void **state)
{
    static struct fixture f;
    f = (struct fixture){
        .frozen = {1, 2},
        .periods = {{.period = WEEK, .state = PERIOD_CLOSED},
                    {.period = WEEK + 1, .state = PERIOD_OPEN, .n_teams = 2, .team_ids = f.frozen}},
        .teams = {{1, INT32_MIN, INT32_MAX, "A"},
                  {2, INT32_MIN, INT32_MAX, "B"},
                  {3, DAY(WEEK + 2), INT32_MAX, "C"}},
    };
    f.catalog = (struct catalog){
        .kind = PERIOD_WEEK, .n_periods = 2, .periods = f.periods, .n_teams = 3, .teams = f.teams};
    f.opts = (struct check_opts){
        .catalog = &f.catalog, .today = DAY(WEEK + 2), .max_late_days = 30, .grace_days = 30};
    f.record = record_new(1, 1, 2, 0);
    f.record->team_id = 1;
    f.record->period = WEEK;
    f.record->day = DAY(WEEK);
    f.record->rated[0] = 2;
    f.record->path[0] = 1;
    f.record->path[1] = 2;
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    f->record = record_free(f->record);
    return 0;
}

static void moves_to_the_open_period_after(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    assert_true(recheck_period(&f->opts, f->record, &err));
    assert_int_equal(f->record->period, WEEK + 1);
}

static void moves_to_todays_when_none_is_open(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    f->periods[1].state = PERIOD_CLOSED;
    assert_true(recheck_period(&f->opts, f->record, &err));
    assert_int_equal(f->record->period, WEEK + 2);
}

static void too_old_is_told(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    f->opts.max_late_days = 3;
    assert_false(recheck_period(&f->opts, f->record, &err));
    assert_int_equal(err.code, ERROR_TOO_OLD);
    assert_int_equal(f->record->period, WEEK);
}

static void assert_unknown_team(struct fixture *f)
{
    struct error err = {0};
    assert_false(recheck_period(&f->opts, f->record, &err));
    assert_int_equal(err.code, ERROR_UNKNOWN_TEAM);
    assert_non_null(strstr(err.text, "2025-W34"));
    assert_int_equal(f->record->period, WEEK);
}

static void every_team_must_be_of_the_other_period(void **state)
{
    struct fixture *f = *state;
    f->record->team_id = 3;
    assert_unknown_team(f);
    f->record->team_id = 1;
    f->record->path[1] = 3;
    assert_unknown_team(f);
    f->record->path[1] = 2;
    f->record->rated[0] = 3;
    assert_unknown_team(f);
}

/* A late record would freeze the tree of the period's first day, one of the period that of its own. */
static void a_period_never_opened_has_the_teams_of_the_day(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    f->periods[1].state = PERIOD_CLOSED;
    f->record->team_id = 3;
    assert_true(recheck_period(&f->opts, f->record, &err));
    f->teams[2].valid_from = DAY(WEEK + 2) + 1;
    f->record->period = WEEK;
    assert_false(recheck_period(&f->opts, f->record, &err));
    assert_int_equal(err.code, ERROR_UNKNOWN_TEAM);
    f->record->day = DAY(WEEK + 2) + 1;
    assert_true(recheck_period(&f->opts, f->record, &err));
    assert_true(f->record->is_before_tree);
}

/* The period of the record has opened since, without its team or with it. */
static void an_opened_period_has_its_frozen_teams(void **state)
{
    struct fixture *f = *state;
    struct error err = {0};
    f->record->is_before_tree = true;
    f->record->day = DAY(WEEK + 1);
    f->record->period = WEEK + 1;
    assert_true(recheck_period(&f->opts, f->record, &err));
    assert_false(f->record->is_before_tree);
    f->record->team_id = 3;
    f->teams[2].valid_from = INT32_MIN;
    assert_false(recheck_period(&f->opts, f->record, &err));
    assert_string_equal(err.text,
                        "team: its period has closed or opened meanwhile, and in 2025-W34 there is no "
                        "such team");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(moves_to_the_open_period_after),
        CASE(moves_to_todays_when_none_is_open),
        CASE(too_old_is_told),
        CASE(every_team_must_be_of_the_other_period),
        CASE(a_period_never_opened_has_the_teams_of_the_day),
        CASE(an_opened_period_has_its_frozen_teams),
    };
    return cmocka_run_group_tests_name("recheck", tests, NULL, NULL);
}
