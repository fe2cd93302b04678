-- SPDX-License-Identifier: GPL-3.0-or-later
-- What response rates let one say, and the organisation's weighted means, as they are read.
BEGIN;
SELECT no_plan();
\ir fixture.psql
SELECT tap.open_week();
INSERT INTO pulssid.release (release, period, document, sha256, previous) VALUES (1, 2852, '', sha256(''), sha256(''));

-- Worked example W5: 8 of 20 answered, and their mean is 70.
INSERT INTO pulssid.cell (team_id, period, dimension, state, kind, n, mean, invited, responses) VALUES
    (tap.team('A'), 2852, 'wellbeing', 'published', 'mean', 8, 70, 20, 8),
    (tap.team('B'), 2852, 'wellbeing', 'published', 'mean', 9, 64, 12, 9),
    (tap.team('A'), 2852, 'enps', 'published', 'nps', 8, 50, 20, 8),
    (tap.team('A'), 2852, 'csat', 'published', 'mean', 30, 80, NULL, NULL),
    (tap.team('U'), 2852, 'wellbeing', 'published', 'mean', 17, 66, 100, 29),
    (tap.team('U'), 2852, 'engagement', 'published', 'mean', 17, 66, 10, 17),
    (tap.team('B'), 2852, 'enps', 'suppressed', 'nps', NULL, NULL, NULL, NULL);
SELECT results_eq($$SELECT team, dimension, representation, round(worst_lo::numeric, 6), round(worst_hi::numeric, 6)
                      FROM exact.scores ORDER BY team, dimension$$,
                  $$VALUES ('A' COLLATE "C", 'csat' COLLATE "C", NULL, NULL, NULL), ('A', 'enps', 'indicative', -40.000000, 80.000000),
                           ('A', 'wellbeing', 'indicative', 28.000000, 88.000000), ('B', 'enps', NULL, NULL, NULL),
                           ('B', 'wellbeing', NULL, 48.000000, 73.000000), ('U', 'engagement', NULL, NULL, NULL),
                           ('U', 'wellbeing', 'not_representative', 19.140000, 90.140000)$$,
                  'a rate says how far the figure could be off; more answers than invitations say nothing');

INSERT INTO pulssid.published_cell (team_id, period, dimension, state, n, mean, bound, invited, responses, response_rate) VALUES
    (tap.team('A'), 2852, 'wellbeing', 'published', 8, 70, NULL, 20, 8, 0.40),
    (tap.team('A'), 2852, 'safety', 'published', 8, 95, 'at_least', 20, 8, 0.40),
    (tap.team('B'), 2852, 'safety', 'published', 8, 5, 'at_most', 20, 8, 0.40),
    (tap.team('B'), 2852, 'wellbeing', 'published', 24, 64.5, NULL, 31, 24, 0.77),
    (tap.team('U'), 2852, 'enps', 'published', 12, -50, NULL, 48, 12, 0.25),
    (tap.team('U'), 2852, 'csat', 'published', 12, 50, NULL, NULL, NULL, NULL);
SELECT results_eq($$SELECT team, dimension, representation, worst_lo, worst_hi FROM report.scores ORDER BY team, dimension$$,
                  $$VALUES ('A' COLLATE "C", 'safety' COLLATE "C", 'indicative', 38::numeric, 100::numeric), ('A', 'wellbeing', 'indicative', 28, 88),
                           ('B', 'safety', 'indicative', 0, 62), ('B', 'wellbeing', NULL, 49.7, 72.7),
                           ('U', 'csat', NULL, NULL, NULL), ('U', 'enps', 'not_representative', -88, 63)$$,
                  'what anyone sees is drawn from what the row shows, and a bound stays one');

INSERT INTO pulssid.weighted_mean (period, dimension, teams, n, mean, se, lo, hi, shown_se, shown_lo, shown_hi, n_eff, deff, trimmed) VALUES
    (2852, 'wellbeing', 3, 25, 65.21, 2.638, 60.03, 70.37, 2.91, 59.5, 70.9, 21.62, 1.15625, false),
    (2852, 'engagement', 2, 12, 65.21, 2.638, 60.03, 70.37, NULL, NULL, NULL, 11, 1.1, true),
    (2852, 'safety', 2, 16, 52.5, 2.638, 60.03, 70.37, 2.91, 59.5, 70.9, 16, 1, false);
SELECT results_eq('SELECT dimension, state, mean, se, lo, hi, n_eff, deff, trimmed FROM report.weighted_means ORDER BY dimension',
                  $$VALUES ('engagement' COLLATE "C", 'published', 65::numeric, NULL::numeric, NULL::numeric, NULL::numeric, 11::numeric,
                            1.10::numeric, true),
                           ('safety', 'suppressed', NULL, NULL, NULL, NULL, 16, 1.00, false),
                           ('wellbeing', 'published', 65.2, 2.9, 59.5, 70.9, 22, 1.16, false)$$,
                  'the weighted mean is shown with the spread that anyone may see, and not beside a bound');
SELECT results_eq('SELECT dimension, state, mean FROM exact.weighted_means ORDER BY dimension',
                  $$VALUES ('engagement' COLLATE "C", 'published', 65.21::float8), ('safety', 'published', 52.5), ('wellbeing', 'published', 65.21)$$,
                  'operators see what a bound hides');
SELECT set_eq($$SELECT mean FROM report.weighted_means WHERE dimension = 'wellbeing'$$, ARRAY[65.2],
              'another dimension''s bound hides nothing');
INSERT INTO pulssid.published_cell (team_id, period, dimension, state, n, mean, bound)
    VALUES (0, 2852, 'wellbeing', 'published', 32, 95, 'at_least');
SELECT set_eq($$SELECT mean FROM report.weighted_means WHERE dimension = 'wellbeing'$$, ARRAY[NULL::numeric],
              'nor is it shown beside a bound of the whole');
SELECT results_eq($$SELECT se, lo, team_id FROM exact.weighted_means JOIN pulssid.weighted_mean w USING (se, lo)
                     WHERE exact.weighted_means.dimension = 'wellbeing' AND w.dimension = 'wellbeing'$$,
                  $$VALUES (2.638::float8, 60.03::float8, 0)$$, 'operators see it with the own one');
SET LOCAL ROLE pulssid_report;
SELECT isnt_empty('SELECT FROM report.weighted_means', 'the report role reads it');
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
