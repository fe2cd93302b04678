/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the database does with answers behind the daemon's back is found. */
#include "store/database_check.h"

#include "heard.h"

/* As the role that has the fewest rights. */
static struct heard look(const struct fixture_pg *fixture)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "pulssid_report");
    struct heard heard = {0};
    const struct finding_sink sink = {heard_found, &heard};
    struct error err;
    if (!database_check_run(db, &sink, &err)) {
        fail_msg("%s", err.text);
    }
    return heard;
}

/* Of the server, in force when it returns. */
static void set(struct fixture_pg *fixture, const char *setting, const char *value)
{
    char sql[96];
    snprintf(sql, sizeof sql, "ALTER SYSTEM SET %s = '%s'", setting, value);
    fixture_pg_run(fixture, sql);
    fixture_pg_stop(fixture);
    fixture_pg_start(fixture);
}

struct wrong {
    const char *made;
    const char *line;
    const char *undone;
};

static void assert_wrong(const struct fixture_pg *fixture, const struct wrong *wrong, bool is_warning)
{
    fixture_pg_run(fixture, wrong->made);
    struct heard heard = look(fixture);
    fixture_pg_run(fixture, wrong->undone);
    heard_line(&heard, wrong->line);
    heard_counts(&heard, is_warning ? 0 : 1, is_warning ? 1 : 0);
    heard = look(fixture);
    heard_counts(&heard, 0, 0);
}

static void a_database_as_made_is_clean(void **state)
{
    struct heard heard = look(*state);
    assert_string_equal(heard.sentences, "");
}

static void copies_of_answers_are_wrong(void **state)
{
    static const struct wrong cases[] = {
        {"CREATE PUBLICATION everything FOR ALL TABLES",
         "the publication everything copies answers to other databases as they come in: ALTER PUBLICATION "
         "everything or DROP PUBLICATION everything\n",
         "DROP PUBLICATION everything"},
        {"CREATE PUBLICATION parts FOR TABLE pulssid.submission", "the publication parts copies answers ",
         "DROP PUBLICATION parts"},
        {"CREATE PUBLICATION ours FOR TABLES IN SCHEMA pulssid", "the publication ours copies answers ",
         "DROP PUBLICATION ours"},
        {"CREATE FUNCTION public.copy() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
         "CREATE TRIGGER copy BEFORE INSERT ON pulssid.submission FOR EACH ROW EXECUTE FUNCTION "
         "public.copy()",
         "the trigger copy sees every row of pulssid.submission: DROP TRIGGER copy ON pulssid.submission\n",
         "DROP FUNCTION public.copy CASCADE"},
        {"CREATE TABLE public.kept (id bytea); CREATE RULE copy AS ON INSERT TO pulssid.answer DO ALSO "
         "INSERT INTO public.kept VALUES ('x')",
         "the rule copy rewrites what is done to pulssid.answer: DROP RULE copy ON pulssid.answer\n",
         "DROP RULE copy ON pulssid.answer; DROP TABLE public.kept"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_wrong(*state, &cases[i], false);
    }
}

static void other_tables_may_be_copied(void **state)
{
    fixture_pg_run(*state, "CREATE PUBLICATION teams FOR TABLE pulssid.team");
    struct heard heard = look(*state);
    fixture_pg_run(*state, "DROP PUBLICATION teams");
    heard_counts(&heard, 0, 0);
}

static void an_owner_that_cannot_stop_the_counting_is_a_warning(void **state)
{
    static const struct wrong wrong = {
        "CREATE ROLE keeper; ALTER SCHEMA pulssid OWNER TO keeper",
        "keeper, who owns the schema, is no superuser: PostgreSQL's counters will tell whoever may log in ",
        "ALTER SCHEMA pulssid OWNER TO postgres; DROP ROLE keeper"};
    assert_wrong(*state, &wrong, true);
}

/* It would hold what sealing forgets. */
static void a_slot_that_decodes_is_wrong(void **state)
{
    set(*state, "wal_level", "logical");
    fixture_pg_run(*state, "SELECT pg_create_logical_replication_slot('tap', 'test_decoding')");
    struct heard heard = look(*state);
    fixture_pg_run(*state, "SELECT pg_drop_replication_slot('tap')");
    set(*state, "wal_level", "replica");
    heard_line(&heard, "the replication slot tap decodes answers as they come in, and keeps them after ");
    heard_counts(&heard, 1, 0);
}

/* As archiving does; one whose standby follows, as long as that does. */
static void a_slot_that_keeps_the_log_is_a_warning(void **state)
{
    static const struct wrong wrong = {
        "SELECT pg_create_physical_replication_slot('left', true)",
        "the replication slot left is not in use and keeps WAL, and in it answers as they were before "
        "sealing: let its standby follow, or SELECT pg_drop_replication_slot('left')\n",
        "SELECT pg_drop_replication_slot('left')"};
    assert_wrong(*state, &wrong, true);
}

/* Told, since base backups and archives keep what sealing removes; nothing here can change that. */
static void archiving_is_a_warning(void **state)
{
    set(*state, "archive_mode", "on");
    struct heard heard = look(*state);
    set(*state, "archive_mode", "off");
    heard_line(&heard, "archive_mode is on: ");
    heard_counts(&heard, 0, 1);
}

/* Some file systems write pages whole, so that the second may be meant. */
static void what_is_not_durable_is_a_warning(void **state)
{
    static const char *const names[] = {"fsync", "full_page_writes"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char line[32];
        set(*state, names[i], "off");
        struct heard heard = look(*state);
        set(*state, names[i], "on");
        snprintf(line, sizeof line, "%s is off: ", names[i]);
        heard_line(&heard, line);
        heard_counts(&heard, 0, 1);
    }
}

/* As an operator's, and not as the other tests' that need no disk. */
static int start(void **state)
{
    fixture_pg_start_group(state);
    set(*state, "fsync", "on");
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_database_as_made_is_clean),
        cmocka_unit_test(copies_of_answers_are_wrong),
        cmocka_unit_test(other_tables_may_be_copied),
        cmocka_unit_test(an_owner_that_cannot_stop_the_counting_is_a_warning),
        cmocka_unit_test(a_slot_that_decodes_is_wrong),
        cmocka_unit_test(a_slot_that_keeps_the_log_is_a_warning),
        cmocka_unit_test(archiving_is_a_warning),
        cmocka_unit_test(what_is_not_durable_is_a_warning),
    };
    return cmocka_run_group_tests(tests, start, fixture_pg_stop_group);
}
