# SPDX-License-Identifier: GPL-3.0-or-later
"""What the behaviour tests stand on: a private cluster, databases made from a migrated one, and a running daemon."""

import contextlib
import datetime
import hashlib
import http.client
import os
import pathlib
import re
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import time

import psycopg2
from prometheus_client.parser import text_string_to_metric_families

TESTS = pathlib.Path(__file__).resolve().parent.parent
ROOT = TESTS.parent
sys.path.insert(0, str(TESTS / "client"))

from organisation import EMPLOYEE_QUESTIONS, Organisation  # noqa: E402
from pulssid_client import Client  # noqa: E402

BINARY = pathlib.Path(os.environ.get("PULSSID_BIN", ROOT / "build/dev/daemon/pulssid"))
NO_KEY = "1." + "0" * 64
# A run under a sanitizer or on a busy machine is slower, never wrong.
PATIENCE_S = 30


def today():
    return datetime.datetime.now(datetime.timezone.utc).date()


def wait_for(condition, what, seconds=PATIENCE_S, pause=0.02):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(pause)
    raise AssertionError(f"waited {seconds} s in vain for {what}")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def is_listening(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
        return True
    return False


@contextlib.contextmanager
def weak_tls_server(certificates):
    """A server that takes whatever OpenSSL can, for controls. Gives its port."""
    port = free_port()
    words = ["openssl", "s_server", "-accept", str(port), "-cert", certificates / "server.pem", "-key", certificates / "server.key",
             "-www", "-cipher", "ALL:@SECLEVEL=0"]
    with subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(lambda: is_listening(port), "the weak server")
            yield port
        finally:
            server.kill()


def parent_of(pid):
    """None when there is no such process."""
    try:
        return int(pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return None


class Cluster:
    """A PostgreSQL of its own, by tests/postgres. It need not survive a loss of power, so it does not flush."""

    def __init__(self, *settings, folder=None):
        self.folder = folder or pathlib.Path(tempfile.mkdtemp(prefix="pulssid-"))
        self.settings = settings or ("fsync=off",)
        self.where = ""
        self.postmaster = 0
        self.start()

    def start(self):
        done = subprocess.run(
            [TESTS / "postgres", "start", self.folder, *self.settings], check=True, capture_output=True, text=True
        )
        self.where = done.stdout.strip()
        self.postmaster = int((self.folder / "data/postmaster.pid").read_text().split("\n", 1)[0])

    def stop(self):
        subprocess.run([TESTS / "postgres", "stop", self.folder], check=True, capture_output=True)

    def processes(self):
        """The postmaster and its children."""
        numbers = [int(path.name) for path in pathlib.Path("/proc").iterdir() if path.name.isdecimal()]
        return [self.postmaster, *(pid for pid in numbers if parent_of(pid) == self.postmaster)]

    def kill(self):
        """Ends them at once, as a loss of power would."""
        pids = self.processes()
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        wait_for(lambda: all(parent_of(pid) is None for pid in pids), "the end of PostgreSQL")

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def conninfo(self, database, user="postgres"):
        return f"{self.where} dbname={database} user={user}"

    def log(self):
        return (self.folder / "data/server.log").read_text(errors="replace")

    def execute(self, sql, database="postgres"):
        connection = psycopg2.connect(self.conninfo(database))
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql)
        finally:
            connection.close()

    def copy_database(self, template, name):
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return Database(self, name)

    def new_database(self, name):
        self.execute(f"CREATE DATABASE {name}")
        return Database(self, name)


class Database:
    def __init__(self, cluster, name):
        self.cluster = cluster
        self.name = name

    def conninfo(self, user="postgres"):
        return self.cluster.conninfo(self.name, user)

    def connect(self, user="postgres"):
        return psycopg2.connect(self.conninfo(user))

    def query(self, sql, *params, user="postgres"):
        """Rows of one statement in a transaction of its own."""
        with contextlib.closing(self.connect(user)) as connection, connection, connection.cursor() as cursor:
            cursor.execute(sql, params or None)
            return cursor.fetchall() if cursor.description else []

    def value(self, sql, *params):
        return self.query(sql, *params)[0][0]

    def drop(self):
        self.cluster.execute(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")


class Service:
    """A configured pulssid on one database: its commands, and its daemon while that runs."""

    def __init__(self, folder, database, certificates, keys, settings=None):
        self.folder = pathlib.Path(folder)
        self.database = database
        self.certificates = certificates
        self.keys = keys
        self.port = free_port()
        self.conf = self.folder / "pulssid.conf"
        self.ops_path = self.folder / "ops"
        self.log_path = self.folder / "daemon.log"
        self.log_start = 0
        self.workers = 2
        self.process = None
        self.prefix = []  # a program that runs the daemon
        self.write_conf(settings or {})

    def write_conf(self, settings):
        sections = {
            "server": {
                "listen": f"127.0.0.1:{self.port}",
                "certificate": self.certificates / "server.pem",
                "private_key": self.certificates / "server.key",
                "workers": self.workers,
            },
            "database": {
                "admin": self.database.conninfo(),
                **{pipe: self.database.conninfo(f"pulssid_{role}") for pipe, role in
                   [("ingest", "ingest"), ("stats", "stats"), ("query", "report")]},
            },
            "ingest": {"backfill_days": 1000},
            "stats": {"links": "wellbeing-csat"},
        }
        if "ops" in settings:
            sections["ops"] = {"listen": self.ops_path}
        for section, keys in settings.items():
            sections.setdefault(section, {}).update(keys)
        self.workers = sections["server"]["workers"]
        text = "".join(
            f"[{section}]\n" + "".join(f"{k} = {v}\n" for k, v in keys.items()) for section, keys in sections.items()
        )
        self.conf.write_text(text)

    # Commands

    def found(self):
        """An empty database becomes the sample organisation's: the schema, its teams and invitations, a key of each role."""
        self.run("migrate")
        Organisation().import_files(self.folder)
        self.run("team", "import", self.folder / "teams.csv")
        self.run("invite", "import", self.folder / "invitations.csv")
        for role in "submitter", "analyst":
            self.keys[role] = self.create_key(role)

    def start_command(self, *words):
        return subprocess.Popen(
            [BINARY, *map(str, words), "-c", self.conf], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def run(self, *words, status=0):
        """Runs a command, which must exit with `status` (None: any)."""
        done = subprocess.run(
            [BINARY, *map(str, words), "-c", self.conf], capture_output=True, text=True, timeout=300, check=False
        )
        if status is not None:
            assert done.returncode == status, f"pulssid {words}: exit {done.returncode}\n{done.stdout}{done.stderr}"
        return done

    def create_key(self, role, *options):
        output = self.run("key", "create", "--role", role, "--name", f"test {role}", *options).stdout
        return re.search(r"\b\d+\.[0-9a-f]{64}\b", output).group()

    # The daemon

    def start(self, *options):
        self.launch(*options)
        wait_for(self.is_ready, "the daemon")
        return self

    def launch(self, *options):
        with open(self.log_path, "ab") as log:
            self.log_start = log.tell()
            self.process = subprocess.Popen(
                [*self.prefix, BINARY, "serve", "-c", self.conf, *options], stdout=log, stderr=log
            )

    def is_ready(self):
        """Every worker has its catalog and its connections, and answers that a made-up key is not one."""
        assert self.process.poll() is None, f"the daemon ended with {self.process.returncode}:\n{self.log()}"
        said = self.log_path.read_bytes()[self.log_start:]
        if said.count(b"catalog_loaded ") < self.workers or b"database_connected name=query" not in said:
            return False
        return self.answers("/v1/surveys") == 401 and self.answers("/v1/periods") == 401

    def answers(self, path, key=NO_KEY):
        try:
            with self.client(key) as client:
                return client.get(path).status
        except (OSError, ValueError):
            return 0
        except Exception as error:  # http.client's own, when the daemon goes down under it
            if type(error).__module__ != "http.client":
                raise
            return 0

    def ops(self, path):
        """Status and text of what the operator's listener says."""
        connection = http.client.HTTPConnection("localhost")
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.settimeout(PATIENCE_S)
        with contextlib.closing(connection):
            connection.sock.connect(str(self.ops_path))
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def metrics(self):
        """Every sample by its name and labels, as a reader of Prometheus's own makes of it."""
        status, text = self.ops("/metrics")
        assert status == 200
        return {
            (sample.name, *sample.labels.items()): sample.value
            for family in text_string_to_metric_families(text) for sample in family.samples
        }

    def stop(self):
        """An orderly stop; a sanitizer that found something makes the status another one."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(PATIENCE_S)
        self.process = None
        assert status == 0, f"the daemon ended with {status}:\n{self.log()}"

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process = None

    def log(self):
        return self.log_path.read_text(errors="replace")[-4000:] if self.log_path.exists() else ""

    def client(self, key=None, timeout=PATIENCE_S):
        return Client("localhost", self.port, self.certificates / "ca.pem", key or self.keys["submitter"], timeout)

    def analyst(self):
        return self.client(self.keys["analyst"])

    @contextlib.contextmanager
    def connect(self, seconds=10):
        """A TLS connection without HTTP."""
        context = ssl.create_default_context(cafile=str(self.certificates / "ca.pem"))
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as plain:
            with context.wrap_socket(plain, server_hostname="localhost") as secure:
                yield secure

    def raw(self, data, seconds=10):
        """Sends bytes and reads until the server closes. Returns what came and whether it closed in that time."""
        received = b""
        with self.connect(seconds) as secure:
            try:
                secure.sendall(data)
                while piece := secure.recv(65536):
                    received += piece
            except socket.timeout:
                return received, False
            except (ConnectionError, ssl.SSLError):
                pass
        return received, True

    def abandon(self, data):
        """Sends bytes and resets the connection."""
        with self.connect() as secure:
            secure.sendall(data)
            secure.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def drip(self, data, pause, seconds):
        """Sends a byte at a time. Whether the server closed within that time."""
        end = time.monotonic() + seconds
        with self.connect() as secure:
            secure.settimeout(pause)
            try:
                for i in range(len(data) - 1):
                    secure.sendall(data[i:i + 1])
                    with contextlib.suppress(socket.timeout):
                        if not secure.recv(1) or time.monotonic() > end:
                            break
            except (ConnectionError, ssl.SSLError):
                pass
        return time.monotonic() < end

    def rss_kb(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1))

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))


def employee(day=None, team="T01", **changes):
    """A good submission of employee-pulse with a random id."""
    return {
        "id": os.urandom(16),
        "survey": "employee-pulse",
        "version": 1,
        "team": team,
        "on": (day or today()).isoformat(),
        "answers": {question: 3 for question in EMPLOYEE_QUESTIONS},
        **changes,
    }


def customer(day=None, path=("T01",), **changes):
    return {
        "id": os.urandom(16),
        "survey": "customer-pulse",
        "version": 1,
        "team": path[0],
        "on": (day or today()).isoformat(),
        "answers": {"csat": 4, "nps": 9, "ces": 6},
        "path": list(path),
        **changes,
    }


def id_hash(item):
    """The name under which the database knows a submission (sql/0002_submissions.sql)."""
    digest = hashlib.sha256(item["survey"].encode() + b"\0" + item["id"]).digest()[:16]
    return digest.hex()


def week(day):
    return day.strftime("%G-W%V")


def stored_hashes(database):
    """How often each id stands among the submissions of open periods."""
    rows = database.query("SELECT replace(id_hash::text, '-', ''), count(*) FROM pulssid.submission GROUP BY 1")
    return dict(rows)


__all__ = [
    "BINARY", "Client", "Cluster", "Database", "EMPLOYEE_QUESTIONS", "NO_KEY", "Organisation", "PATIENCE_S", "ROOT",
    "Service", "TESTS", "customer", "employee", "free_port", "id_hash", "stored_hashes", "today", "wait_for",
    "weak_tls_server", "week",
]
