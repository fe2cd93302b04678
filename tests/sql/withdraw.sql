-- SPDX-License-Identifier: GPL-3.0-or-later
-- Withdrawing by receipt.
BEGIN;
SELECT no_plan();
\ir fixture.psql

SELECT tap.open_week();
SELECT tap.submit('A', 'customers', '{1,2}', sha256('mine'), ARRAY[tap.team('A'), tap.team('B')]);
SELECT tap.submit('A', 'customers', '{3,4}', sha256('other'), ARRAY[tap.team('A')]);

UPDATE pulssid.submission SET reasons = '{2}', topic = 'late' WHERE receipt = sha256('mine');
SELECT is(pulssid.withdraw(sha256('nobody''s')), false, 'an unknown receipt withdraws nothing');
SELECT is((SELECT count(answers) FROM pulssid.submission), 2::bigint, 'and both are there');
SET LOCAL ROLE pulssid_ingest;
SELECT is(pulssid.withdraw(sha256('mine')), true, 'a known one does');
RESET ROLE;
SELECT results_eq('SELECT answers, path, rated, ratings, receipt, reasons, topic FROM pulssid.submission WHERE answers IS NULL',
                  'VALUES (NULL::smallint[], NULL::integer[], NULL::integer[], NULL::smallint[], NULL::bytea, NULL::smallint[], '
                  'NULL::text COLLATE "C")',
                  'nothing but the spent id is left of it');
SELECT is((SELECT answers FROM pulssid.submission WHERE receipt = sha256('other')), '{3,4}', 'the other one is untouched');
SELECT is(pulssid.withdraw(sha256('mine')), false, 'a second time it is unknown');

SELECT pulssid.period_close(2852, '2024-09-12');
SELECT is(pulssid.withdraw(sha256('other')), false, 'a closed period gives nothing back');
SELECT is((SELECT answers FROM pulssid.submission WHERE receipt = sha256('other')), '{3,4}', 'and keeps the answers');

-- One secret for several submissions, of which one can no longer be withdrawn.
SELECT tap.open_week(2853, '2024-W37');
SELECT tap.open_week(2854, '2024-W38');
SELECT tap.submit('A', 'people', '{5,5}', sha256('other'), NULL, 2853);
SELECT tap.submit('B', 'people', '{6,6}', sha256('other'), NULL, 2853);
SELECT tap.submit('A', 'people', '{7,7}', sha256('other'), NULL, 2854);
SELECT is(pulssid.withdraw(sha256('other')), true, 'a receipt withdraws what is open of what it was used for');
SELECT results_eq('SELECT period, answers FROM pulssid.submission WHERE answers IS NOT NULL',
                  $$VALUES (2852, '{3,4}'::smallint[])$$, 'all of it, and nothing else');

SELECT * FROM finish();
ROLLBACK;
