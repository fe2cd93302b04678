-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is sealed is less: of a row, the answers that a figure was over, and nothing that tells one row from another.

-- Whom somebody rated, and the teams that a customer was sent to, may be shown nowhere or make a row the only one of its
-- kind. Both are counted while the period is closed, and nothing reads them afterwards.
ALTER TABLE pulssid.answer DROP COLUMN rated, DROP COLUMN ratings, DROP COLUMN path;
ALTER TABLE pulssid.seal_plan DROP COLUMN keep_ratings, DROP COLUMN keep_path;

CREATE OR REPLACE FUNCTION pulssid.answers_seal(p_period integer, p_id text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    part text := lower(format('answer_%s', replace(p_id, '-', '_')));
BEGIN
    EXECUTE format($sql$
        CREATE TABLE pulssid.%I AS
        SELECT l.target_id AS team_id, r.period, r.survey_id, %s AS answers
          FROM pulssid.submission r
          JOIN pulssid.seal_plan l ON l.team_id = r.team_id AND l.period = r.period AND l.survey_id = r.survey_id
         WHERE r.period = %s AND r.answers IS NOT NULL
         ORDER BY gen_random_uuid()$sql$, part, pulssid.kept_answers(p_period), p_period);
    EXECUTE format('ALTER TABLE pulssid.%I ALTER team_id SET NOT NULL, ALTER period SET NOT NULL, ALTER survey_id SET NOT NULL, '
                   'ADD CHECK (period = %s)', part, p_period);
    EXECUTE format('ALTER TABLE pulssid.answer ATTACH PARTITION pulssid.%I FOR VALUES IN (%s)', part, p_period);
END $$;

-- Handoffs count steps, of which one customer may make many: their number is shown where enough customers made them.
ALTER TABLE pulssid.handoff ADD COLUMN contacts integer;
UPDATE pulssid.handoff SET contacts = n;
ALTER TABLE pulssid.handoff ALTER COLUMN contacts SET NOT NULL, ADD CHECK (contacts BETWEEN 1 AND n);

-- Whoever asks says which day it is, and cannot say one that is still to come.
CREATE OR REPLACE FUNCTION pulssid.spent_drop(p_today date, p_max_late_days integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '1s' AS $$
BEGIN
    RETURN pulssid.partitions_drop('spent', least(p_today, (now() AT TIME ZONE 'UTC')::date + 1) - p_max_late_days - 1);
END $$;

CREATE OR REPLACE FUNCTION pulssid.answer_drop(p_today date, p_retention_days integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '10s' AS $$
BEGIN
    RETURN CASE WHEN p_retention_days > 0
                THEN pulssid.partitions_drop('answer', least(p_today, (now() AT TIME ZONE 'UTC')::date + 1) - p_retention_days)
                ELSE 0 END;
END $$;
