# SPDX-License-Identifier: GPL-3.0-or-later
"""The ledger: any change of what was published is found, and the first break is named."""

import hashlib
import random
import re
import subprocess

import pytest

from harness import BINARY, ROOT

FIFTH = "2024-W40"


@pytest.fixture
def copy(published, new_service):
    """A copy of the published organisation, to be tampered with."""
    published.stop()
    service = new_service(copy_of=published.database.name)
    published.start()
    yield service
    service.database.drop()


def test_an_untouched_ledger(copy):
    assert "30" in copy.run("verify").stdout


CELLS_OF_5 = "period = (SELECT period FROM pulssid.release WHERE release = 5)"
# What is done to the database, and what is said of it.
TAMPERING = {
    "a figure": ("UPDATE pulssid.release SET document = replace(document, ',published,', ',published,1') WHERE release = 5",
                 "release 5 (2024-W40): the document does not have the stored SHA-256; "
                 'line 10, cell *,ces: n is "1177" instead of "177"'),
    "a byte at the end": ("UPDATE pulssid.release SET document = document || ' ' WHERE release = 5",
                          "release 5 (2024-W40): the document does not have the stored SHA-256; "
                 'line 300: it should end before " "'),
    "the line ends": ("UPDATE pulssid.release SET document = replace(document, E'\\n', E'\\r\\n') WHERE release = 5",
                      "release 5 (2024-W40): the document does not have the stored SHA-256; "
                 'line 1: "pulssid release 1?" instead of "pulssid release 1"'),
    "a document cut off": ("UPDATE pulssid.release SET document = left(document, 5000) WHERE release = 5",
                           "release 5 (2024-W40): the document does not have the stored SHA-256; "
                 'line 83: "T08,collaboration_self,published,9,66,,,,57,74,,,,," instead of "T08,collaboration_self,published,9,66,,,,57,74,,,,,12,9,0.75..."'),
    "a hash": ("UPDATE pulssid.release SET sha256 = sha256('x') WHERE release = 5",
               "release 5 (2024-W40): the document does not have the stored SHA-256; "
                 'the document itself is that of the published cells'),
    "document and hash": (
        "UPDATE pulssid.release SET document = replace(document, 'k-employee 5', 'k-employee 6') WHERE release = 5;"
        "UPDATE pulssid.release SET sha256 = sha256(document::bytea) WHERE release = 5",
        "release 5 (2024-W40): the document is not that of the published cells; "
                 'line 6: "k-employee 6" instead of "k-employee 5"'),
    "document, hash and cell": (
        "UPDATE pulssid.published_cell SET mean = 99 WHERE team_id = 0 AND dimension = 'wellbeing' AND " + CELLS_OF_5 + ";"
        "UPDATE pulssid.release SET document = regexp_replace(document, '(\\*,wellbeing,published,[0-9]+),[0-9.]+', '\\1,99') "
        "WHERE release = 5; UPDATE pulssid.release SET sha256 = sha256(document::bytea) WHERE release = 5",
        "release 6 (2024-W41): previous is not the SHA-256 of the release before; "
                 'line 8: "previous a091e10fbec5371a4c2fd35ba19d1119c9bdfeda6f9a5ef52f1..." instead of "previous eb2002a1e86eb76acc8d527e83bbca0927a64c8c96055512d00..."'),
    "the hash before": ("UPDATE pulssid.release SET previous = sha256('x') WHERE release = 5",
                        "release 5 (2024-W40): previous is not the SHA-256 of the release before; "
                 'the document itself is that of the published cells'),
    "a cell": ("UPDATE pulssid.published_cell SET mean = mean + 1 WHERE state = 'published' AND " + CELLS_OF_5,
               "release 5 (2024-W40): the document is not that of the published cells; "
                 'line 10, cell *,ces: mean is "68.2" instead of "69.2"'),
    "a cell added": ("INSERT INTO pulssid.published_cell (team_id, period, dimension, state) SELECT 1, period, 'x', 'no_data' "
                     "FROM pulssid.release WHERE release = 5",
                     "release 5 (2024-W40): the document is not that of the published cells; "
                 'line 136: cell U1,x is missing'),
    "a cell taken away": ("DELETE FROM pulssid.published_cell WHERE team_id = 0 AND " + CELLS_OF_5,
                          "release 5 (2024-W40): the document is not that of the published cells; "
                 'line 10: cell *,ces should not be there'),
    "a handoff": ("UPDATE pulssid.published_handoff SET count = '17' WHERE count = '<5' AND " + CELLS_OF_5,
                  "release 5 (2024-W40): the document is not that of the published cells; "
                 'line 165, handoff T01,T02: count is "<5" instead of "17"'),
    "every handoff": ("DELETE FROM pulssid.published_handoff WHERE " + CELLS_OF_5,
                      "release 5 (2024-W40): the document is not that of the published cells; "
                 'line 164: "from,to,state,count" instead of "rater_team,rated_team,dimension,state,n,mean,bound"'),
    "a rating": ("UPDATE pulssid.published_rating SET state = 'suppressed' WHERE " + CELLS_OF_5,
                 "release 5 (2024-W40): the document is not that of the published cells; "
                 'line 299, rating *,*,collaboration: state is "no_data" instead of "suppressed"'),
    "two releases": ("UPDATE pulssid.release SET document = document || ' ' WHERE release IN (5, 9)",
                     "release 5 (2024-W40): the document does not have the stored SHA-256; "
                 'line 300: it should end before " "'),
    "the order": ("UPDATE pulssid.release SET release = 99 WHERE release = 5; UPDATE pulssid.release SET release = 5 "
                  "WHERE release = 6; UPDATE pulssid.release SET release = 6 WHERE release = 99",
                  "release 5 (2024-W41): previous is not the SHA-256 of the release before; "
                 'line 2: "release 6" instead of "release 5"'),
    "a release taken away": ("DELETE FROM pulssid.release WHERE release = 5", "release 5 is missing"),
    "the last taken away": ("DELETE FROM pulssid.linkage_claim; DELETE FROM pulssid.linkage_lag; DELETE FROM pulssid.linkage_team; DELETE FROM pulssid.linkage;"
                            "DELETE FROM pulssid.change; DELETE FROM pulssid.change_series; DELETE FROM pulssid.change_search;"
                            "DELETE FROM pulssid.agreement_team; DELETE FROM pulssid.agreement_period; DELETE FROM pulssid.agreement;"
                            "DELETE FROM pulssid.metric; DELETE FROM pulssid.metric_set;"
                            "DELETE FROM pulssid.service_summary; DELETE FROM pulssid.topic_summary; DELETE FROM pulssid.reason_summary;"
                            "DELETE FROM pulssid.path_summary; DELETE FROM pulssid.silo_team; DELETE FROM pulssid.silo;"
                            "DELETE FROM pulssid.release WHERE release > 28",
                            "2025-W12 is published, and its release is missing"),
}


@pytest.mark.parametrize("name", TAMPERING)
def test_tampering_is_found(copy, name):
    sql, sentence = TAMPERING[name]
    copy.database.query(sql)
    assert copy.run("verify", status=1).stderr == f"pulssid: {sentence}\n"


@pytest.fixture
def files(published, tmp_path):
    """The releases as an analyst downloads them."""
    paths = []
    with published.analyst() as client:
        for row in client.get("/v1/releases").json()["rows"]:
            paths.append(tmp_path / f"{row['period']}.txt")
            paths[-1].write_bytes(client.get(f"/v1/releases/{row['period']}").body)
    return paths


@pytest.fixture(scope="module")
def script(tmp_path_factory):
    """The verifier of README.md, as it stands there."""
    (text,) = [block for block in re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.S)
               if block.startswith("#!/bin/sh\n")]
    path = tmp_path_factory.mktemp("script") / "check-releases"
    path.write_text(text)
    path.chmod(0o755)
    return path


def both(script, paths):
    """What the program and the script say of files in no order, without a configuration."""
    shuffled = random.Random(1).sample(list(paths), len(paths))
    return [subprocess.run([*words, *shuffled], capture_output=True, text=True, timeout=60, check=False)
            for words in ([BINARY, "verify"], [script])]


@pytest.mark.parametrize("part", [slice(None), slice(3, 9), slice(29, 30)], ids=str)
def test_exported_releases(script, files, part):
    for done in both(script, files[part]):
        assert done.returncode == 0 and not done.stderr, done
        assert hashlib.sha256(files[part][-1].read_bytes()).hexdigest() in done.stdout, done


def cut(path, size):
    path.write_bytes(path.read_bytes()[:size])


def replace(path, old, new):
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new, 1))


def twice(files):
    copy = files[4].with_name("copy of it.txt")
    copy.write_bytes(files[4].read_bytes())
    files.append(copy)


# What is done to the files of releases 1 to 30, and what the program says; the script names the same release.
LINK_5 = "release 6 (2024-W41) does not name the SHA-256 of release 5: one of the two was changed"
NO_DOCUMENT = "this is not the document of a release"
FILES = {
    "a figure": (lambda f: replace(f[4], b",published,", b",suppressed,"), LINK_5),
    "a threshold": (lambda f: replace(f[4], b"k-customer 5", b"k-customer 6"), LINK_5),
    "the first letter": (lambda f: replace(f[4], b"pulssid release 1", b"Pulssid release 1"), NO_DOCUMENT),
    "two of them": (lambda f: (replace(f[9], b",published,", b",suppressed,"), replace(f[4], b",published,", b",suppressed,")),
                    LINK_5),
    "a hash": (lambda f: replace(f[5], b"previous ", b"previous 0"), NO_DOCUMENT),
    "the hash of the first": (lambda f: replace(f[0], b"previous 0", b"previous 1"),
                              "release 1 (2024-W36): previous is not 64 zeros"),
    "one is missing": (lambda f: f.pop(4), "release 5 is missing: release 6 follows 4"),
    "two are missing": (lambda f: (f.pop(9), f.pop(4)), "release 5 is missing: release 6 follows 4"),
    "one is there twice": (twice, "release 5 (2024-W40) is there twice"),
    "two change their numbers": (lambda f: (replace(f[4], b"\nrelease 5\n", b"\nrelease 6\n"),
                                            replace(f[5], b"\nrelease 6\n", b"\nrelease 5\n")),
                                 "release 5 (2024-W41) does not name the SHA-256 of release 4: one of the two was changed"),
    "one is cut off in a line": (lambda f: cut(f[4], 5000), r"release 5 \(2024-W40\) was changed: line \d+ is not that of a cell"),
    "one is cut off after a line": (lambda f: cut(f[4], f[4].read_bytes().index(b"\nT05") + 1), LINK_5),
    "one is cut off in its head": (lambda f: cut(f[4], 20), NO_DOCUMENT),
    "one is empty": (lambda f: cut(f[4], 0), NO_DOCUMENT),
    "CR LF": (lambda f: f[4].write_bytes(f[4].read_bytes().replace(b"\n", b"\r\n")), "its lines end in CR LF, those of a release "
              "in LF alone"),
    "CR LF among the cells": (lambda f: replace(f[4], b"\nT05,", b"\r\nT05,"),
                              r"release 5 \(2024-W40\) was changed: line \d+ is not that of a cell"),
    "a line at the end": (lambda f: f[4].write_bytes(f[4].read_bytes() + b"\n"),
                          r"release 5 \(2024-W40\) was changed: line \d+ is not that of a rating"),
}


@pytest.mark.parametrize("name", FILES)
def test_tampering_with_files_is_found(script, files, name):
    tamper, sentence = FILES[name]
    tamper(files)
    program, shell = both(script, files)
    assert program.returncode == shell.returncode == 1 and not program.stdout and not shell.stdout, (program, shell)
    said = re.fullmatch(r"pulssid: (?:\S+: )?(.*)\n", program.stderr).group(1)
    assert said == sentence or re.fullmatch(sentence, said), program.stderr
    (line,) = shell.stderr.splitlines()
    if NO_DOCUMENT in said or "CR LF" in said:
        assert re.match(r"\S+2024-W4[01]\.txt: this is not", line) or "release 6" in line or "release 7" in line, line
    else:
        # A line that is none of a cell changes the hash, which the release after tells.
        number = re.search(r"\d+", said).group()
        assert f"release {number} " in line or f"release {int(number) + 1} " in line, line


@pytest.mark.parametrize("tamper", [
    lambda f: cut(f, len(f.read_bytes()) - 1), lambda f: cut(f, len(f.read_bytes()) - 200), lambda f: replace(f, b"\nT05,", b"\r\nT05,"),
], ids=["its last byte", "in a line", "CR LF"])
def test_the_form_of_the_last_file_is_checked(files, tamper):
    """No other file holds its hash."""
    tamper(files[-1])
    done = subprocess.run([BINARY, "verify", *files], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1 and "release 30 (2025-W13) was changed: line " in done.stderr, done


def test_a_file_that_is_no_release(script, files, tmp_path):
    other = tmp_path / "a letter.txt"
    other.write_text("Dear all,\n")
    for done in both(script, [*files, other]):
        assert done.returncode == 1 and f"{other}: this is not the document of a release\n" in done.stderr, done


def test_the_documents_are_what_sha256sum_sees(published, files):
    stored = dict(published.database.query("SELECT release, encode(sha256, 'hex') FROM pulssid.release"))
    for number, path in enumerate(files, 1):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == stored[number]
    assert files[0].read_text().startswith("pulssid release 1\n")


def test_the_command_and_the_view_give_the_same_bytes(published, files):
    for path in files[0], files[29]:
        command = subprocess.run([BINARY, "report", "release", "--period", path.stem, "-c", published.conf], capture_output=True,
                                 timeout=60, check=True)
        assert command.stdout == path.read_bytes()
        view = published.database.query("SELECT document FROM report.release_documents WHERE period = %s", path.stem,
                                        user="pulssid_report")
        assert view == [(path.read_text(),)]


def test_the_format_is_what_is_written(files):
    """The example of proto/release.md is a part of release 2, and what it says of the hashes and the columns holds."""
    text = (ROOT / "proto/release.md").read_text()
    (example,) = re.findall(r"```\n(.*?)```", text, re.S)
    document = files[1].read_text()
    head, *parts = example.split("…\n")
    assert document.startswith(head), document[:1000]
    for part in parts:
        assert "\n" + part in document, "take the lines below … from release 2"
    assert document.endswith(parts[-1])
    assert f"`{hashlib.sha256(files[1].read_bytes()).hexdigest()}`" in text
    assert f"\nprevious {hashlib.sha256(files[1].read_bytes()).hexdigest()}\n" in files[2].read_text()
    tables = [part.splitlines() for part in document.split("\n\n")]
    tables[0] = tables[0][8:]
    described = re.findall(r"`([a-z_]+)`", "".join(re.findall(r"^\| (`.*?) \|", text.split("What the columns hold:")[1], re.M)))
    assert described == [name for table in tables for name in table[0].split(",")]
    assert document.endswith("\n") and '"' not in document and "\r" not in document
    for (names, *lines), commas, keys in zip(tables, (18, 3, 6), (2, 2, 3)):
        assert lines and {line.count(",") for line in [names, *lines]} == {commas}
        order = [line.encode().split(b",")[:keys] for line in lines]
        assert order == sorted(order)
