/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The presented key, or the session. */
#include "http/auth.h"

#include "http/fold.h"
#include "http/origin.h"

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

bool auth_reader(const struct head *head, const struct sessions *sessions, int64_t now_ms,
                 struct auth_reader *ret_reader, struct error *err)
{
    struct auth_reader reader = {0};
    struct span key;
    if (head->authorization.data != NULL || head->cookie.data == NULL || sessions == NULL) {
        if (!auth_key(head->authorization, &key, err) || !report_query_key_parse(key, &reader.key, err)) {
            return false;
        }
    } else {
        if (!sessions_open(sessions, head->cookie, now_ms, &reader.session)) {
            return error_set(err, ERROR_UNAUTHORIZED, "nobody is signed in here, or not any more");
        }
        if (!origin_is_own(head, err)) {
            return false;
        }
        reader.has_session = true;
        reader.key = reader.session.key;
    }
    *ret_reader = reader;
    return true;
}
