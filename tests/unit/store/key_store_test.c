/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys: what is stored of them, revoking, listing. */
#include "store/key_store.h"

#include <string.h>

#include "fixture_pg.h"
#include "unit.h"

static int start(void **state)
{
    *state = fixture_pg_new();
    fixture_pg_run(*state, "INSERT INTO pulssid.survey (code, version, audience, definition) VALUES"
                           " ('a', 1, 'employee', '{}'), ('b', 1, 'customer', '{}')");
    return 0;
}

static int32_t create(struct db *db, struct key_store_new key)
{
    struct error err = {0};
    int32_t id = 0;
    memset(key.sha256, 0xab, sizeof key.sha256);
    if (!key_store_create(db, &key, &id, &err)) {
        fail_msg("%s", err.text);
    }
    return id;
}

static void keys_from_creation_to_revocation(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    struct table *table CLEANUP(table_free) = NULL;
    struct error err = {0};
    assert_int_equal(
        create(db, (struct key_store_new){.name = "app", .role = KEY_SUBMITTER, .surveys = "a,b"}), 1);
    assert_int_equal(
        create(db, (struct key_store_new){.name = "hr", .role = KEY_ANALYST, .expires = "2026-01-31"}), 2);
    assert_int_equal(create(db, (struct key_store_new){.name = "old", .role = KEY_ANALYST}), 3);
    assert_true(key_store_revoke(db, "3", &err));
    assert_true(key_store_revoke(db, "3", &err));
    assert_false(key_store_revoke(db, "4", &err));
    assert_int_equal(err.code, ERROR_NOT_FOUND);
    assert_true(key_store_list(db, "2026-02-01", &table, &err));
    assert_int_equal(table->n_rows, 3);
    assert_string_equal(table_cell(table, 0, 3), "a b");
    assert_string_equal(table_cell(table, 0, 5), "active");
    assert_null(table_cell(table, 1, 3));
    assert_string_equal(table_cell(table, 1, 4), "2026-01-31");
    assert_string_equal(table_cell(table, 1, 5), "expired");
    assert_string_equal(table_cell(table, 2, 5), "revoked");
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.api_key WHERE"
                                               " secret_sha256 = decode(repeat('ab', 32), 'hex')"),
                     3);
}

static void last_day_still_works(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    struct table *table CLEANUP(table_free) = NULL;
    struct error err = {0};
    assert_true(key_store_list(db, "2026-01-31", &table, &err));
    assert_string_equal(table_cell(table, 1, 5), "active");
}

static void unknown_survey_is_named(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    struct error err = {0};
    int32_t id = 77;
    const struct key_store_new key = {.name = "x", .role = KEY_SUBMITTER, .surveys = "a,nothing"};
    assert_false(key_store_create(db, &key, &id, &err));
    assert_int_equal(err.code, ERROR_INPUT);
    assert_string_equal(err.text, "--survey: there is no survey nothing");
    assert_int_equal(id, 77);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_from_creation_to_revocation),
        cmocka_unit_test(last_day_still_works),
        cmocka_unit_test(unknown_survey_is_named),
    };
    return cmocka_run_group_tests(tests, start, fixture_pg_stop_group);
}
