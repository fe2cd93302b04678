-- SPDX-License-Identifier: GPL-3.0-or-later
-- Reading the submissions of a closed period, and that nothing of that right outlives it. What counts is whether a closing was
-- committed, so this file commits, in a database of its own.
\c postgres
CREATE DATABASE counted TEMPLATE pulssid;
\c counted
SELECT no_plan();
\ir fixture.psql
-- Columns of submissions that a role can read, in any of their tables.
CREATE FUNCTION tap.readable(p_role text) RETURNS SETOF text LANGUAGE sql AS $$
    SELECT format('%s.%s', c.relname, a.attname) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
     WHERE c.relname ~ '^submission' AND c.relkind IN ('r', 'p') AND has_column_privilege(p_role, c.oid, a.attnum, 'SELECT')
$$;
CREATE FUNCTION tap.columns(p_table text) RETURNS SETOF text LANGUAGE sql AS $$
    SELECT p_table || '.' || unnest(ARRAY['team_id', 'survey_id', 'answers', 'rated', 'ratings', 'path', 'reasons', 'topic'])
$$;

SELECT tap.open_week();
SELECT tap.open_week(2853, '2024-W37');
SELECT tap.submit('A', 'people', '{1,2}', '\x01') FROM generate_series(1, 5);
SELECT tap.submit('A', 'people', '{3,4}', '\x02', p_period => 2853);

-- An open period.
SET ROLE pulssid_stats;
SELECT throws_ok('SELECT pulssid.period_count(2852)', 'P0001', 'period 2852 is not closed', 'an open period is not counted');
SELECT throws_ok('SELECT pulssid.period_count(1)', 'P0001', 'period 1 is not closed', 'nor one that never was');

-- Closing one, looking at it and taking that back.
BEGIN;
SELECT pulssid.period_close(2852, '2024-09-12');
SELECT throws_ok('SELECT pulssid.period_count(2852)', 'P0001', 'period 2852 is not closed',
                 'nor is it in the transaction that closes it');
ROLLBACK;
BEGIN;
SAVEPOINT closing;
SELECT pulssid.period_close(2852, '2024-09-12');
RELEASE SAVEPOINT closing;
SELECT throws_ok('SELECT pulssid.period_count(2852)', 'P0001', 'period 2852 is not closed', 'not even in part of it');
ROLLBACK;
BEGIN;
SELECT pulssid.period_close(2852, '2024-09-12');
SAVEPOINT counting;
SELECT throws_ok('SELECT pulssid.period_count(2852)', 'P0001', 'period 2852 is not closed', 'nor in part of that');
ROLLBACK;
SELECT is_empty($$SELECT tap.readable('pulssid_stats')$$, 'and no right is left of it');

-- A counting that fails, as the daemon's does when its transaction is rolled back or its session is lost.
SELECT pulssid.period_close(2852, '2024-09-12');
SELECT is_empty($$SELECT tap.readable('pulssid_stats')$$, 'closing alone gives no right');
BEGIN;
SELECT pulssid.period_count(2852);
SELECT results_eq('SELECT answers FROM pulssid.submission_2024_w36', $$SELECT '{1,2}'::smallint[] FROM generate_series(1, 5)$$,
                  'a closed period is read');
SELECT set_eq($$SELECT tap.readable('pulssid_stats')$$, $$SELECT tap.columns('submission_2024_w36')$$,
              'without ids and receipts, and nothing of the open one');
ROLLBACK;
SELECT is_empty($$SELECT tap.readable('pulssid_stats')$$, 'what was rolled back leaves no right');

-- A right that is kept, as no cycle does it: it is one to the closed period.
SELECT pulssid.period_count(2852);
SELECT set_eq($$SELECT tap.readable('pulssid_stats')$$, $$SELECT tap.columns('submission_2024_w36')$$,
              'a right that is kept is one to the closed period');
SELECT throws_ok('SELECT answers FROM pulssid.submission WHERE period = 2852', '42501', NULL, 'not by way of all periods');
SELECT throws_ok('SELECT FROM pulssid.submission_2024_w37', '42501', NULL, 'nor to the next');
SELECT is_empty($$SELECT tap.readable('pulssid_report')$$, 'nor another role''s');
SELECT pulssid.period_count(2852);
SELECT pulssid.period_close(2852, '2024-09-13');
RESET ROLE;
SELECT tap.open_week();
SELECT is((SELECT state FROM pulssid.period WHERE period = 2852), 'closed', 'nothing opens the period again');

-- It ends with the table. One of the same name has nothing of it.
SET ROLE pulssid_stats;
SELECT pulssid.period_seal(2852);
SELECT is_empty($$SELECT tap.readable('pulssid_stats')$$, 'sealing ends the right');
SELECT throws_ok('SELECT pulssid.period_count(2852)', 'P0001', 'period 2852 is not closed', 'a sealed period is not counted');
SET ROLE pulssid_ingest;
SELECT tap.open_week(2854, '2024-w36');
RESET ROLE;
SELECT has_table('pulssid', 'submission_2024_w36', 'there is a table of that name again');
SELECT is_empty($$SELECT tap.readable('pulssid_stats')$$, 'to which there is no right');

-- Names of periods come from ingest.
SELECT throws_ok(format($$SELECT pulssid.period_open(2855, %L, '2024-09-23', '2024-09-29', '2024-09-23', 5, 5, false)$$, id),
                 '23514', NULL, format('no period is called %L', id))
  FROM unnest(ARRAY['', '2024_W39', '2024-W39 ', 'x TO PUBLIC', 'x;y', 'x"y', 'x''y', E'x\ny', '2024-W39-2024']) id;
SELECT is(pulssid.submission_table('2024-W36'), 'pulssid.submission_2024_w36', 'where a period''s submissions stand');
SELECT is(pulssid.submission_table('x TO PUBLIC'), 'pulssid."submission_x to public"', 'is a name, whatever the period''s is');

SELECT * FROM finish();
\c pulssid
DROP DATABASE counted;
