# SPDX-License-Identifier: GPL-3.0-or-later
"""What the bench measures: PostgreSQL, pulssid and its peers, each a private process on loopback."""

import contextlib
import datetime
import json
import os
import pathlib
import shutil
import signal
import socket
import ssl
import subprocess
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parent.parent
BUILD = SOURCE / "build" / "release"
PULSSID = BUILD / "daemon" / "pulssid"
GENERATOR = BUILD / "tests" / "bench" / "bench_generator"
DATABASE_LOAD = BUILD / "tests" / "bench" / "bench_database"
TEAMS = 500


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def await_port(port, process, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args[0]} ended with {process.returncode}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"{process.args[0]} does not listen on port {port}")


def children_of(pid):
    try:
        return [int(child) for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def family_of(pid):
    """The process and all its descendants."""
    return [pid] + [member for child in children_of(pid) for member in family_of(child)]


def cpu_seconds(pid):
    """User and system time of a process, its descendants, and those that have ended."""
    ticks = 0
    for member in family_of(pid):
        with contextlib.suppress(OSError):
            fields = pathlib.Path(f"/proc/{member}/stat").read_text().rpartition(")")[2].split()
            own, ended = fields[11:13], fields[13:15]
            ticks += sum(map(int, own)) + sum(map(int, ended))
    return ticks / os.sysconf("SC_CLK_TCK")


def memory_of(pid, field="Private_Dirty"):
    """Bytes of a field of smaps_rollup, over a process and its descendants."""
    total = 0
    for member in family_of(pid):
        for line in pathlib.Path(f"/proc/{member}/smaps_rollup").read_text().splitlines():
            if line.startswith(field + ":"):
                total += 1024 * int(line.split()[1])
    return total


class Server:
    """A started process, in a folder of its own."""

    def __init__(self, folder, command, env=None, port=None, table=None):
        self.folder = folder
        self.port = port
        self.table = table  # where it stores what it accepts
        self.log = open(folder / "log", "a", encoding="utf-8")
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL,
                                        env=env, cwd=folder)
        if port is not None:
            await_port(port, self.process)

    @property
    def pid(self):
        return self.process.pid

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class Postgres:
    """A cluster with everything that makes a commit durable left on, and the schema of pulssid."""

    SETTINGS = ("shared_buffers=2GB", "max_wal_size=8GB", "checkpoint_timeout=30min", "max_connections=120")

    def __init__(self, folder, *more):
        self.folder = folder
        self.control("stop")  # of a run that was killed
        shutil.rmtree(folder, ignore_errors=True)
        address = self.control("start", *self.SETTINGS, *more)
        self.host, self.port = (word.split("=", 1)[1] for word in address.split())

    def control(self, verb, *settings):
        done = subprocess.run([SOURCE / "tests" / "postgres", verb, self.folder, *settings], check=True,
                              stdout=subprocess.PIPE, text=True)
        return done.stdout.strip()

    @property
    def pid(self):
        return int((self.folder / "data" / "postmaster.pid").read_text().split()[0])

    def conninfo(self, user, dbname="postgres"):
        return f"host={self.host} port={self.port} user={user} dbname={dbname}"

    def start(self, sql):
        """A statement under way: SIGINT takes it back."""
        return subprocess.Popen(["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", "SET client_min_messages = warning", "-c", sql,
                                 self.conninfo("postgres")], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def run(self, sql, dbname="postgres"):
        done = subprocess.run(["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", sql, self.conninfo("postgres", dbname)],
                              check=True, stdout=subprocess.PIPE, text=True)
        return done.stdout.strip()

    def count(self, table):
        return 0 if table is None else int(self.run(f"SELECT count(*) FROM {table}"))

    def make_peer_table(self):
        """What the peer inserts into."""
        self.run("CREATE TABLE public.collected (team text NOT NULL, id uuid NOT NULL,"
                 " survey text NOT NULL, version int NOT NULL, day date NOT NULL, answers smallint[] NOT NULL,"
                 " PRIMARY KEY (team, id))")

    def empty(self):
        """The same beginning for every measurement: no rows, no checkpoint to come."""
        self.run("TRUNCATE pulssid.submission, public.collected")
        self.run("CHECKPOINT")

    def stop(self):
        self.control("stop")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def make_folder(home, name):
    folder = home / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for file in "server.pem", "server.key":
        shutil.copy(home / "certificates" / file, folder)
    return folder


def make_certificates(home):
    subprocess.run([SOURCE / "tests" / "certificates", home / "certificates"], check=True)
    return home / "certificates" / "ca.pem"


class Organisation:
    """Schema, teams and a submitter's key in the database."""

    def __init__(self, home, postgres):
        self.home = home
        self.postgres = postgres
        self.conf = home / "organisation.conf"
        write_conf(self.conf, postgres, {})
        self.command("migrate")
        teams = home / "teams.csv"
        rows = [f"T{i:04d},Team {i},,40,normal,," for i in range(1, TEAMS + 1)]
        teams.write_text("\n".join(["code,name,parent,headcount,role,valid_from,valid_to", *rows]) + "\n")
        self.command("team", "import", teams)
        self.key = self.command("key", "create", "--role", "submitter", "--name", "bench").strip()
        self.day = datetime.date.today().isoformat()

    def command(self, *words):
        return subprocess.run([PULSSID, *words, "-c", self.conf], check=True, stdout=subprocess.PIPE,
                              text=True).stdout


def write_conf(path, postgres, sections, dbname="postgres"):
    roles = {"admin": "postgres", "ingest": "pulssid_ingest", "stats": "pulssid_stats", "query": "pulssid_report"}
    lines = ["[database]"] + [f"{role} = {postgres.conninfo(user, dbname)}" for role, user in roles.items()]
    for name, keys in sections.items():
        lines += [f"[{name}]"] + [f"{key} = {value}" for key, value in keys.items()]
    path.write_text("\n".join(lines) + "\n")


def start_pulssid(home, postgres, server=None, ingest=None, name="pulssid", stats=None):
    """The write pipe alone, or, with keys of [stats], that of analyses beside it."""
    folder = make_folder(home, name)
    port = free_port()
    own = {"listen": f"127.0.0.1:{port}", "certificate": folder / "server.pem",
           "private_key": folder / "server.key", "max_requests": 1000000, "idle_timeout_ms": 600000}
    write_conf(folder / "pulssid.conf", postgres, {"server": {**own, **(server or {})}, "ingest": ingest or {},
                                                  "stats": stats or {}, "log": {"level": "warning"}})
    pipes = "ingest,stats" if stats else "ingest"
    return Server(folder, [PULSSID, "serve", "--only", pipes, "-c", folder / "pulssid.conf"], port=port,
                  table="pulssid.submission")


def start_nginx(home, binary):
    folder = make_folder(home, "nginx")
    port = free_port()
    text = (HERE / "peers" / "nginx.conf").read_text()
    (folder / "nginx.conf").write_text(text.replace("FOLDER", str(folder)).replace("PORT", str(port)))
    return Server(folder, [binary, "-e", folder / "error.log", "-p", folder, "-c", folder / "nginx.conf"], port=port)


def start_fastify(home, postgres, organisation):
    folder = make_folder(home, "fastify")
    port = free_port()
    env = {**os.environ, "NODE_ENV": "production", "PORT": str(port), "PGHOST": postgres.host,
           "PGPORT": postgres.port, "PGUSER": "postgres", "PGDATABASE": "postgres", "SUBMITTER": organisation.key,
           "CERTIFICATE": str(folder / "server.pem"), "PRIVATE_KEY": str(folder / "server.key")}
    return Server(folder, ["node", HERE / "peers" / "fastify" / "server.js"], env=env, port=port,
                  table="public.collected")


def await_ready(server, ca, key, seconds=30):
    """Until pulssid's workers have the catalog."""
    request = urllib.request.Request(f"https://localhost:{server.port}/v1/surveys",
                                     headers={"Authorization": f"Bearer {key}"})
    context = ssl.create_default_context(cafile=ca)
    end = time.monotonic() + seconds
    while True:
        with contextlib.suppress(OSError), urllib.request.urlopen(request, context=context, timeout=5):
            return
        if time.monotonic() > end:
            raise RuntimeError("pulssid does not get ready")
        time.sleep(0.1)


def generate(server, ca, **options):
    """Runs the generator against a server; what it prints."""
    words = [f"--{name}={value}" for name, value in {"port": server.port, "ca": ca, "threads": 2,
                                                    "teams": TEAMS, **options}.items() if value is not None]
    done = subprocess.run([GENERATOR, *words], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
                          timeout=600)
    return json.loads(done.stdout.splitlines()[-1])
