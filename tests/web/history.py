# SPDX-License-Identifier: GPL-3.0-or-later
"""Two years of a large organisation: all weeks but the last as if they had been published, the last with answers that the
daemon's own cycle closes, publishes and analyses. Draws are seeded, so that it is the same in every run."""

import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "scale"))

import large  # noqa: E402

TEAMS, WEEKS = 500, 104
NEWEST = "2024-W36"
# Of each team and week.
ANSWERS, CONTACTS = 10, 6

PERIODS = f"""
INSERT INTO pulssid.period (period, id, first_day, last_day, state, k_employee, k_customer, backfill, closed_on)
SELECT t, to_char(monday, 'IYYY-"W"IW'), monday, monday + 6, 'published', 5, 5, false, monday + 8
  FROM generate_series({large.PERIOD - WEEKS + 1}, {large.PERIOD - 1}) t, LATERAL (SELECT date '1970-01-05' + 7 * t) d(monday);
INSERT INTO pulssid.period_team (team_id, period, name, parent_id, headcount, role)
SELECT v.team_id, p.period, v.name, v.parent_id, v.headcount, v.role
  FROM pulssid.team_version v JOIN pulssid.team t ON t.id = v.team_id, pulssid.period p WHERE t.code ~ '^[DUL][0-9]{{3}}$';
INSERT INTO pulssid.release (release, period, document, sha256, previous)
SELECT row_number() OVER (ORDER BY period), period, id, sha256(id::bytea), sha256(id::bytea) FROM pulssid.period;
"""

# Every team has its own level and is drawn towards it; wellbeing is there again in customers' satisfaction two weeks later.
CELLS = """
SELECT setseed(0.42);
CREATE TABLE public.node AS
    SELECT t.id, CASE left(t.code, 1) WHEN 'L' THEN 1 WHEN 'U' THEN 12 WHEN 'D' THEN 60 ELSE 500 END AS teams, random() AS own
      FROM pulssid.team t WHERE t.code ~ '^[DUL][0-9]{3}$' UNION ALL SELECT 0, 500, 0.5;
CREATE TABLE public.drawn AS SELECT n.*, p.period, random() AS now FROM public.node n, pulssid.period p;
CREATE TABLE public.figure AS
    SELECT d.id, d.period, m.dimension, m.kind, m.of_customers, d.teams, d.teams * 10 AS n,
           m.centre + 12 * (d.own - 0.5) + 8 * (CASE WHEN m.dimension = 'csat' THEN earlier.now ELSE d.now END - 0.5)
           + 10 * (random() - 0.5) AS mean
      FROM public.drawn d
      JOIN public.drawn earlier ON earlier.id = d.id AND earlier.period = d.period - 2
      CROSS JOIN (VALUES ('wellbeing', 'mean', false, 65), ('engagement', 'mean', false, 70), ('enps', 'nps', false, 20),
                         ('customer_orientation', 'mean', false, 70), ('collaboration_self', 'mean', false, 65),
                         ('safety', 'mean', false, 80), ('csat', 'mean', true, 70), ('nps', 'nps', true, 25),
                         ('ces', 'mean', true, 70)) m(dimension, kind, of_customers, centre);
INSERT INTO pulssid.cell (team_id, period, dimension, state, kind, n, mean, sd, se, lo, hi, contacts, invited, responses, teams_shown, teams)
SELECT id, period, dimension, 'published', kind, n, mean, 16, 16 / sqrt(n), mean - 36 / sqrt(n), mean + 36 / sqrt(n),
       CASE WHEN of_customers THEN n END, CASE WHEN NOT of_customers THEN n * 5 / 4 END, CASE WHEN NOT of_customers THEN n END,
       CASE WHEN teams > 1 THEN teams END, CASE WHEN teams > 1 THEN teams END
  FROM public.figure;
INSERT INTO pulssid.published_cell (team_id, period, dimension, state, n, mean, sd, se, lo, hi, contacts, invited, responses,
                                    response_rate, teams_shown, teams)
SELECT team_id, period, dimension, state, n, round(mean::numeric, (n >= 20)::int), sd, round(se::numeric, 1),
       round(lo::numeric, (n >= 20)::int), round(hi::numeric, (n >= 20)::int), contacts, invited, responses,
       round(responses::numeric / invited, 2), teams_shown, teams
  FROM pulssid.cell;
DROP TABLE public.node, public.drawn, public.figure;
"""


def publish(service):
    """Fills the service's empty organisation and publishes its newest week."""
    teams = service.folder / "large.csv"
    teams.write_text("\n".join(large.team_lines(TEAMS, 40, 8)) + "\n")
    service.run("team", "import", teams)
    for statement in (PERIODS, CELLS, large.OPENING, large.employees(TEAMS * ANSWERS), large.customers(TEAMS * CONTACTS), "ANALYZE"):
        service.database.query(statement)
    service.run("cycle")
