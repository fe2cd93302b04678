# SPDX-License-Identifier: GPL-3.0-or-later
"""Disks of our own for a PostgreSQL: one whose power can be cut, and small ones that can be filled. Needs root, to mount."""

import contextlib
import fcntl
import os
import pathlib
import shutil
import struct
import subprocess
import tempfile

import pytest

from harness import Cluster, wait_for

EXT4_IOC_SHUTDOWN = 0x8004587D
NO_LOG_FLUSH = 2  # the journal in memory is lost too


def run(*words):
    subprocess.run(list(map(str, words)), check=True, capture_output=True)


def is_unmounted(folder):
    """A program that is just ending may hold it for a moment."""
    return subprocess.run(["umount", str(folder)], capture_output=True, check=False).returncode == 0


@contextlib.contextmanager
def mounted(folder, *options):
    """A file system for as long as the test lasts; skipped where nothing may be mounted."""
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["mount", *map(str, options), str(folder)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"this machine lets us mount nothing: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        wait_for(lambda: is_unmounted(folder), f"the end of what uses {folder}")


class PowerCutDisk:
    """ext4 on a loop device. What was not written to the device when the power was cut is gone."""

    def __init__(self, home, megabytes=400):
        self.image = home / "image"
        self.folder = home / "disk"
        with open(self.image, "wb") as image:
            image.truncate(megabytes << 20)
        run("mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=0,lazy_journal_init=0", self.image)

    def mounted(self):
        return mounted(self.folder, "-o", "loop", self.image)

    def cut(self):
        """From now on every write fails, and nothing that waits in memory reaches the device."""
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.ioctl(descriptor, EXT4_IOC_SHUTDOWN, struct.pack("I", NO_LOG_FLUSH))
        finally:
            os.close(descriptor)

    def mount_again(self):
        """Replays the file system's journal, as the next start of a machine does."""
        wait_for(lambda: is_unmounted(self.folder), f"the end of what uses {self.folder}")
        run("mount", "-o", "loop", self.image, self.folder)


def fill(folder):
    """Takes all that is left of a file system. Returns the file that holds it."""
    path = folder / "filler"
    with open(path, "wb", buffering=0) as file, contextlib.suppress(OSError):
        for size in 1 << 20, 4096:
            with contextlib.suppress(OSError):
                while True:
                    file.write(bytes(size))
    return path


@contextlib.contextmanager
def cluster_on(folder, *settings):
    """A PostgreSQL with its data on that disk and its socket elsewhere, since a socket is no data."""
    with tempfile.TemporaryDirectory(prefix="pulssid-socket-") as sockets:
        os.symlink(sockets, folder / "socket")
        shutil.chown(sockets, "postgres")
        cluster = Cluster(*settings, folder=folder)
        try:
            yield cluster
        finally:
            with contextlib.suppress(subprocess.CalledProcessError):
                cluster.stop()


def move_wal(cluster, folder):
    """Puts the write-ahead log on another disk."""
    cluster.stop()
    home = pathlib.Path(shutil.move(cluster.folder / "data/pg_wal", folder / "pg_wal"))
    (cluster.folder / "data/pg_wal").symlink_to(home)
    run("chown", "-R", "postgres", folder)
    cluster.start()
