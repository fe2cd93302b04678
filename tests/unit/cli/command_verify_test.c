/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `pulssid verify`: files of releases against each other, and the ledger of the database. */
#include "base/sha256.h"
#include "command_said.h"
#include "model/release_document.h"
#include "store/release_store.h"

#define PATH_SIZE 96

/* Releases 8 to 11 as files, the digest of the last in hexadecimal. */
enum { FIRST = 8, N = 4 };

struct chain {
    char paths[N][PATH_SIZE];
    char last[SHA256_HEX_SIZE];
};

static void keep_path(char ret_path[PATH_SIZE], const char *path)
{
    assert_in_range(snprintf(ret_path, PATH_SIZE, "%s", path), 1, PATH_SIZE - 1);
}

static struct chain make_chain(void **state)
{
    static const char *const names[N] = {"eight", "nine", "ten", "eleven"};
    struct chain chain;
    uint8_t digest[SHA256_SIZE] = {7};
    for (int32_t i = 0; i < N; i++) {
        struct buffer text CLEANUP(buffer_free) = {0};
        struct release_head head = {.release = FIRST + i,
                                    .period = "2024-W36",
                                    .first_day = "2024-09-02",
                                    .last_day = "2024-09-08",
                                    .k_employee = 5,
                                    .k_customer = 5};
        memcpy(head.previous, digest, sizeof digest);
        release_document_start(&text, &head);
        struct span span = buffer_span(&text);
        assert_true(sha256(&span, 1, digest));
        buffer_append(&text, "", 1);
        keep_path(chain.paths[i], fixture_command_file(*state, names[i], (const char *)text.data));
    }
    sha256_hex(digest, chain.last);
    return chain;
}

static void files_may_come_in_any_order(void **state)
{
    struct chain chain = make_chain(state);
    char sentence[192];
    snprintf(sentence, sizeof sentence, "releases 8 to 11 make one chain; SHA-256 of the last: %s\n",
             chain.last);
    ASSERT_DONE(*state, sentence, "verify", chain.paths[2], chain.paths[0], chain.paths[3], chain.paths[1]);
    snprintf(sentence, sizeof sentence, "releases 11 to 11 make one chain; SHA-256 of the last: %s\n",
             chain.last);
    ASSERT_DONE(*state, sentence, "verify", chain.paths[3]);
}

/* On another machine there is neither. */
static void files_need_no_configuration_and_no_database(void **state)
{
    struct chain chain = make_chain(state);
    fixture_command_configure(*state, "[nonsense]\n");
    int files = FIXTURE_COMMAND(*state, "verify", chain.paths[0], chain.paths[1]);
    int ledger = FIXTURE_COMMAND(*state, "verify");
    fixture_command_configure(*state, "");
    assert_int_equal(files, 0);
    assert_int_equal(ledger, 1);
}

static void breaks_of_the_chain_are_named(void **state)
{
    struct chain chain = make_chain(state);
    ASSERT_FAILED(*state, "release 9 is missing: release 10 follows 8", "verify", chain.paths[2],
                  chain.paths[0]);
    ASSERT_FAILED(*state, "release 9 (2024-W36) is there twice", "verify", chain.paths[1], chain.paths[0],
                  chain.paths[1]);
    FILE *file = fopen(chain.paths[1], "ae");
    assert_non_null(file);
    fputs("*,csat,no_data,,,,,,,,,,,,,,,,\n", file);
    fclose(file);
    ASSERT_FAILED(*state,
                  "release 10 (2024-W36) does not name the SHA-256 of release 9: one of the two was changed",
                  "verify", chain.paths[2], chain.paths[1], chain.paths[0]);
    file = fopen(chain.paths[1], "ae");
    assert_non_null(file);
    fputs("T01\n", file);
    fclose(file);
    ASSERT_FAILED(*state, "release 9 (2024-W36) was changed: line 11 is not that of a cell", "verify",
                  chain.paths[0], chain.paths[1], chain.paths[2]);
}

static void files_that_are_no_release_are_named(void **state)
{
    struct chain chain = make_chain(state);
    char path[PATH_SIZE];
    char sentence[192];
    keep_path(path, fixture_command_file(*state, "letter", "Dear all,\n"));
    snprintf(sentence, sizeof sentence, "%s: this is not the document of a release", path);
    ASSERT_FAILED(*state, sentence, "verify", chain.paths[0], path, chain.paths[1]);
    keep_path(path, fixture_command_file(*state, "dos", "pulssid release 1\r\nrelease 9\r\n"));
    snprintf(sentence, sizeof sentence, "%s: its lines end in CR LF, those of a release in LF alone", path);
    ASSERT_FAILED(*state, sentence, "verify", chain.paths[0], path);
    strcat(path, ".gone");
    snprintf(sentence, sizeof sentence, "%s: No such file or directory", path);
    ASSERT_FAILED(*state, sentence, "verify", chain.paths[0], path);
}

static void the_ledger_is_that_of_the_database(void **state)
{
    const struct fixture_pg *pg = fixture_command_pg(*state);
    struct db *db CLEANUP(db_close) = fixture_pg_open(pg, "pulssid_stats");
    struct error err = {0};
    int32_t release;
    ASSERT_DONE(*state, "0 releases: documents, hashes and chain are whole\n", "verify");
    fixture_pg_run(pg, "INSERT INTO pulssid.period (period, id, first_day, last_day, state, k_employee, "
                       "k_customer, backfill) VALUES (2852, '2024-W36', '2024-09-02', '2024-09-08', "
                       "'published', 5, 5, false)");
    assert_true(release_store_add(db, 2852, &release, &err));
    ASSERT_DONE(*state, "1 releases: documents, hashes and chain are whole\n", "verify");
    fixture_pg_run(pg, "UPDATE pulssid.release SET document = document || ' '");
    ASSERT_FAILED(*state,
                  "release 1 (2024-W36): the document does not have the stored SHA-256; line 10: it should "
                  "end before \" \"",
                  "verify");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_may_come_in_any_order),
        cmocka_unit_test(files_need_no_configuration_and_no_database),
        cmocka_unit_test(breaks_of_the_chain_are_named),
        cmocka_unit_test(files_that_are_no_release_are_named),
        cmocka_unit_test(the_ledger_is_that_of_the_database),
    };
    return cmocka_run_group_tests(tests, command_said_start, command_said_stop);
}
