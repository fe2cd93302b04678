/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shares and the penalty of a window, and how finely they are told. */
#include "stats/path_summary.h"

#include <math.h>
#include <string.h>

#include "../unit.h"

#define assert_near(got, expected) assert_true(fabs((got) - (expected)) <= 1e-6)

/* The sample organisation's contacts. */
static struct path_window sample(void)
{
    return (struct path_window){.contacts = {6129, 1200, 199, 48},
                                .handoffs = 1754,
                                .handoffs_squared = 1200 + 4 * 199 + 9 * 39 + 16 * 6 + 25 * 3,
                                .ping_pong = 35,
                                .k = 5,
                                .penalty_periods = 3,
                                .penalty = {100, 30, 4, 20, -200, 9000, -500, 40}};
}

#define MADE(summary, window)                                                                                \
    struct path_summary summary CLEANUP(path_summary_free) = {.texts = {NULL}};                              \
    do {                                                                                                     \
        struct error made_err = {0};                                                                         \
        assert_true(path_summary_make(window, 2852, 52, &summary, &made_err));                               \
    } while (0)

static void shares_of_contacts(void **state)
{
    (void)state;
    struct path_window window = sample();
    MADE(summary, &window);
    const struct path_summary_row *row = &summary.row;
    assert_null(row->reason);
    assert_true(row->first == 2852 && row->periods == 52 && row->contacts == 7576);
    assert_near(row->handed_on, 0.19099788807);
    assert_near(row->handed_on_lo, 0.18230384082);
    assert_near(row->handed_on_hi, 0.20000513947);
    assert_near(row->first_desk, 1 - 0.19099788807);
    assert_near(row->first_desk_lo, 1 - 0.20000513947);
    assert_near(row->ping_pong, 0.0046198521647);
    assert_near(row->ping_pong_hi, 0.0064180212954);
    assert_near(row->teams, 1.2315205913);
    assert_near(row->teams_lo, 1.2196288847);
    assert_near(row->teams_hi, 1.243412298);
    assert_int_equal(row->step_contacts.n, 4);
    assert_true(row->step_contacts.values[0] == 6129 && row->step_contacts.values[3] == 48);
}

/* slope -200 / 20; sum of h^2 e^2 = 9000 - 2 * 10 * 500 + 100 * 40 = 3000, df 95. */
static void the_penalty(void **state)
{
    (void)state;
    struct path_window window = sample();
    MADE(summary, &window);
    const struct path_summary_row *row = &summary.row;
    assert_null(row->penalty_reason);
    assert_true(row->penalty_n == 100 && row->penalty_periods == 3 && row->penalty_df == 95);
    assert_near(row->penalty, -10);
    assert_near(row->penalty_se, sqrt(3000.0 * 100 / 95) / 20);
    assert_near(row->penalty_lo, -10 - 1.985251 * row->penalty_se);
    assert_true(row->penalty_p > 0 && row->penalty_p < 1e-3);
    window.penalty.handed_on = 29;
    MADE(few, &window);
    assert_string_equal(few.row.penalty_reason, "few_contacts");
    assert_true(isnan(few.row.penalty) && isnan(few.row.penalty_p) && isnan(few.row.penalty_decimals));
}

/* With k = 5, a step of a point is worth five answers of 0 to 100 from hh = 500 on, where contacts that weigh
 * are one handoff from the mean; of a tenth, from ten times that. */
static void the_penalty_in_steps_of_k_answers(void **state)
{
    (void)state;
    static const struct {
        double hh;
        double hhhh;
        double decimals;
        const char *text_en; /* ends with, before the label */
    } told[] = {{5000, 5000, 1, "by −10.0 points (95 % interval −10.0 … −10.0)."},
                {4999, 4999, 0, "by −10 points (95 % interval −10 … −10)."},
                {5000, 5100, 0, "by −10 points (95 % interval −10 … −10)."},
                {500, 500, 0, "by −10 points (95 % interval −10 … −10)."},
                {499, 499, NAN, "cannot be told yet."},
                {500, 510, NAN, "cannot be told yet."}};
    for (size_t i = 0; i < sizeof told / sizeof told[0]; i++) {
        struct path_window window = sample();
        double hh = told[i].hh;
        window.penalty = (struct path_penalty){9000, 3000, 4, hh, -10 * hh, 100 * hh, -10 * hh, told[i].hhhh};
        window.penalty.hhhy = -10 * told[i].hhhh;
        window.penalty.hhyy = 100 * told[i].hhhh;
        MADE(summary, &window);
        assert_near(summary.row.penalty, -10);
        assert_true(summary.row.penalty_decimals == told[i].decimals ||
                    (isnan(summary.row.penalty_decimals) && isnan(told[i].decimals)));
        assert_non_null(strstr(summary.row.text_en, told[i].text_en));
    }
}

static void satisfaction_where_it_may_be_told(void **state)
{
    (void)state;
    struct path_window window = sample();
    window.steps[0] = (struct path_window_step){3, 400, 68.25};
    for (size_t step = 1; step < PATH_WINDOW_STEPS; step++) {
        window.steps[step] = (struct path_window_step){0, 0, NAN};
    }
    window.sd = 20, window.sd_df = 1e6;
    MADE(summary, &window);
    const struct path_summary_row *row = &summary.row;
    assert_true(row->csat_periods.values[0] == 3 && row->csat_n.values[0] == 400 &&
                row->csat.values[0] == 68.25);
    assert_true(fabs(row->csat_lo.values[0] - (68.25 - 1.959964)) < 1e-4);
    assert_true(fabs(row->csat_hi.values[0] - (68.25 + 1.959964)) < 1e-4);
    for (size_t step = 1; step < PATH_WINDOW_STEPS; step++) {
        assert_true(row->csat_periods.values[step] == 0 && row->csat_n.values[step] == 0);
        assert_true(isnan(row->csat.values[step]) && isnan(row->csat_lo.values[step]));
    }
    window.sd = NAN, window.sd_df = 0;
    MADE(without, &window);
    assert_true(without.row.csat.values[0] == 68.25 && isnan(without.row.csat_lo.values[0]));
}

/* With k = 5 half a hundredth of 1,000 contacts is five of them. */
static void told_in_steps_of_k_contacts(void **state)
{
    (void)state;
    static const struct {
        int64_t contacts;
        double decimals;
        const char *text_en; /* begins with */
    } told[] = {{1000, 2, "33 % of contacts"},  {999, 1, "30 % of contacts"},  {100, 1, "30 % of contacts"},
                {99, NAN, "There are too few"}, {5, NAN, "There are too few"}, {4, NAN, "There are too few"}};
    for (size_t i = 0; i < sizeof told / sizeof told[0]; i++) {
        struct path_window window = {
            .contacts = {told[i].contacts - told[i].contacts * 33 / 100, told[i].contacts * 33 / 100},
            .handoffs = told[i].contacts * 33 / 100,
            .handoffs_squared = told[i].contacts * 33 / 100,
            .k = 5};
        MADE(summary, &window);
        assert_true(summary.row.decimals == told[i].decimals ||
                    (isnan(summary.row.decimals) && isnan(told[i].decimals)));
        assert_int_equal(strncmp(summary.row.text_en, told[i].text_en, strlen(told[i].text_en)), 0);
        assert_int_equal(summary.row.reason == NULL, told[i].contacts >= 5);
    }
}

static void a_window_without_periods(void **state)
{
    (void)state;
    const struct path_window none = {.k = 0};
    MADE(summary, &none);
    assert_string_equal(summary.row.reason, "few_contacts");
    assert_string_equal(summary.row.penalty_reason, "few_contacts");
    assert_true(isnan(summary.row.decimals) && isnan(summary.row.handed_on) && summary.row.contacts == 0);
    assert_string_equal(
        summary.row.text_en,
        "There are too few contacts. How satisfaction goes with handoffs cannot be told yet.");
    assert_non_null(strstr(summary.row.text_fi, "liian vähän"));
    assert_non_null(strstr(summary.row.text_sv, "för få"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_of_contacts),
        cmocka_unit_test(the_penalty),
        cmocka_unit_test(the_penalty_in_steps_of_k_answers),
        cmocka_unit_test(satisfaction_where_it_may_be_told),
        cmocka_unit_test(told_in_steps_of_k_contacts),
        cmocka_unit_test(a_window_without_periods),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
