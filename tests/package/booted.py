# SPDX-License-Identifier: GPL-3.0-or-later
"""A bare Debian made by mmdebstrap and booted by systemd-nspawn, without a network of its own but loopback."""

import contextlib
import ctypes
import os
import pathlib
import re
import shutil
import signal
import subprocess
import time

from harness import wait_for

PACKAGES = ["systemd-sysv", "dbus", "postgresql", "tzdata", "man-db", "bash-completion", "libpam-systemd"]
CLONE_NEWNET = 0x40000000


def dependencies(package):
    """The packages that a .deb wants, the first of each choice."""
    said = subprocess.run(["dpkg-deb", "-f", package, "Depends"], check=True, capture_output=True, text=True).stdout
    return [re.match(r"\S+", choice.split("|")[0].strip()).group() for choice in said.split(",")]


def make_image(image, suite, packages):
    """A tar file with the packages installed; made once, since it is fetched from the mirror that mmdebstrap asks by itself."""
    if image.exists():
        return
    part = image.with_suffix(".part")
    subprocess.run(["mmdebstrap", "--quiet", "--variant=minbase", "--format=tar", f"--include={','.join(packages)}",
                    suite, part], check=True, timeout=900)
    part.rename(image)


def is_init(process):
    """Whether this is the first process of a container, and systemd already: before, it is systemd-nspawn, still preparing."""
    try:
        numbers = re.search(r"^NSpid:\t(.*)$", (process / "status").read_text(), re.M).group(1).split()
        return len(numbers) == 2 and numbers[1] == "1" and (process / "exe").readlink().name == "systemd"
    except OSError:
        return False


class Booted:
    """The running system. Its files are those of `root`; a process of it is known here by the number that it has here."""

    def __init__(self, image, root):
        self.root = pathlib.Path(root)
        shutil.rmtree(self.root, ignore_errors=True)
        self.root.mkdir(parents=True)
        subprocess.run(["tar", "-C", self.root, "-xpf", image], check=True)
        self.console = open(self.root.with_suffix(".console"), "wb")
        self.nspawn = subprocess.Popen(
            ["systemd-nspawn", "-q", "-D", self.root, "--register=no", "--keep-unit", "--private-network", "--boot"],
            stdin=subprocess.DEVNULL, stdout=self.console, stderr=subprocess.STDOUT)
        self.leader = None
        try:
            self.leader = wait_for(self.find_leader, "systemd to start")
            wait_for(self.is_up, "systemd to boot", seconds=60)
        except BaseException:
            self.stop()
            raise

    def find_leader(self):
        assert self.nspawn.poll() is None, f"systemd-nspawn ended: {self.console.name}"
        tasks = pathlib.Path(f"/proc/{self.nspawn.pid}/task/{self.nspawn.pid}/children").read_text().split()
        return next((int(p) for p in tasks if is_init(pathlib.Path("/proc") / p)), None)

    def is_up(self):
        return self.run("systemctl", "is-system-running", status=None).stdout.strip() in ("running", "degraded")

    def run(self, *words, status=0, user=None, text=None):
        """A command of the system, as root or as another user of it."""
        enter = ["nsenter", "--target", str(self.leader), "--all", "--"]
        if user:
            enter += ["runuser", "-u", user, "--"]
        environment = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8",
                       "DEBIAN_FRONTEND": "noninteractive"}
        done = subprocess.run([*enter, *map(str, words)], capture_output=True, text=True, env=environment, input=text,
                              timeout=120, check=False)
        if status is not None:
            assert done.returncode == status, f"{words}: exit {done.returncode}\n{done.stdout}{done.stderr}"
        return done

    def systemctl(self, *words, status=0):
        return self.run("systemctl", *words, status=status).stdout.strip()

    def show(self, unit, name):
        return self.systemctl("show", "--value", "-p", name, unit)

    def path(self, inside):
        """A file of the running system, with what is mounted in it."""
        return pathlib.Path(f"/proc/{self.leader}/root{inside}")

    def pid_here(self, unit):
        """The main process of a unit, by its number outside."""
        inside = int(self.show(unit, "MainPID"))
        assert inside > 0, f"{unit} does not run: {self.run('systemctl', 'status', unit, status=None).stdout}"
        for status in pathlib.Path("/proc").glob("[0-9]*/status"):
            try:
                numbers = re.search(r"^NSpid:\t(.*)$", status.read_text(), re.M).group(1).split()
                own = os.readlink(status.parent / "ns/pid")
            except (OSError, AttributeError):
                continue
            if len(numbers) == 2 and int(numbers[1]) == inside and own == os.readlink(f"/proc/{self.leader}/ns/pid"):
                return int(numbers[0])
        raise AssertionError(f"process {inside} of {unit} is gone")

    def enter_network(self):
        """From here on this thread, and those that it starts, have the system's loopback for theirs."""
        with open(f"/proc/{self.leader}/ns/net", "rb") as space:
            if ctypes.CDLL(None, use_errno=True).setns(space.fileno(), CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), "setns")

    def kill(self):
        """A system that has not booted hears no request to end, and would outlive systemd-nspawn."""
        if self.leader:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.leader, signal.SIGKILL)
        self.nspawn.kill()
        self.nspawn.wait()

    def stop(self):
        if self.nspawn.poll() is None:
            self.nspawn.send_signal(signal.SIGTERM)
            try:
                self.nspawn.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
        self.console.close()
        time.sleep(0.1)
        shutil.rmtree(self.root, ignore_errors=True)
