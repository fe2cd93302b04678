/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose key is presented, and what it is good for. */
#include "ingest/authenticate.h"

#include <stdio.h>

#include "../unit.h"
#include "model/key.h"

#define TODAY 20000

static const struct catalog_key *find(struct catalog_key *key, const char *text, enum error_code *ret_code)
{
    const struct catalog catalog = {.n_keys = 1, .keys = key};
    const struct catalog_key *found = NULL;
    struct error err = {0};
    const struct check_opts opts = {.catalog = &catalog, .today = TODAY};
    bool ok = authenticate_submitter(&opts, span_text(text), &found, &err);
    assert_int_equal(ok, found != NULL);
    *ret_code = err.code;
    return found;
}

static void make(struct catalog_key *ret_key, char ret_text[KEY_TEXT_SIZE])
{
    char secret[SHA256_HEX_SIZE];
    struct error err = {0};
    *ret_key = (struct catalog_key){.id = 7, .role = KEY_SUBMITTER, .expires_day = TODAY};
    assert_true(key_generate(secret, ret_key->sha256, &err));
    snprintf(ret_text, KEY_TEXT_SIZE, "7.%s", secret);
}

static void works_to_the_end_of_its_last_day(void **state)
{
    (void)state;
    struct catalog_key key;
    char text[KEY_TEXT_SIZE];
    enum error_code code;
    make(&key, text);
    assert_ptr_equal(find(&key, text, &code), &key);
    key.expires_day = TODAY - 1;
    assert_null(find(&key, text, &code));
    assert_int_equal(code, ERROR_UNAUTHORIZED);
}

static void another_id_or_secret_is_nobodys(void **state)
{
    (void)state;
    struct catalog_key key;
    char text[KEY_TEXT_SIZE];
    enum error_code code;
    make(&key, text);
    text[0] = '8';
    assert_null(find(&key, text, &code));
    assert_int_equal(code, ERROR_UNAUTHORIZED);
    text[0] = '7';
    text[2] = text[2] == '0' ? '1' : '0';
    assert_null(find(&key, text, &code));
    assert_int_equal(code, ERROR_UNAUTHORIZED);
    assert_null(find(&key, "", &code));
    assert_int_equal(code, ERROR_UNAUTHORIZED);
}

static void an_analyst_does_not_submit(void **state)
{
    (void)state;
    struct catalog_key key;
    char text[KEY_TEXT_SIZE];
    enum error_code code;
    make(&key, text);
    key.role = KEY_ANALYST;
    assert_null(find(&key, text, &code));
    assert_int_equal(code, ERROR_FORBIDDEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(works_to_the_end_of_its_last_day),
        cmocka_unit_test(another_id_or_secret_is_nobodys),
        cmocka_unit_test(an_analyst_does_not_submit),
    };
    return cmocka_run_group_tests_name("authenticate", tests, NULL, NULL);
}
