/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A period from open to published, as the stats role, in a real PostgreSQL. */
#include "stats/cycle.h"

#include "small_organisation.h"
#include "store/period_store.h"
#include "store/release_store.h"

/* Employees: A 12 and one withdrawn, B 3 and C 4 (together shown at U), D 4 (nowhere). Customers: 6 at A, 5
 * from A to B, one at A unrated, 3 at D. */
static void load(const struct fixture_pg *fixture)
{
    small_found(fixture);
    small_submit(
        fixture,
        "SELECT pg_temp.add(1, 1, 'a', 12, 'ARRAY[i % 5, 4 - i % 5, nullif(i - 2, -1), NULL]', NULL);"
        "SELECT pg_temp.add(1, 1, 'w', 1, 'NULL', NULL);"
        "SELECT pg_temp.add(2, 1, 'b', 3, 'ARRAY[4, 0, NULL, NULL]', NULL);"
        "SELECT pg_temp.add(3, 1, 'c', 4, 'ARRAY[2, NULL, NULL, NULL]', NULL);"
        "SELECT pg_temp.add(4, 1, 'd', 4, 'ARRAY[0, 0, 0, NULL]', NULL);"
        "SELECT pg_temp.add(1, 2, 'x', 6, 'ARRAY[i % 5 + 1]', '{1}');"
        "SELECT pg_temp.add(1, 2, 'y', 5, 'ARRAY[5]', '{1,2}');"
        "SELECT pg_temp.add(1, 2, 'z', 1, 'ARRAY[NULL]', '{1}');"
        "SELECT pg_temp.add(4, 2, 'v', 3, 'ARRAY[1]', '{4}');"
        "INSERT INTO pulssid.invitation VALUES (1, 2852, 'pulse', 15), (2, 2852, 'pulse', 8)");
}

/* Hash of the newest release, as text. */
static void read_hash(const struct fixture_pg *fixture, char ret_hash[65])
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "postgres");
    struct db_result *row CLEANUP(db_result_free) = NULL;
    struct error err;
    assert_true(db_query(db,
                         "SELECT encode(sha256, 'hex') FROM pulssid.release ORDER BY release DESC LIMIT 1",
                         DB_NO_PARAMS, &row, &err));
    assert_int_equal(db_rows(row), 1);
    snprintf(ret_hash, 65, "%s", db_text(row, 0, 0));
}

#define CELL(team, dimension) "pulssid.cell WHERE team_id = " team " AND dimension = '" dimension "'"
#define SHOWN(team, dimension)                                                                               \
    "pulssid.published_cell WHERE team_id = " team " AND dimension = '" dimension "'"

static void cells_hold_what_may_be_shown(void **state)
{
    load(*state);
    small_cycle(*state);
    /* 1 2 3 4 0 1 2 3 4 0 1 2: 23 of 48 */
    assert_cell(*state, "state, n, round(mean::numeric, 9), invited, responses, teams", CELL("1", "mood"),
                "published 12 47.916666667 15 12 -");
    assert_cell(*state, "state, n, mean, responses", CELL("2", "mood"), "suppressed - - -");
    assert_cell(*state, "state, n, round(mean::numeric, 9), invited, responses, teams_shown, teams",
                CELL("5", "mood"), "published 19 56.578947368 15 12 3 3"); /* 23 + 12 + 8 of 76 */
    assert_cell(*state, "state, n, teams_shown, teams", CELL("0", "mood"), "published 19 3 4");
    assert_cell(*state, "state, n, mean", CELL("4", "mood"), "suppressed - -");
    assert_cell(*state, "mean, sd, lo, response_rate", SHOWN("1", "mood"), "48 34.5 26 0.80");
    assert_cell(*state, "kind, n, mean", CELL("1", "enps"),
                "nps 11 -45.45454545454545"); /* 9 10, 7 8, 0 to 6 */
    assert_int_equal(
        fixture_pg_number(*state, "SELECT count(*) FROM pulssid.cell WHERE dimension = 'rating'"), 0);
    /* every team and '*', for mood, enps, engagement and csat, in both tables */
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.cell"), 24);
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.published_cell"), 24);
}

static void customers_count_at_every_team_they_touch(void **state)
{
    load(*state);
    small_cycle(*state);
    assert_cell(*state, "state, n, contacts, top_box", CELL("1", "csat"), "published 11 12 2");
    assert_cell(*state, "state, n, mean, contacts", CELL("2", "csat"), "published 5 100 5");
    assert_cell(*state, "state, n, contacts, teams_shown", CELL("5", "csat"), "published 11 12 2");
    assert_cell(*state, "state, n, contacts, teams_shown, teams", CELL("0", "csat"), "published 11 12 2 4");
    assert_cell(*state, "state, n", CELL("4", "csat"), "suppressed -");
    assert_cell(*state, "n, mean, bound, lo", SHOWN("2", "csat"), "5 95 at_least -");
}

static void sealing_leaves_neither_id_nor_order(void **state)
{
    load(*state);
    small_cycle(*state);
    assert_int_equal(
        fixture_pg_number(
            *state, "SELECT count(*) FROM pg_inherits WHERE inhparent = 'pulssid.submission'::regclass"),
        0);
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.spent"), 39);
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.seal_plan"), 0);
    assert_cell(*state,
                "string_agg(team_id || ':' || survey_id || ':' || n, ' ' ORDER BY team_id, survey_id)",
                "(SELECT team_id, survey_id, count(*) AS n FROM pulssid.answer GROUP BY 1, 2) a",
                "1:1:12 1:2:12 5:1:7");
    /* enps is shown nowhere but at A */
    assert_int_equal(
        fixture_pg_number(*state,
                          "SELECT count(*) FROM pulssid.answer WHERE team_id = 5 AND answers[3] IS NOT NULL"),
        0);
    assert_cell(*state, "state", "pulssid.period", "published");
}

static void a_second_run_changes_nothing(void **state)
{
    char first[65];
    char second[65];
    load(*state);
    small_cycle(*state);
    read_hash(*state, first);
    small_cycle(*state);
    read_hash(*state, second);
    assert_string_equal(first, second);
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.release"), 1);
}

/* Makes every statement of a kind on a table fail, as a kill there would, and runs a cycle into it. */
static void run_into_failure(const struct fixture_pg *fixture, const char *event, const char *table)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "pulssid_stats");
    struct cycle_opts opts = small_opts();
    struct cycle_observer silent = {0};
    struct error err = {0};
    bool busy = true;
    char sql[256];
    snprintf(sql, sizeof sql,
             "CREATE TRIGGER fail BEFORE %s ON pulssid.%s FOR EACH STATEMENT EXECUTE FUNCTION pulssid.fail()",
             event, table);
    fixture_pg_run(fixture, sql);
    assert_false(cycle_run(db, &opts, &silent, &busy, &err));
    assert_non_null(strstr(err.text, "period 2024-W36"));
    snprintf(sql, sizeof sql, "DROP TRIGGER fail ON pulssid.%s", table);
    fixture_pg_run(fixture, sql);
}

static void an_interrupted_run_ends_with_the_same_bytes(void **state)
{
    /* The last is what period_seal() does last but dropping the table. */
    static const char *const steps[][2] = {{"UPDATE", "period"},         {"INSERT", "cell"},
                                           {"INSERT", "published_cell"}, {"INSERT", "release"},
                                           {"INSERT", "seal_plan"},      {"DELETE", "seal_plan"}};
    char undisturbed[65];
    char disturbed[65];
    load(*state);
    small_cycle(*state);
    read_hash(*state, undisturbed);
    load(*state);
    fixture_pg_run(*state, "CREATE OR REPLACE FUNCTION pulssid.fail() RETURNS trigger LANGUAGE plpgsql AS "
                           "'BEGIN RAISE EXCEPTION ''pulled''; END'");
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        run_into_failure(*state, steps[i][0], steps[i][1]);
        assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.cell"), 0);
        assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.submission"), 39);
        assert_cell(*state, "state", "pulssid.period", i == 0 ? "open" : "closed");
    }
    small_cycle(*state);
    read_hash(*state, disturbed);
    assert_string_equal(undisturbed, disturbed);
}

static void the_ledger_is_verified_from_the_cells(void **state)
{
    load(*state);
    small_cycle(*state);
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    size_t n = 0;
    assert_true(release_store_verify(db, &n, &err));
    assert_int_equal(n, 1);
    fixture_pg_run(
        *state, "UPDATE pulssid.published_cell SET mean = mean + 1 WHERE team_id = 1 AND dimension = 'mood'");
    assert_false(release_store_verify(db, &n, &err));
    assert_int_equal(err.code, ERROR_INTEGRITY);
    assert_string_equal(err.text, "release 1 (2024-W36): the document is not that of the published cells; "
                                  "line 17, cell A,mood: mean is \"48\" instead of \"49\"");
    fixture_pg_run(*state, "UPDATE pulssid.release SET document = replace(document, ',48,', ',49,')");
    assert_false(release_store_verify(db, &n, &err));
    assert_string_equal(err.text, "release 1 (2024-W36): the document does not have the stored SHA-256; the "
                                  "document itself is that of the published cells");
    fixture_pg_run(*state, "TRUNCATE pulssid.change_search, pulssid.agreement, pulssid.metric, "
                           "pulssid.metric_set, pulssid.silo, pulssid.path_summary CASCADE;"
                           "UPDATE pulssid.release SET release = 2");
    assert_false(release_store_verify(db, &n, &err));
    assert_string_equal(err.text, "release 1 is missing");
}

/* What only a review after the release brings: moods of A and U's, whose leaves are too few. */
static void a_release_is_reviewed_once(void **state)
{
    load(*state);
    small_cycle(*state);
    assert_cell(*state, "state, periods, verdict", "pulssid.agreement WHERE dimension = 'mood'",
                "insufficient 0 -");
    assert_cell(*state, "n, items", "pulssid.agreement_cell WHERE dimension = 'mood'", "12 2");
    assert_cell(*state, "state, verdict", "pulssid.metric WHERE dimension = 'mood'", "insufficient -");
    fixture_pg_run(*state, "UPDATE pulssid.metric SET periods = 7; UPDATE pulssid.agreement SET periods = 7");
    small_cycle(*state);
    assert_int_equal(fixture_pg_number(*state, "SELECT sum(periods) FROM pulssid.metric") +
                         fixture_pg_number(*state, "SELECT sum(periods) FROM pulssid.agreement"),
                     4 * 7); /* mood and engagement */
}

struct told {
    int32_t forgotten; /* periods */
    int analysed;
    struct cycle_searched searched;
    struct cycle_compared compared;
};

static void on_forgotten(void *ctx, int32_t periods)
{
    struct told *told = ctx;
    told->forgotten += periods;
}

static void on_analysed(void *ctx, const struct cycle_analysed *analysed)
{
    struct told *told = ctx;
    told->analysed++;
    assert_string_equal(analysed->customer, "csat");
}

static void on_searched(void *ctx, const struct cycle_searched *searched)
{
    struct told *told = ctx;
    told->searched = *searched;
}

static void on_compared(void *ctx, const struct cycle_compared *compared)
{
    struct told *told = ctx;
    told->compared = *compared;
}

/* A run on a day after 2024-09-08, the period's last. */
static bool run_after(struct db *db, struct told *told, int32_t days, struct error *err)
{
    struct cycle_opts opts = small_opts();
    const struct cycle_observer observer = {.on_analysed = on_analysed,
                                            .on_searched = on_searched,
                                            .on_compared = on_compared,
                                            .on_forgotten = on_forgotten,
                                            .ctx = told};
    bool busy;
    opts.today = 19974 + days;
    opts.retention_days = 30;
    opts.n_links = 1;
    opts.links[0] = (struct cycle_link){"mood", "csat"};
    *told = (struct told){0};
    return cycle_run(db, &opts, &observer, &busy, err);
}

#define RESULTS                                                                                              \
    "md5((SELECT string_agg(c::text, ' ' ORDER BY c) FROM pulssid.cell c) || (SELECT string_agg(p::text, ' " \
    "' "                                                                                                     \
    "ORDER BY p) FROM pulssid.published_cell p) || (SELECT string_agg(l::text, ' ') FROM pulssid.linkage "   \
    "l))"

static void answers_are_forgotten_and_results_stay(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct told told;
    struct error err;
    load(*state);
    assert_true(run_after(db, &told, 30, &err));
    assert_int_equal(told.forgotten, 0);
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.answer"), 31);
    fixture_pg_run(*state, "CREATE TABLE public.results AS SELECT " RESULTS " AS hash");
    assert_true(run_after(db, &told, 31, &err));
    assert_int_equal(told.forgotten, 1);
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.answer"), 0);
    assert_true(run_after(db, &told, 31, &err));
    assert_int_equal(told.forgotten, 0);
    int64_t same = fixture_pg_number(*state, "SELECT (hash = " RESULTS ")::int FROM public.results");
    fixture_pg_run(*state, "DROP TABLE public.results");
    assert_int_equal(same, 1);
}

/* Somebody reads spent ids for long: the analysis is made all the same, the run has failed, the next one
 * forgets. */
static void what_cannot_be_forgotten_holds_up_nothing(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct db *backup CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    struct told told;
    struct error err;
    load(*state);
    small_cycle(*state);
    assert_true(db_begin(backup, &err) &&
                db_script(backup, "LOCK TABLE pulssid.spent IN ACCESS SHARE MODE", &err));
    assert_false(run_after(db, &told, 31, &err));
    assert_string_equal(err.text, "dropping spent ids: canceling statement due to lock timeout");
    assert_int_equal(told.analysed, 1);
    db_rollback(backup);
    assert_true(run_after(db, &told, 31, &err));
    assert_int_equal(told.forgotten, 1);
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.spent"), 0);
}

/* A check that nothing passes, on a table of results. */
static void refuse(const struct fixture_pg *fixture, const char *table, bool refused)
{
    char sql[128];
    snprintf(sql, sizeof sql, "ALTER TABLE pulssid.%s %s", table,
             refused ? "ADD CONSTRAINT refused CHECK (false) NOT VALID" : "DROP CONSTRAINT refused");
    fixture_pg_run(fixture, sql);
}

#define COUNT(table) fixture_pg_number(*state, "SELECT count(*) FROM pulssid." table)

static void changes_are_searched_after_each_release(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct told told;
    struct error err;
    load(*state);
    assert_true(run_after(db, &told, 10, &err));
    assert_int_equal(told.searched.release, 1);
    assert_true(told.searched.dimensions >= 2);
    assert_int_equal(told.searched.dimensions, COUNT("change_search"));
    assert_int_equal(told.searched.series, 0);
    assert_false(told.searched.was_there);
    assert_int_equal(told.compared.release, 1);
    assert_int_equal(COUNT("silo"), 1);
    assert_int_equal(told.compared.teams + told.compared.flagged, 0);
    assert_false(told.compared.was_there);
    assert_true(COUNT("change") > 0);
    assert_true(run_after(db, &told, 10, &err));
    assert_true(told.searched.was_there);
    assert_true(told.compared.was_there);
    assert_int_equal(COUNT("silo"), 1);
    assert_int_equal(told.searched.dimensions, COUNT("change_search"));
}

/* What is published is published; the next run makes up for it. */
static void one_analysis_that_fails_holds_up_nothing(void **state)
{
    static const char *const tables[] = {"change", "linkage", "metric"};
    static const char *const told_of[] = {"changes: dimension ",
                                          "linkage of mood and csat: ", "review of release 1: metric "};
    for (size_t i = 0; i < 3; i++) {
        struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
        struct told told;
        struct error err;
        load(*state);
        refuse(*state, tables[i], true);
        bool done = run_after(db, &told, 10, &err);
        refuse(*state, tables[i], false);
        assert_false(done);
        assert_non_null(strstr(err.text, told_of[i]));
        assert_cell(*state, "state", "pulssid.period", "published");
        assert_int_equal(COUNT("linkage"), i == 1 ? 0 : 1);
        assert_int_equal(COUNT("change_search") > 0, i != 0);
        assert_true(COUNT("agreement") > 0);
        assert_int_equal(COUNT("metric") > 0, i != 2);
        assert_true(run_after(db, &told, 10, &err));
        assert_int_equal(COUNT("linkage"), 1);
        assert_true(COUNT("change_search") > 0 && COUNT("change") > 0);
        assert_true(COUNT("agreement") > 0 && COUNT("metric") > 0);
    }
}

/* Without a verdict nobody knows which dimensions are of teams, and what is stored stays. */
static void nothing_is_analysed_before_agreement(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct told told;
    struct error err;
    load(*state);
    refuse(*state, "agreement", true);
    bool done = run_after(db, &told, 10, &err);
    refuse(*state, "agreement", false);
    assert_false(done);
    assert_non_null(strstr(err.text, "agreement of release 1: agreement on "));
    assert_cell(*state, "state", "pulssid.period", "published");
    assert_int_equal(COUNT("linkage") + COUNT("change_search") + COUNT("metric"), 0);
    assert_true(run_after(db, &told, 10, &err));
    assert_true(COUNT("linkage") > 0 && COUNT("change_search") > 0 && COUNT("metric") > 0);
}

static void one_daemon_cycles_at_a_time(void **state)
{
    load(*state);
    struct db *other CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct cycle_opts opts = small_opts();
    struct cycle_observer silent = {0};
    struct error err = {0};
    bool locked = false;
    bool busy = false;
    assert_true(period_store_lock(other, &locked, &err));
    assert_true(locked);
    assert_true(cycle_run(db, &opts, &silent, &busy, &err));
    assert_true(busy);
    assert_cell(*state, "state", "pulssid.period", "open");
    period_store_unlock(other);
    assert_true(cycle_run(db, &opts, &silent, &busy, &err));
    assert_false(busy);
    assert_true(period_store_lock(other, &locked, &err));
    assert_true(locked); /* given back */
}

/* The period's last day is 2024-09-08, day 19974; a backfilled one is left to the command. */
static void only_what_is_due_is_closed(void **state)
{
    load(*state);
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct cycle_opts opts = small_opts();
    struct cycle_observer silent = {0};
    struct error err = {0};
    bool busy;
    opts.today = 19976;
    assert_true(cycle_run(db, &opts, &silent, &busy, &err));
    assert_cell(*state, "state", "pulssid.period", "open");
    opts.today = 19977;
    opts.live_only = true;
    fixture_pg_run(*state, "UPDATE pulssid.period SET backfill = true");
    assert_true(cycle_run(db, &opts, &silent, &busy, &err));
    assert_cell(*state, "state", "pulssid.period", "open");
    opts.live_only = false;
    assert_true(cycle_run(db, &opts, &silent, &busy, &err));
    assert_cell(*state, "state", "pulssid.period", "published");
}

/* Until it has been asked so many times. */
static bool goes_on(void *ctx)
{
    unsigned *left = ctx;
    return *left > 0 && (*left)-- > 0;
}

static void a_cancelled_run_stops_between_steps(void **state)
{
    load(*state);
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    unsigned left = 0;
    struct cycle_opts opts = small_opts();
    struct cycle_observer silent = {0};
    struct error err = {0};
    bool busy;
    opts.watch = (struct db_watch){.go_on = goes_on, .ctx = &left};
    assert_false(cycle_run(db, &opts, &silent, &busy, &err));
    assert_int_equal(err.code, ERROR_SHUTTING_DOWN);
    assert_cell(*state, "state", "pulssid.period", "open");
    left = 1;
    assert_false(cycle_run(db, &opts, &silent, &busy, &err));
    assert_int_equal(err.code, ERROR_SHUTTING_DOWN);
    assert_cell(*state, "state", "pulssid.period", "closed");
}

/* The tree of the first of two periods is a circle: the second is published all the same, and the run has
 * failed. */
static void a_period_that_cannot_be_published_holds_up_no_other(void **state)
{
    load(*state);
    fixture_pg_run(*state,
                   "SELECT pulssid.period_open(2853, '2024-W37', '2024-09-09', '2024-09-15', '2024-09-09', "
                   "5, 5, false);"
                   "UPDATE pulssid.period_team SET parent_id = 1 WHERE period = 2852 AND team_id = 5");
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct cycle_opts opts = small_opts();
    struct cycle_observer silent = {0};
    struct error err = {0};
    bool busy;
    opts.today = 19990;
    assert_false(cycle_run(db, &opts, &silent, &busy, &err));
    assert_non_null(strstr(err.text, "period 2024-W36"));
    assert_cell(*state, "state", "pulssid.period WHERE period = 2852", "closed");
    assert_cell(*state, "state", "pulssid.period WHERE period = 2853", "published");
    fixture_pg_run(*state,
                   "UPDATE pulssid.period_team SET parent_id = NULL WHERE period = 2852 AND team_id = 5");
    assert_true(cycle_run(db, &opts, &silent, &busy, &err));
    assert_cell(*state, "state", "pulssid.period WHERE period = 2852", "published");
}

/* Version 2 of the survey asks for mood on 0 to 6: both versions count together, in units of 1 / 24. */
static void versions_in_one_period_count_together(void **state)
{
    small_found(*state);
    small_submit(*state, "INSERT INTO pulssid.survey (code, version, audience, definition) VALUES"
                         " ('pulse', 2, 'employee', '{\"code\": \"pulse\", \"version\": 2}');"
                         "SELECT pg_temp.add(1, 1, 'a', 3, 'ARRAY[4, 4, NULL, NULL]', NULL);"
                         "SELECT pg_temp.add(1, 3, 'b', 3, 'ARRAY[i]', NULL);");
    small_cycle(*state);
    /* 3 * 12 and 4, 8, 12 of 24: 60 of 144 */
    assert_cell(*state, "state, n, round(mean::numeric, 9)", CELL("1", "mood"), "published 6 41.666666667");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_hold_what_may_be_shown),
        cmocka_unit_test(customers_count_at_every_team_they_touch),
        cmocka_unit_test(sealing_leaves_neither_id_nor_order),
        cmocka_unit_test(a_second_run_changes_nothing),
        cmocka_unit_test(an_interrupted_run_ends_with_the_same_bytes),
        cmocka_unit_test(the_ledger_is_verified_from_the_cells),
        cmocka_unit_test(a_release_is_reviewed_once),
        cmocka_unit_test(answers_are_forgotten_and_results_stay),
        cmocka_unit_test(what_cannot_be_forgotten_holds_up_nothing),
        cmocka_unit_test(changes_are_searched_after_each_release),
        cmocka_unit_test(one_analysis_that_fails_holds_up_nothing),
        cmocka_unit_test(nothing_is_analysed_before_agreement),
        cmocka_unit_test(one_daemon_cycles_at_a_time),
        cmocka_unit_test(only_what_is_due_is_closed),
        cmocka_unit_test(a_cancelled_run_stops_between_steps),
        cmocka_unit_test(a_period_that_cannot_be_published_holds_up_no_other),
        cmocka_unit_test(versions_in_one_period_count_together),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
