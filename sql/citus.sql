-- SPDX-License-Identifier: GPL-3.0-or-later
-- What Citus takes over, for answers that one PostgreSQL cannot hold: to be run on the coordinator by the schema's owner, a
-- superuser, after `pulssid migrate` and once workers were added (sql/README.md has the steps); and again after each period, by a
-- timer say, and when Citus was upgraded:  psql -d pulssid -f citus.sql
-- When rows go to workers the coordinator keeps what it had, out of sight, and only this takes it away. No statement of the daemon
-- changes, and no migration knows of it. Tried on Citus 13.2 by tests/citus, which holds it to what it says here.
--
-- Distributed, by team_id:
--   answer       what is kept: 730 days of sealed answers against two or three open weeks. A period's partition is made on the
--                coordinator when it is sealed; attaching it sends its rows to the workers. Nothing reads it: it is dropped whole.
--                It has no key, so that no constraint stands in the way.
--
-- Not distributed; they stay the coordinator's own:
--   submission, spent
--                what a batch writes and what it looks in, in one statement: INSERT … SELECT FROM unnest(…), joined with period,
--                which holds each row against both by a correlated sub-select. Citus would distribute them, their keys begin
--                with team_id; but then it refuses the statement: a join with a table that is not distributed, and without
--                that join, "correlated subqueries … when the FROM clause contains a set returning function".
--   seal_plan    what a closing period is sealed by, joined with submission.
--   migration    what `pulssid migrate` has done.
--   period, team_version, survey, api_key, calendar
--                a trigger tells the daemons of changes, and Citus makes no reference table of what has triggers.
--   team, period_team, invitation
--                might be reference tables, or have foreign keys to what cannot; nothing on a worker would read them.
--   cell, published_cell, handoff, rating, release and all that is computed from them
--                a row for a team, period and dimension: a thousandth of the answers, joined in every view, in one transaction
--                with the release. Their foreign keys lead to period, which Citus refuses while that is local.
CREATE EXTENSION IF NOT EXISTS citus;

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = 'pulssid.answer'::regclass) THEN
        PERFORM create_distributed_table('pulssid.answer', 'team_id', colocate_with => 'none');
    END IF;
END $$;

-- What was here before: of each partition that is the workers' by now. Nothing refers to answers, so nothing else goes with them.
SELECT truncate_local_data_after_distributing_table(i.inhrelid::regclass)
  FROM pg_inherits i JOIN pg_dist_partition d ON d.logicalrelid = i.inhrelid::regclass
 WHERE i.inhparent = 'pulssid.answer'::regclass;

-- Everybody may ask what Citus brings for sizes of what the workers keep, which tell how many answers were suppressed, and let it
-- run commands there, where ingest and stats have roles too. The daemon needs none of it, but for the two by which Citus keeps
-- shards out of everybody's sight in pg_class.
DO $$
DECLARE
    r record;
BEGIN
    FOR r IN SELECT CASE WHEN p.oid IS NULL THEN 'TABLE' ELSE 'ROUTINE' END AS kind,
                    coalesce(p.oid::regprocedure::text, c.oid::regclass::text) AS name
               FROM pg_depend d
               JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND e.oid = d.refobjid AND e.extname ~ '^citus'
               LEFT JOIN pg_proc p ON d.classid = 'pg_proc'::regclass AND p.oid = d.objid
               LEFT JOIN pg_class c ON d.classid = 'pg_class'::regclass AND c.oid = d.objid
              WHERE d.deptype = 'e' AND coalesce(p.proname, '') <> ALL ('{relation_is_a_known_shard,citus_table_is_visible}')
                AND EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, c.relacl, acldefault('f', p.proowner))) a
                             WHERE a.grantee = 0) LOOP
        EXECUTE format('REVOKE ALL ON %s %s FROM PUBLIC', r.kind, r.name);
    END LOOP;
END $$;
