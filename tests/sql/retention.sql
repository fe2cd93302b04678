-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is forgotten of published periods, and on which day.
BEGIN;
SELECT no_plan();
\ir fixture.psql

-- 2024-W36 ends on 2024-09-08, W37 a week later; W38 stays open and W39 closed.
SELECT tap.open_week(2851 + i, '2024-W' || 35 + i) FROM generate_series(1, 4) i;
SELECT tap.submit('A', 'people', ARRAY[i, i]::smallint[], NULL, NULL, p) FROM generate_series(2852, 2855) p, generate_series(1, 6) i;
INSERT INTO pulssid.seal_plan (team_id, period, survey_id, target_id)
    SELECT tap.team('A'), p, tap.survey('people'), tap.team('A') FROM generate_series(2852, 2853) p;
-- The second is closed long after it was over: what counts is its last day.
SELECT pulssid.period_close(2852, '2024-09-12'), pulssid.period_close(2853, '2025-03-01'), pulssid.period_close(2855, '2025-03-01');
SELECT pulssid.period_seal(2852), pulssid.period_seal(2853);
INSERT INTO pulssid.cell (team_id, period, dimension, state, kind, n, mean) VALUES (tap.team('A'), 2852, 'mood', 'published', 'mean', 6, 50);
INSERT INTO pulssid.release (release, period, document, sha256, previous) VALUES (1, 2852, 'x', sha256('x'), sha256(''));
CREATE FUNCTION tap.left_of(p_table text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    periods text;
BEGIN
    EXECUTE format('SELECT string_agg(period || '' '' || n, '', '' ORDER BY period) FROM '
                   '(SELECT period, count(*) AS n FROM pulssid.%I GROUP BY period) p', p_table) INTO periods;
    RETURN periods;
END $$;
SELECT is(tap.left_of('spent'), '2852 6, 2853 6', 'two periods'' ids are spent');
SELECT is(tap.left_of('answer'), '2852 6, 2853 6', 'and their answers kept');

-- Ids. A retry of the last day is taken until 2024-09-22, and what was taken then may be committed the day after.
SET LOCAL ROLE pulssid_stats;
SELECT is(pulssid.spent_drop('2024-09-22', 14), 0, 'spent ids stay as long as a retry is taken');
SELECT is(pulssid.spent_drop('2024-09-23', 14), 0, 'and as long as one may be under way');
RESET ROLE;
SELECT is(tap.left_of('spent'), '2852 6, 2853 6', 'all of them');
SET LOCAL ROLE pulssid_stats;
SELECT is(pulssid.spent_drop('2024-09-24', 14), 1, 'then they go');
RESET ROLE;
SELECT is(tap.left_of('spent'), '2853 6', 'those of that period alone');
SET LOCAL ROLE pulssid_stats;
SELECT is(pulssid.spent_drop('2024-09-24', 14), 0, 'once');
SELECT is(pulssid.spent_drop('2024-10-01', 14), 1, 'whenever a period was closed');
SELECT is(pulssid.spent_drop('2026-01-01', 0), 0, 'and nothing of what is open or not yet published');

RESET ROLE;
SELECT is((SELECT forgotten_until FROM pulssid.calendar), '2024-09-15', 'up to which day they are gone is known');
SELECT ok(has_table_privilege('pulssid_ingest', 'pulssid.calendar', 'SELECT')
          AND NOT has_table_privilege('pulssid_stats', 'pulssid.calendar', 'UPDATE'), 'to who takes answers, and nobody says otherwise');
SET LOCAL ROLE pulssid_stats;

-- Answers.
SELECT is(pulssid.answer_drop('2024-10-08', 30), 0, 'answers stay for so many days');
SELECT is(pulssid.answer_drop('9999-12-31', 0), 0, 'or for ever');
SELECT is(pulssid.answer_drop('9999-12-31', -1), 0, 'and never go by mistake');
RESET ROLE;
SELECT is(tap.left_of('answer'), '2852 6, 2853 6', 'all of them');
SET LOCAL ROLE pulssid_stats;
SELECT is(pulssid.answer_drop('2024-10-09', 30), 1, 'and go the day after');
RESET ROLE;
SELECT is(tap.left_of('answer'), '2853 6', 'those of that period alone');
SET LOCAL ROLE pulssid_stats;
SELECT is(pulssid.answer_drop('2024-10-09', 30), 0, 'once');
SELECT is(pulssid.answer_drop('2026-01-01', 1), 1, 'the other period''s in their time');
RESET ROLE;
SELECT is(tap.left_of('answer'), NULL, 'until none is left');
SELECT is(tap.left_of('submission'), '2854 6, 2855 6', 'what is open or not yet published is there');
SELECT is((SELECT count(*) FROM pulssid.cell), 1::bigint, 'so are cells');
SELECT is((SELECT count(*) FROM pulssid.release), 1::bigint, 'and releases');
SELECT is((SELECT count(*) FROM pulssid.period), 4::bigint, 'and periods');

-- A backfill of W35 takes answers of that week, of which some may be in the weeks after: their ids stay.
SELECT tap.open_week(2851, '2024-W35');
SELECT pulssid.period_close(2854, '2025-03-01');
INSERT INTO pulssid.seal_plan (team_id, period, survey_id, target_id) VALUES (tap.team('A'), 2854, tap.survey('people'), tap.team('A'));
SELECT pulssid.period_seal(2854);
SELECT is(pulssid.spent_drop('2026-01-01', 0), 0, 'ids stay while an earlier period is open');
SELECT is((SELECT forgotten_until FROM pulssid.calendar), '2024-09-15', 'and are not said to be gone');
SELECT pulssid.period_close(2851, '2025-03-01');
SELECT is(pulssid.spent_drop('2026-01-01', 0), 1, 'and go when it is closed');
SELECT is((SELECT forgotten_until FROM pulssid.calendar), '2024-09-22', 'which is said');
SELECT is(pulssid.spent_drop('2026-01-01', 366), 0, 'settings may change');
SELECT is((SELECT forgotten_until FROM pulssid.calendar), '2024-09-22', 'what is gone stays gone');

-- Who may, and how long it makes batches wait.
SELECT set_eq($$SELECT r.rolname::text FROM pg_roles r WHERE r.rolname LIKE 'pulssid\_%'
                AND has_function_privilege(r.oid, 'pulssid.answer_drop(date, integer)', 'EXECUTE')$$,
              ARRAY['pulssid_stats'], 'stats alone drops answers');
SELECT is_empty($$SELECT r.rolname FROM pg_roles r WHERE r.rolname LIKE 'pulssid\_%'
                  AND has_function_privilege(r.oid, 'pulssid.partitions_drop(text, date)', 'EXECUTE')$$,
                'nobody drops what he likes');
SELECT ok('lock_timeout=1s' = ANY (proconfig), 'it gives way to whoever reads spent ids, before batches have queued for long')
  FROM pg_proc WHERE oid = 'pulssid.spent_drop(date, integer)'::regprocedure;

SELECT * FROM finish();
ROLLBACK;
