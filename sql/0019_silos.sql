-- SPDX-License-Identifier: GPL-3.0-or-later
-- Siloing: what is kept of customers' paths at the close of a period, and what is found after a release from that, from handoffs,
-- ratings and published cells; written once for each release, so that an old report can be read as it was.

-- Visits of customers at a cleared team, each step of a path one, as the statistics read them. No row: none.
CREATE TABLE pulssid.visit (
    team_id integer NOT NULL,
    period  integer NOT NULL REFERENCES pulssid.period,
    n       integer NOT NULL CHECK (n > 0),
    PRIMARY KEY (team_id, period)
);
CREATE INDEX ON pulssid.visit (period);

-- Contacts of the whole organisation by how often they were handed on, of those that touched cleared teams alone.
CREATE TABLE pulssid.path_count (
    period           integer PRIMARY KEY REFERENCES pulssid.period,
    contacts         integer[] NOT NULL CHECK (cardinality(contacts) = 4), -- 0, 1, 2, and 3 handoffs or more
    handoffs         bigint NOT NULL,
    handoffs_squared bigint NOT NULL,
    ping_pong        integer NOT NULL                                      -- contacts that came back to a team
);

-- What the penalty of a handoff is made of: products of the deviations of rated contacts from the means of where they entered in
-- that period, pooled over all teams, so that none has its own. Only of periods with ten rated contacts handed on and ten not,
-- from two teams or more.
CREATE TABLE pulssid.penalty_sum (
    period    integer PRIMARY KEY REFERENCES pulssid.period,
    n         integer NOT NULL,
    handed_on integer NOT NULL CHECK (handed_on >= 10 AND n - handed_on >= 10),
    groups    integer NOT NULL CHECK (groups >= 2),
    hh        double precision NOT NULL,
    hy        double precision NOT NULL,
    hhyy      double precision NOT NULL,
    hhhy      double precision NOT NULL,
    hhhh      double precision NOT NULL
);

-- Satisfaction by how often a contact was handed on, of the contacts that the whole's figure is over, in groups that may be told:
-- never and at all; never, once, more; or never, once, twice, more. Other periods have no row.
CREATE TABLE pulssid.path_satisfaction (
    period integer PRIMARY KEY REFERENCES pulssid.period,
    n      integer[] NOT NULL CHECK (cardinality(n) BETWEEN 2 AND 4 AND 10 <= ALL (n)),
    mean   double precision[] NOT NULL CHECK (cardinality(mean) = cardinality(n)) -- 0..100
);

-- An analysis of the organisation. A figure that is not there is null, and its reason says why.
CREATE TABLE pulssid.silo (
    release                 integer PRIMARY KEY REFERENCES pulssid.release,
    reason                  text,
    first                   integer NOT NULL,     -- period with which the window begins …
    periods                 integer NOT NULL,     -- … and how many it has
    tested                  boolean NOT NULL,     -- a formal test was due: states may have changed
    teams                   integer NOT NULL,
    judged                  integer NOT NULL,     -- of them with an index
    flagged                 integer NOT NULL,
    index                   double precision,     -- mean over teams by headcount
    unsupported             double precision,
    seed                    bigint NOT NULL,
    permutations            integer NOT NULL,
    reading                 text NOT NULL CHECK (reading IN ('none', 'closed_shops', 'crossed_border', 'specialised')),
    communities_reason      text,
    communities             integer,
    communities_teams       integer,
    communities_q           double precision,
    communities_agreement   double precision,
    handoffs_reason         text,
    handoffs_total          double precision,
    handoffs_internal       double precision,
    handoffs_ei             double precision,
    handoffs_q              double precision,
    handoffs_q_max          double precision,
    handoffs_assortativity  double precision,
    handoffs_arrangements   integer,
    handoffs_exact          boolean,
    handoffs_ei_p_low       double precision,
    handoffs_ei_p_high      double precision,
    handoffs_ei_mean        double precision,
    handoffs_ei_sd          double precision,
    handoffs_q_p_low        double precision,
    handoffs_q_p_high       double precision,
    handoffs_q_mean         double precision,
    handoffs_q_sd           double precision,
    ties_reason             text,
    ties_total              double precision,     -- each tie twice, like the next
    ties_internal           double precision,
    ties_ei                 double precision,
    ties_q                  double precision,
    ties_q_max              double precision,
    ties_assortativity      double precision,
    ties_arrangements       integer,
    ties_exact              boolean,
    ties_ei_p_low           double precision,
    ties_ei_p_high          double precision,
    ties_ei_mean            double precision,
    ties_ei_sd              double precision,
    ties_q_p_low            double precision,
    ties_q_p_high           double precision,
    ties_q_mean             double precision,
    ties_q_sd               double precision,
    text_fi                 text NOT NULL,
    text_en                 text NOT NULL,
    text_sv                 text NOT NULL
);

-- A team. Arrays go by indicator (A1, A2, B1, B2, C1, C2, D1), by family (A, B, C, D), or by what is compared with the other teams
-- (wellbeing, csat, engagement, customer_orientation, collaboration_self, share of visits handed on).
CREATE TABLE pulssid.silo_team (
    team_id             integer NOT NULL,
    release             integer NOT NULL REFERENCES pulssid.silo,
    reason              text,
    families            integer NOT NULL,
    index               double precision,
    index_se            double precision,
    index_lo            double precision,
    index_hi            double precision,
    p                   double precision,
    q                   double precision,
    evidence            text NOT NULL CHECK (evidence IN ('none', 'preliminary', 'confirmed')),
    quadrant            text NOT NULL
        CHECK (quadrant IN ('undetermined', 'thriving', 'inward', 'strained', 'struggling')),
    indicator_x         double precision[] NOT NULL CHECK (cardinality(indicator_x) = 7),
    indicator_se        double precision[] NOT NULL CHECK (cardinality(indicator_se) = 7),
    indicator_p         double precision[] NOT NULL CHECK (cardinality(indicator_p) = 7),
    a1_reason           text,
    a2_reason           text,
    b1_reason           text,
    b2_reason           text,
    c1_reason           text,
    c2_reason           text,
    d1_reason           text,
    family_score        double precision[] NOT NULL CHECK (cardinality(family_score) = 4),
    family_p            double precision[] NOT NULL CHECK (cardinality(family_p) = 4),
    family_contribution double precision[] NOT NULL CHECK (cardinality(family_contribution) = 4),
    effect_n            double precision[] NOT NULL CHECK (cardinality(effect_n) = 6),
    effect_delta        double precision[] NOT NULL CHECK (cardinality(effect_delta) = 6),
    effect_se           double precision[] NOT NULL CHECK (cardinality(effect_se) = 6),
    effect_neff         double precision[] NOT NULL CHECK (cardinality(effect_neff) = 6),
    effect_phi          double precision[] NOT NULL CHECK (cardinality(effect_phi) = 6),
    handed_on           double precision,        -- share of the visits in the window
    received_teams      integer NOT NULL,
    received            double precision,
    received_se         double precision,
    ties_internal       integer NOT NULL,
    ties_external       integer NOT NULL,
    dyads_internal      integer NOT NULL,
    dyads_external      integer NOT NULL,
    ties_ei             double precision,
    ties_p              double precision,
    handoffs            integer NOT NULL,        -- to teams with a dyad …
    unsupported         integer NOT NULL,        -- … and of them to those that it does not work with
    community           integer,
    text_fi             text NOT NULL,
    text_en             text NOT NULL,
    text_sv             text NOT NULL,
    PRIMARY KEY (team_id, release)
);
CREATE INDEX ON pulssid.silo_team (release);

-- Paths of the organisation over the window.
CREATE TABLE pulssid.path_summary (
    release         integer PRIMARY KEY REFERENCES pulssid.release,
    reason          text,
    first           integer NOT NULL,
    periods         integer NOT NULL,
    decimals        integer,                     -- to which shares and means of contacts are told; null: not at all
    contacts        integer NOT NULL,
    step_contacts   double precision[] NOT NULL CHECK (cardinality(step_contacts) = 4),
    handed_on       double precision,
    handed_on_lo    double precision,
    handed_on_hi    double precision,
    first_desk      double precision,
    first_desk_lo   double precision,
    first_desk_hi   double precision,
    ping_pong       double precision,
    ping_pong_lo    double precision,
    ping_pong_hi    double precision,
    teams           double precision,            -- that a contact visits, mean
    teams_lo        double precision,
    teams_hi        double precision,
    -- Satisfaction with 0, 1, 2, 3 or more handoffs, and of all that were handed on; in how many periods it may be told.
    csat_periods    double precision[] NOT NULL CHECK (cardinality(csat_periods) = 5),
    csat_n          double precision[] NOT NULL CHECK (cardinality(csat_n) = 5),
    csat            double precision[] NOT NULL CHECK (cardinality(csat) = 5),
    csat_lo         double precision[] NOT NULL CHECK (cardinality(csat_lo) = 5),
    csat_hi         double precision[] NOT NULL CHECK (cardinality(csat_hi) = 5),
    penalty_reason  text,
    penalty_periods integer NOT NULL,            -- that have what it is made of
    penalty_n       integer NOT NULL,
    penalty_df      double precision,
    penalty         double precision,            -- points a handoff: below 0, satisfaction is lost
    penalty_se      double precision,
    penalty_lo      double precision,
    penalty_hi      double precision,
    penalty_p       double precision,
    text_fi         text NOT NULL,
    text_en         text NOT NULL,
    text_sv         text NOT NULL
);

CREATE VIEW exact.silos AS
    SELECT s.release, t.code AS team, CASE WHEN s.reason IS NULL THEN 'published' ELSE 'insufficient' END AS state, s.reason,
           s.index, s.index_se, s.index_lo, s.index_hi, s.families, s.p, s.q, s.q <= 0.05 AS flag, s.evidence, s.quadrant,
           s.indicator_x[1] AS a1, s.indicator_se[1] AS a1_se, s.indicator_p[1] AS a1_p, s.a1_reason,
           s.indicator_x[2] AS a2, s.indicator_se[2] AS a2_se, s.indicator_p[2] AS a2_p, s.a2_reason,
           s.indicator_x[3] AS b1, s.indicator_se[3] AS b1_se, s.indicator_p[3] AS b1_p, s.b1_reason,
           s.indicator_x[4] AS b2, s.indicator_se[4] AS b2_se, s.indicator_p[4] AS b2_p, s.b2_reason,
           s.indicator_x[5] AS c1, s.indicator_se[5] AS c1_se, s.indicator_p[5] AS c1_p, s.c1_reason,
           s.indicator_x[6] AS c2, s.indicator_se[6] AS c2_se, s.indicator_p[6] AS c2_p, s.c2_reason,
           s.indicator_x[7] AS d1, s.indicator_se[7] AS d1_se, s.indicator_p[7] AS d1_p, s.d1_reason,
           s.family_score[1] AS a, s.family_p[1] AS a_p, s.family_contribution[1] AS a_adds,
           s.family_score[2] AS b, s.family_p[2] AS b_p, s.family_contribution[2] AS b_adds,
           s.family_score[3] AS c, s.family_p[3] AS c_p, s.family_contribution[3] AS c_adds,
           s.family_score[4] AS d, s.family_p[4] AS d_p, s.family_contribution[4] AS d_adds,
           s.effect_n[1]::integer AS wellbeing_n, s.effect_delta[1] AS wellbeing, s.effect_se[1] AS wellbeing_se,
           s.effect_neff[1] AS wellbeing_neff, s.effect_phi[1] AS wellbeing_phi,
           s.effect_n[2]::integer AS csat_n, s.effect_delta[2] AS csat, s.effect_se[2] AS csat_se,
           s.effect_neff[2] AS csat_neff, s.effect_phi[2] AS csat_phi,
           s.effect_n[3]::integer AS engagement_n, s.effect_delta[3] AS engagement, s.effect_se[3] AS engagement_se,
           s.effect_neff[3] AS engagement_neff, s.effect_phi[3] AS engagement_phi,
           s.effect_n[4]::integer AS customer_orientation_n, s.effect_delta[4] AS customer_orientation,
           s.effect_se[4] AS customer_orientation_se, s.effect_neff[4] AS customer_orientation_neff,
           s.effect_phi[4] AS customer_orientation_phi,
           s.effect_n[5]::integer AS collaboration_self_n, s.effect_delta[5] AS collaboration_self,
           s.effect_se[5] AS collaboration_self_se, s.effect_neff[5] AS collaboration_self_neff,
           s.effect_phi[5] AS collaboration_self_phi,
           s.effect_n[6]::integer AS handed_on_n, s.effect_delta[6] AS handed_on_more, s.effect_se[6] AS handed_on_se,
           s.effect_neff[6] AS handed_on_neff, s.effect_phi[6] AS handed_on_phi,
           s.handed_on, s.unsupported::double precision / nullif(s.handoffs, 0) AS unsupported,
           s.unsupported AS unsupported_handoffs, s.handoffs, s.received_teams, s.received, s.received_se,
           s.ties_internal, s.ties_external, s.dyads_internal, s.dyads_external, s.ties_ei, s.ties_p, s.community,
           t.code || ', ' || s.text_fi AS text_fi, t.code || ', ' || s.text_en AS text_en, t.code || ', ' || s.text_sv AS text_sv
      FROM pulssid.silo_team s
      JOIN pulssid.team t ON t.id = s.team_id;

-- Numbers of handoffs are left out: a small one is told nowhere.
CREATE VIEW report.silos AS
    SELECT release, team, state, reason, pulssid.shown(index, 0) AS index, pulssid.shown(index_lo, 0) AS index_lo,
           pulssid.shown(index_hi, 0) AS index_hi, families, pulssid.shown(p, 3) AS p, pulssid.shown(q, 2) AS q, flag, evidence,
           quadrant,
           pulssid.shown(a1, 2) AS a1, pulssid.shown(a1_p, 3) AS a1_p, a1_reason,
           pulssid.shown(a2, 2) AS a2, pulssid.shown(a2_p, 3) AS a2_p, a2_reason,
           pulssid.shown(b1, 2) AS b1, pulssid.shown(b1_p, 3) AS b1_p, b1_reason,
           pulssid.shown(b2, 2) AS b2, pulssid.shown(b2_p, 3) AS b2_p, b2_reason,
           pulssid.shown(c1, 2) AS c1, pulssid.shown(c1_p, 3) AS c1_p, c1_reason,
           pulssid.shown(c2, 2) AS c2, pulssid.shown(c2_p, 3) AS c2_p, c2_reason,
           pulssid.shown(d1, 2) AS d1, pulssid.shown(d1_p, 3) AS d1_p, d1_reason,
           pulssid.shown(a, 2) AS a, pulssid.shown(a_adds, 0) AS a_adds, pulssid.shown(b, 2) AS b,
           pulssid.shown(b_adds, 0) AS b_adds, pulssid.shown(c, 2) AS c, pulssid.shown(c_adds, 0) AS c_adds,
           pulssid.shown(d, 2) AS d, pulssid.shown(d_adds, 0) AS d_adds,
           pulssid.shown(wellbeing, 0) AS wellbeing, pulssid.shown(csat, 0) AS csat, pulssid.shown(engagement, 0) AS engagement,
           pulssid.shown(customer_orientation, 0) AS customer_orientation,
           pulssid.shown(collaboration_self, 0) AS collaboration_self, pulssid.shown(handed_on_more, 2) AS handed_on_more,
           pulssid.shown(received, 0) AS received, ties_internal, ties_external, community,
           text_fi, text_en, text_sv
      FROM exact.silos;

CREATE VIEW exact.silos_organisation AS
    SELECT s.release, CASE WHEN s.reason IS NULL THEN 'published' ELSE 'insufficient' END AS state, s.reason, s.index, s.teams,
           s.judged, s.flagged, s.tested, s.periods, s.unsupported, s.reading, s.communities_reason, s.communities,
           s.communities_teams, s.communities_q, s.communities_agreement,
           s.handoffs_reason, s.handoffs_total, s.handoffs_internal, s.handoffs_ei, s.handoffs_ei_p_low, s.handoffs_ei_p_high,
           s.handoffs_ei_mean, s.handoffs_ei_sd, s.handoffs_q, s.handoffs_q_p_low, s.handoffs_q_p_high, s.handoffs_q_mean,
           s.handoffs_q_sd, s.handoffs_q_max, s.handoffs_assortativity, s.handoffs_arrangements, s.handoffs_exact,
           s.ties_reason, s.ties_total / 2 AS ties_total, s.ties_internal / 2 AS ties_internal, s.ties_ei, s.ties_ei_p_low,
           s.ties_ei_p_high, s.ties_ei_mean, s.ties_ei_sd, s.ties_q, s.ties_q_p_low, s.ties_q_p_high, s.ties_q_mean, s.ties_q_sd,
           s.ties_q_max, s.ties_assortativity, s.ties_arrangements, s.ties_exact, s.seed, s.permutations,
           s.text_fi, s.text_en, s.text_sv
      FROM pulssid.silo s;

CREATE VIEW report.silos_organisation AS
    SELECT release, state, reason, pulssid.shown(index, 0) AS index, teams, judged, flagged, tested, periods,
           pulssid.shown(unsupported, 2) AS unsupported, reading, communities_reason, communities,
           pulssid.shown(communities_q, 2) AS communities_q, pulssid.shown(communities_agreement, 2) AS communities_agreement,
           handoffs_reason, pulssid.shown(handoffs_ei, 2) AS handoffs_ei, pulssid.shown(handoffs_ei_p_low, 3) AS handoffs_ei_p_low,
           pulssid.shown(handoffs_ei_p_high, 3) AS handoffs_ei_p_high, pulssid.shown(handoffs_ei_mean, 2) AS handoffs_ei_mean,
           pulssid.shown(handoffs_ei_sd, 2) AS handoffs_ei_sd, pulssid.shown(handoffs_q, 2) AS handoffs_q,
           pulssid.shown(handoffs_q_p_high, 3) AS handoffs_q_p_high,
           pulssid.shown(handoffs_assortativity, 2) AS handoffs_assortativity, handoffs_arrangements, handoffs_exact,
           ties_reason, ties_total, ties_internal, pulssid.shown(ties_ei, 2) AS ties_ei,
           pulssid.shown(ties_ei_p_low, 3) AS ties_ei_p_low, pulssid.shown(ties_ei_p_high, 3) AS ties_ei_p_high,
           pulssid.shown(ties_ei_mean, 2) AS ties_ei_mean, pulssid.shown(ties_ei_sd, 2) AS ties_ei_sd,
           pulssid.shown(ties_q, 2) AS ties_q, pulssid.shown(ties_q_p_high, 3) AS ties_q_p_high,
           pulssid.shown(ties_assortativity, 2) AS ties_assortativity, ties_arrangements, ties_exact, seed, permutations,
           text_fi, text_en, text_sv
      FROM exact.silos_organisation;

CREATE VIEW exact.handoffs_organisation AS
    SELECT s.release, CASE WHEN s.reason IS NULL THEN 'published' ELSE 'insufficient' END AS state, s.reason, s.periods, s.contacts,
           s.handed_on, s.handed_on_lo, s.handed_on_hi, s.first_desk, s.first_desk_lo, s.first_desk_hi,
           s.ping_pong, s.ping_pong_lo, s.ping_pong_hi, s.teams, s.teams_lo, s.teams_hi,
           s.step_contacts[1]::integer AS contacts_0, s.step_contacts[2]::integer AS contacts_1,
           s.step_contacts[3]::integer AS contacts_2, s.step_contacts[4]::integer AS contacts_3,
           s.csat[1] AS csat_0, s.csat_lo[1] AS csat_0_lo, s.csat_hi[1] AS csat_0_hi, s.csat_n[1]::integer AS csat_0_n,
           s.csat_periods[1]::integer AS csat_0_periods,
           s.csat[5] AS csat_on, s.csat_lo[5] AS csat_on_lo, s.csat_hi[5] AS csat_on_hi, s.csat_n[5]::integer AS csat_on_n,
           s.csat_periods[5]::integer AS csat_on_periods,
           s.csat[2] AS csat_1, s.csat_lo[2] AS csat_1_lo, s.csat_hi[2] AS csat_1_hi, s.csat_n[2]::integer AS csat_1_n,
           s.csat_periods[2]::integer AS csat_1_periods,
           s.csat[3] AS csat_2, s.csat_lo[3] AS csat_2_lo, s.csat_hi[3] AS csat_2_hi, s.csat_n[3]::integer AS csat_2_n,
           s.csat_periods[3]::integer AS csat_2_periods,
           s.csat[4] AS csat_3, s.csat_lo[4] AS csat_3_lo, s.csat_hi[4] AS csat_3_hi, s.csat_n[4]::integer AS csat_3_n,
           s.csat_periods[4]::integer AS csat_3_periods,
           s.penalty_reason, s.penalty, s.penalty_se, s.penalty_lo, s.penalty_hi, s.penalty_p, s.penalty_df, s.penalty_n,
           s.penalty_periods, s.text_fi, s.text_en, s.text_sv
      FROM pulssid.path_summary s;

-- Contacts are told in tens or hundreds, shares and means in steps that are worth k contacts or more, lest two releases tell of a
-- few.
CREATE VIEW report.handoffs_organisation AS
    SELECT s.release, CASE WHEN s.reason IS NULL AND s.decimals IS NOT NULL THEN 'published' ELSE 'insufficient' END AS state,
           CASE WHEN s.decimals IS NULL THEN coalesce(s.reason, 'few_contacts') ELSE s.reason END AS reason, s.periods,
           CASE s.decimals WHEN 2 THEN s.contacts - s.contacts % 100 WHEN 1 THEN s.contacts - s.contacts % 10 END AS contacts,
           pulssid.shown(s.handed_on, s.decimals) AS handed_on, pulssid.shown(s.handed_on_lo, s.decimals) AS handed_on_lo,
           pulssid.shown(s.handed_on_hi, s.decimals) AS handed_on_hi, pulssid.shown(s.first_desk, s.decimals) AS first_desk,
           pulssid.shown(s.first_desk_lo, s.decimals) AS first_desk_lo, pulssid.shown(s.first_desk_hi, s.decimals) AS first_desk_hi,
           pulssid.shown(s.ping_pong, s.decimals) AS ping_pong, pulssid.shown(s.ping_pong_lo, s.decimals) AS ping_pong_lo,
           pulssid.shown(s.ping_pong_hi, s.decimals) AS ping_pong_hi, pulssid.shown(s.teams, s.decimals) AS teams,
           pulssid.shown(s.teams_lo, s.decimals) AS teams_lo, pulssid.shown(s.teams_hi, s.decimals) AS teams_hi,
           pulssid.shown(s.step_contacts[1] / nullif(s.contacts, 0), s.decimals) AS share_0, pulssid.shown(s.step_contacts[2] / nullif(s.contacts, 0), s.decimals) AS share_1,
           pulssid.shown(s.step_contacts[3] / nullif(s.contacts, 0), s.decimals) AS share_2, pulssid.shown(s.step_contacts[4] / nullif(s.contacts, 0), s.decimals) AS share_3,
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
           s.text_fi, s.text_en, s.text_sv
      FROM pulssid.path_summary s;

COMMENT ON VIEW report.silos IS 'siloing of each team: seven indicators in four families, an index of 0 to 100, and whether two families are real';
COMMENT ON VIEW exact.silos IS 'the same unrounded, with what it is made of';
COMMENT ON VIEW report.silos_organisation IS 'siloing of the whole: index, and handoffs and ties of collaboration beside the units';
COMMENT ON VIEW exact.silos_organisation IS 'the same unrounded';
COMMENT ON VIEW report.handoffs_organisation IS 'how often customers are sent on in the whole organisation, and what a handoff costs';
COMMENT ON VIEW exact.handoffs_organisation IS 'the same unrounded';
DO $$
DECLARE
    c record;
BEGIN
    FOR c IN SELECT a.attrelid::regclass AS view, a.attname AS name, v.says
               FROM (VALUES
        ('silos', 'release', 'release after which the analysis was made'),
        ('silos', 'team', 'code of the team'),
        ('silos', 'state', 'published, or insufficient: there is no index'),
        ('silos', 'reason', 'why insufficient'),
        ('silos', 'index', '0 to 100: mean of the families that are there; below 20 ordinary, above 40 pronounced'),
        ('silos', 'index_se', 'its standard error'),
        ('silos', 'index_lo', 'its interval of 90 %'),
        ('silos', 'index_hi', 'its interval of 90 %'),
        ('silos', 'families', 'families that are there'),
        ('silos', 'p', 'that at least two families are real'),
        ('silos', 'q', 'the same over all teams (Benjamini-Hochberg)'),
        ('silos', 'flag', 'q is 0.05 or less in this analysis'),
        ('silos', 'evidence', 'over formal tests a quarter of a year apart: none, preliminary, confirmed by two in a row'),
        ('silos', 'quadrant', 'wellbeing and customers beside the other teams: thriving, inward, strained, struggling, undetermined'),
        ('silos', 'a1', 'well among themselves and customers unhappy; 1 is pronounced, as of all indicators'),
        ('silos', 'a2', 'the link of wellbeing and customers that the other teams have is missing'),
        ('silos', 'b1', 'customers are handed on more than by other teams'),
        ('silos', 'b2', 'and to teams that it does not work with'),
        ('silos', 'c1', 'thinks better of its collaboration than the others do'),
        ('silos', 'c2', 'few ties with teams of other units'),
        ('silos', 'd1', 'engaged, and not for customers'),
        ('silos', 'a', 'score of the family of a1 and a2, 0 to 1'),
        ('silos', 'b', 'score of the family of b1 and b2, 0 to 1'),
        ('silos', 'c', 'score of the family of c1 and c2, 0 to 1'),
        ('silos', 'd', 'score of the family of d1, 0 to 1'),
        ('silos', 'wellbeing', 'points above (below 0: below) the other teams over the window'),
        ('silos', 'csat', 'points above the other teams'),
        ('silos', 'engagement', 'points above the other teams'),
        ('silos', 'customer_orientation', 'points above the other teams'),
        ('silos', 'collaboration_self', 'points above the other teams, as the team sees itself'),
        ('silos', 'handed_on_more', 'share of its visits that it hands on, above the other teams'),
        ('silos', 'handed_on', 'share of its visits that it hands on'),
        ('silos', 'unsupported', 'share of its handoffs that go to teams it does not work with'),
        ('silos', 'unsupported_handoffs', 'their number'),
        ('silos', 'handoffs', 'to teams of which one of the two has rated the other'),
        ('silos', 'received', 'what the other teams think of working with it, each counting once'),
        ('silos', 'received_se', 'its standard error'),
        ('silos', 'received_teams', 'teams that rated it'),
        ('silos', 'ties_internal', 'teams of its own unit that it works with'),
        ('silos', 'ties_external', 'teams of other units that it works with'),
        ('silos', 'dyads_internal', 'teams of its own unit with a rating between them'),
        ('silos', 'dyads_external', 'teams of other units with a rating between them'),
        ('silos', 'ties_ei', 'E-I index of its ties: -1 all in its unit, 1 all outside'),
        ('silos', 'ties_p', 'that as many would be in its unit by chance'),
        ('silos', 'community', 'teams of one number hand customers to each other more than to others, whatever their units'),
        ('silos', 'text_fi', 'the row in words, with what the number does not say: in Finnish'),
        ('silos', 'text_en', 'the same in English'),
        ('silos', 'text_sv', 'the same in Swedish'),
        ('silos_organisation', 'release', 'release after which the analysis was made'),
        ('silos_organisation', 'state', 'published, or insufficient: there is no index'),
        ('silos_organisation', 'reason', 'why insufficient'),
        ('silos_organisation', 'index', 'mean of the teams'' by headcount'),
        ('silos_organisation', 'teams', 'teams that were looked at'),
        ('silos_organisation', 'judged', 'of them with an index'),
        ('silos_organisation', 'flagged', 'of them with a flag'),
        ('silos_organisation', 'tested', 'whether a formal test was due, so that evidence may have changed'),
        ('silos_organisation', 'periods', 'length of the window'),
        ('silos_organisation', 'unsupported', 'share of handoffs to teams that the sender does not work with'),
        ('silos_organisation', 'reading', 'ties and handoffs together: closed_shops, crossed_border, specialised, none'),
        ('silos_organisation', 'communities_reason', 'why there are none'),
        ('silos_organisation', 'communities', 'groups of teams that hand customers to each other (Leiden)'),
        ('silos_organisation', 'communities_teams', 'teams in them'),
        ('silos_organisation', 'communities_q', 'their modularity'),
        ('silos_organisation', 'communities_agreement', 'with the units: adjusted Rand index, 1 the same, about 0 by chance'),
        ('silos_organisation', 'seed', 'of the arrangements that were drawn, and of the communities'),
        ('silos_organisation', 'permutations', 'arrangements to draw where not all are tried'),
        ('silos_organisation', 'text_fi', 'the whole in words: in Finnish'),
        ('silos_organisation', 'text_en', 'the same in English'),
        ('silos_organisation', 'text_sv', 'the same in Swedish'),
        ('handoffs_organisation', 'release', 'release after which it was computed'),
        ('handoffs_organisation', 'state', 'published, or insufficient'),
        ('handoffs_organisation', 'reason', 'why insufficient: few_contacts'),
        ('handoffs_organisation', 'periods', 'length of the window'),
        ('handoffs_organisation', 'contacts', 'of teams that are cleared; in schema report rounded down to tens or hundreds'),
        ('handoffs_organisation', 'handed_on', 'share of contacts that visited two teams or more'),
        ('handoffs_organisation', 'first_desk', 'share that the first team sent nowhere'),
        ('handoffs_organisation', 'ping_pong', 'share that came back to a team'),
        ('handoffs_organisation', 'teams', 'visited by a contact, mean'),
        ('handoffs_organisation', 'csat_0', 'satisfaction of contacts that were never handed on, 0 to 100'),
        ('handoffs_organisation', 'csat_on', 'of those that were'),
        ('handoffs_organisation', 'csat_1', 'of those that were once'),
        ('handoffs_organisation', 'csat_2', 'twice'),
        ('handoffs_organisation', 'csat_3', 'three times or more'),
        ('handoffs_organisation', 'penalty_reason', 'why there is no penalty'),
        ('handoffs_organisation', 'penalty', 'points of satisfaction a further handoff, below 0 lost; entry teams and periods held apart'),
        ('handoffs_organisation', 'penalty_se', 'its standard error (HC1)'),
        ('handoffs_organisation', 'penalty_p', 'two-sided'),
        ('handoffs_organisation', 'penalty_df', 'its degrees of freedom'),
        ('handoffs_organisation', 'penalty_n', 'rated contacts that it is made of'),
        ('handoffs_organisation', 'penalty_periods', 'periods that it is made of'),
        ('handoffs_organisation', 'text_fi', 'the row in words: in Finnish'),
        ('handoffs_organisation', 'text_en', 'the same in English'),
        ('handoffs_organisation', 'text_sv', 'the same in Swedish')) v(view, name, says)
               JOIN pg_class k ON k.relname = v.view
               JOIN pg_namespace s ON s.oid = k.relnamespace AND s.nspname IN ('report', 'exact')
               JOIN pg_attribute a ON a.attrelid = k.oid AND a.attname = v.name
     UNION ALL -- what follows a pattern
             SELECT a.attrelid::regclass, a.attname, v.says
               FROM (VALUES
        ('_reason$', 'why it is not there'), ('_se$', 'its standard error'), ('_neff$', 'periods that it is worth'),
        ('^csat_(0|on|1|2|3)_n$', 'rated contacts that it is over'),
        ('^csat_(0|on|1|2|3)_periods$', 'periods in which it may be told'), ('_n$', 'periods that count'), ('_phi$', 'its first-order autoregression'), ('_adds$', 'what the family adds to the index'),
        ('_lo$', 'its interval of 95 %'), ('_hi$', 'its interval of 95 %'),
        ('^[a-d][12]?_p$', 'its p, one-sided'),
        ('^contacts_[0-3]$', 'contacts with that many handoffs, 3 or more the last'),
        ('^share_[0-3]$', 'share of contacts with that many handoffs, 3 or more the last'),
        ('^(handoffs|ties)_total$', 'handoffs, or ties, of all teams'), ('^(handoffs|ties)_internal$', 'of them within units'),
        ('^(handoffs|ties)_ei$', 'E-I index: -1 all within units, 1 all between'),
        ('^(handoffs|ties)_q$', 'modularity by the units'), ('^(handoffs|ties)_q_max$', 'were all within units'),
        ('^(handoffs|ties)_assortativity$', 'modularity as a share of what it could be'),
        ('_p_low$', 'that units drawn by chance have as little'), ('_p_high$', 'that units drawn by chance have as much'),
        ('_mean$', 'mean over such units'), ('_sd$', 'standard deviation over such units'),
        ('_arrangements$', 'units drawn by chance, or all that are different'), ('_exact$', 'all were tried')) v(pattern, says)
               JOIN pg_class k ON k.relname IN ('silos', 'silos_organisation', 'handoffs_organisation')
               JOIN pg_namespace s ON s.oid = k.relnamespace AND s.nspname IN ('report', 'exact')
               JOIN pg_attribute a ON a.attrelid = k.oid AND a.attname ~ v.pattern
              WHERE col_description(a.attrelid, a.attnum) IS NULL LOOP
        IF col_description(c.view::oid, (SELECT attnum FROM pg_attribute WHERE attrelid = c.view::oid AND attname = c.name)) IS NULL THEN
            EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', c.view, c.name, c.says);
        END IF;
    END LOOP;
END $$;

GRANT SELECT, INSERT ON pulssid.visit, pulssid.path_count, pulssid.penalty_sum, pulssid.path_satisfaction, pulssid.silo, pulssid.silo_team,
    pulssid.path_summary TO pulssid_stats;
GRANT SELECT ON exact.silos, exact.silos_organisation, exact.handoffs_organisation TO pulssid_stats;
GRANT SELECT ON report.silos, report.silos_organisation, report.handoffs_organisation TO pulssid_report;
