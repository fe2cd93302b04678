/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A presented key against those of the catalog. */
#include "authenticate.h"

#include "model/key.h"

bool authenticate_key(const struct check_opts *opts, struct span text, const struct catalog_key **ret_key,
                      struct error *err)
{
    static const struct catalog_key nobody = {.expires_day = INT32_MIN};
    int32_t id;
    uint8_t digest[SHA256_SIZE];
    if (!key_parse(text, opts->hasher, &id, digest, err)) {
        return false;
    }
    const struct catalog_key *key = catalog_find_key(opts->catalog, id);
    key = key == NULL ? &nobody : key;
    bool equal = sha256_equal(digest, key->sha256);
    if (!equal || opts->today > key->expires_day) {
        return error_set(err, ERROR_UNAUTHORIZED, "the key is unknown, revoked or expired");
    }
    *ret_key = key;
    return true;
}

bool authenticate_submitter(const struct check_opts *opts, struct span text,
                            const struct catalog_key **ret_key, struct error *err)
{
    const struct catalog_key *key;
    if (!authenticate_key(opts, text, &key, err)) {
        return false;
    }
    if (key->role != KEY_SUBMITTER) {
        return error_set(err, ERROR_FORBIDDEN, "the key is an analyst's; expected a submitter's");
    }
    *ret_key = key;
    return true;
}
