/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reviews as rows: what is known goes where it belongs, what is not is null. */
#include "stats/metric_rows.h"

#include "some_review.h"

static void a_review_is_a_row(void **state)
{
    (void)state;
    struct reviewed r;
    struct error err;
    struct metric_rows rows CLEANUP(metric_rows_free) = {0};
    reviewed_fill(&r);
    r.review.pooling.items_period = 2881;
    r.review.pooling.complete = 1300;
    r.review.pooling.n_items = 2;
    r.review.pooling.alpha = 0.7;
    r.review.pooling.item_rest[0] = 0.5;
    r.review.pooling.item_rest[1] = 0.6;
    r.review.constant_teams = 2;
    assert_true(metric_rows_init(&rows, &r.saying, 2882, &err));
    const struct metric_row *row = &rows.row;
    assert_string_equal(row->dimension, "safety");
    assert_true(row->period == 2882 && row->items_period == 2881 && row->periods == 13 && row->n == 1380);
    assert_string_equal(row->state, "published");
    assert_true(row->mean == 97.0471 && row->sd == 8.07 && row->ceiling == 0.881884 && row->floor == 0);
    assert_true(row->team_sd == 4.2 && row->constant_teams == 2);
    assert_true(row->icc1_median == -0.0242 && row->not_significant == 1);
    assert_true(row->complete == 1300 && row->alpha == 0.7 && isnan(row->omega) && isnan(row->omega_std));
    assert_int_equal(row->item_rest.n, 2);
    assert_true(row->item_rest.values[0] == 0.5 && row->item_rest.values[1] == 0.6);
    assert_true(row->response_change == -0.035 && row->item_missing == 0.02);
    assert_string_equal(row->redundant_with, "wellbeing");
    assert_true(row->redundant_r == -0.11);
    assert_string_equal(row->link_customer, "csat");
    assert_true(row->link_lag == 2 && row->link_k == 11 && row->link_r == -0.0049 && row->link_fe_p == 0.94);
    assert_true(row->link_ci_r.values[1] == 0.1414 && row->link_ci90_r.values[0] == -0.1131);
    assert_string_equal(row->link_verdict, "inconclusive");
    assert_string_equal(row->link_grade, "cannot_tell");
    assert_string_equal(row->findings, "{exhausted_ceiling,no_discrimination}");
    assert_string_equal(row->verdict, "review");
    assert_string_equal(row->grade, "description");
    assert_true(strncmp(row->text_fi, "psykologinen turvallisuus: mittari kannattaa", 44) == 0);
    assert_true(strncmp(row->text_en, "psychological safety: the metric should", 39) == 0);
    assert_true(strncmp(row->text_sv, "psykologisk trygghet: mätaren bör", 35) == 0);
}

static void what_is_not_known_is_null(void **state)
{
    (void)state;
    struct reviewed r;
    struct error err;
    struct metric_rows rows CLEANUP(metric_rows_free) = {0};
    reviewed_fill(&r);
    r.review.pooling = metric_pooling_of(NULL, 0);
    r.link = metric_link_unknown();
    r.review.verdict = METRIC_UNKNOWN;
    memset(r.review.found, 0, sizeof r.review.found);
    r.saying.customer = r.saying.redundant_with = NULL;
    assert_true(metric_rows_init(&rows, &r.saying, 2882, &err));
    const struct metric_row *row = &rows.row;
    assert_string_equal(row->state, "insufficient");
    assert_true(isnan(row->n) && isnan(row->items_period) && isnan(row->complete) && isnan(row->mean));
    assert_true(isnan(row->link_lag) && isnan(row->link_k) && isnan(row->link_r));
    assert_null(row->item_rest.values);
    assert_null(row->link_ci_r.values);
    assert_null(row->link_ci90_r.values);
    assert_null(row->link_customer);
    assert_null(row->link_verdict);
    assert_null(row->link_grade);
    assert_null(row->verdict);
    assert_string_equal(row->findings, "{}");
    assert_string_equal(row->grade, "cannot_tell");
}

static void items_that_mirror_each_other_are_told_without_an_alpha(void **state)
{
    (void)state;
    struct reviewed r;
    struct error err;
    struct metric_rows rows CLEANUP(metric_rows_free) = {0};
    reviewed_fill(&r);
    r.review.pooling.n_items = 2;
    r.review.pooling.alpha = NAN;
    r.review.pooling.item_rest[0] = r.review.pooling.item_rest[1] = -1.0;
    assert_true(metric_rows_init(&rows, &r.saying, 2882, &err));
    assert_true(isnan(rows.row.alpha));
    assert_int_equal(rows.row.item_rest.n, 2);
    assert_non_null(rows.row.item_rest.values);
    assert_true(rows.row.item_rest.values[0] == -1.0 && rows.row.item_rest.values[1] == -1.0);
}

static void hidden_figures_are_stored_all_the_same(void **state)
{
    (void)state;
    struct reviewed r;
    struct error err;
    struct metric_rows rows CLEANUP(metric_rows_free) = {0};
    reviewed_fill(&r);
    r.review.is_shown = false;
    assert_true(metric_rows_init(&rows, &r.saying, 2882, &err));
    assert_string_equal(rows.row.state, "suppressed");
    assert_true(rows.row.sd == 8.07);
    assert_string_equal(rows.row.verdict, "review");
    assert_null(rows.row.grade);
}

static void more_than_eight_are_warned_of(void **state)
{
    (void)state;
    struct error err;
    struct metric_set_rows few CLEANUP(metric_set_rows_free) = {0};
    struct metric_set_rows many CLEANUP(metric_set_rows_free) = {0};
    assert_true(metric_set_rows_init(&few, 8, 8, &err));
    assert_true(few.row.active == 8 && few.row.most == 8);
    assert_null(few.row.text_fi);
    assert_null(few.row.text_en);
    assert_true(metric_set_rows_init(&many, 9, 8, &err));
    assert_true(strncmp(many.row.text_fi, "Käytössä on 9", 16) == 0);
    assert_true(strncmp(many.row.text_en, "9 metrics", 9) == 0);
    assert_true(strncmp(many.row.text_sv, "9 mätare", 9) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_review_is_a_row),
        cmocka_unit_test(what_is_not_known_is_null),
        cmocka_unit_test(items_that_mirror_each_other_are_told_without_an_alpha),
        cmocka_unit_test(hidden_figures_are_stored_all_the_same),
        cmocka_unit_test(more_than_eight_are_warned_of),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
