/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The statements about networks: teams travel as arrays, and come back as positions in them. */
#include "network_store.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/cleanup.h"

#define NUMBER_SIZE 16

/* The parameters of a query as texts. */
struct query_text {
    char release[NUMBER_SIZE];
    char first[NUMBER_SIZE];
    struct buffer ids;
    struct buffer since;
};

static void query_text_free_local(struct query_text *text)
{
    buffer_free(&text->ids);
    buffer_free(&text->since);
}

static void write_array(const int32_t *numbers, size_t n, struct buffer *out)
{
    buffer_append_text(out, "{");
    for (size_t i = 0; i < n; i++) {
        buffer_printf(out, i == 0 ? "%" PRId32 : ",%" PRId32, numbers[i]);
    }
    buffer_append(out, "}", 2);
}

static const char *text_of(const struct buffer *array)
{
    return (const char *)buffer_span(array).data;
}

static bool write_query(const struct network_query *query, struct query_text *text, struct error *err)
{
    snprintf(text->release, sizeof text->release, "%" PRId32, query->release);
    snprintf(text->first, sizeof text->first, "%" PRId32, query->first);
    write_array(query->team_id, query->teams, &text->ids);
    write_array(query->since, query->teams, &text->since);
    return (!text->ids.failed && !text->since.failed) ||
           error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the network of %zu teams", query->teams);
}

/* $1 release, $2 first period, $3 ids, $4 since when. */
#define TEAMS(alias) "unnest($3::int[], $4::int[]) WITH ORDINALITY " alias "(team, since, at)"
#define RELEASED(row)                                                                                        \
    row ".period >= $2::int AND " row ".period IN (SELECT r.period FROM pulssid.release r WHERE r.release "  \
        "<= $1::int)"

static const char teams_sql[] =
    "SELECT DISTINCT ON (a.at) a.at - 1, coalesce(t.parent_id, 0), t.headcount, (t.role = 'router')::int, "
    "(SELECT k.code FROM pulssid.team k WHERE k.id = a.team) FROM " TEAMS(
        "a") " JOIN pulssid.period_team t ON t.team_id = a.team WHERE " RELEASED("t") " ORDER BY a.at, "
                                                                                      "t.period DESC";

bool network_store_teams(struct db *db, const struct network_query *query, struct network_team *ret_teams,
                         struct error *err)
{
    struct query_text text CLEANUP(query_text_free) = {0};
    struct db_result *rows CLEANUP(db_result_free) = NULL;
    if (!write_query(query, &text, err) ||
        !db_query(db, teams_sql,
                  DB_PARAMS(text.release, text.first, text_of(&text.ids), text_of(&text.since)), &rows,
                  err)) {
        return false;
    }
    for (size_t i = 0; i < query->teams; i++) {
        ret_teams[i] = (struct network_team){.headcount = NAN};
    }
    for (size_t r = 0; r < db_rows(rows); r++) {
        struct network_team *team = &ret_teams[db_int(rows, r, 0)];
        *team = (struct network_team){(int32_t)db_int(rows, r, 1), db_double(rows, r, 2),
                                      db_int(rows, r, 3) != 0, ""};
        code_copy(span_text(db_text(rows, r, 4)), team->code);
    }
    return true;
}

#define FLOW(handoffs)                                                                                       \
    "SELECT a.at - 1, b.at - 1, sum(h.n) FROM " handoffs " h "                                               \
    "JOIN " TEAMS("a") " ON a.team = h.team_id AND h.period >= a.since "                                     \
                       "JOIN " TEAMS("b") " ON b.team = h.to_id AND h.period >= b.since "                    \
                                          "WHERE " RELEASED("h") " GROUP BY 1, 2"

static const char handoffs_sql[] = FLOW("pulssid.handoff");
/* Not "<5". */
static const char shown_sql[] =
    FLOW("(SELECT team_id, period, to_id, count::integer AS n FROM pulssid.published_handoff WHERE count ~ "
         "'^[0-9]')");

/* Where the handoffs go. */
struct flow {
    size_t teams;
    double *flow;
};

static bool take_handoffs(void *ctx, const struct db_result *row, struct error *err)
{
    (void)err;
    const struct flow *flow = ctx;
    flow->flow[(size_t)db_int(row, 0, 0) * flow->teams + (size_t)db_int(row, 0, 1)] = db_double(row, 0, 2);
    return true;
}

static bool read_flow(struct db *db, const struct network_query *query, const char *sql, double *ret_flow,
                      struct error *err)
{
    struct query_text text CLEANUP(query_text_free) = {0};
    struct flow flow = {query->teams, ret_flow};
    for (size_t i = 0; i < query->teams * query->teams; i++) {
        ret_flow[i] = 0.0;
    }
    return write_query(query, &text, err) &&
           db_each(db, sql, DB_PARAMS(text.release, text.first, text_of(&text.ids), text_of(&text.since)),
                   take_handoffs, &flow, err);
}

bool network_store_handoffs(struct db *db, const struct network_query *query, double *ret_flow,
                            struct error *err)
{
    return read_flow(db, query, handoffs_sql, ret_flow, err);
}

bool network_store_shown(struct db *db, const struct network_query *query, double *ret_flow,
                         struct error *err)
{
    return read_flow(db, query, shown_sql, ret_flow, err);
}

/* Rows of one size as they come. */
struct rows {
    size_t n;
    size_t capacity;
    size_t size;
    void *all;
};

static void rows_free_local(struct rows *rows)
{
    free(rows->all);
}

/* Room for one more, or NULL. */
static void *add_row(struct rows *rows, struct error *err)
{
    if (rows->n == rows->capacity) {
        size_t capacity = rows->capacity + rows->capacity / 2 + 64;
        void *all = reallocarray(rows->all, capacity, rows->size);
        if (all == NULL) {
            error_set(err, ERROR_OUT_OF_MEMORY, "no memory for %zu rows", capacity);
            return NULL;
        }
        rows->all = all;
        rows->capacity = capacity;
    }
    return (char *)rows->all + rows->n++ * rows->size;
}

static const char ratings_sql[] =
    "SELECT a.at - 1, b.at - 1, s.mean FROM pulssid.rating s "
    "JOIN " TEAMS("a") " ON a.team = s.team_id AND s.period >= a.since "
                       "JOIN " TEAMS("b") " ON b.team = s.rated_id AND s.period >= b.since "
                                          "WHERE s.dimension = $5::text AND " RELEASED(
                                              "s") " ORDER BY s.period, 1, 2";

static bool take_rating(void *ctx, const struct db_result *row, struct error *err)
{
    struct network_rating *rating = add_row(ctx, err);
    if (rating == NULL) {
        return false;
    }
    *rating =
        (struct network_rating){(int32_t)db_int(row, 0, 0), (int32_t)db_int(row, 0, 1), db_double(row, 0, 2)};
    return true;
}

bool network_store_ratings(struct db *db, const struct network_query *query, const char *dimension,
                           struct network_rating **ret_ratings, size_t *ret_n, struct error *err)
{
    struct query_text text CLEANUP(query_text_free) = {0};
    struct rows rows CLEANUP(rows_free) = {.size = sizeof **ret_ratings};
    if (!write_query(query, &text, err) ||
        !db_each(db, ratings_sql,
                 DB_PARAMS(text.release, text.first, text_of(&text.ids), text_of(&text.since), dimension),
                 take_rating, &rows, err)) {
        return false;
    }
    *ret_ratings = rows.all;
    *ret_n = rows.n;
    rows.all = NULL;
    return true;
}

static const char visits_sql[] = "SELECT v.team_id, v.period, v.n, coalesce(h.n, 0) FROM pulssid.visit v "
                                 "JOIN pulssid.period p ON p.period = v.period "
                                 "LEFT JOIN (SELECT team_id, period, sum(n) AS n FROM pulssid.handoff WHERE "
                                 "period >= $2::int GROUP BY 1, 2) h "
                                 "ON (h.team_id, h.period) = (v.team_id, v.period) "
                                 "WHERE v.n >= p.k_customer AND " RELEASED("v") " ORDER BY 1, 2";

static bool take_visits(void *ctx, const struct db_result *row, struct error *err)
{
    struct network_visits *visits = add_row(ctx, err);
    if (visits == NULL) {
        return false;
    }
    *visits = (struct network_visits){(int32_t)db_int(row, 0, 0), (int32_t)db_int(row, 0, 1),
                                      db_double(row, 0, 2), db_double(row, 0, 3)};
    return true;
}

static const char others_sql[] =
    "SELECT t.team_id FROM pulssid.period_team t WHERE t.period = (SELECT max(r.period) FROM pulssid.release "
    "r "
    "WHERE r.release <= $1::int) AND t.team_id <> ALL ($2::int[]) AND NOT EXISTS (SELECT FROM "
    "pulssid.period_team b WHERE b.period = t.period AND b.parent_id = t.team_id) ORDER BY 1";

static bool take_other(void *ctx, const struct db_result *row, struct error *err)
{
    int32_t *id = add_row(ctx, err);
    if (id == NULL) {
        return false;
    }
    *id = (int32_t)db_int(row, 0, 0);
    return true;
}

bool network_store_others(struct db *db, const struct network_query *query, int32_t **ret_ids, size_t *ret_n,
                          struct error *err)
{
    struct query_text text CLEANUP(query_text_free) = {0};
    struct rows rows CLEANUP(rows_free) = {.size = sizeof **ret_ids};
    if (!write_query(query, &text, err) ||
        !db_each(db, others_sql, DB_PARAMS(text.release, text_of(&text.ids)), take_other, &rows, err)) {
        return false;
    }
    *ret_ids = rows.all;
    *ret_n = rows.n;
    rows.all = NULL;
    return true;
}

bool network_store_visits(struct db *db, const struct network_query *query,
                          struct network_visits **ret_visits, size_t *ret_n, struct error *err)
{
    struct rows rows CLEANUP(rows_free) = {.size = sizeof **ret_visits};
    char release[NUMBER_SIZE];
    char first[NUMBER_SIZE];
    snprintf(release, sizeof release, "%" PRId32, query->release);
    snprintf(first, sizeof first, "%" PRId32, query->first);
    if (!db_each(db, visits_sql, DB_PARAMS(release, first), take_visits, &rows, err)) {
        return false;
    }
    *ret_visits = rows.all;
    *ret_n = rows.n;
    rows.all = NULL;
    return true;
}
