-- SPDX-License-Identifier: GPL-3.0-or-later
-- Promises of the schema as a whole.
BEGIN;
SELECT no_plan();
\ir fixture.psql

SELECT is_empty($$
    SELECT c.conrelid::regclass FROM pg_constraint c
     WHERE c.contype = 'p' AND c.connamespace = 'pulssid'::regnamespace
       AND c.conrelid IN (SELECT attrelid FROM pg_attribute WHERE attname = 'team_id' AND NOT attisdropped)
       AND (SELECT attname FROM pg_attribute WHERE attrelid = c.conrelid AND attnum = c.conkey[1]) <> 'team_id'
$$, 'the key of every table about teams starts with the team');
SELECT is_empty($$
    SELECT table_name, column_name FROM information_schema.columns
     WHERE table_schema = 'pulssid' AND table_name IN ('submission', 'spent', 'answer')
       AND (data_type LIKE 'time%' OR data_type = 'date' OR column_default IS NOT NULL)
$$, 'no row of answers holds a time');
SELECT is_empty($$
    SELECT conrelid::regclass, conname FROM pg_constraint
     WHERE contype = 'c' AND conrelid IN ('pulssid.submission'::regclass, 'pulssid.answer'::regclass)
$$, 'no constraint on answers, since its violation would be logged with the row');

SELECT throws_ok($$INSERT INTO pulssid.calendar (kind) VALUES ('month')$$, '23505', NULL, 'one calendar');
SELECT throws_ok($$INSERT INTO pulssid.team (code) VALUES ('-no')$$, '23514', NULL, 'codes have their form');
SELECT throws_ok(format($$INSERT INTO pulssid.team_version (team_id, valid_from, valid_to, name)
                          VALUES (%s, '2024-02-01', '2024-01-01', 'x')$$, tap.team('A')), '23514', NULL,
                 'a team is not valid backwards');

-- A cell that is not published holds nothing.
SELECT tap.open_week();
SELECT throws_ok(format($$INSERT INTO pulssid.cell (team_id, period, dimension, state, kind, n)
                          VALUES (%s, 2852, 'wellbeing', 'suppressed', 'mean', 4)$$, tap.team('A')), '23514', NULL,
                 'a suppressed cell cannot hold its n');
SELECT lives_ok(format($$INSERT INTO pulssid.cell (team_id, period, dimension, state, kind)
                         VALUES (%s, 2852, 'wellbeing', 'suppressed', 'mean')$$, tap.team('A')), 'it holds its state');

-- BI tools show what a column holds beside it.
SELECT is_empty($$
    SELECT k.oid::regclass, a.attname FROM pg_class k JOIN pg_attribute a ON a.attrelid = k.oid
     WHERE k.relkind = 'v' AND k.relnamespace IN ('report'::regnamespace, 'exact'::regnamespace) AND a.attnum > 0
       AND (coalesce(col_description(k.oid, a.attnum), '') IN ('', a.attname)
            OR coalesce(obj_description(k.oid, 'pg_class'), '') = '')
$$, 'every view, and every column of it, says what it holds');
SELECT cmp_ok(count(*)::integer, '>', 500, 'and there are many') FROM pg_class k JOIN pg_attribute a ON a.attrelid = k.oid
 WHERE k.relkind = 'v' AND k.relnamespace IN ('report'::regnamespace, 'exact'::regnamespace) AND a.attnum > 0;

-- An analyst's key can be checked by its number, and not listed.
INSERT INTO pulssid.api_key (name, role, secret_sha256, revoked) VALUES
    ('a', 'analyst', sha256('a'), false), ('s', 'submitter', sha256('s'), false), ('r', 'analyst', sha256('r'), true);
CREATE TEMP TABLE found AS
    SELECT k.name, f.secret_sha256 FROM pulssid.api_key k, report.analyst_key(k.id) f WHERE f.secret_sha256 IS NOT NULL;
SELECT results_eq('SELECT * FROM found', $$VALUES ('a', sha256('a'))$$,
                  'analyst_key finds valid analysts'' keys alone');

SELECT * FROM finish();
ROLLBACK;
