# SPDX-License-Identifier: GPL-3.0-or-later
"""A large organisation, and periods of its answers as SQL for a superuser: rows go straight into the partition of one
week, as batch after batch would have left them. Draws are seeded, so that a period is the same in every run."""

PERIOD = 2852  # 2024-W36, 2024-09-02 to 2024-09-08
PARTITION = "pulssid.submission_2024_w36"
OPENING = f"SELECT pulssid.period_open({PERIOD}, '2024-W36', '2024-09-02', '2024-09-08', '2024-09-02', 5, 5, false)"

# Settings of the stats role in one database, by which auto_explain tells of its statements in the log.
EXPLAINING = ("session_preload_libraries = auto_explain", "auto_explain.log_min_duration = 1",
              "auto_explain.log_nested_statements = on", "log_min_messages = log")

# Bounds of the questions of the surveys that ship, in their order.
EMPLOYEE_BOUNDS = [(0, 5)] * 5 + [(0, 10)] + [(1, 5)] * 7
CUSTOMER_BOUNDS = [(1, 5), (0, 10), (1, 7)]
# The three questions of one dimension; a respondent counts in it from two.
OF_THREE = slice(6, 9)


def team_lines(leaves, units, divisions):
    """A file for `pulssid team import`. Nobody's headcount is known, so no team is too small for its answers."""
    yield "code,name,parent,headcount,role,valid_from,valid_to"
    yield from (f"D{i:03d},Division {i},,,normal,," for i in range(divisions))
    yield from (f"U{i:03d},Unit {i},D{i % divisions:03d},,normal,," for i in range(units))
    yield from (f"L{i:03d},Team {i},U{i % units:03d},,normal,," for i in range(leaves))


def insert(survey, rows, draws, columns):
    """The key is built when the rows are there, which takes half the time. draws: names of whole numbers and how many each
    can be; columns: expressions over them, over the ids of the leaf teams, and over how many there are."""
    drawn = ", ".join(f"floor({bound} * random())::int AS {name}" for name, bound in draws.items())
    return (f"ALTER TABLE pulssid.submission DETACH PARTITION {PARTITION};"
            f"ALTER TABLE {PARTITION} DROP CONSTRAINT submission_2024_w36_pkey;"
            "SELECT setseed(0.42);"
            f"INSERT INTO {PARTITION} (period, id_hash, survey_id, {', '.join(columns)})"
            f" SELECT {PERIOD}, gen_random_uuid(), s.id, {', '.join(columns.values())}"
            f" FROM (SELECT {drawn} FROM generate_series(1, {rows})) d,"
            f" (SELECT max(id) AS id FROM pulssid.survey WHERE code = '{survey}') s,"
            " (SELECT array_agg(id ORDER BY code) AS ids, count(*)::int AS leaves FROM pulssid.team WHERE code ~ '^L[0-9]+$') l;"
            f"ALTER TABLE {PARTITION} ADD PRIMARY KEY (team_id, id_hash, period);"
            f"ALTER TABLE pulssid.submission ATTACH PARTITION {PARTITION} FOR VALUES IN ({PERIOD})")


def questions(bounds):
    """Draws, and the answers made of them: every sixteenth is missing."""
    draws = {f"q{i}": 16 * (high - low + 1) for i, (low, high) in enumerate(bounds)}
    answers = [f"CASE WHEN q{i} & 15 > 0 THEN {low} + (q{i} >> 4) END" for i, (low, _) in enumerate(bounds)]
    return draws, answers


def employees(rows, half_answered=False):
    """employee-pulse. half_answered: of a dimension's three questions only one is, so that nobody counts in it, nothing of
    it is shown, and sealing has to take that one answer away from every row."""
    draws, answers = questions(EMPLOYEE_BOUNDS)
    if half_answered:
        answers[OF_THREE] = answers[OF_THREE][:1] + ["NULL", "NULL"]
    return insert("employee-pulse", rows, {"t": 2**30, **draws},
                  {"team_id": "ids[1 + t % leaves]", "answers": f"ARRAY[{', '.join(answers)}]::smallint[]"})


def customers(rows):
    """customer-pulse, over one to four teams, each next one drawn from all others."""
    draws, answers = questions(CUSTOMER_BOUNDS)
    steps = ["t"] + [f" + 1 + {name} % (leaves - 1)" for name in "abc"]
    path = ", ".join(f"ids[1 + ({''.join(steps[:i])}) % leaves]" for i in range(1, 5))
    return insert("customer-pulse", rows, {"t": 2**29, "a": 2**29, "b": 2**29, "c": 2**29, "n": 4, **draws},
                  {"team_id": "ids[1 + t % leaves]", "answers": f"ARRAY[{', '.join(answers)}]::smallint[]",
                   "path": f"(ARRAY[{path}])[1:1 + n]"})
