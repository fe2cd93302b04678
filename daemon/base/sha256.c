/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-256 and random bytes. */
#include "sha256.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <sys/random.h>

bool sha256(const struct span *parts, size_t n, uint8_t ret_digest[SHA256_SIZE])
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool ok = context != NULL && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1;
    for (size_t i = 0; ok && i < n; i++) {
        ok = EVP_DigestUpdate(context, parts[i].data, parts[i].len) == 1;
    }
    ok = ok && EVP_DigestFinal_ex(context, ret_digest, NULL) == 1;
    EVP_MD_CTX_free(context);
    return ok;
}

bool sha256_equal(const uint8_t a[SHA256_SIZE], const uint8_t b[SHA256_SIZE])
{
    return CRYPTO_memcmp(a, b, SHA256_SIZE) == 0;
}

void sha256_hex(const uint8_t digest[SHA256_SIZE], char ret_hex[SHA256_HEX_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < SHA256_SIZE; i++) {
        ret_hex[2 * i] = digits[digest[i] >> 4];
        ret_hex[2 * i + 1] = digits[digest[i] & 15];
    }
    ret_hex[2 * SHA256_SIZE] = '\0';
}

bool random_bytes(void *ret, size_t len)
{
    uint8_t *at = ret;
    while (len > 0) {
        ssize_t got = getrandom(at, len, 0);
        if (got <= 0) {
            return false;
        }
        at += got;
        len -= (size_t)got;
    }
    return true;
}
