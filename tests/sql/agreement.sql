-- SPDX-License-Identifier: GPL-3.0-or-later
-- Agreement and the review of metrics: who may read and write them, what every column means, what a row cannot say, and what of
-- it anyone may see.
BEGIN;
SELECT no_plan();
\ir fixture.psql

CREATE TEMP TABLE written (name) AS VALUES ('agreement_cell'), ('dimension_pool'), ('agreement'), ('agreement_period'),
    ('agreement_team'), ('metric'), ('metric_set');
CREATE TEMP TABLE shown (name) AS VALUES ('agreement'), ('agreement_periods'), ('agreement_organisation'), ('metrics'),
    ('metrics_organisation');

-- stats adds rows and never takes one back; ingest and report reach none of the tables.
SELECT is_empty($$
    SELECT r, t.name, p FROM unnest(ARRAY['pulssid_ingest', 'pulssid_stats', 'pulssid_report']) r, written t,
           unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p
     WHERE has_table_privilege(r, format('pulssid.%I', t.name), p) <> (r = 'pulssid_stats' AND p IN ('SELECT', 'INSERT'))
$$, 'tables of agreement are written once, by stats');
SELECT is_empty($$
    SELECT r, s, v.name FROM unnest(ARRAY['pulssid_ingest', 'pulssid_stats', 'pulssid_report']) r,
           unnest(ARRAY['report', 'exact']) s, shown v
     WHERE has_table_privilege(r, format('%I.%I', s, v.name), 'SELECT')
           <> (r = CASE s WHEN 'exact' THEN 'pulssid_stats' ELSE 'pulssid_report' END)
$$, 'what is shown is for report, what is exact for stats');

SELECT is_empty($$
    SELECT a.attrelid::regclass, a.attname FROM pg_attribute a
     WHERE a.attnum > 0 AND coalesce(col_description(a.attrelid, a.attnum), '') IN ('', a.attname)
       AND a.attrelid IN (SELECT format('pulssid.%I', name)::regclass FROM written UNION ALL
                          SELECT format('%I.%I', s, name)::regclass FROM shown, unnest(ARRAY['report', 'exact']) s)
$$, 'every column says what it means');
SELECT is_empty($$
    SELECT v.name, a.attname FROM shown v, pg_attribute a
     WHERE a.attnum > 0 AND a.attrelid IN (format('exact.%I', v.name)::regclass, format('report.%I', v.name)::regclass)
     GROUP BY 1, 2 HAVING count(*) <> 2
$$, 'both schemas have the same columns');

-- A team's sums of items have no place to stand in.
SELECT is_empty($$
    SELECT table_name, column_name FROM information_schema.columns
     WHERE table_schema = 'pulssid' AND data_type = 'ARRAY' AND table_name IN (
           SELECT table_name FROM information_schema.columns
            WHERE table_schema = 'pulssid' AND table_name IN (SELECT name FROM written) AND column_name = 'team_id')
$$, 'no list of figures is a team''s');
SELECT tap.open_week();
SELECT throws_ok(format($$INSERT INTO pulssid.agreement_cell (team_id, period, dimension, items, n, constant)
                          VALUES (%s, 2852, 'wellbeing', 5, 4, false)$$, tap.team('A')), '23514', NULL, 'four people have no agreement');
CREATE FUNCTION tap.pool(p_teams integer, p_complete integer, p_sums bigint[], p_products bigint[]) RETURNS text LANGUAGE sql AS $$
    SELECT format('INSERT INTO pulssid.dimension_pool VALUES (2852, ''wellbeing'', true, %s, 30, 1, 1, 4, 30, 0, 0, 0, %s, '
                  '''{a,b}'', ''{0,0}'', ''{4,4}'', %L, %L)', p_teams, p_complete, p_sums, p_products)
$$;
SELECT throws_ok(tap.pool(t, c, s, p), '23514', NULL, format('nothing is pooled over %s teams and %s people', t, c))
  FROM (VALUES (4, 30, NULL::bigint[], NULL::bigint[]), (5, 3, '{1,2}', '{1,2,3}'), (5, 30, '{1,2}', NULL), (5, 30, '{1}', '{1,2,3}'),
               (5, 30, '{1,2}', '{1,2}')) v(t, c, s, p);
SELECT lives_ok(tap.pool(5, 4, '{1,2}', '{1,2,3}'), 'five teams, and twice as many people as items, are enough');

-- What anyone sees. A hides her dispersion, since all are alike; B has twelve people; GONE seven.
INSERT INTO pulssid.period_team (team_id, period, name, role) VALUES (tap.team('GONE'), 2852, 'Gone', 'normal');
INSERT INTO pulssid.release (release, period, document, sha256, previous) VALUES (1, 2852, '', sha256(''), sha256(''));
INSERT INTO pulssid.cell (team_id, period, dimension, state, kind, n, mean, sd, responses) VALUES
    (tap.team('A'), 2852, 'wellbeing', 'published', 'mean', 11, 60, 0, 11), (tap.team('B'), 2852, 'wellbeing', 'published', 'mean', 12, 60, 9, 12),
    (tap.team('GONE'), 2852, 'wellbeing', 'published', 'mean', 7, 60, 9, 7), (tap.team('U'), 2852, 'wellbeing', 'published', 'mean', 30, 60, 9, 30);
INSERT INTO pulssid.published_cell (team_id, period, dimension, state, n, mean, bound, sd) VALUES
    (tap.team('A'), 2852, 'wellbeing', 'published', 11, 95, 'at_most', NULL), (tap.team('B'), 2852, 'wellbeing', 'published', 12, 60, NULL, 9),
    (tap.team('GONE'), 2852, 'wellbeing', 'published', 7, 60, NULL, NULL);
INSERT INTO pulssid.agreement_cell VALUES
    (tap.team('A'), 2852, 'wellbeing', 2, 5, 11, 0.987, 0.9, 0.123, false), (tap.team('B'), 2852, 'wellbeing', 2, 5, 12, 0.876, 0.8, 0.345, false),
    (tap.team('GONE'), 2852, 'wellbeing', 2, 5, 7, 0.765, 0.7, 0.567, false);
INSERT INTO pulssid.agreement VALUES (1, 'wellbeing', 2852, 'published', 1, 0.876, 0.111, 0.222, 0.5, 'ok', 'description', 'f', 'e', 's');
INSERT INTO pulssid.agreement_period VALUES
    (1, 'wellbeing', 2852, true, 5, 30, 6.04, 100.04, 10.06, 9.999, 0.00049, 0.111, 0.05, 0.2, 0.222, 0.1, 0.3, 0.876);
INSERT INTO pulssid.agreement_team VALUES (tap.team('B'), 1, 'wellbeing', 0.678);

CREATE FUNCTION tap.team_row(p_view text, p_team text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_row text;
BEGIN
    EXECUTE format('SELECT concat_ws('' '', state, coalesce(n::text, ''-''), coalesce(rwgj_uniform::text, ''-''), '
                   'coalesce(adm::text, ''-''), coalesce(no_variance::text, ''-''), coalesce(reliability::text, ''-'')) '
                   'FROM %s WHERE team = %L', p_view, p_team) INTO v_row;
    RETURN v_row;
END $$;
SELECT is(tap.team_row('report.agreement', 'B'), 'published 12 0.88 0.35 false 0.68', 'from ten, rounded');
SELECT is(tap.team_row('report.agreement', 'GONE'), 'insufficient - - - - -', 'not of seven');
SELECT is(tap.team_row('exact.agreement', 'GONE'), 'published 7 0.765 0.567 false -', 'but to stats');
SELECT is(tap.team_row('report.agreement', 'A'), 'suppressed - - - - -', 'not where the cell hides its own dispersion');
SELECT is(tap.team_row('report.agreement', 'U'), NULL, 'units have none');
UPDATE pulssid.agreement_cell SET items = 1;
SELECT is(tap.team_row('report.agreement', 'B'), 'published 12 0.88 - false 0.68', 'nor AD_M of a single item');
UPDATE pulssid.agreement_cell SET constant = true;
SELECT is(tap.team_row('report.agreement', 'B'), 'suppressed - - - - 0.68', 'nor that all answered the same');

SELECT throws_ok('UPDATE pulssid.agreement SET grade = ''A''', '23514', NULL, 'a grade is a word');
SELECT is((SELECT x::text FROM report.agreement_periods x),
          '(1,wellbeing,2024-W36,published,5,30,6.0,100.0,10.1,10.00,0.000,0.11,0.05,0.20,0.22,0.10,0.30,)', 'rounded, and no team''s median');
SELECT is((SELECT concat_ws(' ', state, rwgj_median, icc1_median, icc_last_icc1, verdict) FROM report.agreement_organisation),
          'published 0.11 0.11 ok', 'nor is it the median of few periods');
UPDATE pulssid.agreement SET periods = 6;
SELECT is((SELECT rwgj_median FROM report.agreement_organisation), 0.88, 'of six it is');
UPDATE pulssid.agreement_period SET shows_spread = false;
SELECT throws_ok('UPDATE pulssid.agreement SET grade = ''A''', '23514', NULL, 'a grade is a word');
SELECT is((SELECT x::text FROM report.agreement_periods x), '(1,wellbeing,2024-W36,suppressed,5,30,,,,,,,,,,,,)',
          'a period that would give a small team''s dispersion away says nothing');
SELECT is((SELECT concat_ws(' ', state, coalesce(icc_last_icc1::text, '-'), icc1_median) FROM report.agreement_organisation), 'published - 0.11',
          'while the window does');
SELECT is(tap.team_row('report.agreement', 'B'), 'suppressed - - - - -', 'and reliability, which is made of ICC(1), does not');
UPDATE pulssid.agreement SET state = 'suppressed';
SELECT is((SELECT concat_ws(' ', state, coalesce(verdict, '-'), coalesce(icc1_median::text, '-'), coalesce(grade, '-')) FROM report.agreement_organisation),
          'suppressed - - -', 'unless it is hidden too');
SELECT is((SELECT concat_ws(' ', icc1_median, icc_last_msw) FROM exact.agreement_organisation), '0.111 10.06', 'stats sees all of it');

INSERT INTO pulssid.metric (release, dimension, period, items_period, state, periods, n, mean, sd, ceiling, floor, constant_teams, alpha, item_rest,
                            link_ci_r, link_fe_p, findings, verdict, text_fi, text_en, text_sv)
    VALUES (1, 'wellbeing', 2852, 2852, 'published', 1, 30, 60.06, 9.06, 0.881, 0.001, 0, 0.777, '{0.333,NULL}', '{-0.123,0.456}', 0.0004, '{ceiling}',
            'review', 'f', 'e', 's');
SELECT is((SELECT concat_ws(' ', state, mean, sd, ceiling, floor, items, alpha, item_rest, link_kstar_ci_r, link_kstar_fe_p, findings, verdict)
             FROM report.metrics),
          'published 60.1 9.1 0.88 0.00 {a,b} 0.78 {0.33,NULL} {-0.12,0.46} 0.000 {ceiling} review', 'metrics are rounded');
UPDATE pulssid.metric SET state = 'suppressed';
SELECT is((SELECT concat_ws(' ', state, n, mean, sd, ceiling, alpha, findings, verdict) FROM report.metrics), 'suppressed 30', 'or hidden');
SELECT is((SELECT concat_ws(' ', sd, alpha, verdict) FROM exact.metrics), '9.06 0.777 review', 'but not to stats');

SELECT * FROM finish();
ROLLBACK;
