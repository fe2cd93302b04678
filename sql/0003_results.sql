-- SPDX-License-Identifier: GPL-3.0-or-later
-- What comes out at the close of a period. Written once, in the transaction that seals it; never changed.
-- team_id 0 is the whole organisation.

-- Cells as the statistics read them: unrounded, and with what rounding and display rules will hide.
-- A cell that is not published holds its state and nothing else.
CREATE TABLE pulssid.cell (
    team_id     integer NOT NULL,
    period      integer NOT NULL REFERENCES pulssid.period,
    dimension   text COLLATE "C" NOT NULL,
    state       text NOT NULL CHECK (state IN ('published', 'suppressed', 'no_data')),
    kind        text NOT NULL CHECK (kind IN ('mean', 'nps')),
    n           integer,
    mean        double precision,       -- 0..100; kind nps: -100..100
    sd          double precision,       -- n - 1 in the denominator
    se          double precision,
    lo          double precision,       -- 95 % interval with the cell's own SD
    hi          double precision,
    top_box     smallint,               -- 2: two highest categories, 3: three highest; null: not defined
    top         double precision,       -- share 0..1, Wilson interval
    top_lo      double precision,
    top_hi      double precision,
    contacts    integer,                -- customer dimensions: contacts that touched the team, rated or not
    invited     integer,                -- employee dimensions
    responses   integer,
    teams_shown integer,                -- of a unit or the whole: leaves that the figure covers …
    teams       integer,                -- … of the leaves below it
    PRIMARY KEY (team_id, period, dimension),
    CHECK (state = 'published' OR num_nonnulls(n, mean, sd, se, lo, hi, top, top_lo, top_hi, contacts, invited, responses) = 0)
);
CREATE INDEX ON pulssid.cell (period);

-- The same cells as anyone may read them: rounded, spread and shares only where n allows. Equal to the release's
-- document line by line.
CREATE TABLE pulssid.published_cell (
    team_id       integer NOT NULL,
    period        integer NOT NULL REFERENCES pulssid.period,
    dimension     text COLLATE "C" NOT NULL,
    state         text NOT NULL,
    n             integer,
    mean          numeric,
    bound         text CHECK (bound IN ('at_most', 'at_least')),  -- homogeneous cell: mean is only a bound
    sd            numeric,
    se            numeric,
    lo            numeric,
    hi            numeric,
    top           numeric,
    top_lo        numeric,
    top_hi        numeric,
    contacts      integer,
    invited       integer,
    responses     integer,
    response_rate numeric,
    teams_shown   integer,
    teams         integer,
    PRIMARY KEY (team_id, period, dimension)
);
CREATE INDEX ON pulssid.published_cell (period);

-- The ledger. document is the release's canonical text, whose first lines name the release before and its hash.
CREATE TABLE pulssid.release (
    release     integer PRIMARY KEY CHECK (release > 0),
    period      integer NOT NULL UNIQUE REFERENCES pulssid.period,
    document    text NOT NULL,
    sha256      bytea NOT NULL CHECK (octet_length(sha256) = 32),
    previous    bytea NOT NULL CHECK (octet_length(previous) = 32),
    released_at timestamptz NOT NULL DEFAULT date_trunc('second', now())
);

-- Linkage of an employee dimension with a customer dimension, as analysed after a release.
CREATE TABLE pulssid.linkage (
    release        integer NOT NULL REFERENCES pulssid.release,
    employee       text COLLATE "C" NOT NULL,
    customer       text COLLATE "C" NOT NULL,
    state          text NOT NULL CHECK (state IN ('published', 'insufficient')),
    k_star         integer,
    lags           integer[] NOT NULL,
    stouffer_z     double precision[] NOT NULL,
    stouffer_p     double precision[] NOT NULL,
    p_pooled_sidak double precision,
    mismatch_b     integer,
    mismatch_stat  double precision,
    mismatch_p     double precision,
    mismatch_seed  bigint,
    pooled_dl_k    integer,
    pooled_dl_q    double precision,
    pooled_dl_q_p  double precision,
    pooled_dl_tau2 double precision,
    pooled_dl_i2   double precision,
    pooled_dl_z    double precision,
    pooled_dl_se   double precision,
    pooled_dl_se_mkh double precision,
    pooled_dl_ci_z double precision[],
    pooled_dl_p_mkh double precision,
    pooled_dl_pi_z double precision[],
    pooled_dl_r    double precision,
    pooled_dl_ci_r double precision[],
    pooled_dl_pi_r double precision[],
    pooled_dl_fe_z double precision,
    pooled_dl_fe_se double precision,
    pooled_dl_fe_p double precision,
    PRIMARY KEY (release, employee, customer)
);

CREATE TABLE pulssid.linkage_team (
    team_id      integer NOT NULL,
    release      integer NOT NULL,
    employee     text COLLATE "C" NOT NULL,
    customer     text COLLATE "C" NOT NULL,
    status       text NOT NULL CHECK (status IN ('published', 'insufficient', 'no_variation')),
    n_pairs      integer NOT NULL,          -- periods with both metrics published …
    min_series   integer NOT NULL,          -- … of how many are needed
    n_white      integer NOT NULL,          -- pre-whitened pairs at lag 0 (a gap costs two) …
    min_pairs    integer NOT NULL,          -- … of how many are needed
    phi_x        double precision,
    phi_y        double precision,
    slope_x      double precision,          -- points a period
    slope_y      double precision,
    r_level_lag0 double precision,
    neff         double precision,
    r_level_lo   double precision,
    r_level_hi   double precision,
    spearman     double precision,
    spearman_lo  double precision,
    spearman_hi  double precision,
    best_lag     integer,
    r_best       double precision,
    p_sidak      double precision,
    direction    text CHECK (direction IN ('wellbeing_leads', 'customer_leads', 'undetermined')),
    lag_set      text,
    q_bh         double precision,
    q_by         double precision,
    loo_lag      integer,
    loo_r        double precision,
    loo_n        integer,
    loo_p_two    double precision,
    loo_z_others double precision,
    loo_r_others double precision,
    loo_resid_z  double precision,
    loo_p_lower  double precision,
    loo_p_lag_others double precision,
    loo_q_bh     double precision,
    eb_z         double precision,
    eb_se        double precision,
    eb_r         double precision,
    PRIMARY KEY (team_id, release, employee, customer),
    FOREIGN KEY (release, employee, customer) REFERENCES pulssid.linkage
);

CREATE TABLE pulssid.linkage_lag (
    team_id  integer NOT NULL,
    release  integer NOT NULL,
    employee text COLLATE "C" NOT NULL,
    customer text COLLATE "C" NOT NULL,
    lag      integer NOT NULL,
    n        integer NOT NULL,
    r        double precision,
    z        double precision,
    v        double precision,
    t        double precision,
    p        double precision,
    PRIMARY KEY (team_id, release, employee, customer, lag),
    FOREIGN KEY (release, employee, customer) REFERENCES pulssid.linkage
);
