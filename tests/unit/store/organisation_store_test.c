/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Teams, surveys and invitations as the commands write them. */
#include "store/organisation_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture_pg.h"
#include "unit.h"

static int clear(void **state)
{
    fixture_pg_clear(*state);
    return 0;
}

static enum store_change put(struct db *db, struct team_version version)
{
    struct error err = {0};
    enum store_change change = CHANGE_NONE;
    if (!organisation_store_add_team(db, version.code, &err) ||
        !organisation_store_put_version(db, &version, &change, &err)) {
        fail_msg("%s", err.text);
    }
    return change;
}

static void versions_are_put_and_loaded(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    struct team_version *loaded CLEANUP(free) = NULL;
    struct error err = {0};
    size_t n;
    const struct team_version unit = {"U1", "", "Unit", -1, false, INT32_MIN, INT32_MAX, TEAM_SERIES_UNSAID};
    struct team_version team = {"T1", "U1", "Tiimi ä", 12, true, INT32_MIN, 19722, TEAM_SERIES_UNSAID};
    assert_int_equal(put(db, unit), CHANGE_ADDED);
    assert_int_equal(put(db, team), CHANGE_ADDED);
    assert_int_equal(put(db, team), CHANGE_NONE);
    team.headcount = 13;
    assert_int_equal(put(db, team), CHANGE_UPDATED);
    const struct team_version later = {"T1", "", "Team", 5, false, 19723, INT32_MAX, TEAM_SERIES_UNSAID};
    assert_int_equal(put(db, later), CHANGE_ADDED);
    assert_true(db_begin(db, &err));
    assert_true(organisation_store_load_teams(db, &loaded, &n, &err));
    assert_int_equal(n, 3);
    assert_string_equal(loaded[0].code, "T1");
    assert_string_equal(loaded[0].parent, "U1");
    assert_string_equal(loaded[0].name, "Tiimi ä");
    assert_int_equal(loaded[0].headcount, 13);
    assert_true(loaded[0].is_router);
    assert_int_equal(loaded[0].valid_from, INT32_MIN);
    assert_int_equal(loaded[0].valid_to, 19722);
    assert_string_equal(loaded[1].parent, "");
    assert_int_equal(loaded[1].valid_from, 19723);
    assert_int_equal(loaded[2].headcount, -1);
    db_rollback(db);
}

static void teams_are_listed(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    struct db *ingest CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_ingest");
    struct table *table CLEANUP(table_free) = NULL;
    struct error err = {0};
    put(db, (struct team_version){"T1", "", "A, \"b\"", 12, false, 19723, INT32_MAX, TEAM_SERIES_NEW});
    assert_true(organisation_store_list_teams(ingest, NULL, &table, &err));
    assert_int_equal(table->n_columns, 8);
    assert_string_equal(table->columns[7].name, "series");
    assert_string_equal(table_cell(table, 0, 7), "new");
    assert_string_equal(table->columns[5].name, "valid_from");
    assert_string_equal(table_cell(table, 0, 1), "A, \"b\"");
    assert_string_equal(table_cell(table, 0, 5), "2024-01-01");
    assert_null(table_cell(table, 0, 2));
    assert_null(table_cell(table, 0, 6));
}

/* A version that says nothing of its series keeps what is stored; a new one starts none. */
static void series_are_kept_until_something_is_said(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct team_version *loaded CLEANUP(free) = NULL;
    struct error err = {0};
    size_t n;
    struct team_version team = {"T1", "", "T", 12, false, 19723, INT32_MAX, TEAM_SERIES_UNSAID};
    assert_int_equal(put(db, team), CHANGE_ADDED);
    team.series = TEAM_SERIES_SAME;
    assert_int_equal(put(db, team), CHANGE_NONE);
    team.series = TEAM_SERIES_NEW;
    assert_int_equal(put(db, team), CHANGE_UPDATED);
    team.series = TEAM_SERIES_UNSAID;
    assert_int_equal(put(db, team), CHANGE_NONE);
    team.headcount = 13;
    assert_int_equal(put(db, team), CHANGE_UPDATED);
    assert_true(db_begin(db, &err));
    assert_true(organisation_store_load_teams(db, &loaded, &n, &err));
    db_rollback(db);
    assert_int_equal(loaded[0].series, TEAM_SERIES_NEW);
    team.series = TEAM_SERIES_SAME;
    assert_int_equal(put(db, team), CHANGE_UPDATED);
    assert_int_equal(fixture_pg_number(*state, "SELECT starts_series::int FROM pulssid.team_version"), 0);
}

static void the_versions_of_a_day_are_listed(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    struct error err = {0};
    put(db, (struct team_version){"T1", "", "Old", 12, false, INT32_MIN, 19722, TEAM_SERIES_UNSAID});
    put(db, (struct team_version){"T1", "", "New", 12, false, 19723, INT32_MAX, TEAM_SERIES_UNSAID});
    put(db, (struct team_version){"T2", "", "Gone", 12, false, INT32_MIN, 19721, TEAM_SERIES_UNSAID});
    for (int32_t day = 19721; day <= 19724; day++) {
        struct table *table CLEANUP(table_free) = NULL;
        assert_true(organisation_store_list_teams(db, &day, &table, &err));
        assert_int_equal(table->n_rows, day <= 19721 ? 2 : 1);
        assert_string_equal(table_cell(table, 0, 1), day <= 19722 ? "Old" : "New");
    }
}

static void the_newest_period_is_told(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    char id[PERIOD_ID_SIZE];
    assert_true(organisation_store_newest_period(db, id, &err));
    assert_string_equal(id, "");
    fixture_pg_run(*state, "SELECT pulssid.period_open(2902, '2025-W34', '2025-08-18', '2025-08-24', "
                           "'2025-08-18', 5, 5, false);"
                           "SELECT pulssid.period_open(2901, '2025-W33', '2025-08-11', '2025-08-17', "
                           "'2025-08-11', 5, 5, false);");
    assert_true(organisation_store_newest_period(db, id, &err));
    assert_string_equal(id, "2025-W34");
}

static void survey_versions_never_change(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    struct error err = {0};
    enum store_change change;
    struct table *table CLEANUP(table_free) = NULL;
    struct survey survey = {.code = "s", .version = 1, .audience = AUDIENCE_CUSTOMER};
    const char *definition = "{\"questions\": [1, 2], \"title\": {\"en\": \"T\"}}";
    assert_true(organisation_store_add_survey(db, &survey, definition, &change, &err));
    assert_int_equal(change, CHANGE_ADDED);
    assert_true(organisation_store_add_survey(
        db, &survey, "{\"title\": {\"en\": \"T\"}, \"questions\":[1,2]}", &change, &err));
    assert_int_equal(change, CHANGE_NONE);
    assert_false(organisation_store_add_survey(db, &survey, "{\"questions\": [1]}", &change, &err));
    assert_int_equal(err.code, ERROR_CONFLICT);
    assert_string_equal(err.text,
                        "s version 1 is stored with another definition, and a version never changes");
    survey.version = 2;
    assert_true(organisation_store_add_survey(db, &survey, "{\"questions\": [1]}", &change, &err));
    assert_true(organisation_store_list_surveys(db, &table, &err));
    assert_int_equal(table->n_rows, 2);
    assert_string_equal(table_cell(table, 0, 2), "customer");
    assert_string_equal(table_cell(table, 0, 3), "2");
    assert_string_equal(table_cell(table, 0, 4), "T");
}

static struct survey survey_of(const char *code, enum audience audience, const char *dimension,
                               enum question_kind kind)
{
    struct survey survey = {.version = 1, .audience = audience, .n_questions = 1};
    struct question *question = &survey.questions[0];
    *question = (struct question){.code = "q", .kind = kind, .max = 10};
    code_copy(span_text(code), survey.code);
    code_copy(span_text(dimension), question->dimension);
    return survey;
}

static bool add(struct db *db, const struct survey *survey, struct error *err)
{
    static const char *const kinds[] = {"scale", "nps", "team_ratings"};
    const struct question *question = &survey->questions[0];
    char definition[256];
    enum store_change change;
    snprintf(definition, sizeof definition, "{\"questions\": [{\"dimension\": \"%s\", \"kind\": \"%s\"}]}",
             question->dimension, kinds[question->kind]);
    return organisation_store_add_survey(db, survey, definition, &change, err);
}

static void assert_conflict(struct db *db, struct survey survey, const char *sentence)
{
    struct error err = {0};
    assert_false(add(db, &survey, &err));
    assert_int_equal(err.code, ERROR_CONFLICT);
    assert_string_equal(err.text, sentence);
}

static void audiences_never_share_a_dimension(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    struct survey mood = survey_of("mood", AUDIENCE_EMPLOYEE, "null", QUESTION_SCALE);
    struct survey advice = survey_of("advice", AUDIENCE_EMPLOYEE, "enps", QUESTION_NPS);
    struct survey customers = survey_of("customers", AUDIENCE_CUSTOMER, "nps", QUESTION_NPS);
    assert_true(add(db, &mood, &err));
    mood.version = 2;
    code_copy(span_text("calm"), mood.questions[0].dimension);
    assert_true(add(db, &mood, &err));
    assert_conflict(db, survey_of("other", AUDIENCE_CUSTOMER, "null", QUESTION_SCALE),
                    "dimension null belongs to survey mood, which has another audience");
    assert_true(add(db, &customers, &err));
    assert_true(add(db, &advice, &err));
    assert_conflict(db, survey_of("other", AUDIENCE_CUSTOMER, "engagement", QUESTION_SCALE),
                    "dimension engagement belongs to survey advice, which has another audience");
    const struct survey apart = survey_of("other", AUDIENCE_CUSTOMER, "nps2", QUESTION_NPS);
    assert_true(add(db, &apart, &err));
    struct shared_dimension shared;
    assert_true(organisation_store_shared_dimension(db, &apart, true, &shared, &err));
    assert_string_equal(shared.survey, "");
    const struct survey again = survey_of("again", AUDIENCE_EMPLOYEE, "enps2", QUESTION_NPS);
    assert_true(add(db, &again, &err));
    assert_true(organisation_store_shared_dimension(db, &again, true, &shared, &err));
    assert_string_equal(shared.dimension, "engagement");
    assert_string_equal(shared.survey, "advice");
}

static void versions_have_one_audience(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    struct error err = {0};
    struct survey survey = survey_of("s", AUDIENCE_EMPLOYEE, "mood", QUESTION_SCALE);
    assert_true(add(db, &survey, &err));
    survey.version = 2;
    survey.audience = AUDIENCE_CUSTOMER;
    assert_conflict(db, survey,
                    "audience: s version 1 has the audience employee, and every version has the same");
}

static bool invite(struct db *db, int32_t period, const char *team, const char *survey, struct error *err)
{
    const struct invitation invitation = {period, "2025-W33", team, survey, 7};
    bool ok =
        db_begin(db, err) && organisation_store_put_invitation(db, &invitation, err) && db_commit(db, err);
    db_rollback(db);
    return ok;
}

static void invitations_until_publication(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    struct error err = {0};
    put(db, (struct team_version){"T1", "", "T", 12, false, INT32_MIN, INT32_MAX, TEAM_SERIES_UNSAID});
    fixture_pg_run(
        *state,
        "INSERT INTO pulssid.survey (code, version, audience, definition) VALUES ('s', 1, 'employee', '{}')");
    assert_true(invite(db, 2901, "T1", "s", &err));
    assert_true(invite(db, 2901, "T1", "s", &err));
    assert_int_equal(fixture_pg_number(*state, "SELECT sum(invited) FROM pulssid.invitation"), 7);
    assert_false(invite(db, 2901, "T2", "s", &err));
    assert_string_equal(err.text, "field team: there is no team T2");
    assert_false(invite(db, 2901, "T1", "x", &err));
    assert_string_equal(err.text, "field survey: there is no survey x");
    fixture_pg_run(*state, "SELECT pulssid.period_open(2901, '2025-W33', '2025-08-11', '2025-08-17', "
                           "'2025-08-11', 5, 5, false)");
    assert_true(invite(db, 2901, "T1", "s", &err));
    fixture_pg_run(*state, "UPDATE pulssid.period SET state = 'published'");
    assert_false(invite(db, 2901, "T1", "s", &err));
    assert_string_equal(err.text, "field period: 2025-W33 is published and no longer changes");
}

static void calendar_is_told(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    struct error err = {0};
    enum period_kind kind = PERIOD_MONTH;
    assert_true(organisation_store_calendar(db, &kind, &err));
    assert_int_equal(kind, PERIOD_WEEK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(versions_are_put_and_loaded, clear),
        cmocka_unit_test_setup(teams_are_listed, clear),
        cmocka_unit_test_setup(series_are_kept_until_something_is_said, clear),
        cmocka_unit_test_setup(the_versions_of_a_day_are_listed, clear),
        cmocka_unit_test_setup(the_newest_period_is_told, clear),
        cmocka_unit_test_setup(survey_versions_never_change, clear),
        cmocka_unit_test_setup(audiences_never_share_a_dimension, clear),
        cmocka_unit_test_setup(versions_have_one_audience, clear),
        cmocka_unit_test_setup(invitations_until_publication, clear),
        cmocka_unit_test_setup(calendar_is_told, clear),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
