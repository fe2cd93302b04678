# SPDX-License-Identifier: GPL-3.0-or-later
"""Submissions that would be recognised wherever they came out: in an open period, in one that was closed and is not yet
published, and in one that was sealed. PostgreSQL alone, since no daemon would take such answers."""

import datetime
import re

SURVEY = "(SELECT id FROM pulssid.survey WHERE code = 'employee-pulse')"


class Seed:
    """One period, and what was answered in it: numbers and a receipt that occur nowhere else."""

    def __init__(self, number, monday):
        self.monday = datetime.date.fromisoformat(monday)
        self.period = (self.monday - datetime.date(1970, 1, 5)).days // 7
        self.id = self.monday.strftime("%G-W%V")
        self.suffix = self.monday.strftime("%G_w%V")
        self.partition = f"pulssid.submission_{self.suffix}"
        self.answers = [31000 + number, 31001 + number]
        self.rating = 32000 + number
        self.rated = 2100000000 + number
        self.path = 2100000001 + number
        self.receipt = f"decade{number:04}" + "5e" * 27
        self.reason = 30000 + number
        self.topic = f"about{number:04}"
        self.marks = [*self.answers, self.rating, self.rated, self.path, self.receipt, self.reason, self.topic]

    def found_in(self, told):
        return [mark for mark in self.marks if re.search(rf"(?<!\d){mark}(?!\d)", told)]


OPEN, CLOSED, SEALED = Seed(300, "2026-07-20"), Seed(200, "2026-07-13"), Seed(100, "2026-07-06")
SEEDS = [OPEN, CLOSED, SEALED]


def found_in(told, seeds=SEEDS):
    return [mark for seed in seeds for mark in seed.found_in(told)]


def submit(database, seed, n=1):
    """n submissions, written as the daemon's own role writes them."""
    database.query(
        "INSERT INTO pulssid.submission (team_id, period, id_hash, survey_id, answers, rated, ratings, path, receipt, "
        "reasons, topic) "
        f"SELECT 1, %s, md5(i || clock_timestamp()::text)::uuid, {SURVEY}, %s::smallint[], ARRAY[%s], ARRAY[%s]::smallint[], "
        "ARRAY[%s], decode(%s, 'hex'), ARRAY[%s]::smallint[], %s FROM generate_series(1, %s) i",
        seed.period, seed.answers, seed.rated, seed.rating, seed.path, seed.receipt, seed.reason, seed.topic, n,
        user="pulssid_ingest")


def open_period(database, seed):
    database.query("SELECT pulssid.period_open(%s, %s, %s, %s + 6, %s, 5, 5, true)", seed.period, seed.id, seed.monday,
                   seed.monday, seed.monday, user="pulssid_ingest")


def close_period(database, seed):
    database.query("SELECT pulssid.period_close(%s, %s)", seed.period, seed.monday, user="pulssid_stats")


def seal_period(database, seed):
    """Whatever team 1 answered is kept, under itself."""
    database.query(
        f"INSERT INTO pulssid.seal_plan SELECT 1, %s, {SURVEY}, 1, NULL; SELECT pulssid.period_seal(%s)",
        seed.period, seed.period, user="pulssid_stats")


def sow(database):
    for seed in SEEDS:
        open_period(database, seed)
        submit(database, seed)
    close_period(database, CLOSED)
    close_period(database, SEALED)
    seal_period(database, SEALED)
