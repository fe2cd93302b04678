/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alpha, item-rest correlations and omega against the worked examples W21, W21b and W22 (R package psych),
 * and their edges. */
#include "../unit.h"

#include <math.h>

#include "math/reliability.h"

#define assert_near(got, expected) assert_true(fabs((got) - (expected)) <= 1e-6)
#define assert_unknown(got) assert_true(isnan(got))
#define ITEMS 4

static const int w21[16][ITEMS] = {{2, 4, 2, 2}, {3, 5, 5, 4}, {2, 3, 3, 1}, {3, 4, 4, 3},
                                   {5, 4, 5, 4}, {4, 1, 2, 3}, {4, 2, 3, 3}, {3, 3, 2, 3},
                                   {4, 4, 4, 3}, {3, 3, 3, 4}, {5, 4, 4, 5}, {4, 4, 3, 3},
                                   {2, 2, 2, 3}, {3, 4, 4, 3}, {3, 2, 2, 3}, {4, 3, 4, 3}};
static const int heywood[10][ITEMS] = {{4, 5, 4, 3}, {3, 3, 4, 2}, {5, 4, 5, 4}, {2, 3, 2, 3}, {4, 4, 3, 5},
                                       {3, 4, 3, 2}, {5, 4, 5, 4}, {1, 2, 3, 2}, {4, 3, 4, 4}, {2, 3, 2, 1}};

static void covariances_of(const int (*rows)[ITEMS], size_t n, double *ret)
{
    int64_t sums[ITEMS] = {0};
    int64_t cross[ITEMS * (ITEMS + 1) / 2] = {0};
    for (size_t row = 0; row < n; row++) {
        for (size_t i = 0, at = 0; i < ITEMS; i++) {
            sums[i] += rows[row][i];
            for (size_t j = i; j < ITEMS; j++) {
                cross[at++] += rows[row][i] * rows[row][j];
            }
        }
    }
    reliability_covariances((int64_t)n, ITEMS, sums, cross, ret);
}

static void worked_example(void **state)
{
    (void)state;
    static const double rest[] = {0.49104412762, 0.44204332237, 0.75914431122, 0.56198756596};
    static const double loadings[] = {0.59285464763, 0.54071286476, 0.92474104208, 0.62975298656};
    double c[ITEMS * ITEMS];
    double r[ITEMS];
    covariances_of(w21, 16, c);
    assert_near(reliability_alpha(c, ITEMS), 0.75845410628);
    reliability_item_rest(c, ITEMS, r);
    struct reliability_omega omega = reliability_omega(c, ITEMS);
    double sign = omega.loadings[0] < 0 ? -1 : 1;
    for (size_t j = 0; j < ITEMS; j++) {
        assert_near(r[j], rest[j]);
        assert_near(sign * omega.loadings[j], loadings[j]);
    }
    assert_near(omega.omega_std, 0.77444832039);
    assert_near(omega.omega, 0.78001621909);
    assert_unknown(omega.loadings[ITEMS]);
}

static void heywood_case(void **state)
{
    (void)state;
    double c[ITEMS * ITEMS];
    covariances_of(heywood, 10, c);
    assert_near(reliability_alpha(c, ITEMS), 0.85793590714);
    struct reliability_omega omega = reliability_omega(c, ITEMS);
    assert_unknown(omega.omega);
    assert_unknown(omega.omega_std);
    assert_unknown(omega.loadings[0]);
}

static struct reliability_omega omega_of_three(double r12, double r13, double r23)
{
    const double r[] = {1, r12, r13, r12, 1, r23, r13, r23, 1};
    return reliability_omega(r, 3);
}

static void three_items_in_closed_form(void **state)
{
    (void)state;
    struct reliability_omega omega = omega_of_three(0.6, 0.5, 0.7);
    assert_near(omega.loadings[0], 0.65465367071);
    assert_near(omega.loadings[1], 0.91651513899);
    assert_near(omega.loadings[2], 0.76376261583);
    assert_near(omega.omega_std, 0.82604617605);
    assert_near(omega.omega, 0.82604617605);
    assert_unknown(omega_of_three(0.9, 0.9, 0.7).omega); /* the first loading would be above 1 */
    assert_unknown(omega_of_three(0.9, 0.7, 0.9).omega);
    assert_unknown(omega_of_three(0.7, 0.9, 0.9).omega);
    assert_unknown(omega_of_three(0.6, 0.5, -0.7).omega);
    assert_unknown(omega_of_three(0.6, 0, 0.7).omega);
    assert_near(omega_of_three(0.6, -0.5, -0.7).loadings[2], -0.76376261583);
}

/* The closed form is what the axes of three items with some specific variance would end at. */
static void scales_weigh_in_omega(void **state)
{
    (void)state;
    const double sd[] = {1, 2, 3};
    const double r[] = {1, 0.6, 0.5, 0.6, 1, 0.7, 0.5, 0.7, 1};
    double c[9];
    for (size_t i = 0; i < 9; i++) {
        c[i] = r[i] * sd[i / 3] * sd[i % 3];
    }
    double common = 0.65465367071 + 2 * 0.91651513899 + 3 * 0.76376261583;
    double unique = 1 - 0.65465367071 * 0.65465367071 + 4 * (1 - 0.91651513899 * 0.91651513899) +
                    9 * (1 - 0.76376261583 * 0.76376261583);
    assert_near(reliability_omega(c, 3).omega, common * common / (common * common + unique));
    assert_near(reliability_omega(c, 3).omega_std, 0.82604617605);
}

/* One factor that explains every correlation is found again. */
static void a_true_factor_is_found(void **state)
{
    (void)state;
    const double loadings[] = {0.8, 0.4, 0.7, 0.6, 0.5};
    double r[25];
    for (size_t i = 0; i < 25; i++) {
        r[i] = i / 5 == i % 5 ? 1 : loadings[i / 5] * loadings[i % 5];
    }
    struct reliability_omega omega = reliability_omega(r, 5);
    for (size_t j = 0; j < 5; j++) {
        assert_near(fabs(omega.loadings[j]), loadings[j]);
    }
    assert_near(omega.omega, 9.0 / (9.0 + 5 - 0.64 - 0.16 - 0.49 - 0.36 - 0.25));
}

static void what_has_no_omega(void **state)
{
    (void)state;
    const double two[] = {1, 0.5, 0.5, 1};
    const double constant[] = {1, 0.5, 0, 0.5, 1, 0, 0, 0, 0};
    double twins[16];
    for (size_t i = 0; i < 16; i++) {
        twins[i] = i / 4 == i % 4 || i == 1 || i == 4 ? 1 : 0.4; /* the first two are one */
    }
    assert_unknown(reliability_omega(two, 2).omega);
    assert_unknown(reliability_omega(constant, 3).omega);
    assert_unknown(reliability_omega(twins, 4).omega);
    assert_near(reliability_alpha(twins, 4), 4.0 / 3 * (1 - 4.0 / (4 + 2 + 10 * 0.4)));
}

static void alpha_and_rest_at_their_edges(void **state)
{
    (void)state;
    const double one[] = {4};
    const double none[] = {0, 0, 0, 0};
    const double constant[] = {1, 0.5, 0, 0.5, 1, 0, 0, 0, 0};
    const double opposed[] = {1, -0.9, -0.9, 1};
    double r[3];
    assert_unknown(reliability_alpha(one, 1));
    assert_unknown(reliability_alpha(none, 2));
    assert_near(reliability_alpha(opposed, 2), 2 * (1 - 2 / 0.2));
    reliability_item_rest(one, 1, r);
    assert_unknown(r[0]);
    reliability_item_rest(constant, 3, r);
    assert_near(r[0], 0.5);
    assert_unknown(r[2]);
}

static void nobody_has_no_covariance(void **state)
{
    (void)state;
    const int64_t sums[] = {3, 4};
    const int64_t cross[] = {9, 12, 16};
    double c[4];
    reliability_covariances(1, 2, sums, cross, c);
    assert_unknown(c[0]);
    assert_unknown(reliability_alpha(c, 2));
    assert_unknown(reliability_omega(c, 2).omega);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worked_example),
        cmocka_unit_test(heywood_case),
        cmocka_unit_test(three_items_in_closed_form),
        cmocka_unit_test(scales_weigh_in_omega),
        cmocka_unit_test(a_true_factor_is_found),
        cmocka_unit_test(what_has_no_omega),
        cmocka_unit_test(alpha_and_rest_at_their_edges),
        cmocka_unit_test(nobody_has_no_covariance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
