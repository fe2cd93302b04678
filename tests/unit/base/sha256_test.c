/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit.h"

#include <string.h>

#include "base/sha256.h"

/* FIPS 180-4's "abc", in one part and in three. */
static void digests_parts_as_one(void **state)
{
    (void)state;
    const char *expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    struct span whole[] = {span_text("abc")};
    struct span parts[] = {span_text("a"), span_text(""), span_text("bc")};
    uint8_t a[SHA256_SIZE];
    uint8_t b[SHA256_SIZE];
    char hex[SHA256_HEX_SIZE];
    assert_true(sha256(whole, 1, a));
    assert_true(sha256(parts, 3, b));
    assert_true(sha256_equal(a, b));
    sha256_hex(a, hex);
    assert_string_equal(hex, expected);
    b[31] ^= 1;
    assert_false(sha256_equal(a, b));
}

static void a_hasher_begins_anew_each_time(void **state)
{
    (void)state;
    struct sha256_hasher *hasher CLEANUP(sha256_hasher_free) = sha256_hasher_new();
    struct span text[] = {span_text("a"), span_text("bc")};
    uint8_t expected[SHA256_SIZE];
    uint8_t digest[SHA256_SIZE];
    assert_non_null(hasher);
    assert_true(sha256(text, 2, expected));
    for (int i = 0; i < 3; i++) {
        assert_true(sha256_hasher_hash(hasher, text, 2, digest));
        assert_true(sha256_equal(digest, expected));
        assert_true(sha256_hasher_hash(hasher, text, 1, digest));
        assert_false(sha256_equal(digest, expected));
    }
}

/* RFC 4231, test cases 2 and 6: a short key, and one that is longer than a block. */
static void signs_as_rfc_4231_does(void **state)
{
    (void)state;
    uint8_t mac[SHA256_SIZE];
    char hex[SHA256_HEX_SIZE];
    assert_true(sha256_hmac(span_text("Jefe"), span_text("what do ya want for nothing?"), mac));
    sha256_hex(mac, hex);
    assert_string_equal(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    uint8_t key[131];
    memset(key, 0xaa, sizeof key);
    assert_true(sha256_hmac(span_of(key, sizeof key),
                            span_text("Test Using Larger Than Block-Size Key - Hash Key First"), mac));
    sha256_hex(mac, hex);
    assert_string_equal(hex, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

static void random_bytes_differ(void **state)
{
    (void)state;
    uint8_t a[32] = {0};
    uint8_t b[32] = {0};
    assert_true(random_bytes(a, sizeof a));
    assert_true(random_bytes(b, sizeof b));
    assert_memory_not_equal(a, b, sizeof a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digests_parts_as_one),
        cmocka_unit_test(a_hasher_begins_anew_each_time),
        cmocka_unit_test(signs_as_rfc_4231_does),
        cmocka_unit_test(random_bytes_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
