-- SPDX-License-Identifier: GPL-3.0-or-later
-- stats reads the answers of a closed period once, and writes what comes out of it. The operator's commands (team, survey,
-- key, invite) use it too: what they write is known before anyone answers.
GRANT USAGE ON SCHEMA pulssid, exact TO pulssid_stats;
GRANT SELECT ON pulssid.migration, pulssid.calendar, pulssid.team, pulssid.team_version, pulssid.survey, pulssid.period,
    pulssid.period_team, pulssid.invitation, pulssid.submission TO pulssid_stats;
GRANT SELECT, INSERT ON pulssid.cell, pulssid.published_cell, pulssid.release, pulssid.linkage, pulssid.linkage_team,
    pulssid.linkage_lag, pulssid.handoff, pulssid.published_handoff, pulssid.rating, pulssid.published_rating,
    pulssid.seal_plan TO pulssid_stats;
GRANT INSERT, UPDATE ON pulssid.team_version, pulssid.invitation TO pulssid_stats;
GRANT INSERT ON pulssid.team, pulssid.survey TO pulssid_stats;
GRANT SELECT (id), INSERT, UPDATE (revoked) ON pulssid.api_key TO pulssid_stats;
GRANT SELECT ON ALL TABLES IN SCHEMA exact TO pulssid_stats;
GRANT EXECUTE ON FUNCTION pulssid.period_lock_class, pulssid.period_close, pulssid.period_seal, pulssid.spent_drop,
    pulssid.answer_drop, pulssid.shown(double precision, integer), pulssid.shown(double precision[], integer)
    TO pulssid_stats;

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_policy WHERE polname = 'closed_periods' AND polrelid = 'pulssid.submission'::regclass) THEN
        CREATE POLICY closed_periods ON pulssid.submission FOR SELECT TO pulssid_stats
            USING (period IN (SELECT p.period FROM pulssid.period p WHERE p.state = 'closed'));
    END IF;
END $$;
