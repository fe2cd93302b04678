/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The statements about handoffs: teams travel as arrays, and come back as positions in them. */
#include "handoff_store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/cleanup.h"

#define NUMBER_SIZE 24

static void number(char ret_text[NUMBER_SIZE], int64_t x)
{
    snprintf(ret_text, NUMBER_SIZE, "%" PRId64, x);
}

/* "{1,2}" of ids, and "{t,f}" of which are cleared. */
struct team_arrays {
    struct buffer ids;
    struct buffer cleared;
};

static void team_arrays_done_local(struct team_arrays *arrays)
{
    buffer_free(&arrays->ids);
    buffer_free(&arrays->cleared);
}

static const char *text_of(const struct buffer *array)
{
    return (const char *)buffer_span(array).data;
}

static bool fill_arrays(const struct handoff_team *teams, size_t n, struct team_arrays *arrays,
                        struct error *err)
{
    for (size_t i = 0; i < n; i++) {
        buffer_printf(&arrays->ids, i == 0 ? "{%" PRId32 : ",%" PRId32, teams[i].team_id);
        buffer_append_text(&arrays->cleared, i == 0 ? "{" : ",");
        buffer_append_text(&arrays->cleared, teams[i].class == HANDOFF_NOT_CLEARED ? "f" : "t");
    }
    buffer_append(&arrays->ids, n == 0 ? "{}" : "}", n == 0 ? 3 : 2);
    buffer_append(&arrays->cleared, n == 0 ? "{}" : "}", n == 0 ? 3 : 2);
    return (!arrays->ids.failed && !arrays->cleared.failed) ||
           error_set(err, ERROR_OUT_OF_MEMORY, "no memory for %zu teams", n);
}

/* $1 period, $2 ids, $3 cleared. A contact counts once for a step, where it first made it; a path of up to
 * three teams has no step twice, one of four no other than the first. unnest() of the paths stands where the
 * planner cannot join first. */
static const char count_sql[] =
    "INSERT INTO pulssid.handoff (team_id, period, to_id, n, contacts) "
    "SELECT s.team, $1::int, s.next, count(*), count(*) FILTER (WHERE s.first) FROM ("
    "SELECT unnest(path[:cardinality(path) - 1]) AS team, unnest(path[2:]) AS next, "
    "unnest(CASE WHEN cardinality(path) <= 3 THEN (ARRAY[true, true])[:cardinality(path) - 1] "
    "WHEN cardinality(path) = 4 AND path[1] <> path[3] THEN ARRAY[true, true, true] ELSE "
    "ARRAY(SELECT row_number() OVER (PARTITION BY u.team, u.next ORDER BY u.at) = 1 FROM "
    "unnest(path[:cardinality(path) - 1], path[2:]) WITH ORDINALITY u(team, next, at) ORDER BY u.at) END) "
    "AS first FROM %s WHERE cardinality(path) > 1) s "
    "JOIN unnest($2::int[], $3::bool[]) a(team, cleared) ON a.team = s.team AND a.cleared "
    "JOIN unnest($2::int[], $3::bool[]) b(team, cleared) ON b.team = s.next AND b.cleared "
    "WHERE s.team <> s.next GROUP BY s.team, s.next";

/* $1 ids. */
static const char direct_sql[] =
    "SELECT t.at - 1, count(*) FROM %s s JOIN pulssid.survey v ON v.id = s.survey_id "
    "JOIN unnest($1::int[]) WITH ORDINALITY t(team, at) ON t.team = coalesce(s.path[1], s.team_id) "
    "WHERE s.answers IS NOT NULL AND v.audience = 'customer' "
    "AND coalesce(cardinality(s.path), 1) = 1 GROUP BY t.at";

bool handoff_store_count(struct db *db, const struct period_row *period, struct handoff_team *teams, size_t n,
                         struct error *err)
{
    char count[sizeof count_sql + PERIOD_TABLE_SIZE];
    char direct[sizeof direct_sql + PERIOD_TABLE_SIZE];
    struct team_arrays arrays CLEANUP(team_arrays_done) = {0};
    struct db_result *rows CLEANUP(db_result_free) = NULL;
    char id[NUMBER_SIZE];
    number(id, period->period);
    snprintf(count, sizeof count, count_sql, period->table);
    snprintf(direct, sizeof direct, direct_sql, period->table);
    if (!fill_arrays(teams, n, &arrays, err) ||
        !db_query(db, count, DB_PARAMS(id, text_of(&arrays.ids), text_of(&arrays.cleared)), NULL, err) ||
        !db_query(db, direct, DB_PARAMS(text_of(&arrays.ids)), &rows, err)) {
        return false;
    }
    for (size_t r = 0; r < db_rows(rows); r++) {
        teams[db_int(rows, r, 0)].direct = db_int(rows, r, 1);
    }
    return true;
}

/* $1 period, $2 ids, $3 the least count. */
static const char full_sql[] =
    "SELECT a.at - 1, b.at - 1, h.contacts, coalesce(r.contacts, 0) FROM pulssid.handoff h "
    "JOIN unnest($2::int[]) WITH ORDINALITY a(team, at) ON a.team = h.team_id "
    "JOIN unnest($2::int[]) WITH ORDINALITY b(team, at) ON b.team = h.to_id "
    "LEFT JOIN pulssid.handoff r ON (r.team_id, r.period, r.to_id) = (h.to_id, $1::int, h.team_id) "
    "WHERE h.period = $1::int AND h.contacts >= $3::bigint ORDER BY 1, 2";

/* Counts as they come. */
struct counts {
    size_t n;
    size_t capacity;
    struct handoff_count *all;
};

static void counts_free_local(struct counts *counts)
{
    free(counts->all);
}

static bool take_count(void *ctx, const struct db_result *row, struct error *err)
{
    struct counts *counts = ctx;
    if (counts->n == counts->capacity) {
        size_t capacity = counts->capacity + counts->capacity / 2 + 64;
        struct handoff_count *all = reallocarray(counts->all, capacity, sizeof *all);
        if (all == NULL) {
            return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for %zu handoffs", capacity);
        }
        counts->all = all;
        counts->capacity = capacity;
    }
    counts->all[counts->n++] =
        (struct handoff_count){.pair = {(int32_t)db_int(row, 0, 0), (int32_t)db_int(row, 0, 1)},
                               .n = (int32_t)db_int(row, 0, 2),
                               .back = (int32_t)db_int(row, 0, 3)};
    return true;
}

bool handoff_store_full(struct db *db, int32_t period, const struct handoff_team *teams, size_t n,
                        int64_t n_min, struct handoff_count **ret_counts, size_t *ret_n, struct error *err)
{
    struct team_arrays arrays CLEANUP(team_arrays_done) = {0};
    struct counts counts CLEANUP(counts_free) = {0};
    char id[NUMBER_SIZE];
    char least[NUMBER_SIZE];
    number(id, period);
    number(least, n_min);
    if (!fill_arrays(teams, n, &arrays, err) ||
        !db_each(db, full_sql, DB_PARAMS(id, text_of(&arrays.ids), least), take_count, &counts, err)) {
        return false;
    }
    *ret_counts = counts.all;
    *ret_n = counts.n;
    counts.all = NULL;
    return true;
}

/* $1 period, $2 ids, $3 cleared, $4 and $5 the teams of hidden pairs, $6 k. */
#define HIDDEN "unnest($4::int[], $5::int[]) hidden(team, next)"
#define COUNT "CASE WHEN h.contacts >= $6::bigint THEN h.n::text ELSE '<' || $6::bigint END"
#define INSERT "INSERT INTO pulssid.published_handoff (team_id, period, to_id, state, count) "

static const char matrix_sql[] =
    INSERT "SELECT a.team, $1::int, b.team, CASE WHEN c.shown THEN 'published' ELSE 'suppressed' END, "
           "CASE WHEN c.shown THEN " COUNT " END FROM unnest($2::int[], $3::bool[]) a(team, cleared) "
           "JOIN unnest($2::int[], $3::bool[]) b(team, cleared) ON a.team <> b.team "
           "LEFT JOIN " HIDDEN " ON (hidden.team, hidden.next) = (a.team, b.team) "
           "LEFT JOIN pulssid.handoff h ON (h.team_id, h.period, h.to_id) = (a.team, $1::int, b.team) "
           "CROSS JOIN LATERAL (SELECT a.cleared AND b.cleared AND hidden.team IS NULL AS shown) c";

static const char list_sql[] = INSERT
    "SELECT h.team_id, $1::int, h.to_id, CASE WHEN hidden.team IS NULL THEN 'published' ELSE 'suppressed' "
    "END, "
    "CASE WHEN hidden.team IS NULL THEN " COUNT " END FROM pulssid.handoff h "
    "LEFT JOIN " HIDDEN " ON (hidden.team, hidden.next) = (h.team_id, h.to_id) "
    "WHERE h.period = $1::int AND (h.contacts >= $6::bigint OR hidden.team IS NOT NULL) "
    "UNION ALL SELECT x.team, $1::int, x.next, 'suppressed', NULL FROM unnest($2::int[], $3::bool[]) a(team, "
    "cleared) "
    "CROSS JOIN LATERAL (VALUES (a.team, 0), (0, a.team)) x(team, next) WHERE NOT a.cleared";

/* The two arrays of hidden pairs. */
static bool fill_hidden(const struct handoffs *handoffs, const struct handoff_pair *hidden, size_t n,
                        struct buffer ret_arrays[2], struct error *err)
{
    for (size_t side = 0; side < 2; side++) {
        buffer_append_text(&ret_arrays[side], "{");
        for (size_t i = 0; i < n; i++) {
            int32_t at = side == 0 ? hidden[i].from : hidden[i].to;
            buffer_printf(&ret_arrays[side], i == 0 ? "%" PRId32 : ",%" PRId32, handoffs->teams[at].team_id);
        }
        buffer_append(&ret_arrays[side], "}", 2);
    }
    return (!ret_arrays[0].failed && !ret_arrays[1].failed) ||
           error_set(err, ERROR_OUT_OF_MEMORY, "no memory for %zu hidden handoffs", n);
}

bool handoff_store_publish(struct db *db, int32_t period, const struct handoffs *handoffs,
                           const struct handoff_pair *hidden, size_t n_hidden, struct error *err)
{
    struct team_arrays arrays CLEANUP(team_arrays_done) = {0};
    struct buffer pairs[2] = {{0}, {0}};
    char id[NUMBER_SIZE];
    char k[NUMBER_SIZE];
    number(id, period);
    number(k, handoffs->k);
    const char *sql = handoffs->n_teams <= TEAM_MATRIX_MAX ? matrix_sql : list_sql;
    bool done = fill_arrays(handoffs->teams, handoffs->n_teams, &arrays, err) &&
                fill_hidden(handoffs, hidden, n_hidden, pairs, err) &&
                db_query(db, sql,
                         DB_PARAMS(id, text_of(&arrays.ids), text_of(&arrays.cleared), text_of(&pairs[0]),
                                   text_of(&pairs[1]), k),
                         NULL, err);
    buffer_free(&pairs[0]);
    buffer_free(&pairs[1]);
    return done;
}

bool handoff_store_no_data(struct db *db, int32_t period, struct error *err)
{
    char id[NUMBER_SIZE];
    number(id, period);
    return db_query(db,
                    "INSERT INTO pulssid.published_handoff (team_id, period, to_id, state) VALUES (0, $1, 0, "
                    "'no_data')",
                    DB_PARAMS(id), NULL, err);
}
