/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `pulssid report`: which rows in which form, by which role, and what is wrong usage. */
#include "command_said.h"
#include "report_sample.h"

static int start(void **state)
{
    command_said_start(state);
    fixture_pg_run(fixture_command_pg(*state), report_sample);
    return 0;
}

static const char *run(void **state, const char *const *words)
{
    if (fixture_command_run(*state, words) != 0) {
        fail_msg("%s", fixture_command_errors(*state));
    }
    return fixture_command_output(*state);
}
#define RUN(state, ...) run((state), (const char *const[]){"report", __VA_ARGS__, NULL})

static void assert_begins(const char *text, const char *with)
{
    if (strncmp(text, with, strlen(with)) != 0) {
        fail_msg("expected %s…, not %s", with, text);
    }
}

static void scores_as_text_unless_asked(void **state)
{
    char *named CLEANUP(free) = strdup(RUN(state, "scores", "--format", "text"));
    assert_non_null(named);
    assert_begins(named, "period    team  dimension  state ");
    ASSERT_DONE(*state, named, "report");
}

/* The rows of a filter, of the five that there are: the last of them, and how many. */
static void assert_rows(void **state, const char *option, const char *value, const char *last, size_t n)
{
    const char *csv = RUN(state, "scores", "--format=csv", option, value);
    size_t found = 0;
    const char *row = csv;
    for (const char *next = strstr(row, "\r\n"); next[2] != '\0'; next = strstr(row, "\r\n")) {
        row = next + 2;
        found++;
    }
    assert_begins(row, last);
    assert_int_equal(found, n);
}

static void each_option_filters_by_its_own_column(void **state)
{
    assert_rows(state, "--period", "2025-W33", "2025-W33,B,wellbeing,suppressed,", 3);
    assert_rows(state, "--team", "A", "2025-W34,A,wellbeing,", 3);
    assert_rows(state, "--dimension", "csat", "2025-W34,A,csat,", 1);
    assert_rows(state, "--release", "2", "2025-W34,A,wellbeing,", 2);
}

/* JSON holds every part whatever --part says; text alone needs the label, which is no row. */
static void a_part_is_chosen_for_csv_and_text(void **state)
{
    static const char label[] = "\nassociation, not cause\n";
    assert_begins(RUN(state, "linkage", "--format", "csv"), "release,employee,customer,team,status,");
    assert_begins(RUN(state, "linkage", "--format", "csv", "--part", "lags"),
                  "release,employee,customer,team,lag,");
    assert_null(strstr(fixture_command_output(*state), "not cause"));
    const char *text = RUN(state, "linkage", "--part", "organisation");
    assert_non_null(strstr(text, "stouffer_z"));
    assert_string_equal(text + strlen(text) - strlen(label), label);
    assert_begins(RUN(state, "linkage", "--format", "json", "--part", "lags"),
                  "{\"report\":\"linkage\",\"release\":2,\"organisation\":{");
    assert_non_null(strstr(fixture_command_output(*state), "\"rows\":[{"));
}

/* Sentences go into files; a terminal has their label alone. */
static void changes_are_rows_with_sentences(void **state)
{
    static const char label[] = "\na description, not a cause\n";
    assert_begins(
        RUN(state, "changes", "--format", "csv"),
        "release,dimension,team,period,state,reason,alarm,direction,change,u,cp,cm,size,size_lo,size_hi,"
        "n,residuals,warm,grade,text_fi,text_en,text_sv\r\n"
        "2,wellbeing,A,2025-W34,published,,-1,down,2025-W33,-1.5,0.0,6.1,-8,-12,-3,31,30,12,description,"
        "\"A, laski\",\"A, fell\",\"A, sjönk\"\r\n");
    const char *text = RUN(state, "changes");
    assert_null(strstr(text, "text_"));
    assert_null(strstr(text, "fell"));
    assert_non_null(strstr(text, "few_periods"));
    assert_string_equal(text + strlen(text) - strlen(label), label);
    assert_begins(RUN(state, "changes", "--format", "csv", "--part", "organisation"),
                  "release,dimension,state,phi_pooled,k,h,warm,periods,teams,judged,alarms\r\n"
                  "2,wellbeing,published,0.33,0.5,6,12,2,2,1,1\r\n");
    assert_begins(RUN(state, "changes", "--format", "csv", "--exact", "--team", "A"),
                  "release,dimension,team,period,");
    assert_non_null(
        strstr(fixture_command_output(*state),
               "2,wellbeing,A,2025-W33,insufficient,few_periods,0,,,,,,,,,31,30,12,cannot_tell,,,\r\n"
               "2,wellbeing,A,2025-W34,published,,-1,down,2025-W33,-1.52,0,6.0999999999999996,"));
    assert_begins(
        RUN(state, "changes", "--format", "json", "--dimension", "wellbeing", "--period", "2025-W33"),
        "{\"report\":\"changes\",\"release\":1,\"organisation\":{\"release\":1,\"dimension\":"
        "\"wellbeing\",\"state\":\"insufficient\",\"phi_pooled\":null,");
}

static void silos_and_paths_have_their_newest_release(void **state)
{
    static const char label[] = "\nassociation, not cause\n";
    const char *text = RUN(state, "silos");
    assert_non_null(strstr(text, "inward"));
    assert_null(strstr(text, "siilo"));
    assert_string_equal(text + strlen(text) - strlen(label), label);
    assert_begins(RUN(state, "silos", "--format", "csv", "--team", "B"), "release,team,state,reason,index,");
    assert_non_null(strstr(fixture_command_output(*state), "\r\n2,B,published,,41,"));
    assert_begins(
        RUN(state, "silos", "--format", "json", "--release", "1"),
        "{\"report\":\"silos\",\"release\":1,\"organisation\":{\"release\":1,\"state\":\"published\","
        "\"reason\":null,\"index\":10,");
    assert_begins(RUN(state, "handoffs", "--format", "csv", "--part", "organisation"),
                  "release,state,reason,periods,contacts,handed_on,");
    assert_non_null(strstr(fixture_command_output(*state), "\r\n2,published,,2,1200,0.19,"));
    assert_null(strstr(fixture_command_output(*state), "\r\n1,published"));
    assert_begins(RUN(state, "handoffs", "--format", "csv", "--part", "organisation", "--period", "2025-W33",
                      "--exact"),
                  "release,state,reason,periods,contacts,handed_on,");
    assert_non_null(strstr(fixture_command_output(*state), "\r\n1,published,,1,1234,0.18962999999999999,"));
}

static void a_release_is_its_bytes(void **state)
{
    ASSERT_DONE(*state, "first\ndocument\n", "report", "release", "--period", "2025-W33");
    ASSERT_DONE(*state, "second\n", "report", "release", "--release", "2");
    assert_begins(RUN(state, "release", "--format", "csv"), "release,period,document");
    ASSERT_FAILED(*state, "there is no such release", "report", "release", "--period", "2025-W35");
    ASSERT_FAILED(*state, "there is no such release", "report", "release", "--release", "3");
}

/* What is published is read as the role that sees nothing else; what is exact, as the one that computes. */
static void each_form_has_its_role(void **state)
{
    const struct fixture_pg *pg = fixture_command_pg(*state);
    fixture_pg_run(pg, "ALTER ROLE pulssid_report NOLOGIN");
    int exact = FIXTURE_COMMAND(*state, "report", "--exact", "--format", "csv");
    char *rows CLEANUP(free) = strdup(fixture_command_output(*state));
    int published = FIXTURE_COMMAND(*state, "report");
    fixture_pg_run(pg, "ALTER ROLE pulssid_report LOGIN");
    assert_int_equal(exact, 0);
    assert_non_null(strstr(rows, ",62.333333333333336,"));
    assert_int_equal(published, 1);
    assert_begins(fixture_command_errors(*state), "pulssid: [database] query: ");

    fixture_pg_run(pg, "ALTER ROLE pulssid_stats NOLOGIN");
    published = FIXTURE_COMMAND(*state, "report");
    fixture_pg_run(pg, "ALTER ROLE pulssid_stats LOGIN");
    assert_int_equal(published, 0);
    assert_null(strstr(fixture_command_output(*state), "62.3"));
}

static void wrong_words_are_told(void **state)
{
    ASSERT_USAGE(*state,
                 "there is no report silo; there are scores, linkage, changes, silos, handoffs, ratings, "
                 "agreement, metrics, periods, teams, releases, release",
                 "report", "silo");
    ASSERT_USAGE(*state, "--format: expected text, csv or json, not xml", "report", "--format", "xml");
    ASSERT_USAGE(*state, "--format: expected text, csv or json, not ", "report", "--format=");
    ASSERT_USAGE(*state, "--part: the report scores has no part lags", "report", "--part", "lags");
    ASSERT_USAGE(*state, "report release: expected --period or --release", "report", "release");
    ASSERT_USAGE(*state, "--exact: the report periods has nothing that is rounded", "report", "periods",
                 "--exact");
}

/* Only the store can tell these, and they are words of the command line all the same. */
static void filters_of_another_form_are_wrong_usage(void **state)
{
    ASSERT_USAGE(*state, "team: expected a code", "report", "--team", "a b");
    ASSERT_USAGE(*state, "dimension: the report linkage has no such filter", "report", "linkage",
                 "--dimension", "csat");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scores_as_text_unless_asked),
        cmocka_unit_test(each_option_filters_by_its_own_column),
        cmocka_unit_test(a_part_is_chosen_for_csv_and_text),
        cmocka_unit_test(changes_are_rows_with_sentences),
        cmocka_unit_test(silos_and_paths_have_their_newest_release),
        cmocka_unit_test(a_release_is_its_bytes),
        cmocka_unit_test(each_form_has_its_role),
        cmocka_unit_test(wrong_words_are_told),
        cmocka_unit_test(filters_of_another_form_are_wrong_usage),
    };
    return cmocka_run_group_tests(tests, start, command_said_stop);
}
