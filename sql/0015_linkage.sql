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
    ADD COLUMN equivalence_verdict text CHECK (equivalence_verdict IN ('no_link', 'inconclusive')),
    ADD COLUMN direction text CHECK (direction IN ('wellbeing_leads', 'employee_leads', 'customer_leads', 'undetermined')),
    ADD COLUMN lag_set text,  -- lags that fit the pooled link about as well as k_star
    ADD COLUMN grade text CHECK (grade IN ('description', 'association', 'leads_in_time', 'cannot_tell'));

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
    ADD COLUMN grade text CHECK (grade IN ('description', 'association', 'leads_in_time', 'cannot_tell')),
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
           l.response_rho, CASE WHEN abs(l.response_rho) > 0.5 THEN 'moves_with_score' END AS response_note,
           l.grade
      FROM pulssid.linkage_team l JOIN pulssid.team t ON t.id = l.team_id;

-- Which of the two leads is worth a word only where there is a link. A mean over few periods, or one beyond what a figure
-- shown as a bound may tell, would say more of a period than its own row does.
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
           l.loo_evidence,
           CASE WHEN v.x THEN pulssid.shown(l.mean_x, 0) END AS mean_x,
           CASE WHEN v.x THEN pulssid.shown(l.mean_x_se, 1) END AS mean_x_se, l.mean_x_n,
           pulssid.shown(l.rel_x, 2) AS rel_x, CASE WHEN v.y THEN pulssid.shown(l.mean_y, 0) END AS mean_y,
           CASE WHEN v.y THEN pulssid.shown(l.mean_y_se, 1) END AS mean_y_se, l.mean_y_n, pulssid.shown(l.rel_y, 2) AS rel_y,
           l.invited, l.responses, pulssid.shown(l.response_rate, 2) AS response_rate, l.representation,
           pulssid.shown(l.response_rho, 2) AS response_rho, l.response_note, l.grade
      FROM exact.linkage l
      CROSS JOIN LATERAL (
          SELECT l.mean_x_n >= 12 AND l.mean_x BETWEEN CASE l.employee WHEN 'enps' THEN -95 ELSE 5 END AND 95 AS x,
                 l.mean_y_n >= 12 AND l.mean_y BETWEEN CASE l.customer WHEN 'nps' THEN -95 ELSE 5 END AND 95 AS y) v;

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
           l.sign_differs, l.equivalence_ci_r, l.equivalence_verdict, l.direction, l.lag_set, l.grade, compared.*
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
           pulssid.shown(equivalence_ci_r, 2) AS equivalence_ci_r, equivalence_verdict,
           CASE WHEN evidence <> 'none' THEN direction END AS direction,
           CASE WHEN evidence <> 'none' THEN lag_set END AS lag_set, grade, between_team_w_team, shown.between_team_w_mean,
           shown.between_team_w_se, between_team_w_n, between_team_c_team, shown.between_team_c_mean,
           shown.between_team_c_se, between_team_c_n, pulssid.shown(between_rel_w, 2) AS between_rel_w,
           pulssid.shown(between_rel_c, 2) AS between_rel_c
      FROM exact.linkage_organisation l
      CROSS JOIN LATERAL (
          SELECT array_agg(x.mean_x ORDER BY x.team) AS between_team_w_mean,
                 array_agg(x.mean_x_se ORDER BY x.team) AS between_team_w_se,
                 array_agg(x.mean_y ORDER BY x.team) AS between_team_c_mean,
                 array_agg(x.mean_y_se ORDER BY x.team) AS between_team_c_se
            FROM report.linkage x
           WHERE (x.release, x.employee, x.customer) = (l.release, l.employee, l.customer) AND x.rel_x IS NOT NULL) shown;

-- What may be said of each result, by rule, in the languages that people read. team_id 0: of the whole.
CREATE TABLE pulssid.linkage_claim (
    team_id     integer NOT NULL,
    release     integer NOT NULL,
    employee    text COLLATE "C" NOT NULL,
    customer    text COLLATE "C" NOT NULL,
    place       integer NOT NULL,       -- among those of the team
    claim       text NOT NULL,
    grade       text NOT NULL CHECK (grade IN ('description', 'association', 'leads_in_time', 'cannot_tell')),
    sentence_fi text NOT NULL,
    sentence_en text NOT NULL,
    sentence_sv text NOT NULL,
    PRIMARY KEY (team_id, release, employee, customer, place),
    FOREIGN KEY (release, employee, customer) REFERENCES pulssid.linkage
);

CREATE VIEW exact.linkage_claims AS
    SELECT l.release, l.employee, l.customer, coalesce(t.code, '*') AS team, l.place, l.claim, l.grade, l.sentence_fi,
           l.sentence_en, l.sentence_sv
      FROM pulssid.linkage_claim l LEFT JOIN pulssid.team t ON t.id = l.team_id;

CREATE VIEW report.linkage_claims AS SELECT * FROM exact.linkage_claims;

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

COMMENT ON VIEW report.linkage IS
    'of each team and link: do its employees'' and its customers'' scores move together, and who comes first';
COMMENT ON VIEW report.linkage_organisation IS 'of each link: the organisation''s, its size, and teams held against each other';
COMMENT ON VIEW report.linkage_claims IS 'what may be said of each result of a link, by rule';
COMMENT ON VIEW report.weighted_means IS 'means of the organisation as if every employee counted once';
COMMENT ON VIEW exact.linkage IS 'the same unrounded';
COMMENT ON VIEW exact.linkage_organisation IS 'the same unrounded';
COMMENT ON VIEW exact.linkage_claims IS 'the same';
COMMENT ON VIEW exact.weighted_means IS 'the same unrounded, each error with the team''s own spread';
DO $$
DECLARE
    c record;
BEGIN
    FOR c IN SELECT s.name AS schema, v.*
               FROM unnest(ARRAY['report', 'exact']) s(name), (VALUES
        ('linkage', 'grade', 'how much may be said: description, association, leads_in_time, cannot_tell'),
        ('linkage', 'evidence', 'of the team''s own search, over releases: none, preliminary (significant in one formal test), '
                                'confirmed (in two in a row)'),
        ('linkage', 'loo_evidence', 'the same of the test at the other teams'' lag'),
        ('linkage', 'direction', 'who comes first: wellbeing_leads or employee_leads, customer_leads, undetermined'),
        ('linkage', 'lag_set', 'lags that fit about as well as best_lag'),
        ('linkage', 'q_bh', 'false discovery rate over every team and link of the release (Benjamini-Hochberg)'),
        ('linkage', 'q_by', 'the same under any dependence (Benjamini-Yekutieli)'),
        ('linkage', 'loo_q_bh', 'q_bh of the test at the other teams'' lag'),
        ('linkage', 'loo_q_by', 'q_by of the test at the other teams'' lag'),
        ('linkage', 'r_detectable', 'smallest correlation that the search would have shown in four cases of five'),
        ('linkage', 'loo_r_detectable', 'the same of the test at the other teams'' lag'),
        ('linkage', 'p_level_lag0', 'p of r_level_lag0, with neff effective pairs; a description'),
        ('linkage', 'r_level_best', 'correlation of levels, not tested, at best_lag'),
        ('linkage', 'neff_best', 'its effective pairs'),
        ('linkage', 'r_level_best_lo', 'its interval of 95 %'),
        ('linkage', 'r_level_best_hi', 'its interval of 95 %'),
        ('linkage', 'p_level_best', 'its p'),
        ('linkage', 'spearman_best', 'rank correlation of levels at best_lag'),
        ('linkage', 'spearman_best_lo', 'its interval of 95 %'),
        ('linkage', 'spearman_best_hi', 'its interval of 95 %'),
        ('linkage', 'mean_x', 'mean of the employee dimension over the window; in schema report only of twelve periods and more, '
                              'and not beyond 5 and 95'),
        ('linkage', 'mean_x_se', 'its standard error, for a series with inertia'),
        ('linkage', 'mean_x_n', 'periods that it is of'),
        ('linkage', 'rel_x', 'share of its difference from other teams that is no error'),
        ('linkage', 'mean_y', 'mean of the customer dimension over the window, as mean_x'),
        ('linkage', 'mean_y_se', 'its standard error'),
        ('linkage', 'mean_y_n', 'periods that it is of'),
        ('linkage', 'rel_y', 'share of its difference from other teams that is no error'),
        ('linkage', 'invited', 'employees invited, over the published periods of the window'),
        ('linkage', 'responses', 'of them answered'),
        ('linkage', 'response_rate', 'responses by invited'),
        ('linkage', 'representation', 'indicative below one half, not_representative below 0.3'),
        ('linkage', 'response_rho', 'rank correlation of response rate and score, period by period'),
        ('linkage', 'response_note', 'moves_with_score: response_rho is beyond 0.5'),
        ('linkage_organisation', 'grade', 'how much may be said: description, association, leads_in_time, cannot_tell'),
        ('linkage_organisation', 'evidence', 'over releases: none, preliminary (significant in one formal test), confirmed (in two '
                                             'in a row)'),
        ('linkage_organisation', 'formal', 'the tests of this release are formal ones'),
        ('linkage_organisation', 'tested', 'period of the last formal test'),
        ('linkage_organisation', 'family', 'tests of teams that q counts, over every link of the release'),
        ('linkage_organisation', 'mismatch_q', 'false discovery rate of mismatch_p over the links of the release'),
        ('linkage_organisation', 'r_detectable', 'smallest pooled link that would have been shown in four cases of five'),
        ('linkage_organisation', 'direction', 'who comes first in the whole: all of lag_set on one side of 0'),
        ('linkage_organisation', 'lag_set', 'lags whose pooled link fits about as well as that of k_star'),
        ('linkage_organisation', 'attenuation_w_pooled_within_sd', 'spread of answers within teams, of the employee dimension'),
        ('linkage_organisation', 'attenuation_w_mean_error_var', 'variance of scores that is error of few answers'),
        ('linkage_organisation', 'attenuation_w_mean_level_var', 'variance of scores from period to period'),
        ('linkage_organisation', 'attenuation_w_rel_level', 'share of that variance that is no error'),
        ('linkage_organisation', 'attenuation_c_pooled_within_sd', 'spread of answers within teams, of the customer dimension'),
        ('linkage_organisation', 'attenuation_c_mean_error_var', 'variance of scores that is error of few answers'),
        ('linkage_organisation', 'attenuation_c_mean_level_var', 'variance of scores from period to period'),
        ('linkage_organisation', 'attenuation_c_rel_level', 'share of that variance that is no error'),
        ('linkage_organisation', 'attenuation_r_within_level_kstar', 'correlation of levels within teams at k_star'),
        ('linkage_organisation', 'attenuation_neff_total', 'its effective pairs, of all teams'),
        ('linkage_organisation', 'attenuation_ci', 'its interval of 95 %'),
        ('linkage_organisation', 'attenuation_factor', 'what error of measurement shrinks it by'),
        ('linkage_organisation', 'attenuation_r_corrected', 'the link without that error: an upper bound where the same people '
                                                            'answer; unknown where a rel_level is below 0.3'),
        ('linkage_organisation', 'attenuation_ci_corrected', 'its interval of 95 %'),
        ('linkage_organisation', 'between_k', 'teams held against each other'),
        ('linkage_organisation', 'between_tau2_w', 'variance between teams of the employee dimension'),
        ('linkage_organisation', 'between_tau2_c', 'variance between teams of the customer dimension'),
        ('linkage_organisation', 'between_r_unweighted', 'correlation of the teams'' means over the window'),
        ('linkage_organisation', 'between_r_unweighted_ci', 'its interval of 95 %'),
        ('linkage_organisation', 'between_r_weighted', 'the same weighted by how sure each mean is'),
        ('linkage_organisation', 'between_k_eff', 'teams that it is worth'),
        ('linkage_organisation', 'between_r_weighted_ci', 'its interval of 95 %'),
        ('linkage_organisation', 'between_team_w_team', 'codes of the teams'),
        ('linkage_organisation', 'between_team_w_mean', 'their means of the employee dimension, as linkage.mean_x'),
        ('linkage_organisation', 'between_team_w_se', 'their standard errors'),
        ('linkage_organisation', 'between_team_w_n', 'periods that they are of'),
        ('linkage_organisation', 'between_team_c_team', 'codes of the teams'),
        ('linkage_organisation', 'between_team_c_mean', 'their means of the customer dimension, as linkage.mean_y'),
        ('linkage_organisation', 'between_team_c_se', 'their standard errors'),
        ('linkage_organisation', 'between_team_c_n', 'periods that they are of'),
        ('linkage_organisation', 'between_rel_w', 'share of each difference that is no error, of the employee dimension'),
        ('linkage_organisation', 'between_rel_c', 'the same of the customer dimension'),
        ('linkage_organisation', 'simpson_warning', 'within teams and between teams the intervals exclude 0 on opposite sides'),
        ('linkage_organisation', 'sign_differs', 'the two have opposite signs, surely or not'),
        ('linkage_organisation', 'equivalence_ci_r', 'interval of 90 % of the pooled link'),
        ('linkage_organisation', 'equivalence_verdict', 'no_link where all of it lies within 0.1 of 0, else inconclusive'),
        ('linkage_claims', 'release', 'release that was analysed'),
        ('linkage_claims', 'employee', 'the employee dimension'),
        ('linkage_claims', 'customer', 'the customer dimension'),
        ('linkage_claims', 'team', 'code of the team; * for the organisation'),
        ('linkage_claims', 'place', 'among those of the team, from 1'),
        ('linkage_claims', 'claim', 'what it is of: link, size, corrected, between, sign, label, representation, participation'),
        ('linkage_claims', 'grade', 'how much it says: description, association, leads_in_time, cannot_tell'),
        ('linkage_claims', 'sentence_fi', 'in Finnish'),
        ('linkage_claims', 'sentence_en', 'in English'),
        ('linkage_claims', 'sentence_sv', 'in Swedish'),
        ('weighted_means', 'period', 'period of the scores'),
        ('weighted_means', 'dimension', 'what the scores are of'),
        ('weighted_means', 'teams', 'published teams of known headcount'),
        ('weighted_means', 'n', 'their answers'),
        ('weighted_means', 'mean', 'their mean, weighted by headcount'),
        ('weighted_means', 'se', 'its standard error'),
        ('weighted_means', 'lo', 'its interval of 95 %'),
        ('weighted_means', 'hi', 'its interval of 95 %'),
        ('weighted_means', 'n_eff', 'answers that equal weights would need for the same error (Kish)'),
        ('weighted_means', 'deff', 'n by n_eff'),
        ('weighted_means', 'trimmed', 'weights above five times their median were cut to that'),
        ('weighted_means', 'release', 'release of the period'),
        ('scores', 'representation', 'indicative where fewer than half of the invited answered, not_representative below 0.3'),
        ('scores', 'worst_lo', 'where the figure would be had all the others stood at the low end of the scale'),
        ('scores', 'worst_hi', 'the same at the high end')
    ) v (view, name, says) LOOP
        EXECUTE format('COMMENT ON COLUMN %I.%I.%I IS %L', c.schema, c.view, c.name, c.says);
    END LOOP;
END $$;

GRANT SELECT, INSERT ON pulssid.weighted_mean, pulssid.linkage_claim TO pulssid_stats;
GRANT SELECT ON exact.weighted_means, exact.linkage_claims TO pulssid_stats;
GRANT SELECT ON report.weighted_means, report.linkage_claims TO pulssid_report;
