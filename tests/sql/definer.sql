-- SPDX-License-Identifier: GPL-3.0-or-later
-- Functions with their owner's rights run nothing of their caller's. In a session of its own: PL/pgSQL looks types up once.
BEGIN;
SELECT no_plan();
\ir fixture.psql

-- A type named like PostgreSQL's, that carries a function.
SET LOCAL ROLE pulssid_ingest;
CREATE FUNCTION pg_temp.seize() RETURNS boolean LANGUAGE sql AS
    $$SELECT set_config('tap.seized', current_user::pg_catalog.text, false) IS NOT NULL$$;
CREATE DOMAIN pg_temp.text AS pg_catalog.text CHECK (pg_temp.seize());
SELECT set_config('tap.seized', 'nobody', true);
SELECT pulssid.period_open(2852, '2024-W36', '2024-09-02', '2024-09-08', '2024-09-02', 5, 5, false);
RESET ROLE;
SELECT is(current_setting('tap.seized')::pg_catalog.text, 'nobody', 'a temporary type is not taken for PostgreSQL''s own');

SELECT * FROM finish();
ROLLBACK;
