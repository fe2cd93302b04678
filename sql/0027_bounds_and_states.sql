-- SPDX-License-Identifier: GPL-3.0-or-later
-- Bounds that stay bounds, and states of evidence that are not lost.

-- A figure that is shown as a bound alone stays one: beside it the mean by headcount would say where beyond the bound people
-- answered, at 100 that everybody gave the top answer. So where any figure of the dimension and period is a bound, of the
-- whole, a unit or a team, the mean by headcount is hidden; the weights, which hold no answers, are shown. It is the view
-- that hides it, so it is hidden of releases made before as well.

CREATE INDEX ON pulssid.published_cell (period, dimension) WHERE bound IS NOT NULL;

DROP VIEW report.weighted_means;
DROP VIEW exact.weighted_means;

CREATE VIEW exact.weighted_means AS
    SELECT p.id AS period, w.dimension, 'published'::text AS state, w.teams, w.n, w.mean, w.se, w.lo, w.hi, w.n_eff, w.deff,
           w.trimmed, r.release
      FROM pulssid.weighted_mean w JOIN pulssid.period p USING (period) JOIN pulssid.release r USING (period);

CREATE VIEW report.weighted_means WITH (security_barrier = true) AS
    SELECT p.id AS period, w.dimension, CASE WHEN d.places IS NULL THEN 'suppressed' ELSE 'published' END AS state, w.teams, w.n,
           pulssid.shown(w.mean, d.places) AS mean, CASE WHEN d.places IS NOT NULL THEN pulssid.shown(w.shown_se, 1) END AS se,
           pulssid.shown(w.shown_lo, d.places) AS lo, pulssid.shown(w.shown_hi, d.places) AS hi,
           pulssid.shown(w.n_eff, 0) AS n_eff, pulssid.shown(w.deff, 2) AS deff, w.trimmed, r.release
      FROM pulssid.weighted_mean w
      CROSS JOIN LATERAL (
          SELECT CASE WHEN EXISTS (SELECT FROM pulssid.published_cell c
                                    WHERE c.period = w.period AND c.dimension = w.dimension AND c.bound IS NOT NULL) THEN NULL
                      WHEN w.n >= 20 THEN 1 ELSE 0 END AS places) d
      JOIN pulssid.period p USING (period)
      JOIN pulssid.release r USING (period);

COMMENT ON VIEW report.weighted_means IS 'means of the organisation as if every employee counted once';
COMMENT ON VIEW exact.weighted_means IS 'the same unrounded, each error with the team''s own spread';
DO $$
DECLARE
    c record;
BEGIN
    FOR c IN SELECT s.name AS schema, v.*
               FROM unnest(ARRAY['report', 'exact']) s(name), (VALUES
        ('period', 'period of the scores'),
        ('dimension', 'what the scores are of'),
        ('state', 'published; suppressed where a figure of the dimension and period is shown as a bound, which this mean would undo'),
        ('teams', 'published teams of known headcount'),
        ('n', 'their answers'),
        ('mean', 'their mean, weighted by headcount'),
        ('se', 'its standard error'),
        ('lo', 'its interval of 95 %'),
        ('hi', 'its interval of 95 %'),
        ('n_eff', 'answers that equal weights would need for the same error (Kish)'),
        ('deff', 'n by n_eff'),
        ('trimmed', 'weights above five times their median were cut to that'),
        ('release', 'release of the period')) v(name, says) LOOP
        -- Schema exact holds back nothing.
        c.says := CASE WHEN c.schema = 'exact' AND c.name = 'state' THEN 'published' ELSE c.says END;
        EXECUTE format('COMMENT ON COLUMN %I.weighted_means.%I IS %L', c.schema, c.name, c.says);
    END LOOP;
END $$;

GRANT SELECT ON exact.weighted_means TO pulssid_stats;
GRANT SELECT ON report.weighted_means TO pulssid_report;

-- Of what is not tested in a release nothing is claimed. The state that tests before gave it is kept, for the release in which
-- it is tested again. Null in results of before, whose evidence was both.
ALTER TABLE pulssid.linkage
    ADD COLUMN evidence_kept text CHECK (evidence_kept IN ('none', 'preliminary', 'confirmed'));
ALTER TABLE pulssid.linkage_team
    ADD COLUMN evidence_kept text CHECK (evidence_kept IN ('none', 'preliminary', 'confirmed')),
    ADD COLUMN loo_evidence_kept text CHECK (loo_evidence_kept IN ('none', 'preliminary', 'confirmed'));
ALTER TABLE pulssid.silo_team
    ADD COLUMN evidence_kept text CHECK (evidence_kept IN ('none', 'preliminary', 'confirmed'));
