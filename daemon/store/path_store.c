/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The statements about paths. Which teams are cleared travels as an array by id, where it is looked up fast.
 */
#include "path_store.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "tally_store.h"

#define NUMBER_SIZE 32
#define TOPICS_MAX "1000" /* of a period, those with the most contacts */

static void number(char ret_text[NUMBER_SIZE], int64_t x)
{
    snprintf(ret_text, NUMBER_SIZE, "%" PRId64, x);
}

static void real(char ret_text[NUMBER_SIZE], double x)
{
    snprintf(ret_text, NUMBER_SIZE, "%.17g", x);
}

/* Which ids are cleared, the first one's place being 1 in "{t,f}". */
struct cleared {
    int32_t before; /* the id before the first */
    struct buffer array;
};

static void cleared_free_local(struct cleared *cleared)
{
    buffer_free(&cleared->array);
}

static bool is_cleared(const struct handoff_team *team)
{
    return team->class != HANDOFF_NOT_CLEARED;
}

static bool list_cleared(const struct handoff_team *teams, size_t n, struct cleared *cleared,
                         struct error *err)
{
    int32_t first = n == 0 ? 1 : INT32_MAX;
    int32_t last = 0;
    for (size_t i = 0; i < n; i++) {
        first = teams[i].team_id < first ? teams[i].team_id : first;
        last = teams[i].team_id > last ? teams[i].team_id : last;
    }
    size_t ids = last < first ? 0 : (size_t)(last - first) + 1;
    bool *found CLEANUP(free) = calloc(ids + 1, sizeof *found);
    if (found == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the paths of %zu teams", n);
    }
    for (size_t i = 0; i < n; i++) {
        found[teams[i].team_id - first] = is_cleared(&teams[i]);
    }
    cleared->before = first - 1;
    buffer_append_text(&cleared->array, "{");
    for (size_t i = 0; i < ids; i++) {
        buffer_append_text(&cleared->array, i == 0 ? "" : ",");
        buffer_append_text(&cleared->array, found[i] ? "t" : "f");
    }
    buffer_append(&cleared->array, "}", 2);
    return !cleared->array.failed ||
           error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the paths of %zu teams", n);
}

static const char *text_of(const struct buffer *array)
{
    return (const char *)buffer_span(array).data;
}

/* $2 which are cleared, $3 the id before the first of them. A contact without a path touched where it began.
 */
#define CONTACTS                                                                                             \
    "(SELECT coalesce(s.path, ARRAY[s.team_id]) AS path, s.reasons, s.topic FROM %s s "                      \
    "JOIN pulssid.survey v ON v.id = s.survey_id "                                                           \
    "WHERE s.answers IS NOT NULL AND v.audience = 'customer' OFFSET '0')"
#define IS_CLEARED(team) "coalesce(($2::bool[])[" team " - $3::int], false)"
/* A path without a place so far is as if it were cleared there. Most are short, and a sub-select is dear. */
#define CLEARED_TO(place) "coalesce(($2::bool[])[path[" place "] - $3::int], path[" place "] IS NULL)"
#define SHORT_CLEARED CLEARED_TO("1") " AND " CLEARED_TO("2") " AND " CLEARED_TO("3") " AND " CLEARED_TO("4")
#define ALL_CLEARED                                                                                          \
    "CASE WHEN cardinality(path) <= 4 THEN " SHORT_CLEARED                                                   \
    " ELSE (SELECT bool_and(" IS_CLEARED("t") ") FROM unnest(path) t) END"

#define VISITS                                                                                               \
    "INSERT INTO pulssid.visit (team_id, period, n) SELECT team, $1::int, sum(n) FROM (SELECT "              \
    "unnest(path) AS team, n FROM p) t WHERE " IS_CLEARED("team") " GROUP BY team"

/* $4 the threshold. */
#define BY_REASON(number) "coalesce(sum(n * cardinality(array_positions(reasons, " number "::smallint))), 0)"
#define REASONS_SAID                                                                                         \
    "INSERT INTO pulssid.reason_count (period, contacts, handoffs) SELECT $1::int, sum(n), "                 \
    "ARRAY[" BY_REASON("1") ", " BY_REASON("2") ", " BY_REASON("3") ", " BY_REASON("4") ", " BY_REASON(      \
        "5") "] FROM c WHERE 0 < ANY (reasons) HAVING sum(n) >= $4::int"
#define TOPICS                                                                                               \
    "INSERT INTO pulssid.topic_count (topic, period, contacts, handed_on, handoffs) SELECT topic, $1::int, " \
    "sum(n), coalesce(sum(n) FILTER (WHERE h > 0), 0), sum(n * h) FROM c WHERE topic IS NOT NULL "           \
    "GROUP BY topic HAVING sum(n) >= $4::int ORDER BY sum(n) DESC, topic LIMIT " TOPICS_MAX                  \
    " RETURNING topic"
#define TOPIC_ENDS                                                                                           \
    "INSERT INTO pulssid.topic_end (team_id, topic, period, n) SELECT path[h + 1], topic, $1::int, sum(n) "  \
    "FROM c WHERE h > 0 AND topic IN (SELECT topic FROM topics) GROUP BY 1, 2 HAVING sum(n) >= $4::int"

/* Paths are brought together once, and then counted in every way. */
static const char count_sql[] =
    "WITH p AS MATERIALIZED (SELECT path, reasons, topic, count(*) AS n FROM " CONTACTS
    " c GROUP BY path, reasons, topic), "
    "c AS MATERIALIZED (SELECT path, reasons, topic, n, cardinality(path) - 1 AS h FROM p WHERE " ALL_CLEARED
    "), visits AS (" VISITS "), reasons_said AS (" REASONS_SAID "), topics AS (" TOPICS
    "), topic_ends AS (" TOPIC_ENDS
    ") INSERT INTO pulssid.path_count (period, contacts, handoffs, handoffs_squared, ping_pong) "
    "SELECT $1::int, ARRAY[coalesce(sum(n) FILTER (WHERE h = 0), 0), coalesce(sum(n) FILTER "
    "(WHERE h = 1), 0), "
    "coalesce(sum(n) FILTER (WHERE h = 2), 0), coalesce(sum(n) FILTER (WHERE h > 2), 0)], "
    "coalesce(sum(n * h), 0), coalesce(sum(n * h * h), 0), coalesce(sum(n) FILTER (WHERE back), 0) "
    "FROM (SELECT n, h, CASE WHEN h < 2 THEN false ELSE "
    "(SELECT count(DISTINCT t) FROM unnest(path) t) < cardinality(path) END AS back FROM c) x";

bool path_store_count(struct db *db, const struct period_row *period, const struct handoff_team *teams,
                      size_t n, struct error *err)
{
    char count[sizeof count_sql + PERIOD_TABLE_SIZE];
    struct cleared cleared CLEANUP(cleared_free) = {0};
    char id[NUMBER_SIZE];
    char before[NUMBER_SIZE];
    char k[NUMBER_SIZE];
    if (!list_cleared(teams, n, &cleared, err)) {
        return false;
    }
    number(id, period->period);
    number(before, cleared.before);
    number(k, period->k_customer);
    snprintf(count, sizeof count, count_sql, period->table);
    return db_query(db, count, DB_PARAMS(id, text_of(&cleared.array), before, k), NULL, err);
}

/* Who takes the groups. */
struct reading {
    path_store_group *on_group;
    void *ctx;
};

static bool read_group(void *ctx, const struct db_result *row, struct error *err)
{
    const struct reading *reading = ctx;
    struct path_group group = {(int32_t)db_int(row, 0, 0), (int32_t)db_int(row, 0, 1), db_int(row, 0, 2),
                               db_int(row, 0, 3), db_int(row, 0, 4)};
    return reading->on_group(reading->ctx, &group, err);
}

bool path_store_groups(struct db *db, const struct path_query *query, path_store_group *on_group, void *ctx,
                       struct error *err)
{
    struct buffer sql CLEANUP(buffer_free) = {0};
    struct cleared cleared CLEANUP(cleared_free) = {0};
    struct reading reading = {on_group, ctx};
    char survey[NUMBER_SIZE];
    char before[NUMBER_SIZE];
    if (!list_cleared(query->teams, query->n_teams, &cleared, err)) {
        return false;
    }
    number(survey, query->rated.survey->id);
    number(before, cleared.before);
    buffer_append_text(
        &sql, "SELECT path[1], cardinality(path) - 1, count(*), sum(s0), sum(s0::bigint * s0) FROM ");
    tally_sql_rows(&query->rated, "path", &sql);
    buffer_append_text(&sql, " r WHERE s0 IS NOT NULL AND " ALL_CLEARED " GROUP BY 1, 2 ORDER BY 1, 2");
    buffer_append(&sql, "", 1);
    if (sql.failed) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a statement");
    }
    return db_each(db, text_of(&sql), DB_PARAMS(survey, text_of(&cleared.array), before), read_group,
                   &reading, err);
}

/* Who takes the classes. */
struct class_reading {
    path_store_class *on_class;
    void *ctx;
};

static bool read_class(void *ctx, const struct db_result *row, struct error *err)
{
    const struct class_reading *reading = ctx;
    struct path_class class = {.steps = (int32_t)db_int(row, 0, 1), .n = db_int(row, 0, 2)};
    class.n_teams = tally_store_read_teams(db_text(row, 0, 0), class.team_ids);
    return reading->on_class(reading->ctx, &class, err);
}

/* A column: how often a contact was handed on. */
#define STEPS "least(cardinality(path) - 1, 3) AS steps"

bool path_store_classes(struct db *db, const struct tally_query *query, path_store_class *on_class, void *ctx,
                        struct error *err)
{
    struct buffer sql CLEANUP(buffer_free) = {0};
    struct class_reading reading = {on_class, ctx};
    char survey[NUMBER_SIZE];
    number(survey, query->survey->id);
    buffer_append_text(&sql, "SELECT touched, steps, count(*) FROM ");
    tally_sql_rows(query, TALLY_SQL_TOUCHED ", " STEPS, &sql);
    buffer_printf(
        &sql,
        " r WHERE s0 IS NOT NULL GROUP BY touched, steps ORDER BY count(*) DESC, touched, steps LIMIT %zu",
        query->max_classes);
    buffer_append(&sql, "", 1);
    if (sql.failed) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a statement");
    }
    return db_each(db, text_of(&sql), DB_PARAMS(survey), read_class, &reading, err);
}

/* Brings what one version of a survey says to 0..100, and to what others say. */
static void add_step(const struct db_result *rows, size_t row, double points, struct path_steps *steps)
{
    struct path_step *step = &steps->step[db_int(rows, row, 0)];
    double low = points * db_double(rows, row, 3);
    double high = points * db_double(rows, row, 4);
    step->low = step->n == 0 || low < step->low ? low : step->low;
    step->high = step->n == 0 || high > step->high ? high : step->high;
    step->n += db_int(rows, row, 1);
    step->sum += points * db_double(rows, row, 2);
}

/* $2 and $3 as of IS_CLEARED. */
#define ANY_CLEARED                                                                                          \
    "CASE WHEN cardinality(path) = 1 THEN " IS_CLEARED("path[1]") " ELSE (SELECT bool_or(" IS_CLEARED(       \
        "t") ") FROM unnest(path) t) END"

bool path_store_steps(struct db *db, const struct path_query *query, struct path_steps *steps,
                      struct error *err)
{
    struct buffer sql CLEANUP(buffer_free) = {0};
    struct cleared cleared CLEANUP(cleared_free) = {0};
    struct db_result *rows CLEANUP(db_result_free) = NULL;
    char survey[NUMBER_SIZE];
    char before[NUMBER_SIZE];
    if (!list_cleared(query->teams, query->n_teams, &cleared, err)) {
        return false;
    }
    number(survey, query->rated.survey->id);
    number(before, cleared.before);
    buffer_append_text(&sql, "SELECT steps, count(*), sum(s0), min(s0), max(s0) FROM ");
    tally_sql_rows(&query->rated, "path, " STEPS, &sql);
    buffer_append_text(&sql, " r WHERE s0 IS NOT NULL AND " ANY_CLEARED " GROUP BY steps");
    buffer_append(&sql, "", 1);
    if (sql.failed) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a statement");
    }
    if (!db_query(db, text_of(&sql), DB_PARAMS(survey, text_of(&cleared.array), before), &rows, err)) {
        return false;
    }
    for (size_t r = 0; r < db_rows(rows); r++) {
        add_step(rows, r, 100.0 / query->rated.dimensions->unit, steps);
    }
    return true;
}

bool path_store_add_steps(struct db *db, int32_t period, const struct path_steps *steps, int32_t groups,
                          struct error *err)
{
    struct buffer n CLEANUP(buffer_free) = {0};
    struct buffer mean CLEANUP(buffer_free) = {0};
    char id[NUMBER_SIZE];
    number(id, period);
    for (int32_t g = 0; g < groups; g++) {
        const struct path_step *step = &steps->step[g];
        buffer_printf(&n, "%s%" PRId64, g == 0 ? "{" : ",", step->n);
        buffer_printf(&mean, "%s%.17g", g == 0 ? "{" : ",", step->sum / (double)step->n);
    }
    buffer_append(&n, "}", 2);
    buffer_append(&mean, "}", 2);
    if (n.failed || mean.failed) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the steps of a period");
    }
    return db_query(db, "INSERT INTO pulssid.path_satisfaction (period, n, mean) VALUES ($1, $2, $3)",
                    DB_PARAMS(id, text_of(&n), text_of(&mean)), NULL, err);
}

bool path_store_add_penalty(struct db *db, int32_t period, const struct path_penalty *penalty,
                            struct error *err)
{
    char id[NUMBER_SIZE];
    char counts[3][NUMBER_SIZE];
    char sums[5][NUMBER_SIZE];
    number(id, period);
    number(counts[0], penalty->n);
    number(counts[1], penalty->handed_on);
    number(counts[2], penalty->groups);
    real(sums[0], penalty->hh);
    real(sums[1], penalty->hy);
    real(sums[2], penalty->hhyy);
    real(sums[3], penalty->hhhy);
    real(sums[4], penalty->hhhh);
    return db_query(
        db,
        "INSERT INTO pulssid.penalty_sum (period, n, handed_on, groups, hh, hy, hhyy, hhhy, hhhh) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        DB_PARAMS(id, counts[0], counts[1], counts[2], sums[0], sums[1], sums[2], sums[3], sums[4]), NULL,
        err);
}

/* $1 release, $2 first period. Sums of doubles have an order, so that they are always the same. */
#define RELEASED                                                                                             \
    "WHERE period >= $2::int AND period IN (SELECT r.period FROM pulssid.release r WHERE r.release <= "      \
    "$1::int)"

static const char window_counts_sql[] =
    "SELECT coalesce(sum(contacts[1]), 0), coalesce(sum(contacts[2]), 0), coalesce(sum(contacts[3]), 0), "
    "coalesce(sum(contacts[4]), 0), coalesce(sum(handoffs), 0), coalesce(sum(handoffs_squared), 0), "
    "coalesce(sum(ping_pong), 0), coalesce(max(p.k_customer), 0) FROM pulssid.path_count c "
    "JOIN pulssid.period p USING (period) " RELEASED;

static const char window_penalty_sql[] =
    "SELECT count(*), coalesce(sum(n), 0), coalesce(sum(handed_on), 0), coalesce(sum(groups), 0), "
    "coalesce(sum(hh ORDER BY period), 0), coalesce(sum(hy ORDER BY period), 0), "
    "coalesce(sum(hhyy ORDER BY period), 0), coalesce(sum(hhhy ORDER BY period), 0), "
    "coalesce(sum(hhhh ORDER BY period), 0) FROM pulssid.penalty_sum " RELEASED;

/* Groups by their numbers; those who were handed on are all but the first. */
static const char window_steps_sql[] =
    "SELECT g, count(*), sum(n[g]), sum(n[g] * mean[g] ORDER BY period) / sum(n[g]) FROM "
    "pulssid.path_satisfaction, "
    "generate_series(1, 4) g WHERE (CASE g WHEN 1 THEN 2 WHEN 2 THEN 3 ELSE 4 END) <= cardinality(n) AND "
    "period >= "
    "$2::int AND period IN (SELECT r.period FROM pulssid.release r WHERE r.release <= $1::int) GROUP BY g "
    "UNION ALL SELECT 5, count(DISTINCT period), sum(n[g]), sum(n[g] * mean[g] ORDER BY period, g) / "
    "sum(n[g]) FROM "
    "pulssid.path_satisfaction, generate_subscripts(n, 1) g WHERE g > 1 AND period >= $2::int AND period IN "
    "(SELECT "
    "r.period FROM pulssid.release r WHERE r.release <= $1::int) HAVING count(*) > 0";

static void read_steps(const struct db_result *rows, struct path_window *window)
{
    for (size_t step = 0; step < PATH_WINDOW_STEPS; step++) {
        window->steps[step] = (struct path_window_step){0, 0, NAN};
    }
    for (size_t r = 0; r < db_rows(rows); r++) {
        window->steps[db_int(rows, r, 0) - 1] =
            (struct path_window_step){(int32_t)db_int(rows, r, 1), db_int(rows, r, 2), db_double(rows, r, 3)};
    }
}

/* Of periods in which the whole's spread is shown: by a hidden one, an interval would tell it. */
static const char window_spread_sql[] =
    "SELECT sqrt(sum((c.n - 1) * c.sd * c.sd ORDER BY c.period) / sum(c.n - 1)), coalesce(sum(c.n - 1), 0) "
    "FROM pulssid.cell c JOIN pulssid.published_cell p USING (team_id, period, dimension) "
    "WHERE c.team_id = 0 AND c.dimension = $3::text AND num_nonnulls(p.sd, p.bound) > 0 AND c.sd IS NOT NULL "
    "AND c.n > 1 AND c.period >= $2::int AND c.period IN "
    "(SELECT r.period FROM pulssid.release r WHERE r.release <= $1::int)";

static void read_counts(const struct db_result *row, struct path_window *window)
{
    for (size_t step = 0; step < 4; step++) {
        window->contacts[step] = db_int(row, 0, step);
    }
    window->handoffs = db_int(row, 0, 4);
    window->handoffs_squared = db_int(row, 0, 5);
    window->ping_pong = db_int(row, 0, 6);
    window->k = (int32_t)db_int(row, 0, 7);
}

static void read_penalty(const struct db_result *row, struct path_window *window)
{
    window->penalty_periods = (int32_t)db_int(row, 0, 0);
    window->penalty = (struct path_penalty){db_int(row, 0, 1),    db_int(row, 0, 2),    db_int(row, 0, 3),
                                            db_double(row, 0, 4), db_double(row, 0, 5), db_double(row, 0, 6),
                                            db_double(row, 0, 7), db_double(row, 0, 8)};
}

bool path_store_window(struct db *db, int32_t release, int32_t first, struct path_window *ret_window,
                       struct error *err)
{
    struct db_result *counts CLEANUP(db_result_free) = NULL;
    struct db_result *penalty CLEANUP(db_result_free) = NULL;
    struct db_result *steps CLEANUP(db_result_free) = NULL;
    struct db_result *spread CLEANUP(db_result_free) = NULL;
    char text[2][NUMBER_SIZE];
    number(text[0], release);
    number(text[1], first);
    struct db_params params = DB_PARAMS(text[0], text[1]);
    if (!db_query(db, window_counts_sql, params, &counts, err) ||
        !db_query(db, window_penalty_sql, params, &penalty, err) ||
        !db_query(db, window_steps_sql, params, &steps, err) ||
        !db_query(db, window_spread_sql, DB_PARAMS(text[0], text[1], PATH_SATISFACTION), &spread, err)) {
        return false;
    }
    read_steps(steps, ret_window);
    ret_window->sd = db_double(spread, 0, 0);
    ret_window->sd_df = db_double(spread, 0, 1);
    read_counts(counts, ret_window);
    read_penalty(penalty, ret_window);
    return true;
}
