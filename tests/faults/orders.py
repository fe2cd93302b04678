# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults ordered of a daemon that runs with preload/ (faults.h): a wrong clock, allocations that fail."""

import mmap
import os
import pathlib
import struct

from harness import BINARY

LIBRARY = BINARY.parent.parent / "tests/faults/libfaults_preload.so"
NAMES = ["clock_s", "armed", "first", "last", "counted", "failed", "live"]


class Orders:
    def __init__(self, path):
        path.write_bytes(bytes(8 * len(NAMES)))
        self.prefix = ["env", f"LD_PRELOAD={LIBRARY}", f"PULSSID_FAULTS_ORDERS={path}"]
        with open(path, "r+b") as file:
            self.memory = mmap.mmap(file.fileno(), 0)

    def set(self, name, value):
        struct.pack_into("q", self.memory, 8 * NAMES.index(name), value)

    def get(self, name):
        return struct.unpack_from("q", self.memory, 8 * NAMES.index(name))[0]

    def fail(self, first, count=1):
        """From the first-th allocation on, that many fail."""
        self.set("armed", 0)
        for name, value in ("counted", 0), ("failed", 0), ("first", first), ("last", first + count), ("armed", 1):
            self.set(name, value)

    def relent(self):
        """Returns how many allocations were asked for, and how many failed, since fail()."""
        self.set("armed", 0)
        return self.get("counted"), self.get("failed")


def service_under(new_service, folder, settings=None):
    """A daemon that takes orders; not started."""
    assert os.path.exists(LIBRARY), f"{LIBRARY} is not built"
    service = new_service(settings)
    orders = Orders(pathlib.Path(folder) / "orders")
    service.prefix = orders.prefix
    return service, orders
