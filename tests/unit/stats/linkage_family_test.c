/* SPDX-License-Identifier: GPL-3.0-or-later */
/* q-values count everything that a release tested. */
#include "stats/linkage_family.h"

#include "linked_teams.h"
#include "math/fdr.h"

static const struct linkage_tested nothing = {{0, NULL}, {0, NULL}, {0, NULL}};

static void control(struct linkage_analysis *const *analyses, size_t n, const struct linkage_tested *before)
{
    struct error err;
    assert_true(linkage_family_control(analyses, n, before, &err));
}

static void assert_controlled(const struct linkage_tests *tests, const double *p, size_t n, size_t at)
{
    double bh[3 * TEAMS];
    double by[3 * TEAMS];
    struct error err;
    assert_true(fdr_bh(p, n, bh, &err) && fdr_by(p, n, by, &err));
    for (size_t i = 0; i < tests->n; i++) {
        bool unknown = isnan(bh[at + i]);
        assert_true(unknown ? isnan(tests->q_bh[i]) : tests->q_bh[i] == bh[at + i]);
        assert_true(unknown ? isnan(tests->q_by[i]) : tests->q_by[i] == by[at + i]);
    }
}

static void each_kind_is_a_family_of_its_own(void **state)
{
    (void)state;
    struct linkage_analysis_opts opts = linked_opts();
    struct linkage_analysis *a CLEANUP(linkage_analysis_free) = linked_analysis(&opts, TEAMS);
    control(&a, 1, &nothing);
    for (size_t kind = 0; kind < LINKAGE_TEST_KINDS; kind++) {
        assert_controlled(&a->tests[kind], a->tests[kind].p, a->tests[kind].n, 0);
    }
    assert_int_equal(a->tests[LINKAGE_OWN].family, ANALYSED);
    assert_int_equal(a->tests[LINKAGE_WHOLE].family, 1);
    assert_true(a->tests[LINKAGE_WHOLE].q_by[0] == a->mismatch.p);
    assert_unknown(a->tests[LINKAGE_OWN].q_bh[RARE]);
    assert_memory_not_equal(a->tests[LINKAGE_OWN].q_bh, a->tests[LINKAGE_COMMON_LAG].q_bh, sizeof(double));
}

/* Two links at once, or the second when the first was stored, come to the same. */
static void links_are_counted_together(void **state)
{
    (void)state;
    struct linkage_analysis_opts opts = linked_opts();
    struct linkage_analysis *a CLEANUP(linkage_analysis_free) = linked_analysis(&opts, TEAMS);
    opts.correlation.max_lag = 1;
    struct linkage_analysis *b CLEANUP(linkage_analysis_free) = linked_analysis(&opts, ANALYSED);
    struct linkage_analysis *const both[] = {a, b};
    control(both, 2, &nothing);
    double p[2 * TEAMS];
    for (size_t i = 0; i < TEAMS; i++) {
        p[i] = a->tests[LINKAGE_OWN].p[i];
        p[TEAMS + i] = i < ANALYSED ? b->tests[LINKAGE_OWN].p[i] : NAN;
    }
    assert_controlled(&a->tests[LINKAGE_OWN], p, TEAMS + ANALYSED, 0);
    assert_controlled(&b->tests[LINKAGE_OWN], p, TEAMS + ANALYSED, TEAMS);
    assert_int_equal(b->tests[LINKAGE_OWN].family, 2 * ANALYSED);
    assert_int_equal(a->tests[LINKAGE_WHOLE].family, 2);

    double at_once[ANALYSED];
    double whole_at_once = b->tests[LINKAGE_WHOLE].q_bh[0];
    memcpy(at_once, b->tests[LINKAGE_COMMON_LAG].q_by, sizeof at_once);
    const struct linkage_tested before = {{TEAMS, a->tests[LINKAGE_OWN].p},
                                          {TEAMS, a->tests[LINKAGE_COMMON_LAG].p},
                                          {1, a->tests[LINKAGE_WHOLE].p}};
    control(&b, 1, &before);
    assert_memory_equal(b->tests[LINKAGE_COMMON_LAG].q_by, at_once, sizeof at_once);
    assert_true(b->tests[LINKAGE_WHOLE].q_bh[0] == whole_at_once);
    assert_int_equal(b->tests[LINKAGE_OWN].family, 2 * ANALYSED);
}

static void no_teams_and_no_links_are_no_error(void **state)
{
    (void)state;
    struct linkage_analysis_opts opts = linked_opts();
    struct linkage_analysis *nobody CLEANUP(linkage_analysis_free) = linked_analysis(&opts, 0);
    control(&nobody, 1, &nothing);
    assert_int_equal(nobody->tests[LINKAGE_OWN].family, 0);
    assert_unknown(nobody->tests[LINKAGE_WHOLE].q_bh[0]);
    control(NULL, 0, &nothing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_is_a_family_of_its_own),
        cmocka_unit_test(links_are_counted_together),
        cmocka_unit_test(no_teams_and_no_links_are_no_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
