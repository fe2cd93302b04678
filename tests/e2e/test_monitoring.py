# SPDX-License-Identifier: GPL-3.0-or-later
"""The alerts and the dashboard that ship ask for what the daemon serves, and for all of it."""

import json
import pathlib
import re
import shutil
import subprocess

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from harness import ROOT, wait_for

HERE = pathlib.Path(__file__).resolve().parent
FOLDER = ROOT / "conf/monitoring"
SELECTOR = re.compile(r"\b(pulssid_[a-z_0-9]+)(?:\{([^}]*)\})?")
MATCHER = re.compile(r'\s*(\w+)\s*(=~|=|!=|!~)\s*"([^"]*)"\s*')
GROUPING = re.compile(r"\bby \(([^)]*)\)")
# What Prometheus adds to what it scrapes.
ADDED = {"instance", "job"}


@pytest.fixture(scope="module")
def text(loaded, new_service):
    """The metrics of a daemon that knows of a release."""
    service = new_service({"ops": {}}, copy_of=loaded.database.name)
    service.run("cycle")
    service.start()
    wait_for(lambda: ("pulssid_cycle_done_timestamp_seconds",) in service.metrics(), "a cycle")
    _, text = service.ops("/metrics")
    service.stop()
    return text


@pytest.fixture(scope="module")
def samples(text):
    """The labels of each sample, by its name."""
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, []).append(sample.labels)
    return found


def rules():
    groups = yaml.safe_load((FOLDER / "pulssid-alerts.yml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def dashboard():
    return json.loads((FOLDER / "pulssid-dashboard.json").read_text())


def expressions():
    shown = [target["expr"] for panel in dashboard()["panels"] for target in panel["targets"]]
    chosen = [variable["query"]["query"] for variable in dashboard()["templating"]["list"] if variable["type"] == "query"]
    return shown, [rule["expr"] for rule in rules()], chosen


def fits(labels, matchers):
    """Only a value that is asked for by itself must be there; what else a matcher says is Prometheus's to know."""
    return all(name in ADDED or (name in labels and (how != "=" or labels[name] == value)) for name, how, value in matchers)


def unknown(expression, samples):
    """What an expression asks for and nobody serves."""
    found, known = [], set(ADDED)
    for name, inside in SELECTOR.findall(expression):
        matchers = MATCHER.findall(inside)
        assert len(matchers) == (inside.count(",") + 1 if inside else 0), f"not understood: {inside}"
        if not any(fits(labels, matchers) for labels in samples.get(name, [])):
            found.append(f"{name}{{{inside}}}")
        known.update(label for labels in samples.get(name, []) for label in labels)
    for labels in GROUPING.findall(expression):
        found += [label.strip() for label in labels.split(",") if label.strip() not in known]
    return found


def test_what_is_asked_for_is_served(samples):
    shown, alerted, chosen = expressions()
    assert len(shown) > 20 and len(alerted) > 10 and chosen
    for expression in shown + alerted + chosen:
        assert "pulssid" in expression
        assert unknown(expression, samples) == [], expression


@pytest.mark.parametrize("expression, asked", [
    ("rate(pulssid_submission_total[5m])", ["pulssid_submission_total{}"]),
    ("pulssid_submissions", ["pulssid_submissions{}"]),
    ('pulssid_submissions_total{verdict="lost"}', ['pulssid_submissions_total{verdict="lost"}']),
    ('pulssid_ready{team=~"T.*"}', ['pulssid_ready{team=~"T.*"}']),
    ("sum by (team) (pulssid_submissions_total)", ["team"]),
])
def test_what_is_not_served_would_be_seen(samples, expression, asked):
    assert unknown(expression, samples) == asked


def test_the_dashboard_shows_everything_that_is_served(text):
    shown = " ".join(expressions()[0])
    for name, kind in re.findall(r"^# TYPE (\S+) (\S+)$", text, re.MULTILINE):
        asked = rf"\b{name}_(bucket|sum|count)\b" if kind == "histogram" else rf"\b{name}\b"
        assert re.search(asked, shown), f"no panel shows {name}"


def test_alerts_come_when_they_should():
    """By Prometheus's own tool, where it is: its package would install and start a Prometheus."""
    tool = shutil.which("promtool")
    if tool is None:
        pytest.skip("no promtool here; Debian's package prometheus has it")
    done = subprocess.run([tool, "test", "rules", HERE / "alerts.promtool.yml"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_alert_says_what_to_do():
    names = [rule["alert"] for rule in rules()]
    assert len(names) == len(set(names))
    for rule in rules():
        assert re.fullmatch(r"Pulssid[A-Z]\w+", rule["alert"])
        assert rule["labels"]["severity"] in ("critical", "warning")
        assert all(rule["annotations"][part].endswith(".") for part in ("summary", "action"))


def test_the_dashboard_is_whole():
    panels = dashboard()["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels]
    assert len(set(places)) == len(places)
    for panel in panels:
        assert panel["title"] and panel["datasource"]["uid"] == "${datasource}"
        assert panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24
        assert all('instance=~"$instance"' in target["expr"] for target in panel["targets"])


def test_the_scrape_is_of_the_socket_that_ships():
    scrape, = yaml.safe_load((FOLDER / "prometheus.yml").read_text())["scrape_configs"]
    target, = scrape["static_configs"][0]["targets"]
    assert scrape["job_name"] in rules()[0]["expr"]
    assert f"ListenStream={target}\n" in (ROOT / "systemd/pulssid-ops.socket").read_text()
