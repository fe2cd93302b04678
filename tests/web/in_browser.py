# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs files of browser/ by Node.js, which drives Debian's Chromium."""

import os
import pathlib
import shutil
import subprocess

BROWSER = pathlib.Path(__file__).resolve().parent / "browser"


def run_in_browser(name, service, **more):
    """One file of tests, at a daemon that serves the sample organisation."""
    where = {
        "PULSSID_URL": f"https://localhost:{service.port}",
        "PULSSID_ANALYST_KEY": service.keys["analyst"],
        "PULSSID_SUBMITTER_KEY": service.keys["submitter"],
        "PULSSID_CERTIFICATES": str(service.certificates),
        **more,
    }
    node = shutil.which("node") or shutil.which("nodejs")
    done = subprocess.run([node, "--test", BROWSER / name], env={**os.environ, **where}, capture_output=True, text=True,
                          timeout=250, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
