-- SPDX-License-Identifier: GPL-3.0-or-later
-- report reads the report schema and nothing else. shown() runs inside its views.
GRANT USAGE ON SCHEMA report TO pulssid_report;
GRANT SELECT ON ALL TABLES IN SCHEMA report TO pulssid_report;
GRANT EXECUTE ON FUNCTION report.analyst_key, pulssid.shown(double precision, integer),
    pulssid.shown(double precision[], integer), pulssid.share_decimals, pulssid.told_contacts, pulssid.told_bound TO pulssid_report;

-- A function that costs nothing would be asked before a view's own conditions, and could tell the rows that these hide.
DO $$
DECLARE
    v regclass;
BEGIN
    FOR v IN SELECT c.oid FROM pg_class c WHERE c.relnamespace = 'report'::regnamespace AND c.relkind = 'v'
              AND NOT coalesce(c.reloptions @> ARRAY['security_barrier=true'], false) LOOP
        EXECUTE format('ALTER VIEW %s SET (security_barrier = true)', v);
    END LOOP;
END $$;
