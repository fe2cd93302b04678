# SPDX-License-Identifier: GPL-3.0-or-later
"""The report page in a real browser: light, dark, narrow, on paper, and WCAG 2.2 AA."""

from in_browser import run_in_browser


def test_looks(published):
    run_in_browser("looks.test.mjs", published)
