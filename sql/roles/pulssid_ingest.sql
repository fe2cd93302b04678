-- SPDX-License-Identifier: GPL-3.0-or-later
-- ingest writes submissions and sees whether an id is spent. It cannot read an answer. Like stats, it sees which
-- migrations were applied: `check` and `serve` compare.
GRANT USAGE ON SCHEMA pulssid TO pulssid_ingest;
GRANT SELECT ON pulssid.migration, pulssid.calendar, pulssid.team, pulssid.team_version, pulssid.survey, pulssid.api_key,
    pulssid.period, pulssid.period_team, pulssid.spent TO pulssid_ingest;
GRANT INSERT ON pulssid.submission TO pulssid_ingest;
GRANT SELECT (team_id, period, id_hash) ON pulssid.submission TO pulssid_ingest;
GRANT EXECUTE ON FUNCTION pulssid.period_lock_class, pulssid.period_open, pulssid.withdraw TO pulssid_ingest;

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_policy WHERE polname = 'everything' AND polrelid = 'pulssid.submission'::regclass) THEN
        CREATE POLICY everything ON pulssid.submission TO pulssid_ingest USING (true) WITH CHECK (true);
    END IF;
END $$;

-- 0011_side_doors.sql takes locks from everybody.
DO $$
BEGIN
    IF NOT has_function_privilege('pulssid_ingest', 'pg_advisory_xact_lock_shared(integer,integer)', 'EXECUTE') THEN
        GRANT EXECUTE ON FUNCTION pg_advisory_xact_lock_shared(integer, integer) TO pulssid_ingest;
    END IF;
END $$;
