/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands connect as the role they name, to a schema that is theirs, and write all of their output or fail.
 */
#include "cli/command_db.h"

#include "caught.h"
#include "fixture_pg.h"

static const char *const roles[][2] = {[COMMAND_ADMIN] = {"admin", "postgres"},
                                       [COMMAND_INGEST] = {"ingest", "pulssid_ingest"},
                                       [COMMAND_STATS] = {"stats", "pulssid_stats"},
                                       [COMMAND_QUERY] = {"query", "pulssid_report"}};

static struct config config_of(const struct fixture_pg *fixture)
{
    struct config config = {0};
    fixture_pg_conninfo(fixture, roles[COMMAND_ADMIN][1], config.database.admin);
    fixture_pg_conninfo(fixture, roles[COMMAND_INGEST][1], config.database.ingest);
    fixture_pg_conninfo(fixture, roles[COMMAND_STATS][1], config.database.stats);
    fixture_pg_conninfo(fixture, roles[COMMAND_QUERY][1], config.database.query);
    return config;
}

static bool open_as(const struct config *config, enum command_role role, struct db **ret_db,
                    struct error *err)
{
    const struct command_input input = {.config = config, .config_path = "my.conf"};
    return command_db_open(&input, role, ret_db, err);
}

static void assert_refused(const struct config *config, enum command_role role, enum error_code code,
                           const char *sentence)
{
    struct db *db = NULL;
    struct error err = {0};
    assert_false(open_as(config, role, &db, &err));
    assert_null(db);
    assert_int_equal(err.code, code);
    if (strncmp(err.text, sentence, strlen(sentence)) != 0) {
        fail_msg("expected %s…, not %s", sentence, err.text);
    }
}

static void assert_opens(const struct config *config, enum command_role role)
{
    struct db *db CLEANUP(db_close) = NULL;
    struct db_result *user CLEANUP(db_result_free) = NULL;
    struct error err = {0};
    if (!open_as(config, role, &db, &err) ||
        !db_query(db, "SELECT current_user", DB_NO_PARAMS, &user, &err)) {
        fail_msg("%s", err.text);
    }
    assert_string_equal(db_text(user, 0, 0), roles[role][1]);
}

static void each_role_has_its_connection(void **state)
{
    struct config config = config_of(*state);
    for (enum command_role role = COMMAND_ADMIN; role <= COMMAND_QUERY; role++) {
        assert_opens(&config, role);
    }
}

static void what_cannot_be_reached_is_named(void **state)
{
    struct config config = config_of(*state);
    config.database.admin[0] = '\0';
    assert_refused(&config, COMMAND_ADMIN, ERROR_CONFIG,
                   "my.conf: [database] admin: this command needs the connection string of the schema's "
                   "owner");
    strcpy(config.database.query, "host=/nonexistent dbname=none");
    assert_refused(&config, COMMAND_QUERY, ERROR_DATABASE_UNAVAILABLE, "[database] query: ");
    strcpy(config.database.ingest, "nonsense");
    assert_refused(&config, COMMAND_INGEST, ERROR_CONFIG, "[database] ingest: ");
    assert_opens(&config, COMMAND_STATS);
}

/* Whoever writes or publishes must know the schema; the owner may be there to change it. */
static void another_schema_is_refused_to_who_writes(void **state)
{
    struct config config = config_of(*state);
    fixture_pg_run(*state, "INSERT INTO pulssid.migration VALUES (9999, '9999_future', '')");
    assert_refused(&config, COMMAND_INGEST, ERROR_CONFLICT,
                   "[database] ingest: the database has migration 9999_future");
    assert_refused(&config, COMMAND_STATS, ERROR_CONFLICT,
                   "[database] stats: the database has migration 9999_future");
    assert_opens(&config, COMMAND_ADMIN);
    assert_opens(&config, COMMAND_QUERY);
    fixture_pg_run(*state, "DELETE FROM pulssid.migration WHERE version = 9999");
    assert_opens(&config, COMMAND_INGEST);
}

static void assert_printed(const char *text, const char *expected)
{
    struct buffer buffer CLEANUP(buffer_free) = {0};
    struct error err = {0};
    buffer_append_text(&buffer, text);
    struct caught output = caught_begin(stdout, NULL);
    bool printed = command_db_print(&buffer, &err);
    char *shown CLEANUP(free) = caught_end(&output);
    assert_true(printed);
    assert_string_equal(shown, expected);
}

static void text_ends_with_one_line_break(void **state)
{
    (void)state;
    assert_printed("{}", "{}\n");
    assert_printed("a\nb\n", "a\nb\n");
    assert_printed("", "");
}

static void print_into(const char *path, struct buffer *text, struct error *err)
{
    struct caught output = caught_begin(stdout, path);
    bool printed = command_db_print(text, err);
    char *shown CLEANUP(free) = caught_end(&output);
    buffer_free(text);
    assert_false(printed);
    assert_string_equal(shown, "");
}

/* A text that was cut by want of memory is not shown as if it were whole. */
static void half_a_text_is_a_failure(void **state)
{
    (void)state;
    struct error err = {0};
    struct buffer cut = {0};
    buffer_append_text(&cut, "half");
    cut.failed = true;
    print_into(NULL, &cut, &err);
    assert_int_equal(err.code, ERROR_OUT_OF_MEMORY);
    struct buffer large = {0};
    for (size_t i = 0; i < 100000; i++) { /* more than a stream's own buffer holds */
        buffer_append_text(&large, "line\n");
    }
    buffer_append_text(&large, "end");
    print_into("/dev/full", &large, &err);
    assert_int_equal(err.code, ERROR_IO);
    assert_string_equal(err.text, "standard output: No space left on device");
}

static void table_is_printed_as_aligned_text(void **state)
{
    (void)state;
    struct table *table CLEANUP(table_free) = table_new(2, 1);
    struct error err = {0};
    assert_non_null(table);
    strcpy(table->columns[0].name, "code");
    strcpy(table->columns[1].name, "name");
    table->cells[0] = strdup("T01-west");
    table->cells[1] = strdup("Kassa");
    struct caught output = caught_begin(stdout, NULL);
    bool printed = command_db_print_table(table, &err);
    char *shown CLEANUP(free) = caught_end(&output);
    assert_true(printed);
    assert_string_equal(shown, "code      name\nT01-west  Kassa\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_role_has_its_connection),
        cmocka_unit_test(what_cannot_be_reached_is_named),
        cmocka_unit_test(another_schema_is_refused_to_who_writes),
        cmocka_unit_test(text_ends_with_one_line_break),
        cmocka_unit_test(half_a_text_is_a_failure),
        cmocka_unit_test(table_is_printed_as_aligned_text),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
