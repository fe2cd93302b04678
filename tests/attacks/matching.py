# SPDX-License-Identifier: GPL-3.0-or-later
"""Putting answers beside those who sent them, by whatever order can be found, and whether that did better than chance.

A guess pairs the i-th sender of one order with the i-th answer of another. It is right when the answer is that sender's, and
near when the right answer stands at most two places away: an order may be kept roughly only."""

import math

GROUPS = 3


def right(senders, answers, near):
    """How many of these senders find their answer, and how many would by chance. senders: what each of them answered."""
    place = {answer: i for i, answer in enumerate(answers)}
    n = len(senders)
    found = sum(abs(place[answer] - i) <= near for i, answer in enumerate(senders))
    chance = sum(min(n - 1, i + near) - max(0, i - near) + 1 for i in range(n)) / n
    return found, chance, n


def share(guesses, near=0):
    """The share that was right, what chance would give, and three times its standard deviation."""
    found, chance, n = (sum(column) for column in zip(*(right(*guess, near) for guess in guesses)))
    p = chance / n
    return found / n, p, 3 * math.sqrt(p * (1 - p) / n)


def succeed_together(ways, near=0):
    """Whether all ways, on the average, do better than chance by three standard deviations of one of them."""
    shares = [share(guesses, near) for guesses in ways]
    return sum(got for got, _, _ in shares) / len(shares) > max(p + margin for _, p, margin in shares)


def succeeds(guesses):
    """Whether a way of guessing does better than chance, again and again: once in a few hundred any way would, by luck."""
    groups = [guesses[i::GROUPS] for i in range(GROUPS)]
    return any(all(got > p + margin for got, p, margin in (share(group, near) for group in groups)) for near in (0, 2))
