# SPDX-License-Identifier: GPL-3.0-or-later
"""Says in words what `pulssid report scores`, `linkage`, `changes`, `agreement` and `metrics` hold:
summary.py SCORES.json LINKAGE.json CHANGES.json AGREEMENT.json METRICS.json SILOS.json"""

import collections
import json
import sys

LABEL = "association, not cause"


def number(value, digits=2):
    return "unknown" if value is None else f"{value:.{digits}f}"


def interval(pair):
    return f"[{number(pair[0])}, {number(pair[1])}]" if pair else "[unknown]"


WHY = {"published": "", "suppressed": " (hidden)", "insufficient": " (too few for this figure)",
       "no_data": " (the survey was not run)"}


def scores(document):
    """How many figures are shown and how many are not, and why not."""
    states = collections.Counter(row["state"] for row in document["rows"])
    periods = {row["period"] for row in document["rows"]}
    print(f"{len(periods)} weeks were published, {len(document['rows'])} figures:")
    for state, count in states.most_common():
        print(f"  {state} {count}{WHY[state]}")


def lead(k):
    if k is None:
        return "no common lag"
    if k == 0:
        return "in the same week"
    return f"{'wellbeing' if k > 0 else 'customers'} first by {abs(k)} weeks"


def organisation(row):
    pooled, mismatch = row["pooled_dl"], row["mismatch"]
    print(
        f"Organisation, {row['employee']} and {row['customer']}: strongest with {lead(row['k_star'])}; "
        f"mismatch p {number(mismatch['p'], 3)}, pooled r {number(pooled['r'])} {interval(pooled['ci_r'])}, "
        f"new team {interval(pooled['pi_r'])}, I² {number(pooled['i2'], 0)} % ({LABEL})"
    )


def team(row):
    name = f"  {row['team']}, {row['employee']} and {row['customer']}"
    if row["status"] != "published":
        print(
            f"{name}: {row['status']} ({row['n_pairs']} weeks of both, {row['min_series']} needed; "
            f"{row['n_white']} of them in a row with the week before, {row['min_pairs']} needed) ({LABEL})"
        )
        return
    print(
        f"{name}: r {number(row['r_best'])} at lag {row['best_lag']}, p {number(row['p_sidak'], 3)}, "
        f"q {number(row['q_bh'])}, {row['direction'] or 'undetermined'}, shrunken r {number(row['eb_r'])} ({LABEL})"
    )


def linkage(document):
    whole = document["organisation"]
    for row in whole if isinstance(whole, list) else [whole]:
        organisation(row)
    for row in document["rows"]:
        team(row)
    print("In words, of the organisation:")
    for claim in document["claims"]:
        if claim["team"] == "*":
            print(f"  {claim['sentence_en']} ({claim['grade'].replace('_', ' ')})")


def changes(document):
    """The sentences of the alarms, which have their own label."""
    alarms = [row for row in document["rows"] if row["alarm"]]
    print(f"Changes: {len(document['rows']) - len(alarms)} series of teams without an alarm, {len(alarms)} alarms:")
    for row in alarms:
        print(f"  {row['text_en']}")


def sentences(title, rows):
    print(f"{title}:")
    for row in rows if isinstance(rows, list) else [rows]:
        print(f"  {row['text_en']}")


def silos(document):
    """The whole organisation, and the teams with a flag."""
    whole = document["organisation"]
    flagged = [row for row in document["rows"] if row["flag"]]
    sentences(f"Silos: {len(flagged)} of {len(document['rows'])} teams with a flag",
              (whole if isinstance(whole, list) else [whole]) + flagged)


def main():
    documents = []
    for path in sys.argv[1:7]:
        with open(path, encoding="utf-8") as file:
            documents.append(json.load(file))
    scores(documents[0])
    linkage(documents[1])
    silos(documents[5])
    changes(documents[2])
    sentences("May answers be made figures of teams?", documents[3]["organisation"])
    sentences("Do metrics still measure anything?", documents[4]["rows"])


if __name__ == "__main__":
    main()
