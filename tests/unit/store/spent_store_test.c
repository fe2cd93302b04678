/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ids that are spent: sealed away, or in a period that still has its submissions. */
#include "store/spent_store.h"

#include <string.h>

#include "fixture_pg.h"
#include "unit.h"

static int start(void **state)
{
    *state = fixture_pg_new();
    fixture_pg_run(
        *state,
        "INSERT INTO pulssid.team (code) VALUES ('A'), ('B');"
        "SELECT pulssid.period_open(2901, '2025-W33', '2025-08-11', '2025-08-17', '2025-08-11', 5, 5, false);"
        "SELECT pulssid.period_open(2902, '2025-W34', '2025-08-18', '2025-08-24', '2025-08-18', 5, 5, false);"
        "INSERT INTO pulssid.submission (team_id, period, id_hash, survey_id) VALUES"
        " (1, 2901, repeat('01', 16)::uuid, 1), (1, 2902, repeat('02', 16)::uuid, 1);"
        "SELECT pulssid.period_close(2901, '2025-08-30'), pulssid.period_seal(2901)");
    return 0;
}

static void spent_ids_are_found_for_their_team(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_ingest");
    struct record records[4] = {{.team_id = 1}, {.team_id = 1}, {.team_id = 1}, {.team_id = 2}};
    const uint8_t bytes[4] = {3, 1, 2, 1};
    const struct record *list[4];
    bool spent[4] = {true, false, false, true};
    struct error err = {0};
    for (size_t i = 0; i < 4; i++) {
        memset(records[i].id_hash, bytes[i], ID_HASH_SIZE);
        list[i] = &records[i];
    }
    if (!spent_store_find(db, list, 4, spent, &err)) {
        fail_msg("%s", err.text);
    }
    assert_false(spent[0]);
    assert_true(spent[1]);
    assert_true(spent[2]);
    assert_false(spent[3]);
    assert_true(spent_store_find(db, list, 0, spent, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(spent_ids_are_found_for_their_team)};
    return cmocka_run_group_tests(tests, start, fixture_pg_stop_group);
}
