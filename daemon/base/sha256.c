/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-256 and random bytes. */
#include "sha256.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>
#include <sys/random.h>

#include "hex.h"

struct sha256_hasher {
    EVP_MD *digest;
    EVP_MD_CTX *context;
};

struct sha256_hasher *sha256_hasher_new(void)
{
    struct sha256_hasher *hasher CLEANUP(sha256_hasher_free) = calloc(1, sizeof *hasher);
    if (hasher == NULL) {
        return NULL;
    }
    hasher->digest = EVP_MD_fetch(NULL, "SHA256", NULL);
    hasher->context = EVP_MD_CTX_new();
    if (hasher->digest == NULL || hasher->context == NULL) {
        return NULL;
    }
    struct sha256_hasher *made = hasher;
    hasher = NULL;
    return made;
}

struct sha256_hasher *sha256_hasher_free(struct sha256_hasher *hasher)
{
    if (hasher != NULL) {
        EVP_MD_CTX_free(hasher->context);
        EVP_MD_free(hasher->digest);
        free(hasher);
    }
    return NULL;
}

bool sha256_hasher_hash(struct sha256_hasher *hasher, const struct span *parts, size_t n,
                        uint8_t ret_digest[SHA256_SIZE])
{
    bool ok = EVP_DigestInit_ex2(hasher->context, hasher->digest, NULL) == 1;
    for (size_t i = 0; ok && i < n; i++) {
        ok = EVP_DigestUpdate(hasher->context, parts[i].data, parts[i].len) == 1;
    }
    return ok && EVP_DigestFinal_ex(hasher->context, ret_digest, NULL) == 1;
}

bool sha256(const struct span *parts, size_t n, uint8_t ret_digest[SHA256_SIZE])
{
    struct sha256_hasher *hasher CLEANUP(sha256_hasher_free) = sha256_hasher_new();
    return hasher != NULL && sha256_hasher_hash(hasher, parts, n, ret_digest);
}

bool sha256_hmac(struct span key, struct span data, uint8_t ret_mac[SHA256_SIZE])
{
    return HMAC(EVP_sha256(), key.data, (int)key.len, data.data, data.len, ret_mac, NULL) != NULL;
}

bool sha256_equal(const uint8_t a[SHA256_SIZE], const uint8_t b[SHA256_SIZE])
{
    return CRYPTO_memcmp(a, b, SHA256_SIZE) == 0;
}

void sha256_hex(const uint8_t digest[SHA256_SIZE], char ret_hex[SHA256_HEX_SIZE])
{
    *hex_write(digest, SHA256_SIZE, ret_hex) = '\0';
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
