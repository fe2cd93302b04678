-- SPDX-License-Identifier: GPL-3.0-or-later
-- Spent ids of a large period: sorted and written like its answers, and their index built when they are there.

-- Lets nothing be counted from here to the end of the transaction: how many rows a partition gets would tell how many were
-- suppressed, and everybody may read what PostgreSQL counts. So it does where the owner is no superuser; `pulssid check` tells.
CREATE FUNCTION pulssid.count_nothing() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM set_config('track_counts', 'off', true);
EXCEPTION WHEN insufficient_privilege THEN
    NULL;
END $$;

-- Takes back what building the indexes of a table wrote down of how full it is: as if nobody had looked yet, which is what
-- the planner finds of every new table. Where the owner is no superuser it stays, as what is counted does.
CREATE FUNCTION pulssid.size_forget(p_table regclass) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE pg_class SET relpages = 0, reltuples = -1, relallvisible = 0
     WHERE oid = p_table OR oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = p_table);
EXCEPTION WHEN insufficient_privilege THEN
    NULL;
END $$;

-- Writes the ids of a period to a partition of `spent`, in the order of their key: nothing is left there of the order in which
-- they came. CREATE TABLE AS and an index over what is sorted take half of what it takes to insert into one. They are read as
-- they lie: in the order of an index, which looks cheaper to the planner, each would be another page.
CREATE OR REPLACE FUNCTION pulssid.spent_seal(p_period integer, p_id text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_indexscan = off SET enable_indexonlyscan = off AS $$
DECLARE
    part text := lower(format('spent_%s', replace(p_id, '-', '_')));
BEGIN
    PERFORM pulssid.count_nothing();
    EXECUTE format('CREATE TABLE pulssid.%I AS SELECT team_id, period, id_hash FROM pulssid.submission '
                   'WHERE period = %s ORDER BY team_id, id_hash', part, p_period);
    EXECUTE format('ALTER TABLE pulssid.%I ADD PRIMARY KEY (team_id, id_hash, period), ADD CHECK (period = %s)', part, p_period);
    EXECUTE format('ALTER TABLE pulssid.spent ATTACH PARTITION pulssid.%I FOR VALUES IN (%s)', part, p_period);
    PERFORM pulssid.size_forget(format('pulssid.%I', part)::regclass);
END $$;

DROP FUNCTION pulssid.partition_create(text, integer, text);

REVOKE ALL ON FUNCTION pulssid.count_nothing(), pulssid.size_forget(regclass) FROM PUBLIC;
