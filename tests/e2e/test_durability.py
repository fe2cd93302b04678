# SPDX-License-Identifier: GPL-3.0-or-later
"""What makes an acknowledgement worth something: every table is logged, and nothing is said before a commit that
waits for the disk, and for whatever else the server was told to wait for."""

import threading

from harness import employee, id_hash, stored_hashes, wait_for


def unlogged(database, *partitions):
    """What a crash would empty, of a schema that holds a partition of each of those names."""
    rows = database.query(
        "SELECT c.oid::regclass::text, c.relpersistence, c.relkind = 'r' AND c.relispartition"
        " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = 'pulssid' AND c.relkind IN ('r', 'p', 'i', 'I', 'S')"
    )
    for partition in partitions:
        assert any(name.startswith(f"pulssid.{partition}_") and is_one for name, _, is_one in rows), partition
    return [name for name, persistence, _ in rows if persistence != "p"]


def test_every_table_of_an_open_period_survives_a_crash(service, client):
    assert client.submit(employee()).status == 201
    assert unlogged(service.database, "submission") == []


def test_every_table_of_a_published_period_survives_a_crash(published):
    assert unlogged(published.database, "answer") == []


def test_an_acknowledgement_waits_for_the_commit(service, client):
    """A standby that never answers holds back exactly the commits that are synchronous: with synchronous_commit off, or
    an acknowledgement before the commit, the client would have its answer at once."""
    submission = employee()
    answers = []
    service.database.query("CREATE TABLE public.mark ()")
    wait_for_nobody(service, "nobody")
    stop = threading.Event()
    marking = threading.Thread(target=lambda: mark(service, stop))
    try:
        marking.start()
        wait_for(lambda: waiting_commits(service, "postgres") == 1, "the setting to be in force")
        sender = threading.Thread(target=lambda: answers.append(client.submit(submission)))
        sender.start()
        wait_for(lambda: waiting_commits(service, "pulssid_ingest") == 1, "a commit that waits")
        sender.join(0.5)
        assert answers == []
        # Nobody else can see it yet either: it is not committed.
        assert id_hash(submission) not in stored_hashes(service.database)
    finally:
        stop.set()
        wait_for_nobody(service, "")
        marking.join(30)
    sender.join(30)
    assert [answer.status for answer in answers] == [201]
    assert stored_hashes(service.database)[id_hash(submission)] == 1


def wait_for_nobody(service, standby):
    service.database.cluster.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{standby}'")
    service.database.cluster.execute("SELECT pg_reload_conf()")


def mark(service, stop):
    """Commits, until one waits. A setting reaches PostgreSQL's processes one by one, and nobody tells when the checkpointer,
    which counts, has it."""
    while not stop.is_set():
        service.database.query("INSERT INTO public.mark DEFAULT VALUES")


def waiting_commits(service, role):
    return service.database.value("SELECT count(*) FROM pg_stat_activity WHERE usename = %s AND wait_event = 'SyncRep'", role)
