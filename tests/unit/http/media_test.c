/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit.h"

#include "http/media.h"

static const char *const offers[] = {"application/json", "text/csv"};

static size_t choose(const char *accept)
{
    return media_choose(span_text(accept), offers, 2);
}

static void knows_a_type_whatever_its_parameters(void **state)
{
    (void)state;
    assert_true(media_is(span_text("application/cbor"), "application/cbor"));
    assert_true(media_is(span_text("Application/CBOR ; x=y"), "application/cbor"));
    assert_false(media_is(span_text("application/cbor-seq"), "application/cbor"));
    assert_false(media_is(span_text("application/cbo"), "application/cbor"));
    assert_false(media_is(span_text(""), "application/cbor"));
    assert_false(media_is((struct span){0}, "application/cbor"));
}

static void takes_the_first_offer_unless_asked(void **state)
{
    (void)state;
    assert_int_equal(media_choose((struct span){0}, offers, 2), 0);
    assert_int_equal(choose("*/*"), 0);
    assert_int_equal(choose("text/csv, application/json"), 0);
}

static void takes_what_is_liked_best(void **state)
{
    (void)state;
    assert_int_equal(choose("text/csv"), 1);
    assert_int_equal(choose("TEXT/CSV"), 1);
    assert_int_equal(choose("text/*"), 1);
    assert_int_equal(choose("application/json;q=0.5,text/csv"), 1);
    assert_int_equal(choose("application/json ; q=0.123 , text/csv ;charset=x; q=0.124"), 1);
    assert_int_equal(choose("*/*;q=0.1, text/csv;q=0.2"), 1);
}

/* A browser's Accept refuses one type while it takes all others. */
static void lets_the_closest_range_decide(void **state)
{
    (void)state;
    assert_int_equal(choose("*/*, application/json;q=0"), 1);
    assert_int_equal(choose("application/json;q=0, */*"), 1);
    assert_int_equal(choose("application/*;q=0, */*;q=0.1"), 1);
    assert_int_equal(choose("application/*, application/json;q=0.1, text/csv;q=0.2"), 1);
}

static void finds_none(void **state)
{
    (void)state;
    assert_int_equal(choose("text/html"), MEDIA_NONE);
    assert_int_equal(choose(""), MEDIA_NONE);
    assert_int_equal(choose("text/csv;q=0"), MEDIA_NONE);
    assert_int_equal(choose("*/*;q=0.0"), MEDIA_NONE);
    assert_int_equal(choose("text/csvx, tex/*, */json, *"), MEDIA_NONE);
}

static void takes_no_malformed_weight(void **state)
{
    (void)state;
    static const char *const bad[] = {"text/csv;q=",       "text/csv;q=2",  "text/csv;q=1.1",
                                      "text/csv;q=0.1234", "text/csv;q=-1", "text/csv;q=0,5x/y",
                                      "text/csv;q=.5",     "text/csv;q=1x"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(choose(bad[i]), MEDIA_NONE);
    }
    assert_int_equal(choose("text/csv;q=1.000"), 1);
    assert_int_equal(choose("text/csv;q=0.001"), 1);
}

static bool prefers_cbor(const char *content_type, const char *accept)
{
    return media_prefers_cbor(content_type == NULL ? (struct span){0} : span_text(content_type),
                              accept == NULL ? (struct span){0} : span_text(accept));
}

static void tells_who_reads_cbor(void **state)
{
    (void)state;
    assert_true(prefers_cbor("application/cbor", NULL));
    assert_true(prefers_cbor("application/cbor-seq", "application/json"));
    assert_true(prefers_cbor(NULL, "application/cbor"));
    assert_true(prefers_cbor(NULL, "application/json;q=0.5, application/concise-problem-details+cbor"));
    assert_false(prefers_cbor(NULL, NULL));
    assert_false(prefers_cbor("application/json", "*/*"));
    assert_false(prefers_cbor(NULL, "application/cbor;q=0.5, application/problem+json"));
    assert_false(prefers_cbor(NULL, "text/csv"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_a_type_whatever_its_parameters),
        cmocka_unit_test(takes_the_first_offer_unless_asked),
        cmocka_unit_test(takes_what_is_liked_best),
        cmocka_unit_test(lets_the_closest_range_decide),
        cmocka_unit_test(finds_none),
        cmocka_unit_test(takes_no_malformed_weight),
        cmocka_unit_test(tells_who_reads_cbor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
