/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The index from given indicators: worked examples W17 and W18, the sample organisation, and gaps. */
#include "sample_data.h"

#include "base/cleanup.h"
#include "math/silo_index.h"

#define assert_near(got, expected) assert_true(fabs((got) - (expected)) <= 1e-6)
#define assert_unknown(got) assert_true(isnan(got))

static void fill(struct indicator indicator[INDICATORS], double x, double se, double p)
{
    for (size_t i = 0; i < INDICATORS; i++) {
        indicator[i] = (struct indicator){LACK_NOTHING, x, se, p};
    }
}

static void worked_clamps(void **state)
{
    (void)state;
    CLEANUP(free) char *json = read_json_from(SAMPLE_WORKED, "\"W18_clamp_moments\"");
    static const char *const keys[3][3] = {
        {"x", "s", "mean_var"}, {"x2", "s2", "mean_var2"}, {"x3", "s3", "mean_var3"}};
    for (size_t i = 0; i < 3; i++) {
        struct silo_clamped got =
            silo_clamp(json_number(json, keys[i][0], 0), json_number(json, keys[i][1], 0));
        assert_near(got.mean, json_number(json, keys[i][2], 0));
        assert_near(got.variance, json_number(json, keys[i][2], 1));
    }
}

static void clamps_have_ends(void **state)
{
    (void)state;
    assert_near(silo_clamp(.4, 0).mean, .4);
    assert_near(silo_clamp(.4, 0).variance, 0);
    assert_near(silo_clamp(-3, 0).mean, 0);
    assert_near(silo_clamp(7, 1e-310).mean, 1);
    assert_near(silo_clamp(7, 1e-310).variance, 0);
    assert_near(silo_clamp(1e6, .1).mean, 1);
    assert_near(silo_clamp(1e6, .1).variance, 0);
    assert_near(silo_clamp(-1e6, .1).mean, 0);
    assert_near(silo_clamp(.5, 1e3).mean, .5);
    assert_near(silo_clamp(.5, 1e3).variance, .25 - 3.98942e-4 / 6); /* nearly all of it at 0 or 1 */
}

/* In each family one p makes it, the other is 1: Bonferroni doubles it but in D. */
static void worked_partial_conjunction(void **state)
{
    (void)state;
    CLEANUP(free) char *json = read_json_from(SAMPLE_WORKED, "\"W17_partial_conjunction\"");
    struct indicator indicator[INDICATORS];
    fill(indicator, .5, .1, 1);
    indicator[INDICATOR_A2].p = json_number(json, "family_p", 0) / 2;
    indicator[INDICATOR_B1].p = json_number(json, "family_p", 1) / 2;
    indicator[INDICATOR_C1].p = json_number(json, "family_p", 2) / 2;
    indicator[INDICATOR_D1].p = json_number(json, "family_p", 3);
    struct silo_index s = silo_index(indicator);
    assert_near(s.family[FAMILY_A].p, 0.03);
    assert_near(s.family[FAMILY_D].p, 0.41);
    assert_near(s.p, json_number(json, "p_2of4", 0));
}

/* Whatever the order, it is the second smallest that counts, and one small p is not enough. */
static void one_family_is_not_two(void **state)
{
    (void)state;
    struct indicator indicator[INDICATORS];
    fill(indicator, .5, .1, .3);
    indicator[INDICATOR_A1] = indicator_lacking(LACK_PERIODS);
    indicator[INDICATOR_B2] = indicator_lacking(LACK_HANDOFFS);
    indicator[INDICATOR_C1] = indicator_lacking(LACK_RATINGS);
    const size_t single[] = {INDICATOR_A2, INDICATOR_B1, INDICATOR_C2, INDICATOR_D1};
    for (size_t i = 0; i < 4; i++) {
        indicator[single[i]].p = 1e-9;
        assert_near(silo_index(indicator).p, 0.9);
        size_t next = single[(i + 1) % 4];
        indicator[next].p = .01;
        assert_near(silo_index(indicator).p, 0.03);
        indicator[next].p = 1e-12;
        assert_near(silo_index(indicator).p, 3e-9);
        indicator[next].p = indicator[single[i]].p = .3;
    }
}

static void the_sample_organisation_matches(void **state)
{
    (void)state;
    static const char *const name[INDICATORS] = {"A1", "A2", "B1", "B2", "C1", "C2", "D1"};
    static const char *const family[FAMILIES] = {"A", "B", "C", "D"};
    FILE *file = open_data("expected_silo.csv");
    struct row head;
    struct row row;
    int mismatches = 0;
    assert_true(read_row(file, &head));
    for (size_t team = 0; read_row(file, &row); team++) {
        struct indicator indicator[INDICATORS];
        for (size_t i = 0; i < INDICATORS; i++) {
            char p[8];
            snprintf(p, sizeof p, "p_%s", name[i]);
            double x = number(&row, column(&head, name[i]));
            indicator[i] = isnan(x) ? indicator_lacking(LACK_LINK)
                                    : (struct indicator){LACK_NOTHING, x, 0, number(&row, column(&head, p))};
        }
        struct silo_index s = silo_index(indicator);
        for (size_t f = 0; f < FAMILIES; f++) {
            char score[12];
            char pfam[12];
            snprintf(score, sizeof score, "score_%s", family[f]);
            snprintf(pfam, sizeof pfam, "pfam_%s", family[f]);
            mismatches += differs(score, team, s.family[f].score, number(&row, column(&head, score)));
            mismatches += differs(pfam, team, s.family[f].p, number(&row, column(&head, pfam)));
        }
        mismatches += differs("index", team, s.index, number(&row, column(&head, "index")));
        mismatches += differs("p_pc", team, s.p, number(&row, column(&head, "p_pc")));
    }
    fclose(file);
    assert_int_equal(mismatches, 0);
}

static void what_families_add_makes_the_index(void **state)
{
    (void)state;
    struct indicator indicator[INDICATORS];
    fill(indicator, .2, .1, .5);
    indicator[INDICATOR_A1].x = -4; /* counts as 0 */
    indicator[INDICATOR_B1].x = 9;  /* as 1 */
    struct silo_index s = silo_index(indicator);
    assert_int_equal(s.families, 4);
    assert_near(s.family[FAMILY_A].contribution, 2.5);
    assert_near(s.family[FAMILY_B].contribution, 15);
    assert_near(s.family[FAMILY_C].contribution, 5);
    assert_near(s.family[FAMILY_D].contribution, 5);
    assert_near(s.index, 27.5);
    double v = silo_clamp(.2, .1).variance;
    assert_near(s.se, 100 * sqrt((v / 4 + v / 4 + v / 2 + v)) / 4);
    assert_near(s.lo, 27.5 - 1.644854 * s.se);
    assert_near(s.hi, 27.5 + 1.644854 * s.se);
    indicator[INDICATOR_D1] = indicator_lacking(LACK_PERIODS);
    s = silo_index(indicator);
    assert_near(s.index, 30);
    assert_unknown(s.family[FAMILY_D].contribution);
    assert_near(s.family[FAMILY_B].contribution, 20);
}

static void three_families_are_needed(void **state)
{
    (void)state;
    struct indicator indicator[INDICATORS];
    fill(indicator, .9, .1, 1e-9);
    indicator[INDICATOR_D1] = indicator_lacking(LACK_PERIODS);
    assert_int_equal(silo_index(indicator).lack, LACK_NOTHING);
    indicator[INDICATOR_A1] = indicator_lacking(LACK_PERIODS);
    assert_int_equal(silo_index(indicator).lack, LACK_NOTHING);
    indicator[INDICATOR_A2] = indicator_lacking(LACK_LINK);
    struct silo_index s = silo_index(indicator);
    assert_int_equal(s.lack, LACK_INDICATORS);
    assert_int_equal(s.families, 2);
    assert_int_equal(s.family[FAMILY_A].lack, LACK_INDICATORS);
    assert_unknown(s.index);
    assert_unknown(s.se);
    assert_unknown(s.hi);
    assert_unknown(s.p);
    assert_unknown(s.family[FAMILY_B].contribution);
    assert_near(s.family[FAMILY_B].score, .9); /* the family itself is known */
}

static void intervals_stay_on_the_scale(void **state)
{
    (void)state;
    struct indicator indicator[INDICATORS];
    fill(indicator, .02, .5, .5);
    assert_near(silo_index(indicator).lo, 0);
    fill(indicator, .98, .5, .5);
    assert_near(silo_index(indicator).hi, 100);
    fill(indicator, .5, 0, .5);
    assert_near(silo_index(indicator).lo, 50);
    assert_near(silo_index(indicator).hi, 50);
}

static void bands_have_edges(void **state)
{
    (void)state;
    assert_int_equal(silo_band(0), SILO_ORDINARY);
    assert_int_equal(silo_band(19.99), SILO_ORDINARY);
    assert_int_equal(silo_band(20), SILO_LOOK_CLOSER);
    assert_int_equal(silo_band(40), SILO_LOOK_CLOSER);
    assert_int_equal(silo_band(40.01), SILO_PRONOUNCED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worked_clamps),
        cmocka_unit_test(clamps_have_ends),
        cmocka_unit_test(worked_partial_conjunction),
        cmocka_unit_test(one_family_is_not_two),
        cmocka_unit_test(the_sample_organisation_matches),
        cmocka_unit_test(what_families_add_makes_the_index),
        cmocka_unit_test(three_families_are_needed),
        cmocka_unit_test(intervals_stay_on_the_scale),
        cmocka_unit_test(bands_have_edges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
