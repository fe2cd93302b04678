# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that a role can read in PostgreSQL's own catalogs and by its own functions about some tables, as figures that
can be compared."""

import collections
import contextlib
import itertools
import json

import psycopg2

from session import Session

# The columns by which a row of a catalog says of which table it is.
NAMING = {"oid", "relid", "indexrelid", "relname", "indexrelname", "tablename", "indexname", "starelid", "attrelid", "relation",
          "classid", "objid", "objsubid", "inhrelid", "conrelid"}


def tables(database, parts):
    """Tables and indexes that have one of these parts in their name, by their oid and by their name: the name without it."""
    rows = database.query("SELECT oid, relname FROM pg_class")
    return {str(key): name.replace(part, "") for oid, name in rows for part in parts if part in name for key in (oid, name)}


def queries(session, known):
    """Every readable catalog, and every function that takes a table, as queries of one JSON object a row."""
    catalogs = session.rows(
        "SELECT c.oid::regclass::text FROM pg_class c WHERE c.relnamespace = 'pg_catalog'::regnamespace "
        "AND c.relkind IN ('r', 'v') AND has_table_privilege(c.oid, 'SELECT')")
    functions = session.rows(
        "SELECT DISTINCT p.proname, p.proargtypes[0]::regtype::text FROM pg_proc p "
        "WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.pronargs = 1 AND p.prokind = 'f' "
        "AND p.proargtypes[0] IN ('oid'::regtype, 'regclass'::regtype) AND has_function_privilege(p.oid, 'EXECUTE')")
    of_each = f"FROM unnest(ARRAY[{','.join(key for key in known if key.isdigit())}]) o(oid)"
    found = {name: f"SELECT row_to_json(t)::text FROM {name} t" for (name,) in catalogs}
    found |= {name: f"SELECT json_build_object('oid', oid, 'value', {name}(oid::{kind}))::text {of_each}" for name, kind in functions}
    found["a fork"] = f"SELECT json_build_object('oid', oid, 'value', pg_relation_size(oid::regclass, 'main'))::text {of_each}"
    return found


def figures(database, role, parts):
    """What the role reads, by (catalog or function, table, column): every row's, in no order, since that of a catalog is chance."""
    known = tables(database, parts)
    seen = {}
    with contextlib.closing(Session(database, role)) as session:
        for source, sql in queries(session, known).items():
            with contextlib.suppress(psycopg2.Error):
                for row in map(json.loads, (text for (text,) in session.rows(sql))):
                    about = {known[str(row[key])] for key in NAMING & row.keys() if str(row[key]) in known}
                    for table, (column, value) in itertools.product(about, row.items()):
                        seen.setdefault((source, table, column), collections.Counter())[str(value)] += 1
    return seen


def differing(one, other):
    return {place for place in one.keys() | other.keys() if one.get(place) != other.get(place)}
