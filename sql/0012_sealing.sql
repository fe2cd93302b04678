-- SPDX-License-Identifier: GPL-3.0-or-later
-- Sealing a large period: one sorted copy of its answers, and one of its spent ids.

-- An expression for the answers of a submission r that its plan l keeps. The positions are written out, one list for
-- each number of questions in the plan: a sub-select over the array takes ten times as long.
CREATE FUNCTION pulssid.kept_answers(p_period integer) RETURNS text
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    SELECT 'CASE WHEN l.keep IS NULL THEN r.answers'
           || coalesce(string_agg(format(' WHEN cardinality(l.keep) = %s THEN ARRAY[%s]', n, kept), ''), '') || ' END'
      FROM (SELECT DISTINCT cardinality(keep) AS n FROM pulssid.seal_plan WHERE period = p_period) lengths,
           LATERAL (SELECT string_agg(format('CASE WHEN l.keep[%s] THEN r.answers[%s] END', i, i), ', ' ORDER BY i) AS kept
                      FROM generate_series(1, n) i) positions
     WHERE n > 0
$$;

-- Writes the answers of a period that its seal_plan keeps, in random order, to a partition of their own. CREATE TABLE AS
-- reads and sorts on several processors and writes a page at a time; INSERT does neither. It has no index, so that nothing
-- writes down how many rows it holds, and counts nothing where partition_create() has been before.
CREATE FUNCTION pulssid.answers_seal(p_period integer, p_id text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    part text := lower(format('answer_%s', replace(p_id, '-', '_')));
BEGIN
    EXECUTE format($sql$
        CREATE TABLE pulssid.%I AS
        SELECT l.target_id AS team_id, r.period, r.survey_id, %s AS answers,
               CASE WHEN l.keep_ratings THEN r.rated END AS rated, CASE WHEN l.keep_ratings THEN r.ratings END AS ratings,
               CASE WHEN l.keep_path THEN r.path END AS path
          FROM pulssid.submission r
          JOIN pulssid.seal_plan l ON l.team_id = r.team_id AND l.period = r.period AND l.survey_id = r.survey_id
         WHERE r.period = %s AND r.answers IS NOT NULL
         ORDER BY gen_random_uuid()$sql$, part, pulssid.kept_answers(p_period), p_period);
    EXECUTE format('ALTER TABLE pulssid.%I ALTER team_id SET NOT NULL, ALTER period SET NOT NULL, ALTER survey_id SET NOT NULL, '
                   'ADD CHECK (period = %s)', part, p_period);
    EXECUTE format('ALTER TABLE pulssid.answer ATTACH PARTITION pulssid.%I FOR VALUES IN (%s)', part, p_period);
END $$;

-- Writes the ids of a period to a partition of `spent`, in the order of their key: nothing is left there of the order in which
-- they came, and the index grows at its end. They are read as they lie and sorted: in the order of an index, which looks
-- cheaper to the planner, each would be another page.
CREATE FUNCTION pulssid.spent_seal(p_period integer, p_id text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_indexscan = off SET enable_indexonlyscan = off AS $$
DECLARE
    part text := pulssid.partition_create('spent', p_period, p_id);
BEGIN
    EXECUTE format('INSERT INTO pulssid.%I SELECT team_id, period, id_hash FROM pulssid.submission '
                   'WHERE period = %s ORDER BY team_id, id_hash', part, p_period);
    EXECUTE format('ALTER TABLE pulssid.spent ATTACH PARTITION pulssid.%I FOR VALUES IN (%s)', part, p_period);
END $$;

-- Seals a closed period by its seal_plan: answers rewritten in random order without ids and receipts, spent ids in
-- their own order in their own table, the table that held both dropped, the period published.
CREATE OR REPLACE FUNCTION pulssid.period_seal(p_period integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_id text;
BEGIN
    SELECT id INTO v_id FROM pulssid.period WHERE period = p_period AND state = 'closed' FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'period % is not closed', p_period;
    END IF;
    PERFORM pulssid.spent_seal(p_period, v_id); -- first: from here on nothing is counted
    PERFORM pulssid.answers_seal(p_period, v_id);
    DELETE FROM pulssid.seal_plan WHERE period = p_period;
    UPDATE pulssid.period SET state = 'published' WHERE period = p_period;
    -- Last, because it alone makes batches of other periods wait: the parent's lock is held to the commit. While it
    -- waits itself, for a backup perhaps, batches queue behind it: then the period is better sealed another time.
    PERFORM set_config('lock_timeout', '10s', true);
    LOCK TABLE pulssid.submission IN ACCESS EXCLUSIVE MODE;
    EXECUTE format('DROP TABLE pulssid.%I', lower(format('submission_%s', replace(v_id, '-', '_'))));
END $$;

REVOKE ALL ON FUNCTION pulssid.kept_answers(integer), pulssid.answers_seal(integer, text), pulssid.spent_seal(integer, text)
    FROM PUBLIC;
