/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit.h"

#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "http/parameters.h"

static void decodes_each(void **state)
{
    (void)state;
    struct parameters p;
    struct error err;
    assert_true(parameters_parse(
        span_text("period=2024-W36&team=T%30%31&dimension=csat&release=3&part=lags&after=a%2Cb%26c"
                  "&limit=10&format=csv"),
        PARAMETERS_REPORT, &p, &err));
    assert_true(span_is(p.period, "2024-W36"));
    assert_true(span_is(p.team, "T01"));
    assert_true(span_is(p.dimension, "csat"));
    assert_true(span_is(p.release, "3"));
    assert_true(span_is(p.part, "lags"));
    assert_true(span_is(p.after, "a,b&c"));
    assert_true(span_is(p.limit, "10"));
    assert_true(span_is(p.format, "csv"));
}

static void takes_none(void **state)
{
    (void)state;
    struct parameters p;
    struct error err;
    assert_true(parameters_parse((struct span){0}, PARAMETERS_REPORT, &p, &err));
    assert_int_equal(p.period.len + p.team.len + p.format.len, 0);
    assert_true(parameters_parse(span_text("team=&period"), PARAMETERS_REPORT, &p, &err));
    assert_int_equal(p.team.len + p.period.len, 0);
    assert_true(parameters_parse(span_text("team=a=b"), PARAMETERS_REPORT, &p, &err));
    assert_true(span_is(p.team, "a=b"));
}

static void refuses(void **state)
{
    (void)state;
    static const char *const bad[][2] = {
        {"colour=red", "unknown parameter"}, {"Team=T01", "unknown parameter"},
        {"te%61m=T01", "unknown parameter"}, {"team=a&&period=b", "unknown parameter"},
        {"=x", "unknown parameter"},         {"team=a&team=b", "only once"},
        {"team=&team=b", "only once"},       {"team=%", "percent-encoded"},
        {"team=%4", "percent-encoded"},      {"team=%4g", "percent-encoded"},
        {"team=%g4", "percent-encoded"},     {"team=a+b", "percent-encoded"},
        {"team=%00", "percent-encoded"},     {"team=a%0d%0Ab", "percent-encoded"},
        {"team=%7F", "percent-encoded"},     {"team=%FF", "not UTF-8"},
        {"team=%C3", "not UTF-8"},           {"team=%C3&period=%A4", "not UTF-8"},
        {"lang=fi", "known are period, "},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct parameters p;
        struct error err = {0};
        assert_false(parameters_parse(span_text(bad[i][0]), PARAMETERS_REPORT, &p, &err));
        assert_int_equal(err.code, ERROR_BAD_PARAMETER);
        assert_non_null(strstr(err.text, bad[i][1]));
    }
}

static void keeps_to_the_set(void **state)
{
    (void)state;
    struct parameters p;
    struct error err;
    assert_true(parameters_parse(span_text("lang=f%69"), PARAMETERS_NOTICE, &p, &err));
    assert_true(span_is(p.lang, "fi"));
    assert_true(parameters_parse((struct span){0}, PARAMETERS_NOTICE, &p, &err));
    assert_int_equal(p.lang.len, 0);
    assert_false(parameters_parse(span_text("lang=fi&lang=sv"), PARAMETERS_NOTICE, &p, &err));
    assert_non_null(strstr(err.text, "only once"));
    assert_false(parameters_parse(span_text("team=T01"), PARAMETERS_NOTICE, &p, &err));
    assert_non_null(strstr(err.text, "known is lang"));
    assert_false(parameters_parse(span_text("lang=fi"), PARAMETERS_NONE, &p, &err));
    assert_int_equal(err.code, ERROR_BAD_PARAMETER);
    assert_true(parameters_parse((struct span){0}, PARAMETERS_NONE, &p, &err));
}

static void bounds_the_values(void **state)
{
    (void)state;
    char query[PARAMETERS_TEXT_SIZE + 16] = "team=";
    memset(query + 5, 'x', PARAMETERS_TEXT_SIZE);
    struct parameters p;
    struct error err;
    assert_true(parameters_parse(span_text(query), PARAMETERS_REPORT, &p, &err));
    assert_int_equal(p.team.len, PARAMETERS_TEXT_SIZE);
    query[5 + PARAMETERS_TEXT_SIZE] = 'x';
    assert_false(parameters_parse(span_text(query), PARAMETERS_REPORT, &p, &err));
    assert_non_null(strstr(err.text, "too long"));
}

static void check_base(const char *query, const char *expected)
{
    CLEANUP(buffer_free) struct buffer out = {0};
    parameters_write_base(span_text(query), &out);
    struct span address = parameters_next_address("T01,2024-W36 \xc3\xa4~", &out);
    assert_true(span_is(address, expected));
}

static void writes_the_next_address(void **state)
{
    (void)state;
    check_base("", "?after=T01%2C2024-W36%20%C3%A4~");
    check_base("after=x", "?after=T01%2C2024-W36%20%C3%A4~");
    check_base("team=T%301&after=x&limit=5", "?team=T%301&limit=5&after=T01%2C2024-W36%20%C3%A4~");
    CLEANUP(buffer_free) struct buffer base = {0};
    assert_int_equal(parameters_next_address("T01", &base).len, 0);
    parameters_write_base(span_text(""), &base);
    assert_int_equal(parameters_next_address(NULL, &base).len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decodes_each),      cmocka_unit_test(takes_none),
        cmocka_unit_test(refuses),           cmocka_unit_test(keeps_to_the_set),
        cmocka_unit_test(bounds_the_values), cmocka_unit_test(writes_the_next_address),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
