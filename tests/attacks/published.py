# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that is ever served of a database's periods, read as bytes: the API, the views and the commands."""

import collections
import csv
import io
import json
import re

import psycopg2

FIGURES = ["state", "n", "mean", "bound", "sd", "se", "lo", "hi", "top", "top_lo", "top_hi", "contacts", "invited", "responses",
           "response_rate", "teams_shown", "teams"]
Figure = collections.namedtuple("Figure", FIGURES)
LINKAGE = ["teams", "lags", "organisation"]


def from_csv(text):
    return [{name: value or None for name, value in row.items()} for row in csv.DictReader(io.StringIO(text))]


def from_text(text):
    """An aligned table whose cells hold no blanks."""
    lines = [line.split() for line in text.splitlines()]
    return [{name: None if value == "-" else value for name, value in zip(lines[0], line)} for line in lines[1:]]


def from_json(text):
    return json.loads(text, parse_float=str, parse_int=str)


def from_release(text):
    head, columns, lines = re.fullmatch(r"((?:[^,\n]*\n)*)(team,[^\n]*\n)(.*)", text, re.S).groups()
    period = re.search(r"^period (.*)$", head, re.M).group(1)
    return [{"period": period, **row} for row in from_csv(columns + lines)]


def pages(client, path):
    """The bodies of a report from its first page to its last."""
    while path:
        answer = client.get(path)
        assert answer.status == 200, answer.body
        yield answer.body.decode()
        link = re.match(r'<([^>]*)>; *rel="?next"?', answer.headers.get("link", ""))
        path = link and link.group(1)


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


def scores_everywhere(service, client, periods):
    """(where, rows) of every document that holds scores."""
    yield "the API, JSON", api_json(client, "scores")
    yield "the API, CSV", api_csv(client, "scores")
    yield "the view", view(service, "scores")
    yield "the command, text", from_text(command(service, "scores"))
    yield "the command, CSV", from_csv(command(service, "scores", "--format", "csv"))
    yield "the command, JSON", from_json(command(service, "scores", "--format", "json"))["rows"]
    yield "releases", [row for p in periods for row in from_release(client.get(f"/v1/releases/{p}").body.decode())]
    yield "releases as a view", [row for r in view(service, "release_documents") for row in from_release(r["document"])]
    yield "an exported release", from_release(command(service, "release", "--period", periods[-1]))


def figure_of(row):
    """The same of every document: shares have a name of their own in each, and NPS stands twice in some."""
    for name, twin in ("nps", "mean"), ("nps_se", "se"), ("nps_lo", "lo"), ("nps_hi", "hi"):
        assert row.get(name) in (None, row[twin]), row
    shares = {name: row.get(name) or row.get(name.replace("top", "top2")) or row.get(name.replace("top", "top3"))
              for name in ("top", "top_lo", "top_hi")}
    return Figure(*(shares.get(name, row.get(name)) for name in FIGURES))


class Served:
    """What the documents say, all of them together. Two that do not say the same are a failure of their own."""

    def __init__(self, service):
        with service.analyst() as client:
            self.periods = api_json(client, "periods")
            self.teams = api_json(client, "teams")
            published = [row["period"] for row in self.periods if row["state"] == "published"]
            self.figures = {}
            for where, rows in scores_everywhere(service, client, published):
                for row in rows:
                    self.learn(where, (row["period"], row["team"], row["dimension"]), figure_of(row))
            self.linkage = {part: self.report(service, client, "linkage", part) for part in LINKAGE}
            for report in "periods", "teams", "releases":
                self.report(service, client, report, "teams")

    def learn(self, where, key, figure):
        known = self.figures.setdefault(key, figure)
        assert known == figure, f"{where} says of {key}: {figure}, and another document {known}"

    @staticmethod
    def report(service, client, report, part):
        """One part of another report, which says the same wherever it is read. Only the API has days as days of UTC."""
        rows = from_csv(command(service, report, "--part", part, "--format", "csv"))
        again = [row for body in pages(client, f"/v1/{report}?format=csv&part={part}") for row in from_csv(body)]
        assert rows == again, report
        return rows
