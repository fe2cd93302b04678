-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is forgotten, and when: spent ids when no retry is taken any more, sealed answers when their retention is over.

-- Drops a table's partitions of the published periods whose last day is before a day. Returns how many.
CREATE FUNCTION pulssid.partitions_drop(p_parent text, p_day date) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    part text;
    dropped integer := 0;
BEGIN
    FOR part IN SELECT lower(format('%s_%s', p_parent, replace(p.id, '-', '_'))) FROM pulssid.period p
                 WHERE p.state = 'published' AND p.last_day < p_day ORDER BY p.period LOOP
        IF to_regclass(format('pulssid.%I', part)) IS NOT NULL THEN
            EXECUTE format('DROP TABLE pulssid.%I', part);
            dropped := dropped + 1;
        END IF;
    END LOOP;
    RETURN dropped;
END $$;

-- Forgets the spent ids of periods whose last late retry has become impossible. No submission of a period has a day after
-- its last, and a retry is taken for p_max_late_days from its day; one day more, since what is taken before midnight may
-- be committed after it. Batches look ids up, so they queue behind this while it waits itself, for a backup perhaps:
-- then it gives way, and the next cycle tries again. Returns how many periods.
CREATE OR REPLACE FUNCTION pulssid.spent_drop(p_today date, p_max_late_days integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '1s' AS $$
BEGIN
    RETURN pulssid.partitions_drop('spent', p_today - p_max_late_days - 1);
END $$;

-- Forgets the sealed answers of periods whose last day is more than so many days ago; 0: never. No batch touches answers,
-- but the cycle does not wait long either. Returns how many periods.
CREATE FUNCTION pulssid.answer_drop(p_today date, p_retention_days integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '10s' AS $$
BEGIN
    RETURN CASE WHEN p_retention_days > 0 THEN pulssid.partitions_drop('answer', p_today - p_retention_days) ELSE 0 END;
END $$;

REVOKE ALL ON FUNCTION pulssid.partitions_drop(text, date), pulssid.answer_drop(date, integer) FROM PUBLIC;
