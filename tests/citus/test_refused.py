# SPDX-License-Identifier: GPL-3.0-or-later
"""Why sql/citus.sql leaves the other tables on the coordinator: what Citus says to each."""

import contextlib

import psycopg2
import pytest

SPENT = "SELECT create_distributed_table('pulssid.spent', 'team_id')"
SUBMISSION = "SELECT create_distributed_table('pulssid.submission', 'team_id')"
# As in daemon/store/submission_script.c, of a batch of no rows.
BATCH = ("INSERT INTO pulssid.submission (team_id, period, id_hash, survey_id) SELECT r.team_id, r.period, r.id_hash, r.survey_id "
         "FROM unnest('{}'::pulssid.submission[]) r %s WHERE NOT EXISTS (SELECT FROM pulssid.spent s "
         "WHERE s.team_id = r.team_id AND s.id_hash = r.id_hash OFFSET 0) RETURNING team_id, id_hash")
OF_OPEN_PERIODS = BATCH % "JOIN pulssid.period p ON p.period = r.period AND p.state = 'open'"
REFUSED = {
    "a batch": ([SUBMISSION, SPENT, OF_OPEN_PERIODS], "direct joins between distributed and local tables"),
    "a batch, spent ids alone": ([SPENT, OF_OPEN_PERIODS], "direct joins between distributed and local tables"),
    "a batch without periods": ([SUBMISSION, SPENT, BATCH % ""],
                                "correlated subqueries are not supported when the FROM clause contains a set"),
    **{table: ([f"SELECT create_reference_table('pulssid.{table}')"], "because it has triggers")
       for table in ("period", "team_version", "survey", "api_key", "calendar")},
    **{table: ([f"SELECT create_distributed_table('pulssid.{table}', 'team_id')"],
               'referenced table "period" must be a distributed table or a reference table')
       for table in ("cell", "published_cell", "handoff", "rating")},
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(on_citus, case):
    statements, said = REFUSED[case]
    with contextlib.closing(on_citus.database.connect()) as connection, connection.cursor() as cursor:
        for statement in statements[:-1]:
            cursor.execute(statement)
        with pytest.raises(psycopg2.Error, match=said):
            cursor.execute(statements[-1])
