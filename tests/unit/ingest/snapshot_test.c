/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The worker's catalog: when it is loaded, how often, and what becomes of the one before. */
#include "ingest/snapshot.h"

#include <string.h>

#include "store/catalog_store.h"
#include "unit.h"

/* Stands in for the connection, and for what catalog_store does with it: loads end when the test says. */
struct pg {
    unsigned loads;
    bool away;
    catalog_store_loaded *done;
    void *ctx;
};

bool catalog_store_load(struct pg *pg, catalog_parse_survey *parse, catalog_store_loaded *done, void *ctx,
                        struct error *err)
{
    (void)parse;
    if (pg->away) {
        return error_set(err, ERROR_DATABASE_UNAVAILABLE, "the database is away");
    }
    pg->loads++;
    pg->done = done;
    pg->ctx = ctx;
    return true;
}

struct trial {
    struct pg pg;
    struct log log;
    struct snapshot *snapshot;
    const struct catalog *before;
    unsigned changes;
    enum error_code code; /* of the last change */
    char logged[256];
};

static void keep_log(void *ctx, enum log_level level, const char *line)
{
    struct trial *trial = ctx;
    snprintf(trial->logged, sizeof trial->logged, "%d %s", (int)level, line);
}

static void on_changed(void *ctx, const struct error *err)
{
    struct trial *trial = ctx;
    trial->changes++;
    trial->code = err == NULL ? ERROR_NONE : err->code;
    if (trial->before != NULL) {
        /* What is freed no longer says so. */
        assert_int_equal(trial->before->kind, PERIOD_MONTH);
        assert_int_equal(trial->before->n_surveys, 0);
    }
}

static int set_up(void **state)
{
    struct trial *trial = calloc(1, sizeof *trial);
    struct error err;
    assert_non_null(trial);
    trial->log = (struct log){.sink = keep_log, .ctx = trial, .level = LOG_LEVEL_DEBUG};
    assert_true(snapshot_new(on_changed, trial, &trial->log, &trial->snapshot, &err));
    *state = trial;
    return 0;
}

static int tear_down(void **state)
{
    struct trial *trial = *state;
    snapshot_free(trial->snapshot);
    free(trial);
    return 0;
}

static void ask(struct trial *trial)
{
    struct error err;
    assert_true(snapshot_load(trial->snapshot, &trial->pg, &err));
}

/* Ends the load under way with a catalog of months and one team. */
static const struct catalog *succeed(struct trial *trial)
{
    struct catalog *catalog = calloc(1, sizeof *catalog);
    assert_non_null(catalog);
    catalog->kind = PERIOD_MONTH;
    catalog->n_teams = 1;
    catalog->teams = calloc(1, sizeof *catalog->teams);
    assert_non_null(catalog->teams);
    trial->pg.done(trial->pg.ctx, NULL, catalog);
    return catalog;
}

static void fail_load(struct trial *trial)
{
    const struct error err = {ERROR_DATABASE_UNAVAILABLE, "gone"};
    trial->pg.done(trial->pg.ctx, &err, NULL);
}

static void there_is_none_until_the_first_is_loaded(void **state)
{
    struct trial *trial = *state;
    ask(trial);
    assert_null(snapshot_catalog(trial->snapshot));
    assert_false(snapshot_is_fresh(trial->snapshot));
    assert_int_equal(trial->changes, 0);
    const struct catalog *catalog = succeed(trial);
    assert_ptr_equal(snapshot_catalog(trial->snapshot), catalog);
    assert_true(snapshot_is_fresh(trial->snapshot));
    assert_int_equal(trial->changes, 1);
    assert_int_equal(trial->code, ERROR_NONE);
    assert_string_equal(trial->logged, "2 catalog_loaded surveys=0 teams=1 periods=0 keys=0");
}

static void the_one_before_lives_until_the_change_is_told(void **state)
{
    struct trial *trial = *state;
    ask(trial);
    trial->before = succeed(trial);
    ask(trial);
    const struct catalog *catalog = succeed(trial);
    assert_int_equal(trial->changes, 2);
    assert_ptr_equal(snapshot_catalog(trial->snapshot), catalog);
}

static void a_failed_load_leaves_the_one_before(void **state)
{
    struct trial *trial = *state;
    ask(trial);
    const struct catalog *catalog = succeed(trial);
    snapshot_mark_stale(trial->snapshot);
    assert_false(snapshot_is_fresh(trial->snapshot));
    ask(trial);
    fail_load(trial);
    assert_int_equal(trial->changes, 2);
    assert_int_equal(trial->code, ERROR_DATABASE_UNAVAILABLE);
    assert_ptr_equal(snapshot_catalog(trial->snapshot), catalog);
    assert_false(snapshot_is_fresh(trial->snapshot));
    ask(trial);
    succeed(trial);
    assert_true(snapshot_is_fresh(trial->snapshot));
}

/* Unless the load failed: then whoever is told of it asks again. */
static void asked_again_while_loading_it_loads_once_more(void **state)
{
    struct trial *trial = *state;
    for (unsigned i = 0; i < 3; i++) {
        ask(trial);
    }
    assert_int_equal(trial->pg.loads, 1);
    succeed(trial);
    assert_int_equal(trial->pg.loads, 2);
    ask(trial);
    fail_load(trial);
    assert_int_equal(trial->pg.loads, 2);
    ask(trial);
    assert_int_equal(trial->pg.loads, 3);
    succeed(trial);
    assert_int_equal(trial->pg.loads, 3);
    assert_int_equal(trial->changes, 3);
}

static void a_load_that_cannot_begin_is_no_load_under_way(void **state)
{
    struct trial *trial = *state;
    struct error err;
    trial->pg.away = true;
    assert_false(snapshot_load(trial->snapshot, &trial->pg, &err));
    assert_int_equal(err.code, ERROR_DATABASE_UNAVAILABLE);
    trial->pg.away = false;
    ask(trial);
    assert_int_equal(trial->pg.loads, 1);
    ask(trial);
    trial->pg.away = true; /* what is loaded may be out of date, and no other load begins */
    succeed(trial);
    assert_false(snapshot_is_fresh(trial->snapshot));
    trial->pg.away = false;
    ask(trial);
    succeed(trial);
    assert_true(snapshot_is_fresh(trial->snapshot));
    assert_int_equal(trial->pg.loads, 2);
}

static void only_the_first_failure_in_a_row_is_loud(void **state)
{
    struct trial *trial = *state;
    ask(trial);
    fail_load(trial);
    assert_string_equal(trial->logged, "0 catalog_not_loaded reason=gone");
    ask(trial);
    fail_load(trial);
    assert_string_equal(trial->logged, "3 catalog_not_loaded reason=gone");
    ask(trial);
    succeed(trial);
    ask(trial);
    fail_load(trial);
    assert_string_equal(trial->logged, "0 catalog_not_loaded reason=gone");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(there_is_none_until_the_first_is_loaded),
        CASE(the_one_before_lives_until_the_change_is_told),
        CASE(a_failed_load_leaves_the_one_before),
        CASE(asked_again_while_loading_it_loads_once_more),
        CASE(a_load_that_cannot_begin_is_no_load_under_way),
        CASE(only_the_first_failure_in_a_row_is_loud),
    };
    return cmocka_run_group_tests_name("snapshot", tests, NULL, NULL);
}
