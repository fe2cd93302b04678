-- SPDX-License-Identifier: GPL-3.0-or-later
-- The penalty of a handoff is a sum over all teams, but how its customers were handed on is known of each: less the figures by
-- touch, it told what one of them had answered. So it is told in steps that are worth the whole answers of as many contacts as
-- the threshold: to a tenth of a point or a point where there are enough, and not at all where there are fewer. Its p is told as
-- one of few bounds. And how sure satisfaction by handoffs is comes from spreads that are shown alone.

ALTER TABLE pulssid.path_summary
    ADD penalty_decimals integer CHECK (penalty_decimals IN (0, 1)); -- to which it is told; null: not at all

-- As analyses say it from now on (daemon/stats/path_summary.h).
UPDATE pulssid.path_summary s SET penalty_decimals = n.decimals
  FROM (SELECT release, CASE WHEN answers >= 10 THEN 1 WHEN answers >= 1 THEN 0 END AS decimals
          FROM (SELECT s.release, m.hh / (100 * pulssid.window_threshold(s.release, s.first) * sqrt(m.hhhh / nullif(m.hh, 0))) AS answers
                  FROM pulssid.path_summary s
                  JOIN pulssid.release r USING (release)
                  CROSS JOIN LATERAL (SELECT sum(hh) AS hh, sum(hhhh) AS hhhh FROM pulssid.penalty_sum p
                                        JOIN pulssid.release o USING (period)
                                       WHERE p.period BETWEEN least(s.first, r.period) AND r.period AND o.release <= s.release) m) w) n
 WHERE n.release = s.release AND s.penalty IS NOT NULL;

-- The sentence about it anew, where it was told more finely. Number: as sentences write one.
CREATE FUNCTION pg_temp.number(p_value double precision) RETURNS text LANGUAGE sql AS
    $$ SELECT replace(round(p_value::numeric, 0)::text, '-', '−') $$;
CREATE FUNCTION pg_temp.penalty_again(p_text text, p_begins text, p_words text, p_unknown text, s pulssid.path_summary) RETURNS text
LANGUAGE sql AS $$
    SELECT regexp_replace(p_text, p_begins || '[^(]*\([^)]*\)\.',
                          CASE WHEN s.penalty_decimals IS NULL THEN p_unknown
                               ELSE format(p_words, pg_temp.number(s.penalty), pg_temp.number(s.penalty_lo), pg_temp.number(s.penalty_hi)) END)
$$;

UPDATE pulssid.path_summary s
   SET text_fi = pg_temp.penalty_again(s.text_fi, ' Jokaisen lisäohjauksen mukana',
           ' Jokaisen lisäohjauksen mukana tyytyväisyys muuttuu %s pistettä (95 %%:n väli %s … %s).',
           ' Lisäohjauksen ja tyytyväisyyden yhteydestä ei voi vielä sanoa mitään.', s),
       text_en = pg_temp.penalty_again(s.text_en, ' With each further handoff',
           ' With each further handoff satisfaction changes by %s points (95 %% interval %s … %s).',
           ' How satisfaction goes with handoffs cannot be told yet.', s),
       text_sv = pg_temp.penalty_again(s.text_sv, ' Med varje ytterligare hänvisning',
           ' Med varje ytterligare hänvisning ändras nöjdheten med %s poäng (95 %% intervall %s … %s).',
           ' Hur nöjdheten följer hänvisningar går inte att säga än.', s)
 WHERE s.penalty IS NOT NULL AND s.penalty_decimals IS DISTINCT FROM 1;

-- Intervals that a spread is in which is not shown are known no more.
UPDATE pulssid.path_summary s SET csat_lo = array_fill(NULL::double precision, ARRAY[5]), csat_hi = array_fill(NULL::double precision, ARRAY[5])
 WHERE EXISTS (SELECT FROM pulssid.release r JOIN pulssid.release o ON o.release <= r.release
                 JOIN pulssid.cell c ON c.period = o.period AND c.team_id = 0 AND c.dimension = 'csat' AND c.sd IS NOT NULL
                 JOIN pulssid.published_cell p ON (p.team_id, p.period, p.dimension) = (c.team_id, c.period, c.dimension)
                WHERE r.release = s.release AND c.period BETWEEN least(s.first, r.period) AND r.period
                  AND num_nonnulls(p.sd, p.bound) = 0);

-- Each view as it is, but for these columns. s: the summary of the release.
DO $$
DECLARE
    v record;
BEGIN
    FOR v IN
        SELECT c.table_name,
               string_agg(coalesce(t.told || ' AS ', 'o.') || quote_ident(c.column_name), ', ' ORDER BY c.ordinal_position) AS columns
          FROM information_schema.columns c
          LEFT JOIN (VALUES
              ('handoffs_organisation', 'penalty_reason',
               'CASE WHEN o.penalty_reason IS NULL AND s.penalty_decimals IS NULL THEN ''few_contacts'' ELSE o.penalty_reason END'),
              ('handoffs_organisation', 'penalty', 'pulssid.shown(s.penalty, s.penalty_decimals)'),
              ('handoffs_organisation', 'penalty_lo', 'pulssid.shown(s.penalty_lo, s.penalty_decimals)'),
              ('handoffs_organisation', 'penalty_hi', 'pulssid.shown(s.penalty_hi, s.penalty_decimals)'),
              ('handoffs_organisation', 'penalty_p',
               'CASE WHEN s.penalty_decimals IS NULL THEN NULL WHEN s.penalty_p <= 0.001 THEN 0.001 WHEN s.penalty_p <= 0.01 THEN 0.01 '
               'WHEN s.penalty_p <= 0.05 THEN 0.05 ELSE 1 END'),
              ('handoffs_topics', 'lost',
               'pulssid.shown(-pulssid.shown(s.penalty, s.penalty_decimals)::double precision * o.handoffs::double precision, 0)'),
              ('handoffs_topics', 'by_lost', 'CASE WHEN s.penalty_decimals IS NOT NULL THEN o.by_lost END')
          ) t (view, name, told) ON (t.view, t.name) = (c.table_name, c.column_name)
         WHERE c.table_schema = 'report' AND c.table_name IN ('handoffs_organisation', 'handoffs_topics')
         GROUP BY c.table_name
    LOOP
        EXECUTE format('CREATE OR REPLACE VIEW report.%I AS SELECT %s FROM (%s) o LEFT JOIN pulssid.path_summary s '
                       'ON s.release = o.release', v.table_name, v.columns,
                       rtrim(pg_get_viewdef(format('report.%I', v.table_name)::regclass), ';'));
    END LOOP;
END $$;

COMMENT ON COLUMN report.handoffs_organisation.penalty_p IS 'two-sided, at most: 0.001, 0.01, 0.05 or 1';
COMMENT ON COLUMN report.handoffs_organisation.penalty IS
    'points of satisfaction a further handoff, below 0 lost, in steps worth the answers of as many contacts as the threshold';
