/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger: what a release's document says, how releases are chained, and which break is named. */
#include "store/release_store.h"

#include <string.h>
#include <time.h>

#include "store_trial.h"

/* Three weeks, the last without a cell. Cells are stored in no order; a collation would have put beta before
 * Zeta. */
static int found(void **state)
{
    fixture_pg_clear(*state);
    fixture_pg_run(
        *state,
        "INSERT INTO pulssid.team (code) VALUES ('beta'), ('Zeta'), ('10');"
        "INSERT INTO pulssid.period (period, id, first_day, last_day, state, k_employee, k_customer, "
        "backfill) VALUES (2852, '2024-W36', '2024-09-02', '2024-09-08', 'closed', 5, 6, false),"
        " (2853, '2024-W37', '2024-09-09', '2024-09-15', 'closed', 7, 8, false),"
        " (2854, '2024-W38', '2024-09-16', '2024-09-22', 'closed', 7, 8, false);"
        "INSERT INTO pulssid.published_cell (team_id, period, dimension, state, n, mean, bound, teams) VALUES"
        " (1, 2852, 'mood', 'published', 12, 61.50, 'at_most', 4), (2, 2852, 'mood', 'no_data', NULL, NULL, "
        "NULL, NULL),"
        " (2, 2852, 'csat', 'suppressed', NULL, NULL, NULL, NULL), (0, 2852, 'mood', 'published', 30, 60, "
        "NULL, NULL),"
        " (3, 2852, 'mood', 'no_data', NULL, NULL, NULL, NULL), (1, 2853, 'mood', 'no_data', NULL, NULL, "
        "NULL, NULL)");
    return 0;
}

static int32_t add(struct db *db, int32_t period)
{
    struct error err = {0};
    int32_t release = -1;
    if (!release_store_add(db, period, &release, &err)) {
        fail_msg("%s", err.text);
    }
    return release;
}

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"

static const char first_document[] =
    "pulssid release 1\n"
    "release 1\n"
    "period 2024-W36\n"
    "first-day 2024-09-02\n"
    "last-day 2024-09-08\n"
    "k-employee 5\n"
    "k-customer 6\n"
    "previous " ZEROS "\n"
    "team,dimension,state,n,mean,bound,sd,se,lo,hi,top,top_lo,top_hi,contacts,invited,responses,"
    "response_rate,teams_shown,teams\n"
    "*,mood,published,30,60,,,,,,,,,,,,,,\n"
    "10,mood,no_data,,,,,,,,,,,,,,,,\n"
    "Zeta,csat,suppressed,,,,,,,,,,,,,,,,\n"
    "Zeta,mood,no_data,,,,,,,,,,,,,,,,\n"
    "beta,mood,published,12,61.50,at_most,,,,,,,,,,,,,4\n";

static void a_document_has_the_cells_in_order_of_bytes(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct db_result *row CLEANUP(db_result_free) = NULL;
    struct error err = {0};
    assert_int_equal(add(db, 2852), 1);
    assert_true(db_query(db, "SELECT document, period FROM pulssid.release", DB_NO_PARAMS, &row, &err));
    assert_string_equal(db_text(row, 0, 0), first_document);
    assert_int_equal(db_int(row, 0, 1), 2852);
}

static const char more_tables[] = "\nfrom,to,state,count\n"
                                  "*,*,no_data,\n"
                                  "Zeta,beta,suppressed,\n"
                                  "beta,10,published,12\n"
                                  "beta,Zeta,published,<8\n"
                                  "\nrater_team,rated_team,dimension,state,n,mean,bound\n"
                                  "10,beta,mutual,published,7,61.5,\n"
                                  "10,beta,respect,published,8,95,at_least\n"
                                  "beta,Zeta,mutual,suppressed,,,\n";

/* Rows are stored in no order here either. */
static void add_more_tables(const struct fixture_pg *fixture, const char *period)
{
    char sql[1024];
    snprintf(
        sql, sizeof sql,
        "INSERT INTO pulssid.published_handoff (team_id, period, to_id, state, count) SELECT f, %s, t, s, c "
        "FROM (VALUES (1, 3, 'published', '12'), (1, 2, 'published', '<8'), (0, 0, 'no_data', NULL), "
        "(2, 1, 'suppressed', NULL)) h(f, t, s, c);"
        "INSERT INTO pulssid.published_rating (team_id, period, dimension, rated_id, state, n, mean, bound) "
        "SELECT a, %s, d, b, s, n, m, x FROM (VALUES (1, 'mutual', 2, 'suppressed', NULL, NULL, NULL), "
        "(3, 'respect', 1, 'published', 8, 95, 'at_least'), (3, 'mutual', 1, 'published', 7, 61.5, NULL)) "
        "r(a, d, b, s, n, m, x)",
        period, period);
    fixture_pg_run(fixture, sql);
}

/* An end that begins at the empty line. */
static void a_document_has_handoffs_and_ratings_behind_its_cells(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct db_result *row CLEANUP(db_result_free) = NULL;
    struct error err = {0};
    add_more_tables(*state, "2853");
    add(db, 2853);
    assert_true(db_query(db, "SELECT document FROM pulssid.release", DB_NO_PARAMS, &row, &err));
    const char *end = strstr(db_text(row, 0, 0), "\n\n");
    assert_non_null(end);
    assert_string_equal(end + 1, more_tables);
}

static void the_newest_is_told(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    struct release_newest newest = {-1, -1};
    assert_true(release_store_newest(db, &newest, &err));
    assert_int_equal(newest.release, 0);
    assert_int_equal(newest.released_s, 0);
    add(db, 2853);
    add(db, 2852);
    assert_true(release_store_newest(db, &newest, &err));
    assert_int_equal(newest.release, 2);
    assert_in_range(newest.released_s, time(NULL) - 60, time(NULL));
    fixture_pg_run(*state, "UPDATE pulssid.release SET release = 9, released_at = '1970-01-02 00:00Z' "
                           "WHERE release = 1");
    assert_true(release_store_newest(db, &newest, &err));
    assert_int_equal(newest.release, 9);
    assert_int_equal(newest.released_s, 86400);
}

/* Whoever has the documents checks the chain with sha256sum: the ledger's hashes are those of its texts. */
static void each_release_holds_the_hash_before(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    size_t n = 77;
    assert_true(release_store_verify(db, &n, &err));
    assert_int_equal(n, 0);
    assert_int_equal(add(db, 2853), 1);
    assert_int_equal(add(db, 2852), 2);
    assert_int_equal(add(db, 2854), 3);
    assert_stored(
        *state,
        "SELECT r.release, r.period, r.sha256 = sha256(convert_to(r.document, 'UTF8')) AS own, "
        "r.previous = coalesce(b.sha256, decode('" ZEROS "', 'hex')) AS before, "
        "r.document LIKE '%\nprevious ' || encode(r.previous, 'hex') || '\n%' AS said "
        "FROM pulssid.release r LEFT JOIN pulssid.release b ON b.release = r.release - 1 ORDER BY 1",
        "(1,2853,t,t,t) (2,2852,t,t,t) (3,2854,t,t,t)");
    assert_true(release_store_verify(db, &n, &err));
    assert_int_equal(n, 3);
}

static void a_refused_release_is_not_written(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    int32_t release = 77;
    assert_false(release_store_add(db, 99, &release, &err));
    assert_int_equal(err.code, ERROR_NOT_FOUND);
    assert_string_equal(err.text, "there is no period 99");
    add(db, 2852);
    assert_false(release_store_add(db, 2852, &release, &err));
    assert_int_equal(err.code, ERROR_CONFLICT);
    assert_int_equal(release, 77);
    assert_stored(*state, "SELECT release, period FROM pulssid.release", "(1,2852)");
}

static void a_release_belongs_to_the_caller_s_transaction(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    assert_true(db_begin(db, &err));
    add(db, 2852);
    assert_true(db_in_transaction(db));
    db_rollback(db);
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.release"), 0);
}

static void assert_broken(struct db *db, const char *sentence)
{
    struct error err = {0};
    size_t n = 77;
    assert_false(release_store_verify(db, &n, &err));
    assert_int_equal(err.code, ERROR_INTEGRITY);
    assert_string_equal(err.text, sentence);
    assert_int_equal(n, 77);
}

/* The first of two breaks is named, though the second release breaks as well. */
static void a_document_exchanged_with_its_hash_breaks_the_chain(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    add(db, 2852);
    add(db, 2853);
    fixture_pg_run(*state, "UPDATE pulssid.published_cell SET n = 13 WHERE n = 12;"
                           "UPDATE pulssid.release SET document = replace(document, ',12,', ',13,') WHERE "
                           "release = 1;"
                           "UPDATE pulssid.release SET sha256 = sha256(convert_to(document, 'UTF8'))");
    assert_broken(db, "release 2 (2024-W37): previous is not the SHA-256 of the release before; line 8: "
                      "\"previous 94b53b7c6301bec47cf536c616a37a65957ab0d213a9c58886f...\" instead of "
                      "\"previous 2a51d2a69f7200c332a27ad6a449029098d4ab0242460f748a9...\"");
    fixture_pg_run(*state, "UPDATE pulssid.release SET previous = sha256('') WHERE release = 1");
    assert_broken(db, "release 1 (2024-W36): previous is not the SHA-256 of the release before; the document "
                      "itself is that of the published cells");
}

/* A release made before there were handoffs holds beside one with them; neither can become the other. */
static void releases_with_and_without_handoffs_hold(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    size_t n = 0;
    add(db, 2852);
    add_more_tables(*state, "2853");
    add(db, 2853);
    assert_true(release_store_verify(db, &n, &err));
    assert_int_equal(n, 2);
    fixture_pg_run(*state, "UPDATE pulssid.published_handoff SET count = '13' WHERE count = '12'");
    assert_broken(db, "release 2 (2024-W37): the document is not that of the published cells; line 15, "
                      "handoff beta,10: count is \"12\" instead of \"13\"");
    fixture_pg_run(*state, "UPDATE pulssid.published_handoff SET count = '12' WHERE count = '13';"
                           "DELETE FROM pulssid.published_rating WHERE n = 7");
    assert_broken(db, "release 2 (2024-W37): the document is not that of the published cells; line 19: "
                      "rating 10,beta,mutual should not be there");
    fixture_pg_run(*state, "TRUNCATE pulssid.published_handoff, pulssid.published_rating");
    assert_broken(db, "release 2 (2024-W37): the document is not that of the published cells; line 11: it "
                      "should end before \"\"");
    add_more_tables(*state, "2852");
    assert_broken(db, "release 1 (2024-W36): the document is not that of the published cells; line 15: it "
                      "ends before \"\"");
}

/* Thresholds and days are part of the document, so that they cannot be changed later unseen. */
static void a_changed_threshold_is_found(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    add(db, 2852);
    add(db, 2853);
    fixture_pg_run(*state, "UPDATE pulssid.period SET k_customer = 9 WHERE period = 2853");
    assert_broken(db, "release 2 (2024-W37): the document is not that of the published cells; line 7: "
                      "\"k-customer 8\" instead of \"k-customer 9\"");
}

/* Three releases, each changed in one place; of several breaks the first is named. */
static void every_kind_of_tampering_is_named(void **state)
{
    static const struct {
        const char *sql;
        const char *sentence;
    } trials[] = {
        {"UPDATE pulssid.release SET document = replace(document, ',61.50,', ',61.51,')",
         "release 1 (2024-W36): the document does not have the stored SHA-256; line 14, cell beta,mood: mean "
         "is \"61.51\" instead of \"61.50\""},
        {"UPDATE pulssid.release SET sha256 = sha256('') WHERE release > 1",
         "release 2 (2024-W37): the document does not have the stored SHA-256; the document itself is that "
         "of the published cells"},
        {"UPDATE pulssid.release SET previous = sha256('') WHERE release = 3",
         "release 3 (2024-W38): previous is not the SHA-256 of the release before; the document itself is "
         "that of the published cells"},
        {"UPDATE pulssid.published_cell SET mean = 61.51 WHERE mean = 61.50",
         "release 1 (2024-W36): the document is not that of the published cells; line 14, cell beta,mood: "
         "mean is \"61.50\" instead of \"61.51\""},
        {"INSERT INTO pulssid.published_cell (team_id, period, dimension, state) VALUES (3, 2853, 'x', "
         "'no_data')",
         "release 2 (2024-W37): the document is not that of the published cells; line 10: cell 10,x is "
         "missing"},
        {"DELETE FROM pulssid.published_cell WHERE period = 2853",
         "release 2 (2024-W37): the document is not that of the published cells; line 10: cell beta,mood "
         "should not be there"},
        {"UPDATE pulssid.release SET document = replace(document, E'\n', E'\r\n') WHERE release = 2",
         "release 2 (2024-W37): the document does not have the stored SHA-256; line 1: \"pulssid release "
         "1?\" instead of \"pulssid release 1\""},
    };
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    for (size_t i = 0; i < sizeof trials / sizeof *trials; i++) {
        found(state);
        add(db, 2852);
        add(db, 2853);
        add(db, 2854);
        fixture_pg_run(*state, trials[i].sql);
        assert_broken(db, trials[i].sentence);
    }
}

static void releases_in_another_order_are_found(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    add(db, 2852);
    add(db, 2853);
    add(db, 2854);
    fixture_pg_run(*state, "UPDATE pulssid.release SET release = 9 WHERE release = 2;"
                           "UPDATE pulssid.release SET release = 2 WHERE release = 3;"
                           "UPDATE pulssid.release SET release = 3 WHERE release = 9");
    assert_broken(db, "release 2 (2024-W38): previous is not the SHA-256 of the release before; line 2: "
                      "\"release 3\" instead of \"release 2\"");
}

/* Also the last, of which no other release tells. */
static void a_release_that_is_gone_is_named(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    add(db, 2852);
    add(db, 2853);
    add(db, 2854);
    fixture_pg_run(*state, "UPDATE pulssid.period SET state = 'published';"
                           "DELETE FROM pulssid.release WHERE release = 3");
    assert_broken(db, "2024-W38 is published, and its release is missing");
    fixture_pg_run(*state, "UPDATE pulssid.release SET release = 3 WHERE release = 2");
    assert_broken(db, "release 2 is missing");
    fixture_pg_run(*state, "DELETE FROM pulssid.release WHERE release = 1");
    assert_broken(db, "release 1 is missing");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_document_has_the_cells_in_order_of_bytes, found),
        cmocka_unit_test_setup(a_document_has_handoffs_and_ratings_behind_its_cells, found),
        cmocka_unit_test_setup(the_newest_is_told, found),
        cmocka_unit_test_setup(each_release_holds_the_hash_before, found),
        cmocka_unit_test_setup(a_refused_release_is_not_written, found),
        cmocka_unit_test_setup(a_release_belongs_to_the_caller_s_transaction, found),
        cmocka_unit_test_setup(a_document_exchanged_with_its_hash_breaks_the_chain, found),
        cmocka_unit_test_setup(releases_with_and_without_handoffs_hold, found),
        cmocka_unit_test_setup(a_changed_threshold_is_found, found),
        cmocka_unit_test(every_kind_of_tampering_is_named),
        cmocka_unit_test_setup(releases_in_another_order_are_found, found),
        cmocka_unit_test_setup(a_release_that_is_gone_is_named, found),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
