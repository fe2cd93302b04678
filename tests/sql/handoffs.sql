-- SPDX-License-Identifier: GPL-3.0-or-later
-- Handoffs and ratings: who may read and write them, the columns that people rely on, and what a row cannot say.
BEGIN;
SELECT no_plan();
\ir fixture.psql

SELECT columns_are(s, 'handoffs', ARRAY['period', 'from', 'to', 'count', 'state', 'release'], s || '.handoffs')
  FROM unnest(ARRAY['report', 'exact']) s;
SELECT columns_are(s, 'ratings', ARRAY['period', 'rater_team', 'rated_team', 'dimension', 'state', 'n', 'mean', 'bound', 'release'],
                   s || '.ratings')
  FROM unnest(ARRAY['report', 'exact']) s;

-- stats adds rows and never takes one back; ingest and report reach none of the tables.
SELECT is_empty($$
    SELECT r, t, p FROM unnest(ARRAY['pulssid_ingest', 'pulssid_stats', 'pulssid_report']) r,
           unnest(ARRAY['handoff', 'published_handoff', 'rating', 'published_rating']) t,
           unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p
     WHERE has_table_privilege(r, format('pulssid.%I', t), p) <> (r = 'pulssid_stats' AND p IN ('SELECT', 'INSERT'))
$$, 'tables of handoffs and ratings are written once, by stats');
SELECT is_empty($$
    SELECT r, v FROM unnest(ARRAY['pulssid_ingest', 'pulssid_stats', 'pulssid_report']) r,
           unnest(ARRAY['report.handoffs', 'report.ratings', 'exact.handoffs', 'exact.ratings']) v
     WHERE has_table_privilege(r, v, 'SELECT') <> (r = CASE WHEN v LIKE 'exact%' THEN 'pulssid_stats' ELSE 'pulssid_report' END)
$$, 'what is shown is for report, what is exact for stats');

-- A row says a number from five, a bound, or nothing but its state.
SELECT tap.open_week();
CREATE FUNCTION tap.handoff(p_state text, p_count text) RETURNS text LANGUAGE sql AS $$
    SELECT format('INSERT INTO pulssid.published_handoff (team_id, period, to_id, state, count) VALUES (%s, 2852, %s, %L, %L)',
                  tap.team('A'), tap.team('B'), p_state, p_count)
$$;
SELECT throws_ok(tap.handoff(s, c), '23514', NULL, format('no handoff is %s with %s', s, coalesce(c, 'nothing')))
  FROM (VALUES ('published', '4'), ('published', '0'), ('published', '<4'), ('published', ''), ('published', '5 '), ('published', NULL),
               ('published', '-7'), ('suppressed', '5'), ('suppressed', '<5'), ('no_data', '5'), ('insufficient', NULL)) v(s, c);
SELECT lives_ok(tap.handoff('published', '5'), 'five is shown');
SELECT throws_ok(tap.handoff('published', '6'), '23505', NULL, 'a pair has one count');

CREATE FUNCTION tap.rating(p_state text, p_n integer, p_mean numeric, p_bound text) RETURNS text LANGUAGE sql AS $$
    SELECT format('INSERT INTO pulssid.published_rating (team_id, period, dimension, rated_id, state, n, mean, bound) '
                  'VALUES (%s, 2852, ''collaboration'', %s, %L, %L, %L, %L)', tap.team('A'), tap.team('B'), p_state, p_n, p_mean, p_bound)
$$;
SELECT throws_ok(tap.rating(s, n, m, b), '23514', NULL, format('no rating is %s with n %s and mean %s', s, n, m))
  FROM (VALUES ('published', 4, 70, NULL), ('published', 5, NULL, NULL), ('published', NULL, 70, NULL), ('suppressed', 5, NULL, NULL),
               ('suppressed', NULL, 70, NULL), ('no_data', NULL, NULL, 'at_most'), ('published', 5, 95, 'about')) v(s, n, m, b);
SELECT lives_ok(tap.rating('published', 5, 95, 'at_least'), 'a bound is a mean of a kind');
SELECT throws_ok(format('INSERT INTO pulssid.rating VALUES (%s, 2852, ''collaboration'', %s, 4, 70)', tap.team('A'), tap.team('B')),
                 '23514', NULL, 'nor are four raters kept');

-- What is not released is not seen, and team 0 is everybody.
SET LOCAL ROLE pulssid_report;
SELECT is_empty('SELECT FROM report.handoffs UNION ALL SELECT FROM report.ratings', 'rows without a release are not read');
RESET ROLE;
INSERT INTO pulssid.release (release, period, document, sha256, previous) VALUES (1, 2852, '', sha256(''), sha256(''));
INSERT INTO pulssid.published_handoff (team_id, period, to_id, state) VALUES (0, 2852, tap.team('GONE'), 'suppressed');
INSERT INTO pulssid.handoff (team_id, period, to_id, n, contacts) VALUES (tap.team('B'), 2852, tap.team('A'), 2, 2);
SET LOCAL ROLE pulssid_report;
SELECT is((SELECT string_agg(h::text, ' ' ORDER BY h."from") FROM report.handoffs h),
          '(2024-W36,*,GONE,,suppressed,1) (2024-W36,A,B,5,published,1)', 'report sees what is shown');
RESET ROLE;
SET LOCAL ROLE pulssid_stats;
SELECT is((SELECT string_agg(h::text, ' ' ORDER BY h."from") FROM exact.handoffs h),
          '(2024-W36,*,GONE,,suppressed,1) (2024-W36,A,B,0,published,1) (2024-W36,B,A,2,published,1)',
          'stats sees every count, and where there was none');
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
