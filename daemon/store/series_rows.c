/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cells of series, in steps. */
#include "series_rows.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "model/code.h"
#include "store/steps.h"

/* Of PostgreSQL's, about. */
#define CELL_US 1
#define TEAM_PERIOD_US 7

/* Columns of a row of cells. */
enum { CELL_TEAM, CELL_PERIOD, CELL_DIMENSION, CELL_OWN, CELL_MEAN };

static const char teams_sql[] = "SELECT id FROM pulssid.team ORDER BY id";

/* Leaves, period by period. A team's own series is the newest run of released periods in which it is a leaf:
 * places in them, counted up, and rows, counted down, have one sum as long as none is missing. The series
 * begins no earlier than the tree of its last period says. What a team published before is of another group
 * of people. */
static const char prepare_sql[] =
    "PREPARE step AS"
    " SELECT l.team_id, l.period, d.place, l.own::integer, c.mean, c.n, c.sd, c.responses, c.invited"
    "  FROM (SELECT t.team_id, t.period,"
    "               r.place + row_number() OVER run = max(r.place) OVER (PARTITION BY t.team_id) + 1"
    "               AND (t.series_from = first_value(t.series_from) OVER run"
    "                    OR r.first_day >= first_value(t.series_from) OVER run) AS own"
    "          FROM (SELECT p.period, p.first_day, row_number() OVER (ORDER BY p.period) AS place"
    "                  FROM pulssid.release r JOIN pulssid.period p USING (period)"
    "                 WHERE r.release <= $1::integer AND p.period BETWEEN $2::integer AND $3::integer) r"
    "          JOIN pulssid.period_team t USING (period)"
    "         WHERE t.team_id BETWEEN $5::integer AND $6::integer"
    "           AND NOT EXISTS (SELECT FROM pulssid.period_team b"
    "                             WHERE b.period = t.period AND b.parent_id = t.team_id)"
    "        WINDOW run AS (PARTITION BY t.team_id ORDER BY t.period DESC)) l"
    "  CROSS JOIN unnest($4::text[]) WITH ORDINALITY d(dimension, place)"
    "  JOIN pulssid.cell c ON c.period = l.period AND c.team_id = l.team_id AND c.dimension = d.dimension"
    " WHERE " SERIES_IS_SHOWN " ORDER BY l.own DESC, l.team_id, l.period";

/* What all steps share. */
struct reading {
    const struct series_bounds *bounds;
    const char *dimensions; /* as an array's literal */
    struct series_rows *rows;
};

void series_rows_free_local(struct series_rows *rows)
{
    free(rows->own.rows);
    free(rows->former.rows);
}

/* A place for one more; NULL when there is no memory. */
static struct series_row *add(struct series_list *list)
{
    if (list->n == list->room) {
        size_t room = list->room == 0 ? 1000 : 2 * list->room;
        struct series_row *rows = reallocarray(list->rows, room, sizeof *rows);
        if (rows == NULL) {
            return NULL;
        }
        list->rows = rows;
        list->room = room;
    }
    return &list->rows[list->n++];
}

static bool add_all(struct series_rows *rows, const struct db_result *cells, struct error *err)
{
    for (size_t i = 0; i < db_rows(cells); i++) {
        struct series_row *row = add(db_int(cells, i, CELL_OWN) != 0 ? &rows->own : &rows->former);
        if (row == NULL) {
            return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the cells of series");
        }
        row->team_id = (int32_t)db_int(cells, i, CELL_TEAM);
        row->period = (int32_t)db_int(cells, i, CELL_PERIOD);
        row->dimension = (size_t)db_int(cells, i, CELL_DIMENSION) - 1;
        for (size_t f = 0; f < SERIES_FIGURES; f++) {
            row->figure[f] = db_double(cells, i, CELL_MEAN + f);
        }
    }
    return true;
}

/* The teams from one to another. */
static bool read_step(const struct reading *reading, const struct steps *steps, const char *from,
                      const char *to, struct error *err)
{
    struct db_result *cells CLEANUP(db_result_free) = NULL;
    struct buffer arguments CLEANUP(buffer_free) = {0};
    const struct series_bounds *bounds = reading->bounds;
    buffer_printf(&arguments, "%" PRId32 ", %" PRId32 ", %" PRId32 ", '%s', %s, %s", bounds->release,
                  bounds->first, bounds->newest, reading->dimensions, from, to);
    buffer_append(&arguments, "", 1);
    if (arguments.failed) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a statement");
    }
    return steps_run(steps, (const char *)buffer_span(&arguments).data, &cells, err) &&
           add_all(reading->rows, cells, err);
}

static bool read_steps(const struct reading *reading, const struct steps *steps, size_t n, struct error *err)
{
    struct db_result *teams CLEANUP(db_result_free) = NULL;
    if (!db_query(steps->db, teams_sql, DB_NO_PARAMS, &teams, err)) {
        return false;
    }
    for (size_t i = 0; i < db_rows(teams); i += n) {
        size_t last = i + n < db_rows(teams) ? i + n - 1 : db_rows(teams) - 1;
        if (!read_step(reading, steps, db_text(teams, i, 0), db_text(teams, last, 0), err)) {
            return false;
        }
    }
    return true;
}

/* Codes hold nothing that a literal, or an array's in it, would have to escape. */
static bool write_dimensions(const char *const *dimensions, size_t n, struct buffer *out, struct error *err)
{
    for (size_t d = 0; d < n; d++) {
        if (!code_is_valid(span_text(dimensions[d]))) {
            return error_set(err, ERROR_INTERNAL, "a dimension's name is no code");
        }
        buffer_printf(out, "%s\"%s\"", d == 0 ? "{" : ",", dimensions[d]);
    }
    buffer_append(out, "}", 2);
    return !out->failed || error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the names of dimensions");
}

bool series_rows_read(struct db *db, const struct series_bounds *bounds, const char *const *dimensions,
                      size_t n, struct series_rows *rows, struct error *err)
{
    struct buffer literal CLEANUP(buffer_free) = {0};
    struct reading reading = {.bounds = bounds, .rows = rows};
    size_t team_us = (n * CELL_US + TEAM_PERIOD_US) * (size_t)(bounds->newest - bounds->first + 1);
    struct steps steps;
    if (!write_dimensions(dimensions, n, &literal, err) || !steps_begin(db, prepare_sql, &steps, err)) {
        return false;
    }
    reading.dimensions = (const char *)buffer_span(&literal).data;
    bool done = read_steps(&reading, &steps, team_us < STEPS_US ? STEPS_US / team_us : 1, err);
    return steps_end(&steps, done, err);
}

size_t series_rows_teams(const struct series_list *list)
{
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++) {
        n += i == 0 || list->rows[i].team_id != list->rows[i - 1].team_id;
    }
    return n;
}
