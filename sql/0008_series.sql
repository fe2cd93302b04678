-- SPDX-License-Identifier: GPL-3.0-or-later
-- Series: from when on the figures of a team are those of one group of people. And the tree that a release had.

-- A version that starts a series: the team has taken another one over, or given off so many that it is another group.
ALTER TABLE pulssid.team_version ADD COLUMN starts_series boolean NOT NULL DEFAULT false;

-- First day of the newest version that started a series when the period opened.
ALTER TABLE pulssid.period_team ADD COLUMN series_from date NOT NULL DEFAULT '-infinity';

-- As in 0002_submissions.sql, with the series in the frozen tree.
CREATE OR REPLACE FUNCTION pulssid.period_open(p_period integer, p_id text, p_first date, p_last date, p_day date,
                                               p_k_employee integer, p_k_customer integer, p_backfill boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    part text := format('submission_%s', replace(p_id, '-', '_'));
BEGIN
    IF EXISTS (SELECT FROM pulssid.period WHERE period = p_period) THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock(pulssid.period_lock_class(), -1);
    INSERT INTO pulssid.period (period, id, first_day, last_day, state, k_employee, k_customer, backfill)
        VALUES (p_period, p_id, p_first, p_last, 'open', p_k_employee, p_k_customer, p_backfill)
        ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    INSERT INTO pulssid.period_team (team_id, period, name, parent_id, headcount, role, series_from)
        SELECT v.team_id, p_period, v.name, v.parent_id, v.headcount, v.role,
               coalesce((SELECT max(s.valid_from) FROM pulssid.team_version s
                          WHERE s.team_id = v.team_id AND s.starts_series AND s.valid_from <= p_day), '-infinity')
          FROM pulssid.team_version v WHERE p_day BETWEEN v.valid_from AND v.valid_to;
    -- ATTACH, unlike CREATE … PARTITION OF, lets batches of other periods go on.
    EXECUTE format('CREATE TABLE pulssid.%I (LIKE pulssid.submission INCLUDING DEFAULTS, CHECK (period = %s))',
                   lower(part), p_period);
    EXECUTE format('ALTER TABLE pulssid.submission ATTACH PARTITION pulssid.%I FOR VALUES IN (%s)',
                   lower(part), p_period);
END $$;

CREATE OR REPLACE VIEW report.teams AS
    SELECT t.code AS team, v.name, u.code AS parent, v.headcount, v.role,
           nullif(v.valid_from, '-infinity') AS valid_from, nullif(v.valid_to, 'infinity') AS valid_to,
           CASE WHEN v.starts_series THEN 'new' ELSE 'same' END AS series
      FROM pulssid.team_version v
      JOIN pulssid.team t ON t.id = v.team_id
      LEFT JOIN pulssid.team u ON u.id = v.parent_id;

-- The tree of each release, as it was frozen when its period opened.
CREATE VIEW report.period_teams AS
    SELECT p.id AS period, r.release, t.code AS team, x.name, u.code AS parent, x.headcount, x.role,
           x.team_id <> ALL (units.ids) AS leaf, nullif(x.series_from, '-infinity') AS series_from
      FROM pulssid.release r
      JOIN pulssid.period p USING (period)
      CROSS JOIN LATERAL (
          SELECT coalesce(array_agg(DISTINCT c.parent_id), '{}') AS ids
            FROM pulssid.period_team c WHERE c.period = p.period AND c.parent_id IS NOT NULL) units
      JOIN pulssid.period_team x USING (period)
      JOIN pulssid.team t ON t.id = x.team_id
      LEFT JOIN pulssid.period_team y ON y.period = x.period AND y.team_id = x.parent_id
      LEFT JOIN pulssid.team u ON u.id = y.team_id;

GRANT SELECT ON report.period_teams TO pulssid_report;
