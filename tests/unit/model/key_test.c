/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit.h"

#include <stdio.h>

#include "model/key.h"

static void a_generated_key_is_read_back(void **state)
{
    (void)state;
    char secret[SHA256_HEX_SIZE];
    uint8_t stored[SHA256_SIZE];
    struct error err;
    assert_true(key_generate(secret, stored, &err));
    char text[KEY_TEXT_SIZE];
    snprintf(text, sizeof text, "123456789.%s", secret);
    int32_t id = 0;
    uint8_t presented[SHA256_SIZE];
    assert_true(key_parse(span_text(text), NULL, &id, presented, &err));
    assert_int_equal(id, 123456789);
    assert_true(sha256_equal(stored, presented));
}

static void anything_else_is_unauthorized(void **state)
{
    (void)state;
    const char *hex = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    char bad[8][KEY_TEXT_SIZE];
    snprintf(bad[0], KEY_TEXT_SIZE, "%s", hex);
    snprintf(bad[1], KEY_TEXT_SIZE, "0.%s", hex);
    snprintf(bad[2], KEY_TEXT_SIZE, ".%s", hex);
    snprintf(bad[3], KEY_TEXT_SIZE, "1.%.63s", hex);
    snprintf(bad[4], KEY_TEXT_SIZE, "1.%s0", hex);
    snprintf(bad[5], KEY_TEXT_SIZE, "1.%.63sG", hex);
    snprintf(bad[6], KEY_TEXT_SIZE, "1234567890.%s", hex);
    snprintf(bad[7], KEY_TEXT_SIZE, "%s", "");
    for (size_t i = 0; i < 8; i++) {
        int32_t id = -1;
        uint8_t digest[SHA256_SIZE];
        struct error err;
        assert_false(key_parse(span_text(bad[i]), NULL, &id, digest, &err));
        assert_int_equal(err.code, ERROR_UNAUTHORIZED);
        assert_int_equal(id, -1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_generated_key_is_read_back),
        cmocka_unit_test(anything_else_is_unauthorized),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
