/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_BASE_SHA256_H
#define PULSSID_BASE_SHA256_H

/*
 * SHA-256 (FIPS 180-4) and HMAC (RFC 2104) with it by OpenSSL's libcrypto, random bytes, constant-time
 * compare, hexadecimal. It lives here and not in tls/ because all three pipes and the commands hash, and only
 * http/ may see tls/.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cleanup.h"
#include "span.h"

#define SHA256_SIZE 32
#define SHA256_HEX_SIZE 65 /* with the terminator */

/* The digest of parts[0] … parts[n-1] one after the other. False when libcrypto cannot (no memory). */
bool sha256(const struct span *parts, size_t n, uint8_t ret_digest[SHA256_SIZE])
    __attribute__((warn_unused_result));

/*
 * The same for those who hash all the time: what libcrypto looks up for each digest, which takes twice as
 * long as hashing a few bytes, is looked up once. One thread. NULL when there is no memory.
 */
struct sha256_hasher;
struct sha256_hasher *sha256_hasher_new(void);
struct sha256_hasher *sha256_hasher_free(struct sha256_hasher *hasher);
DEFINE_CLEANUP(sha256_hasher_free, struct sha256_hasher)
bool sha256_hasher_hash(struct sha256_hasher *hasher, const struct span *parts, size_t n,
                        uint8_t ret_digest[SHA256_SIZE]) __attribute__((warn_unused_result));

/* HMAC-SHA-256 of data under a key. False when libcrypto cannot (no memory). */
bool sha256_hmac(struct span key, struct span data, uint8_t ret_mac[SHA256_SIZE])
    __attribute__((warn_unused_result));

/* Whether two digests are equal, in time that does not depend on where they differ. */
bool sha256_equal(const uint8_t a[SHA256_SIZE], const uint8_t b[SHA256_SIZE]);

/* 64 lower-case digits and a terminator. */
void sha256_hex(const uint8_t digest[SHA256_SIZE], char ret_hex[SHA256_HEX_SIZE]);

/* Fills ret with bytes from the kernel's generator. False when it cannot. */
bool random_bytes(void *ret, size_t len) __attribute__((warn_unused_result));

#endif
