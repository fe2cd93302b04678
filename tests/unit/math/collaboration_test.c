/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ratings between teams: the sample organisation, worked example W14, and what is not enough. */
#include "sample_data.h"

#include "base/cleanup.h"
#include "math/collaboration.h"

#define TEAMS SAMPLE_TEAMS
#define WAVES 3
#define LEAST_RATERS 5
#define TIED 60
#define SUPPORTED 50
#define assert_near(got, expected) assert_true(fabs((got) - (expected)) <= 1e-6)
#define assert_unknown(got) assert_true(isnan(got))

struct organisation {
    double rating[TEAMS * TEAMS];
    double flow[TEAMS * TEAMS];
    int32_t unit[TEAMS];
    struct collaboration c;
    char *json; /* expected.json */
};

struct sums {
    double n;
    double sum;
};

/* Published means of all waves, from the answers themselves. */
static void read_ratings(double *ret_rating)
{
    struct sums sums[WAVES][TEAMS][TEAMS] = {0};
    FILE *file = open_data("peer_ratings.csv");
    struct row row;
    assert_true(read_row(file, &row));
    while (read_row(file, &row)) {
        struct sums *of =
            &sums[strtoul(row.cell[0], NULL, 10) / 10 - 1][team_index(&row, 1)][team_index(&row, 2)];
        of->n++;
        of->sum += 25 * (number(&row, 3) - 1);
    }
    fclose(file);
    struct collaboration_rating ratings[WAVES * TEAMS * TEAMS];
    size_t len = 0;
    for (size_t i = 0; i < (size_t)WAVES * TEAMS * TEAMS; i++) {
        struct sums *of = &sums[0][0][0] + i;
        if (of->n >= LEAST_RATERS) {
            ratings[len++] = (struct collaboration_rating){(int32_t)(i / TEAMS % TEAMS), (int32_t)(i % TEAMS),
                                                           of->sum / of->n};
        }
    }
    struct error err;
    assert_true(collaboration_average(ratings, len, TEAMS, ret_rating, &err));
}

static int set_up(void **state)
{
    struct organisation *o = calloc(1, sizeof *o);
    assert_non_null(o);
    o->json = read_json_from(SAMPLE_ORGANISATION "expected.json", "\"network\":");
    read_ratings(o->rating);
    for (size_t i = 0; i < (size_t)TEAMS * TEAMS; i++) {
        o->flow[i] = json_number(o->json, "H", i);
        o->unit[i / TEAMS] = (int32_t)(i / TEAMS / 3);
    }
    o->c = (struct collaboration){TEAMS, o->rating};
    *state = o;
    return 0;
}

static int tear_down(void **state)
{
    struct organisation *o = *state;
    free(o->json);
    free(o);
    return 0;
}

static void ratings_and_ties_match(void **state)
{
    struct organisation *o = *state;
    double tie[TEAMS * TEAMS];
    int mismatches = 0;
    collaboration_ties(&o->c, TIED, tie);
    for (size_t i = 0; i < (size_t)TEAMS * TEAMS; i++) {
        mismatches += differs("D", i, o->rating[i], json_number(o->json, "D", i));
        mismatches += differs("Tie", i, tie[i], json_number(o->json, "Tie", i));
        if (i / TEAMS != i % TEAMS) {
            double mutual = collaboration_mutual(&o->c, i / TEAMS, i % TEAMS);
            mismatches += differs("Wc", i, mutual, json_number(o->json, "Wc", i));
        }
    }
    assert_int_equal(mismatches, 0);
}

static void esteem_matches(void **state)
{
    struct organisation *o = *state;
    const char *expected = json_value(json_value(o->json, "silo"), "received");
    int mismatches = 0;
    for (size_t i = 0; i < TEAMS; i++) {
        struct collaboration_received got = collaboration_received(&o->c, i, 5);
        assert_int_equal(got.lack, LACK_NOTHING);
        mismatches += differs("m", i, (double)got.raters, json_number(expected, "m", i));
        mismatches += differs("mean", i, got.mean, json_number(expected, "mean", i));
        mismatches += differs("se", i, got.se, json_number(expected, "se", i));
    }
    assert_int_equal(mismatches, 0);
}

static void ties_of_teams_match(void **state)
{
    struct organisation *o = *state;
    const char *expected = json_value(o->json, "silo");
    int mismatches = 0;
    for (size_t i = 0; i < TEAMS; i++) {
        struct collaboration_dyads dyads = collaboration_dyads(&o->c, o->unit, i, TIED);
        struct collaboration_inwardness inward = collaboration_inwardness(&dyads);
        mismatches +=
            differs("external", i, (double)dyads.external_ties, json_number(expected, "external_ties", i));
        mismatches +=
            differs("internal", i, (double)dyads.internal_ties, json_number(expected, "internal_ties", i));
        mismatches +=
            differs("possible", i, (double)dyads.external, json_number(expected, "external_possible", i));
        mismatches += differs("EI", i, inward.ei, json_number(expected, "EI_team", i));
        mismatches += differs("p_EI", i, inward.p, json_number(expected, "p_EI_hyper", i));
        assert_int_equal(dyads.internal, 2);
    }
    assert_int_equal(mismatches, 0);
}

static void unsupported_handoffs_match(void **state)
{
    struct organisation *o = *state;
    const char *expected = json_value(o->json, "silo");
    struct collaboration_support all = {0};
    for (size_t i = 0; i < TEAMS; i++) {
        struct collaboration_support got = collaboration_support(&o->c, o->flow, i, SUPPORTED);
        assert_int_equal(got.unsupported, json_number(expected, "unsupported", i));
        assert_int_equal(got.handoffs, json_number(expected, "handoffs_out", i));
        all.unsupported += got.unsupported;
        all.handoffs += got.handoffs;
    }
    assert_near((double)all.unsupported / (double)all.handoffs, json_number(o->json, "unsupported_share", 0));
}

static void worked_inwardness(void **state)
{
    (void)state;
    struct collaboration_dyads dyads = {.internal = 2,
                                        .external = 4, /* five of the others are not rated */
                                        .internal_ties = 2,
                                        .external_ties = 2,
                                        .unit_mates = 2,
                                        .outsiders = 9};
    struct collaboration_inwardness inward = collaboration_inwardness(&dyads);
    assert_int_equal(inward.lack, LACK_NOTHING);
    assert_near(inward.ei, 0);
    assert_near(inward.p, 0.10909090909);
    dyads.internal_ties = 0;
    assert_near(collaboration_inwardness(&dyads).p, 1);
    assert_near(collaboration_inwardness(&dyads).ei, 1);
    dyads.unit_mates = dyads.internal = 0; /* alone in its unit */
    assert_near(collaboration_inwardness(&dyads).p, 1);
}

static void an_isolate_has_no_inwardness(void **state)
{
    (void)state;
    struct collaboration_dyads dyads = {.internal = 2, .external = 9};
    struct collaboration_inwardness inward = collaboration_inwardness(&dyads);
    assert_int_equal(inward.lack, LACK_TIES);
    assert_unknown(inward.ei);
    assert_unknown(inward.p);
}

/* 0 and 1 rate each other, 1 alone rates 2, nobody rates 3. */
static const double sparse[16] = {NAN,      70,  NAN, NAN, /**/ 40, NAN, 20, NAN, /**/ NAN, NAN, NAN, NAN,
                                  /**/ NAN, NAN, NAN, NAN};

static void unpublished_ratings_are_no_dyads(void **state)
{
    (void)state;
    struct collaboration c = {4, sparse};
    const int32_t unit[] = {0, 0, 1, 1};
    const double flow[] = {0, 9, 30, 30, /**/ 5, 0, 7, 30, /**/ 0, 2, 0, 30, /**/ 30, 30, 30, 0};
    assert_near(collaboration_mutual(&c, 1, 0), 55);
    assert_near(collaboration_mutual(&c, 2, 1), 20);
    assert_unknown(collaboration_mutual(&c, 0, 2));
    struct collaboration_dyads dyads = collaboration_dyads(&c, unit, 1, 55);
    assert_int_equal(dyads.internal, 1);
    assert_int_equal(dyads.external, 1);
    assert_int_equal(dyads.internal_ties, 1);
    assert_int_equal(dyads.external_ties, 0);
    assert_int_equal(dyads.unit_mates, 1);
    assert_int_equal(dyads.outsiders, 2);
    struct collaboration_support support = collaboration_support(&c, flow, 1, 50);
    assert_int_equal(support.handoffs, 42);
    assert_int_equal(support.rated, 12);
    assert_int_equal(support.unsupported, 7);
    assert_int_equal(collaboration_support(&c, flow, 1, 55).unsupported,
                     7); /* at the threshold is supported */
    assert_int_equal(collaboration_support(&c, flow, 3, 50).handoffs, 90);
    assert_int_equal(collaboration_support(&c, flow, 3, 50).rated, 0);
    assert_int_equal(collaboration_dyads(&c, unit, 3, 55).external, 0);
}

static void few_raters_are_no_esteem(void **state)
{
    (void)state;
    double rating[36];
    for (size_t i = 0; i < 36; i++) {
        rating[i] = i / 6 == i % 6 ? 99 : 40 + (double)(i / 6);
    }
    struct collaboration c = {6, rating};
    struct collaboration_received got = collaboration_received(&c, 5, 5);
    assert_int_equal(got.lack, LACK_NOTHING);
    assert_near(got.mean, 42);
    assert_near(got.se, sqrt(2.5 / 5));
    rating[0 * 6 + 5] = NAN;
    got = collaboration_received(&c, 5, 5);
    assert_int_equal(got.lack, LACK_RATINGS);
    assert_int_equal(got.raters, 4);
    assert_unknown(got.mean);
    assert_unknown(got.se);
    assert_int_equal(collaboration_received(&(struct collaboration){1, rating}, 0, 0).lack, LACK_RATINGS);
}

static void raters_who_agree_leave_no_error(void **state)
{
    (void)state;
    double rating[36];
    for (size_t i = 0; i < 36; i++) {
        rating[i] = 25;
    }
    struct collaboration_received got = collaboration_received(&(struct collaboration){6, rating}, 2, 5);
    assert_near(got.mean, 25);
    assert_near(got.se, 0);
}

static void each_wave_counts_once(void **state)
{
    (void)state;
    const struct collaboration_rating ratings[] = {{0, 1, 30}, {0, 1, 60}, {1, 0, 80}, {0, 1, 90}};
    double rating[4];
    struct error err;
    assert_true(collaboration_average(ratings, 4, 2, rating, &err));
    assert_near(rating[1], 60);
    assert_near(rating[2], 80);
    assert_unknown(rating[0]);
    assert_true(collaboration_average(NULL, 0, 2, rating, &err));
    assert_unknown(rating[1]);
    assert_true(collaboration_average(NULL, 0, 0, NULL, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ratings_and_ties_match),
        cmocka_unit_test(esteem_matches),
        cmocka_unit_test(ties_of_teams_match),
        cmocka_unit_test(unsupported_handoffs_match),
        cmocka_unit_test(worked_inwardness),
        cmocka_unit_test(an_isolate_has_no_inwardness),
        cmocka_unit_test(unpublished_ratings_are_no_dyads),
        cmocka_unit_test(few_raters_are_no_esteem),
        cmocka_unit_test(raters_who_agree_leave_no_error),
        cmocka_unit_test(each_wave_counts_once),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
