# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that is ever served of a database's periods, read as bytes: the API, the views and the commands."""

import collections
import csv
import io
import json
import re
import urllib.parse
import zipfile
from fractions import Fraction

import psycopg2

FIGURES = ["state", "n", "mean", "bound", "sd", "se", "lo", "hi", "top", "top_lo", "top_hi", "contacts", "invited", "responses",
           "response_rate", "teams_shown", "teams"]
Figure = collections.namedtuple("Figure", FIGURES)
Handoff = collections.namedtuple("Handoff", ["state", "count"])
Rating = collections.namedtuple("Rating", ["state", "n", "mean", "bound"])
Weighted = collections.namedtuple("Weighted", ["state", "teams", "n", "mean", "se", "lo", "hi", "n_eff", "deff", "trimmed"])
# By the columns that a row is known by, in the order of their tables in a release.
KEYS = {"scores": ["period", "team", "dimension"], "handoffs": ["period", "from", "to"],
        "ratings": ["period", "rater_team", "rated_team", "dimension"]}
LINKAGE = ["teams", "lags", "organisation", "claims"]
AGREEMENT = ["teams", "periods", "organisation"]
ARCHIVED = 26  # one archive of so many is opened


def from_csv(text):
    return [{name: value or None for name, value in row.items()} for row in csv.DictReader(io.StringIO(text))]


def from_text(text):
    """An aligned table whose cells hold no blanks."""
    lines = [line.split() for line in text.splitlines()]
    return [{name: None if value == "-" else value for name, value in zip(lines[0], line)} for line in lines[1:]]


def from_json(text):
    return json.loads(text, parse_float=str, parse_int=str)


def from_release(text, report):
    """One of a release's tables; none where it has no such table."""
    head = re.match(r"(?:[a-z][^,\n]*\n)*", text).group()
    period = re.search(r"^period (.*)$", head, re.M).group(1)
    tables = {table.split(",", 1)[0]: table for table in text[len(head):].split("\n\n")}
    return [{"period": period, **row} for row in from_csv(tables.get(KEYS[report][1], ""))]


def pages(client, path):
    """The bodies of a report from its first page to its last."""
    while path:
        answer = client.get(path)
        assert answer.status == 200, answer.body
        yield answer.body.decode()
        link = re.match(r'<([^>]*)>; *rel="?next"?', answer.headers.get("link", ""))
        path = link and urllib.parse.urljoin(path, link.group(1))


def api_json(client, report):
    return [row for body in pages(client, f"/v1/{report}?limit=10000") for row in from_json(body)["rows"]]


def api_csv(client, report):
    return [row for body in pages(client, f"/v1/{report}?format=csv&limit=10000") for row in from_csv(body)]


def view(service, name):
    out = io.StringIO()
    connection = psycopg2.connect(service.database.conninfo("pulssid_report"))
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY (SELECT * FROM report.{name}) TO STDOUT (FORMAT csv, HEADER)", out)
    connection.close()
    return from_csv(out.getvalue())


def command(service, *words):
    return service.run("report", *words).stdout


def documents(service, client, report, releases):
    """(where, rows) of every document that holds rows of a report. releases: the texts of all of them."""
    yield "the API, JSON", api_json(client, report)
    yield "the API, CSV", api_csv(client, report)
    yield "the view", view(service, report)
    yield "the command, text", from_text(command(service, report))
    yield "the command, CSV", from_csv(command(service, report, "--format", "csv"))
    yield "the command, JSON", from_json(command(service, report, "--format", "json"))["rows"]
    yield "releases", [row for text in releases for row in from_release(text, report)]


def archived(client, periods, name):
    """A table of some periods' archives, the newest among them."""
    for period in periods[::-ARCHIVED]:
        archive = client.get(f"/v1/exports/{period}.zip")
        assert archive.status == 200, archive.body
        with zipfile.ZipFile(io.BytesIO(archive.body)) as files:
            yield from from_csv(files.read(name).decode())


def beside(document):
    """What a JSON document says of the organisation beside its rows; a single one is no list."""
    told = from_json(document)["organisation"]
    return [told] if isinstance(told, dict) else told or []


def weighted_documents(service, client, periods):
    """(where, rows) of every document that holds means of the organisation by headcount."""
    part = ("scores", "--part", "organisation")
    yield "the API, JSON", [row for body in pages(client, "/v1/scores?limit=10000") for row in beside(body)]
    yield "the API, CSV", [row for body in pages(client, "/v1/scores?format=csv&part=organisation&limit=10000") for row in from_csv(body)]
    yield "the view", view(service, "weighted_means")
    yield "the command, text", from_text(command(service, *part))
    yield "the command, CSV", from_csv(command(service, *part, "--format", "csv"))
    yield "the command, JSON", beside(command(service, *part, "--format", "json"))
    yield "archives", archived(client, periods, "scores-organisation.csv")


def read_releases(service, client, periods):
    """The texts of all releases, which are the same wherever they are read."""
    texts = [client.get(f"/v1/releases/{period}").body.decode() for period in periods]
    assert sorted(texts) == sorted(row["document"] for row in view(service, "release_documents"))
    assert command(service, "release", "--period", periods[-1]) == texts[-1]
    return texts


def figure_of(row):
    """The same of every document: shares have a name of their own in each, and NPS stands twice in some."""
    for name, twin in ("nps", "mean"), ("nps_se", "se"), ("nps_lo", "lo"), ("nps_hi", "hi"):
        assert row.get(name) in (None, row[twin]), row
    shares = {name: row.get(name) or row.get(name.replace("top", "top2")) or row.get(name.replace("top", "top3"))
              for name in ("top", "top_lo", "top_hi")}
    return Figure(*(shares.get(name, row.get(name)) for name in FIGURES))


def value_of(report, row):
    if report == "scores":
        return figure_of(row)
    shape = Handoff if report == "handoffs" else Rating
    return shape(*(row[name] for name in shape._fields))


class Served:
    """What the documents say, all of them together. Two that do not say the same are a failure of their own."""

    def __init__(self, service):
        with service.analyst() as client:
            self.periods = api_json(client, "periods")
            self.teams = api_json(client, "teams")
            published = [p["period"] for p in self.periods if p["state"] == "published"]
            releases = read_releases(service, client, published)
            self.rows = {report: {} for report in KEYS}
            for report, keys in KEYS.items():
                for where, rows in documents(service, client, report, releases):
                    for row in rows:
                        self.learn(where, report, tuple(row[key] for key in keys), value_of(report, row))
            self.rows["weighted"] = {}
            for where, rows in weighted_documents(service, client, published):
                for row in rows:
                    said = Weighted(*(row[name] for name in Weighted._fields[:-1]), str(row["trimmed"])[0].lower() == "t")
                    self.learn(where, "weighted", (row["period"], row["dimension"]), said)
            # What would be told if no bound hid it.
            self.weighted_plain = {tuple(key): str(mean) for *key, mean in service.database.query(
                "SELECT p.id, w.dimension, round(w.mean::numeric, (w.n >= 20)::int) FROM pulssid.weighted_mean w "
                "JOIN pulssid.period p USING (period)")}
            self.linkage = {part: self.report(service, client, "linkage", part) for part in LINKAGE}
            self.changes = self.report(service, client, "changes", "teams")
            self.report(service, client, "changes", "organisation")
            self.agreement = {part: self.report(service, client, "agreement", part) for part in AGREEMENT}
            self.metrics = self.report(service, client, "metrics", "teams")
            self.report(service, client, "metrics", "organisation")
            self.silos = self.report(service, client, "silos", "teams")
            self.silos_whole = self.report(service, client, "silos", "organisation")
            self.paths = self.report(service, client, "handoffs", "organisation")
            self.topics = self.report(service, client, "handoffs", "topics")
            self.reasons = self.report(service, client, "handoffs", "reasons")
            # What a period adds to a window.
            self.topics_kept = service.database.query(
                "SELECT p.id, p.k_customer, t.contacts FROM pulssid.topic_count t JOIN pulssid.period p USING (period) "
                "UNION ALL SELECT p.id, p.k_customer, r.contacts FROM pulssid.reason_count r JOIN pulssid.period p USING (period)")
            # What successive windows say less the one before: taken from where they are kept.
            self.steps = {period: list(zip(n, map(Fraction, mean))) for period, n, mean in service.database.query(
                "SELECT p.id, s.n, s.mean FROM pulssid.path_satisfaction s JOIN pulssid.period p USING (period)")}
            for report in "periods", "teams", "releases":
                self.report(service, client, report, "teams")

    def learn(self, where, report, key, value):
        known = self.rows[report].setdefault(key, value)
        assert known == value, f"{where} says of {key}: {value}, and another document {known}"

    @staticmethod
    def report(service, client, report, part):
        """One part of another report, which says the same wherever it is read."""
        rows = from_csv(command(service, report, "--part", part, "--format", "csv"))
        again = [row for body in pages(client, f"/v1/{report}?format=csv&part={part}") for row in from_csv(body)]
        assert rows == again, report
        return rows

    def of_period(self, report, period):
        """{rest of the key: value}."""
        return {key[1:]: value for key, value in self.rows[report].items() if key[0] == period}
