/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Submissions of the past, one by one: which period each goes to, what is refused, and when they are stored.
 */
#include "cli/import_batch.h"

#include <string.h>

#include "base/clock.h"
#include "fixture_command.h"
#include "model/calendar.h"
#include "unit.h"

/* A batch, its connection, and what it refused. */
struct trial {
    struct fixture_command *command;
    struct db *db;
    struct import_batch *batch;
    size_t n_rejected;
    size_t place;
    struct error why;
};

static int start(void **state)
{
    struct trial *trial = calloc(1, sizeof *trial);
    assert_non_null(trial);
    trial->command = fixture_command_new();
    *state = trial;
    return clock_set_zone("UTC") ? 0 : -1;
}

static int stop(void **state)
{
    struct trial *trial = *state;
    fixture_command_free(trial->command);
    free(trial);
    return 0;
}

static void on_rejected(void *ctx, size_t place, const struct error *err)
{
    struct trial *trial = ctx;
    trial->n_rejected++;
    trial->place = place;
    trial->why = *err;
}

static void must(bool done, const struct error *err)
{
    if (!done) {
        fail_msg("%s", err->text);
    }
}

/* In a transaction of its own. */
static void begin(struct trial *trial)
{
    const struct config config = {.stats = {.grace_days = 3, .k_employee = 6, .k_customer = 7}};
    struct error err = {0};
    trial->n_rejected = 0;
    trial->db = fixture_pg_open(fixture_command_pg(trial->command), "pulssid_ingest");
    must(db_begin(trial->db, &err), &err);
    must(import_batch_new(trial->db, &config, on_rejected, trial, &trial->batch, &err), &err);
}

static void end(struct trial *trial)
{
    trial->batch = import_batch_free(trial->batch);
    trial->db = db_close(trial->db);
}

static void flush_and_commit(struct trial *trial)
{
    struct error err = {0};
    must(import_batch_flush(trial->batch, &err), &err);
    must(db_commit(trial->db, &err), &err);
}

static int found(void **state)
{
    struct trial *trial = *state;
    fixture_pg_clear(fixture_command_pg(trial->command));
    fixture_command_organisation(trial->command);
    begin(trial);
    return 0;
}

static int forget(void **state)
{
    end(*state);
    return 0;
}

static struct submission answer(const char *team, const char *day, uint32_t id)
{
    struct submission submission = {.survey = span_text("employee-pulse"),
                                    .version = 1,
                                    .team = span_text(team),
                                    .n_answers = 1,
                                    .answers = {{span_text("wb1"), ANSWER_INTEGER, 4, 0, 0}}};
    struct error err = {0};
    memcpy(submission.id, &id, sizeof id);
    must(calendar_parse_day(span_text(day), &submission.day, &err), &err);
    return submission;
}

static void add(struct trial *trial, const char *team, const char *day, uint32_t id)
{
    const struct submission submission = answer(team, day, id);
    struct error err = {0};
    must(import_batch_add(trial->batch, &submission, id, &err), &err);
}

static int64_t number(const struct trial *trial, const char *sql)
{
    return fixture_pg_number(fixture_command_pg(trial->command), sql);
}

/* However long ago: a submission is not moved to a later period that is open. */
static void each_goes_to_the_period_of_its_day(void **state)
{
    struct trial *trial = *state;
    add(trial, "T01", "2024-09-02", 1);
    add(trial, "T02", "2019-01-01", 2);
    add(trial, "T01", "2024-09-08", 3);
    add(trial, "T01", "2024-09-09", 4);
    flush_and_commit(trial);
    assert_int_equal(trial->n_rejected, 0);
    assert_int_equal(import_batch_stored(trial->batch), 4);
    assert_int_equal(number(trial, "SELECT count(*) FROM pulssid.submission_2024_w36"), 2);
    assert_int_equal(number(trial, "SELECT count(*) FROM pulssid.submission_2019_w01"), 1);
    assert_int_equal(number(trial, "SELECT count(*) FROM pulssid.submission_2024_w37"), 1);
    assert_int_equal(number(trial,
                            "SELECT count(*) FROM pulssid.period WHERE state = 'open' AND backfill AND "
                            "k_employee = 6 AND k_customer = 7"),
                     3);
}

/* T03 is there from Wednesday on: in the week that a Wednesday opened, not in the one that a Monday did. */
static void first_submission_freezes_the_tree(void **state)
{
    struct trial *trial = *state;
    end(trial);
    const char *path = fixture_command_file(trial->command, "late.csv",
                                            "code,name,parent,headcount,role,valid_from,valid_to\n"
                                            "T03,Uusi,U1,9,normal,2024-09-04,\n");
    assert_int_equal(FIXTURE_COMMAND(trial->command, "team", "import", path), 0);
    begin(trial);
    add(trial, "T03", "2024-09-04", 1);
    add(trial, "T03", "2024-09-03", 2);
    assert_int_equal(trial->n_rejected, 0);
    end(trial);
    begin(trial);
    add(trial, "T01", "2024-09-02", 3);
    add(trial, "T03", "2024-09-05", 4);
    assert_int_equal(trial->n_rejected, 1);
    assert_int_equal(trial->place, 4);
    assert_string_equal(trial->why.text, "team: there is no team T03 in 2024-W36");
}

static void those_behind_a_rejected_one_are_taken(void **state)
{
    struct trial *trial = *state;
    add(trial, "T01", "2024-09-02", 1);
    add(trial, "T99", "2024-09-02", 2);
    assert_int_equal(trial->place, 2);
    assert_int_equal(trial->why.code, ERROR_UNKNOWN_TEAM);
    add(trial, "T02", "2024-09-02", 3);
    add(trial, "T98", "2024-09-30", 4); /* opens nothing */
    assert_int_equal(trial->place, 4);
    flush_and_commit(trial);
    assert_int_equal(trial->n_rejected, 2);
    assert_int_equal(import_batch_stored(trial->batch), 2);
    assert_int_equal(number(trial, "SELECT count(*) FROM pulssid.period"), 1);
}

/* What was stored before stays a duplicate, through closing and sealing; anything else came too late. */
static void closed_period_takes_nothing(void **state)
{
    static const char *const ways[] = {
        "SELECT pulssid.period_close(period, '2024-10-01') FROM pulssid.period",
        "SELECT pulssid.period_seal(period) FROM pulssid.period"};
    struct trial *trial = *state;
    add(trial, "T01", "2024-09-02", 1);
    flush_and_commit(trial);
    for (size_t i = 0; i < 2; i++) {
        fixture_pg_run(fixture_command_pg(trial->command), ways[i]);
        end(trial);
        begin(trial);
        add(trial, "T01", "2024-09-03", 2);
        add(trial, "T01", "2024-09-02", 1);
        flush_and_commit(trial);
        assert_int_equal(import_batch_stored(trial->batch), 0);
        assert_int_equal(import_batch_duplicates(trial->batch), 1);
        assert_int_equal(trial->n_rejected, 1);
        assert_int_equal(trial->place, 2);
        assert_int_equal(trial->why.code, ERROR_TOO_OLD);
        assert_string_equal(trial->why.text, "on: the day's period 2024-W36 has been closed");
    }
}

/* Also where the second would open a period. */
static void an_id_of_another_period_is_a_duplicate(void **state)
{
    struct trial *trial = *state;
    add(trial, "T01", "2024-09-02", 1);
    add(trial, "T01", "2024-09-09", 1);
    flush_and_commit(trial);
    assert_int_equal(trial->n_rejected, 0);
    assert_int_equal(import_batch_stored(trial->batch), 1);
    assert_int_equal(import_batch_duplicates(trial->batch), 1);
}

/* The first stands alone, since it opens the period; then a thousand at a time. */
static void a_full_batch_is_stored(void **state)
{
    struct trial *trial = *state;
    for (uint32_t id = 1; id <= 1000; id++) {
        add(trial, "T01", "2024-09-02", id);
    }
    assert_int_equal(import_batch_stored(trial->batch), 1);
    add(trial, "T01", "2024-09-02", 1001);
    assert_int_equal(import_batch_stored(trial->batch), 1001);
    add(trial, "T01", "2024-09-02", 1002);
    add(trial, "T01", "2024-09-02", 7);
    assert_int_equal(import_batch_stored(trial->batch), 1001);
    flush_and_commit(trial);
    assert_int_equal(import_batch_stored(trial->batch), 1002);
    assert_int_equal(import_batch_duplicates(trial->batch), 1);
    assert_int_equal(number(trial, "SELECT count(*) FROM pulssid.submission"), 1002);
}

/* A failing database is an error of the import, not of the submission. */
static void failing_database_rejects_nothing(void **state)
{
    struct trial *trial = *state;
    const struct submission submission = answer("T01", "2024-09-02", 1);
    const struct config config = {0};
    struct import_batch *none = NULL;
    struct error err = {0};
    assert_false(db_query(trial->db, "SELECT 1 / 0", DB_NO_PARAMS, NULL, &err));
    assert_false(import_batch_add(trial->batch, &submission, 1, &err));
    assert_int_equal(err.code, ERROR_DATABASE);
    assert_int_equal(trial->n_rejected, 0);
    assert_int_equal(import_batch_stored(trial->batch), 0);
    assert_false(import_batch_new(trial->db, &config, on_rejected, trial, &none, &err));
    assert_null(none);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, found, forget)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_goes_to_the_period_of_its_day),     TEST(first_submission_freezes_the_tree),
        TEST(those_behind_a_rejected_one_are_taken),  TEST(closed_period_takes_nothing),
        TEST(an_id_of_another_period_is_a_duplicate), TEST(a_full_batch_is_stored),
        TEST(failing_database_rejects_nothing),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
