/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of analyses made for it. */
#include "stats/change_rows.h"

#include <math.h>
#include <string.h>

#include "../unit.h"

#define TEAMS 4
#define PERIODS 5
#define FIRST 2856 /* 2024-W40 */

#define assert_unknown(got) assert_true(isnan(got))

enum { ALARMED, STEADY, UNASKED, FEW };

static const struct cusum_step nothing = {.u = NAN, .up = NAN, .down = NAN};

/* One team with two alarms, one that was last judged in the fourth period, one that published nothing, and
 * one that was never judged. */
struct sample {
    struct change_team team[TEAMS];
    struct cusum_step step[TEAMS * PERIODS];
    struct change_alarm alarm[2];
    struct change_analysis analysis;
};

static void fill(struct sample *s)
{
    *s = (struct sample){
        .team = {{CHANGE_PUBLISHED, 5, 4, 4, 2},
                 {CHANGE_PUBLISHED, 4, 3, 2, 0},
                 {CHANGE_FEW_PERIODS, 0, 0, 0, 0},
                 {CHANGE_FEW_PERIODS, 3, 2, 0, 0}},
        .alarm = {{ALARMED, CUSUM_UP, 1, 0, {9.6, 0.4, 18.5}}, {ALARMED, CUSUM_DOWN, 4, 2, {-3, NAN, NAN}}},
        .analysis = {.teams = TEAMS, .periods = PERIODS, .phi = 0.25, .alarms = 2}};
    for (size_t i = 0; i < (size_t)TEAMS * PERIODS; i++) {
        s->step[i] = nothing;
    }
    for (size_t t = 1; t < PERIODS; t++) {
        s->step[ALARMED * PERIODS + t] =
            (struct cusum_step){(double)t, 10 + (double)t, 20 + (double)t, CUSUM_NONE, 0};
    }
    s->step[ALARMED * PERIODS + 1].alarm = CUSUM_UP;
    s->step[ALARMED * PERIODS + 4].alarm = CUSUM_DOWN;
    s->step[ALARMED * PERIODS + 4].change = 2;
    s->step[STEADY * PERIODS + 2] = (struct cusum_step){0.5, 1.5, 2.5, CUSUM_NONE, 0};
    s->step[STEADY * PERIODS + 3] = (struct cusum_step){0.25, 1.25, 2.25, CUSUM_NONE, 0};
    s->analysis.team = s->team;
    s->analysis.step = s->step;
    s->analysis.alarm = s->alarm;
}

static struct change_rows *make(const struct sample *s)
{
    static const int32_t ids[] = {11, 22, 33, 44};
    const struct change_subject subject = {.dimension = "wellbeing",
                                           .kind = PERIOD_WEEK,
                                           .first = FIRST,
                                           .team_id = ids,
                                           .cusum = {.allowance = 0.5, .limit = 6, .warm = 12}};
    struct change_rows *rows = NULL;
    struct error err;
    assert_true(change_rows_new(&s->analysis, &subject, &rows, &err));
    return rows;
}

static void each_alarm_is_a_row(void **state)
{
    (void)state;
    struct sample s;
    fill(&s);
    struct change_rows *rows CLEANUP(change_rows_free) = make(&s);
    assert_int_equal(rows->results.n_rows, 4);
    const struct change_row *up = &rows->results.rows[0];
    const struct change_row *down = &rows->results.rows[1];
    assert_true(up->team_id == 11 && up->period == FIRST + 1 && up->alarm == 1 && up->change == FIRST);
    assert_true(up->u == 1 && up->cp == 11 && up->cm == 21);
    assert_true(up->size == 9.6 && up->size_lo == 0.4 && up->size_hi == 18.5);
    assert_true(down->period == FIRST + 4 && down->alarm == -1 && down->change == FIRST + 2 &&
                down->size == -3);
    assert_unknown(down->size_lo);
    assert_string_equal(
        up->text_en, "wellbeing: higher than before, compared with the other teams, since about 2024-W40; "
                     "first seen in 2024-W41. Change +10 points (95 % interval 0 … +19). A description, not "
                     "an explanation: the number does not say what is behind it, and it does not rate any "
                     "person.");
    assert_non_null(strstr(down->text_sv, "välbefinnande: lägre än förut"));
    assert_non_null(strstr(down->text_sv, "ungefär sedan 2024-W42; syntes först 2024-W44. Hur stor"));
    assert_non_null(strstr(down->text_fi, "hyvinvointi: laskenut"));
}

static void a_team_without_an_alarm_stands_where_it_was_judged_last(void **state)
{
    (void)state;
    struct sample s;
    fill(&s);
    struct change_rows *rows CLEANUP(change_rows_free) = make(&s);
    const struct change_row *steady = &rows->results.rows[2];
    const struct change_row *few = &rows->results.rows[3];
    assert_true(steady->team_id == 22 && steady->period == FIRST + 3 && steady->alarm == 0);
    assert_true(steady->u == 0.25 && steady->cp == 1.25 && steady->cm == 2.25);
    assert_unknown(steady->change);
    assert_unknown(steady->size);
    assert_non_null(strstr(steady->text_en, "no change that stands out"));
    assert_true(few->team_id == 44 && few->period == FIRST + 4 && few->alarm == 0);
    assert_unknown(few->u);
    assert_string_equal(few->text_en,
                        "wellbeing: cannot be told yet. It takes 13 periods that directly follow a "
                        "published one; there are 2.");
}

static void a_judged_series_keeps_its_run(void **state)
{
    (void)state;
    struct sample s;
    fill(&s);
    struct change_rows *rows CLEANUP(change_rows_free) = make(&s);
    assert_int_equal(rows->results.n_series, 3);
    const struct change_series_row *alarmed = &rows->results.series[0];
    const struct change_series_row *steady = &rows->results.series[1];
    const struct change_series_row *few = &rows->results.series[2];
    assert_string_equal(alarmed->status, "published");
    assert_true(alarmed->u.n == PERIODS && alarmed->cp.n == PERIODS && alarmed->cm.n == PERIODS);
    assert_unknown(alarmed->u.values[0]);
    assert_true(alarmed->u.values[4] == 4 && alarmed->cp.values[4] == 14 && alarmed->cm.values[4] == 24);
    assert_true(steady->team_id == 22 && steady->n == 4 && steady->residuals == 3);
    assert_true(steady->u.values[2] == 0.5 && steady->cp.values[2] == 1.5 && steady->cm.values[3] == 2.25);
    assert_true(few->team_id == 44 && few->n == 3 && few->residuals == 2);
    assert_string_equal(few->status, "few_periods");
    assert_true(few->u.values == NULL && few->cp.values == NULL && few->cm.values == NULL);
}

static void the_search_says_with_what_it_was_made(void **state)
{
    (void)state;
    struct sample s;
    fill(&s);
    struct change_rows *rows CLEANUP(change_rows_free) = make(&s);
    const struct change_search_row *search = &rows->results.search;
    assert_true(search->phi_pooled == 0.25 && search->k == 0.5 && search->h == 6 && search->warm == 12);
    assert_true(search->first == FIRST && search->periods == PERIODS);
    assert_true(search->teams == 3 && search->judged == 2 && search->alarms == 2);
}

static void every_reason_has_its_name_and_sentence(void **state)
{
    (void)state;
    static const struct {
        enum change_status status;
        const char *name;
        const char *sentence;
    } reasons[] = {{CHANGE_FEW_TEAMS, "few_teams", "Too few teams"},
                   {CHANGE_NO_VARIATION, "no_variation", "do not vary"},
                   {CHANGE_NOT_OF_TEAMS, "not_a_team_property", "nor can teams be told apart"}};
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        struct sample s;
        fill(&s);
        s.team[FEW].status = reasons[i].status;
        struct change_rows *rows CLEANUP(change_rows_free) = make(&s);
        assert_string_equal(rows->results.series[2].status, reasons[i].name);
        assert_non_null(strstr(rows->results.rows[3].text_en, reasons[i].sentence));
    }
}

static void nobody_is_no_row(void **state)
{
    (void)state;
    struct sample s = {.analysis = {.periods = PERIODS, .phi = NAN}};
    struct change_rows *rows CLEANUP(change_rows_free) = make(&s);
    assert_int_equal(rows->results.n_rows + rows->results.n_series, 0);
    assert_unknown(rows->results.search.phi_pooled);
    assert_null(change_rows_free(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_alarm_is_a_row),
        cmocka_unit_test(a_team_without_an_alarm_stands_where_it_was_judged_last),
        cmocka_unit_test(a_judged_series_keeps_its_run),
        cmocka_unit_test(the_search_says_with_what_it_was_made),
        cmocka_unit_test(every_reason_has_its_name_and_sentence),
        cmocka_unit_test(nobody_is_no_row),
    };
    return cmocka_run_group_tests_name("change_rows", tests, NULL, NULL);
}
