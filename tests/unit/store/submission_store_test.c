/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Batches of submissions: what is stored, what is a duplicate, what came too late, and what the role may see.
 */
#include "store/submission_store.h"

#include <string.h>

#include "../unit.h"
#include "fixture_loop.h"
#include "fixture_pg.h"

#define WEEK 2901 /* 2025-W33 */
#define MAX 8

/* The database, and one batch with its fate. */
struct trial {
    struct fixture_pg *fixture;
    struct db *db;
    struct event_base *base;
    struct pg *pg;
    unsigned ready, answered;
    struct error err;
    struct record *records[MAX];
    size_t n;
    enum store_outcome outcomes[MAX];
    bool withdrawn;
};

static void on_state(void *ctx, bool ready)
{
    ((struct trial *)ctx)->ready += ready;
}

static int start(void **state)
{
    struct trial *trial = calloc(1, sizeof *trial);
    assert_non_null(trial);
    trial->fixture = fixture_pg_new();
    trial->db = fixture_pg_open(trial->fixture, "pulssid_ingest");
    trial->base = event_base_new();
    char conninfo[FIXTURE_CONNINFO_SIZE];
    fixture_pg_conninfo(trial->fixture, "pulssid_ingest", conninfo);
    const struct pg_opts opts = {.conninfo = conninfo,
                                 .name = "test",
                                 .type_name = SUBMISSION_STORE_TYPE,
                                 .on_state = on_state,
                                 .ctx = trial};
    assert_true(pg_new(trial->base, &opts, NULL, &trial->pg, &trial->err));
    fixture_loop_until(trial->base, &trial->ready, 1);
    *state = trial;
    return 0;
}

static int stop(void **state)
{
    struct trial *trial = *state;
    pg_free(trial->pg);
    event_base_free(trial->base);
    db_close(trial->db);
    fixture_pg_free(trial->fixture);
    free(trial);
    return 0;
}

static void forget_records(struct trial *trial)
{
    while (trial->n > 0) {
        trial->n--;
        trial->records[trial->n] = record_free(trial->records[trial->n]);
    }
}

static int clear(void **state)
{
    struct trial *trial = *state;
    forget_records(trial);
    fixture_pg_clear(trial->fixture);
    fixture_pg_run(trial->fixture,
                   "INSERT INTO pulssid.team (code) SELECT 'T' || i FROM generate_series(1, 9) i;"
                   "INSERT INTO pulssid.team_version (team_id, name) SELECT id, code FROM pulssid.team");
    return 0;
}

static int forget(void **state)
{
    forget_records(*state);
    return 0;
}

/* A record of three questions, the second not answered. */
static struct record *add(struct trial *trial, int32_t team_id, int32_t period, char id)
{
    struct record *record = record_new(3, 0, 0, 0);
    assert_non_null(record);
    record->team_id = team_id;
    record->period = period;
    record->survey_id = 1;
    record->day = calendar_first_day(PERIOD_WEEK, period) + 2;
    memset(record->id_hash, id, sizeof record->id_hash);
    record->answers[0] = 5;
    record->answers[1] = ANSWER_MISSING;
    record->answers[2] = -100;
    trial->records[trial->n++] = record;
    return record;
}

static struct submission_batch batch_of(const struct trial *trial)
{
    return (struct submission_batch){
        .records = (const struct record *const *)trial->records,
        .n = trial->n,
        .opening = {.kind = PERIOD_WEEK,
                    .today = calendar_first_day(PERIOD_WEEK, WEEK + 1),
                    .k_employee = 6,
                    .k_customer = 7},
    };
}

static void on_inserted(void *ctx, const struct error *err, const enum store_outcome *outcomes, size_t n)
{
    struct trial *trial = ctx;
    trial->answered++;
    trial->err = err == NULL ? (struct error){0} : *err;
    assert_int_equal(n, err == NULL ? trial->n : 0);
    for (size_t i = 0; i < n; i++) {
        trial->outcomes[i] = outcomes[i];
    }
}

static void try_insert(struct trial *trial, const struct submission_batch *batch)
{
    struct error err = {0};
    trial->answered = 0;
    if (!submission_store_insert(trial->pg, batch, on_inserted, trial, &err)) {
        fail_msg("%s", err.text);
    }
    assert_int_equal(trial->answered, 0);
    fixture_loop_until(trial->base, &trial->answered, 1);
}

static void insert(struct trial *trial, const struct submission_batch *batch)
{
    try_insert(trial, batch);
    if (trial->err.code != ERROR_NONE) {
        fail_msg("%s", trial->err.text);
    }
}

/* Opens a week and stores what was added, over the loop. */
static void insert_opening(struct trial *trial, int32_t period)
{
    int32_t day = calendar_first_day(PERIOD_WEEK, period);
    struct submission_batch batch = batch_of(trial);
    batch.open_periods = &period;
    batch.open_days = &day;
    batch.n_open = 1;
    insert(trial, &batch);
}

static void insert_plain(struct trial *trial)
{
    const struct submission_batch batch = batch_of(trial);
    insert(trial, &batch);
}

static void insert_wary(struct trial *trial)
{
    struct submission_batch batch = batch_of(trial);
    batch.is_wary = true;
    insert(trial, &batch);
}

static void assert_count(const struct trial *trial, int64_t wanted)
{
    assert_int_equal(fixture_pg_number(trial->fixture, "SELECT count(*) FROM pulssid.submission"), wanted);
}

static void opens_and_stores(void **state)
{
    struct trial *trial = *state;
    add(trial, 2, WEEK, 'b');
    add(trial, 1, WEEK, 'a');
    insert_opening(trial, WEEK);
    assert_int_equal(trial->outcomes[0], STORE_STORED);
    assert_int_equal(trial->outcomes[1], STORE_STORED);
    assert_count(trial, 2);
    assert_int_equal(
        fixture_pg_number(trial->fixture,
                          "SELECT count(*) FROM pulssid.period WHERE id = '2025-W33' AND state = 'open'"
                          " AND first_day = '2025-08-11' AND last_day = '2025-08-17' AND k_employee = 6"
                          " AND k_customer = 7 AND backfill"),
        1);
    assert_int_equal(fixture_pg_number(trial->fixture, "SELECT count(*) FROM pulssid.period_team"), 9);
}

static void a_period_that_is_not_due_is_no_backfill(void **state)
{
    struct trial *trial = *state;
    int32_t periods[] = {WEEK, WEEK + 1};
    int32_t days[] = {calendar_first_day(PERIOD_WEEK, WEEK), calendar_first_day(PERIOD_WEEK, WEEK + 1)};
    add(trial, 1, WEEK, 'a');
    add(trial, 1, WEEK + 1, 'b');
    struct submission_batch batch = batch_of(trial);
    batch.open_periods = periods;
    batch.open_days = days;
    batch.n_open = 2;
    batch.opening.grace_days = 1;
    insert(trial, &batch);
    assert_int_equal(
        fixture_pg_number(trial->fixture, "SELECT count(*) FROM pulssid.period WHERE NOT backfill"), 2);
    assert_count(trial, 2);
}

static void every_column_arrives(void **state)
{
    struct trial *trial = *state;
    struct record *record = record_new(2, 2, 3, 0);
    assert_non_null(record);
    trial->records[trial->n++] = record;
    record->team_id = 3;
    record->period = WEEK;
    record->survey_id = 77;
    record->day = calendar_first_day(PERIOD_WEEK, WEEK);
    memset(record->id_hash, 0xab, ID_HASH_SIZE);
    record->has_receipt = true;
    memset(record->receipt, 0x0f, SUBMISSION_RECEIPT_SIZE);
    record->answers[0] = INT16_MAX;
    record->answers[1] = ANSWER_MISSING;
    record->rated[0] = 1;
    record->rated[1] = 70000;
    record->ratings[0] = 1;
    record->ratings[1] = 5;
    record->path[0] = 3;
    record->path[1] = 1;
    record->path[2] = 3;
    insert_opening(trial, WEEK);
    assert_int_equal(
        fixture_pg_number(
            trial->fixture,
            "SELECT count(*) FROM pulssid.submission WHERE team_id = 3 AND period = 2901 AND survey_id = 77"
            " AND id_hash = repeat('ab', 16)::uuid AND answers = '{32767,NULL}' AND rated = '{1,70000}'"
            " AND ratings = '{1,5}' AND path = '{3,1,3}' AND receipt = decode(repeat('0f', 32), 'hex')"),
        1);
}

static void what_is_not_there_is_null(void **state)
{
    struct trial *trial = *state;
    add(trial, 1, WEEK, 'a');
    insert_opening(trial, WEEK);
    assert_int_equal(
        fixture_pg_number(trial->fixture,
                          "SELECT count(*) FROM pulssid.submission WHERE answers = '{5,NULL,-100}'"
                          " AND rated IS NULL AND ratings IS NULL AND path IS NULL AND receipt IS NULL"),
        1);
}

static void again_is_a_duplicate(void **state)
{
    struct trial *trial = *state;
    add(trial, 1, WEEK, 'a');
    insert_opening(trial, WEEK);
    add(trial, 2, WEEK, 'a');
    insert_wary(trial);
    assert_int_equal(trial->outcomes[0], STORE_DUPLICATE);
    assert_int_equal(trial->outcomes[1], STORE_STORED);
    assert_count(trial, 2);
}

static void one_duplicate_refuses_a_batch_that_is_not_wary(void **state)
{
    struct trial *trial = *state;
    add(trial, 1, WEEK, 'a');
    insert_opening(trial, WEEK);
    add(trial, 2, WEEK, 'a');
    const struct submission_batch batch = batch_of(trial);
    try_insert(trial, &batch);
    assert_int_equal(trial->err.code, ERROR_CONFLICT);
    assert_count(trial, 1);
}

static void twice_in_a_batch_the_first_is_stored(void **state)
{
    struct trial *trial = *state;
    add(trial, 2, WEEK, 'z');
    add(trial, 1, WEEK, 'a');
    add(trial, 1, WEEK, 'b');
    struct record *other = add(trial, 1, WEEK, 'a');
    other->answers[0] = 1;
    insert_opening(trial, WEEK);
    assert_int_equal(trial->outcomes[0], STORE_STORED);
    assert_int_equal(trial->outcomes[1], STORE_STORED);
    assert_int_equal(trial->outcomes[2], STORE_STORED);
    assert_int_equal(trial->outcomes[3], STORE_DUPLICATE);
    assert_int_equal(fixture_pg_number(trial->fixture, "SELECT sum(answers[1]) FROM pulssid.submission"), 15);
}

static void an_id_counts_once_over_all_periods(void **state)
{
    struct trial *trial = *state;
    add(trial, 1, WEEK, 'a');
    insert_opening(trial, WEEK);
    forget_records(trial);
    add(trial, 1, WEEK + 1, 'a');
    add(trial, 1, WEEK + 1, 'b');
    insert_opening(trial, WEEK + 1);
    assert_int_equal(trial->outcomes[0], STORE_DUPLICATE);
    assert_int_equal(trial->outcomes[1], STORE_STORED);
    assert_count(trial, 2);
}

static void a_spent_id_stays_spent(void **state)
{
    struct trial *trial = *state;
    add(trial, 1, WEEK, 'a');
    insert_opening(trial, WEEK);
    forget_records(trial);
    fixture_pg_run(trial->fixture,
                   "SELECT pulssid.period_close(2901, '2025-08-20'), pulssid.period_seal(2901)");
    assert_count(trial, 0);
    add(trial, 1, WEEK + 1, 'a');
    insert_opening(trial, WEEK + 1);
    assert_int_equal(trial->outcomes[0], STORE_DUPLICATE);
    assert_count(trial, 0);
}

/* Puts another answer of that week into the week after, with one of its own, and asserts what becomes of
 * both. */
static void expect_late(struct trial *trial, enum store_outcome outcome)
{
    forget_records(trial);
    add(trial, 1, WEEK + 1, 'a')->day = calendar_first_day(PERIOD_WEEK, WEEK);
    add(trial, 1, WEEK + 1, 'b');
    insert_opening(trial, WEEK + 1);
    assert_int_equal(trial->outcomes[0], outcome);
    assert_int_equal(trial->outcomes[1], outcome);
}

/* Whoever checked it did not know yet that a retry cannot be told any more. */
static void what_is_late_waits_for_another_check_once_ids_are_forgotten(void **state)
{
    struct trial *trial = *state;
    add(trial, 1, WEEK, 'a');
    insert_opening(trial, WEEK);
    fixture_pg_run(trial->fixture,
                   "SELECT pulssid.period_close(2901, '2025-08-20'), pulssid.period_seal(2901);"
                   "SELECT pulssid.spent_drop('2025-09-02', 14)");
    expect_late(trial, STORE_PERIOD_CHANGED);
    assert_count(trial, 0);
    trial->records[0]->day = calendar_first_day(PERIOD_WEEK, WEEK + 1);
    insert_plain(trial);
    assert_int_equal(trial->outcomes[0], STORE_STORED);
    assert_int_equal(trial->outcomes[1], STORE_STORED);
}

static void what_is_late_is_stored_while_ids_are_kept(void **state)
{
    struct trial *trial = *state;
    fixture_pg_run(trial->fixture, "UPDATE pulssid.calendar SET forgotten_until = '2025-08-16'");
    expect_late(trial, STORE_STORED);
    insert_wary(trial);
    assert_int_equal(trial->outcomes[0], STORE_DUPLICATE);
    assert_count(trial, 2);
}

static void a_closed_period_takes_nothing(void **state)
{
    struct trial *trial = *state;
    add(trial, 1, WEEK, 'a');
    insert_opening(trial, WEEK);
    fixture_pg_run(trial->fixture, "SELECT pulssid.period_close(2901, '2025-08-20')");
    forget_records(trial);
    add(trial, 1, WEEK, 'b');
    add(trial, 1, WEEK, 'b');
    add(trial, 1, WEEK + 1, 'c');
    insert_opening(trial, WEEK + 1);
    assert_int_equal(trial->outcomes[0], STORE_PERIOD_CHANGED);
    assert_int_equal(trial->outcomes[1], STORE_PERIOD_CHANGED);
    assert_int_equal(trial->outcomes[2], STORE_STORED);
    assert_count(trial, 2);
}

static void a_period_never_opened_takes_nothing(void **state)
{
    struct trial *trial = *state;
    add(trial, 1, WEEK, 'a');
    insert_plain(trial);
    assert_int_equal(trial->outcomes[0], STORE_PERIOD_CHANGED);
    assert_count(trial, 0);
}

/* Team 9 ends on the day before the last of the week, whose tree is frozen: nothing that names it goes in,
 * and what is not stored is not called a duplicate before it was checked again. */
static void what_was_checked_before_the_tree_needs_its_teams_in_it(void **state)
{
    struct trial *trial = *state;
    fixture_pg_run(trial->fixture,
                   "UPDATE pulssid.team_version SET valid_to = '2025-08-16' WHERE team_id = 9");
    const int32_t period = WEEK;
    const int32_t day = calendar_last_day(PERIOD_WEEK, WEEK);
    const int32_t teams[4][3] = {{1, 2, 3}, {9, 2, 3}, {1, 9, 3}, {1, 2, 9}};
    for (size_t i = 0; i < 4; i++) {
        struct record *record = record_new(1, 1, 1, 0);
        assert_non_null(record);
        trial->records[trial->n++] = record;
        record->team_id = teams[i][0];
        record->path[0] = teams[i][1];
        record->rated[0] = teams[i][2];
        record->period = WEEK;
        record->day = day;
        record->is_before_tree = true;
        memset(record->id_hash, 'a' + (int)i, ID_HASH_SIZE);
    }
    struct submission_batch batch = batch_of(trial);
    batch.open_periods = &period;
    batch.open_days = &day;
    batch.n_open = 1;
    insert(trial, &batch);
    assert_int_equal(trial->outcomes[0], STORE_STORED);
    for (size_t i = 1; i < 4; i++) {
        assert_int_equal(trial->outcomes[i], STORE_PERIOD_CHANGED);
    }
    assert_count(trial, 1);
    insert_plain(trial);
    assert_int_equal(trial->outcomes[0], STORE_PERIOD_CHANGED);
    trial->records[0]->is_before_tree = false;
    insert_plain(trial);
    assert_int_equal(trial->outcomes[0], STORE_DUPLICATE);
    assert_count(trial, 1);
}

static void a_batch_waits_for_a_closing_under_way(void **state)
{
    struct trial *trial = *state;
    struct error err = {0};
    add(trial, 1, WEEK, 'a');
    insert_opening(trial, WEEK);
    forget_records(trial);
    struct db *closer CLEANUP(db_close) = fixture_pg_open(trial->fixture, "postgres");
    assert_true(db_begin(closer, &err));
    assert_true(db_script(closer, "SELECT pulssid.period_close(2901, '2025-08-20')", &err));
    add(trial, 1, WEEK, 'b');
    const struct submission_batch batch = batch_of(trial);
    trial->answered = 0;
    assert_true(submission_store_insert(trial->pg, &batch, on_inserted, trial, &err));
    fixture_loop_for(trial->base, 200);
    assert_int_equal(trial->answered, 0);
    assert_true(db_commit(closer, &err));
    fixture_loop_until(trial->base, &trial->answered, 1);
    assert_int_equal(trial->outcomes[0], STORE_PERIOD_CHANGED);
    assert_count(trial, 1);
}

static void blocking_shares_the_outcomes(void **state)
{
    struct trial *trial = *state;
    struct error err = {0};
    int32_t period = WEEK;
    int32_t day = calendar_first_day(PERIOD_WEEK, WEEK);
    add(trial, 1, WEEK, 'a');
    add(trial, 1, WEEK, 'a');
    add(trial, 1, WEEK + 1, 'b');
    struct submission_batch batch = batch_of(trial);
    batch.open_periods = &period;
    batch.open_days = &day;
    batch.n_open = 1;
    enum store_outcome outcomes[3];
    assert_true(submission_store_insert_now(trial->db, &batch, outcomes, &err));
    assert_int_equal(outcomes[0], STORE_STORED);
    assert_int_equal(outcomes[1], STORE_DUPLICATE);
    assert_int_equal(outcomes[2], STORE_PERIOD_CHANGED);
    assert_false(db_in_transaction(trial->db));
    assert_count(trial, 1);
}

static void blocking_keeps_to_the_transaction_around_it(void **state)
{
    struct trial *trial = *state;
    struct error err = {0};
    add(trial, 1, WEEK, 'a');
    insert_opening(trial, WEEK);
    trial->records[0]->id_hash[0] = 'x';
    const struct submission_batch batch = batch_of(trial);
    enum store_outcome outcome;
    assert_true(db_begin(trial->db, &err));
    assert_true(submission_store_insert_now(trial->db, &batch, &outcome, &err));
    assert_int_equal(outcome, STORE_STORED);
    assert_true(db_in_transaction(trial->db));
    db_rollback(trial->db);
    assert_count(trial, 1);
}

static void on_withdrawn(void *ctx, const struct error *err, bool withdrawn)
{
    struct trial *trial = ctx;
    assert_null(err);
    trial->answered++;
    trial->withdrawn = withdrawn;
}

static bool withdraw(struct trial *trial, uint8_t fill)
{
    uint8_t receipt[SUBMISSION_RECEIPT_SIZE];
    struct error err = {0};
    memset(receipt, fill, sizeof receipt);
    trial->answered = 0;
    assert_true(submission_store_withdraw(trial->pg, receipt, on_withdrawn, trial, &err));
    fixture_loop_until(trial->base, &trial->answered, 1);
    return trial->withdrawn;
}

static void a_receipt_withdraws_once_and_the_id_stays_spent(void **state)
{
    struct trial *trial = *state;
    struct record *record = add(trial, 1, WEEK, 'a');
    record->has_receipt = true;
    memset(record->receipt, 7, sizeof record->receipt);
    insert_opening(trial, WEEK);
    assert_false(withdraw(trial, 8));
    assert_true(withdraw(trial, 7));
    assert_false(withdraw(trial, 7));
    assert_int_equal(
        fixture_pg_number(trial->fixture, "SELECT count(*) FROM pulssid.submission WHERE answers IS NULL"),
        1);
    insert_wary(trial);
    assert_int_equal(trial->outcomes[0], STORE_DUPLICATE);
    assert_int_equal(
        fixture_pg_number(trial->fixture, "SELECT count(*) FROM pulssid.submission WHERE answers IS NULL"),
        1);
}

static void nothing_is_withdrawn_from_a_closed_period(void **state)
{
    struct trial *trial = *state;
    struct record *record = add(trial, 1, WEEK, 'a');
    record->has_receipt = true;
    memset(record->receipt, 7, sizeof record->receipt);
    insert_opening(trial, WEEK);
    fixture_pg_run(trial->fixture, "SELECT pulssid.period_close(2901, '2025-08-20')");
    assert_false(withdraw(trial, 7));
}

static void the_role_cannot_read_an_answer(void **state)
{
    static const char *const refused[] = {
        "SELECT answers FROM pulssid.submission",
        "SELECT * FROM pulssid.submission",
        "SELECT path FROM pulssid.submission",
        "SELECT receipt FROM pulssid.submission",
        "SELECT ratings FROM pulssid.submission_2025_w33",
        "SELECT team_id FROM pulssid.answer",
        "INSERT INTO pulssid.submission (team_id, period, id_hash, survey_id) VALUES (1, 2901, "
        "gen_random_uuid(), 1)"
        " RETURNING answers",
        "UPDATE pulssid.submission SET survey_id = 2",
        "DELETE FROM pulssid.submission",
        "COPY pulssid.submission TO STDOUT",
        "SELECT pulssid.period_close(2901, '2025-08-20')",
        "SELECT n FROM pulssid.cell",
    };
    struct trial *trial = *state;
    add(trial, 1, WEEK, 'a');
    insert_opening(trial, WEEK);
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct error err = {0};
        assert_false(db_script(trial->db, refused[i], &err));
        if (strncmp(err.text, "permission denied", strlen("permission denied")) != 0) {
            fail_msg("%s: %s", refused[i], err.text);
        }
    }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, clear, forget)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(opens_and_stores),
        CASE(a_period_that_is_not_due_is_no_backfill),
        CASE(every_column_arrives),
        CASE(what_is_not_there_is_null),
        CASE(again_is_a_duplicate),
        CASE(one_duplicate_refuses_a_batch_that_is_not_wary),
        CASE(twice_in_a_batch_the_first_is_stored),
        CASE(an_id_counts_once_over_all_periods),
        CASE(a_spent_id_stays_spent),
        CASE(what_is_late_waits_for_another_check_once_ids_are_forgotten),
        CASE(what_is_late_is_stored_while_ids_are_kept),
        CASE(a_closed_period_takes_nothing),
        CASE(a_period_never_opened_takes_nothing),
        CASE(what_was_checked_before_the_tree_needs_its_teams_in_it),
        CASE(a_batch_waits_for_a_closing_under_way),
        CASE(blocking_shares_the_outcomes),
        CASE(blocking_keeps_to_the_transaction_around_it),
        CASE(a_receipt_withdraws_once_and_the_id_stays_spent),
        CASE(nothing_is_withdrawn_from_a_closed_period),
        CASE(the_role_cannot_read_an_answer),
    };
    return cmocka_run_group_tests_name("submission_store", tests, start, stop);
}
