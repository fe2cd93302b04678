-- SPDX-License-Identifier: GPL-3.0-or-later
-- Shares of contacts in steps that are worth k of them, whatever is told beside them. An interval by exact counts has other
-- steps than its share, and both together tell of fewer: so what is told beside a share is made of the share and the number of
-- contacts as they are told. A share near 0 or 1 has half a step, which is worth k from twice as many contacts on. Where
-- contacts of a topic ended is kept where k or more did in a period.

-- To how many decimals a share of so many contacts is told; null: not at all. stored: as an analysis said.
CREATE FUNCTION pulssid.share_decimals(stored integer, contacts bigint, k integer) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
    'SELECT CASE WHEN stored >= 2 AND contacts >= 200 * k THEN 2 WHEN stored >= 1 AND contacts >= 20 * k THEN 1 END';

-- Contacts as they are told beside such shares.
CREATE FUNCTION pulssid.told_contacts(contacts integer, decimals integer) RETURNS integer
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS 'SELECT contacts - contacts % CASE decimals WHEN 2 THEN 100 ELSE 10 END';

-- A bound of Wilson's interval of 95 % of a share as it is told, of contacts as they are told; side -1 the lower one, 1 the upper.
CREATE FUNCTION pulssid.told_bound(share numeric, contacts integer, side integer, decimals integer) RETURNS numeric
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT round(CASE WHEN share = (side + 1) / 2 THEN share
                      ELSE least(1, greatest(0, (share + q / 2 + side * sqrt(q * (share * (1 - share) + q / 4))) / (1 + q))) END, decimals)
      FROM (SELECT 3.841458820694124 / nullif(contacts, 0) AS q) z
$$;

-- The threshold of the periods that a release's window has.
CREATE FUNCTION pulssid.window_threshold(p_release integer, p_first integer) RETURNS integer
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT max(p.k_customer) FROM pulssid.release r JOIN pulssid.period p ON p.period BETWEEN least(p_first, r.period) AND r.period
     WHERE r.release = p_release
$$;

-- What earlier analyses said more finely than that is said as coarsely, and where it is too little, no more, in words too.
CREATE FUNCTION pg_temp.in_tens(p_text text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    percent text;
BEGIN
    FOR percent IN SELECT DISTINCT m[1] FROM regexp_matches(p_text, '\m([0-9]+) %', 'g') m LOOP
        p_text := regexp_replace(p_text, '\m' || percent || ' %', round(percent::numeric, -1) || ' %', 'g');
    END LOOP;
    RETURN p_text;
END $$;
-- The first sentence anew.
CREATE FUNCTION pg_temp.coarser(p_text text, p_decimals integer, p_few text) RETURNS text LANGUAGE sql AS $$
    SELECT CASE WHEN p_decimals IS NULL THEN p_few ELSE pg_temp.in_tens(substring(p_text FROM '^[^.]*\.')) END
           || substring(p_text FROM '^[^.]*\.(.*)$')
$$;

UPDATE pulssid.path_summary s
   SET decimals = n.decimals,
       text_fi = pg_temp.coarser(s.text_fi, n.decimals, 'Yhteydenottoja on liian vähän.'),
       text_en = pg_temp.coarser(s.text_en, n.decimals, 'There are too few contacts.'),
       text_sv = pg_temp.coarser(s.text_sv, n.decimals, 'Det finns för få kontakter.')
  FROM (SELECT release, pulssid.share_decimals(decimals, contacts, pulssid.window_threshold(release, first)) AS decimals
          FROM pulssid.path_summary) n
 WHERE n.release = s.release AND n.decimals IS DISTINCT FROM s.decimals;

UPDATE pulssid.topic_summary s
   SET decimals = n.decimals,
       ending = CASE WHEN n.decimals IS NULL THEN 'undetermined' ELSE s.ending END,
       text_fi = CASE WHEN n.decimals IS NULL THEN s.topic || ': yhteydenottoja on liian vähän.' ELSE pg_temp.in_tens(s.text_fi) END,
       text_en = CASE WHEN n.decimals IS NULL THEN s.topic || ': there are too few contacts.' ELSE pg_temp.in_tens(s.text_en) END,
       text_sv = CASE WHEN n.decimals IS NULL THEN s.topic || ': det finns för få kontakter.' ELSE pg_temp.in_tens(s.text_sv) END,
       end_id = CASE WHEN n.decimals IS NULL THEN NULL ELSE s.end_id END,
       by_contacts = CASE WHEN n.decimals IS NULL THEN NULL ELSE s.by_contacts END,
       by_lost = CASE WHEN n.decimals IS NULL THEN NULL ELSE s.by_lost END
  FROM (SELECT t.topic, t.release, pulssid.share_decimals(t.decimals, t.contacts, pulssid.window_threshold(t.release, p.first)) AS decimals
          FROM pulssid.topic_summary t JOIN pulssid.path_summary p USING (release)) n
 WHERE (n.topic, n.release) = (s.topic, s.release) AND n.decimals IS DISTINCT FROM s.decimals;

UPDATE pulssid.reason_summary s SET decimals = n.decimals
  FROM (SELECT r.release, pulssid.share_decimals(max(r.decimals), sum(r.handoffs) FILTER (WHERE r.reason <> 'internal'),
                                                 max(pulssid.window_threshold(p.release, p.first))) AS decimals
          FROM pulssid.reason_summary r JOIN pulssid.path_summary p USING (release) GROUP BY r.release) n
 WHERE n.release = s.release AND n.decimals IS DISTINCT FROM s.decimals;

DELETE FROM pulssid.topic_end e USING pulssid.period p WHERE p.period = e.period AND e.n < p.k_customer;
ALTER TABLE pulssid.topic_end ADD CHECK (n >= 5);

CREATE OR REPLACE VIEW report.handoffs_organisation AS
    SELECT s.release, CASE WHEN s.reason IS NULL AND s.decimals IS NOT NULL THEN 'published' ELSE 'insufficient' END AS state,
           CASE WHEN s.decimals IS NULL THEN coalesce(s.reason, 'few_contacts') ELSE s.reason END AS reason, s.periods, t.contacts,
           t.handed_on, pulssid.told_bound(t.handed_on, t.contacts, -1, s.decimals) AS handed_on_lo,
           pulssid.told_bound(t.handed_on, t.contacts, 1, s.decimals) AS handed_on_hi, 1 - t.handed_on AS first_desk,
           pulssid.told_bound(1 - t.handed_on, t.contacts, -1, s.decimals) AS first_desk_lo,
           pulssid.told_bound(1 - t.handed_on, t.contacts, 1, s.decimals) AS first_desk_hi,
           t.ping_pong, pulssid.told_bound(t.ping_pong, t.contacts, -1, s.decimals) AS ping_pong_lo,
           pulssid.told_bound(t.ping_pong, t.contacts, 1, s.decimals) AS ping_pong_hi, t.teams,
           round(greatest(1, t.teams - w.half), s.decimals) AS teams_lo, round(t.teams + w.half, s.decimals) AS teams_hi,
           1 - t.handed_on AS share_0, t.share_1, t.share_2, t.share_3,
           pulssid.shown(s.csat[1], 0) AS csat_0, pulssid.shown(s.csat_lo[1], 0) AS csat_0_lo,
           pulssid.shown(s.csat_hi[1], 0) AS csat_0_hi, s.csat_n[1]::integer AS csat_0_n,
           s.csat_periods[1]::integer AS csat_0_periods,
           pulssid.shown(s.csat[5], 0) AS csat_on, pulssid.shown(s.csat_lo[5], 0) AS csat_on_lo,
           pulssid.shown(s.csat_hi[5], 0) AS csat_on_hi, s.csat_n[5]::integer AS csat_on_n,
           s.csat_periods[5]::integer AS csat_on_periods,
           pulssid.shown(s.csat[2], 0) AS csat_1, pulssid.shown(s.csat_lo[2], 0) AS csat_1_lo,
           pulssid.shown(s.csat_hi[2], 0) AS csat_1_hi, s.csat_n[2]::integer AS csat_1_n,
           s.csat_periods[2]::integer AS csat_1_periods,
           pulssid.shown(s.csat[3], 0) AS csat_2, pulssid.shown(s.csat_lo[3], 0) AS csat_2_lo,
           pulssid.shown(s.csat_hi[3], 0) AS csat_2_hi, s.csat_n[3]::integer AS csat_2_n,
           s.csat_periods[3]::integer AS csat_2_periods,
           pulssid.shown(s.csat[4], 0) AS csat_3, pulssid.shown(s.csat_lo[4], 0) AS csat_3_lo,
           pulssid.shown(s.csat_hi[4], 0) AS csat_3_hi, s.csat_n[4]::integer AS csat_3_n,
           s.csat_periods[4]::integer AS csat_3_periods,
           s.penalty_reason, pulssid.shown(s.penalty, 1) AS penalty, pulssid.shown(s.penalty_lo, 1) AS penalty_lo,
           pulssid.shown(s.penalty_hi, 1) AS penalty_hi, pulssid.shown(s.penalty_p, 3) AS penalty_p, s.penalty_periods,
           s.text_fi, s.text_en, s.text_sv, x.breadth_reason, pulssid.shown(x.reached, 2) AS reached,
           pulssid.shown(x.evenness, 2) AS evenness, x.volume_reason, pulssid.shown(x.volume, 0) AS volume,
           pulssid.shown(x.volume_p, 3) AS volume_p, pulssid.shown(x.quality, 1) AS quality,
           pulssid.shown(x.quality_lo, 1) AS quality_lo, pulssid.shown(x.quality_hi, 1) AS quality_hi,
           pulssid.shown(x.quality_p, 3) AS quality_p, x.volume_quality, x.text_volume_fi, x.text_volume_en, x.text_volume_sv
      FROM pulssid.path_summary s
      LEFT JOIN pulssid.service_summary x ON x.release = s.release
      CROSS JOIN LATERAL (SELECT pulssid.told_contacts(s.contacts, s.decimals) AS contacts,
                                 pulssid.shown(s.handed_on, s.decimals) AS handed_on,
                                 pulssid.shown(s.ping_pong, s.decimals) AS ping_pong, pulssid.shown(s.teams, s.decimals) AS teams,
                                 pulssid.shown(s.step_contacts[2] / nullif(s.contacts, 0), s.decimals) AS share_1,
                                 pulssid.shown(s.step_contacts[3] / nullif(s.contacts, 0), s.decimals) AS share_2,
                                 pulssid.shown(s.step_contacts[4] / nullif(s.contacts, 0), s.decimals) AS share_3) t
      CROSS JOIN LATERAL (SELECT 1.959963984540054 * sqrt(greatest(0, t.share_1 + 4 * t.share_2 + 9 * t.share_3 - (t.teams - 1) ^ 2)
                                                          / t.contacts) AS half) w;

CREATE OR REPLACE VIEW report.handoffs_reasons AS
    SELECT s.release, s.reason, CASE WHEN s.decimals IS NULL THEN 'insufficient' ELSE 'published' END AS state, t.share,
           pulssid.told_bound(t.share, t.handoffs, -1, s.decimals) AS share_lo,
           pulssid.told_bound(t.share, t.handoffs, 1, s.decimals) AS share_hi
      FROM (SELECT r.*, sum(r.handoffs) FILTER (WHERE r.reason <> 'internal') OVER (PARTITION BY r.release) AS n
              FROM pulssid.reason_summary r) s
      CROSS JOIN LATERAL (SELECT pulssid.shown(s.share, s.decimals) AS share,
                                 pulssid.told_contacts(s.n::integer, s.decimals) AS handoffs) t;

-- What is lost tells no more of handoffs than their own column does.
CREATE OR REPLACE VIEW report.handoffs_topics AS
    SELECT s.release, s.topic, CASE WHEN s.decimals IS NULL THEN 'insufficient' ELSE 'published' END AS state, n.contacts,
           n.handed_on, n.handoffs, n.ended, pulssid.told_bound(n.ended, n.contacts, -1, s.decimals) AS ended_lo,
           pulssid.told_bound(n.ended, n.contacts, 1, s.decimals) AS ended_hi, t.code AS team, s.ending,
           pulssid.shown(-p.penalty * n.handoffs::double precision, 0) AS lost, s.by_contacts, s.by_lost,
           s.text_fi, s.text_en, s.text_sv
      FROM pulssid.topic_summary s
      LEFT JOIN pulssid.path_summary p ON p.release = s.release
      LEFT JOIN pulssid.team t ON t.id = s.end_id
      CROSS JOIN LATERAL (SELECT pulssid.told_contacts(s.contacts, s.decimals) AS contacts,
                                 pulssid.shown(s.handed_on, s.decimals) AS handed_on,
                                 pulssid.shown(s.handoffs, s.decimals) AS handoffs,
                                 pulssid.shown(s.ended, s.decimals) AS ended) n;

DO $$
DECLARE
    c record;
BEGIN
    FOR c IN SELECT * FROM (VALUES
        ('handoffs_organisation', 'handed_on_lo', 'its interval of 95 %, of the share and the contacts as they are told'),
        ('handoffs_organisation', 'handed_on_hi', 'its interval of 95 %, of the share and the contacts as they are told'),
        ('handoffs_topics', 'ended_lo', 'its interval of 95 %, of the share and the contacts as they are told'),
        ('handoffs_topics', 'ended_hi', 'its interval of 95 %, of the share and the contacts as they are told'),
        ('handoffs_reasons', 'share_lo', 'its interval of 95 %, of shares and handoffs as they are told'),
        ('handoffs_reasons', 'share_hi', 'its interval of 95 %, of shares and handoffs as they are told')) v(view, name, says) LOOP
        EXECUTE format('COMMENT ON COLUMN report.%I.%I IS %L', c.view, c.name, c.says);
    END LOOP;
    FOR c IN SELECT * FROM unnest(ARRAY['report', 'exact']) s(schema) LOOP
        EXECUTE format('COMMENT ON COLUMN %I.handoffs_topics.ended IS %L', c.schema,
                       'share of them known to have ended where they began, or at the team where most of those handed on do: '
                       'what fewer than the threshold of a period did is not known');
    END LOOP;
END $$;

REVOKE EXECUTE ON FUNCTION pulssid.share_decimals(integer, bigint, integer), pulssid.told_contacts(integer, integer),
    pulssid.told_bound(numeric, integer, integer, integer), pulssid.window_threshold(integer, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pulssid.share_decimals(integer, bigint, integer), pulssid.told_contacts(integer, integer),
    pulssid.told_bound(numeric, integer, integer, integer) TO pulssid_report;
