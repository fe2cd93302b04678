-- SPDX-License-Identifier: GPL-3.0-or-later
-- The life of a submission: written while its period is open, sealed when the period is published.

-- One partition a period, made by period_open() and dropped by period_seal().
-- id_hash: the first 16 bytes of SHA-256 over the survey's code, a zero byte, and the client's id.
-- A withdrawn submission keeps its row, so that its id stays spent, with every other column null.
CREATE TABLE pulssid.submission (
    team_id   integer NOT NULL,
    period    integer NOT NULL,
    id_hash   uuid NOT NULL,
    survey_id integer NOT NULL,
    answers   smallint[],      -- by position of the question in its survey; null: not answered, or a team_ratings question
    rated     integer[],       -- team_ratings: the teams rated …
    ratings   smallint[],      -- … and their ratings, position by position
    path      integer[],       -- customer surveys: teams in order, immediate repeats collapsed
    receipt   bytea,
    PRIMARY KEY (team_id, id_hash, period) -- this order: an id is looked for in every period
) PARTITION BY LIST (period);
CREATE INDEX ON pulssid.submission (receipt) WHERE receipt IS NOT NULL;
-- Policies in 0005_roles.sql keep what is in an open period from whoever counts.
ALTER TABLE pulssid.submission ENABLE ROW LEVEL SECURITY;

-- Ids of published periods, shuffled, for as long as a late retry is possible.
CREATE TABLE pulssid.spent (
    team_id integer NOT NULL,
    period  integer NOT NULL,
    id_hash uuid NOT NULL,
    PRIMARY KEY (team_id, id_hash, period) -- this order: an id is looked for in every period
) PARTITION BY LIST (period);

-- Sealed answers: no id, no receipt, in an order that tells nothing. team_id is the team under which they are
-- shown: the respondent's own, or the ancestor where enough have gathered (0: the whole organisation).
CREATE TABLE pulssid.answer (
    team_id   integer NOT NULL,
    period    integer NOT NULL,
    survey_id integer NOT NULL,
    answers   smallint[],
    rated     integer[],
    ratings   smallint[],
    path      integer[]
) PARTITION BY LIST (period);

-- Where the answers of one team and survey go at sealing. keep: per question, whether its dimension is shown
-- anywhere (null: all are); keep_ratings, keep_path: the same of team ratings and of the path. Teams and surveys
-- without a row are shown nowhere, so their answers are deleted.
CREATE TABLE pulssid.seal_plan (
    team_id      integer NOT NULL,
    period       integer NOT NULL,
    survey_id    integer NOT NULL,
    target_id    integer NOT NULL,
    keep         boolean[],
    keep_ratings boolean NOT NULL,
    keep_path    boolean NOT NULL,
    PRIMARY KEY (team_id, period, survey_id)
);

-- Advisory lock class of periods: a batch holds its periods shared, the closing of a period takes it alone.
CREATE FUNCTION pulssid.period_lock_class() RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT 1886745203';

-- Opens a period, once: partition, frozen tree (teams valid on the day), thresholds. Harmless when it exists.
CREATE FUNCTION pulssid.period_open(p_period integer, p_id text, p_first date, p_last date, p_day date,
                                    p_k_employee integer, p_k_customer integer, p_backfill boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    part text := format('submission_%s', replace(p_id, '-', '_'));
BEGIN
    IF EXISTS (SELECT FROM pulssid.period WHERE period = p_period) THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock(pulssid.period_lock_class(), -1);
    INSERT INTO pulssid.period (period, id, first_day, last_day, state, k_employee, k_customer, backfill)
        VALUES (p_period, p_id, p_first, p_last, 'open', p_k_employee, p_k_customer, p_backfill)
        ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    INSERT INTO pulssid.period_team (team_id, period, name, parent_id, headcount, role)
        SELECT v.team_id, p_period, v.name, v.parent_id, v.headcount, v.role
          FROM pulssid.team_version v WHERE p_day BETWEEN v.valid_from AND v.valid_to;
    -- ATTACH, unlike CREATE … PARTITION OF, lets batches of other periods go on.
    EXECUTE format('CREATE TABLE pulssid.%I (LIKE pulssid.submission INCLUDING DEFAULTS, CHECK (period = %s))',
                   lower(part), p_period);
    EXECUTE format('ALTER TABLE pulssid.submission ATTACH PARTITION pulssid.%I FOR VALUES IN (%s)',
                   lower(part), p_period);
END $$;

-- Closes an open period: waits for the batches that hold it, lets none in after. True when it was open.
CREATE FUNCTION pulssid.period_close(p_period integer, p_today date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(pulssid.period_lock_class(), p_period);
    UPDATE pulssid.period SET state = 'closed', closed_on = p_today WHERE period = p_period AND state = 'open';
    RETURN FOUND;
END $$;

-- Withdraws every submission that holds this receipt and whose period is open. True when there was one.
CREATE FUNCTION pulssid.withdraw(p_receipt bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(pulssid.period_lock_class(), h.period)
       FROM (SELECT DISTINCT period FROM pulssid.submission WHERE receipt = p_receipt ORDER BY period) h;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE pulssid.submission s
       SET answers = NULL, rated = NULL, ratings = NULL, path = NULL, receipt = NULL
     WHERE s.receipt = p_receipt
       AND EXISTS (SELECT FROM pulssid.period p WHERE p.period = s.period AND p.state = 'open');
    RETURN FOUND;
END $$;

-- Makes a partition's table for period_seal(): the name and the table are the owner's.
CREATE FUNCTION pulssid.partition_create(p_parent text, p_period integer, p_id text) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    part text := lower(format('%s_%s', p_parent, replace(p_id, '-', '_')));
BEGIN
    EXECUTE format('CREATE TABLE pulssid.%I (LIKE pulssid.%I INCLUDING DEFAULTS, CHECK (period = %s))',
                   part, p_parent, p_period);
    RETURN part;
END $$;

-- Seals a closed period by its seal_plan: answers rewritten in random order without ids and receipts, spent ids
-- shuffled to their own table, the table that held both dropped, the period published.
CREATE FUNCTION pulssid.period_seal(p_period integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_id text;
    part text;
BEGIN
    SELECT id INTO v_id FROM pulssid.period WHERE period = p_period AND state = 'closed' FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'period % is not closed', p_period;
    END IF;
    part := pulssid.partition_create('answer', p_period, v_id);
    EXECUTE format($sql$
        INSERT INTO pulssid.%I (team_id, period, survey_id, answers, rated, ratings, path)
        SELECT s.target_id, %s, s.survey_id, s.answers, s.rated, s.ratings, s.path FROM (
            SELECT l.target_id, r.survey_id,
                   CASE WHEN l.keep IS NULL THEN r.answers ELSE
                        (SELECT array_agg(CASE WHEN l.keep[i] THEN r.answers[i] END ORDER BY i)
                           FROM generate_subscripts(r.answers, 1) i) END AS answers,
                   CASE WHEN l.keep_ratings THEN r.rated END AS rated, CASE WHEN l.keep_ratings THEN r.ratings END AS ratings,
                   CASE WHEN l.keep_path THEN r.path END AS path
              FROM pulssid.submission r
              JOIN pulssid.seal_plan l ON l.team_id = r.team_id AND l.period = r.period AND l.survey_id = r.survey_id
             WHERE r.period = %s AND r.answers IS NOT NULL) s
        ORDER BY gen_random_uuid()$sql$, part, p_period, p_period);
    EXECUTE format('ALTER TABLE pulssid.answer ATTACH PARTITION pulssid.%I FOR VALUES IN (%s)', part, p_period);
    part := pulssid.partition_create('spent', p_period, v_id);
    EXECUTE format('INSERT INTO pulssid.%I SELECT team_id, period, id_hash FROM pulssid.submission '
                   'WHERE period = %s ORDER BY gen_random_uuid()', part, p_period);
    EXECUTE format('ALTER TABLE pulssid.spent ATTACH PARTITION pulssid.%I FOR VALUES IN (%s)', part, p_period);
    DELETE FROM pulssid.seal_plan WHERE period = p_period;
    UPDATE pulssid.period SET state = 'published' WHERE period = p_period;
    -- Last, because it alone makes batches of other periods wait: the parent's lock is held to the commit. While it
    -- waits itself, for a backup perhaps, batches queue behind it: then the period is better sealed another time.
    PERFORM set_config('lock_timeout', '10s', true);
    LOCK TABLE pulssid.submission IN ACCESS EXCLUSIVE MODE;
    EXECUTE format('DROP TABLE pulssid.%I', lower(format('submission_%s', replace(v_id, '-', '_'))));
END $$;

-- Forgets the spent ids of periods whose last late retry has become impossible. Returns how many periods.
CREATE FUNCTION pulssid.spent_drop(p_today date, p_max_late_days integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    part text;
    dropped integer := 0;
BEGIN
    FOR part IN SELECT lower('spent_' || replace(p.id, '-', '_')) FROM pulssid.period p
                 WHERE p.state = 'published' AND greatest(p.last_day, p.closed_on) + p_max_late_days < p_today LOOP
        IF to_regclass(format('pulssid.%I', part)) IS NOT NULL THEN
            EXECUTE format('DROP TABLE pulssid.%I', part);
            dropped := dropped + 1;
        END IF;
    END LOOP;
    RETURN dropped;
END $$;
