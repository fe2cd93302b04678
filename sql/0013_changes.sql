-- SPDX-License-Identifier: GPL-3.0-or-later
-- Changes of teams' scores over time, as found after a release from published cells alone; written once for each release, so
-- that an old report can be read as it was.

-- A dimension that was looked at, and with what: the autoregression pooled over its teams, and the CUSUM's constants.
CREATE TABLE pulssid.change_search (
    release    integer NOT NULL REFERENCES pulssid.release,
    dimension  text COLLATE "C" NOT NULL,
    phi_pooled double precision,           -- null: no team has a series to speak of
    k          double precision NOT NULL,  -- allowance, in standard deviations
    h          double precision NOT NULL,  -- a sum above it is an alarm
    warm       integer NOT NULL,           -- residuals that come before the first is judged
    first      integer NOT NULL,           -- period with which the window begins …
    periods    integer NOT NULL,           -- … and how many it has
    teams      integer NOT NULL,           -- that have a series
    judged     integer NOT NULL,           -- of them with enough data
    alarms     integer NOT NULL,
    PRIMARY KEY (release, dimension)
);

-- A team's series, and how its CUSUM ran through the periods of the window.
CREATE TABLE pulssid.change_series (
    team_id   integer NOT NULL,
    release   integer NOT NULL,
    dimension text COLLATE "C" NOT NULL,
    status    text NOT NULL CHECK (status IN ('published', 'few_periods', 'few_teams', 'no_variation')),
    n         integer NOT NULL,            -- periods published
    residuals integer NOT NULL,            -- of them those that can be used and directly follow one that can
    u         double precision[],          -- null: never judged
    cp        double precision[],
    cm        double precision[],
    PRIMARY KEY (team_id, release, dimension),
    FOREIGN KEY (release, dimension) REFERENCES pulssid.change_search,
    CHECK ((status = 'published') = (u IS NOT NULL) AND (u IS NULL) = (cp IS NULL) AND (u IS NULL) = (cm IS NULL))
);
CREATE INDEX ON pulssid.change_series (release);

-- What is shown of a series: each alarm, or, where there is none, where it stands.
CREATE TABLE pulssid.change (
    team_id   integer NOT NULL,
    release   integer NOT NULL,
    dimension text COLLATE "C" NOT NULL,
    period    integer NOT NULL,
    alarm     integer NOT NULL CHECK (alarm BETWEEN -1 AND 1),
    change    integer,                     -- of an alarm: the period in which the change began, as estimated
    u         double precision,
    cp        double precision,
    cm        double precision,
    size      double precision,
    size_lo   double precision,
    size_hi   double precision,
    text_fi   text NOT NULL,
    text_en   text NOT NULL,
    text_sv   text NOT NULL,
    PRIMARY KEY (team_id, release, dimension, period),
    FOREIGN KEY (team_id, release, dimension) REFERENCES pulssid.change_series,
    CHECK ((alarm = 0) = (change IS NULL))
);
CREATE INDEX ON pulssid.change (release);

CREATE VIEW exact.changes_organisation AS
    SELECT s.release, s.dimension, CASE WHEN s.judged = 0 THEN 'insufficient' ELSE 'published' END AS state, s.phi_pooled,
           s.k, s.h, s.warm, s.periods, s.teams, s.judged, s.alarms
      FROM pulssid.change_search s;

CREATE VIEW report.changes_organisation AS
    SELECT release, dimension, state, pulssid.shown(phi_pooled, 2) AS phi_pooled, k, h, warm, periods, teams, judged, alarms
      FROM exact.changes_organisation;

-- Every released period of the window.
CREATE VIEW exact.changes AS
    SELECT s.release, s.dimension, t.code AS team, p.id AS period,
           CASE WHEN x.u IS NULL THEN 'insufficient' ELSE 'published' END AS state,
           CASE WHEN x.u IS NOT NULL THEN NULL WHEN s.status = 'published' THEN 'few_periods' ELSE s.status END AS reason,
           coalesce(c.alarm, 0) AS alarm, CASE c.alarm WHEN 1 THEN 'up' WHEN -1 THEN 'down' END AS direction,
           b.id AS change, x.u, x.cp, x.cm, c.size, c.size_lo, c.size_hi, s.n, s.residuals, o.warm,
           CASE WHEN x.u IS NULL THEN 'cannot_tell' ELSE 'description' END AS grade,
           t.code || ', ' || c.text_fi AS text_fi, t.code || ', ' || c.text_en AS text_en,
           t.code || ', ' || c.text_sv AS text_sv
      FROM pulssid.change_series s
      JOIN pulssid.change_search o USING (release, dimension)
      JOIN pulssid.team t ON t.id = s.team_id
      JOIN pulssid.release r ON r.release <= s.release
      JOIN pulssid.period p ON p.period = r.period AND p.period BETWEEN o.first AND o.first + o.periods - 1
      CROSS JOIN LATERAL (SELECT s.u[p.period - o.first + 1] AS u, s.cp[p.period - o.first + 1] AS cp,
                                 s.cm[p.period - o.first + 1] AS cm) x
      LEFT JOIN pulssid.change c
        ON (c.team_id, c.release, c.dimension, c.period) = (s.team_id, s.release, s.dimension, p.period)
      LEFT JOIN pulssid.period b ON b.period = c.change;

-- Of a figure that is shown as a bound alone the score would say more: it is left out.
CREATE VIEW report.changes AS
    SELECT c.release, c.dimension, t.code AS team, p.id AS period,
           CASE WHEN s.status = 'published' THEN 'published' ELSE 'insufficient' END AS state,
           nullif(s.status, 'published') AS reason,
           c.alarm, CASE c.alarm WHEN 1 THEN 'up' WHEN -1 THEN 'down' END AS direction, b.id AS change,
           CASE WHEN f.bound IS NULL THEN pulssid.shown(c.u, 1) END AS u,
           CASE WHEN f.bound IS NULL THEN pulssid.shown(c.cp, 1) END AS cp,
           CASE WHEN f.bound IS NULL THEN pulssid.shown(c.cm, 1) END AS cm,
           pulssid.shown(c.size, 0) AS size, pulssid.shown(c.size_lo, 0) AS size_lo, pulssid.shown(c.size_hi, 0) AS size_hi,
           s.n, s.residuals, o.warm, CASE WHEN s.status = 'published' THEN 'description' ELSE 'cannot_tell' END AS grade,
           t.code || ', ' || c.text_fi AS text_fi, t.code || ', ' || c.text_en AS text_en,
           t.code || ', ' || c.text_sv AS text_sv
      FROM pulssid.change c
      JOIN pulssid.change_series s USING (team_id, release, dimension)
      JOIN pulssid.change_search o USING (release, dimension)
      JOIN pulssid.team t ON t.id = c.team_id
      JOIN pulssid.period p ON p.period = c.period
      LEFT JOIN pulssid.published_cell f ON (f.team_id, f.period, f.dimension) = (c.team_id, c.period, c.dimension)
      LEFT JOIN pulssid.period b ON b.period = c.change;

COMMENT ON VIEW report.changes IS
    'changes of teams'' scores, compared with the other teams: each alarm of the window, or where a team stands without one';
COMMENT ON VIEW exact.changes IS 'the same unrounded, and the CUSUM of every released period of the window';
COMMENT ON VIEW report.changes_organisation IS 'the dimensions that were searched for changes, and how';
COMMENT ON VIEW exact.changes_organisation IS 'the same unrounded';
DO $$
DECLARE
    c record;
BEGIN
    FOR c IN SELECT s.name AS schema, v.*
               FROM unnest(ARRAY['report', 'exact']) s(name), (VALUES
        ('changes', 'release', 'release after which the search was made'),
        ('changes', 'dimension', 'what the scores are of'),
        ('changes', 'team', 'code of the team'),
        ('changes', 'period', 'period of the alarm; without one the last that was judged, or the last of the window'),
        ('changes', 'state', 'published, or insufficient: not judged'),
        ('changes', 'reason', 'why insufficient: few_periods that directly follow a published one, few_teams to compare with, '
                              'no_variation'),
        ('changes', 'alarm', '1 the score has risen, -1 it has fallen, 0 no alarm'),
        ('changes', 'direction', 'the same as a word: up, down'),
        ('changes', 'change', 'period in which the change began, as estimated'),
        ('changes', 'u', 'standard normal score of the period, held against those before it; in schema report also unknown '
                         'where the period''s figure is shown as a bound, as cp and cm are'),
        ('changes', 'cp', 'upper sum of the CUSUM'),
        ('changes', 'cm', 'lower sum of the CUSUM'),
        ('changes', 'size', 'points by which the level differs after the change, against the other teams'),
        ('changes', 'size_lo', 'its interval of 95 %'),
        ('changes', 'size_hi', 'its interval of 95 %'),
        ('changes', 'n', 'periods published in the window'),
        ('changes', 'residuals', 'of them those that can be used and directly follow one that can'),
        ('changes', 'warm', 'residuals that come before the first that is judged'),
        ('changes', 'grade', 'how much is claimed: description, or cannot_tell; never a cause'),
        ('changes', 'text_fi', 'the row in words, with what the number does not say: in Finnish'),
        ('changes', 'text_en', 'the same in English'),
        ('changes', 'text_sv', 'the same in Swedish'),
        ('changes_organisation', 'release', 'release after which the search was made'),
        ('changes_organisation', 'dimension', 'what the scores are of'),
        ('changes_organisation', 'state', 'published, or insufficient: no team could be judged'),
        ('changes_organisation', 'phi_pooled', 'first-order autoregression, mean over the teams, 0 to 0.8'),
        ('changes_organisation', 'k', 'allowance of the CUSUM, in standard deviations'),
        ('changes_organisation', 'h', 'a sum above it is an alarm'),
        ('changes_organisation', 'warm', 'residuals that come before the first that is judged'),
        ('changes_organisation', 'periods', 'length of the window'),
        ('changes_organisation', 'teams', 'teams with a published figure in the window'),
        ('changes_organisation', 'judged', 'of them with enough data'),
        ('changes_organisation', 'alarms', 'alarms in the window, of all teams')) v(view, name, says) LOOP
        EXECUTE format('COMMENT ON COLUMN %I.%I.%I IS %L', c.schema, c.view, c.name, c.says);
    END LOOP;
END $$;

GRANT SELECT, INSERT ON pulssid.change_search, pulssid.change_series, pulssid.change TO pulssid_stats;
GRANT SELECT ON exact.changes, exact.changes_organisation TO pulssid_stats;
GRANT SELECT ON report.changes, report.changes_organisation TO pulssid_report;
