# SPDX-License-Identifier: GPL-3.0-or-later
"""What a role can try in SQL to come by an answer. Tables of statements: {open}, {closed} and {sealed} stand for the tables
that hold one, {answer} for a number in it."""

from seeds import CLOSED, OPEN, SEALED, SURVEY

TARGETS = {"open": OPEN.partition, "closed": CLOSED.partition, "sealed": "pulssid.answer", "period": OPEN.period,
           "answer": OPEN.answers[0], "survey": SURVEY}

# Where somebody who may read the table hears an answer, so that each is known to work.
READS = {
    "the column": "SELECT answers FROM pulssid.submission",
    "all columns": "TABLE pulssid.submission",
    "the row": "SELECT s FROM pulssid.submission s",
    "the row as JSON": "SELECT row_to_json(s) FROM pulssid.submission s",
    "the column as a function": "SELECT s.answers::text FROM (SELECT answers(s) FROM pulssid.submission s) s",
    "one element": "SELECT answers[1] FROM pulssid.submission",
    "the path": "SELECT path FROM pulssid.submission",
    "the receipt": "SELECT encode(receipt, 'hex') FROM pulssid.submission",
    "ratings": "SELECT rated, ratings FROM pulssid.submission",
    "reasons": "SELECT reasons FROM pulssid.submission",
    "the topic": "SELECT topic FROM pulssid.submission",
    "an open partition": "SELECT * FROM {open}",
    "a closed partition": "SELECT * FROM {closed}",
    "sealed answers": "SELECT * FROM {sealed}",
    "only the parent's children": "SELECT (s).answers FROM ONLY {open} s",
    "a sample": "SELECT answers FROM {open} TABLESAMPLE BERNOULLI (100)",
    "copy": "COPY {open} TO STDOUT",
    "copy of a query": "COPY (SELECT answers FROM pulssid.submission) TO STDOUT",
    "returning": "INSERT INTO pulssid.submission SELECT * FROM pulssid.submission LIMIT 0; "
                 "UPDATE pulssid.submission SET team_id = team_id RETURNING answers",
    "delete": "DELETE FROM pulssid.submission RETURNING answers",
    "conflict": "INSERT INTO pulssid.submission SELECT * FROM pulssid.submission "
                "ON CONFLICT (team_id, id_hash, period) DO UPDATE SET team_id = excluded.team_id RETURNING answers",
    "rows for update": "SELECT answers FROM pulssid.submission FOR UPDATE",
    "a prepared statement": ["PREPARE p AS SELECT answers FROM pulssid.submission", "EXECUTE p"],
    "a cursor": ["BEGIN", "DECLARE c CURSOR FOR SELECT answers FROM pulssid.submission", "FETCH ALL FROM c", "COMMIT"],
    "a temporary table": ["CREATE TEMP TABLE t AS SELECT * FROM pulssid.submission", "TABLE t"],
    "a temporary view": ["CREATE TEMP VIEW v AS SELECT answers FROM pulssid.submission", "TABLE v"],
    "a block": ["SET client_min_messages = notice", "DO $$ DECLARE r record; BEGIN FOR r IN SELECT answers FROM "
                "pulssid.submission LOOP RAISE NOTICE '%', r; END LOOP; END $$"],
    "an error that repeats it": "SELECT answers::text::date FROM pulssid.submission",
    "another error": "SELECT array_to_string(answers, 'x')::integer FROM {open}",
    "a function": ["CREATE FUNCTION pg_temp.f() RETURNS SETOF smallint[] LANGUAGE sql AS 'SELECT answers FROM pulssid.submission'",
                   "SELECT pg_temp.f()"],
    "a function of its owner": [
        "CREATE FUNCTION pg_temp.f() RETURNS SETOF smallint[] LANGUAGE sql SECURITY DEFINER AS 'SELECT answers FROM {sealed}'",
        "SELECT pg_temp.f()"],
    "a query to XML": "SELECT query_to_xml('SELECT answers FROM pulssid.submission', true, true, '')",
    "a table to XML": "SELECT table_to_xml(c.oid, true, true, '') FROM pg_class c WHERE c.oid = to_regclass('{open}')",
    "text search statistics": "SELECT * FROM ts_stat('SELECT to_tsvector(answers::text) FROM {open}')",
    "row security off": ["SET row_security = off", "SELECT answers FROM pulssid.submission"],
    "a large object": ["SELECT lo_from_bytea(77, convert_to(array_agg(answers)::text, 'UTF8')) FROM pulssid.submission",
                       "SELECT convert_from(lo_get(77), 'UTF8')"],
    "a notification": ["LISTEN x", "SELECT pg_notify('x', answers::text) IS NULL, answers FROM {open}"],
    "a setting": ["SELECT set_config('x.y', answers::text, false) FROM {open}", "SHOW x.y"],
    "a merge": "MERGE INTO pulssid.spent t USING pulssid.submission s ON false "
               "WHEN NOT MATCHED THEN INSERT VALUES (array_to_string(s.answers, 'x')::integer)",
    "the planner's statistics": ["ANALYZE {open}", "SELECT most_common_vals, histogram_bounds, most_common_elems FROM pg_stats "
                                 "WHERE schemaname = 'pulssid'", "SELECT stavalues1::text FROM pg_statistic"],
}

# Ways to more rights, each followed by a read; a superuser need not succeed in them.
TRICKS = {
    "another role": [f"SET ROLE {role}" for role in ("pulssid_stats", "pulssid_ingest", "postgres", "pg_read_all_data")],
    "another user": ["SET SESSION AUTHORIZATION postgres", "SET SESSION AUTHORIZATION DEFAULT"],
    "membership": ["GRANT pulssid_stats TO CURRENT_USER", "GRANT pg_read_all_data TO CURRENT_USER", "SET ROLE pulssid_stats"],
    "a close that is taken back": [
        "BEGIN", "SELECT pulssid.period_close({period}, '2026-08-01')", "SELECT pulssid.period_count({period})",
        "SELECT answers FROM pulssid.submission", "ROLLBACK",
        "BEGIN", "SELECT pulssid.period_close({period}, '2026-08-01')", "SAVEPOINT s", "SELECT pulssid.period_count({period})",
        "ROLLBACK TO s", "SELECT answers FROM pulssid.submission", "ROLLBACK TO s", "SELECT answers FROM {open}", "ROLLBACK",
        "BEGIN", "SAVEPOINT s", "SELECT pulssid.period_close({period}, '2026-08-01')", "SELECT pulssid.period_count({period})",
        "SELECT answers FROM {open}", "ROLLBACK"],
    "rights": ["GRANT SELECT ON ALL TABLES IN SCHEMA pulssid TO CURRENT_USER", "ALTER TABLE {open} OWNER TO CURRENT_USER",
               "ALTER TABLE pulssid.submission DISABLE ROW LEVEL SECURITY", "ALTER ROLE CURRENT_USER BYPASSRLS SUPERUSER"],
    "a policy": ["CREATE POLICY p ON pulssid.submission USING (true)", "ALTER POLICY everything ON pulssid.submission TO PUBLIC"],
    "a trigger": ["CREATE FUNCTION pg_temp.f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '%', NEW; END $$",
                  "CREATE TRIGGER t AFTER INSERT ON pulssid.submission FOR EACH ROW EXECUTE FUNCTION pg_temp.f()",
                  "CREATE TRIGGER t AFTER INSERT ON {open} FOR EACH ROW EXECUTE FUNCTION pg_temp.f()",
                  "CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION pg_temp.f()"],
    "a rule": "CREATE RULE r AS ON INSERT TO pulssid.submission DO ALSO SELECT * FROM pulssid.submission",
    "an index": ["CREATE FUNCTION pg_temp.f(a smallint[]) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN RAISE '%', a; END $$",
                 "CREATE INDEX ON {open} (pg_temp.f(answers))"],
    "a constraint": ["ALTER TABLE {open} ADD CHECK (answers IS NULL)", "ALTER TABLE {sealed} ADD UNIQUE (answers)"],
    "a foreign key": "CREATE TEMP TABLE t (a int, b uuid, c int, FOREIGN KEY (a, b, c) REFERENCES pulssid.submission)",
    "inheritance": ["CREATE TEMP TABLE t () INHERITS ({open})", "TABLE t",
                    "CREATE TEMP TABLE u (LIKE pulssid.submission)", "ALTER TABLE u INHERIT {open}", "TABLE u"],
    "extended statistics": "CREATE STATISTICS pg_temp.s ON team_id, survey_id FROM {open}",
    "a column's statistics": ["ANALYZE VERBOSE {open}", "VACUUM (VERBOSE, ANALYZE) {sealed}"],
    "files": ["SELECT pg_read_file(pg_relation_filepath(c.oid)) FROM pg_class c WHERE c.relname ~ 'submission'",
              "SELECT pg_read_binary_file('postgresql.conf')", "SELECT pg_ls_waldir()", "SELECT lo_import('/etc/passwd')",
              "SELECT lo_export(77, '/tmp/x')", "SELECT pg_current_logfile()"],
    "programs": ["CREATE TEMP TABLE t (x text)", "COPY t FROM PROGRAM 'cat base/*/*'", "COPY t FROM '/etc/passwd'", "TABLE t"],
    "extensions": [f"CREATE EXTENSION {name}" for name in
                   ("pageinspect", "dblink", "postgres_fdw", "file_fdw", "pgstattuple", "pg_visibility", "pg_walinspect")],
    "libraries": ["LOAD 'pageinspect'", "CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE c AS 'x', 'y'", "CREATE LANGUAGE plperlu"],
    "objects that others would meet": [
        "CREATE SCHEMA s", "CREATE TABLE public.x (a int)", "CREATE FUNCTION public.now() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE TABLE pulssid.x (a int)", "CREATE VIEW report.x AS SELECT * FROM pulssid.submission"],
    "replication": ["CREATE PUBLICATION p FOR ALL TABLES", "SELECT pg_create_logical_replication_slot('s', 'test_decoding')",
                    "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p"],
    "other sessions": ["SELECT query FROM pg_stat_activity", "SELECT * FROM pg_prepared_statements", "SELECT * FROM pg_cursors",
                       "SELECT * FROM pg_locks", "SELECT pg_stat_get_activity(NULL)"],
    "rows that have just come": ["LISTEN pulssid_catalog", "SELECT 1 FROM pg_notification_queue_usage()"],
    "everything to XML": ["SELECT schema_to_xml('pulssid', true, true, '')", "SELECT database_to_xml(true, true, '')"],
    "system columns": ["SELECT ctid, xmin, cmin, tableoid FROM pulssid.submission", "SELECT currtid2('{open}', '(0,1)')"],
    "names found before PostgreSQL's own": [
        "SET search_path = pg_temp, pg_catalog",
        "CREATE FUNCTION pg_temp.replace(text, text, text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '%', "
        "(SELECT array_agg(answers) FROM pulssid.submission); END $$",
        "CREATE FUNCTION pg_temp.eq(int, int) RETURNS boolean LANGUAGE sql AS 'SELECT bool_and(answers IS NULL) FROM pulssid.submission'",
        "CREATE OPERATOR pg_temp.= (LEFTARG = int, RIGHTARG = int, FUNCTION = pg_temp.eq)",
        "CREATE TEMP TABLE period (period int, state text)", "CREATE TEMP TABLE submission (LIKE pulssid.submission)",
        "SELECT pulssid.period_open(2000, '2008-W18', '2008-04-28', '2008-05-04', '2008-04-28', 5, 5, true)",
        "SELECT pulssid.withdraw('\\x00')"],
    "names that would become SQL": [
        "SELECT pulssid.period_open(2001, $$x\" AS TABLE pulssid.answer --$$, '2008-05-05', '2008-05-11', '2008-05-05', 5, 5, true)",
        "SELECT pulssid.period_open(2002, 'x; GRANT SELECT ON pulssid.answer TO PUBLIC', '2008-05-12', '2008-05-18', "
        "'2008-05-12', 5, 5, true)"],
}

# Questions whose answer is yes or no: {guess} is right once and wrong once, and what comes back must be the same.
ORACLES = {
    "a condition": "SELECT count(*) FROM pulssid.submission WHERE answers[1] = {guess}",
    "a condition on a partition": "SELECT 1 FROM {open} WHERE answers[1] = {guess}",
    "a condition on what is sealed": "SELECT count(*) FROM pulssid.answer WHERE answers[1] = {guess} - 200",
    "a division by zero": "SELECT 1 / (answers[1] - {guess}) FROM pulssid.submission WHERE period = {period}",
    "a cast that fails": "SELECT CASE WHEN answers[1] = {guess} THEN 'x' ELSE '1' END::int FROM {open}",
    "an error in a condition": "SELECT team_id FROM pulssid.submission WHERE 1 / (answers[1] - {guess}) > 0",
    "an update": "UPDATE pulssid.submission SET team_id = team_id WHERE answers[1] = {guess} RETURNING 1",
    "a delete": "DELETE FROM pulssid.submission WHERE answers[1] = {guess} RETURNING 1",
    "a conflict": "INSERT INTO pulssid.submission SELECT * FROM {open} ON CONFLICT (team_id, id_hash, period) DO UPDATE SET "
                  "team_id = excluded.team_id WHERE submission.answers[1] = {guess} RETURNING 1",
    "a merge": "MERGE INTO pulssid.spent t USING pulssid.submission s ON false "
               "WHEN NOT MATCHED AND s.answers[1] = {guess} THEN INSERT VALUES (1 / (s.team_id - s.team_id))",
    "a lock": ["SELECT pg_try_advisory_lock(answers[1]) FROM {open}", "SELECT count(*) FROM pg_locks WHERE objid = {guess}"],
    "a foreign value": "SELECT team_id FROM pulssid.submission WHERE (rated[1], path[1]) = ({guess} - 31300 + 2100000300, 2100000301)",
    "the rows of a plan": "EXPLAIN (ANALYZE, TIMING off, SUMMARY off, COSTS off) SELECT 1 FROM {open} WHERE answers[1] = {guess}",
    "the rows of a plan over all": "EXPLAIN (ANALYZE, TIMING off, SUMMARY off, COSTS off) SELECT 1 FROM pulssid.submission "
                                   "WHERE period = {period} AND answers[1] = {guess}",
    # Cheaper than the policy, hence tried before it: what the plan did not execute tells.
    "the steps of a plan": "EXPLAIN (ANALYZE, TIMING off, SUMMARY off, COSTS off) SELECT 1 FROM pulssid.submission "
                           "WHERE period = {period} AND answers[1] = ANY ('{{{guess}}}')",
}
