-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is told of silos where handoffs are part of it. Indicators of handoffs have a direction, which scores have not: with the
-- scores, those of exact numbers gave small numbers of handoffs back, and so did the index, p and q that are made of them. Readers
-- see an analysis from coarser numbers (daemon/stats/silo_told.h), operators the exact one. Of analyses before there is no such
-- one: what was made of handoffs is told no more, in words neither.

ALTER TABLE pulssid.silo
    ADD COLUMN told_reason      text,
    ADD COLUMN told_judged      integer,             -- null: an analysis from before
    ADD COLUMN told_flagged     integer,
    ADD COLUMN told_index       double precision,
    ADD COLUMN told_unsupported double precision,
    ADD COLUMN told_handoffs_ei double precision;

ALTER TABLE pulssid.silo_team
    ADD COLUMN told_reason    text,
    ADD COLUMN told_families  integer,               -- null: an analysis from before
    ADD COLUMN told_index     double precision,
    ADD COLUMN told_index_lo  double precision,
    ADD COLUMN told_index_hi  double precision,
    ADD COLUMN told_p         double precision,
    ADD COLUMN told_q         double precision,
    ADD COLUMN told_b1        double precision,
    ADD COLUMN told_b1_p      double precision,
    ADD COLUMN told_b1_reason text,
    ADD COLUMN told_b2        double precision,
    ADD COLUMN told_b2_p      double precision,
    ADD COLUMN told_b2_reason text,
    ADD COLUMN told_b         double precision,
    ADD COLUMN told_adds      double precision[] CHECK (cardinality(told_adds) = 4),
    ADD COLUMN told_more      double precision;

-- Sentences without the index and its interval, and without per cents of handoffs.
CREATE FUNCTION pg_temp.untold(p_text text) RETURNS text LANGUAGE sql AS $$
    SELECT regexp_replace(regexp_replace(p_text, ': (indeksi|index) [0-9]+ [^(.]*\([^)]*\)', ''), '(?<=\.) [^.]*\m[0-9]+ % [^.]*\.', '', 'g')
$$;
CREATE FUNCTION pg_temp.untold_whole(p_text text) RETURNS text LANGUAGE sql AS $$
    SELECT upper(left(t, 1)) || substr(t, 2) FROM regexp_replace(p_text, '^[^;.]* [0-9]+ (sadasta|of 100|av 100); ', '') t
$$;
UPDATE pulssid.silo_team
   SET text_fi = pg_temp.untold(text_fi), text_en = pg_temp.untold(text_en), text_sv = pg_temp.untold(text_sv);
UPDATE pulssid.silo
   SET text_fi = pg_temp.untold_whole(text_fi), text_en = pg_temp.untold_whole(text_en), text_sv = pg_temp.untold_whole(text_sv);

-- To how many decimals the network of handoffs of a release is told; null: not at all. A handoff the other way is worth two.
CREATE VIEW pulssid.network_decimals AS
    SELECT s.release, pulssid.share_decimals(2, s.handoffs_total::bigint, (
               SELECT max(p.k_customer) FROM pulssid.period p WHERE p.period BETWEEN least(s.first, r.period) AND r.period)) AS decimals
      FROM pulssid.silo s JOIN pulssid.release r ON r.release = s.release;

-- An analysis from before lacks what it had of handoffs because of them.
CREATE OR REPLACE VIEW report.silos AS
    SELECT s.release, t.code AS team, CASE WHEN l.reason IS NULL THEN 'published' ELSE 'insufficient' END AS state, l.reason,
           pulssid.shown(s.told_index, 0) AS index, pulssid.shown(s.told_index_lo, 0) AS index_lo,
           pulssid.shown(s.told_index_hi, 0) AS index_hi, coalesce(s.told_families, s.families) AS families,
           pulssid.shown(s.told_p, 3) AS p, pulssid.shown(s.told_q, 2) AS q, CASE WHEN l.is_told THEN s.told_q ELSE s.q END <= 0.05 AS flag,
           s.evidence, s.quadrant,
           pulssid.shown(s.indicator_x[1], 2) AS a1, pulssid.shown(s.indicator_p[1], 3) AS a1_p, s.a1_reason,
           pulssid.shown(s.indicator_x[2], 2) AS a2, pulssid.shown(s.indicator_p[2], 3) AS a2_p, s.a2_reason,
           pulssid.shown(s.told_b1, 2) AS b1, pulssid.shown(s.told_b1_p, 3) AS b1_p,
           CASE WHEN l.is_told THEN s.told_b1_reason ELSE coalesce(s.b1_reason, 'few_handoffs') END AS b1_reason,
           pulssid.shown(s.told_b2, 2) AS b2, pulssid.shown(s.told_b2_p, 3) AS b2_p,
           CASE WHEN l.is_told THEN s.told_b2_reason ELSE coalesce(s.b2_reason, 'few_handoffs') END AS b2_reason,
           pulssid.shown(s.indicator_x[5], 2) AS c1, pulssid.shown(s.indicator_p[5], 3) AS c1_p, s.c1_reason,
           pulssid.shown(s.indicator_x[6], 2) AS c2, pulssid.shown(s.indicator_p[6], 3) AS c2_p, s.c2_reason,
           pulssid.shown(s.indicator_x[7], 2) AS d1, pulssid.shown(s.indicator_p[7], 3) AS d1_p, s.d1_reason,
           pulssid.shown(s.family_score[1], 2) AS a, pulssid.shown(s.told_adds[1], 0) AS a_adds, pulssid.shown(s.told_b, 2) AS b,
           pulssid.shown(s.told_adds[2], 0) AS b_adds, pulssid.shown(s.family_score[3], 2) AS c,
           pulssid.shown(s.told_adds[3], 0) AS c_adds, pulssid.shown(s.family_score[4], 2) AS d,
           pulssid.shown(s.told_adds[4], 0) AS d_adds,
           pulssid.shown(s.effect_delta[1], 0) AS wellbeing, pulssid.shown(s.effect_delta[2], 0) AS csat,
           pulssid.shown(s.effect_delta[3], 0) AS engagement, pulssid.shown(s.effect_delta[4], 0) AS customer_orientation,
           pulssid.shown(s.effect_delta[5], 0) AS collaboration_self, pulssid.shown(s.told_more, 2) AS handed_on_more,
           pulssid.shown(s.received, 0) AS received, s.ties_internal, s.ties_external,
           CASE WHEN l.is_told AND n.decimals IS NOT NULL THEN s.community END AS community,
           t.code || ', ' || s.text_fi AS text_fi, t.code || ', ' || s.text_en AS text_en, t.code || ', ' || s.text_sv AS text_sv
      FROM pulssid.silo_team s
      JOIN pulssid.network_decimals n ON n.release = s.release
      JOIN pulssid.team t ON t.id = s.team_id
      CROSS JOIN LATERAL (SELECT s.told_families IS NOT NULL AS is_told,
                                 CASE WHEN s.told_families IS NOT NULL THEN s.told_reason
                                      ELSE coalesce(s.reason, 'few_handoffs') END AS reason) l;

-- What handoffs look like beside the units: to so many decimals that a handoff the other way is a step worth k or more, p too.
CREATE OR REPLACE VIEW report.silos_organisation AS
    SELECT s.release, CASE WHEN l.reason IS NULL THEN 'published' ELSE 'insufficient' END AS state, l.reason,
           pulssid.shown(s.told_index, 0) AS index, s.teams, coalesce(s.told_judged, s.judged) AS judged,
           coalesce(s.told_flagged, s.flagged) AS flagged, s.tested, s.periods,
           pulssid.shown(s.told_unsupported, 2) AS unsupported, s.reading,
           CASE WHEN l.decimals IS NULL THEN coalesce(s.communities_reason, 'few_handoffs') ELSE s.communities_reason END
               AS communities_reason,
           CASE WHEN l.decimals IS NOT NULL THEN s.communities END AS communities,
           pulssid.shown(s.communities_q, l.decimals) AS communities_q,
           pulssid.shown(s.communities_agreement, l.decimals) AS communities_agreement,
           CASE WHEN l.decimals IS NULL THEN coalesce(s.handoffs_reason, 'few_handoffs') ELSE s.handoffs_reason END AS handoffs_reason,
           pulssid.shown(s.told_handoffs_ei, l.decimals) AS handoffs_ei, pulssid.shown(s.handoffs_ei_p_low, l.decimals) AS handoffs_ei_p_low,
           pulssid.shown(s.handoffs_ei_p_high, l.decimals) AS handoffs_ei_p_high,
           pulssid.shown(s.handoffs_ei_mean, l.decimals) AS handoffs_ei_mean,
           pulssid.shown(s.handoffs_ei_sd, l.decimals) AS handoffs_ei_sd, pulssid.shown(s.handoffs_q, l.decimals) AS handoffs_q,
           pulssid.shown(s.handoffs_q_p_high, l.decimals) AS handoffs_q_p_high,
           pulssid.shown(s.handoffs_assortativity, l.decimals) AS handoffs_assortativity,
           CASE WHEN l.decimals IS NOT NULL THEN s.handoffs_arrangements END AS handoffs_arrangements,
           CASE WHEN l.decimals IS NOT NULL THEN s.handoffs_exact END AS handoffs_exact,
           s.ties_reason, s.ties_total / 2 AS ties_total, s.ties_internal / 2 AS ties_internal, pulssid.shown(s.ties_ei, 2) AS ties_ei,
           pulssid.shown(s.ties_ei_p_low, 3) AS ties_ei_p_low, pulssid.shown(s.ties_ei_p_high, 3) AS ties_ei_p_high,
           pulssid.shown(s.ties_ei_mean, 2) AS ties_ei_mean, pulssid.shown(s.ties_ei_sd, 2) AS ties_ei_sd,
           pulssid.shown(s.ties_q, 2) AS ties_q, pulssid.shown(s.ties_q_p_high, 3) AS ties_q_p_high,
           pulssid.shown(s.ties_assortativity, 2) AS ties_assortativity, s.ties_arrangements, s.ties_exact, s.seed, s.permutations,
           s.text_fi, s.text_en, s.text_sv
      FROM pulssid.silo s
      JOIN pulssid.network_decimals n ON n.release = s.release
      CROSS JOIN LATERAL (SELECT CASE WHEN s.told_judged IS NOT NULL THEN n.decimals END AS decimals,
                                 CASE WHEN s.told_judged IS NOT NULL THEN s.told_reason
                                      ELSE coalesce(s.reason, 'few_handoffs') END AS reason) l;

COMMENT ON VIEW report.silos IS 'siloing of each team: seven indicators in four families, an index of 0 to 100, and whether two families are real; of handoffs from coarser numbers';
COMMENT ON VIEW exact.silos IS 'the same unrounded and from exact numbers, with what it is made of';
COMMENT ON VIEW exact.silos_organisation IS 'the same unrounded and from exact numbers';
COMMENT ON COLUMN report.silos_organisation.unsupported IS 'share of handoffs to teams that the sender does not work with, by classes of numbers';
COMMENT ON COLUMN report.silos.b1 IS 'customers are handed on more than by other teams; in steps worth as many handoffs as the threshold, or more';
COMMENT ON COLUMN report.silos.b2 IS 'and to teams that it does not work with; by classes of numbers, as many as the threshold in each';
