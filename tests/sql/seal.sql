-- SPDX-License-Identifier: GPL-3.0-or-later
-- Sealing a period: what goes where, what is forgotten, and when.
BEGIN;
SELECT no_plan();
\ir fixture.psql

SELECT tap.open_week();
SELECT tap.open_week(2853, '2024-W37');
SELECT tap.submit('A', 'people', ARRAY[i, i]::smallint[], sha256(i::text::bytea)) FROM generate_series(1, 40) i;
SELECT tap.submit('B', 'people', '{7,8}');
SELECT tap.submit('B', 'customers', '{5,6}', NULL, ARRAY[tap.team('B')]);
SELECT tap.submit('A', 'people', '{1,1}', NULL, NULL, 2853);
SELECT pulssid.withdraw(sha256('40'));

SELECT throws_ok('SELECT pulssid.period_seal(2852)', 'P0001', NULL, 'an open period is not sealed');
SELECT pulssid.period_close(2852, '2024-09-12');
-- A's answers under A; B's under the unit, its second question shown nowhere; its customers nowhere at all.
INSERT INTO pulssid.seal_plan (team_id, period, survey_id, target_id, keep) VALUES
    (tap.team('A'), 2852, tap.survey('people'), tap.team('A'), NULL),
    (tap.team('B'), 2852, tap.survey('people'), tap.team('U'), '{true,false}'),
    (tap.team('A'), 2852, tap.survey('customers'), tap.team('A'), '{true,true,false}');
UPDATE pulssid.submission SET rated = ARRAY[tap.team('A')], ratings = '{4}' WHERE survey_id = tap.survey('people')
    AND (team_id = tap.team('B') OR answers = '{39,39}');
SELECT tap.submit('A', 'customers', '{2,2,9}', NULL, ARRAY[tap.team('A'), tap.team('B')]);
CREATE TEMP TABLE before AS SELECT id_hash FROM pulssid.submission WHERE period = 2852;
SET LOCAL ROLE pulssid_stats;
SELECT lives_ok('SELECT pulssid.period_seal(2852)', 'stats seals a closed period');
SELECT is(current_setting('lock_timeout'), '10s', 'and gives way when it would have to wait long');
RESET ROLE;

SELECT is((SELECT state FROM pulssid.period WHERE period = 2852), 'published', 'it is published then');
SELECT is((SELECT count(*) FROM pulssid.answer WHERE team_id = tap.team('A') AND survey_id = tap.survey('people')), 39::bigint, 'A''s answers less the withdrawn one');
SELECT results_eq($$SELECT answers FROM pulssid.answer WHERE team_id = tap.team('U')$$, $$VALUES ('{7,NULL}'::smallint[])$$,
                  'B''s answer is the unit''s, without the question that is shown nowhere');
SELECT results_eq($$SELECT answers FROM pulssid.answer WHERE survey_id = tap.survey('customers')$$,
                  $$VALUES ('{2,2,NULL}'::smallint[])$$, 'what is shown nowhere is deleted');
SELECT columns_are('pulssid', 'answer', ARRAY['team_id', 'period', 'survey_id', 'answers'],
                   'a sealed answer has no id, no receipt, no time, no path, and nobody''s ratings of others');
SELECT isnt((SELECT array_agg(answers[1]) FROM (SELECT answers FROM pulssid.answer WHERE team_id = tap.team('A') AND survey_id = tap.survey('people') ORDER BY ctid) a),
            (SELECT array_agg(i::smallint) FROM generate_series(1, 39) i), 'their order is not that of arrival');
SELECT set_eq('SELECT id_hash FROM pulssid.spent', 'SELECT id_hash FROM before', 'every id is spent, the withdrawn one too');
SELECT isnt((SELECT array_agg(id_hash) FROM (SELECT id_hash FROM pulssid.spent ORDER BY ctid) s),
            (SELECT array_agg(id_hash) FROM before), 'in another order');
SELECT hasnt_table('pulssid', 'submission_2024_w36', 'the table that held ids and answers is gone');
SELECT has_table('pulssid', 'submission_2024_w37', 'another period''s is there');
SELECT is((SELECT count(*) FROM pulssid.submission), 1::bigint, 'with its submission');
SELECT results_eq('SELECT id_hash FROM pulssid.spent ORDER BY ctid', 'SELECT id_hash FROM pulssid.spent ORDER BY team_id, id_hash',
                  'spent ids lie as a set of them would');
SELECT is_empty($$
    SELECT p.relname, a.attname FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhrelid
      JOIN pg_attribute a ON a.attrelid = i.inhparent AND a.attnum > 0 AND NOT a.attisdropped
      LEFT JOIN pg_attribute b ON b.attrelid = p.oid AND b.attname = a.attname
     WHERE i.inhparent IN ('pulssid.answer'::regclass, 'pulssid.spent'::regclass)
       AND (b.attnum, b.atttypid, b.attnotnull, b.atthasdef) IS DISTINCT FROM (a.attnum, a.atttypid, a.attnotnull, a.atthasdef)
$$, 'partitions are as their parents');
SELECT is_empty($$SELECT relname FROM pg_class WHERE relname ~ '^(answer|spent)_2024_w36' AND (relpages, reltuples, relallvisible) <> (0, -1, 0)$$,
                'nothing says how many they are');
SELECT is((SELECT pg_get_constraintdef(c.oid) FROM pg_constraint c JOIN pg_inherits i ON i.inhrelid = c.conindid
            WHERE c.conrelid = 'pulssid.spent_2024_w36'::regclass AND i.inhparent = 'pulssid.spent_pkey'::regclass),
          'PRIMARY KEY (team_id, id_hash, period)', 'a spent id is found by its key');
SELECT is_empty('SELECT * FROM pulssid.seal_plan', 'the plan is gone');
SELECT set_eq($$SELECT relname, relpersistence FROM pg_class WHERE relname IN ('answer_2024_w36', 'spent_2024_w36')$$,
              $$VALUES ('answer_2024_w36'::name, 'p'::"char"), ('spent_2024_w36', 'p')$$, 'what is left survives a crash');
SELECT throws_ok('SELECT pulssid.period_seal(2852)', 'P0001', NULL, 'a period is sealed once');

SELECT * FROM finish();
ROLLBACK;
