-- SPDX-License-Identifier: GPL-3.0-or-later
-- Opening and closing a period.
BEGIN;
SELECT no_plan();
\ir fixture.psql

SELECT tap.open_week();
SELECT results_eq('SELECT id, first_day, last_day, state, k_employee, k_customer, backfill FROM pulssid.period',
                  $$VALUES ('2024-W36', '2024-09-02'::date, '2024-09-08'::date, 'open', 5, 5, false)$$,
                  'an opened period has its days, state and thresholds');
SELECT set_eq('SELECT t.code FROM pulssid.period_team p JOIN pulssid.team t ON t.id = p.team_id',
              ARRAY['U', 'A', 'B'], 'its tree holds the teams valid that day');
SELECT has_table('pulssid', 'submission_2024_w36', 'it has a partition');
SELECT is((SELECT relispartition FROM pg_class WHERE oid = 'pulssid.submission_2024_w36'::regclass), true, 'that is attached');

UPDATE pulssid.team_version SET headcount = 99 WHERE team_id = tap.team('A');
SELECT is((SELECT headcount FROM pulssid.period_team WHERE team_id = tap.team('A')), 6, 'the tree is frozen');

SELECT pulssid.period_open(2852, '2024-W36', '2024-09-02', '2024-09-08', '2024-09-03', 9, 9, true);
SELECT results_eq('SELECT k_employee, backfill FROM pulssid.period', $$VALUES (5, false)$$, 'opening again changes nothing');
SELECT is((SELECT count(*) FROM pulssid.period_team), 3::bigint, 'nor the tree');

SELECT throws_ok($$SELECT pulssid.period_open(2853, '2024-W37', '2024-09-09', '2024-09-15', '2024-09-09', 4, 5, false)$$,
                 '23514', NULL, 'no threshold goes below 5');

SET LOCAL ROLE pulssid_ingest;
SELECT lives_ok($$SELECT pulssid.period_open(2854, '2024-W38', '2024-09-16', '2024-09-22', '2024-09-16', 5, 5, true)$$,
                'ingest opens periods');
RESET ROLE;
SELECT table_owner_is('pulssid', 'submission_2024_w38', current_user, 'and the partition is the owner''s');

SELECT is(pulssid.period_close(2852, '2024-09-12'), true, 'an open period closes');
SELECT results_eq('SELECT state, closed_on FROM pulssid.period WHERE period = 2852', $$VALUES ('closed', '2024-09-12'::date)$$,
                  'and says when');
SELECT is(pulssid.period_close(2852, '2024-09-13'), false, 'a closed one does not close again');
SELECT is((SELECT closed_on FROM pulssid.period WHERE period = 2852), '2024-09-12'::date, 'and keeps its day');
SELECT is(pulssid.period_close(1, '2024-09-13'), false, 'one that was never opened does not close');

-- One that lasts cannot be closed, however late somebody says it is.
SELECT pulssid.period_open(5000, '2065-W45', '2065-11-02', current_date + 1, '2065-11-02', 5, 5, false);
SELECT is(pulssid.period_close(5000, current_date + 30), false, 'a period does not close before its last day');
UPDATE pulssid.period SET last_day = current_date WHERE period = 5000;
SELECT is(pulssid.period_close(5000, current_date), true, 'on that day it does: somewhere it is over');

SELECT * FROM finish();
ROLLBACK;
