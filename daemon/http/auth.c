/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The presented key. */
#include "http/auth.h"

#include "http/fold.h"

bool auth_key(struct span authorization, struct span *ret_key, struct error *err)
{
    static const char scheme[] = "bearer ";
    if (authorization.data == NULL) {
        return error_set(err, ERROR_UNAUTHORIZED, "the field Authorization is required: Bearer KEY");
    }
    if (!fold_begins(authorization, scheme)) {
        return error_set(err, ERROR_UNAUTHORIZED, "the scheme of Authorization must be Bearer");
    }
    size_t used = sizeof scheme - 1;
    struct span key = fold_trim(span_of(authorization.data + used, authorization.len - used));
    if (key.len == 0 || memchr(key.data, ' ', key.len) != NULL || memchr(key.data, '\t', key.len) != NULL) {
        return error_set(err, ERROR_UNAUTHORIZED,
                         "Authorization must be the word Bearer, a space and one key");
    }
    *ret_key = key;
    return true;
}
