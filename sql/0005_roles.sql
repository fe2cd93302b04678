-- SPDX-License-Identifier: GPL-3.0-or-later
-- Three roles, each with what its pipe needs. None owns a table: partitions come and go through the owner's functions.

DO $$
DECLARE
    r text;
BEGIN
    FOREACH r IN ARRAY ARRAY['pulssid_ingest', 'pulssid_stats', 'pulssid_report'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = r) THEN
            EXECUTE format('CREATE ROLE %I LOGIN', r);
        END IF;
    END LOOP;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA pulssid, report, exact FROM PUBLIC;

-- ingest: writes submissions and sees whether an id is spent. It cannot read an answer.
GRANT USAGE ON SCHEMA pulssid TO pulssid_ingest;
GRANT SELECT ON pulssid.calendar, pulssid.team, pulssid.team_version, pulssid.survey, pulssid.api_key,
    pulssid.period, pulssid.period_team, pulssid.spent TO pulssid_ingest;
GRANT INSERT ON pulssid.submission TO pulssid_ingest;
GRANT SELECT (team_id, period, id_hash) ON pulssid.submission TO pulssid_ingest;
GRANT EXECUTE ON FUNCTION pulssid.period_lock_class(), pulssid.withdraw(bytea),
    pulssid.period_open(integer, text, date, date, date, integer, integer, boolean) TO pulssid_ingest;

CREATE POLICY everything ON pulssid.submission TO pulssid_ingest USING (true) WITH CHECK (true);

-- stats: reads the answers of a closed period once, writes what comes out of it. The operator's commands (team, survey,
-- key, invite) use it too: what they write is known before anyone answers.
GRANT USAGE ON SCHEMA pulssid, exact TO pulssid_stats;
GRANT SELECT ON pulssid.calendar, pulssid.team, pulssid.team_version, pulssid.survey, pulssid.period,
    pulssid.period_team, pulssid.invitation, pulssid.submission TO pulssid_stats;
GRANT SELECT, INSERT ON pulssid.cell, pulssid.published_cell, pulssid.release, pulssid.linkage,
    pulssid.linkage_team, pulssid.linkage_lag, pulssid.seal_plan TO pulssid_stats;
GRANT INSERT, UPDATE ON pulssid.team_version, pulssid.invitation TO pulssid_stats;
GRANT INSERT ON pulssid.team, pulssid.survey TO pulssid_stats;
GRANT SELECT (id), INSERT, UPDATE (revoked) ON pulssid.api_key TO pulssid_stats;
GRANT SELECT ON ALL TABLES IN SCHEMA exact TO pulssid_stats;
GRANT EXECUTE ON FUNCTION pulssid.period_lock_class(), pulssid.period_close(integer, date), pulssid.period_seal(integer),
    pulssid.spent_drop(date, integer) TO pulssid_stats;

CREATE POLICY closed_periods ON pulssid.submission FOR SELECT TO pulssid_stats
    USING (period IN (SELECT p.period FROM pulssid.period p WHERE p.state = 'closed'));

-- report: the report schema and nothing else. shown() runs inside its views.
GRANT USAGE ON SCHEMA report TO pulssid_report;
GRANT SELECT ON ALL TABLES IN SCHEMA report TO pulssid_report;
GRANT EXECUTE ON FUNCTION report.analyst_key(integer) TO pulssid_report;
GRANT EXECUTE ON FUNCTION pulssid.shown(double precision, integer), pulssid.shown(double precision[], integer)
    TO pulssid_report, pulssid_stats;

-- Nothing that a respondent wrote may reach PostgreSQL's log. Some settings need a superuser: `pulssid check` reports
-- those that could not be set.
DO $$
DECLARE
    r text;
    s text;
BEGIN
    FOREACH r IN ARRAY ARRAY['pulssid_ingest', 'pulssid_stats', 'pulssid_report'] LOOP
        FOREACH s IN ARRAY ARRAY['log_error_verbosity = terse', 'log_min_error_statement = panic', 'log_parameter_max_length = 0',
                                 'log_parameter_max_length_on_error = 0', 'log_statement = none', 'track_activities = off',
                                 'log_min_duration_statement = -1', 'client_min_messages = error'] LOOP
            BEGIN
                EXECUTE format('ALTER ROLE %I SET %s', r, s);
            EXCEPTION WHEN insufficient_privilege THEN
                RAISE NOTICE '% not set for %', s, r;
            END;
        END LOOP;
    END LOOP;
END $$;
