# SPDX-License-Identifier: GPL-3.0-or-later
"""What the daemon's log says of events that every worker sees: once, in lines that can be taken apart."""

import re

from harness import wait_for

# The log's own words in C's escapes, as README.md tells them.
VALUE = r'(?:[^\s"=\\]+|"(?:[^"\\\x00-\x1f\x7f]|\\["\\nrt]|\\x[0-9a-f]{2})*")'
LINE = re.compile(rf"[a-z_]+(?: [a-z_]+={VALUE})*")


def lines(service, event):
    """Those of one event; every line of the log is one."""
    said = service.log_path.read_text().splitlines()
    assert all(LINE.fullmatch(line) for line in said), said
    return [line for line in said if line.split()[0] == event]


def test_a_lost_database_is_told_once(own):
    def connected():
        return lines(own, "database_connected")

    at_first = ["database_connected name=ingest connections=4", "database_connected name=query connections=2"]
    wait_for(lambda: sorted(connected()) == at_first, "every connection")
    own.database.cluster.stop()
    wait_for(lambda: own.ops("/readyz")[0] == 503 and len(lines(own, "database_lost")) == 2, "the outage")
    own.database.cluster.start()
    wait_for(lambda: sorted(connected()[2:]) == at_first, "its end")
    assert own.answers("/v1/surveys") == own.answers("/v1/periods") == 401
    lost = lines(own, "database_lost")
    assert sorted(line.split()[1] for line in lost) == ["name=ingest", "name=query"], lost
    assert len(connected()) == 4
