-- SPDX-License-Identifier: GPL-3.0-or-later
-- Agreement within teams, differences between them, and whether metrics still measure anything. What these need of answers is
-- derived at the close of a period and written with its release; nothing goes back to answers. Releases older than these tables
-- have no rows in the first two.

-- How alike the members of a published leaf answered the items of a dimension. Derived figures alone: a team's sums of items
-- would give the answers of five people back.
CREATE TABLE pulssid.agreement_cell (
    team_id         integer NOT NULL,
    period          integer NOT NULL REFERENCES pulssid.period,
    dimension       text COLLATE "C" NOT NULL,
    items           integer NOT NULL CHECK (items > 0),
    options         integer CHECK (options >= 2),
    n               integer NOT NULL CHECK (n >= 5),
    rwgj_uniform    double precision CHECK (rwgj_uniform BETWEEN 0 AND 1),
    rwgj_slightskew double precision CHECK (rwgj_slightskew BETWEEN 0 AND 1),
    adm             double precision CHECK (adm >= 0),
    constant        boolean NOT NULL,
    PRIMARY KEY (team_id, period, dimension)
);
CREATE INDEX ON pulssid.agreement_cell (period);
COMMENT ON TABLE pulssid.agreement_cell IS 'agreement within each published leaf, by period and dimension';
COMMENT ON COLUMN pulssid.agreement_cell.items IS 'items of the dimension (J)';
COMMENT ON COLUMN pulssid.agreement_cell.options IS 'answers that each item allows (A); null: not the same number, and no figures';
COMMENT ON COLUMN pulssid.agreement_cell.n IS 'people who answered every item';
COMMENT ON COLUMN pulssid.agreement_cell.rwgj_uniform IS 'rwg(j) against chance answers spread evenly; 0 as by chance, 1 all alike';
COMMENT ON COLUMN pulssid.agreement_cell.rwgj_slightskew IS 'rwg(j) against slightly skewed chance answers; null but for 5 to 11 options';
COMMENT ON COLUMN pulssid.agreement_cell.adm IS 'AD_M(j): mean distance from the mean, in scale points';
COMMENT ON COLUMN pulssid.agreement_cell.constant IS 'everybody gave the same answers';

-- Sums over the employees of all published leaves of a period, five leaves at least: never one team's.
CREATE TABLE pulssid.dimension_pool (
    period       integer NOT NULL REFERENCES pulssid.period,
    dimension    text COLLATE "C" NOT NULL,
    shows_spread boolean NOT NULL,
    teams        integer NOT NULL CHECK (teams >= 5),
    n            bigint NOT NULL,
    sum          bigint NOT NULL,
    squares      bigint NOT NULL,
    unit         integer NOT NULL CHECK (unit > 0),
    submissions  bigint NOT NULL,
    unanswered   bigint NOT NULL,
    ceiling      bigint NOT NULL,
    floor        bigint NOT NULL,
    complete     bigint NOT NULL,
    items        text[] NOT NULL CHECK (cardinality(items) > 0),
    worst        integer[] NOT NULL CHECK (cardinality(worst) = cardinality(items)),
    best         integer[] NOT NULL CHECK (cardinality(best) = cardinality(items)),
    sums         bigint[] CHECK (cardinality(sums) = cardinality(items)),
    products     bigint[] CHECK (cardinality(products) = cardinality(items) * (cardinality(items) + 1) / 2),
    PRIMARY KEY (period, dimension),
    CHECK ((sums IS NULL) = (products IS NULL) AND (sums IS NULL OR complete >= 2 * cardinality(items)))
);
COMMENT ON TABLE pulssid.dimension_pool IS 'scores and items of a dimension, summed over the published leaves of a period';
COMMENT ON COLUMN pulssid.dimension_pool.shows_spread IS
    'each of these leaves shows its own dispersion, so that of all of them together may be shown: it tells nothing more';
COMMENT ON COLUMN pulssid.dimension_pool.teams IS 'leaves';
COMMENT ON COLUMN pulssid.dimension_pool.n IS 'people with a score';
COMMENT ON COLUMN pulssid.dimension_pool.sum IS 'of scores, in units';
COMMENT ON COLUMN pulssid.dimension_pool.squares IS 'of scores, squared, in units';
COMMENT ON COLUMN pulssid.dimension_pool.unit IS 'units in 0..100';
COMMENT ON COLUMN pulssid.dimension_pool.submissions IS 'people who sent the survey';
COMMENT ON COLUMN pulssid.dimension_pool.unanswered IS 'items that they left out';
COMMENT ON COLUMN pulssid.dimension_pool.ceiling IS 'people with the score 100';
COMMENT ON COLUMN pulssid.dimension_pool.floor IS 'people with the score 0';
COMMENT ON COLUMN pulssid.dimension_pool.complete IS 'people who answered every item';
COMMENT ON COLUMN pulssid.dimension_pool.items IS 'codes of the items';
COMMENT ON COLUMN pulssid.dimension_pool.worst IS 'worst answer to each';
COMMENT ON COLUMN pulssid.dimension_pool.best IS 'best answer to each';
COMMENT ON COLUMN pulssid.dimension_pool.sums IS
    'over those who answered every item, of steps from the worst answer; null: too few people for so many items';
COMMENT ON COLUMN pulssid.dimension_pool.products IS 'of each two items i <= j, row by row, summed over the same people';

-- May answers be made a figure of a team? For each dimension over the analysis window, as computed after a release.
CREATE TABLE pulssid.agreement (
    release      integer NOT NULL REFERENCES pulssid.release,
    dimension    text COLLATE "C" NOT NULL,
    period       integer NOT NULL REFERENCES pulssid.period,
    state        text NOT NULL CHECK (state IN ('published', 'suppressed', 'insufficient')),
    periods      integer NOT NULL,
    rwgj_median  double precision,
    icc1_median  double precision,
    icc2_median  double precision,
    significant  double precision,
    verdict      text CHECK (verdict IN ('ok', 'weak', 'not_a_team_property')),
    grade        text CHECK (grade IN ('A', 'D')),
    text_fi      text NOT NULL,
    text_en      text NOT NULL,
    text_sv      text NOT NULL,
    PRIMARY KEY (release, dimension)
);
COMMENT ON TABLE pulssid.agreement IS 'whether a dimension is a property of teams, by release';
COMMENT ON COLUMN pulssid.agreement.period IS 'newest period of the window with published teams';
COMMENT ON COLUMN pulssid.agreement.state IS
    'suppressed: so few periods that its figures would give a small team''s dispersion away; exact ones are there all the same';
COMMENT ON COLUMN pulssid.agreement.periods IS 'periods of the window with five published teams';
COMMENT ON COLUMN pulssid.agreement.rwgj_median IS 'median over periods of the median over teams, uniform null';
COMMENT ON COLUMN pulssid.agreement.icc1_median IS 'median over periods';
COMMENT ON COLUMN pulssid.agreement.icc2_median IS 'median over periods';
COMMENT ON COLUMN pulssid.agreement.significant IS 'share of those periods in which teams differ (F test, p < .05)';

-- One-way analysis of variance over the published leaves of each period of the window.
CREATE TABLE pulssid.agreement_period (
    release      integer NOT NULL,
    dimension    text COLLATE "C" NOT NULL,
    period       integer NOT NULL REFERENCES pulssid.period,
    shows_spread boolean NOT NULL,
    k            integer NOT NULL,
    n            integer NOT NULL,
    n0           double precision,
    msb          double precision,
    msw          double precision,
    f            double precision,
    p            double precision,
    icc1         double precision,
    icc1_lo      double precision,
    icc1_hi      double precision,
    icc2         double precision,
    icc2_lo      double precision,
    icc2_hi      double precision,
    rwgj_median  double precision,
    PRIMARY KEY (release, dimension, period),
    FOREIGN KEY (release, dimension) REFERENCES pulssid.agreement
);
COMMENT ON TABLE pulssid.agreement_period IS 'differences between teams in one period, by release';
COMMENT ON COLUMN pulssid.agreement_period.shows_spread IS 'as in dimension_pool: whether anyone may see the figures';
COMMENT ON COLUMN pulssid.agreement_period.k IS 'published leaves';
COMMENT ON COLUMN pulssid.agreement_period.n IS 'their respondents';
COMMENT ON COLUMN pulssid.agreement_period.n0 IS 'group size that stands for all of them; null with what follows: fewer than five teams';
COMMENT ON COLUMN pulssid.agreement_period.msb IS 'mean square between teams';
COMMENT ON COLUMN pulssid.agreement_period.msw IS 'mean square within teams; 0: everything behind it is undefined';
COMMENT ON COLUMN pulssid.agreement_period.f IS 'with k - 1 and n - k degrees of freedom';
COMMENT ON COLUMN pulssid.agreement_period.p IS 'of F';
COMMENT ON COLUMN pulssid.agreement_period.icc1 IS 'ICC(1), share of variance between teams; below 0 as it is';
COMMENT ON COLUMN pulssid.agreement_period.icc2 IS 'ICC(2), reliability of the teams'' means';
COMMENT ON COLUMN pulssid.agreement_period.rwgj_median IS 'median over teams, uniform null';

-- How reliable each team's mean is in the newest period of the window.
CREATE TABLE pulssid.agreement_team (
    team_id     integer NOT NULL,
    release     integer NOT NULL,
    dimension   text COLLATE "C" NOT NULL,
    reliability double precision NOT NULL,
    PRIMARY KEY (team_id, release, dimension),
    FOREIGN KEY (release, dimension) REFERENCES pulssid.agreement
);
COMMENT ON TABLE pulssid.agreement_team IS 'reliability of the means of teams, by release';
COMMENT ON COLUMN pulssid.agreement_team.reliability IS 'n ICC(1) / (1 + (n - 1) ICC(1)) of the period, of an ICC(1) below 0 as of 0';

-- Every leaf in the newest period of the window.
CREATE VIEW exact.agreement AS
    SELECT a.release, p.id AS period, a.dimension, t.code AS team,
           CASE WHEN c.state = 'published' AND g.n IS NULL THEN 'insufficient' ELSE c.state END AS state,
           g.n, g.items, g.options, g.rwgj_uniform, g.rwgj_slightskew, g.adm, g.options / 6::double precision AS adm_cutoff,
           g.constant AS no_variance, x.reliability
      FROM pulssid.agreement a
      JOIN pulssid.period p USING (period)
      JOIN pulssid.cell c ON c.period = a.period AND c.dimension = a.dimension AND c.team_id > 0
      JOIN pulssid.team t ON t.id = c.team_id
      LEFT JOIN pulssid.agreement_cell g ON (g.team_id, g.period, g.dimension) = (c.team_id, c.period, c.dimension)
      LEFT JOIN pulssid.agreement_team x ON (x.team_id, x.release, x.dimension) = (c.team_id, a.release, a.dimension)
     WHERE NOT EXISTS (SELECT FROM pulssid.period_team b WHERE b.period = c.period AND b.parent_id = c.team_id);

-- Agreement is dispersion, so it is for ten people, and not shown where a cell hides its own, since all answered alike. AD_M
-- of a single item would give the answers of ten people away beside their mean and SD; over several items it does not.
CREATE VIEW report.agreement AS
    SELECT e.release, e.period, e.dimension, e.team,
           CASE WHEN e.state <> 'published' THEN e.state
                WHEN e.n < 10 THEN 'insufficient'
                WHEN shows.it THEN 'published'
                ELSE 'suppressed' END AS state,
           CASE WHEN shows.it THEN e.n END AS n, e.items, e.options,
           CASE WHEN shows.it THEN pulssid.shown(e.rwgj_uniform, 2) END AS rwgj_uniform,
           CASE WHEN shows.it THEN pulssid.shown(e.rwgj_slightskew, 2) END AS rwgj_slightskew,
           CASE WHEN shows.it AND e.items > 1 THEN pulssid.shown(e.adm, 2) END AS adm,
           pulssid.shown(e.adm_cutoff, 2) AS adm_cutoff,
           CASE WHEN shows.it THEN e.no_variance END AS no_variance,
           CASE WHEN v.shows_spread THEN pulssid.shown(e.reliability, 2) END AS reliability
      FROM exact.agreement e
      JOIN pulssid.period p ON p.id = e.period
      JOIN pulssid.team t ON t.code = e.team
      LEFT JOIN pulssid.published_cell s ON (s.team_id, s.period, s.dimension) = (t.id, p.period, e.dimension)
      LEFT JOIN pulssid.agreement_period v ON (v.release, v.dimension, v.period) = (e.release, e.dimension, p.period)
      CROSS JOIN LATERAL (SELECT coalesce(e.n >= 10 AND s.sd IS NOT NULL AND NOT e.no_variance, false) AS it) shows;

CREATE VIEW exact.agreement_periods AS
    SELECT v.release, v.dimension, p.id AS period,
           CASE WHEN v.icc1 IS NULL THEN 'insufficient' ELSE 'published' END AS state,
           v.k, v.n, v.n0, v.msb, v.msw, v.f, v.p, v.icc1, v.icc1_lo, v.icc1_hi, v.icc2, v.icc2_lo, v.icc2_hi, v.rwgj_median
      FROM pulssid.agreement_period v JOIN pulssid.period p USING (period);

CREATE VIEW report.agreement_periods AS
    SELECT v.release, v.dimension, p.id AS period,
           CASE WHEN v.icc1 IS NULL THEN 'insufficient' WHEN v.shows_spread THEN 'published' ELSE 'suppressed' END AS state,
           v.k, v.n,
           CASE WHEN v.shows_spread THEN pulssid.shown(v.n0, 1) END AS n0,
           CASE WHEN v.shows_spread THEN pulssid.shown(v.msb, 1) END AS msb,
           CASE WHEN v.shows_spread THEN pulssid.shown(nullif(v.msw, 0), 1) END AS msw,
           CASE WHEN v.shows_spread THEN pulssid.shown(v.f, 2) END AS f,
           CASE WHEN v.shows_spread THEN pulssid.shown(v.p, 3) END AS p,
           CASE WHEN v.shows_spread THEN pulssid.shown(v.icc1, 2) END AS icc1,
           CASE WHEN v.shows_spread THEN pulssid.shown(v.icc1_lo, 2) END AS icc1_lo,
           CASE WHEN v.shows_spread THEN pulssid.shown(v.icc1_hi, 2) END AS icc1_hi,
           CASE WHEN v.shows_spread THEN pulssid.shown(v.icc2, 2) END AS icc2,
           CASE WHEN v.shows_spread THEN pulssid.shown(v.icc2_lo, 2) END AS icc2_lo,
           CASE WHEN v.shows_spread THEN pulssid.shown(v.icc2_hi, 2) END AS icc2_hi,
           NULL::numeric AS rwgj_median -- it is one team's, perhaps a small one's
      FROM pulssid.agreement_period v JOIN pulssid.period p USING (period);

CREATE VIEW exact.agreement_organisation AS
    SELECT a.release, a.dimension, p.id AS period, a.state, a.periods, v.k AS icc_last_k, v.n AS icc_last_n, v.n0 AS icc_last_n0,
           v.msb AS icc_last_msb, v.msw AS icc_last_msw, v.f AS icc_last_f, v.p AS icc_last_p, v.icc1 AS icc_last_icc1,
           v.icc1_lo AS icc_last_icc1_lo, v.icc1_hi AS icc_last_icc1_hi, v.icc2 AS icc_last_icc2,
           v.icc2_lo AS icc_last_icc2_lo, v.icc2_hi AS icc_last_icc2_hi,
           a.rwgj_median, a.icc1_median, a.icc2_median, a.significant, a.verdict, a.grade, a.text_fi, a.text_en, a.text_sv
      FROM pulssid.agreement a
      JOIN pulssid.period p USING (period)
      JOIN exact.agreement_periods v ON (v.release, v.dimension, v.period) = (a.release, a.dimension, p.id);

-- Medians over fewer than six periods stand for single ones: that of rwg(j) for a single team's.
CREATE VIEW report.agreement_organisation AS
    SELECT a.release, a.dimension, p.id AS period, a.state, a.periods, v.k AS icc_last_k, v.n AS icc_last_n, v.n0 AS icc_last_n0,
           v.msb AS icc_last_msb, v.msw AS icc_last_msw, v.f AS icc_last_f, v.p AS icc_last_p, v.icc1 AS icc_last_icc1,
           v.icc1_lo AS icc_last_icc1_lo, v.icc1_hi AS icc_last_icc1_hi, v.icc2 AS icc_last_icc2,
           v.icc2_lo AS icc_last_icc2_lo, v.icc2_hi AS icc_last_icc2_hi,
           CASE WHEN shows.it AND a.periods >= 6 THEN pulssid.shown(a.rwgj_median, 2) END AS rwgj_median,
           CASE WHEN shows.it THEN pulssid.shown(a.icc1_median, 2) END AS icc1_median,
           CASE WHEN shows.it THEN pulssid.shown(a.icc2_median, 2) END AS icc2_median,
           CASE WHEN shows.it THEN pulssid.shown(a.significant, 2) END AS significant,
           CASE WHEN shows.it THEN a.verdict END AS verdict, CASE WHEN shows.it THEN a.grade END AS grade,
           a.text_fi, a.text_en, a.text_sv
      FROM pulssid.agreement a
      JOIN pulssid.period p USING (period)
      JOIN report.agreement_periods v ON (v.release, v.dimension, v.period) = (a.release, a.dimension, p.id)
      CROSS JOIN LATERAL (SELECT a.state <> 'suppressed' AS it) shows;

-- Does a metric still measure anything? For each dimension over its last thirteen surveys, as computed after a release. A person
-- decides; this only lists.
CREATE TABLE pulssid.metric (
    release         integer NOT NULL REFERENCES pulssid.release,
    dimension       text COLLATE "C" NOT NULL,
    period          integer NOT NULL REFERENCES pulssid.period,
    items_period    integer REFERENCES pulssid.period,
    state           text NOT NULL CHECK (state IN ('published', 'suppressed', 'insufficient')),
    periods         integer NOT NULL,
    n               integer,
    mean            double precision,
    sd              double precision,
    ceiling         double precision,
    floor           double precision,
    team_sd         double precision,
    constant_teams  integer NOT NULL,
    icc1_median     double precision,
    not_significant double precision,
    complete        integer,
    alpha           double precision,
    item_rest       double precision[],
    omega           double precision,
    omega_std       double precision,
    response_change double precision,
    item_missing    double precision,
    redundant_with  text,
    redundant_r     double precision,
    link_customer   text,
    link_lag        integer,
    link_k          integer,
    link_r          double precision,
    link_ci_r       double precision[],
    link_ci90_r     double precision[],
    link_fe_p       double precision,
    link_verdict    text CHECK (link_verdict IN ('linked', 'no_link', 'inconclusive')),
    link_grade      text CHECK (link_grade IN ('A', 'B', 'D')),
    findings        text[] NOT NULL,
    verdict         text CHECK (verdict IN ('keep', 'review', 'candidate_to_retire')),
    grade           text CHECK (grade IN ('A', 'D')),
    text_fi         text NOT NULL,
    text_en         text NOT NULL,
    text_sv         text NOT NULL,
    PRIMARY KEY (release, dimension)
);
COMMENT ON TABLE pulssid.metric IS 'the review of each employee metric, by release';
COMMENT ON COLUMN pulssid.metric.period IS 'newest period with published teams';
COMMENT ON COLUMN pulssid.metric.items_period IS 'newest period whose items were taken together; with its items older ones were';
COMMENT ON COLUMN pulssid.metric.state IS 'as in pulssid.agreement';
COMMENT ON COLUMN pulssid.metric.periods IS 'surveys reviewed, thirteen at most, each of five published teams';
COMMENT ON COLUMN pulssid.metric.n IS 'respondents in published teams over these surveys, each as often as they answered';
COMMENT ON COLUMN pulssid.metric.mean IS 'of respondents';
COMMENT ON COLUMN pulssid.metric.sd IS 'of respondents';
COMMENT ON COLUMN pulssid.metric.ceiling IS 'share of respondents at 100';
COMMENT ON COLUMN pulssid.metric.floor IS 'share of respondents at 0';
COMMENT ON COLUMN pulssid.metric.team_sd IS 'largest SD over time of a team''s published means, of teams with six';
COMMENT ON COLUMN pulssid.metric.constant_teams IS 'of these teams, those whose mean never moved';
COMMENT ON COLUMN pulssid.metric.icc1_median IS 'over these surveys';
COMMENT ON COLUMN pulssid.metric.not_significant IS 'share of these surveys in which teams do not differ (F test, p >= .05)';
COMMENT ON COLUMN pulssid.metric.complete IS 'respondents who answered every item';
COMMENT ON COLUMN pulssid.metric.alpha IS 'Cronbach''s alpha; null below two items or fifty respondents';
COMMENT ON COLUMN pulssid.metric.item_rest IS 'correlation of each item with the sum of the others';
COMMENT ON COLUMN pulssid.metric.omega IS 'McDonald''s omega; null below three items and in a Heywood case';
COMMENT ON COLUMN pulssid.metric.omega_std IS 'the same of standardised items';
COMMENT ON COLUMN pulssid.metric.response_change IS 'change of the response rate over half a year, by its trend, 0..1';
COMMENT ON COLUMN pulssid.metric.item_missing IS 'share of items that were left out';
COMMENT ON COLUMN pulssid.metric.redundant_with IS 'the metric with which this one moves most within teams';
COMMENT ON COLUMN pulssid.metric.redundant_r IS 'their correlation within teams';
COMMENT ON COLUMN pulssid.metric.link_customer IS 'customer dimension that it is held against';
COMMENT ON COLUMN pulssid.metric.link_lag IS 'the lag that the first of [stats] links has in common';
COMMENT ON COLUMN pulssid.metric.link_k IS 'teams pooled';
COMMENT ON COLUMN pulssid.metric.link_r IS 'pooled correlation at that lag, random effects';
COMMENT ON COLUMN pulssid.metric.link_ci_r IS '95 % interval (modified Hartung-Knapp)';
COMMENT ON COLUMN pulssid.metric.link_ci90_r IS '90 % interval, for equivalence';
COMMENT ON COLUMN pulssid.metric.link_fe_p IS 'p of the fixed-effect mean';
COMMENT ON COLUMN pulssid.metric.link_verdict IS
    'no_link: the 90 % interval lies within -.10 and .10; linked: the 95 % interval leaves 0 out; association, not cause';
COMMENT ON COLUMN pulssid.metric.link_grade IS 'B association, A equivalence, D cannot tell';
COMMENT ON COLUMN pulssid.metric.findings IS 'what was found, hard findings first';

CREATE VIEW exact.metrics AS
    SELECT m.release, m.dimension, p.id AS period, m.state, m.periods, m.n, m.mean, m.sd, m.ceiling, m.floor, m.team_sd,
           m.constant_teams, m.icc1_median, m.not_significant, d.items, m.complete, m.alpha, m.item_rest, m.omega, m.omega_std,
           m.response_change, m.item_missing, m.redundant_with, m.redundant_r, m.link_customer,
           m.link_lag AS link_kstar_lag, m.link_k AS link_kstar_k, m.link_r AS link_kstar_r, m.link_ci_r AS link_kstar_ci_r,
           m.link_ci90_r AS link_kstar_ci90_r, m.link_fe_p AS link_kstar_fe_p, m.link_verdict, m.link_grade,
           m.findings, m.verdict, m.grade, m.text_fi, m.text_en, m.text_sv
      FROM pulssid.metric m
      JOIN pulssid.period p USING (period)
      LEFT JOIN pulssid.dimension_pool d ON d.period = m.items_period AND d.dimension = m.dimension;

CREATE VIEW report.metrics AS
    SELECT m.release, m.dimension, m.period, m.state, m.periods, m.n, CASE WHEN shows.it THEN pulssid.shown(m.mean, 1) END AS mean,
           CASE WHEN shows.it THEN pulssid.shown(m.sd, 1) END AS sd,
           CASE WHEN shows.it THEN pulssid.shown(m.ceiling, 2) END AS ceiling,
           CASE WHEN shows.it THEN pulssid.shown(m.floor, 2) END AS floor,
           CASE WHEN shows.it THEN pulssid.shown(m.team_sd, 1) END AS team_sd,
           CASE WHEN shows.it THEN m.constant_teams END AS constant_teams,
           CASE WHEN shows.it THEN pulssid.shown(m.icc1_median, 2) END AS icc1_median,
           CASE WHEN shows.it THEN pulssid.shown(m.not_significant, 2) END AS not_significant,
           m.items, m.complete, CASE WHEN shows.it THEN pulssid.shown(m.alpha, 2) END AS alpha,
           CASE WHEN shows.it THEN pulssid.shown(m.item_rest, 2) END AS item_rest,
           CASE WHEN shows.it THEN pulssid.shown(m.omega, 2) END AS omega,
           CASE WHEN shows.it THEN pulssid.shown(m.omega_std, 2) END AS omega_std,
           pulssid.shown(m.response_change, 2) AS response_change, pulssid.shown(m.item_missing, 2) AS item_missing,
           m.redundant_with, pulssid.shown(m.redundant_r, 2) AS redundant_r, m.link_customer,
           m.link_kstar_lag, m.link_kstar_k, pulssid.shown(m.link_kstar_r, 2) AS link_kstar_r,
           pulssid.shown(m.link_kstar_ci_r, 2) AS link_kstar_ci_r, pulssid.shown(m.link_kstar_ci90_r, 2) AS link_kstar_ci90_r,
           pulssid.shown(m.link_kstar_fe_p, 3) AS link_kstar_fe_p, m.link_verdict, m.link_grade,
           CASE WHEN shows.it THEN m.findings END AS findings, CASE WHEN shows.it THEN m.verdict END AS verdict,
           CASE WHEN shows.it THEN m.grade END AS grade, m.text_fi, m.text_en, m.text_sv
      FROM exact.metrics m CROSS JOIN LATERAL (SELECT m.state <> 'suppressed' AS it) shows;

-- How many metrics are in use. Of every extra one the others pay in power, and few are read.
CREATE TABLE pulssid.metric_set (
    release integer PRIMARY KEY REFERENCES pulssid.release,
    period  integer NOT NULL REFERENCES pulssid.period,
    active  integer NOT NULL,
    most    integer NOT NULL,
    text_fi text,
    text_en text,
    text_sv text
);
COMMENT ON TABLE pulssid.metric_set IS 'metrics in use, by release';
COMMENT ON COLUMN pulssid.metric_set.active IS 'dimensions, of employees and customers, with published cells in the last thirteen periods; eNPS counts as engagement';
COMMENT ON COLUMN pulssid.metric_set.most IS 'how many are no reason for a warning';

CREATE VIEW exact.metrics_organisation AS
    SELECT m.release, p.id AS period, m.active, m.most, m.active > m.most AS too_many, m.text_fi, m.text_en, m.text_sv
      FROM pulssid.metric_set m JOIN pulssid.period p USING (period);
CREATE VIEW report.metrics_organisation AS SELECT * FROM exact.metrics_organisation;

-- What a column of these tables means, it means wherever it is shown. What all of them have is told once.
DO $$
DECLARE
    c record;
BEGIN
    FOR c IN
        SELECT a.attrelid::regclass AS rel, a.attname AS col,
               CASE a.attname
                   WHEN 'team_id' THEN 'the team, a leaf of the period''s tree'
                   WHEN 'release' THEN 'the release after which it was computed'
                   WHEN 'dimension' THEN 'the employee dimension'
                   WHEN 'period' THEN 'the period'
                   WHEN 'verdict' THEN 'by rule'
                   WHEN 'text_fi' THEN 'in words, Finnish'
                   WHEN 'text_en' THEN 'in words, English'
                   WHEN 'text_sv' THEN 'in words, Swedish'
                   WHEN 'grade' THEN 'what the text claims: A describes, D cannot tell'
                   ELSE format('an end of the 95 %% interval of %s', substring(a.attname FROM '^(icc[12])_(lo|hi)$'))
               END AS says
          FROM pg_attribute a
         WHERE a.attrelid IN ('pulssid.agreement_cell'::regclass, 'pulssid.dimension_pool'::regclass, 'pulssid.agreement'::regclass,
                              'pulssid.agreement_period'::regclass, 'pulssid.agreement_team'::regclass, 'pulssid.metric'::regclass,
                              'pulssid.metric_set'::regclass)
           AND a.attnum > 0 AND col_description(a.attrelid, a.attnum) IS NULL
    LOOP
        EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', c.rel, c.col, c.says);
    END LOOP;
    FOR c IN
        SELECT DISTINCT ON (v.attrelid, v.attnum) v.attrelid::regclass AS rel, v.attname AS col,
               coalesce(col_description(t.attrelid, t.attnum),
                        CASE v.attname
                            WHEN 'team' THEN 'code of the team'
                            WHEN 'period' THEN 'id of the period'
                            WHEN 'release' THEN 'the release after which it was computed'
                            WHEN 'adm_cutoff' THEN 'up to which AD_M(j) is agreement: options / 6'
                            WHEN 'no_variance' THEN 'everybody gave the same answers'
                            WHEN 'too_many' THEN 'whether that is a reason for a warning'
                            WHEN 'state' THEN 'published; suppressed, to protect respondents; insufficient; no_data'
                        END) AS says
          FROM (VALUES ('agreement', 'agreement_cell', '', ''), ('agreement', 'agreement_team', '', ''),
                       ('agreement_periods', 'agreement_period', '', ''), ('agreement_organisation', 'agreement', '', ''),
                       ('agreement_organisation', 'agreement_period', '', 'icc_last_'), ('metrics', 'metric', '', ''),
                       ('metrics', 'metric', 'link_', 'link_kstar_'), ('metrics', 'dimension_pool', '', ''),
                       ('metrics_organisation', 'metric_set', '', '')) m(view, source, stem, becomes)
          CROSS JOIN unnest(ARRAY['report', 'exact']) s(name)
          JOIN pg_attribute v ON v.attrelid = format('%I.%I', s.name, m.view)::regclass AND v.attnum > 0
          LEFT JOIN pg_attribute t ON t.attrelid = format('pulssid.%I', m.source)::regclass AND t.attnum > 0
               AND starts_with(t.attname, m.stem) AND v.attname = m.becomes || substr(t.attname, length(m.stem) + 1)
               AND v.attname <> 'period'
         ORDER BY v.attrelid, v.attnum, t.attname IS NULL
    LOOP
        EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', c.rel, c.col, c.says);
    END LOOP;
END $$;

GRANT SELECT, INSERT ON pulssid.agreement_cell, pulssid.dimension_pool, pulssid.agreement, pulssid.agreement_period,
    pulssid.agreement_team, pulssid.metric, pulssid.metric_set TO pulssid_stats;
GRANT SELECT ON exact.agreement, exact.agreement_periods, exact.agreement_organisation, exact.metrics, exact.metrics_organisation
    TO pulssid_stats;
GRANT SELECT ON report.agreement, report.agreement_periods, report.agreement_organisation, report.metrics,
    report.metrics_organisation TO pulssid_report;
