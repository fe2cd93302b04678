/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_SAMPLE_CELLS_H
#define PULSSID_TESTS_SAMPLE_CELLS_H

/* The sample organisation as published cells of wellbeing and csat in thirty releases, and files of
 * tests/data/organisation in the table sample.csv, for analyses that are compared with them. */

#include <stdio.h>
#include <stdlib.h>

#include "../unit.h"
#include "fixture_pg.h"

#define FOLDER SOURCE_DIR "/tests/data/organisation/"
#define MAX_FILE (1 << 20)
#define LAST_RELEASE 30

/* Lines of a file as arrays of texts; row 1 is the head. */
static inline void sample_cells_csv(struct fixture_pg *pg, const char *name)
{
    char *text = calloc(1, MAX_FILE);
    char path[512];
    struct error err = {0};
    assert_non_null(text);
    snprintf(path, sizeof path, "%s%s.csv", FOLDER, name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_true(fread(text, 1, MAX_FILE - 1, file) > 0);
    fclose(file);
    struct db *db CLEANUP(db_close) = fixture_pg_open(pg, "postgres");
    assert_true(db_query(db,
                         "INSERT INTO sample.csv SELECT $1, row, string_to_array(line, ',')"
                         "  FROM string_to_table(rtrim($2, E'\n'), E'\n') WITH ORDINALITY l(line, row)",
                         DB_PARAMS(name, text), NULL, &err));
    free(text);
}

/* 2024-W36 is week 2852; a unit has cells of its own, which no analysis may take. */
static const char sample_cells_sql[] =
    "CREATE FUNCTION sample.value(p_name text, p_row bigint, p_column text) RETURNS text LANGUAGE sql AS"
    " 'SELECT nullif(nullif(r.cells[array_position(h.cells, p_column)], ''''), ''NA'') FROM sample.csv h, "
    "sample.csv r"
    "   WHERE h.name = p_name AND h.row = 1 AND r.name = p_name AND r.row = p_row';"
    "INSERT INTO pulssid.team (code) SELECT cells[1] FROM sample.csv WHERE name = 'teams' AND row > 1 ORDER "
    "BY row;"
    "INSERT INTO pulssid.team (code) SELECT DISTINCT cells[2] FROM sample.csv WHERE name = 'teams' AND row > "
    "1;"
    "INSERT INTO pulssid.period SELECT 2851 + p, 'W' || p, '1970-01-05'::date + 7 * (2851 + p),"
    "  '1970-01-05'::date + 7 * (2851 + p) + 6, 'published', 5, 5, false, current_date FROM "
    "generate_series(1, 31) p;"
    "INSERT INTO pulssid.period_team SELECT t.id, p.period, t.code, u.id, 0, 'normal' FROM pulssid.period p,"
    "  pulssid.team t LEFT JOIN sample.csv c ON c.name = 'teams' AND c.cells[1] = t.code"
    "  LEFT JOIN pulssid.team u ON u.code = c.cells[2];"
    "INSERT INTO pulssid.release SELECT p, 2851 + p, '', sha256(''), sha256('') FROM generate_series(1, 30) "
    "p;"
    "INSERT INTO pulssid.cell (team_id, period, dimension, state, kind, mean, n, sd)"
    " SELECT t.id, 2851 + c.cells[1]::integer, d.dimension,"
    "   CASE sample.value(c.name, c.row, 'published') WHEN 'TRUE' THEN 'published' ELSE 'suppressed' END, "
    "'mean',"
    "   CASE sample.value(c.name, c.row, 'published') WHEN 'TRUE' THEN sample.value(c.name, c.row, "
    "d.metric)::float8 END,"
    "   CASE sample.value(c.name, c.row, 'published') WHEN 'TRUE' THEN sample.value(c.name, c.row, "
    "d.n)::integer END,"
    "   CASE sample.value(c.name, c.row, 'published') WHEN 'TRUE' THEN sample.value(c.name, c.row, "
    "d.sd)::float8 END"
    "   FROM sample.csv c JOIN (VALUES ('expected_employee_cells', 'wellbeing', 'wellbeing', 'n_w', 'wb_sd'),"
    "     ('expected_customer_cells', 'csat', 'csat100', 'n', 'csat_sd'))"
    "     d (name, dimension, metric, n, sd) USING (name)"
    "   JOIN pulssid.team t ON t.code = c.cells[2] WHERE c.row > 1;"
    "INSERT INTO pulssid.cell (team_id, period, dimension, state, kind, mean)"
    " SELECT t.id, p.period, d, 'published', 'mean', (p.period * t.id) % 97 FROM pulssid.team t, "
    "pulssid.period p,"
    "   unnest('{wellbeing,csat}'::text[]) d WHERE t.code LIKE 'U%' AND p.period < 2882;"
    "INSERT INTO pulssid.cell (team_id, period, dimension, state, kind)"
    " SELECT DISTINCT 0, period, dimension, 'suppressed', 'mean' FROM pulssid.cell;";

/* A new database with them; further files are the caller's to load. */
static inline struct fixture_pg *sample_cells_new(void)
{
    struct fixture_pg *pg = fixture_pg_new();
    fixture_pg_run(pg, "CREATE SCHEMA sample; CREATE TABLE sample.csv (name text, row bigint, cells text[])");
    sample_cells_csv(pg, "teams");
    sample_cells_csv(pg, "expected_employee_cells");
    sample_cells_csv(pg, "expected_customer_cells");
    fixture_pg_run(pg, sample_cells_sql);
    return pg;
}

#endif
