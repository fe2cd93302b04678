-- SPDX-License-Identifier: GPL-3.0-or-later
-- Ways around the rights of the roles, closed: what PostgreSQL's plans, counters, sizes and locks tell of answers.

-- ingest gives periods their ids, and tables are named after them.
ALTER TABLE pulssid.period ADD CHECK (id ~ '^[0-9A-Za-z-]{1,11}$');

-- Where the submissions of a period stand until it is sealed.
CREATE FUNCTION pulssid.submission_table(p_id text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$SELECT 'pulssid.' || quote_ident('submission_' || lower(replace(p_id, '-', '_')))$$;

-- roles/pulssid_stats.sql says why.
DROP POLICY closed_periods ON pulssid.submission;
REVOKE SELECT ON pulssid.submission FROM pulssid_stats;

-- Closes an open period: waits for the batches that hold it, lets none in after. True when it was open, and its last day has
-- come (somewhere on earth).
CREATE OR REPLACE FUNCTION pulssid.period_close(p_period integer, p_today date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(pulssid.period_lock_class(), p_period);
    UPDATE pulssid.period SET state = 'closed', closed_on = p_today
     WHERE period = p_period AND state = 'open' AND last_day <= (now() AT TIME ZONE 'UTC')::date;
    RETURN FOUND;
END $$;

-- Lets stats read the submissions of a closed period, but for ids and receipts, until they are sealed. Not in the transaction
-- that closes it, which could be rolled back after a look at them: the period's row must be older than the transaction. The
-- right is one to a table that ends with the period; nothing opens a period again.
CREATE FUNCTION pulssid.period_count(p_period integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_id text;
BEGIN
    SELECT p.id INTO v_id FROM pulssid.period p
     WHERE p.period = p_period AND p.state = 'closed' AND age(p.xmin) > age(pg_current_xact_id()::xid);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'period % is not closed', p_period;
    END IF;
    EXECUTE format('GRANT SELECT (team_id, survey_id, answers, rated, ratings, path) ON %s TO pulssid_stats',
                   pulssid.submission_table(v_id));
END $$;

REVOKE ALL ON FUNCTION pulssid.submission_table(text), pulssid.period_count(integer) FROM PUBLIC;

-- Makes a partition's table for period_seal(): the name and the table are the owner's. How many rows it gets would tell how
-- many were suppressed, and everybody may read what PostgreSQL counts: so nothing is counted from here to the end of the
-- transaction, and the indexes come first, because making one of a full table writes down how full it is.
CREATE OR REPLACE FUNCTION pulssid.partition_create(p_parent text, p_period integer, p_id text) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    part text := lower(format('%s_%s', p_parent, replace(p_id, '-', '_')));
BEGIN
    BEGIN
        PERFORM set_config('track_counts', 'off', true);
    EXCEPTION WHEN insufficient_privilege THEN
        NULL; -- the owner is no superuser; `pulssid check` has told
    END;
    EXECUTE format('CREATE TABLE pulssid.%I (LIKE pulssid.%I INCLUDING DEFAULTS INCLUDING INDEXES, CHECK (period = %s))',
                   part, p_parent, p_period);
    RETURN part;
END $$;

-- Sizes of tables, and who holds which lock, tell the same to everybody who may connect; and locks by two numbers, as batches
-- take them for their periods, would hold batches up in anybody's hands. Those of our roles who need locks get them back in
-- roles/. A right that is not the owner's to take away stays: `pulssid check` tells.
DO $$
DECLARE
    f regprocedure;
BEGIN
    FOR f IN SELECT p.oid FROM pg_proc p
              WHERE p.pronamespace = 'pg_catalog'::regnamespace
                AND (p.proname ~ '^pg_(try_)?advisory_' AND p.pronargs = 2
                     OR p.proname ~ '^pg_(relation|table|indexes|total_relation)_size$' OR p.proname = 'pg_lock_status') LOOP
        BEGIN
            EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f);
            IF f::text !~ 'advisory' THEN
                EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO pg_monitor', f);
            END IF;
        EXCEPTION WHEN insufficient_privilege THEN
            RAISE NOTICE '% stays for everybody', f;
        END;
    END LOOP;
END $$;
