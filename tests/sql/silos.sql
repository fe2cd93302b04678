-- SPDX-License-Identifier: GPL-3.0-or-later
-- Silos: who may read and write them, the columns that people rely on, and what is shown of each.
BEGIN;
SELECT no_plan();
\ir fixture.psql

SELECT columns_are('report', 'silos', ARRAY['release', 'team', 'state', 'reason', 'index', 'index_lo', 'index_hi', 'families', 'p',
    'q', 'flag', 'evidence', 'quadrant', 'a1', 'a1_p', 'a1_reason', 'a2', 'a2_p', 'a2_reason', 'b1', 'b1_p', 'b1_reason', 'b2',
    'b2_p', 'b2_reason', 'c1', 'c1_p', 'c1_reason', 'c2', 'c2_p', 'c2_reason', 'd1', 'd1_p', 'd1_reason', 'a', 'a_adds', 'b',
    'b_adds', 'c', 'c_adds', 'd', 'd_adds', 'wellbeing', 'csat', 'engagement', 'customer_orientation', 'collaboration_self',
    'handed_on_more', 'received', 'ties_internal', 'ties_external', 'community', 'text_fi', 'text_en', 'text_sv']);
SELECT columns_are('report', 'handoffs_organisation', ARRAY['release', 'state', 'reason', 'periods', 'contacts', 'handed_on',
    'handed_on_lo', 'handed_on_hi', 'first_desk', 'first_desk_lo', 'first_desk_hi', 'ping_pong', 'ping_pong_lo', 'ping_pong_hi',
    'teams', 'teams_lo', 'teams_hi', 'share_0', 'share_1', 'share_2', 'share_3', 'csat_0', 'csat_0_lo', 'csat_0_hi',
    'csat_0_n', 'csat_0_periods', 'csat_on', 'csat_on_lo', 'csat_on_hi', 'csat_on_n', 'csat_on_periods', 'csat_1', 'csat_1_lo',
    'csat_1_hi', 'csat_1_n', 'csat_1_periods', 'csat_2', 'csat_2_lo', 'csat_2_hi', 'csat_2_n', 'csat_2_periods', 'csat_3',
    'csat_3_lo', 'csat_3_hi', 'csat_3_n', 'csat_3_periods', 'penalty_reason', 'penalty', 'penalty_lo',
    'penalty_hi', 'penalty_p', 'penalty_periods', 'text_fi', 'text_en', 'text_sv', 'breadth_reason', 'reached', 'evenness',
    'volume_reason', 'volume', 'volume_p', 'quality', 'quality_lo', 'quality_hi', 'quality_p', 'volume_quality', 'text_volume_fi',
    'text_volume_en', 'text_volume_sv']);
SELECT is_empty($$
    SELECT a.attname FROM pg_attribute a
     WHERE a.attrelid = 'report.silos_organisation'::regclass AND a.attnum > 0 AND NOT EXISTS (
           SELECT FROM pg_attribute e WHERE e.attrelid = 'exact.silos_organisation'::regclass AND e.attname = a.attname)
$$, 'what is shown of the whole is there exactly');
SELECT is_empty($$
    SELECT a.attrelid::regclass, a.attname FROM pg_attribute a
     WHERE a.attrelid = ANY (ARRAY['report.silos', 'exact.silos', 'report.silos_organisation', 'exact.silos_organisation',
                                   'report.handoffs_organisation', 'exact.handoffs_organisation', 'report.handoffs_topics',
                                   'exact.handoffs_topics', 'report.handoffs_reasons', 'exact.handoffs_reasons']::regclass[])
       AND a.attnum > 0 AND coalesce(col_description(a.attrelid, a.attnum), '') = ''
$$, 'every column says what it holds');

-- stats adds rows and never takes one back; ingest and report reach none of the tables.
SELECT is_empty($$
    SELECT r, t, p FROM unnest(ARRAY['pulssid_ingest', 'pulssid_stats', 'pulssid_report']) r,
           unnest(ARRAY['visit', 'path_count', 'penalty_sum', 'path_satisfaction', 'silo', 'silo_team', 'path_summary', 'reason_count',
                        'topic_count', 'topic_end', 'reason_summary', 'topic_summary', 'service_summary']) t,
           unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p
     WHERE has_table_privilege(r, format('pulssid.%I', t), p) <> (r = 'pulssid_stats' AND p IN ('SELECT', 'INSERT'))
$$, 'tables of silos are written once, by stats');
SELECT is_empty($$
    SELECT r, v FROM unnest(ARRAY['pulssid_ingest', 'pulssid_stats', 'pulssid_report']) r,
           unnest(ARRAY['report.silos', 'report.silos_organisation', 'report.handoffs_organisation', 'exact.silos',
                        'exact.silos_organisation', 'exact.handoffs_organisation', 'report.handoffs_topics', 'exact.handoffs_topics',
                        'report.handoffs_reasons', 'exact.handoffs_reasons']) v
     WHERE has_table_privilege(r, v, 'SELECT') <> (r = CASE WHEN v LIKE 'exact%' THEN 'pulssid_stats' ELSE 'pulssid_report' END)
$$, 'what is shown is for report, what is exact for stats');

-- Sums of few are not kept, nor those of one team.
SELECT tap.open_week();
CREATE FUNCTION tap.penalty(p_n integer, p_handed_on integer, p_groups integer) RETURNS text LANGUAGE sql AS $$
    SELECT format('INSERT INTO pulssid.penalty_sum VALUES (2852, %s, %s, %s, 1, 1, 1, 1, 1)', p_n, p_handed_on, p_groups)
$$;
SELECT throws_ok(tap.penalty(30, 9, 2), '23514', NULL, 'ten were handed on');
SELECT throws_ok(tap.penalty(30, 21, 2), '23514', NULL, 'and ten were not');
SELECT throws_ok(tap.penalty(30, 20, 1), '23514', NULL, 'from two teams');
SELECT lives_ok(tap.penalty(30, 20, 2), 'all of it');
CREATE FUNCTION tap.steps(p_n text, p_mean text) RETURNS text LANGUAGE sql AS $$
    SELECT format('INSERT INTO pulssid.path_satisfaction VALUES (2852, %L, %L)', p_n, p_mean)
$$;
SELECT throws_ok(tap.steps('{20}', '{50}'), '23514', NULL, 'one group is the whole');
SELECT throws_ok(tap.steps('{20,9}', '{50,40}'), '23514', NULL, 'a group has ten');
SELECT throws_ok(tap.steps('{20,10}', '{50}'), '23514', NULL, 'each has its mean');
SELECT lives_ok(tap.steps('{20,10,10,10}', '{50,40,30,20}'), 'four of ten');

INSERT INTO pulssid.release (release, period, document, sha256, previous) VALUES (1, 2852, '', sha256(''), sha256(''));
INSERT INTO pulssid.silo (release, first, periods, tested, teams, judged, flagged, index, unsupported, seed, permutations, reading,
                          handoffs_total, handoffs_internal, handoffs_ei, ties_total, ties_internal, text_fi, text_en, text_sv,
                          told_judged, told_flagged, told_index, told_unsupported, told_handoffs_ei)
    VALUES (1, 2801, 52, true, 2, 1, 1, 11.29, 0.1129, 9007199254740991, 99, 'closed_shops', 1700, 3, 0.994, 88, 22, 'fi', 'en', 'sv',
            2, 1, 14.29, 0.3129, 0.294);
CREATE FUNCTION tap.silo(p_team text, p_x text, p_quadrant text) RETURNS text LANGUAGE sql AS $$
    SELECT format('INSERT INTO pulssid.silo_team (team_id, release, families, index, index_se, index_lo, index_hi, p, q, evidence, '
                  'quadrant, indicator_x, indicator_se, indicator_p, b1_reason, family_score, family_p, family_contribution, '
                  'effect_n, effect_delta, effect_se, effect_neff, effect_phi, received_teams, ties_internal, ties_external, '
                  'dyads_internal, dyads_external, handoffs, unsupported, text_fi, text_en, text_sv, told_families, told_index, '
                  'told_index_lo, told_index_hi, told_p, told_q, told_b1_reason, told_b2, told_b2_p, told_b, told_adds, told_more) VALUES (%s, 1, 4, 92.69, 1, '
                  '91.4, 99.5, 0.09, 0.9, ''none'', %L, %L, ''{1,2,3,4,5,6,7}'', ''{.1,.2,.3,.9,.5,.6,.0006}'', '
                  '''router'', ''{.111,.999,.333,.444}'', ''{1,1,1,1}'', ''{11.4,12.4,13.4,14.4}'', ''{30,29,28,27,26,25}'', '
                  '''{1.6,-2.6,3.6,4.6,5.6,.926}'', ''{1,1,1,1,1,1}'', ''{9,9,9,9,9,9}'', ''{0,0,0,0,0,0}'', 11, 2, 6, 2, 9, 40, '
                  '10, ''fi'', ''en'', ''sv'', 4, 72.69, 61.4, 80.5, 0.00049, 0.0500001, ''router'', 0.444, 0.4, 0.222, ''{1.4,2.4,3.4,4.4}'', '
                  '0.126)', tap.team(p_team), p_quadrant, p_x)
$$;
SELECT throws_ok(tap.silo('A', '{1,2,3}', 'inward'), '23514', NULL, 'seven indicators');
SELECT throws_ok(tap.silo('A', '{.111,.222,.999,.999,.555,.666,-.777}', 'outward'), '23514', NULL, 'one of five quadrants');
SELECT lives_ok(tap.silo('A', '{.111,.222,.999,.999,.555,.666,-.777}', 'inward'), 'a team');
INSERT INTO pulssid.path_summary (release, first, periods, decimals, contacts, step_contacts, handed_on, first_desk, ping_pong, teams,
                                  csat_periods, csat_n, csat, csat_lo, csat_hi, penalty, penalty_lo, penalty_hi, penalty_p, penalty_decimals, penalty_periods, penalty_n, text_fi, text_en, text_sv)
    VALUES (1, 2801, 52, 2, 7576, '{6129,1200,199,48}', 0.19099, 0.80901, 0.0046, 1.2315,
            '{20,9,3,3,20}', '{3000,400,40,30,900}', '{67.96,59.66,50.88,43.75,57.5}', '{67.3,58.2,47.2,37.9,56.4}',
            '{68.6,61.1,54.6,49.6,58.6}', -6.4347, -7.5, -5.3, 0.0104, 0, 30, 5630,
            'fi', 'en', 'sv');

INSERT INTO pulssid.service_summary VALUES (1, NULL, 0.7512, 0.8765, NULL, 12.61, 0.00049, -1.26, -2.24, -0.16, 0.0123, 'more_and_worse',
    'fi', 'en', 'sv');
INSERT INTO pulssid.reason_summary VALUES (1, 'skill', 2, 331, 0.3149, 0.2512, 0.4068), (1, 'instruction', 2, 720, 0.6851, 0.1, 0.2);
INSERT INTO pulssid.topic_summary VALUES ('late', 1, 1, 128, 0.7512, 1.2345, 0.4512, 0.3512, 0.5512, tap.team('A'), 'undetermined', 6.51,
    1, 2, 'fi', 'en', 'sv'), ('few', 1, NULL, 48, 0.7512, 1.2345, 0.4512, 0.3512, 0.5512, NULL, 'undetermined', 6.51, NULL, NULL, 'fi',
    'en', 'sv');

SET LOCAL ROLE pulssid_report;
SELECT is((SELECT s::text FROM report.silos s),
          '(1,A,published,,73,61,81,4,0.000,0.05,f,none,inward,0.11,0.100,,0.22,0.200,,,,router,0.44,0.400,,0.56,0.500,,0.67,'
          '0.600,,-0.78,0.001,,0.11,1,0.22,2,0.33,3,0.44,4,2,-3,4,5,6,0.13,,2,6,,"A, fi","A, en","A, sv")', 'a team, rounded');
SELECT is((SELECT format('%s %s %s %s %s %s', index, unsupported, handoffs_ei, ties_total, ties_internal, seed)
             FROM report.silos_organisation), '14 0.31 0.29 44 11 9007199254740991', 'the whole');
SELECT is((SELECT format('%s %s %s %s %s %s %s %s %s', state, contacts, handed_on, first_desk, ping_pong, share_2, share_3, penalty,
                         penalty_p) FROM report.handoffs_organisation), 'published 7500 0.19 0.81 0.00 0.03 0.01 -6 0.05', 'paths');
SELECT is((SELECT format('%s %s %s %s %s %s', csat_0, csat_on, csat_3, csat_3_lo, csat_3_n, csat_3_periods)
             FROM report.handoffs_organisation), '68 58 44 38 30 3', 'satisfaction');
SELECT is((SELECT format('%s %s %s %s %s %s %s %s', reached, evenness, volume, volume_p, quality, quality_lo, quality_p, volume_quality)
             FROM report.handoffs_organisation), '0.75 0.88 13 0.000 -1.3 -2.2 0.012 more_and_worse', 'breadth and volume');
SELECT is((SELECT string_agg(t::text, ' ' ORDER BY topic) FROM report.handoffs_topics t),
          '(1,few,insufficient,,,,,,,,undetermined,,,,fi,en,sv) (1,late,published,120,0.8,1.2,0.5,0.4,0.6,A,undetermined,7,1,2,fi,en,sv)',
          'topics');
SELECT is((SELECT string_agg(r::text, ' ' ORDER BY reason) FROM report.handoffs_reasons r),
          '(1,instruction,published,0.69,0.66,0.72) (1,skill,published,0.31,0.28,0.34)', 'reasons');
RESET ROLE;
SET LOCAL ROLE pulssid_stats;
SELECT is((SELECT format('%s %s %s %s %s', q, flag, unsupported, customer_orientation, handed_on_more) FROM exact.silos),
          '0.9 f 0.25 4.6 0.926', 'stats sees all of it, exactly');
SELECT is((SELECT contacts_3 FROM exact.handoffs_organisation), 48, 'and counts');
RESET ROLE;

-- What is told of a share of contacts, the bounds beside it too, fits five counts or more, also for who knows the contacts.
-- Control: bounds by exact counts.
CREATE VIEW tap.signatures AS
    SELECT n, x, d, p, pulssid.shown(p, d) AS share, pulssid.told_contacts(n, d) AS contacts
      FROM (SELECT n, x, x::double precision / n AS p, pulssid.share_decimals(2, n, 5) AS d
              FROM unnest(ARRAY[100, 101, 109, 137, 555, 999, 1000, 1001, 1099, 1500]) n CROSS JOIN LATERAL generate_series(0, n) x) s;
CREATE FUNCTION tap.fewest(p_naive boolean) RETURNS bigint LANGUAGE sql AS $$
    SELECT min(count) FROM (
        SELECT count(*) FROM tap.signatures s CROSS JOIN LATERAL (SELECT CASE WHEN p_naive THEN n ELSE contacts END AS of,
                                                                         CASE WHEN p_naive THEN p::numeric ELSE share END AS k) b
         GROUP BY n, share, pulssid.told_bound(b.k, b.of, -1, d), pulssid.told_bound(b.k, b.of, 1, d),
                  pulssid.told_bound(1 - b.k, b.of, -1, d), pulssid.told_bound(1 - b.k, b.of, 1, d)) signatures
$$;
SELECT is(tap.fewest(false), 5::bigint, 'each signature fits five counts or more');
SELECT is(tap.fewest(true), 1::bigint, 'control: bounds of exact counts give some of them away');
SELECT results_eq('SELECT n, pulssid.share_decimals(2, n, 5) FROM unnest(ARRAY[99, 100, 999, 1000]) n',
                  'VALUES (99, NULL::integer), (100, 1), (999, 1), (1000, 2)', 'decimals');
SELECT is(pulssid.share_decimals(NULL, 1000, 5), NULL, 'what was not told stays so');
SELECT results_eq('SELECT pulssid.told_bound(0.1, 100, s, 3) FROM unnest(ARRAY[-1, 1]) s', 'VALUES (0.055), (0.174)', 'Wilson');
SELECT throws_ok($$INSERT INTO pulssid.topic_end VALUES (1, 't', 2852, 4)$$, '23514', NULL, 'an end of few is not kept');

-- The fewer contacts, the coarser; of few nothing.
UPDATE pulssid.path_summary SET decimals = 1, contacts = 488;
SELECT is((SELECT format('%s %s %s %s', state, contacts, handed_on, teams) FROM report.handoffs_organisation),
          'published 480 0.2 1.2', 'tenths');
UPDATE pulssid.path_summary SET decimals = NULL, contacts = 48;
SELECT is((SELECT format('%s %s %s', state, reason, num_nonnulls(contacts, handed_on, first_desk, ping_pong, teams, share_0, share_3))
             FROM report.handoffs_organisation), 'insufficient few_contacts 0', 'nothing');
UPDATE pulssid.silo_team SET told_reason = 'few_indicators';
UPDATE pulssid.silo SET told_reason = 'no_headcount';
SELECT is((SELECT format('%s %s %s %s', s.state, s.reason, o.state, o.reason) FROM report.silos s, report.silos_organisation o),
          'insufficient few_indicators insufficient no_headcount', 'and why');

-- The network of handoffs is told the more coarsely the fewer there are, and of few not at all; nor which teams are together.
UPDATE pulssid.silo_team SET community = 7;
UPDATE pulssid.silo SET handoffs_total = 999, handoffs_ei_p_low = 0.123, handoffs_q = 0.456, communities = 3;
SELECT is((SELECT format('%s %s %s %s %s', handoffs_ei, handoffs_ei_p_low, handoffs_q, communities, handoffs_reason)
             FROM report.silos_organisation), '0.3 0.1 0.5 3 ', 'tenths of a network');
UPDATE pulssid.silo SET handoffs_total = 99;
SELECT is((SELECT format('%s %s', num_nonnulls(handoffs_ei, handoffs_ei_p_low, handoffs_q, communities, s.community), handoffs_reason)
             FROM report.silos_organisation, report.silos s), '0 few_handoffs', 'nothing of a network');

-- An analysis from before: nothing that was made of handoffs.
UPDATE pulssid.silo_team SET (told_reason, told_families, told_index, told_index_lo, told_index_hi, told_p, told_q, told_b1_reason, told_b2,
                              told_b2_p, told_b, told_adds, told_more) = (SELECT NULL::text, NULL::int, NULL::float8, NULL::float8, NULL::float8, NULL::float8, NULL::float8, NULL::text, NULL::float8, NULL::float8, NULL::float8, NULL::float8[], NULL::float8);
UPDATE pulssid.silo SET (told_reason, told_judged, told_flagged, told_index, told_unsupported) = (SELECT NULL::text, NULL::int, NULL::int, NULL::float8, NULL::float8),
       handoffs_total = 1700;
SELECT is((SELECT format('%s %s %s %s %s %s', state, reason, b2_reason, a1, flag, num_nonnulls(index, index_lo, index_hi, p, q, b1, b1_p, b2,
                         b2_p, b, a_adds, b_adds, handed_on_more)) FROM report.silos), 'insufficient few_handoffs few_handoffs 0.11 f 0',
          'a team from before');
SELECT is((SELECT format('%s %s %s', state, reason, num_nonnulls(index, unsupported, handoffs_ei, handoffs_q, communities)) FROM report.silos_organisation),
          'insufficient few_handoffs 0', 'the whole from before');
SELECT finish();
ROLLBACK;
