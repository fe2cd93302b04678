/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MODEL_KEY_H
#define PULSSID_MODEL_KEY_H

/*
 * API keys as text: "ID.SECRET", ID in decimal, SECRET 256 random bits as 64 lower-case hexadecimal digits.
 * Only the SHA-256 of the secret's 32 bytes is stored.
 */

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/sha256.h"
#include "base/span.h"

#define KEY_SECRET_SIZE 32
#define KEY_TEXT_SIZE 80

/* Splits a presented key into its id and the SHA-256 of its secret. hasher: NULL for a single key.
 * UNAUTHORIZED when it is not of this form; OUT_OF_MEMORY. */
bool key_parse(struct span text, struct sha256_hasher *hasher, int32_t *ret_id,
               uint8_t ret_sha256[SHA256_SIZE], struct error *err) MUST_CHECK;

/* Draws a secret: its text without the id, and the digest to store. INTERNAL when there is no randomness;
 * OUT_OF_MEMORY. */
bool key_generate(char ret_secret_hex[SHA256_HEX_SIZE], uint8_t ret_sha256[SHA256_SIZE],
                  struct error *err) MUST_CHECK;

#endif
