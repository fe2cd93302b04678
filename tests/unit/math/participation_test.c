/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Participation over a window. */
#include "sample_data.h"

#include "math/moments.h"
#include "math/participation.h"

#define LEN(a) (sizeof(a) / sizeof(a)[0])
#define assert_near(got, expected) assert_true(fabs((got) - (expected)) <= 1e-9)
#define assert_unknown(got) assert_true(isnan(got))

#define WEEKS 7

static const double invited[WEEKS] = {10, 10, 10, 20, NAN, 0, 10};
static const double responses[WEEKS] = {5, 6, 7, 16, 8, 0, 9};
static const double score[WEEKS] = {50, 55, NAN, 60, 61, 62, 90};

static struct participation run(size_t min_periods)
{
    double room[WEEKS];
    return participation_of(&(struct participation_input){WEEKS, score, invited, responses, min_periods},
                            room);
}

/* Weeks 0, 1, 3 and 6; the score rises with the rate in all of them. */
static void weeks_that_are_known_count(void **state)
{
    (void)state;
    struct participation p = run(4);
    assert_near(p.invited, 50);
    assert_near(p.responses, 36);
    assert_near(p.rho, 1.0);
}

static void a_few_weeks_have_no_trend(void **state)
{
    (void)state;
    struct participation p = run(5);
    assert_near(p.responses, 36);
    assert_unknown(p.rho);
}

static void nobody_asked_is_unknown(void **state)
{
    (void)state;
    double room[2];
    const double nothing[] = {NAN, NAN};
    struct participation p =
        participation_of(&(struct participation_input){2, score, nothing, responses, 0}, room);
    assert_unknown(p.invited);
    assert_unknown(p.responses);
    assert_unknown(p.rho);
    assert_unknown(participation_of(&(struct participation_input){0, NULL, NULL, NULL, 1}, NULL).rho);
}

static void a_rate_that_stays_the_same_has_no_trend(void **state)
{
    (void)state;
    double room[4];
    const double always[] = {10, 10, 10, 10};
    const double half[] = {5, 5, 5, 5};
    struct participation p = participation_of(&(struct participation_input){4, score, always, half, 1}, room);
    assert_near(p.invited, 30);
    assert_unknown(p.rho);
}

/* Everybody but T12, ten of whose weeks are hidden: the reference counts those too. */
static void the_sample_organisation_matches(void **state)
{
    (void)state;
    double cell[3][SAMPLE_TEAMS * SAMPLE_PERIODS];
    double room[SAMPLE_PERIODS];
    const char *const name[] = {"wellbeing", "invited", "responses"};
    for (size_t i = 0; i < 3; i++) {
        read_cells("expected_employee_cells.csv", name[i], cell[i]);
    }
    char *json = read_json_from(SAMPLE_ORGANISATION "expected.json", "\"response\":");
    int mismatches = 0;
    for (size_t i = 0; i < SAMPLE_TEAMS; i++) {
        size_t row = i * SAMPLE_PERIODS;
        struct participation_input input = {SAMPLE_PERIODS, cell[0] + row, cell[1] + row, cell[2] + row, 20};
        struct participation p = participation_of(&input, room);
        bool whole = i != 5 && i != 11;
        mismatches += whole ? json_differs(json, "responses", i, p.responses) : 0;
        mismatches += whole ? json_differs(json, "rate", i, p.responses / p.invited) : 0;
        assert_true(fabs(p.rho) < 1.0);
    }
    free(json);
    assert_int_equal(mismatches, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weeks_that_are_known_count),
        cmocka_unit_test(a_few_weeks_have_no_trend),
        cmocka_unit_test(nobody_asked_is_unknown),
        cmocka_unit_test(a_rate_that_stays_the_same_has_no_trend),
        cmocka_unit_test(the_sample_organisation_matches),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
