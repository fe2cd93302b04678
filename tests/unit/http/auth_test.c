/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit.h"

#include <string.h>

#include "http/auth.h"

static void finds_the_key(void **state)
{
    (void)state;
    static const char *const good[] = {"Bearer 12.ab", "bearer 12.ab", "BEARER   12.ab", "Bearer 12.ab "};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct span key = {0};
        struct error err;
        assert_true(auth_key(span_text(good[i]), &key, &err));
        assert_true(span_is(key, "12.ab"));
    }
}

static void asks_for_one(void **state)
{
    (void)state;
    static const char *const bad[] = {"",           "Bearer",     "Bearer ",   "Bearer    ",
                                      "Basic YTpi", "Bearer a b", "Bearerx a", "Bearer\ta"};
    struct span key = {0};
    struct error err;
    assert_false(auth_key((struct span){0}, &key, &err));
    assert_int_equal(err.code, ERROR_UNAUTHORIZED);
    assert_non_null(strstr(err.text, "required"));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        err.code = ERROR_NONE;
        assert_false(auth_key(span_text(bad[i]), &key, &err));
        assert_int_equal(err.code, ERROR_UNAUTHORIZED);
        assert_non_null(strstr(err.text, "Bearer"));
        assert_null(key.data);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(finds_the_key), cmocka_unit_test(asks_for_one)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
