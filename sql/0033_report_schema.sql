-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who reads reports sees which migrations made them: the read pipe answers nothing from a schema that it does not know.

-- It is there already, but where migrations are run by hand.
CREATE TABLE IF NOT EXISTS pulssid.migration (
    version    integer PRIMARY KEY,
    name       text NOT NULL,
    sha256     text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now());

CREATE VIEW report.schema WITH (security_barrier) AS
SELECT version, name, sha256 FROM pulssid.migration;
COMMENT ON VIEW report.schema IS 'the migrations that made these views; no result';
COMMENT ON COLUMN report.schema.version IS 'its number, by which they are ordered';
COMMENT ON COLUMN report.schema.name IS 'the migration''s file';
COMMENT ON COLUMN report.schema.sha256 IS 'of the file, in hexadecimal';
GRANT SELECT ON report.schema TO pulssid_report;
