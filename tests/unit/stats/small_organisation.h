/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_SMALL_ORGANISATION_H
#define PULSSID_TESTS_SMALL_ORGANISATION_H

/*
 * A small organisation for the tests of stats/: unit U with the teams A, B, C, and team D beside it. Ids: A
 * 1, B 2, C 3, D 4, U 5. Surveys: `pulse` (employees: mood of two questions 0 to 4, the second reversed;
 * enps; team ratings) and `visit` (customers: csat). Their definitions in the database hold only code and
 * version, which small_parse() turns into surveys.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../unit.h"
#include "fixture_pg.h"
#include "stats/cycle.h"
#include "usual_window.h"

#define SMALL_PERIOD "2852" /* 2024-W36, 2024-09-02 to 2024-09-08 */
#define SMALL_TODAY 19980   /* 2024-09-14 */

static inline void small_question(struct survey *survey, const char *code, const char *dimension,
                                  struct question q)
{
    code_copy(span_text(code), q.code);
    code_copy(span_text(dimension), q.dimension);
    survey->questions[survey->n_questions++] = q;
}

/* Version 2 of pulse asks for mood on 0 to 6, in one question. */
static inline struct survey *small_survey(const char *code, int32_t version)
{
    struct survey *survey = calloc(1, sizeof *survey);
    assert_non_null(survey);
    code_copy(span_text(code), survey->code);
    survey->version = version;
    survey->id = version;
    if (strcmp(code, "visit") == 0) {
        survey->audience = AUDIENCE_CUSTOMER;
        small_question(survey, "csat", "csat", (struct question){.kind = QUESTION_SCALE, .min = 1, .max = 5});
    } else if (version == 2) {
        small_question(survey, "mood", "mood", (struct question){.kind = QUESTION_SCALE, .min = 0, .max = 6});
    } else {
        small_question(survey, "up", "mood", (struct question){.kind = QUESTION_SCALE, .max = 4});
        small_question(survey, "down", "mood",
                       (struct question){.kind = QUESTION_SCALE, .max = 4, .reverse = true});
        small_question(survey, "enps", "enps", (struct question){.kind = QUESTION_NPS, .max = 10});
        small_question(survey, "rate", "rating",
                       (struct question){.kind = QUESTION_TEAM_RATINGS, .min = 1, .max = 5});
    }
    return survey;
}

static inline bool small_parse(struct span json, struct survey **ret_survey, struct error *err)
{
    (void)err;
    char text[128];
    snprintf(text, sizeof text, "%.*s", SPAN_ARG(json));
    *ret_survey =
        small_survey(strstr(text, "visit") != NULL ? "visit" : "pulse", strstr(text, "2") != NULL ? 2 : 1);
    return true;
}

/* Teams, surveys and one open period in an empty database. */
static inline void small_found(const struct fixture_pg *fixture)
{
    fixture_pg_clear(fixture);
    fixture_pg_run(
        fixture, "INSERT INTO pulssid.team (code) VALUES ('A'), ('B'), ('C'), ('D'), ('U');"
                 "INSERT INTO pulssid.team_version (team_id, name, parent_id, headcount) VALUES"
                 " (1, 'A', 5, 15), (2, 'B', 5, 8), (3, 'C', 5, 9), (4, 'D', NULL, 6), (5, 'U', NULL, NULL);"
                 "INSERT INTO pulssid.survey (code, version, audience, definition) VALUES"
                 " ('pulse', 1, 'employee', '{\"code\": \"pulse\", \"version\": 1}'),"
                 " ('visit', 1, 'customer', '{\"code\": \"visit\", \"version\": 1}');"
                 "SELECT pulssid.period_open(2852, '2024-W36', '2024-09-02', '2024-09-08', '2024-09-02', 5, "
                 "5, false)");
}

/* Runs statements that may call pg_temp.add(team, survey, tag, n, answers, path): n submissions of the small
 * period whose ids hash the tag and i = 1 ... n, each with a receipt; answers is an expression over i. */
static inline void small_submit(const struct fixture_pg *fixture, const char *statements)
{
    char sql[4096];
    int len = snprintf(
        sql, sizeof sql,
        "CREATE FUNCTION pg_temp.add(team int, survey int, tag text, n int, answers text, path int[]) "
        "RETURNS void "
        "LANGUAGE plpgsql AS $$ BEGIN EXECUTE format('INSERT INTO pulssid.submission (team_id, period, "
        "id_hash, "
        "survey_id, answers, path, receipt) SELECT %%s, 2852, md5(%%L || i)::uuid, %%s, (%%s)::smallint[], "
        "%%L::int[], "
        "sha256((%%L || i)::bytea) FROM generate_series(1, %%s) i', team, tag, survey, answers, path, tag, "
        "n); END $$; %s",
        statements);
    assert_in_range(len, 1, sizeof sql - 1);
    fixture_pg_run(fixture, sql);
}

static inline struct cycle_opts small_opts(void)
{
    return (struct cycle_opts){.today = SMALL_TODAY,
                               .grace_days = 2,
                               .max_late_days = 14,
                               USUAL_WINDOW,
                               .permutations = 99,
                               .parse_survey = small_parse};
}

/* Runs a cycle that must succeed, as the stats role. */
static inline void small_cycle(const struct fixture_pg *fixture)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "pulssid_stats");
    struct cycle_opts opts = small_opts();
    struct cycle_observer silent = {0};
    struct error err = {0};
    bool busy = true;
    if (!cycle_run(db, &opts, &silent, &busy, &err)) {
        fail_msg("%s", err.text);
    }
    assert_false(busy);
}

/* A cell of the small period as text: the columns joined by spaces, '-' for null. */
static inline void assert_cell(const struct fixture_pg *fixture, const char *columns, const char *where,
                               const char *expected)
{
    char sql[512];
    snprintf(sql, sizeof sql,
             "SELECT (SELECT string_agg(coalesce(x, '-'), ' ' ORDER BY i) FROM unnest(ARRAY[%s]::text[]) "
             "WITH ORDINALITY u(x, i)) FROM %s",
             columns, where);
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "postgres");
    struct db_result *row CLEANUP(db_result_free) = NULL;
    struct error err = {0};
    if (!db_query(db, sql, DB_NO_PARAMS, &row, &err)) {
        fail_msg("%s: %s", err.text, sql);
    }
    assert_int_equal(db_rows(row), 1);
    assert_string_equal(db_text(row, 0, 0), expected);
}

#endif
