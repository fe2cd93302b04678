-- SPDX-License-Identifier: GPL-3.0-or-later
-- What Citus takes over, for answers that one PostgreSQL cannot hold: to be run on the coordinator by the schema's owner, a
-- superuser, after `pulssid migrate`, where `citus` is in shared_preload_libraries and workers were added (citus_add_node), and
-- again after each period, by a timer say:  psql -d pulssid -f citus.sql
-- When rows go to workers the coordinator keeps what it had, out of sight, and only this takes it away. No statement of the daemon
-- changes, and no migration knows of it.
--
-- Distributed, by team_id:
--   answer       what is kept: 730 days of sealed answers against two or three open weeks. A period's partition is made on the
--                coordinator when it is sealed; attaching it sends its rows to the workers. Nothing reads it: it is dropped whole.
--                It has no key, so that no constraint stands in the way.
--
-- Not distributed, and not reference tables either; they stay the coordinator's own:
--   submission, spent
--                what a batch writes and what it looks in, in one statement: INSERT … SELECT FROM unnest(…), which holds each row
--                against both by a correlated sub-select. Citus sends such a sub-select to workers only where the outer query
--                reads a distributed table, and unnest() is none. Their keys begin with team_id, as the rule is here, and so
--                nothing of theirs would have to be altered.
--   seal_plan    what a closing period is sealed by, in the transaction that makes the partition.
--   migration    what `pulssid migrate` has done.
--   period       a trigger tells the daemons of changes, and period_seal() takes a row FOR UPDATE beside DDL; a trigger on a
--                reference table is refused. The same holds for team_version, survey, api_key.
--   team, period_team, invitation, calendar
--                joined with those, and foreign keys point at them from local tables.
--   cell, published_cell, release and all that is computed from them
--                a row for a team, period and dimension: a thousandth of the answers, joined in every view, in one transaction
--                with the release; foreign keys lead to period and release.
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
