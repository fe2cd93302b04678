# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows and goals, as they come, on the terminal and in RESULTS.md."""

import datetime
import os
import pathlib

COLUMNS = {"rate": "per second", "p50": "p50 us", "p99": "p99 us", "server": "server us", "database": "PostgreSQL us",
           "generator": "generator us"}
NOTE = ("Servers, PostgreSQL and the generator share the cores. CPU times are of one request or submission, user and system"
        " together.")


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return "unknown processor"


def memory_gigabytes():
    return round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30)


def figure(value):
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 1000 else f"{value:.1f}"


class Report:
    def __init__(self, program="tests/bench/run", columns=None, note=NOTE):
        self.program = program
        self.columns = columns or COLUMNS
        self.note = note
        self.rows = []
        self.values = []
        self.goals = []

    def row(self, name, value=None, **columns):
        if value is not None:
            self.values.append((name, value))
            print(f"   {name}: {value:,.2f}", flush=True)
            return
        self.rows.append((name, [columns.get(column) for column in self.columns]))
        told = (f"{heading} {figure(columns[column])}" for column, heading in self.columns.items() if column in columns)
        print(f"   {name}: {', '.join(told)}", flush=True)

    def goal(self, name, value, operator, bound):
        passed = value >= bound if operator == ">=" else value <= bound
        self.goals.append((name, value, operator, bound, passed))

    def goal_lines(self):
        return [f"ratio {name} {value:.3f} goal {operator} {bound} {'pass' if passed else 'miss'}"
                for name, value, operator, bound, passed in self.goals]

    def holds(self):
        return all(goal[-1] for goal in self.goals)

    def print(self):
        print("\n".join(["", *self.table(), "", *self.goal_lines()]))

    def table(self):
        lines = ["| | " + " | ".join(self.columns.values()) + " |", "|---" + "|---:" * len(self.columns) + "|"]
        lines += [f"| {name} | " + " | ".join(map(figure, columns)) + " |" for name, columns in self.rows]
        return lines + [""] + [f"- {name}: {value:,.2f}" for name, value in self.values]

    def write(self, path, versions):
        text = ["<!-- SPDX-License-Identifier: GPL-3.0-or-later -->", f"# What {self.program} measured", "",
                f"{datetime.date.today().isoformat()}, {os.cpu_count()} cores of {processor()},"
                f" {memory_gigabytes()} GB, Linux {os.uname().release}. {self.note}", "",
                *(f"- {version}" for version in versions), "", *self.table(), "", "```", *self.goal_lines(), "```", ""]
        path.write_text("\n".join(text), encoding="utf-8")
