/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit.h"

#include <string.h>

#include "base/cleanup.h"
#include "http/auth.h"

static void finds_the_key(void **state)
{
    (void)state;
    static const char *const good[] = {"Bearer 12.ab", "bearer 12.ab", "BEARER   12.ab", "Bearer 12.ab "};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct span key = {0};
        struct error err;
        assert_true(auth_key(span_text(good[i]), &key, &err));
        assert_true(span_is(key, "12.ab"));
    }
}

static void asks_for_one(void **state)
{
    (void)state;
    static const char *const bad[] = {"",           "Bearer",     "Bearer ",   "Bearer    ",
                                      "Basic YTpi", "Bearer a b", "Bearerx a", "Bearer\ta"};
    struct span key = {0};
    struct error err;
    assert_false(auth_key((struct span){0}, &key, &err));
    assert_int_equal(err.code, ERROR_UNAUTHORIZED);
    assert_non_null(strstr(err.text, "required"));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        err.code = ERROR_NONE;
        assert_false(auth_key(span_text(bad[i]), &key, &err));
        assert_int_equal(err.code, ERROR_UNAUTHORIZED);
        assert_non_null(strstr(err.text, "Bearer"));
        assert_null(key.data);
    }
}

#define KEY "12.00000000000000000000000000000000000000000000000000000000000000ff"

/* The cookie of a session of key 5 that began at 1000. */
static const char *cookie_of(const struct sessions *sessions, char room[SESSIONS_COOKIE_SIZE])
{
    struct session session;
    struct error err;
    assert_true(sessions_begin(&(struct report_query_key){.id = 5}, 1000, &session, &err));
    assert_true(sessions_write(sessions, &session, 1000, room));
    *strchr(room, ';') = '\0';
    return room;
}

static void a_reader_has_a_key_or_a_session(void **state)
{
    (void)state;
    struct sessions *sessions CLEANUP(sessions_free) = NULL;
    struct error err;
    struct auth_reader reader;
    char cookie[SESSIONS_COOKIE_SIZE];
    assert_true(sessions_new(&(struct sessions_opts){.idle_s = 10, .max_s = 20}, &sessions, &err));
    struct head head = {.host = span_text("a"), .cookie = span_text(cookie_of(sessions, cookie))};
    assert_true(auth_reader(&head, sessions, 2000, &reader, &err));
    assert_true(reader.has_session);
    assert_int_equal(reader.key.id, 5);
    assert_int_equal(reader.session.started_ms, 1000);
    head.authorization = span_text("Bearer " KEY);
    assert_true(auth_reader(&head, sessions, 2000, &reader, &err));
    assert_false(reader.has_session);
    assert_int_equal(reader.key.id, 12);
    head.cookie = (struct span){0};
    assert_true(auth_reader(&head, NULL, 2000, &reader, &err));
    assert_int_equal(reader.key.id, 12);
}

static void assert_refused(const struct head *head, const struct sessions *sessions, int64_t now_ms,
                           enum error_code code)
{
    struct error err = {0};
    struct auth_reader reader = {.key.id = 99};
    assert_false(auth_reader(head, sessions, now_ms, &reader, &err));
    assert_int_equal(err.code, code);
    assert_int_equal(reader.key.id, 99);
}

static void a_reader_without_either_is_refused(void **state)
{
    (void)state;
    struct sessions *sessions CLEANUP(sessions_free) = NULL;
    struct error err;
    char cookie[SESSIONS_COOKIE_SIZE];
    assert_true(sessions_new(&(struct sessions_opts){.idle_s = 10, .max_s = 20}, &sessions, &err));
    struct head head = {.host = span_text("a")};
    assert_refused(&head, sessions, 2000, ERROR_UNAUTHORIZED);
    head.cookie = span_text("theme=dark");
    assert_refused(&head, sessions, 2000, ERROR_UNAUTHORIZED);
    head.cookie = span_text(cookie_of(sessions, cookie));
    assert_refused(&head, NULL, 2000, ERROR_UNAUTHORIZED);
    assert_refused(&head, sessions, 11000, ERROR_UNAUTHORIZED);
    head.sec_fetch_site = span_text("cross-site");
    assert_refused(&head, sessions, 2000, ERROR_CROSS_SITE);
    head.authorization = span_text("Bearer nonsense"); /* a key that is presented, if a bad one */
    assert_refused(&head, sessions, 2000, ERROR_UNAUTHORIZED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(finds_the_key), cmocka_unit_test(asks_for_one),
                                       cmocka_unit_test(a_reader_has_a_key_or_a_session),
                                       cmocka_unit_test(a_reader_without_either_is_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
