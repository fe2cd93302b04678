-- SPDX-License-Identifier: GPL-3.0-or-later
-- Linkage as it is read: claims, what is withheld beside a bound, and who may see what.
BEGIN;
SELECT no_plan();
\ir fixture.psql

SELECT is_empty($$
    SELECT a.attrelid::regclass, a.attname FROM pg_attribute a
     WHERE a.attrelid = ANY (ARRAY['report.linkage_claims', 'exact.linkage_claims', 'report.weighted_means',
                                   'exact.weighted_means']::regclass[])
       AND a.attnum > 0 AND coalesce(col_description(a.attrelid, a.attnum), '') = ''
$$, 'every column says what it holds');
SELECT is_empty($$
    SELECT r, v FROM unnest(ARRAY['pulssid_ingest', 'pulssid_report', 'pulssid_stats']) r,
           unnest(ARRAY['report.linkage_claims', 'report.weighted_means', 'exact.linkage_claims', 'exact.weighted_means']) v
     WHERE has_table_privilege(r, v, 'SELECT') <> (r = CASE WHEN v LIKE 'exact%' THEN 'pulssid_stats' ELSE 'pulssid_report' END)
$$, 'what is shown is for report, what is exact for stats');
SELECT is_empty($$
    SELECT r, t, p FROM unnest(ARRAY['pulssid_ingest', 'pulssid_report', 'pulssid_stats']) r,
           unnest(ARRAY['pulssid.linkage_claim', 'pulssid.weighted_mean']) t, unnest(ARRAY['INSERT', 'UPDATE', 'DELETE']) p
     WHERE has_table_privilege(r, t, p) <> (r = 'pulssid_stats' AND p = 'INSERT')
$$, 'claims and means are written once');

SELECT tap.open_week();
INSERT INTO pulssid.release (release, period, document, sha256, previous) VALUES (1, 2852, '', sha256(''), sha256(''));
INSERT INTO pulssid.linkage (release, employee, customer, state, lags, stouffer_z, stouffer_p, direction, lag_set)
    VALUES (1, 'wellbeing', 'csat', 'published', '{0}', '{1}', '{0.3}', 'wellbeing_leads', '1 2'),
           (1, 'enps', 'nps', 'published', '{0}', '{1}', '{0.3}', 'customer_leads', '-1');
UPDATE pulssid.linkage SET evidence = 'preliminary' WHERE employee = 'enps';
CREATE FUNCTION tap.levels(p_team text, p_employee text, p_customer text, p_x float8, p_xn integer, p_y float8) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO pulssid.linkage_team (team_id, release, employee, customer, status, n_pairs, min_series, n_white, min_pairs,
                                      mean_x, mean_x_se, mean_x_n, rel_x, mean_y, mean_y_se, mean_y_n, rel_y)
        VALUES (tap.team(p_team), 1, p_employee, p_customer, 'insufficient', 1, 20, 1, 16, p_x, 1.26, p_xn, 0.5, p_y, 2.44, 12, 0.5)
$$;
SELECT tap.levels('A', 'wellbeing', 'csat', 94.9, 12, 95.1), tap.levels('B', 'wellbeing', 'csat', 60, 11, 5),
       tap.levels('U', 'wellbeing', 'csat', 4.9, 30, 40), tap.levels('A', 'enps', 'nps', -95, 12, -95.1),
       tap.levels('B', 'enps', 'nps', -96, 12, 4);
SELECT results_eq($$SELECT team, employee, mean_x, mean_x_se, mean_y, mean_y_se FROM report.linkage ORDER BY employee, team$$,
                  $$VALUES ('A' COLLATE "C", 'enps' COLLATE "C", -95::numeric, 1.3::numeric, NULL::numeric, NULL::numeric),
                           ('B', 'enps', NULL, NULL, 4, 2.4), ('A', 'wellbeing', 95, 1.3, NULL, NULL),
                           ('B', 'wellbeing', NULL, NULL, 5, 2.4), ('U', 'wellbeing', NULL, NULL, 40, 2.4)$$,
                  'a mean over the window is not shown of few periods, or beyond what a bound may tell');
SELECT results_eq($$SELECT between_team_w_team, between_team_w_mean, between_team_w_se, between_team_c_mean, between_team_c_se
                      FROM report.linkage_organisation WHERE employee = 'wellbeing'$$,
                  $$VALUES ('{A,B,U}'::text[] COLLATE "C", '{95,NULL,NULL}'::numeric[], '{1.3,NULL,NULL}'::numeric[], '{NULL,5,40}'::numeric[],
                            '{NULL,2.4,2.4}'::numeric[])$$, 'nor in the list of teams');
SELECT results_eq($$SELECT between_team_w_mean, between_team_c_se FROM exact.linkage_organisation WHERE employee = 'wellbeing'$$,
                  $$VALUES ('{94.9,60,4.9}'::float8[], '{2.44,2.44,2.44}'::float8[])$$, 'operators see them all');
SELECT results_eq('SELECT employee, direction, lag_set FROM report.linkage_organisation ORDER BY employee',
                  $$VALUES ('enps' COLLATE "C", 'customer_leads', '-1'), ('wellbeing', NULL, NULL)$$,
                  'who leads is told where there is evidence of a link');

CREATE FUNCTION tap.claim(p_team integer, p_place integer, p_grade text) RETURNS text LANGUAGE sql AS $$
    SELECT format('INSERT INTO pulssid.linkage_claim VALUES (%s, 1, ''wellbeing'', ''csat'', %s, ''link'', %L, ''fi'', ''en'', '
                  '''sv'')', p_team, p_place, p_grade)
$$;
SELECT lives_ok(tap.claim(0, 1, 'association'), 'of the whole');
SELECT lives_ok(tap.claim(tap.team('A'), 1, 'cannot_tell'), 'of a team');
SELECT throws_ok(tap.claim(0, 1, 'description'), '23505', NULL, 'a place is taken once');
SELECT throws_ok(tap.claim(0, 2, 'proof'), '23514', NULL, 'a grade is one of four');
SELECT throws_ok($$INSERT INTO pulssid.linkage_claim VALUES (0, 2, 'wellbeing', 'csat', 1, 'link', 'description', '', '', '')$$,
                 '23503', NULL, 'a claim is of a link that was analysed');
SET LOCAL ROLE pulssid_report;
SELECT results_eq('SELECT team, grade, sentence_sv FROM report.linkage_claims ORDER BY team',
                  $$VALUES ('*' COLLATE "C", 'association', 'sv'), ('A', 'cannot_tell', 'sv')$$, 'report reads the claims');
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
