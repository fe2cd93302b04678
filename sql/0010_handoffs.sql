-- SPDX-License-Identifier: GPL-3.0-or-later
-- Where customers were handed on, and how teams rate each other's collaboration: counted at the close of a period, written
-- with its release, never changed. Releases older than these tables have no rows in them, and their documents no such lines.

-- Steps of customers' paths between two cleared teams, as the statistics read them. A pair without a row: none.
CREATE TABLE pulssid.handoff (
    team_id integer NOT NULL,       -- from
    period  integer NOT NULL REFERENCES pulssid.period,
    to_id   integer NOT NULL,
    n       integer NOT NULL CHECK (n > 0),
    PRIMARY KEY (team_id, period, to_id)
);
CREATE INDEX ON pulssid.handoff (period);

-- The same as anyone may read it, each pair at most once. Team 0 (shown as '*') stands for every other team where a small
-- or hidden team is not written pair by pair; both teams 0: nobody asked customers in this period.
CREATE TABLE pulssid.published_handoff (
    team_id integer NOT NULL,       -- from
    period  integer NOT NULL REFERENCES pulssid.period,
    to_id   integer NOT NULL,
    state   text NOT NULL CHECK (state IN ('published', 'suppressed', 'no_data')),
    count   varchar CHECK (count ~ '^<?[1-9][0-9]*$' AND ltrim(count, '<')::integer >= 5), -- a number, or '<5': fewer, perhaps none
    PRIMARY KEY (team_id, period, to_id),
    CHECK ((state = 'published') = (count IS NOT NULL))
);
CREATE INDEX ON pulssid.published_handoff (period);

-- Ratings of one team by the members of another, from five raters. No sums over pairs are kept anywhere.
CREATE TABLE pulssid.rating (
    team_id   integer NOT NULL,     -- the raters'
    period    integer NOT NULL REFERENCES pulssid.period,
    dimension text COLLATE "C" NOT NULL,
    rated_id  integer NOT NULL,
    n         integer NOT NULL CHECK (n >= 5),
    mean      double precision NOT NULL, -- 0..100
    PRIMARY KEY (team_id, period, dimension, rated_id)
);
CREATE INDEX ON pulssid.rating (period);

-- The same as anyone may read it; team 0 as above.
CREATE TABLE pulssid.published_rating (
    team_id   integer NOT NULL,
    period    integer NOT NULL REFERENCES pulssid.period,
    dimension text COLLATE "C" NOT NULL,
    rated_id  integer NOT NULL,
    state     text NOT NULL CHECK (state IN ('published', 'suppressed', 'no_data')),
    n         integer CHECK (n >= 5),
    mean      numeric,
    bound     text CHECK (bound IN ('at_most', 'at_least')), -- mean is only a bound
    PRIMARY KEY (team_id, period, dimension, rated_id),
    CHECK (CASE state WHEN 'published' THEN num_nonnulls(n, mean) = 2 ELSE num_nonnulls(n, mean, bound) = 0 END)
);
CREATE INDEX ON pulssid.published_rating (period);

CREATE VIEW report.handoffs AS
    SELECT p.id AS period, coalesce(f.code, '*') AS "from", coalesce(t.code, '*') AS "to", h.count, h.state, r.release
      FROM pulssid.published_handoff h
      JOIN pulssid.period p USING (period)
      JOIN pulssid.release r USING (period)
      LEFT JOIN pulssid.team f ON f.id = h.team_id
      LEFT JOIN pulssid.team t ON t.id = h.to_id;

-- Every count of cleared teams; 0 where a pair is written that had none.
CREATE VIEW exact.handoffs AS
    SELECT p.id AS period, coalesce(f.code, '*') AS "from", coalesce(t.code, '*') AS "to", h.count, h.state, r.release
      FROM (SELECT s.team_id, s.period, s.to_id, coalesce(e.n, CASE s.state WHEN 'published' THEN 0 END) AS count,
                   CASE WHEN e.n IS NULL THEN s.state ELSE 'published' END AS state
              FROM pulssid.published_handoff s LEFT JOIN pulssid.handoff e USING (team_id, period, to_id)
            UNION ALL
            SELECT e.team_id, e.period, e.to_id, e.n, 'published'
              FROM pulssid.handoff e
             WHERE NOT EXISTS (SELECT FROM pulssid.published_handoff s
                                WHERE (s.team_id, s.period, s.to_id) = (e.team_id, e.period, e.to_id))) h
      JOIN pulssid.period p USING (period)
      JOIN pulssid.release r USING (period)
      LEFT JOIN pulssid.team f ON f.id = h.team_id
      LEFT JOIN pulssid.team t ON t.id = h.to_id;

CREATE VIEW report.ratings AS
    SELECT p.id AS period, coalesce(a.code, '*') AS rater_team, coalesce(b.code, '*') AS rated_team, s.dimension, s.state,
           s.n, s.mean, s.bound, r.release
      FROM pulssid.published_rating s
      JOIN pulssid.period p USING (period)
      JOIN pulssid.release r USING (period)
      LEFT JOIN pulssid.team a ON a.id = s.team_id
      LEFT JOIN pulssid.team b ON b.id = s.rated_id;

CREATE VIEW exact.ratings AS
    SELECT p.id AS period, coalesce(a.code, '*') AS rater_team, coalesce(b.code, '*') AS rated_team, s.dimension, s.state,
           e.n, e.mean, NULL::text AS bound, r.release
      FROM pulssid.published_rating s
      LEFT JOIN pulssid.rating e USING (team_id, period, dimension, rated_id)
      JOIN pulssid.period p USING (period)
      JOIN pulssid.release r USING (period)
      LEFT JOIN pulssid.team a ON a.id = s.team_id
      LEFT JOIN pulssid.team b ON b.id = s.rated_id;

GRANT SELECT, INSERT ON pulssid.handoff, pulssid.published_handoff, pulssid.rating, pulssid.published_rating TO pulssid_stats;
GRANT SELECT ON exact.handoffs, exact.ratings TO pulssid_stats;
GRANT SELECT ON report.handoffs, report.ratings TO pulssid_report;
