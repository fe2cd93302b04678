-- SPDX-License-Identifier: GPL-3.0-or-later
-- What a linkage says beside its tests: levels at both lags, what could have been shown, what is claimed after repeated
-- looks, the link without error of measurement, and teams held against each other (older analyses have none of it). And
-- what response rates let one say of scores.

ALTER TABLE pulssid.linkage
    ADD COLUMN evidence text NOT NULL DEFAULT 'none' CHECK (evidence IN ('none', 'preliminary', 'confirmed')),
    ADD COLUMN formal boolean NOT NULL DEFAULT false,  -- its tests are formal ones
    ADD COLUMN tested integer REFERENCES pulssid.period,  -- period of the last formal test
    ADD COLUMN family integer,  -- teams' tests that q_bh, q_by and loo_q_* count, of all links of the release
    ADD COLUMN mismatch_q double precision,
    ADD COLUMN r_detectable double precision,  -- smallest pooled link that could have been shown
    ADD COLUMN attenuation_w_pooled_within_sd double precision,  -- of the employee dimension
    ADD COLUMN attenuation_w_mean_error_var double precision,
    ADD COLUMN attenuation_w_mean_level_var double precision,
    ADD COLUMN attenuation_w_rel_level double precision,
    ADD COLUMN attenuation_c_pooled_within_sd double precision,  -- of the customer dimension
    ADD COLUMN attenuation_c_mean_error_var double precision,
    ADD COLUMN attenuation_c_mean_level_var double precision,
    ADD COLUMN attenuation_c_rel_level double precision,
    ADD COLUMN attenuation_r_within_level_kstar double precision,
    ADD COLUMN attenuation_neff_total double precision,
    ADD COLUMN attenuation_ci double precision[],
    ADD COLUMN attenuation_factor double precision,
    ADD COLUMN attenuation_r_corrected double precision,  -- null where either rel_level is below .30
    ADD COLUMN attenuation_ci_corrected double precision[],
    ADD COLUMN between_k integer,
    ADD COLUMN between_tau2_w double precision,
    ADD COLUMN between_tau2_c double precision,
    ADD COLUMN between_r_unweighted double precision,
    ADD COLUMN between_r_unweighted_ci double precision[],
    ADD COLUMN between_r_weighted double precision,
    ADD COLUMN between_k_eff double precision,
    ADD COLUMN between_r_weighted_ci double precision[],
    ADD COLUMN simpson_warning boolean,  -- within and between exclude 0 on opposite sides
    ADD COLUMN sign_differs boolean,
    ADD COLUMN equivalence_ci_r double precision[],  -- 90 %
    ADD COLUMN equivalence_verdict text CHECK (equivalence_verdict IN ('no_link', 'inconclusive'));

-- x: of the employee dimension, y: of the customer dimension.
ALTER TABLE pulssid.linkage_team
    ADD COLUMN p_level_lag0 double precision,
    ADD COLUMN r_level_best double precision,  -- r_level_*, neff_* and spearman_*_best: at best_lag
    ADD COLUMN neff_best double precision,
    ADD COLUMN r_level_best_lo double precision,
    ADD COLUMN r_level_best_hi double precision,
    ADD COLUMN p_level_best double precision,
    ADD COLUMN spearman_best double precision,
    ADD COLUMN spearman_best_lo double precision,
    ADD COLUMN spearman_best_hi double precision,
    ADD COLUMN r_detectable double precision,  -- smallest link that could have been shown: by the search …
    ADD COLUMN loo_r_detectable double precision,  -- … and at the lag of the others
    ADD COLUMN loo_q_by double precision,
    ADD COLUMN evidence text NOT NULL DEFAULT 'none' CHECK (evidence IN ('none', 'preliminary', 'confirmed')),
    ADD COLUMN loo_evidence text NOT NULL DEFAULT 'none' CHECK (loo_evidence IN ('none', 'preliminary', 'confirmed')),
    ADD COLUMN mean_x double precision,  -- over the window
    ADD COLUMN mean_x_se double precision,
    ADD COLUMN mean_x_n integer,
    ADD COLUMN rel_x double precision,  -- share of its difference from others that is no error
    ADD COLUMN mean_y double precision,
    ADD COLUMN mean_y_se double precision,
    ADD COLUMN mean_y_n integer,
    ADD COLUMN rel_y double precision,
    ADD COLUMN invited integer,  -- employees, over the weeks that were published
    ADD COLUMN responses integer,
    ADD COLUMN response_rho double precision,  -- Spearman of response rate and score, week by week
    DROP CONSTRAINT linkage_team_direction_check,
    ADD CONSTRAINT linkage_team_direction_check
        CHECK (direction IN ('wellbeing_leads', 'employee_leads', 'customer_leads', 'undetermined'));

CREATE OR REPLACE VIEW exact.linkage AS
    SELECT l.release, l.employee, l.customer, t.code AS team, l.status, l.n_pairs, l.min_series, l.n_white, l.min_pairs,
           l.phi_x, l.phi_y, l.slope_x, l.slope_y, l.r_level_lag0, l.neff, l.r_level_lo, l.r_level_hi, l.spearman,
           l.spearman_lo, l.spearman_hi, l.best_lag, l.r_best, l.p_sidak, l.direction, l.lag_set, l.q_bh, l.q_by,
           l.loo_lag, l.loo_r, l.loo_n, l.loo_p_two, l.loo_z_others, l.loo_r_others, l.loo_resid_z, l.loo_p_lower,
           l.loo_p_lag_others, l.loo_q_bh, l.eb_z, l.eb_se, l.eb_r, l.p_level_lag0, l.r_level_best, l.neff_best,
           l.r_level_best_lo, l.r_level_best_hi, l.p_level_best, l.spearman_best, l.spearman_best_lo, l.spearman_best_hi,
           l.r_detectable, l.loo_r_detectable, l.loo_q_by, l.evidence, l.loo_evidence, l.mean_x, l.mean_x_se, l.mean_x_n,
           l.rel_x, l.mean_y, l.mean_y_se, l.mean_y_n, l.rel_y,
           l.invited, l.responses, l.responses::double precision / nullif(l.invited, 0) AS response_rate,
           CASE WHEN l.responses < 0.3 * l.invited THEN 'not_representative'
                WHEN l.responses < 0.5 * l.invited THEN 'indicative' END AS representation,
           l.response_rho, CASE WHEN abs(l.response_rho) > 0.5 THEN 'moves_with_score' END AS response_note
      FROM pulssid.linkage_team l JOIN pulssid.team t ON t.id = l.team_id;

-- Which of the two leads is worth a word only where there is a link.
CREATE OR REPLACE VIEW report.linkage AS
    SELECT l.release, l.employee, l.customer, l.team, l.status, l.n_pairs, l.min_series, l.n_white, l.min_pairs,
           pulssid.shown(l.phi_x, 2) AS phi_x, pulssid.shown(l.phi_y, 2) AS phi_y, pulssid.shown(l.slope_x, 2) AS slope_x,
           pulssid.shown(l.slope_y, 2) AS slope_y, pulssid.shown(l.r_level_lag0, 2) AS r_level_lag0,
           pulssid.shown(l.neff, 0) AS neff, pulssid.shown(l.r_level_lo, 2) AS r_level_lo,
           pulssid.shown(l.r_level_hi, 2) AS r_level_hi, pulssid.shown(l.spearman, 2) AS spearman,
           pulssid.shown(l.spearman_lo, 2) AS spearman_lo, pulssid.shown(l.spearman_hi, 2) AS spearman_hi, l.best_lag,
           pulssid.shown(l.r_best, 2) AS r_best, pulssid.shown(l.p_sidak, 3) AS p_sidak,
           CASE WHEN least(l.p_sidak, l.q_bh) <= 0.05 THEN l.direction END AS direction,
           CASE WHEN least(l.p_sidak, l.q_bh) <= 0.05 THEN l.lag_set END AS lag_set, pulssid.shown(l.q_bh, 2) AS q_bh,
           pulssid.shown(l.q_by, 2) AS q_by, l.loo_lag, pulssid.shown(l.loo_r, 2) AS loo_r, l.loo_n,
           pulssid.shown(l.loo_p_two, 3) AS loo_p_two, pulssid.shown(l.loo_z_others, 2) AS loo_z_others,
           pulssid.shown(l.loo_r_others, 2) AS loo_r_others, pulssid.shown(l.loo_resid_z, 2) AS loo_resid_z,
           pulssid.shown(l.loo_p_lower, 3) AS loo_p_lower, pulssid.shown(l.loo_p_lag_others, 3) AS loo_p_lag_others,
           pulssid.shown(l.loo_q_bh, 2) AS loo_q_bh, pulssid.shown(l.eb_z, 2) AS eb_z, pulssid.shown(l.eb_se, 2) AS eb_se,
           pulssid.shown(l.eb_r, 2) AS eb_r, pulssid.shown(l.p_level_lag0, 3) AS p_level_lag0,
           pulssid.shown(l.r_level_best, 2) AS r_level_best, pulssid.shown(l.neff_best, 0) AS neff_best,
           pulssid.shown(l.r_level_best_lo, 2) AS r_level_best_lo, pulssid.shown(l.r_level_best_hi, 2) AS r_level_best_hi,
           pulssid.shown(l.p_level_best, 3) AS p_level_best, pulssid.shown(l.spearman_best, 2) AS spearman_best,
           pulssid.shown(l.spearman_best_lo, 2) AS spearman_best_lo,
           pulssid.shown(l.spearman_best_hi, 2) AS spearman_best_hi, pulssid.shown(l.r_detectable, 2) AS r_detectable,
           pulssid.shown(l.loo_r_detectable, 2) AS loo_r_detectable, pulssid.shown(l.loo_q_by, 2) AS loo_q_by, l.evidence,
           l.loo_evidence, pulssid.shown(l.mean_x, 0) AS mean_x, pulssid.shown(l.mean_x_se, 1) AS mean_x_se, l.mean_x_n,
           pulssid.shown(l.rel_x, 2) AS rel_x, pulssid.shown(l.mean_y, 0) AS mean_y,
           pulssid.shown(l.mean_y_se, 1) AS mean_y_se, l.mean_y_n, pulssid.shown(l.rel_y, 2) AS rel_y,
           l.invited, l.responses, pulssid.shown(l.response_rate, 2) AS response_rate, l.representation,
           pulssid.shown(l.response_rho, 2) AS response_rho, l.response_note
      FROM exact.linkage l;

-- The teams that were pooled, and those whose levels were compared, each list in the order of its codes.
CREATE OR REPLACE VIEW exact.linkage_organisation AS
    SELECT l.release, l.employee, l.customer, l.state, l.k_star, l.lags, l.stouffer_z, l.stouffer_p, l.p_pooled_sidak,
           l.mismatch_b, l.mismatch_stat, l.mismatch_p, l.mismatch_seed, l.pooled_dl_k, l.pooled_dl_q, l.pooled_dl_q_p,
           l.pooled_dl_tau2, l.pooled_dl_i2, l.pooled_dl_z, l.pooled_dl_se, l.pooled_dl_se_mkh, l.pooled_dl_ci_z,
           l.pooled_dl_p_mkh, l.pooled_dl_pi_z, l.pooled_dl_r, l.pooled_dl_ci_r, l.pooled_dl_pi_r, l.pooled_dl_fe_z,
           l.pooled_dl_fe_se, l.pooled_dl_fe_p, pooled.pooled_dl_eb_z, pooled.pooled_dl_eb_se, pooled.pooled_dl_eb_r,
           pooled.pooled_dl_teams, l.evidence, l.formal, p.id AS tested, l.family, l.mismatch_q, l.r_detectable,
           l.attenuation_w_pooled_within_sd, l.attenuation_w_mean_error_var, l.attenuation_w_mean_level_var,
           l.attenuation_w_rel_level, l.attenuation_c_pooled_within_sd, l.attenuation_c_mean_error_var,
           l.attenuation_c_mean_level_var, l.attenuation_c_rel_level, l.attenuation_r_within_level_kstar,
           l.attenuation_neff_total, l.attenuation_ci, l.attenuation_factor, l.attenuation_r_corrected,
           l.attenuation_ci_corrected, l.between_k, l.between_tau2_w, l.between_tau2_c, l.between_r_unweighted,
           l.between_r_unweighted_ci, l.between_r_weighted, l.between_k_eff, l.between_r_weighted_ci, l.simpson_warning,
           l.sign_differs, l.equivalence_ci_r, l.equivalence_verdict, compared.*
      FROM pulssid.linkage l
      LEFT JOIN pulssid.period p ON p.period = l.tested
      CROSS JOIN LATERAL (
          SELECT array_agg(x.eb_z ORDER BY t.code) AS pooled_dl_eb_z, array_agg(x.eb_se ORDER BY t.code) AS pooled_dl_eb_se,
                 array_agg(x.eb_r ORDER BY t.code) AS pooled_dl_eb_r, array_agg(t.code ORDER BY t.code) AS pooled_dl_teams
            FROM pulssid.linkage_team x JOIN pulssid.team t ON t.id = x.team_id
           WHERE (x.release, x.employee, x.customer) = (l.release, l.employee, l.customer) AND x.eb_r IS NOT NULL) pooled
      CROSS JOIN LATERAL (
          SELECT array_agg(t.code ORDER BY t.code) AS between_team_w_team, array_agg(x.mean_x ORDER BY t.code) AS between_team_w_mean,
                 array_agg(x.mean_x_se ORDER BY t.code) AS between_team_w_se, array_agg(x.mean_x_n ORDER BY t.code) AS between_team_w_n,
                 array_agg(t.code ORDER BY t.code) AS between_team_c_team, array_agg(x.mean_y ORDER BY t.code) AS between_team_c_mean,
                 array_agg(x.mean_y_se ORDER BY t.code) AS between_team_c_se, array_agg(x.mean_y_n ORDER BY t.code) AS between_team_c_n,
                 array_agg(x.rel_x ORDER BY t.code) AS between_rel_w, array_agg(x.rel_y ORDER BY t.code) AS between_rel_c
            FROM pulssid.linkage_team x JOIN pulssid.team t ON t.id = x.team_id
           WHERE (x.release, x.employee, x.customer) = (l.release, l.employee, l.customer) AND x.rel_x IS NOT NULL) compared;

-- The spread within cells in whole points: from more digits the answers of one week might be worked out.
CREATE OR REPLACE VIEW report.linkage_organisation AS
    SELECT release, employee, customer, state, k_star, lags, pulssid.shown(stouffer_z, 2) AS stouffer_z,
           pulssid.shown(stouffer_p, 3) AS stouffer_p, pulssid.shown(p_pooled_sidak, 3) AS p_pooled_sidak, mismatch_b,
           pulssid.shown(mismatch_stat, 2) AS mismatch_stat, pulssid.shown(mismatch_p, 3) AS mismatch_p, mismatch_seed,
           pooled_dl_k, pulssid.shown(pooled_dl_q, 2) AS pooled_dl_q, pulssid.shown(pooled_dl_q_p, 3) AS pooled_dl_q_p,
           pulssid.shown(pooled_dl_tau2, 2) AS pooled_dl_tau2, pulssid.shown(pooled_dl_i2, 0) AS pooled_dl_i2,
           pulssid.shown(pooled_dl_z, 2) AS pooled_dl_z, pulssid.shown(pooled_dl_se, 2) AS pooled_dl_se,
           pulssid.shown(pooled_dl_se_mkh, 2) AS pooled_dl_se_mkh, pulssid.shown(pooled_dl_ci_z, 2) AS pooled_dl_ci_z,
           pulssid.shown(pooled_dl_p_mkh, 3) AS pooled_dl_p_mkh, pulssid.shown(pooled_dl_pi_z, 2) AS pooled_dl_pi_z,
           pulssid.shown(pooled_dl_r, 2) AS pooled_dl_r, pulssid.shown(pooled_dl_ci_r, 2) AS pooled_dl_ci_r,
           pulssid.shown(pooled_dl_pi_r, 2) AS pooled_dl_pi_r, pulssid.shown(pooled_dl_fe_z, 2) AS pooled_dl_fe_z,
           pulssid.shown(pooled_dl_fe_se, 2) AS pooled_dl_fe_se, pulssid.shown(pooled_dl_fe_p, 3) AS pooled_dl_fe_p,
           pulssid.shown(pooled_dl_eb_z, 2) AS pooled_dl_eb_z, pulssid.shown(pooled_dl_eb_se, 2) AS pooled_dl_eb_se,
           pulssid.shown(pooled_dl_eb_r, 2) AS pooled_dl_eb_r, pooled_dl_teams, evidence, formal, tested, family,
           pulssid.shown(mismatch_q, 2) AS mismatch_q, pulssid.shown(r_detectable, 2) AS r_detectable,
           pulssid.shown(attenuation_w_pooled_within_sd, 0) AS attenuation_w_pooled_within_sd,
           pulssid.shown(attenuation_w_mean_error_var, 0) AS attenuation_w_mean_error_var,
           pulssid.shown(attenuation_w_mean_level_var, 0) AS attenuation_w_mean_level_var,
           pulssid.shown(attenuation_w_rel_level, 2) AS attenuation_w_rel_level,
           pulssid.shown(attenuation_c_pooled_within_sd, 0) AS attenuation_c_pooled_within_sd,
           pulssid.shown(attenuation_c_mean_error_var, 0) AS attenuation_c_mean_error_var,
           pulssid.shown(attenuation_c_mean_level_var, 0) AS attenuation_c_mean_level_var,
           pulssid.shown(attenuation_c_rel_level, 2) AS attenuation_c_rel_level,
           pulssid.shown(attenuation_r_within_level_kstar, 2) AS attenuation_r_within_level_kstar,
           pulssid.shown(attenuation_neff_total, 0) AS attenuation_neff_total,
           pulssid.shown(attenuation_ci, 2) AS attenuation_ci, pulssid.shown(attenuation_factor, 2) AS attenuation_factor,
           pulssid.shown(attenuation_r_corrected, 2) AS attenuation_r_corrected,
           pulssid.shown(attenuation_ci_corrected, 2) AS attenuation_ci_corrected, between_k,
           pulssid.shown(between_tau2_w, 2) AS between_tau2_w, pulssid.shown(between_tau2_c, 2) AS between_tau2_c,
           pulssid.shown(between_r_unweighted, 2) AS between_r_unweighted,
           pulssid.shown(between_r_unweighted_ci, 2) AS between_r_unweighted_ci,
           pulssid.shown(between_r_weighted, 2) AS between_r_weighted, pulssid.shown(between_k_eff, 1) AS between_k_eff,
           pulssid.shown(between_r_weighted_ci, 2) AS between_r_weighted_ci, simpson_warning, sign_differs,
           pulssid.shown(equivalence_ci_r, 2) AS equivalence_ci_r, equivalence_verdict, between_team_w_team,
           pulssid.shown(between_team_w_mean, 0) AS between_team_w_mean,
           pulssid.shown(between_team_w_se, 1) AS between_team_w_se, between_team_w_n, between_team_c_team,
           pulssid.shown(between_team_c_mean, 0) AS between_team_c_mean,
           pulssid.shown(between_team_c_se, 1) AS between_team_c_se, between_team_c_n,
           pulssid.shown(between_rel_w, 2) AS between_rel_w, pulssid.shown(between_rel_c, 2) AS between_rel_c
      FROM exact.linkage_organisation;

-- The organisation's mean of an employee dimension when everybody employed counts once: weighted by headcount over the
-- leaf teams whose cell is published. Written with its release, never changed; older releases have none.
CREATE TABLE pulssid.weighted_mean (
    team_id   integer NOT NULL DEFAULT 0,
    period    integer NOT NULL REFERENCES pulssid.period,
    dimension text COLLATE "C" NOT NULL,
    teams     integer NOT NULL,             -- published, of known headcount
    n         integer NOT NULL,             -- answers
    mean      double precision NOT NULL,    -- 0..100
    se        double precision,             -- with each cell's own SD …
    lo        double precision,
    hi        double precision,
    shown_se  double precision,             -- … and with the pooled one where n < 10: for anyone
    shown_lo  double precision,
    shown_hi  double precision,
    n_eff     double precision NOT NULL,    -- Kish: answers that equal weights would need for the same error
    deff      double precision NOT NULL,
    trimmed   boolean NOT NULL,             -- weights above five times their median were cut to that
    PRIMARY KEY (team_id, period, dimension)
);

CREATE VIEW exact.weighted_means AS
    SELECT p.id AS period, w.dimension, w.teams, w.n, w.mean, w.se, w.lo, w.hi, w.n_eff, w.deff, w.trimmed, r.release
      FROM pulssid.weighted_mean w JOIN pulssid.period p USING (period) JOIN pulssid.release r USING (period);

CREATE VIEW report.weighted_means AS
    SELECT p.id AS period, w.dimension, w.teams, w.n,
           pulssid.shown(w.mean, d.places) AS mean, pulssid.shown(w.shown_se, 1) AS se,
           pulssid.shown(w.shown_lo, d.places) AS lo, pulssid.shown(w.shown_hi, d.places) AS hi,
           pulssid.shown(w.n_eff, 0) AS n_eff, pulssid.shown(w.deff, 2) AS deff, w.trimmed, r.release
      FROM pulssid.weighted_mean w
      CROSS JOIN LATERAL (SELECT CASE WHEN w.n >= 20 THEN 1 ELSE 0 END AS places) d
      JOIN pulssid.period p USING (period)
      JOIN pulssid.release r USING (period);

-- Beside each figure of employees what its response rate lets one say, and how low or high it would be if all who did not
-- answer stood at one end of the scale: drawn from what the row shows already.
CREATE OR REPLACE VIEW report.scores AS
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
      LEFT JOIN pulssid.team t ON t.id = c.team_id;

CREATE OR REPLACE VIEW exact.scores AS
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
           c.teams_shown, c.teams, r.release,
           CASE WHEN s.rate < 0.3 THEN 'not_representative' WHEN s.rate < 0.5 THEN 'indicative' END AS representation,
           c.mean * s.rate + s.least * (1 - s.rate) AS worst_lo, c.mean * s.rate + 100 * (1 - s.rate) AS worst_hi
      FROM pulssid.cell c
      CROSS JOIN LATERAL (SELECT CASE WHEN c.responses <= c.invited THEN c.responses::double precision / nullif(c.invited, 0) END
                                     AS rate,
                                 CASE c.kind WHEN 'nps' THEN -100 ELSE 0 END AS least) s
      JOIN pulssid.period p USING (period)
      JOIN pulssid.release r USING (period)
      LEFT JOIN pulssid.team t ON t.id = c.team_id;

GRANT SELECT, INSERT ON pulssid.weighted_mean TO pulssid_stats;
GRANT SELECT ON exact.weighted_means TO pulssid_stats;
GRANT SELECT ON report.weighted_means TO pulssid_report;
