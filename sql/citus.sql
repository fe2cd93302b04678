-- SPDX-License-Identifier: GPL-3.0-or-later
-- What Citus takes over, for answers that one PostgreSQL cannot hold: to be run on the coordinator by the schema's owner, a
-- superuser, once, after `pulssid migrate`:  psql -d pulssid -f citus.sql  (harmless when it is run again).
-- No statement of the daemon changes, and no migration knows of it.
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
