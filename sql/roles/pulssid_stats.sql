-- SPDX-License-Identifier: GPL-3.0-or-later
-- stats reads the answers of a closed period once, in the one way that period_count() opens, and writes what comes out of it.
-- It has no right to submissions but that: a policy would not keep it from open periods, since EXPLAIN ANALYZE tells how many
-- rows a policy held back, and which conditions were met before the policy was asked. The operator's commands (team, survey,
-- key, invite) use it too: what they write is known before anyone answers.
GRANT USAGE ON SCHEMA pulssid, exact TO pulssid_stats;
GRANT SELECT ON pulssid.migration, pulssid.calendar, pulssid.team, pulssid.team_version, pulssid.survey, pulssid.period,
    pulssid.period_team, pulssid.invitation TO pulssid_stats;
GRANT SELECT, INSERT ON pulssid.cell, pulssid.published_cell, pulssid.release, pulssid.linkage, pulssid.linkage_team,
    pulssid.linkage_lag, pulssid.linkage_claim, pulssid.change_search, pulssid.change_series, pulssid.change,
    pulssid.handoff, pulssid.published_handoff, pulssid.rating, pulssid.published_rating, pulssid.agreement_cell,
    pulssid.dimension_pool, pulssid.agreement, pulssid.agreement_period, pulssid.agreement_team, pulssid.metric,
    pulssid.metric_set, pulssid.weighted_mean,
    pulssid.visit, pulssid.path_count, pulssid.penalty_sum,
    pulssid.path_satisfaction, pulssid.silo, pulssid.silo_team, pulssid.path_summary, pulssid.reason_count, pulssid.topic_count,
    pulssid.topic_end, pulssid.reason_summary, pulssid.topic_summary, pulssid.service_summary, pulssid.seal_plan TO pulssid_stats;
GRANT INSERT, UPDATE ON pulssid.team_version, pulssid.invitation TO pulssid_stats;
GRANT INSERT ON pulssid.team, pulssid.survey TO pulssid_stats;
GRANT SELECT (id), INSERT, UPDATE (revoked) ON pulssid.api_key TO pulssid_stats;
GRANT SELECT ON ALL TABLES IN SCHEMA exact TO pulssid_stats;
GRANT EXECUTE ON FUNCTION pulssid.period_lock_class, pulssid.period_close, pulssid.period_count, pulssid.period_seal,
    pulssid.submission_table, pulssid.spent_drop, pulssid.answer_drop, pulssid.shown(double precision, integer),
    pulssid.shown(double precision[], integer) TO pulssid_stats;

-- 0011_side_doors.sql takes locks from everybody; those who own the functions that close and open periods need them too.
DO $$
DECLARE
    f text;
    r regrole;
BEGIN
    FOREACH f IN ARRAY ARRAY['pg_try_advisory_lock', 'pg_advisory_unlock', 'pg_advisory_xact_lock',
                             'pg_advisory_xact_lock_shared'] LOOP
        FOR r IN SELECT 'pulssid_stats'::regrole
                 UNION SELECT proowner FROM pg_proc WHERE pronamespace = 'pulssid'::regnamespace AND prosecdef LOOP
            IF NOT has_function_privilege(r, f || '(integer,integer)', 'EXECUTE') THEN
                EXECUTE format('GRANT EXECUTE ON FUNCTION %s(integer, integer) TO %s', f, r);
            END IF;
        END LOOP;
    END LOOP;
END $$;
