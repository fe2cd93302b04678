# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of the Debian package in a bare Debian 12 that systemd 252 has booted: installed, set up by the words of
../../README.md, served through the inherited socket, killed, stopped dead, restarted, upgraded, split into three, removed, purged."""

import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import textwrap
import time
import urllib.request

TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "e2e"), str(TESTS / "client"), str(TESTS / "package")]

import psycopg2  # noqa: E402

from account import STORED  # noqa: E402
from booted import PACKAGES, Booted, dependencies, make_image  # noqa: E402
from harness import Client, employee, today, wait_for  # noqa: E402
from load import Load  # noqa: E402
from organisation import Organisation  # noqa: E402
from probe import Probe  # noqa: E402

CONF = """\
[server]
listen = systemd
certificate = $CREDENTIALS_DIRECTORY/certificate
private_key = $CREDENTIALS_DIRECTORY/private_key
[database]
admin = dbname=pulssid user=postgres
[ops]
listen = systemd
[log]
level = debug
"""
DROP_IN = """\
[Service]
LoadCredential=certificate:/etc/pulssid/server.pem
LoadCredential=private_key:/etc/pulssid/server.key
# So that the watchdog can be waited for.
WatchdogSec=4
"""


class Installed:
    """The package's daemon in the booted system, as the clients of ../e2e know a service."""

    def __init__(self, system, certificates):
        self.system = system
        self.folder = certificates.parent
        self.certificates = certificates
        self.keys = {}
        self.database = self

    def client(self, timeout=30):
        return Client("localhost", 443, self.certificates / "ca.pem", self.keys["submitter"], timeout)

    def query(self, sql, *params, **_):
        where = f"host={self.system.path('/run/postgresql')} dbname=pulssid user=postgres"
        with contextlib.closing(psycopg2.connect(where)) as connection, connection, connection.cursor() as cursor:
            cursor.execute(sql, params or None)
            return cursor.fetchall()

    def log(self):
        return self.system.run("journalctl", "-u", "pulssid", "-n", "20", status=None).stdout

    def command(self, *words, user="pulssid"):
        return self.system.run("pulssid", *words, user=user).stdout

    def is_served(self):
        try:
            with self.client(timeout=5) as client:
                return client.get("/v1/surveys").status == 200
        except OSError:
            return False


def said_in_readme(name):
    """The block of code that the README of systemd/ gives for a file."""
    text = (TESTS.parent / "systemd/README.md").read_text()
    return re.search(rf"`{re.escape(name)}`[^`]*\n\n```\n(.*?)```", text, re.S).group(1)


def set_up_in_readme():
    """The commands of the README's chapter, in their order."""
    text = (TESTS.parent / "README.md").read_text()
    chapter = text.split("\n## Running it for real\n")[1].split("\n## ")[0]
    return list(map(textwrap.dedent, re.findall(r"^ *```sh\n(.*?)^ *```$", chapter, re.S | re.M)))


def install(system, package):
    shutil.copy(package, system.root / "root")
    system.run("dpkg", "-i", f"/root/{package.name}")


def test_install(system, package):
    install(system, package)
    assert system.systemctl("is-enabled", "pulssid.service", status=1) == "disabled"
    assert system.systemctl("is-active", "pulssid.service", "pulssid.socket", status=3) == "inactive\ninactive"
    for user in "pulssid", "pulssid-ingest", "pulssid-stats", "pulssid-query":
        assert system.run("id", "-un", user).stdout.strip() == user
    assert system.run("stat", "-c", "%a %U:%G", "/etc/pulssid/pulssid.conf").stdout == "640 root:pulssid\n"
    assert "pulssid" not in system.run("psql", "-Atc", "SELECT datname FROM pg_database UNION SELECT rolname FROM pg_roles",
                                       user="postgres").stdout.split()
    for page in ["8", "pulssid"], ["5", "pulssid.conf"]:
        said = system.run("man", "--warnings", *page)
        assert "pulssid" in said.stdout and not said.stderr, said.stderr
    offered = system.run("bash", "-c", ". /usr/share/bash-completion/bash_completion; _completion_loader pulssid; "
                         "COMP_WORDS=(pulssid te); COMP_CWORD=1; _pulssid; echo ${COMPREPLY[*]}").stdout
    assert offered == "team\n", offered
    return "no unit enabled or started, no database touched"


def test_set_up(system, installed):
    """As root does, word by word; what the README's words give to PostgreSQL is what ../../systemd/README.md explains."""
    commands = set_up_in_readme()
    assert said_in_readme("pg_hba.conf").strip() in commands[0] and said_in_readme("pg_ident.conf") in commands[0]
    for name, copy in ("server.pem", "chain.pem"), ("server.key", "key.pem"):
        shutil.copy(installed.certificates / name, system.path("/srv") / copy)
    Organisation().import_files(system.path("/srv"))
    said = [system.run("bash", "-euc", f"cd /srv; {command}").stdout for command in commands]
    installed.keys["submitter"], installed.keys["analyst"] = re.findall(r"\b\d+\.[0-9a-f]{64}\b", "".join(said))
    wait_for(installed.is_served, "the daemon")
    with urllib.request.urlopen("http://127.0.0.1:9480/metrics", timeout=10) as answer:
        assert b"\npulssid_" in answer.read()
    assert restarts(system) == 0
    return "the README's commands, one by one: clients and metrics are served"


def test_credentials(system, installed):
    for name in "server.pem", "server.key":
        shutil.copy(installed.certificates / name, system.path("/etc/pulssid"))
        system.path(f"/etc/pulssid/{name}").chmod(0o600)
    for name in "certificate.pem", "private_key.pem":
        system.path(f"/etc/pulssid/{name}").unlink()
    system.path("/etc/pulssid/pulssid.conf").write_text(CONF)
    for unit in "pulssid.service.d", "pulssid@.service.d":
        folder = system.path(f"/etc/systemd/system/{unit}")
        folder.mkdir()
        (folder / "certificate.conf").write_text(DROP_IN)
    system.systemctl("daemon-reload")
    system.systemctl("restart", "pulssid.service")
    wait_for(installed.is_served, "the daemon")
    with installed.client() as client:
        assert client.submit(employee()).cbor()["status"] == "stored"
    version = system.systemctl("--version").split()[1]
    return f"serves TLS through the inherited socket under systemd {version}"


def test_sandbox(system):
    pid = system.pid_here("pulssid.service")
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    assert re.search(r"^CapEff:\t0+$", status, re.M) and re.search(r"^NoNewPrivs:\t1$", status, re.M), status
    assert re.search(r"^Seccomp:\t2$", status, re.M), status
    assert os.readlink(f"/proc/{pid}/ns/net") != os.readlink(f"/proc/{system.leader}/ns/net")
    said = system.run("systemd-analyze", "security", "--no-pager", "--threshold=5", "pulssid.service").stdout
    return re.search(r"Overall exposure.*?: ([0-9.]+)", said).group(1) + " of 10 exposed, no capabilities, no network"


def test_journal(system):
    said = system.run("journalctl", "-u", "pulssid", "-o", "json", "PULSSID_EVENT=serving").stdout.splitlines()
    entry = json.loads(said[-1])
    assert entry["PRIORITY"] == "6" and entry["PULSSID_DATABASE"] == "ready" and entry["_TRANSPORT"] == "journal", entry
    assert entry["MESSAGE"].startswith("serving listen=") and entry["SYSLOG_IDENTIFIER"] == "pulssid", entry
    return "events have priorities and fields"


def begin_load(installed):
    """Clients that keep account, of what is there already too. They answer today: the configuration takes no past weeks."""
    there = installed.query(STORED)
    load = Load(installed, clients=2, day=today())
    load.account.adopt(there)
    return load


def restarts(system):
    return int(system.show("pulssid.service", "NRestarts"))


def test_kill(system, installed):
    """Each time a client comes 0.2 s later, before systemd has started the next one."""
    slowest = 0.0
    load = begin_load(installed)
    for _ in range(5):
        load.wait_for_more()
        before = restarts(system)
        os.kill(system.pid_here("pulssid.service"), signal.SIGKILL)
        time.sleep(0.2)
        begin = time.monotonic()
        with installed.client() as client:
            answer = client.get("/v1/surveys")
            assert answer.status == 200, answer.json()
        slowest = max(slowest, time.monotonic() - begin)
        wait_for(lambda: restarts(system) > before, "the restart")
    load.wait_for_more()
    load.stop()
    load.check()
    return f"5 kills, a client 0.2 s after each was served within {slowest:.2f} s, {len(load.acknowledged)} acknowledged, none lost"


def test_watchdog(system, installed):
    before = restarts(system)
    begin = time.monotonic()
    os.kill(system.pid_here("pulssid.service"), signal.SIGSTOP)
    wait_for(lambda: restarts(system) > before, "the watchdog")
    took = time.monotonic() - begin
    wait_for(installed.is_served, "the daemon")
    return f"stopped dead, killed and started again after {took:.1f} s of WatchdogSec=4"


def test_restart(system, installed):
    first = system.show("pulssid.service", "MainPID")
    with Probe(installed) as probe:
        for _ in range(5):
            time.sleep(0.3)
            system.systemctl("restart", "pulssid.service")
        time.sleep(0.3)
        system.systemctl("reload", "pulssid.service")
    assert system.show("pulssid.service", "MainPID") != first
    assert probe.served > 20 and probe.refused == 0 and not probe.broken, f"{probe} {probe.broken[:3]}"
    return f"5 restarts and a reload: {probe}"


def test_upgrade(system, installed, package):
    first = system.show("pulssid.service", "MainPID")
    load = begin_load(installed)
    with Probe(installed) as probe:
        load.wait_for_more()
        install(system, package)
        load.wait_for_more()
    load.stop()
    load.check()
    assert system.run("dpkg-query", "-W", "-f", "${Version}", "pulssid").stdout == "0.1.1"
    assert system.show("pulssid.service", "MainPID") != first
    assert system.systemctl("is-enabled", "pulssid.service", "pulssid.socket") == "enabled\nenabled"
    assert system.path("/etc/pulssid/pulssid.conf").read_text() == CONF
    assert system.run("stat", "-c", "%a %U:%G", "/etc/pulssid/pulssid.conf").stdout == "640 root:pulssid\n"
    assert probe.served > 5 and probe.refused == 0 and not probe.broken, f"{probe} {probe.broken[:3]}"
    return f"restarted, the configuration as it was left: {probe}"


def test_three_services(system, installed):
    """Ingest is given the port; each process can log in as its own role alone."""
    folder = system.path("/etc/systemd/system/pulssid@ingest.socket.d")
    folder.mkdir()
    (folder / "port.conf").write_text("[Socket]\nListenStream=\nListenStream=443\n")
    system.systemctl("daemon-reload")
    system.systemctl("disable", "--now", "pulssid.socket", "pulssid-ops.socket", "pulssid.service")
    pipes = ["ingest", "stats", "query"]
    for pipe in pipes:
        sockets = [f"pulssid-ops@{pipe}.socket"] + [f"pulssid@{pipe}.socket"] * (pipe != "stats")
        system.systemctl("start", *sockets, f"pulssid@{pipe}.service")
    wait_for(installed.is_served, "ingest")
    with installed.client() as client:
        assert client.submit(employee()).cbor()["status"] == "stored"
    for pipe in pipes:
        assert system.systemctl("is-active", f"pulssid@{pipe}.service") == "active"
        system.run("psql", "-d", "pulssid", "-U", f"pulssid_{'report' if pipe == 'query' else pipe}", "-c", "SELECT 1",
                   user=f"pulssid-{pipe}")
        system.run("psql", "-d", "pulssid", "-U", f"pulssid_{'stats' if pipe == 'query' else 'report'}", "-c", "SELECT 1",
                   user=f"pulssid-{pipe}", status=2)
    roles = {r for (r,) in installed.query(
        "SELECT usename FROM pg_stat_activity WHERE datname = 'pulssid' AND usename LIKE 'pulssid%'")}
    assert roles == {"pulssid_ingest", "pulssid_stats", "pulssid_report"}, roles
    return "ingest, stats and query each as a user and a role of its own"


def enabled(system):
    return sorted(link.name for link in system.path("/etc/systemd/system").rglob("pulssid*") if link.is_symlink())


def test_remove(system, installed):
    rows = installed.query("SELECT count(*) FROM pulssid.submission")
    system.systemctl("enable", "pulssid.service", "pulssid.socket", "pulssid-ops.socket", "pulssid@stats.service",
                     "pulssid@ingest.service", "pulssid@ingest.socket", "pulssid-ops@ingest.socket")
    assert len(enabled(system)) == 7, enabled(system)
    system.run("dpkg", "--remove", "pulssid")
    assert "active" not in system.run("systemctl", "is-active", "pulssid.service", "pulssid@ingest.service",
                                      "pulssid@ingest.socket", status=None).stdout.split()
    assert not system.path("/usr/sbin/pulssid").exists() and system.path("/etc/pulssid/pulssid.conf").exists()
    system.run("dpkg", "--purge", "pulssid")
    left = sorted(p.name for p in system.path("/etc/pulssid").iterdir())
    assert left == ["server.key", "server.pem"], left
    assert not enabled(system), enabled(system)
    assert not list(system.path("/var/lib/systemd/deb-systemd-helper-enabled").rglob("pulssid*"))
    assert system.run("id", "-un", "pulssid").stdout == "pulssid\n"
    assert installed.query("SELECT count(*) FROM pulssid.submission") == rows
    system.systemctl("reset-failed")
    return "what the administrator made is left: certificates, users, the database"


def step(function, *arguments):
    begin = time.monotonic()
    said = function(*arguments)
    print(f"{function.__name__[5:].replace('_', ' '):15} {time.monotonic() - begin:5.1f} s  {said}", flush=True)


def make_packages(home):
    for folder, version in ("old", []), ("new", ["0.1.1"]):
        done = subprocess.run([TESTS / "package/deb", home, home / folder, *version], check=True, capture_output=True, text=True)
        yield pathlib.Path(done.stdout.splitlines()[-1])


def main():
    home = pathlib.Path(sys.argv[1])
    old, new = make_packages(home)
    print(f"{old.name}: {old.stat().st_size // 1024} KiB, lintian finds nothing", flush=True)
    make_image(home / "bookworm.tar", "bookworm", PACKAGES + dependencies(old))
    subprocess.run([TESTS / "certificates", home / "certificates"], check=True)
    begin = time.monotonic()
    system = Booted(home / "bookworm.tar", home / "root")
    try:
        print(f"{'boot':15} {time.monotonic() - begin:5.1f} s", flush=True)
        system.enter_network()
        installed = Installed(system, home / "certificates")
        step(test_install, system, old)
        step(test_set_up, system, installed)
        step(test_credentials, system, installed)
        step(test_sandbox, system)
        step(test_journal, system)
        step(test_kill, system, installed)
        step(test_watchdog, system, installed)
        step(test_restart, system, installed)
        step(test_upgrade, system, installed, new)
        step(test_three_services, system, installed)
        step(test_remove, system, installed)
    except BaseException:
        print(system.run("journalctl", "-n", "40", "-o", "short-precise", status=None).stdout)
        raise
    finally:
        system.stop()


if __name__ == "__main__":
    main()
