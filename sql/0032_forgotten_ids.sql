-- SPDX-License-Identifier: GPL-3.0-or-later
-- Ids that are forgotten are remembered to be: whatever may be a retry of them is too old, however long retries are taken now.

-- The last day of the newest period whose spent ids are gone; null: of none. It never goes back.
ALTER TABLE pulssid.calendar ADD COLUMN forgotten_until date;

UPDATE pulssid.calendar SET forgotten_until =
    (SELECT max(p.last_day) FROM pulssid.period p
      WHERE p.state = 'published' AND to_regclass(format('pulssid.%I', lower(format('spent_%s', replace(p.id, '-', '_'))))) IS NULL);

CREATE TRIGGER announce AFTER UPDATE ON pulssid.calendar
    FOR EACH ROW EXECUTE FUNCTION pulssid.announce_change();

-- Ids stay as long as a period before them is open too: one that was opened late takes answers of any age, and some of its own
-- may have been put into a later period before.
CREATE OR REPLACE FUNCTION pulssid.spent_drop(p_today date, p_max_late_days integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '1s' AS $$
DECLARE
    v_day date := least(least(p_today, (now() AT TIME ZONE 'UTC')::date + 1) - p_max_late_days - 1,
                        (SELECT min(first_day) FROM pulssid.period WHERE state = 'open'));
    dropped integer := pulssid.partitions_drop('spent', v_day);
BEGIN
    UPDATE pulssid.calendar c SET forgotten_until = f.day
      FROM (SELECT max(last_day) AS day FROM pulssid.period WHERE state = 'published' AND last_day < v_day) f
     WHERE f.day > coalesce(c.forgotten_until, '-infinity');
    RETURN dropped;
END $$;
