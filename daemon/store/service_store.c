/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums over windows of releases, and the rows of summaries. */
#include "service_store.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "path_store.h"

#define NUMBER_SIZE 16
#define TEXT_OF(number) TEXT(number)
#define TEXT(number) #number

/* $1 release, $2 first period. */
#define RELEASED                                                                                             \
    "period >= $2::int AND period IN (SELECT r.period FROM pulssid.release r WHERE r.release <= $1::int)"

static const char reasons_sql[] =
    "SELECT coalesce(sum(contacts), 0), coalesce(sum(handoffs[1]), 0), coalesce(sum(handoffs[2]), 0), "
    "coalesce(sum(handoffs[3]), 0), coalesce(sum(handoffs[4]), 0), coalesce(sum(handoffs[5]), 0) "
    "FROM pulssid.reason_count WHERE " RELEASED;

static const char topics_sql[] =
    "SELECT t.topic, t.contacts, t.handed_on, t.handoffs, coalesce(e.team_id, 0), coalesce(e.n, 0), "
    "t.handed_on - coalesce(e.kept, 0) FROM "
    "(SELECT topic, sum(contacts) AS contacts, sum(handed_on) AS handed_on, sum(handoffs) AS handoffs "
    "FROM pulssid.topic_count WHERE " RELEASED " GROUP BY topic ORDER BY sum(contacts) DESC, topic "
    "LIMIT " TEXT_OF(SERVICE_TOPICS_MAX) ") t "
                                         "LEFT JOIN (SELECT DISTINCT ON (topic) topic, team_id, n, kept FROM "
                                         "(SELECT topic, team_id, sum(n) AS n, sum(sum(n)) OVER (PARTITION "
                                         "BY topic) AS kept FROM pulssid.topic_end WHERE " RELEASED
                                         " GROUP BY topic, team_id) s ORDER BY topic, n DESC, team_id) e "
                                         "ON e.topic = t.topic ORDER BY t.contacts DESC, t.topic";

/* $3 dimension. */
static const char series_sql[] =
    "SELECT period - $2::int, (SELECT sum(c) FROM unnest(p.contacts) c), (SELECT q.mean FROM pulssid.cell q "
    "WHERE (q.team_id, q.period) = (0, p.period) AND q.dimension = $3::text AND q.state = 'published') "
    "FROM pulssid.path_count p WHERE " RELEASED;

static const char visits_sql[] =
    "SELECT team_id, sum(n) FROM pulssid.visit WHERE " RELEASED " GROUP BY team_id ORDER BY team_id";

static bool read_visits(const struct db_result *rows, struct service_window *window, struct error *err)
{
    window->n_visited = db_rows(rows);
    window->visited = calloc(window->n_visited + 1, sizeof *window->visited);
    if (window->visited == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the visits of %zu teams",
                         window->n_visited);
    }
    for (size_t r = 0; r < window->n_visited; r++) {
        window->visited[r] = (struct service_visits){(int32_t)db_int(rows, r, 0), db_double(rows, r, 1)};
    }
    return true;
}

static void read_reasons(const struct db_result *row, struct service_window *window)
{
    window->said = db_int(row, 0, 0);
    for (size_t reason = REASON_INSTRUCTION; reason < REASONS; reason++) {
        window->reasons[reason] = db_int(row, 0, reason);
    }
}

static void read_topics(struct service_window *window)
{
    const struct db_result *rows = window->memory;
    for (size_t r = 0; r < db_rows(rows); r++) {
        window->topics[window->n_topics++] = (struct service_topic){
            db_text(rows, r, 0),         db_int(rows, r, 1), db_int(rows, r, 2), db_int(rows, r, 3),
            (int32_t)db_int(rows, r, 4), db_int(rows, r, 5), db_int(rows, r, 6)};
    }
}

static void read_series(const struct db_result *rows, struct service_window *window)
{
    for (size_t t = 0; t < window->periods; t++) {
        window->volume[t] = window->quality[t] = NAN;
    }
    for (size_t r = 0; r < db_rows(rows); r++) {
        size_t t = (size_t)db_int(rows, r, 0);
        if (t < window->periods) {
            window->volume[t] = db_double(rows, r, 1);
            window->quality[t] = db_double(rows, r, 2);
        }
    }
}

bool service_store_window(struct db *db, int32_t release, int32_t first, size_t periods,
                          struct service_window **ret_window, struct error *err)
{
    struct service_window *window CLEANUP(service_window_free) = calloc(1, sizeof *window);
    struct db_result *reasons CLEANUP(db_result_free) = NULL;
    struct db_result *series CLEANUP(db_result_free) = NULL;
    struct db_result *visits CLEANUP(db_result_free) = NULL;
    char text[2][NUMBER_SIZE];
    snprintf(text[0], NUMBER_SIZE, "%" PRId32, release);
    snprintf(text[1], NUMBER_SIZE, "%" PRId32, first);
    struct db_params params = DB_PARAMS(text[0], text[1]);
    if (window == NULL || (window->topics = calloc(SERVICE_TOPICS_MAX, sizeof *window->topics)) == NULL ||
        (window->volume = calloc(periods + 1, sizeof(double))) == NULL ||
        (window->quality = calloc(periods + 1, sizeof(double))) == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a window of %zu periods", periods);
    }
    window->periods = periods;
    if (!db_query(db, reasons_sql, params, &reasons, err) ||
        !db_query(db, topics_sql, params, &window->memory, err) ||
        !db_query(db, series_sql, DB_PARAMS(text[0], text[1], PATH_SATISFACTION), &series, err) ||
        !db_query(db, visits_sql, params, &visits, err) || !read_visits(visits, window, err)) {
        return false;
    }
    read_reasons(reasons, window);
    read_topics(window);
    read_series(series, window);
    *ret_window = window;
    window = NULL;
    return true;
}

struct service_window *service_window_free(struct service_window *window)
{
    if (window != NULL) {
        free(window->topics);
        free(window->volume);
        free(window->quality);
        free(window->visited);
        db_result_free(window->memory);
        free(window);
    }
    return NULL;
}

#define LEN(a) (sizeof(a) / sizeof(a)[0])
#define NUMBER(row, type, name)                                                                              \
    {                                                                                                        \
#name, type, BULK_NUMBER, offsetof(struct row, name)                                                 \
    }
#define WORDS(row, name)                                                                                     \
    {                                                                                                        \
#name, "text", BULK_TEXT, offsetof(struct row, name)                                                 \
    }

static const struct bulk_column reason_columns[] = {
    WORDS(reason_summary_row, reason),
    NUMBER(reason_summary_row, "integer", decimals),
    NUMBER(reason_summary_row, "integer", handoffs),
    NUMBER(reason_summary_row, "double precision", share),
    NUMBER(reason_summary_row, "double precision", share_lo),
    NUMBER(reason_summary_row, "double precision", share_hi),
};

static const struct bulk_column topic_columns[] = {
    WORDS(topic_summary_row, topic),
    NUMBER(topic_summary_row, "integer", decimals),
    NUMBER(topic_summary_row, "integer", contacts),
    NUMBER(topic_summary_row, "double precision", handed_on),
    NUMBER(topic_summary_row, "double precision", handoffs),
    NUMBER(topic_summary_row, "double precision", ended),
    NUMBER(topic_summary_row, "double precision", ended_lo),
    NUMBER(topic_summary_row, "double precision", ended_hi),
    NUMBER(topic_summary_row, "integer", end_id),
    WORDS(topic_summary_row, ending),
    NUMBER(topic_summary_row, "double precision", lost),
    NUMBER(topic_summary_row, "integer", by_contacts),
    NUMBER(topic_summary_row, "integer", by_lost),
    WORDS(topic_summary_row, text_fi),
    WORDS(topic_summary_row, text_en),
    WORDS(topic_summary_row, text_sv),
};

static const struct bulk_column service_columns[] = {
    WORDS(service_summary_row, breadth_reason),
    NUMBER(service_summary_row, "double precision", reached),
    NUMBER(service_summary_row, "double precision", evenness),
    WORDS(service_summary_row, volume_reason),
    NUMBER(service_summary_row, "double precision", volume),
    NUMBER(service_summary_row, "double precision", volume_p),
    NUMBER(service_summary_row, "double precision", quality),
    NUMBER(service_summary_row, "double precision", quality_lo),
    NUMBER(service_summary_row, "double precision", quality_hi),
    NUMBER(service_summary_row, "double precision", quality_p),
    WORDS(service_summary_row, volume_quality),
    WORDS(service_summary_row, text_volume_fi),
    WORDS(service_summary_row, text_volume_en),
    WORDS(service_summary_row, text_volume_sv),
};

#define TABLE(name, columns)                                                                                 \
    {                                                                                                        \
        "pulssid." #name, "release", "$1::integer", sizeof(struct name##_row), LEN(columns), columns         \
    }
static const struct bulk_table reason_table = TABLE(reason_summary, reason_columns);
static const struct bulk_table topic_table = TABLE(topic_summary, topic_columns);
static const struct bulk_table service_table = TABLE(service_summary, service_columns);

bool service_store_save(struct db *db, int32_t release, const struct service_results *results,
                        struct error *err)
{
    char text[NUMBER_SIZE];
    snprintf(text, sizeof text, "%" PRId32, release);
    struct db_params key = DB_PARAMS(text);
    return bulk_insert(db, &service_table, key, &results->service, 1, err) &&
           bulk_insert(db, &reason_table, key, results->reasons, results->n_reasons, err) &&
           bulk_insert(db, &topic_table, key, results->topics, results->n_topics, err);
}
