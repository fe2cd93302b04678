-- SPDX-License-Identifier: GPL-3.0-or-later
-- report reads the report schema and nothing else. shown() runs inside its views.
GRANT USAGE ON SCHEMA report TO pulssid_report;
GRANT SELECT ON ALL TABLES IN SCHEMA report TO pulssid_report;
GRANT EXECUTE ON FUNCTION report.analyst_key, pulssid.shown(double precision, integer),
    pulssid.shown(double precision[], integer) TO pulssid_report;
