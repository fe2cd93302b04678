# SPDX-License-Identifier: GPL-3.0-or-later
"""A database session of an attacker: it keeps whatever PostgreSQL tells him."""

import contextlib
import io

import psycopg2


def plain(value):
    """A value as text in which bytes can be recognised."""
    return bytes(value).hex() if isinstance(value, (bytes, memoryview)) else str(value)


class Session:
    def __init__(self, database, user):
        self.connection = database.connect(user)
        self.connection.autocommit = True
        self.cursor = self.connection.cursor()

    def close(self):
        self.connection.close()

    def rows(self, sql):
        self.cursor.execute(sql)
        return self.cursor.fetchall() if self.cursor.description else []

    def copied(self, sql):
        out = io.StringIO()
        self.cursor.copy_expert(sql, out)
        return [(out.getvalue(),)]

    def run(self, sql):
        """All that comes back of one statement, as text: rows or a failure with every field, and notices."""
        self.connection.notices.clear()
        try:
            rows = self.copied(sql) if sql.startswith("COPY") and sql.endswith("STDOUT") else self.rows(sql)
            told = [" ".join(map(plain, row)) for row in rows]
        except psycopg2.Error as error:
            told = [f"SQLSTATE {error.pgcode}", str(error.pgerror)]
        return "\n".join([*told, *self.connection.notices])


def attack(database, user, statements):
    """What a session of its own is told by these statements, whether or not each of them succeeds."""
    with contextlib.closing(Session(database, user)) as session:
        return "\n".join(map(session.run, statements))


def attack_undone(database, user, statements):
    """The same in one transaction that is rolled back."""
    with contextlib.closing(Session(database, user)) as session:
        session.connection.autocommit = False
        return "\n".join(map(session.run, statements))
