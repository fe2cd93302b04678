/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit.h"

#include "http/accept_encoding.h"

static void assert_takes(const char *field, bool expected)
{
    if (accept_encoding_takes(span_text(field), "gzip") != expected) {
        fail_msg("gzip for \"%s\"", field);
    }
}

static void takes_what_is_named(void **state)
{
    (void)state;
    assert_takes("gzip", true);
    assert_takes("GZip", true);
    assert_takes("gzip, deflate, br, zstd", true);
    assert_takes("br;q=1.0, gzip;q=0.001", true);
    assert_takes("br", false);
    assert_takes("x-gzip", false);
    assert_takes("gzipped", false);
}

static void the_star_is_for_what_is_not_named(void **state)
{
    (void)state;
    assert_takes("*", true);
    assert_takes("br, *;q=0.1", true);
    assert_takes("*;q=0", false);
    assert_takes("*, gzip;q=0", false);
    assert_takes("gzip;q=0, *", false);
    assert_takes("gzip, *;q=0", true);
}

static void says_no_in_doubt(void **state)
{
    (void)state;
    assert_false(accept_encoding_takes((struct span){0}, "gzip"));
    assert_takes("", false);
    assert_takes("gzip;q=0", false);
    assert_takes("gzip;q=0.000", false);
    assert_takes("gzip;q=many", false);
    assert_takes("identity", false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_what_is_named),
        cmocka_unit_test(the_star_is_for_what_is_not_named),
        cmocka_unit_test(says_no_in_doubt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
