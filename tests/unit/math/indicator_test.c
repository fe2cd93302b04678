/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The seven indicators of T05 and others of the sample organisation from their parts, worked example W16, and
 * what stops an indicator. */
#include "sample_data.h"

#include "base/cleanup.h"
#include "math/indicator.h"

#define assert_near(got, expected) assert_true(fabs((got) - (expected)) <= 1e-6)
#define assert_ratio(got, expected) assert_true(fabs((got) / (expected)-1) <= 1e-6)
#define assert_unknown(got) assert_true(isnan(got))

static const double margins[2] = {2.5, 2.5};

static void assert_lacking(struct indicator got, enum lack lack)
{
    assert_int_equal(got.lack, lack);
    assert_unknown(got.x);
    assert_unknown(got.se);
    assert_unknown(got.p);
}

static struct difference difference(double delta, double se, double neff)
{
    return (struct difference){LACK_NOTHING, 29, delta, se, neff, 0, fmax(4, neff - 1)};
}

static const struct difference no_difference = {LACK_PERIODS, 3, NAN, NAN, NAN, NAN, NAN};

static void worked_opposites(void **state)
{
    (void)state;
    struct difference w = difference(9.1, 2.4, 14);
    struct difference c = difference(-8.3, 2.1, 16);
    struct indicator got = indicator_opposite(&w, &c, margins, 15);
    assert_int_equal(got.lack, LACK_NOTHING);
    assert_near(got.p, 0.0082689233601);
    assert_near(got.x, 8.3 / 15);
    assert_near(got.se, 2.1 / 15);
    c.delta = -9.2; /* now wellbeing is the weaker one */
    got = indicator_opposite(&w, &c, margins, 15);
    assert_near(got.x, 9.1 / 15);
    assert_near(got.se, 2.4 / 15);
    const double other_margins[2] = {2.5, 9.2};
    assert_near(indicator_opposite(&w, &c, other_margins, 15).p, 0.5);
}

static void opposites_need_both(void **state)
{
    (void)state;
    struct difference w = difference(9.1, 2.4, 14);
    assert_lacking(indicator_opposite(&no_difference, &w, margins, 15), LACK_PERIODS);
    assert_lacking(indicator_opposite(&w, &no_difference, margins, 15), LACK_PERIODS);
}

static void a_missing_link_matches(void **state)
{
    (void)state;
    FILE *file = open_data("expected_link_teams.csv");
    struct row head;
    struct row row;
    assert_true(read_row(file, &head));
    do {
        assert_true(read_row(file, &row));
    } while (strcmp(row.cell[0], "T05") != 0);
    fclose(file);
    struct indicator_link link = {
        number(&row, column(&head, "loo.r")), 1 / (number(&row, column(&head, "loo.n")) - 4),
        number(&row, column(&head, "loo.r_others")), number(&row, column(&head, "loo.p_lag_others")),
        number(&row, column(&head, "loo.p_lower"))};
    struct indicator got = indicator_decoupled(&link, 0.05);
    assert_near(got.x, 2.5178416685);
    assert_near(got.p, 0.00638000409238017);
    assert_near(got.se, (1 - link.r * link.r) * sqrt(link.v) / link.r_others);
}

static void nothing_to_lose_is_no_evidence(void **state)
{
    (void)state;
    struct indicator_link link = {.r = -.2, .v = .05, .r_others = .4, .p_others = .01, .p_lower = .003};
    assert_int_equal(indicator_decoupled(&link, .05).lack, LACK_NOTHING);
    struct indicator_link weak = link;
    weak.p_others = .05;
    assert_lacking(indicator_decoupled(&weak, .05), LACK_LINK);
    struct indicator_link negative = link;
    negative.r_others = -.4;
    assert_lacking(indicator_decoupled(&negative, .05), LACK_LINK);
    struct indicator_link absent = link;
    absent.r = NAN;
    assert_lacking(indicator_decoupled(&absent, .05), LACK_LINK);
    absent = (struct indicator_link){NAN, NAN, NAN, NAN, NAN};
    assert_lacking(indicator_decoupled(&absent, .05), LACK_LINK);
}

static void handing_on_matches(void **state)
{
    (void)state;
    struct difference b = difference(0.281045833510376, 0.0185700979777854, 29.7925037236273);
    struct indicator got = indicator_above(&b, (struct indicator_scale){0.05, 0.30});
    assert_near(got.x, 0.936819445);
    assert_near(got.se, 0.0185700979777854 / 0.30);
    assert_ratio(got.p, 2.0850687889998e-13);
    assert_lacking(indicator_above(&no_difference, (struct indicator_scale){0.05, 0.30}), LACK_PERIODS);
}

static struct indicator unsupported(int64_t u, int64_t h, int64_t other_u, int64_t other_h)
{
    struct collaboration_support own = {.handoffs = h, .rated = h, .unsupported = u};
    struct collaboration_support others = {.handoffs = other_h, .rated = other_h, .unsupported = other_u};
    return indicator_unsupported(&own, &others, 20, (struct indicator_scale){0.10, 0.50});
}

static void unsupported_handoffs_match(void **state)
{
    (void)state;
    struct indicator t05 = unsupported(207, 358, 549 - 207, 1754 - 358);
    assert_near(t05.x, 0.6664532343);
    assert_ratio(t05.p, 1.88329746799498e-19);
    assert_near(t05.se, sqrt(207.0 / 358 * (1 - 207.0 / 358) / 358) / 0.5);
    struct indicator t02 = unsupported(15, 104, 549 - 15, 1754 - 104);
    assert_near(t02.x, -0.3588111888);
    assert_near(t02.p, 0.999999999825939);
    assert_near(unsupported(0, 122, 549, 1754 - 122).p, 1);
}

static void few_handoffs_are_insufficient(void **state)
{
    (void)state;
    assert_int_equal(unsupported(5, 20, 5, 20).lack, LACK_NOTHING);
    assert_lacking(unsupported(5, 19, 5, 20), LACK_HANDOFFS);
    assert_int_equal(unsupported(5, 20, 1, 2).lack, LACK_NOTHING); /* only the team needs as many */
    assert_lacking(unsupported(5, 20, 0, 0), LACK_HANDOFFS);
    const struct collaboration_support unrated = {.handoffs = 30};
    const struct collaboration_support rated = {30, 1, 0};
    assert_lacking(indicator_unsupported(&unrated, &rated, 20, (struct indicator_scale){0.1, 0.5}),
                   LACK_RATINGS);
    assert_lacking(indicator_unsupported(&rated, &unrated, 20, (struct indicator_scale){0.1, 0.5}),
                   LACK_RATINGS);
    struct collaboration_support none = {0};
    assert_lacking(indicator_unsupported(&none, &none, 0, (struct indicator_scale){0.1, 0.5}), LACK_HANDOFFS);
    struct indicator all = unsupported(20, 20, 95, 100); /* 95 % and the margin are more than all */
    assert_near(all.p, 1);
    assert_near(all.se, 0);
}

/* T05: it says 4.76 points more than the others do, and is thought of 24 points less. */
static void asymmetry_matches(void **state)
{
    (void)state;
    CLEANUP(free) char *json = read_json_from(SAMPLE_ORGANISATION "expected.json", "\"received\":");
    struct indicator_others others = {.teams = SAMPLE_TEAMS - 1};
    for (size_t i = 0; i < SAMPLE_TEAMS; i++) {
        double se = json_number(json, "se", i);
        others.mean += i == 4 ? 0 : json_number(json, "mean", i) / 11;
        others.variance += i == 4 ? 0 : se * se / 121;
    }
    struct collaboration_received own = {LACK_NOTHING, 11, json_number(json, "mean", 4),
                                         json_number(json, "se", 4)};
    struct difference self = difference(4.75567269503398, 0.780677456739859, 29);
    struct indicator got = indicator_asymmetry(&self, &own, &others, (struct indicator_scale){5, 25});
    assert_near(got.x, 1.124801837);
    assert_near(got.se, json_number(json, "asymmetry_se", 4) / 25);
    assert_ratio(got.p, 6.3360845139287e-05);
}

static void asymmetry_needs_its_parts(void **state)
{
    (void)state;
    struct indicator_scale scale = {5, 25};
    struct difference self = difference(5, 1, 20);
    struct collaboration_received own = {LACK_NOTHING, 5, 40, 2};
    struct collaboration_received none = {LACK_RATINGS, 4, NAN, NAN};
    struct indicator_others others = {5, 60, 1};
    struct indicator_others few = {4, 60, 1};
    assert_int_equal(indicator_asymmetry(&self, &own, &others, scale).lack, LACK_NOTHING);
    assert_lacking(indicator_asymmetry(&no_difference, &own, &others, scale), LACK_PERIODS);
    assert_lacking(indicator_asymmetry(&self, &none, &others, scale), LACK_RATINGS);
    assert_lacking(indicator_asymmetry(&self, &own, &few, scale), LACK_TEAMS);
    /* with five raters: four degrees of freedom, whose tail has a closed form */
    double t = 20 / sqrt(6);
    double u = 1 + t * t / 4;
    double tail = .5 - .375 * t / sqrt(u) * (1 - t * t / u / 12);
    assert_near(indicator_asymmetry(&self, &own, &others, scale).p, tail);
    own.raters = 30; /* then it is the self-image's */
    assert_true(indicator_asymmetry(&self, &own, &others, scale).p < tail / 100);
}

static void reach_matches(void **state)
{
    (void)state;
    struct collaboration_dyads t05 = {.external = 9, .external_ties = 0};
    struct collaboration_dyads t02 = {.external = 9, .external_ties = 5};
    struct indicator none = indicator_reach(&t05, 33, 45);
    assert_near(none.x, 1);
    assert_near(none.se, 0);
    assert_ratio(none.p, 6.81896702738405e-06);
    struct indicator some = indicator_reach(&t02, 28, 45);
    assert_near(some.x, 0.1071428571);
    assert_near(some.p, 0.461285461344487);
    assert_near(some.se, sqrt(5.0 / 9 * 4 / 9 / 9) / (28.0 / 45));
}

static void reach_needs_dyads_and_ties_elsewhere(void **state)
{
    (void)state;
    struct collaboration_dyads own = {.external = 9, .external_ties = 8};
    struct collaboration_dyads none = {.internal = 2};
    assert_lacking(indicator_reach(&none, 20, 45), LACK_RATINGS);
    assert_lacking(indicator_reach(&own, 0, 0), LACK_RATINGS);
    assert_lacking(indicator_reach(&own, 0, 45), LACK_TIES);
    struct indicator one_missing = indicator_reach(&own, 45, 45);
    assert_true(one_missing.p > 0.05 && one_missing.p < 0.1); /* 1 - (89/90)^9 */
    own.external_ties = 9;
    assert_near(indicator_reach(&own, 45, 45).p, 1);
    assert_true(indicator_reach(&own, 45, 45).x < 0);
}

static void quadrants_follow_both_intervals(void **state)
{
    (void)state;
    struct difference above = difference(10, 2, 20);
    struct difference below = difference(-10, 2, 20);
    struct difference about = difference(3, 2, 20); /* 3 - 1.73 * 2 */
    assert_int_equal(indicator_quadrant(&above, &above), QUADRANT_THRIVING);
    assert_int_equal(indicator_quadrant(&above, &below), QUADRANT_INWARD);
    assert_int_equal(indicator_quadrant(&below, &above), QUADRANT_STRAINED);
    assert_int_equal(indicator_quadrant(&below, &below), QUADRANT_STRUGGLING);
    assert_int_equal(indicator_quadrant(&about, &below), QUADRANT_UNDETERMINED);
    assert_int_equal(indicator_quadrant(&above, &about), QUADRANT_UNDETERMINED);
    assert_int_equal(indicator_quadrant(&above, &no_difference), QUADRANT_UNDETERMINED);
    about.delta = 3.5; /* the 90 % interval counts, not the 95 % one */
    assert_int_equal(indicator_quadrant(&about, &about), QUADRANT_THRIVING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worked_opposites),
        cmocka_unit_test(opposites_need_both),
        cmocka_unit_test(a_missing_link_matches),
        cmocka_unit_test(nothing_to_lose_is_no_evidence),
        cmocka_unit_test(handing_on_matches),
        cmocka_unit_test(unsupported_handoffs_match),
        cmocka_unit_test(few_handoffs_are_insufficient),
        cmocka_unit_test(asymmetry_matches),
        cmocka_unit_test(asymmetry_needs_its_parts),
        cmocka_unit_test(reach_matches),
        cmocka_unit_test(reach_needs_dyads_and_ties_elsewhere),
        cmocka_unit_test(quadrants_follow_both_intervals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
