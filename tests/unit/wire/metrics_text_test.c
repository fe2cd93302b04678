/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prometheus's text format, to the byte. */
#include "wire/metrics_text.h"

#include <math.h>

#include "../unit.h"
#include "base/cleanup.h"

static void expect(struct buffer *out, const char *text)
{
    buffer_append(out, "", 1);
    assert_string_equal((const char *)buffer_span(out).data, text);
    buffer_free(out);
}

static void a_family_has_a_head(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer out = {0};
    metrics_text_family("x_total", "counter", "What x is.", &out);
    expect(&out, "# HELP x_total What x is.\n# TYPE x_total counter\n");
}

static void samples_have_one_label_or_none(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer out = {0};
    metrics_text_sample("x", NULL, NULL, 12345678901.25, &out);
    metrics_text_sample("x", "pipe", "ingest", 1e15, &out);
    metrics_text_sample("x", NULL, NULL, 0.001, &out);
    metrics_text_sample("x", NULL, NULL, INFINITY, &out);
    expect(&out, "x 12345678901.25\nx{pipe=\"ingest\"} 1e+15\nx 0.001\nx inf\n");
}

static const struct histogram_bounds bounds = {2, {2500, 1000000}};

static void buckets_are_cumulative_and_in_steps(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer out = {0};
    const struct histogram_total total = {.bounds = &bounds, .counts = {7, 16, 7}, .sum = 1234567};
    metrics_text_histogram("d_seconds", &total, 1000000, &out);
    expect(&out, "d_seconds_bucket{le=\"0.0025\"} 0\n"
                 "d_seconds_bucket{le=\"1\"} 20\n"
                 "d_seconds_bucket{le=\"+Inf\"} 30\n"
                 "d_seconds_sum 1.234567\n"
                 "d_seconds_count 30\n");
}

/* The sum of counts is a count. */
static void a_sum_of_counts_is_in_steps(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer out = {0};
    const struct histogram_total total = {.bounds = &bounds, .counts = {10, 0, 0}, .sum = 1239};
    metrics_text_histogram("n", &total, 1, &out);
    expect(&out, "n_bucket{le=\"2500\"} 10\n"
                 "n_bucket{le=\"1000000\"} 10\n"
                 "n_bucket{le=\"+Inf\"} 10\n"
                 "n_sum 1230\n"
                 "n_count 10\n");
}

static void what_nobody_has_counted_is_all_zero(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer out = {0};
    const struct histogram_total total = {0};
    metrics_text_histogram("n", &total, 1, &out);
    expect(&out, "n_bucket{le=\"+Inf\"} 0\nn_sum 0\nn_count 0\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_family_has_a_head),
        cmocka_unit_test(samples_have_one_label_or_none),
        cmocka_unit_test(buckets_are_cumulative_and_in_steps),
        cmocka_unit_test(a_sum_of_counts_is_in_steps),
        cmocka_unit_test(what_nobody_has_counted_is_all_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
