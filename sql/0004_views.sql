-- SPDX-License-Identifier: GPL-3.0-or-later
-- What people read. Schema report: published and rounded, for the API and BI tools. Schema exact: the same names and
-- columns unrounded, for operators who check (`pulssid report --exact`).

CREATE SCHEMA report;
CREATE SCHEMA exact;

CREATE VIEW report.periods AS
    SELECT p.id AS period, p.first_day, p.last_day, p.state, p.k_employee, p.k_customer, r.release
      FROM pulssid.period p LEFT JOIN pulssid.release r USING (period);

CREATE VIEW report.teams AS
    SELECT t.code AS team, v.name, u.code AS parent, v.headcount, v.role,
           nullif(v.valid_from, '-infinity') AS valid_from, nullif(v.valid_to, 'infinity') AS valid_to
      FROM pulssid.team_version v
      JOIN pulssid.team t ON t.id = v.team_id
      LEFT JOIN pulssid.team u ON u.id = v.parent_id;

CREATE VIEW report.releases AS
    SELECT r.release, p.id AS period, r.released_at, encode(r.sha256, 'hex') AS sha256,
           encode(r.previous, 'hex') AS previous
      FROM pulssid.release r JOIN pulssid.period p USING (period);

-- The canonical text of each release: the bytes whose SHA-256 the ledger holds.
CREATE VIEW report.release_documents AS
    SELECT r.release, p.id AS period, r.document FROM pulssid.release r JOIN pulssid.period p USING (period);

CREATE VIEW report.scores AS
    SELECT p.id AS period, coalesce(t.code, '*') AS team, c.dimension, c.state, c.n, c.mean, c.bound, c.sd, c.se, c.lo, c.hi,
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
           c.contacts, c.invited, c.responses, c.response_rate, c.teams_shown, c.teams, r.release
      FROM pulssid.published_cell c
      JOIN pulssid.period p USING (period)
      JOIN pulssid.release r USING (period)
      LEFT JOIN pulssid.team t ON t.id = c.team_id;

CREATE VIEW exact.scores AS
    SELECT p.id AS period, coalesce(t.code, '*') AS team, c.dimension, c.state, c.n, c.mean, NULL::text AS bound, c.sd, c.se,
           c.lo, c.hi,
           CASE WHEN c.top_box = 2 THEN c.top END AS top2,
           CASE WHEN c.top_box = 2 THEN c.top_lo END AS top2_lo,
           CASE WHEN c.top_box = 2 THEN c.top_hi END AS top2_hi,
           CASE WHEN c.top_box = 3 THEN c.top END AS top3,
           CASE WHEN c.top_box = 3 THEN c.top_lo END AS top3_lo,
           CASE WHEN c.top_box = 3 THEN c.top_hi END AS top3_hi,
           CASE WHEN c.kind = 'nps' THEN c.mean END AS nps,
           CASE WHEN c.kind = 'nps' THEN c.se END AS nps_se,
           CASE WHEN c.kind = 'nps' THEN c.lo END AS nps_lo,
           CASE WHEN c.kind = 'nps' THEN c.hi END AS nps_hi,
           c.contacts, c.invited, c.responses, c.responses::double precision / nullif(c.invited, 0) AS response_rate,
           c.teams_shown, c.teams, r.release
      FROM pulssid.cell c
      JOIN pulssid.period p USING (period)
      JOIN pulssid.release r USING (period)
      LEFT JOIN pulssid.team t ON t.id = c.team_id;

-- Rounds a figure, or each of an array, for display.
CREATE FUNCTION pulssid.shown(double precision, integer) RETURNS numeric
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS 'SELECT round($1::numeric, $2)';
CREATE FUNCTION pulssid.shown(double precision[], integer) RETURNS numeric[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
    'SELECT array_agg(round(x::numeric, $2) ORDER BY i) FROM unnest($1) WITH ORDINALITY u(x, i)';

CREATE VIEW exact.linkage AS
    SELECT l.release, l.employee, l.customer, t.code AS team, l.status, l.n_pairs, l.min_series, l.n_white, l.min_pairs, l.phi_x, l.phi_y,
           l.slope_x, l.slope_y, l.r_level_lag0, l.neff, l.r_level_lo, l.r_level_hi, l.spearman, l.spearman_lo, l.spearman_hi,
           l.best_lag, l.r_best, l.p_sidak, l.direction, l.lag_set, l.q_bh, l.q_by, l.loo_lag, l.loo_r, l.loo_n, l.loo_p_two,
           l.loo_z_others, l.loo_r_others, l.loo_resid_z, l.loo_p_lower, l.loo_p_lag_others, l.loo_q_bh, l.eb_z, l.eb_se, l.eb_r
      FROM pulssid.linkage_team l JOIN pulssid.team t ON t.id = l.team_id;

CREATE VIEW report.linkage AS
    SELECT l.release, l.employee, l.customer, l.team, l.status, l.n_pairs, l.min_series, l.n_white, l.min_pairs,
           pulssid.shown(l.phi_x, 2) AS phi_x, pulssid.shown(l.phi_y, 2) AS phi_y,
           pulssid.shown(l.slope_x, 2) AS slope_x, pulssid.shown(l.slope_y, 2) AS slope_y,
           pulssid.shown(l.r_level_lag0, 2) AS r_level_lag0, pulssid.shown(l.neff, 0) AS neff,
           pulssid.shown(l.r_level_lo, 2) AS r_level_lo, pulssid.shown(l.r_level_hi, 2) AS r_level_hi,
           pulssid.shown(l.spearman, 2) AS spearman, pulssid.shown(l.spearman_lo, 2) AS spearman_lo,
           pulssid.shown(l.spearman_hi, 2) AS spearman_hi,
           l.best_lag, pulssid.shown(l.r_best, 2) AS r_best, pulssid.shown(l.p_sidak, 3) AS p_sidak,
           -- Which of the two leads is worth a word only where there is a link.
           CASE WHEN least(l.p_sidak, l.q_bh) <= 0.05 THEN l.direction END AS direction,
           CASE WHEN least(l.p_sidak, l.q_bh) <= 0.05 THEN l.lag_set END AS lag_set,
           pulssid.shown(l.q_bh, 2) AS q_bh, pulssid.shown(l.q_by, 2) AS q_by,
           l.loo_lag, pulssid.shown(l.loo_r, 2) AS loo_r, l.loo_n, pulssid.shown(l.loo_p_two, 3) AS loo_p_two,
           pulssid.shown(l.loo_z_others, 2) AS loo_z_others, pulssid.shown(l.loo_r_others, 2) AS loo_r_others,
           pulssid.shown(l.loo_resid_z, 2) AS loo_resid_z, pulssid.shown(l.loo_p_lower, 3) AS loo_p_lower,
           pulssid.shown(l.loo_p_lag_others, 3) AS loo_p_lag_others, pulssid.shown(l.loo_q_bh, 2) AS loo_q_bh,
           pulssid.shown(l.eb_z, 2) AS eb_z, pulssid.shown(l.eb_se, 2) AS eb_se, pulssid.shown(l.eb_r, 2) AS eb_r
      FROM exact.linkage l;

CREATE VIEW exact.linkage_lags AS
    SELECT l.release, l.employee, l.customer, t.code AS team, l.lag,
           CASE WHEN l.r IS NULL THEN 'insufficient' ELSE 'published' END AS state, l.n, l.r, l.z, l.v, l.t, l.p
      FROM pulssid.linkage_lag l JOIN pulssid.team t ON t.id = l.team_id;

CREATE VIEW report.linkage_lags AS
    SELECT release, employee, customer, team, lag, state, n, pulssid.shown(r, 2) AS r, pulssid.shown(z, 2) AS z,
           pulssid.shown(v, 2) AS v, pulssid.shown(t, 2) AS t, pulssid.shown(p, 3) AS p
      FROM exact.linkage_lags;

-- The teams that were pooled, and each one's own estimate after it was drawn towards the whole, in one order.
CREATE VIEW exact.linkage_organisation AS
    SELECT l.*, pooled.*
      FROM pulssid.linkage l
      CROSS JOIN LATERAL (
          SELECT array_agg(x.eb_z ORDER BY t.code) AS pooled_dl_eb_z, array_agg(x.eb_se ORDER BY t.code) AS pooled_dl_eb_se,
                 array_agg(x.eb_r ORDER BY t.code) AS pooled_dl_eb_r, array_agg(t.code ORDER BY t.code) AS pooled_dl_teams
            FROM pulssid.linkage_team x JOIN pulssid.team t ON t.id = x.team_id
           WHERE (x.release, x.employee, x.customer) = (l.release, l.employee, l.customer) AND x.eb_r IS NOT NULL) pooled;

CREATE VIEW report.linkage_organisation AS
    SELECT release, employee, customer, state, k_star, lags, pulssid.shown(stouffer_z, 2) AS stouffer_z,
           pulssid.shown(stouffer_p, 3) AS stouffer_p, pulssid.shown(p_pooled_sidak, 3) AS p_pooled_sidak,
           mismatch_b, pulssid.shown(mismatch_stat, 2) AS mismatch_stat, pulssid.shown(mismatch_p, 3) AS mismatch_p,
           mismatch_seed, pooled_dl_k, pulssid.shown(pooled_dl_q, 2) AS pooled_dl_q,
           pulssid.shown(pooled_dl_q_p, 3) AS pooled_dl_q_p, pulssid.shown(pooled_dl_tau2, 2) AS pooled_dl_tau2,
           pulssid.shown(pooled_dl_i2, 0) AS pooled_dl_i2, pulssid.shown(pooled_dl_z, 2) AS pooled_dl_z,
           pulssid.shown(pooled_dl_se, 2) AS pooled_dl_se, pulssid.shown(pooled_dl_se_mkh, 2) AS pooled_dl_se_mkh,
           pulssid.shown(pooled_dl_ci_z, 2) AS pooled_dl_ci_z, pulssid.shown(pooled_dl_p_mkh, 3) AS pooled_dl_p_mkh,
           pulssid.shown(pooled_dl_pi_z, 2) AS pooled_dl_pi_z, pulssid.shown(pooled_dl_r, 2) AS pooled_dl_r,
           pulssid.shown(pooled_dl_ci_r, 2) AS pooled_dl_ci_r, pulssid.shown(pooled_dl_pi_r, 2) AS pooled_dl_pi_r,
           pulssid.shown(pooled_dl_fe_z, 2) AS pooled_dl_fe_z, pulssid.shown(pooled_dl_fe_se, 2) AS pooled_dl_fe_se,
           pulssid.shown(pooled_dl_fe_p, 3) AS pooled_dl_fe_p, pulssid.shown(pooled_dl_eb_z, 2) AS pooled_dl_eb_z,
           pulssid.shown(pooled_dl_eb_se, 2) AS pooled_dl_eb_se, pulssid.shown(pooled_dl_eb_r, 2) AS pooled_dl_eb_r,
           pooled_dl_teams
      FROM exact.linkage_organisation;

-- What the daemon needs to check an analyst's key over the report role: no key can be listed, and a SHA-256 of
-- 256 random bits cannot be turned back into a key.
CREATE FUNCTION report.analyst_key(p_id integer, OUT secret_sha256 bytea, OUT expires date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
    $$SELECT k.secret_sha256, k.expires FROM pulssid.api_key k WHERE k.id = p_id AND k.role = 'analyst' AND NOT k.revoked$$;
