/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said to PostgreSQL to store a batch: which statements, in what order, with what parameters. */
#include "store/submission_script.h"

#include <string.h>

#include "store/submission_binary.h"
#include "unit.h"

#define WEEK 2901 /* 2025-W33: 2025-08-11 to 2025-08-17 */
#define N 4
#define ROW_OID 70000

/* A batch of four records in three weeks. */
struct fixture {
    struct record *records[N];
    struct submission_batch batch;
    struct submission_rows rows;
    struct submission_script script;
};

static int set_up(void **state)
{
    static const int32_t periods[N] = {WEEK + 1, WEEK, WEEK + 1, 99};
    struct fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    for (size_t i = 0; i < N; i++) {
        f->records[i] = record_new(2, 0, 0, 0);
        assert_non_null(f->records[i]);
        f->records[i]->period = periods[i];
        f->records[i]->day = calendar_first_day(PERIOD_WEEK, periods[i]);
    }
    const struct record *const *records = (const struct record *const *)f->records;
    f->batch = (struct submission_batch){.records = records, .n = N};
    f->batch.opening = (struct period_opening){.kind = PERIOD_WEEK, .k_employee = 6, .k_customer = 17};
    f->rows = (struct submission_rows){records, N, ROW_OID};
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    submission_script_free(&f->script);
    for (size_t i = 0; i < N; i++) {
        record_free(f->records[i]);
    }
    free(f);
    return 0;
}

static void write_script(struct fixture *f)
{
    struct error err;
    assert_true(submission_script_write(&f->script, &f->batch, &f->rows, &err));
}

/* Writes a script that opens these periods. */
static void write_opening(struct fixture *f, const int32_t *periods, const int32_t *days, size_t n)
{
    f->batch.open_periods = periods;
    f->batch.open_days = days;
    f->batch.n_open = n;
    write_script(f);
    assert_int_equal(f->script.n, 4);
}

static void assert_text(const struct pg_param *param, const char *expected)
{
    assert_false(param->binary);
    assert_string_equal((const char *)param->data, expected);
}

static void assert_opening(const struct fixture *f, const char *const expected[OPEN_COLUMNS + 2])
{
    const struct pg_statement *opening = &f->script.statements[0];
    assert_non_null(strstr(opening->sql, "period_open("));
    assert_int_equal(opening->n_params, OPEN_COLUMNS + 2);
    for (size_t i = 0; i < OPEN_COLUMNS + 2; i++) {
        assert_text(&opening->params[i], expected[i]);
    }
}

/* The insert sees what was committed before the locks were had. */
static void locks_inserts_and_looks_at_the_periods_in_this_order(void **state)
{
    struct fixture *f = *state;
    write_script(f);
    assert_int_equal(f->script.n, 3);
    const struct pg_statement *s = f->script.statements;
    assert_non_null(strstr(s[0].sql, "pg_advisory_xact_lock_shared("));
    assert_memory_equal(s[1].sql, "INSERT INTO pulssid.submission ", 31);
    assert_memory_equal(s[2].sql, "SELECT period FROM pulssid.period ", 34);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(s[i].n_params, 1); /* nothing is late */
        assert_int_equal(s[i].binary_result, i == 1);
        assert_false(s[i].once);
    }
}

static void who_is_wary_of_duplicates_lets_them_be(void **state)
{
    struct fixture *f = *state;
    write_script(f);
    assert_null(strstr(f->script.statements[1].sql, "ON CONFLICT"));
    submission_script_free(&f->script);
    f->script = (struct submission_script){0};
    f->batch.is_wary = true;
    write_script(f);
    assert_non_null(strstr(f->script.statements[1].sql, " ON CONFLICT DO NOTHING RETURNING "));
}

/* One record that was checked before the tree was there, and all of the batch is held against trees. */
static void a_batch_from_before_a_tree_is_held_against_it(void **state)
{
    struct fixture *f = *state;
    write_script(f);
    assert_null(strstr(f->script.statements[1].sql, "pulssid.period_team"));
    submission_script_free(&f->script);
    f->script = (struct submission_script){0};
    f->records[N - 1]->is_before_tree = true;
    write_script(f);
    assert_int_equal(f->script.n, 3);
    assert_memory_equal(f->script.statements[1].sql, "INSERT INTO pulssid.submission ", 31);
    assert_non_null(strstr(f->script.statements[1].sql, "pulssid.period_team"));
}

/* Sorted, so that no two batches wait for one another. */
static void the_periods_are_those_of_the_rows_once_each_ascending(void **state)
{
    struct fixture *f = *state;
    write_script(f);
    assert_text(&f->script.statements[0].params[0], "{99,2901,2902}");
    assert_text(&f->script.statements[2].params[0], "{99,2901,2902}");
}

static void assert_late_day(struct fixture *f, const char *expected)
{
    submission_script_free(&f->script);
    f->script = (struct submission_script){0};
    write_script(f);
    for (size_t i = 1; i < 3; i++) {
        const struct pg_statement *statement = &f->script.statements[i];
        assert_int_equal(statement->n_params, 2);
        assert_text(&statement->params[1], expected);
        assert_non_null(strstr(statement->sql, "forgotten_until >= $2::date"));
    }
}

static void assert_nothing_late(struct fixture *f)
{
    submission_script_free(&f->script);
    f->script = (struct submission_script){0};
    write_script(f);
    for (size_t i = 1; i < 3; i++) {
        assert_int_equal(f->script.statements[i].n_params, 1);
        assert_null(strstr(f->script.statements[i].sql, "forgotten_until"));
    }
}

/* Of what is in its own period, or in one before it, no day is late. */
static void the_late_day_is_the_end_of_the_earliest_period_left(void **state)
{
    struct fixture *f = *state;
    assert_nothing_late(f);
    f->records[1]->day = calendar_last_day(PERIOD_WEEK, WEEK) + 1;
    assert_nothing_late(f);
    f->records[0]->day = calendar_first_day(PERIOD_WEEK, WEEK);
    assert_late_day(f, "2025-08-17");
    f->records[2]->day = calendar_last_day(PERIOD_WEEK, WEEK - 1);
    assert_late_day(f, "2025-08-10");
    f->records[2]->is_before_tree = true;
    assert_late_day(f, "2025-08-10");
}

static void the_rows_are_one_binary_parameter(void **state)
{
    struct fixture *f = *state;
    struct buffer expected CLEANUP(buffer_free) = {0};
    f->rows.n = 2;
    submission_binary_write(f->rows.records, 2, ROW_OID, &expected);
    write_script(f);
    const struct pg_param *rows = &f->script.statements[1].params[0];
    assert_true(rows->binary);
    assert_true(span_equal(span_of(rows->data, rows->len), buffer_span(&expected)));
    assert_text(&f->script.statements[0].params[0], "{2901,2902}");
}

static void what_is_to_be_opened_comes_first(void **state)
{
    struct fixture *f = *state;
    const int32_t periods[] = {WEEK + 1, WEEK};
    const int32_t days[] = {calendar_last_day(PERIOD_WEEK, WEEK + 1), calendar_first_day(PERIOD_WEEK, WEEK)};
    f->batch.opening.today = calendar_first_day(PERIOD_WEEK, WEEK + 1);
    write_opening(f, periods, days, 2);
    assert_opening(f, (const char *const[]){"{2902,2901}", "{2025-W34,2025-W33}", "{2025-08-18,2025-08-11}",
                                            "{2025-08-24,2025-08-17}", "{2025-08-24,2025-08-11}", "{f,t}",
                                            "6", "17"});
    assert_memory_equal(f->script.statements[2].sql, "INSERT", 6);
}

static void months_are_opened_as_months(void **state)
{
    struct fixture *f = *state;
    const int32_t period = 12 * 2024 + 1;
    const int32_t day = calendar_first_day(PERIOD_MONTH, period) + 13;
    f->batch.opening.kind = PERIOD_MONTH;
    f->batch.opening.today = day;
    write_opening(f, &period, &day, 1);
    assert_opening(f, (const char *const[]){"{24289}", "{2024-02}", "{2024-02-01}", "{2024-02-29}",
                                            "{2024-02-14}", "{f}", "6", "17"});
}

/* A period whose days of grace are over is opened to be filled afterwards. */
static void backfill_begins_after_the_last_day_of_grace(void **state)
{
    struct fixture *f = *state;
    const int32_t period = WEEK;
    const int32_t last = calendar_last_day(PERIOD_WEEK, WEEK);
    f->batch.opening.grace_days = 3;
    f->batch.opening.today = last + 3;
    write_opening(f, &period, &last, 1);
    assert_text(&f->script.open_params[OPEN_BACKFILL], "{f}");
    submission_script_free(&f->script);
    f->script = (struct submission_script){0};
    f->batch.opening.today = last + 4;
    write_opening(f, &period, &last, 1);
    assert_text(&f->script.open_params[OPEN_BACKFILL], "{t}");
}

/* Any of its texts that could not be written spoils it. */
static void memory_that_is_out_is_told(void **state)
{
    struct fixture *f = *state;
    const int32_t period = WEEK;
    const int32_t day = calendar_first_day(PERIOD_WEEK, WEEK);
    f->batch.open_periods = &period;
    f->batch.open_days = &day;
    f->batch.n_open = 1;
    for (size_t i = 0; i < OPEN_COLUMNS + 4; i++) {
        struct submission_script *script = &f->script;
        struct error err = {0};
        struct buffer *others[] = {&script->thresholds[0], &script->thresholds[1], &script->periods,
                                   &script->rows};
        (i < OPEN_COLUMNS ? &script->opens[i] : others[i - OPEN_COLUMNS])->failed = true;
        assert_false(submission_script_write(script, &f->batch, &f->rows, &err));
        assert_int_equal(err.code, ERROR_OUT_OF_MEMORY);
        assert_string_equal(err.text, "no memory for a batch of 4 submissions");
        submission_script_free(script);
        *script = (struct submission_script){0};
    }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(locks_inserts_and_looks_at_the_periods_in_this_order),
        CASE(who_is_wary_of_duplicates_lets_them_be),
        CASE(a_batch_from_before_a_tree_is_held_against_it),
        CASE(the_periods_are_those_of_the_rows_once_each_ascending),
        CASE(the_late_day_is_the_end_of_the_earliest_period_left),
        CASE(the_rows_are_one_binary_parameter),
        CASE(what_is_to_be_opened_comes_first),
        CASE(months_are_opened_as_months),
        CASE(backfill_begins_after_the_last_day_of_grace),
        CASE(memory_that_is_out_is_told),
    };
    return cmocka_run_group_tests_name("submission_script", tests, NULL, NULL);
}
