-- SPDX-License-Identifier: GPL-3.0-or-later
-- What keeps reading quick where there are many teams and periods: the teams below a team are found by an index, which each
-- look for leaves went through the whole tree for; and the scores of one team, the whole among them, are read by their key.

CREATE INDEX ON pulssid.period_team (period, parent_id);

CREATE OR REPLACE VIEW report.scores AS
    SELECT p.id AS period, t.code AS team, c.dimension, c.state, c.n, c.mean, c.bound, c.sd, c.se, c.lo, c.hi,
           CASE WHEN c.dimension <> 'ces' THEN c.top END AS top2,
           CASE WHEN c.dimension <> 'ces' THEN c.top_lo END AS top2_lo,
           CASE WHEN c.dimension <> 'ces' THEN c.top_hi END AS top2_hi,
           CASE WHEN c.dimension = 'ces' THEN c.top END AS top3,
           CASE WHEN c.dimension = 'ces' THEN c.top_lo END AS top3_lo,
           CASE WHEN c.dimension = 'ces' THEN c.top_hi END AS top3_hi,
           CASE WHEN c.dimension IN ('nps', 'enps') THEN c.mean END AS nps,
           CASE WHEN c.dimension IN ('nps', 'enps') THEN c.se END AS nps_se,
           CASE WHEN c.dimension IN ('nps', 'enps') THEN c.lo END AS nps_lo,
           CASE WHEN c.dimension IN ('nps', 'enps') THEN c.hi END AS nps_hi,
           c.contacts, c.invited, c.responses, c.response_rate, c.teams_shown, c.teams, r.release,
           CASE WHEN c.response_rate < 0.3 THEN 'not_representative' WHEN c.response_rate < 0.5 THEN 'indicative' END AS representation,
           round(CASE c.bound WHEN 'at_most' THEN s.least ELSE c.mean END * c.response_rate + s.least * (1 - c.response_rate), s.places)
               AS worst_lo,
           round(CASE c.bound WHEN 'at_least' THEN 100 ELSE c.mean END * c.response_rate + 100 * (1 - c.response_rate), s.places)
               AS worst_hi
      FROM pulssid.published_cell c
      CROSS JOIN LATERAL (SELECT CASE WHEN c.dimension IN ('nps', 'enps') THEN -100 ELSE 0 END AS least,
                                 CASE WHEN c.n >= 20 THEN 1 ELSE 0 END AS places) s
      JOIN pulssid.period p USING (period)
      JOIN pulssid.release r USING (period)
      JOIN (SELECT id, code FROM pulssid.team UNION ALL SELECT 0, '*') t ON t.id = c.team_id;
