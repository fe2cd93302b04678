/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One connection's batch over a real database: when the lane is free, what becomes of what it holds, which
 * periods it opens. */
#include "ingest/lane.h"

#include "fixture_loop.h"
#include "ingest_trial.h"

#define MAX 4

static const struct catalog no_catalog = {.kind = PERIOD_WEEK};

struct trial {
    struct fixture_pg *fixture;
    struct event_base *base;
    struct pg *pg;
    struct lane lane;
    struct period_opening opening;
    unsigned came;
    /* What was heard of batches. */
    unsigned calls;
    bool was_free;
    size_t n_held;
    bool had_outcomes;
    enum error_code code;
    enum store_outcome outcomes[MAX];
};

static int start(void **state)
{
    return ingest_trial_start(state, sizeof(struct trial));
}

static void on_state(void *ctx, bool ready)
{
    struct trial *trial = ctx;
    trial->came += ready;
}

static void on_done(void *ctx, struct lane *lane, const struct error *err, const enum store_outcome *outcomes)
{
    struct trial *trial = ctx;
    assert_ptr_equal(lane, &trial->lane);
    trial->calls++;
    trial->was_free = !lane->busy;
    trial->n_held = lane->held.n;
    trial->code = err == NULL ? ERROR_NONE : err->code;
    trial->had_outcomes = outcomes != NULL;
    for (size_t i = 0; outcomes != NULL && i < lane->held.n; i++) {
        trial->outcomes[i] = outcomes[i];
    }
}

static int set_up(void **state)
{
    struct trial *trial = *state;
    *trial = (struct trial){.fixture = trial->fixture, .base = event_base_new()};
    trial->opening = (struct period_opening){.kind = PERIOD_WEEK,
                                             .today = calendar_first_day(PERIOD_WEEK, WEEK),
                                             .k_employee = 5,
                                             .k_customer = 5};
    fixture_pg_clear(trial->fixture);
    struct error err = {0};
    trial->pg = ingest_connect(trial->fixture, trial->base, on_state, trial);
    assert_true(lane_open(&trial->lane, trial->pg, MAX, &err));
    trial->lane.done = on_done;
    trial->lane.ctx = trial;
    return 0;
}

static void let_go(struct trial *trial)
{
    while (trial->lane.held.first != NULL) {
        batch_item_finish(batch_queue_pop(&trial->lane.held), NULL, STORE_STORED);
    }
}

static int tear_down(void **state)
{
    struct trial *trial = *state;
    trial->pg = pg_free(trial->pg);
    let_go(trial);
    lane_close(&trial->lane);
    event_base_free(trial->base);
    return 0;
}

/* A record of one question, `day` days into the week. */
static void hold(struct trial *trial, int32_t period, unsigned id, int32_t day)
{
    struct batch_item *item = calloc(1, sizeof *item);
    assert_non_null(item);
    item->record = week_record(period, id, day, 1);
    batch_queue_push(&trial->lane.held, item);
}

static void commit(struct trial *trial, const struct catalog *catalog)
{
    struct error err = {0};
    assert_true(lane_is_free(&trial->lane));
    assert_true(lane_commit(&trial->lane, catalog, &trial->opening, &err));
    assert_false(lane_is_free(&trial->lane));
}

static void commit_to_the_end(struct trial *trial, const struct catalog *catalog)
{
    fixture_loop_until(trial->base, &trial->came, 1);
    unsigned calls = trial->calls;
    commit(trial, catalog);
    fixture_loop_until(trial->base, &trial->calls, calls + 1);
    assert_int_equal(trial->calls, calls + 1);
    assert_true(trial->was_free);
    assert_true(lane_is_free(&trial->lane));
}

static int64_t count(const struct trial *trial, const char *from)
{
    char sql[128];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM pulssid.%s", from);
    return fixture_pg_number(trial->fixture, sql);
}

static void outcomes_come_in_the_order_of_what_is_held(void **state)
{
    struct trial *trial = *state;
    hold(trial, WEEK, 'b', 0);
    commit_to_the_end(trial, &no_catalog);
    let_go(trial);
    hold(trial, WEEK, 'a', 0);
    hold(trial, WEEK, 'b', 0);
    hold(trial, WEEK, 'c', 0);
    hold(trial, WEEK, 'd', 0); /* as many as there is room for */
    trial->lane.wary = 1;
    commit_to_the_end(trial, &no_catalog);
    assert_int_equal(trial->code, ERROR_NONE);
    assert_int_equal(trial->n_held, 4);
    assert_int_equal(trial->outcomes[0], STORE_STORED);
    assert_int_equal(trial->outcomes[1], STORE_DUPLICATE);
    assert_int_equal(trial->outcomes[2], STORE_STORED);
    assert_int_equal(trial->outcomes[3], STORE_STORED);
    assert_int_equal(count(trial, "submission"), 4);
}

/* Holds and commits a record of this id. */
static void commit_one(struct trial *trial, unsigned id)
{
    let_go(trial);
    hold(trial, WEEK, id, 0);
    commit_to_the_end(trial, &no_catalog);
}

static void after_a_duplicate_more_are_expected_for_a_while(void **state)
{
    struct trial *trial = *state;
    commit_one(trial, 'a');
    commit_one(trial, 'a');
    assert_int_equal(trial->code, ERROR_CONFLICT);
    assert_int_equal(trial->n_held, 1); /* to be committed once more */
    commit_to_the_end(trial, &no_catalog);
    assert_int_equal(trial->code, ERROR_NONE);
    assert_int_equal(trial->outcomes[0], STORE_DUPLICATE);
    for (unsigned i = 0; i < 99; i++) {
        commit_one(trial, 1000 + i);
    }
    commit_one(trial, 'a');
    assert_int_equal(trial->outcomes[0], STORE_DUPLICATE);
    for (unsigned i = 0; i < 100; i++) {
        commit_one(trial, 2000 + i);
    }
    commit_one(trial, 'a');
    assert_int_equal(trial->code, ERROR_CONFLICT);
}

/* As a trigger may do it. */
static void a_conflict_that_care_does_not_help_is_a_refusal(void **state)
{
    struct trial *trial = *state;
    fixture_pg_run(
        trial->fixture,
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$BEGIN RAISE 'no' USING ERRCODE = 'unique_violation'; END$$;"
        "CREATE TRIGGER refuse BEFORE INSERT ON pulssid.submission FOR EACH ROW EXECUTE FUNCTION refuse()");
    commit_one(trial, 'a');
    assert_int_equal(trial->code, ERROR_CONFLICT);
    commit_to_the_end(trial, &no_catalog);
    fixture_pg_run(trial->fixture, "DROP FUNCTION refuse CASCADE");
    assert_int_equal(trial->code, ERROR_DATABASE);
    assert_int_equal(trial->n_held, 1);
    assert_int_equal(count(trial, "submission"), 0);
}

static void nothing_is_under_way_without_a_connection(void **state)
{
    struct trial *trial = *state;
    struct error err = {0};
    hold(trial, WEEK, 'a', 0);
    assert_false(lane_is_free(&trial->lane)); /* the loop has not turned yet */
    assert_false(lane_commit(&trial->lane, &no_catalog, &trial->opening, &err));
    assert_int_equal(err.code, ERROR_DATABASE_UNAVAILABLE);
    assert_int_equal(trial->lane.held.n, 1);
    commit_to_the_end(trial, &no_catalog); /* and nothing stands in the way later */
    assert_int_equal(trial->calls, 1);
    assert_int_equal(trial->outcomes[0], STORE_STORED);
}

static void a_refused_batch_is_still_held(void **state)
{
    struct trial *trial = *state;
    hold(trial, WEEK, 'a', 0);
    hold(trial, WEEK, 'b', 0);
    fixture_pg_run(trial->fixture, "ALTER TABLE pulssid.submission ADD CONSTRAINT no CHECK (team_id <> 1)");
    commit_to_the_end(trial, &no_catalog);
    fixture_pg_run(trial->fixture, "ALTER TABLE pulssid.submission DROP CONSTRAINT no");
    assert_int_equal(trial->code, ERROR_DATABASE);
    assert_false(trial->had_outcomes);
    assert_int_equal(trial->n_held, 2);
    assert_int_equal(count(trial, "period"), 0); /* nor was the period opened */
    commit_to_the_end(trial, &no_catalog);
    assert_int_equal(trial->code, ERROR_NONE);
    assert_int_equal(trial->outcomes[1], STORE_STORED);
}

static void a_freed_connection_ends_the_batch_under_way(void **state)
{
    struct trial *trial = *state;
    hold(trial, WEEK, 'a', 0);
    fixture_loop_until(trial->base, &trial->came, 1);
    commit(trial, &no_catalog);
    assert_int_equal(trial->calls, 0);
    trial->pg = pg_free(trial->pg);
    assert_int_equal(trial->calls, 1);
    assert_int_equal(trial->code, ERROR_SHUTTING_DOWN);
    assert_true(trial->was_free);
    assert_int_equal(trial->n_held, 1);
}

/* The team is there on the third day only. */
static void a_tree_is_of_the_first_records_day_if_that_is_in_the_period(void **state)
{
    struct trial *trial = *state;
    fixture_pg_run(trial->fixture, "INSERT INTO pulssid.team (code) VALUES ('A');"
                                   "INSERT INTO pulssid.team_version (team_id, name, valid_from, valid_to)"
                                   " VALUES (1, 'A', '2025-08-13', '2025-08-13')");
    hold(trial, WEEK, 'a', 2);
    hold(trial, WEEK - 1, 'b', 2); /* late */
    hold(trial, WEEK, 'c', 3);
    commit_to_the_end(trial, &no_catalog);
    assert_int_equal(trial->code, ERROR_NONE);
    assert_int_equal(count(trial, "period"), 2);
    assert_int_equal(count(trial, "period_team"), 1);
    assert_int_equal(count(trial, "period_team WHERE period = 2901"), 1);
}

static void a_period_that_is_known_is_not_opened(void **state)
{
    struct trial *trial = *state;
    struct catalog_period known = {.period = WEEK, .state = PERIOD_OPEN};
    const struct catalog catalog = {.kind = PERIOD_WEEK, .periods = &known, .n_periods = 1};
    hold(trial, WEEK, 'a', 0);
    hold(trial, WEEK + 1, 'b', 7);
    commit_to_the_end(trial, &catalog);
    assert_int_equal(trial->outcomes[0], STORE_PERIOD_CHANGED);
    assert_int_equal(trial->outcomes[1], STORE_STORED);
    assert_int_equal(count(trial, "period"), 1);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(outcomes_come_in_the_order_of_what_is_held),
        CASE(after_a_duplicate_more_are_expected_for_a_while),
        CASE(a_conflict_that_care_does_not_help_is_a_refusal),
        CASE(nothing_is_under_way_without_a_connection),
        CASE(a_refused_batch_is_still_held),
        CASE(a_freed_connection_ends_the_batch_under_way),
        CASE(a_tree_is_of_the_first_records_day_if_that_is_in_the_period),
        CASE(a_period_that_is_known_is_not_opened),
    };
    return cmocka_run_group_tests_name("lane", tests, start, ingest_trial_stop);
}
