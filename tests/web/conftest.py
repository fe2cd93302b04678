# SPDX-License-Identifier: GPL-3.0-or-later
"""The fixtures of the behaviour tests (../e2e/conftest.py), for readers with a browser."""

import pathlib
import runpy
import sys

E2E = pathlib.Path(__file__).resolve().parent.parent / "e2e"
sys.path.insert(0, str(E2E))
globals().update({name: value for name, value in runpy.run_path(str(E2E / "conftest.py")).items() if name[0] != "_"})
