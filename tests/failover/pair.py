# SPDX-License-Identifier: GPL-3.0-or-later
"""A primary and a standby on this machine, each in a folder of its own, reached by one connection string with two hosts."""

import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

import psycopg2

from harness import TESTS, Database, wait_for

BINARIES = max(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))


def as_owner(*words):
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*prefix, *map(str, words)], check=True, capture_output=True, timeout=60)


class Node:
    """One PostgreSQL, made by tests/postgres or copied from another."""

    def __init__(self, folder, origin=None):
        self.folder = pathlib.Path(folder)
        self.settings = [f"unix_socket_directories = '{self.folder}/socket'", "max_wal_senders = 4", "wal_retrieve_retry_interval = 200ms"]
        if origin:
            self.copy(origin)
        done = subprocess.run([TESTS / "postgres", "start", self.folder, *self.settings], check=True, capture_output=True, text=True)
        self.host, self.port = (word.split("=")[1] for word in done.stdout.split())

    def copy(self, origin):
        (self.folder / "socket").mkdir(parents=True)
        for folder in self.folder, self.folder / "socket":
            shutil.chown(folder, "postgres")
        as_owner(BINARIES / "pg_basebackup", "-h", origin.host, "-p", origin.port, "-U", "postgres", "-D", self.folder / "data", "-R",
                 "-c", "fast", "-X", "stream")

    def execute(self, sql):
        connection = psycopg2.connect(f"host={self.host} port={self.port} dbname=postgres user=postgres")
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql)
            rows = cursor.fetchall() if cursor.description else []
        connection.close()
        return rows

    def postmaster(self):
        return int((self.folder / "data/postmaster.pid").read_text().split()[0])

    def kill(self):
        """kill -9 of the postmaster and all of its processes at once, as if the machine had gone."""
        first = self.postmaster()
        children = pathlib.Path(f"/proc/{first}/task/{first}/children").read_text().split()
        for pid in [first, *map(int, children)]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        wait_for(lambda: not pathlib.Path(f"/proc/{first}").exists() or
                 "zombie" in pathlib.Path(f"/proc/{first}/status").read_text(), "its end")
        time.sleep(0.05)

    def receiver(self):
        return self.execute("SELECT pid FROM pg_stat_wal_receiver")[0][0]

    def stop(self):
        subprocess.run([TESTS / "postgres", "stop", self.folder], check=False, capture_output=True)

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


class Pair:
    """What a service knows as its cluster."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="pulssid-pair-"))
        self.folder.chmod(0o755)
        self.number = 1
        self.primary = Node(self.folder / "1")
        self.standby = None
        self.hosts = [self.folder / "1/socket", self.folder / "2/socket"]

    def conninfo(self, database, user="postgres"):
        hosts, ports = ",".join(map(str, self.hosts)), ",".join([str(self.primary.port)] * 2)
        return (f"host={hosts} port={ports} dbname={database} user={user} "
                "target_session_attrs=read-write connect_timeout=2")

    def new_database(self, name):
        self.primary.execute(f"CREATE DATABASE {name}")
        return Database(self, name)

    def add_standby(self, synchronous):
        """In the other of the two folders."""
        name = "2" if self.primary.folder.name == "1" else "1"
        shutil.rmtree(self.folder / name, ignore_errors=True)
        self.standby = Node(self.folder / name, self.primary)
        wait_for(lambda: self.primary.execute("SELECT 1 FROM pg_stat_replication WHERE state = 'streaming'"), "the standby")
        self.primary.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{'*' if synchronous else ''}'")
        self.primary.execute("SELECT pg_reload_conf()")
        state = "sync" if synchronous else "async"
        wait_for(lambda: self.primary.execute("SELECT sync_state FROM pg_stat_replication") == [(state,)], state)

    def fail_over(self):
        """The standby becomes the primary. How long promoting took."""
        begin = time.monotonic()
        self.standby.execute("SELECT pg_promote(true, 60)")
        self.primary, self.standby = self.standby, None
        return time.monotonic() - begin

    def remove(self):
        for node in self.primary, self.standby:
            if node:
                node.remove()
        shutil.rmtree(self.folder, ignore_errors=True)
