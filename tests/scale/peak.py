# SPDX-License-Identifier: GPL-3.0-or-later
"""The memory of a process that ends by itself."""

import pathlib
import re
import time


def peak_of(process):
    """The largest resident set of a Popen, in bytes, watched until it ends: what a parent is told at the end counts its own
    memory from before the program was there."""
    peak = 0
    while process.poll() is None:
        try:
            status = pathlib.Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
        except OSError:
            break
        found = re.search(r"VmHWM:\s+(\d+)", status)
        peak = max(peak, 1024 * int(found.group(1)) if found else 0)
        time.sleep(0.002)
    return peak
