# SPDX-License-Identifier: GPL-3.0-or-later
"""A superuser of the database who sent every submission himself, in an order that he chose, and kept ids and receipts: once a
period is sealed he cannot tell which answer is whose, by transaction, place, order of any kind, or by what is left in files.
The controls are answers that were kept as they came: one transaction each, and several to a commit.

Not defended, so not tried: the write-ahead log from before the sealing, and whatever was copied by then."""

import contextlib
import itertools
import os
import random
import re
import uuid

import pytest

from harness import Cluster, Service, customer, employee, id_hash, today, week
from matching import GROUPS, share, succeed_together, succeeds
from organisation import CUSTOMER_QUESTIONS, EMPLOYEE_QUESTIONS, WEEK, last_full_week

PERIODS = 4 * GROUPS
SENDERS = 30  # of each survey and period
MONDAYS = [last_full_week(today()) - (i + 2) * WEEK for i in range(PERIODS)]
EAGER = ["autovacuum_naptime=1s", "autovacuum_analyze_threshold=0", "autovacuum_analyze_scale_factor=0",
         "autovacuum_vacuum_insert_threshold=0", "autovacuum_vacuum_insert_scale_factor=0"]

# Found again wherever a receipt or a client's own id was kept; the ids are in order of time, as a client may make them.
RECEIPT, ID = b"\xfaRECEIPT", b"\xfaSENDER\xfa"
clock = itertools.count()


def unique(questions, taken, draw):
    """Answers that nobody else in the period gave: the marker, which the attacker does not know."""
    while (answers := tuple(draw.randint(1, 5) for _ in questions)) in taken:
        pass
    taken.add(answers)
    return answers


def signed(make, day, questions, answers):
    """A submission by which its sender would be known."""
    return make(day, answers=dict(zip(questions, answers)), receipt=RECEIPT + os.urandom(24), id=ID + next(clock).to_bytes(8, "big"),
                **({"team": "CROWD"} if make is employee else {"team": "CROWD", "path": ["CROWD"]}))


def compose():
    """Submissions by survey and Monday, each with its answers as they are stored, in the order of sending."""
    draw = random.Random(7)
    sent = {}
    for (make, questions), monday in itertools.product([(employee, EMPLOYEE_QUESTIONS), (customer, CUSTOMER_QUESTIONS)], MONDAYS):
        taken = set()
        given = [unique(questions, taken, draw) for _ in range(SENDERS)]
        sent[make.__name__, monday] = [(signed(make, monday, questions, answers), answers) for answers in given]
    return sent


@pytest.fixture(scope="module")
def server():
    """It keeps the time of every commit, and looks into its tables as eagerly as it can."""
    cluster = Cluster("fsync=off", "track_commit_timestamp=on", *EAGER)
    yield cluster
    cluster.remove()


def ways(guesses):
    """Those of answers that were sent one by one, and those of ten to a request: what keeps an order may depend on it."""
    return guesses[:PERIODS // 2], guesses[PERIODS // 2:]


class Sealed:
    """The periods of one service after sealing, with what their attacker knows."""

    def __init__(self, service):
        self.service = service
        self.database = service.database
        self.sent = compose()
        self.known_before = None
        self.start = None  # of the server's log of what it did since

    def send(self):
        """One by one, and in the second half of the periods ten to a request."""
        with self.service.client() as client:
            for (_, monday), items in self.sent.items():
                step = 10 if MONDAYS.index(monday) >= PERIODS // 2 else 1
                for i in range(0, SENDERS, step):
                    verdicts = client.submit_sequence([item for item, _ in items[i:i + step]]).verdicts()
                    assert {v["status"] for v in verdicts} == {"stored"}

    def seal(self):
        for name in "pageinspect", "pg_walinspect":
            self.database.query(f"CREATE EXTENSION {name}")
        self.known_before = self.known()
        self.start = self.database.value("SELECT pg_current_wal_lsn()")
        self.service.run("cycle")

    def known(self):
        """Hashed ids and receipts beside which a row of any table holds what their sender answered."""
        query = self.database.query
        rows = [text for (table,) in query(TABLES) for (text,) in query(f"SELECT t::text FROM {table} t")]
        beside = {(name, answers) for row in rows for answers in re.findall(r"\{([\d,]+)\}", row)
                  for name in re.findall(r"[0-9a-f]{64}|[0-9a-f-]{36}", row)}
        return {name for items in self.sent.values() for item, answers in items
                for name in (str(uuid.UUID(id_hash(item))), item["receipt"].hex()) if (name, ",".join(map(str, answers))) in beside}

    def table(self, monday):
        return f"pulssid.answer_{week(monday).lower().replace('-', '_')}"


@pytest.fixture(scope="module")
def sealed(server, certificates, tmp_path_factory):
    folder = tmp_path_factory.mktemp("superuser")
    # As long as it can be, for the spent ids to be there.
    service = Service(folder, server.new_database("pulssid"), certificates, {}, {"ingest": {"max_late_days": 366}})
    service.found()
    (folder / "crowd.csv").write_text("code,name,parent,headcount,role,valid_from,valid_to\nCROWD,Crowd,U1,500,normal,,\n")
    service.run("team", "import", folder / "crowd.csv")
    service.start()
    sealed = Sealed(service)
    sealed.send()
    assert RECEIPT in files(server), "a receipt of an open period is there to be found"
    sealed.seal()
    service.stop()
    return sealed


def files(cluster):
    """Everything that the server keeps on disk but its write-ahead log, after a checkpoint."""
    cluster.execute("CHECKPOINT")
    data = cluster.folder / "data"
    contents = []
    for path in data.rglob("*"):
        with contextlib.suppress(FileNotFoundError):  # gone meanwhile
            if path.is_file() and "pg_wal" not in path.parts:
                contents.append(path.read_bytes())
    assert len(contents) > 500
    return b"\n".join(contents)


TABLES = ("SELECT c.oid::regclass::text FROM pg_class c WHERE c.relkind IN ('r', 'm') AND c.relnamespace::regnamespace::text "
          "NOT IN ('pg_catalog', 'information_schema')")

# Orders of the answers in a table, each a list of what was answered.
ANSWER_ORDERS = {
    "as they come": "WHERE {where}",
    "by place": "WHERE {where} ORDER BY ctid",
    "by place, backwards": "WHERE {where} ORDER BY ctid DESC",
    "by transaction": "WHERE {where} ORDER BY age(xmin) DESC, cmin::text::bigint, ctid",
    "by time of commit": "WHERE {where} ORDER BY pg_xact_commit_timestamp(xmin), ctid DESC",
    "by value": "WHERE {where} ORDER BY answers",
    "by hash of the row": "WHERE {where} ORDER BY md5(t::text)",
    # A page fills from its end.
    "by place on the page": "JOIN (SELECT ('(' || b || ',' || lp || ')')::tid AS place, b, lp_off FROM "
                            "generate_series(0, pg_relation_size('{table}') / 8192 - 1) b, "
                            "heap_page_items(get_raw_page('{table}', b::int))) p ON place = t.ctid WHERE {where} ORDER BY b, lp_off DESC",
    "by the log of the server": "JOIN (SELECT start_lsn, ('(' || substring(block_ref FROM 'blk (\\d+)') || ',' || "
                                "substring(description FROM 'off:? (\\d+)') || ')')::tid AS place FROM pg_get_wal_records_info('{start}', "
                                "pg_current_wal_flush_lsn()) WHERE resource_manager = 'Heap' AND record_type LIKE 'INSERT%' AND "
                                "block_ref LIKE '%/' || pg_relation_filenode('{table}') || ' fork main%') w ON place = t.ctid "
                                "WHERE {where} ORDER BY start_lsn",
}


def read(sealed, order, table, where="true"):
    """The answers in a table, in one of its orders."""
    tail = ANSWER_ORDERS[order].format(table=table, where=where, start=sealed.start)
    return [tuple(answers) for (answers,) in sealed.database.query(f"SELECT answers FROM {table} t {tail}")]


def spent_order(sealed):
    """Where each hashed id stands among the spent ones."""
    rows = sealed.database.query("SELECT replace(id_hash::text, '-', '') FROM pulssid.spent ORDER BY tableoid, ctid")
    return {name: i for i, (name,) in enumerate(rows)}


def sender_orders(sealed):
    """By what the attacker knows of each submission, so that sorting by it gives an order."""
    spent = spent_order(sealed)
    return {"of sending": lambda pair: 0, "of ids": lambda pair: pair[0]["id"], "of hashed ids": lambda pair: id_hash(pair[0]),
            "of receipts": lambda pair: pair[0]["receipt"], "of spent ids": lambda pair: spent[id_hash(pair[0])]}


@pytest.mark.parametrize("survey", ["employee", "customer"])
def test_no_order_leads_to_a_sender(sealed, survey):
    where = f"survey_id = (SELECT id FROM pulssid.survey WHERE code = '{survey}-pulse')"
    found = {order: [read(sealed, order, sealed.table(monday), where) for monday in MONDAYS] for order in ANSWER_ORDERS}
    senders = {order: [[answers for _, answers in sorted(sealed.sent[survey, monday], key=key)] for monday in MONDAYS]
               for order, key in sender_orders(sealed).items()}
    tried = {pair: list(zip(senders[pair[0]], found[pair[1]])) for pair in itertools.product(senders, found)}
    assert all(sorted(sent) == sorted(answers) for made in tried.values() for sent, answers in made), "each order has every answer"
    assert not [pair for pair, made in tried.items() if any(succeeds(way) for way in ways(made))]
    assert not any(succeed_together(list(tried.values()), near) for near in (0, 2))


def kept(sealed, monday, per_commit):
    """The control: the same answers in a table without ids, as they come."""
    database = sealed.database
    table = f"public.kept_{week(monday).lower().replace('-', '_')}_{per_commit}"
    database.query(f"CREATE TABLE {table} (answers smallint[])")
    answers = [answers for _, answers in sealed.sent["employee", monday]]
    for i in range(0, SENDERS, per_commit):
        rows = ", ".join(f"('{{{','.join(map(str, row))}}}')" for row in answers[i:i + per_commit])
        database.query(f"INSERT INTO {table} VALUES {rows}")
    return answers, table


@pytest.mark.parametrize("per_commit, orders", [
    (1, ["as they come", "by place", "by transaction", "by time of commit", "by place on the page", "by the log of the server"]),
    (10, ["by place", "by transaction", "by the log of the server"])])
def test_answers_that_are_kept_as_they_came_are_all_found(sealed, per_commit, orders):
    """The control."""
    tables = [kept(sealed, monday, per_commit) for monday in MONDAYS]
    found = {order: [(answers, read(sealed, order, table)) for answers, table in tables] for order in orders}
    for order, made in found.items():
        assert succeeds(made) and share(made)[0] > 0.9, order
    assert succeed_together(list(found.values()))


def test_no_row_holds_an_answer_and_a_name(sealed):
    assert not sealed.known()


def test_before_the_sealing_everybody_is_found_by_id_and_receipt(sealed):
    """The control."""
    assert len(sealed.known_before) == 2 * len(sealed.sent) * SENDERS


def test_one_transaction_wrote_all_answers(sealed):
    tables = [sealed.table(monday) for monday in MONDAYS]
    counts = [sealed.database.query(f"SELECT count(DISTINCT xmin::text), count(DISTINCT cmin::text) FROM {table}") for table in tables]
    assert counts == [[(1, 1)]] * PERIODS


def test_no_file_holds_a_receipt_or_a_client_s_id(sealed, server):
    left = files(server)
    assert RECEIPT not in left and ID not in left
    hashes = [bytes.fromhex(id_hash(item)) for item, _ in sealed.sent["employee", MONDAYS[0]]]
    assert all(name in left for name in hashes), "the control: what is spent is there"
