# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be computed from sums over groups of people that overlap: linear algebra modulo a prime of 61 bits."""

import itertools

PRIME = (1 << 61) - 1


def reduce(rows, width):
    """Row-reduces; pivots are sought from the left. Returns {column of the pivot: row}, each row 1 at its own pivot and 0 at
    the others'."""
    reduced = {}
    for row in rows:
        row = list(row)
        for pivot, other in reduced.items():
            if row[pivot]:
                row = subtract(row, other, row[pivot])
        pivot = next((c for c in range(width) if row[c]), None)
        if pivot is None:
            continue
        inverse = pow(row[pivot], PRIME - 2, PRIME)
        row = [x * inverse % PRIME for x in row]
        for earlier, other in reduced.items():
            if other[pivot]:
                reduced[earlier] = subtract(other, row, other[pivot])
        reduced[pivot] = row
    return reduced


def subtract(row, other, factor):
    return [(x - factor * y) % PRIME for x, y in zip(row, other)]


class Combinations:
    """All that can be computed from `rows`, sets of classes whose sums are known; sizes[c] people are in class c."""

    def __init__(self, rows, sizes):
        # A combination weighs classes that are in the same rows alike, so they are taken as one.
        self.members = {}
        for c, size in sizes.items():
            where = frozenset(i for i, row in enumerate(rows) if c in row)
            if size and where:
                self.members.setdefault(where, []).append(c)
        self.size = {where: sum(sizes[c] for c in classes) for where, classes in self.members.items()}
        # The large ones come first: what has its pivot there, weighs many.
        self.columns = sorted(self.members, key=lambda where: -self.size[where])
        self.reduced = reduce([[int(i in where) for where in self.columns] for i in range(len(rows))], len(self.columns))

    def people(self, columns):
        return sum(self.size[self.columns[c]] for c in columns)

    def isolated(self, k):
        """Every set of 1 to k - 1 people whose sum can be computed, as a list of classes. The weight of a reduced row in a
        combination is that of its pivot's class: 1 when this is in the set, else 0."""
        small = [pivot for pivot in self.reduced if self.people([pivot]) < k]
        for n in range(1, min(len(small), k - 1) + 1):
            for pivots in itertools.combinations(small, n):
                if self.people(pivots) < k:
                    weights = [sum(x) % PRIME for x in zip(*(self.reduced[p] for p in pivots))]
                    found = [c for c, weight in enumerate(weights) if weight]
                    if all(weights[c] == 1 for c in found) and self.people(found) < k:
                        yield self.classes(found)

    def weighted(self, k):
        """Sets of 1 to k - 1 people of whom some weighted sum can be computed: one reduced row, or two of them taken away
        from one another so that a class falls out."""
        rows = [row for pivot, row in self.reduced.items() if self.people([pivot]) < k]
        pairs = ((a, b, c) for a, b in itertools.combinations(rows, 2) for c in range(len(self.columns)) if a[c] and b[c])
        crossed = (subtract(a, b, a[c] * pow(b[c], PRIME - 2, PRIME) % PRIME) for a, b, c in pairs)
        for row in itertools.chain(rows, crossed):
            found = [c for c, weight in enumerate(row) if weight]
            if self.people(found) < k:
                yield self.classes(found)

    def classes(self, columns):
        return sorted((c for column in columns for c in self.members[self.columns[column]]), key=str)
