/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first bits of a hash. */
#include "seed.h"

#include "base/sha256.h"

bool seed_draw(const struct span *parts, size_t n, uint64_t *ret_seed, struct error *err)
{
    uint8_t digest[SHA256_SIZE];
    if (!sha256(parts, n, digest)) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a seed");
    }
    uint64_t seed = 0;
    for (size_t i = 0; i < sizeof seed; i++) {
        seed = seed << 8 | digest[i];
    }
    *ret_seed = seed & ((INT64_C(1) << 53) - 1);
    return true;
}
