# SPDX-License-Identifier: GPL-3.0-or-later
"""Two daemons under load before a primary and a standby; the primary is killed while the standby is behind, and the standby
promoted. With synchronous replication nothing that was acknowledged is lost; without, as the control shows, it is."""

import argparse
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "e2e"), str(TESTS / "client"), str(TESTS / "failover")]

from harness import Service, stored_hashes, wait_for  # noqa: E402
from load import Load  # noqa: E402
from pair import Pair  # noqa: E402

BEHIND_S = 0.4


def start_services(pair, folder):
    certificates = folder / "certificates"
    subprocess.run([TESTS / "certificates", certificates], check=True)
    database, keys, services = pair.new_database("pulssid"), {}, []
    for name in "a", "b":
        (folder / name).mkdir()
        service = Service(folder / name, database, certificates, keys, {"server": {"workers": 1}})
        if not keys:
            service.found()
        services.append(service.start())
    return services


def fail_over_once(pair, services, synchronous, attempted):
    """Returns what was acknowledged and is not there, how many were, and how long nothing was acknowledged."""
    pair.add_standby(synchronous)
    loads = [Load(service, clients=2) for service in services]
    for load in loads:
        load.wait_for_more()
    receiver = pair.standby.receiver()
    os.kill(receiver, signal.SIGSTOP)
    time.sleep(BEHIND_S)
    pair.primary.kill()
    begin = time.monotonic()
    os.kill(receiver, signal.SIGCONT)
    took = pair.fail_over()
    for load in loads:
        load.wait_for_more(1)
    again = time.monotonic() - begin
    for load in loads:
        load.wait_for_more()
        load.stop()
    return judge(services, loads, attempted) + (took, again)


def judge(services, loads, attempted):
    stored = stored_hashes(services[0].database)
    attempted.update(*(load.account.read()[0] for load in loads))
    assert not set(stored) - attempted, "stored and never sent"
    acknowledged = set().union(*(load.acknowledged for load in loads))
    assert not any(load.unexpected for load in loads), loads[0].unexpected[:3]
    assert set(stored.values()) == {1}, "counted twice"
    assert all(service.process.poll() is None for service in services), "a daemon ended"
    return len(acknowledged - set(stored)), len(acknowledged)


def run(rounds, synchronous):
    lost = acknowledged = 0
    attempted = set()
    pair = Pair()
    with tempfile.TemporaryDirectory(prefix="pulssid-failover-") as folder:
        services = start_services(pair, pathlib.Path(folder))
        try:
            for i in range(rounds):
                missing, count, promoted, again = fail_over_once(pair, services, synchronous, attempted)
                lost, acknowledged = lost + missing, acknowledged + count
                print(f"{'synchronous' if synchronous else 'asynchronous'} {i + 1}: {count} acknowledged, {missing} of them lost; "
                      f"promoted in {promoted:.1f} s, acknowledged again {again:.1f} s after the kill", flush=True)
        finally:
            for service in services:
                service.stop()
            pair.remove()
    return lost, acknowledged


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=10)
    rounds = arguments.parse_args().rounds
    lost, acknowledged = run(rounds, True)
    control, of = run(1, False)
    print(f"{rounds} failovers: {lost} of {acknowledged} acknowledged lost; without synchronous replication {control} of {of} in one")
    if lost or not control:
        sys.exit(1)


if __name__ == "__main__":
    main()
