# SPDX-License-Identifier: GPL-3.0-or-later
"""The penalty of a handoff is a sum over all teams of what their customers answered, weighed by how they were handed on. Whoever
knows each customer's way, and what is published of each team, has it but for the answers of a few."""

import csv
import datetime
import json
import random
from fractions import Fraction

import pytest

from harness import today

DAY = today() - datetime.timedelta(days=60)
# Ways and their customers. One alone went from XB to XA: the figures by touch do not part that one from the others.
WAYS = {"XA": 35, "XA>XC": 15, "XB": 35, "XB>XC": 14, "XB>XA": 1, "XC": 20}
FEW = "XB>XA"


def write(path, head, lines):
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(head)
        out.writerows(lines)
    return path


def load(service, ways, answer_of):
    teams = [("UX", "UX", "", 50), *((team, team, "UX", 15) for team in ("XA", "XB", "XC"))]
    service.run("team", "import", write(service.folder / "teams.csv", ["code", "name", "parent", "headcount"], teams))
    lines = [("customer-pulse", 1, way[:2], DAY, way, answer_of(way)) for way, n in ways.items() for _ in range(n)]
    random.Random(1).shuffle(lines)
    service.run("import", write(service.folder / "answers.csv", ["survey", "version", "team", "on", "path", "csat"], lines))
    service.run("cycle")


def published(service):
    service.start()
    with service.analyst() as client:
        scores = json.loads(client.get("/v1/scores?dimension=csat").body)["rows"]
        whole = json.loads(client.get("/v1/handoffs").body)["organisation"]
    service.stop()
    return {row["team"]: row for row in scores if row["state"] == "published"}, whole


def total(cell):
    """Means are told to a tenth, answers are multiples of 25."""
    return 25 * round(cell["n"] * Fraction(str(cell["mean"])) / 25)


def find_one(cells, penalty):
    """What the one answered, 0 to 100. Of 50 customers who entered at each of XA and XB, 15 were handed on, of those at XC none."""
    handed_on = Fraction(3, 10)
    teams = sum(total(cells[team]) for team in ("XA", "XB", "XC"))
    whole = total(cells["*"])
    products = Fraction(str(penalty)) * 2 * 50 * handed_on * (1 - handed_on)
    at_xc = 25 * round((whole - (teams - whole - products) / handed_on) / 25)
    return total(cells["XA"]) + total(cells["XB"]) - whole + at_xc


@pytest.mark.parametrize("answer", range(1, 6))
def test_one_customer_beside_teams(new_service, answer):
    draw = random.Random(answer)
    service = new_service()
    load(service, WAYS, lambda way: answer if way == FEW else draw.randint(1, 5))
    cells, whole = published(service)
    ((exact,),) = service.database.query("SELECT penalty FROM exact.handoffs_organisation")
    assert find_one(cells, round(exact, 1)) == 25 * (answer - 1), "the control: to a tenth of a point, it says what the one answered"
    assert (whole["penalty"], whole["penalty_lo"], whole["penalty_hi"], whole["penalty_p"]) == (None, None, None, None)
    assert whole["penalty_reason"] == "few_contacts" and "cannot be told yet" in whole["text_en"]
    assert len(service.database.query("SELECT DISTINCT text_en FROM pulssid.path_summary")) == 1


def test_a_hidden_spread(new_service):
    """Three customers are left over beside two teams, so how much all differ is hidden; an interval by it would tell it."""
    draw = random.Random(3)
    service = new_service()
    load(service, {"XA": 35, "XA>XC": 10, "XB": 35, "XB>XC": 10, "XB>XA": 10, "XC": 3}, lambda _: draw.randint(1, 5))
    cells, whole = published(service)
    ((hidden,),) = service.database.query("SELECT sd FROM pulssid.cell WHERE team_id = 0 AND dimension = 'csat'")
    assert hidden > 0 and cells["*"]["sd"] is None, "the control: there is one, and it is not shown"
    assert whole["csat_0"] is not None and whole["csat_on"] is not None
    assert [whole[f"csat_{group}_{end}"] for group in ("0", "on") for end in ("lo", "hi")] == [None] * 4
