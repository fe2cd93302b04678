/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One statement for each way. */
#include "database_check.h"

static const char archive_sql[] =
    "SELECT 'archive_mode is on: archived WAL and base backups hold answers as they were before sealing; "
    "keep them no longer than a period', false WHERE current_setting('archive_mode') <> 'off'";

/* What is acknowledged has been committed, which says little where PostgreSQL does not wait for the disk. */
static const char durability_sql[] =
    "SELECT format('%s is off: when the machine stops, submissions that were acknowledged can be lost, or "
    "the database be damaged', name), false FROM unnest('{fsync,full_page_writes}'::text[]) name "
    "WHERE current_setting(name) = 'off'";

/* Of a table by its name, of a schema, or of everything. */
static const char publication_sql[] =
    "SELECT format('the publication %1$s copies answers to other databases as they come in: "
    "ALTER PUBLICATION %1$I or DROP PUBLICATION %1$I', p.pubname), true FROM pg_publication p "
    "WHERE p.puballtables OR EXISTS (SELECT FROM pg_publication_namespace n WHERE n.pnpubid = p.oid "
    "AND n.pnnspid = 'pulssid'::regnamespace) OR EXISTS (SELECT FROM pg_publication_rel r "
    "JOIN pg_class c ON c.oid = r.prrelid WHERE r.prpubid = p.oid "
    "AND c.relnamespace = 'pulssid'::regnamespace AND c.relname ~ '^(submission|answer)(_|$)') "
    "ORDER BY p.pubname";

static const char trigger_sql[] =
    "SELECT format('the trigger %1$s sees every row of %2$s: DROP TRIGGER %1$I ON %2$s', t.tgname, "
    "t.tgrelid::regclass), true FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
    "WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND c.relnamespace = 'pulssid'::regnamespace "
    "AND c.relname ~ '^(submission|answer)(_|$)' ORDER BY t.tgname";

static const char rule_sql[] =
    "SELECT format('the rule %1$s rewrites what is done to %2$s: DROP RULE %1$I ON %2$s', r.rulename, "
    "r.ev_class::regclass), true FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class "
    "WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'pulssid'::regnamespace "
    "AND c.relname ~ '^(submission|answer)(_|$)' ORDER BY r.rulename";

/* What decodes the log for others holds it back for as long as they like. */
static const char slot_sql[] =
    "SELECT format('the replication slot %1$s decodes answers as they come in, and keeps them after sealing: "
    "SELECT pg_drop_replication_slot(%1$L)', slot_name), true FROM pg_replication_slots "
    "WHERE slot_type = 'logical' AND database = current_database() ORDER BY slot_name";

/* One that nobody reads keeps the log from where its standby was last, for as long as it is there. */
static const char standby_sql[] =
    "SELECT format('the replication slot %1$s is not in use and keeps WAL, and in it answers as they were "
    "before sealing: let its standby follow, or SELECT pg_drop_replication_slot(%1$L)', slot_name), false "
    "FROM pg_replication_slots WHERE slot_type = 'physical' AND NOT active ORDER BY slot_name";

/* period_seal() turns the counting off for its transaction, which takes a superuser. */
static const char owner_sql[] =
    "SELECT format('%1$s, who owns the schema, is no superuser: PostgreSQL''s counters will tell whoever may "
    "log in to this database how many answers were kept of each period: let a superuser own it, or let "
    "nobody in but the three roles', r.rolname), false FROM pg_namespace n JOIN pg_roles r "
    "ON r.oid = n.nspowner WHERE n.nspname = 'pulssid' AND NOT r.rolsuper";

bool database_check_run(struct db *db, const struct finding_sink *sink, struct error *err)
{
    static const char *const looks[] = {publication_sql, slot_sql,  standby_sql, trigger_sql,
                                        rule_sql,        owner_sql, archive_sql, durability_sql};
    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++) {
        if (!finding_query(db, looks[i], DB_NO_PARAMS, sink, err)) {
            return false;
        }
    }
    return true;
}
