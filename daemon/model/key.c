/* SPDX-License-Identifier: GPL-3.0-or-later */
/* API keys: "ID.SECRET" and the digest that stands for it. */
#include "key.h"

#include "base/hex.h"

/* Reads 1 to 9 digits up to the dot; 0 when there are none. */
static int32_t read_id(struct span text, size_t *ret_len)
{
    int32_t id = 0;
    size_t i = 0;
    while (i < text.len && i < 9 && text.data[i] >= '0' && text.data[i] <= '9') {
        id = id * 10 + (text.data[i++] - '0');
    }
    *ret_len = i;
    return i > 0 && i < text.len && text.data[i] == '.' ? id : 0;
}

static bool digest_of(const uint8_t secret[KEY_SECRET_SIZE], struct sha256_hasher *hasher,
                      uint8_t ret_sha256[SHA256_SIZE], struct error *err)
{
    struct span part = span_of(secret, KEY_SECRET_SIZE);
    bool ok =
        hasher == NULL ? sha256(&part, 1, ret_sha256) : sha256_hasher_hash(hasher, &part, 1, ret_sha256);
    return ok || error_set(err, ERROR_OUT_OF_MEMORY, "no memory to hash a key");
}

bool key_parse(struct span text, struct sha256_hasher *hasher, int32_t *ret_id,
               uint8_t ret_sha256[SHA256_SIZE], struct error *err)
{
    size_t id_len;
    int32_t id = read_id(text, &id_len);
    uint8_t secret[KEY_SECRET_SIZE];
    if (id == 0 || !hex_read(span_of(text.data + id_len + 1, text.len - id_len - 1), secret, sizeof secret)) {
        return error_set(err, ERROR_UNAUTHORIZED, "expected a key as `pulssid key create` printed it");
    }
    uint8_t digest[SHA256_SIZE];
    if (!digest_of(secret, hasher, digest, err)) {
        return false;
    }
    *ret_id = id;
    memcpy(ret_sha256, digest, SHA256_SIZE);
    return true;
}

bool key_generate(char ret_secret_hex[SHA256_HEX_SIZE], uint8_t ret_sha256[SHA256_SIZE], struct error *err)
{
    _Static_assert(KEY_SECRET_SIZE == SHA256_SIZE, "one function writes both in hexadecimal");
    uint8_t secret[KEY_SECRET_SIZE];
    if (!random_bytes(secret, sizeof secret)) {
        return error_set(err, ERROR_INTERNAL, "the kernel gives no random bytes");
    }
    if (!digest_of(secret, NULL, ret_sha256, err)) {
        return false;
    }
    sha256_hex(secret, ret_secret_hex);
    return true;
}
