-- SPDX-License-Identifier: GPL-3.0-or-later
-- What each role can reach, and that none owns anything.
BEGIN;
SELECT no_plan();
\ir fixture.psql

SELECT is_empty($$
    SELECT c.oid::regclass FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname LIKE 'pulssid\_%'
$$, 'no running role owns a table');
SELECT is_empty($$SELECT rolname FROM pg_roles WHERE rolname LIKE 'pulssid\_%'
                  AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls)$$,
                'no running role has an attribute of power');

-- ingest sees names of submissions, never an answer.
SELECT set_eq($$
    SELECT column_name::text FROM information_schema.columns
     WHERE table_schema = 'pulssid' AND table_name = 'submission'
       AND has_column_privilege('pulssid_ingest', 'pulssid.submission', column_name, 'SELECT')
$$, ARRAY['team_id', 'period', 'id_hash'], 'ingest reads three columns of a submission');
SELECT is_empty($$
    SELECT t.table_name FROM information_schema.tables t
     WHERE t.table_schema IN ('pulssid', 'report', 'exact')
       AND t.table_name IN ('answer', 'cell', 'published_cell', 'linkage', 'linkage_team', 'linkage_lag', 'scores', 'release')
       AND has_any_column_privilege('pulssid_ingest', format('%I.%I', t.table_schema, t.table_name), 'SELECT')
$$, 'ingest reads no result');
SELECT is_empty($$
    SELECT t.table_name, p FROM information_schema.tables t, unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) p
     WHERE t.table_schema IN ('pulssid', 'report', 'exact')
       AND has_table_privilege('pulssid_ingest', format('%I.%I', t.table_schema, t.table_name), p)
$$, 'ingest changes and removes nothing');
SELECT tap.open_week();
SELECT tap.submit('A', 'people', '{1,2}');
SET LOCAL ROLE pulssid_ingest;
SELECT throws_ok('SELECT answers FROM pulssid.submission', '42501', NULL, 'ingest cannot read answers');
SELECT throws_ok('SELECT answers FROM pulssid.submission_2024_w36', '42501', NULL, 'nor from the partition');
SELECT throws_ok('SELECT pulssid.period_seal(2852)', '42501', NULL, 'ingest cannot seal');
SELECT throws_ok('SELECT pulssid.period_close(2852, current_date)', '42501', NULL, 'ingest cannot close');
RESET ROLE;

-- stats reads answers, of a closed period that it counts alone (period_store_test.c: once that is committed).
SET LOCAL ROLE pulssid_stats;
SELECT throws_ok('SELECT FROM pulssid.submission', '42501', NULL, 'stats reads nothing of an open period');
SELECT throws_ok('EXPLAIN ANALYZE SELECT FROM pulssid.submission', '42501', NULL, 'not even how many, nor in a plan');
SELECT throws_ok('SELECT FROM pulssid.submission_2024_w36', '42501', NULL, 'nor from the partition');
SELECT throws_ok('SELECT pulssid.period_count(2852)', 'P0001', NULL, 'nor does it count one');
SELECT pulssid.period_close(2852, '2024-09-12');
SELECT throws_ok('SELECT pulssid.period_count(2852)', 'P0001', NULL, 'nor in the transaction that closes it');
RESET ROLE;

-- stats cannot change what was released, nor write a submission.
SELECT is_empty($$
    SELECT t.table_name, p FROM information_schema.tables t, unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) p
     WHERE t.table_schema = 'pulssid'
       AND NOT (p = 'UPDATE' AND t.table_name IN ('team_version', 'invitation')) -- the operator's imports
       AND has_table_privilege('pulssid_stats', format('%I.%I', t.table_schema, t.table_name), p)
$$, 'stats changes and removes nothing that came out of a period');
SELECT ok(NOT has_any_column_privilege('pulssid_stats', 'pulssid.submission', 'INSERT'), 'stats submits nothing');
SELECT ok(NOT has_column_privilege('pulssid_stats', 'pulssid.api_key', 'secret_sha256', 'SELECT')
          AND NOT has_column_privilege('pulssid_stats', 'pulssid.api_key', 'secret_sha256', 'UPDATE'),
          'stats makes and revokes keys, and neither sees nor changes one');

-- report: schema report and nothing else.
SELECT is_empty($$
    SELECT c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND n.nspname NOT IN ('report', 'pg_catalog', 'information_schema', 'tap')
       AND n.nspname NOT LIKE 'pg\_%' AND has_schema_privilege('pulssid_report', n.oid, 'USAGE')
       AND (CASE WHEN c.relkind = 'S' THEN has_sequence_privilege('pulssid_report', c.oid, 'SELECT')
                 ELSE has_any_column_privilege('pulssid_report', c.oid, 'SELECT') END)
$$, 'report reads no table outside schema report');
SELECT is_empty($$
    SELECT c.oid::regclass, p FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,
           unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) p
     WHERE c.relkind IN ('r', 'p', 'v') AND n.nspname IN ('pulssid', 'report', 'exact')
       AND has_table_privilege('pulssid_report', c.oid, p)
$$, 'report writes nothing');
SET LOCAL ROLE pulssid_report;
SELECT throws_ok(format('SELECT * FROM %s', t), '42501', NULL, format('report cannot read %s', t))
  FROM unnest(ARRAY['pulssid.submission', 'pulssid.answer', 'pulssid.cell', 'pulssid.api_key', 'exact.scores']) t;
SELECT lives_ok('SELECT * FROM report.scores', 'report reads scores');
SELECT lives_ok('SELECT version, name, sha256 FROM report.schema', 'and which migrations made its views');
RESET ROLE;

SELECT is_empty($$
    SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE n.nspname IN ('pulssid', 'report', 'exact') AND has_function_privilege('public', p.oid, 'EXECUTE')
$$, 'no function is for everybody');
SELECT is_empty($$
    SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE n.nspname IN ('pulssid', 'report', 'exact') AND p.prosecdef
       AND NOT coalesce(p.proconfig @> ARRAY['search_path=pg_catalog, pg_temp'], false)
$$, 'every function with its owner''s rights has a fixed search path');

-- What respondents wrote stays out of PostgreSQL's log.
SELECT is_empty($$
    SELECT r, s FROM unnest(ARRAY['pulssid_ingest', 'pulssid_stats', 'pulssid_report']) r,
           unnest(ARRAY['log_error_verbosity=terse', 'log_min_error_statement=panic', 'log_parameter_max_length=0',
                        'log_parameter_max_length_on_error=0', 'log_statement=none', 'track_activities=off']) s
     WHERE NOT EXISTS (SELECT FROM pg_db_role_setting d JOIN pg_roles g ON g.oid = d.setrole
                        WHERE g.rolname = r AND d.setconfig @> ARRAY[s])
$$, 'logging is silenced for every role');

SELECT is_empty($$
    SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = 'pg_catalog'::regnamespace
       AND (p.proname ~ '^pg_(try_)?advisory_' AND p.pronargs = 2
            OR p.proname ~ '^pg_(table|indexes|total_relation|relation)_size$' OR p.proname = 'pg_lock_status')
       AND has_function_privilege('pulssid_report', p.oid, 'EXECUTE')
$$, 'report asks for no size of a table, sees no lock, and takes none of a period');

SELECT * FROM finish();
ROLLBACK;
