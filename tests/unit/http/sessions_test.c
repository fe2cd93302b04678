/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "http/sessions.h"

#define IDLE_S 900
#define MAX_S 28800
#define NOW INT64_C(1000000)

static const struct report_query_key key = {.id = 77, .sha256 = {1, 2, 3, [31] = 0xff}};

static struct sessions *new_sessions(void)
{
    struct sessions *sessions;
    struct error err;
    assert_true(sessions_new(&(struct sessions_opts){.idle_s = IDLE_S, .max_s = MAX_S}, &sessions, &err));
    return sessions;
}

static struct session begin(int64_t now_ms)
{
    struct session session;
    struct error err;
    assert_true(sessions_begin(&key, now_ms, &session, &err));
    return session;
}

/* What a browser sends back of a Set-Cookie. */
static void write_cookie(const struct sessions *sessions, const struct session *session, int64_t now_ms,
                         char ret_pair[SESSIONS_COOKIE_SIZE])
{
    assert_true(sessions_write(sessions, session, now_ms, ret_pair));
    *strchr(ret_pair, ';') = '\0';
}

static bool opens(const struct sessions *sessions, const char *cookies, int64_t now_ms)
{
    struct session session;
    return sessions_open(sessions, span_text(cookies), now_ms, &session);
}

static void a_cookie_holds_its_session(void **state)
{
    (void)state;
    CLEANUP(sessions_free) struct sessions *sessions = new_sessions();
    struct session session = begin(NOW);
    struct session opened;
    char cookie[SESSIONS_COOKIE_SIZE];
    char field[2 * SESSIONS_COOKIE_SIZE];
    write_cookie(sessions, &session, NOW + 5, cookie);
    assert_true(sessions_open(sessions, span_text(cookie), NOW + 6, &opened));
    assert_int_equal(opened.key.id, 77);
    assert_memory_equal(opened.key.sha256, key.sha256, SHA256_SIZE);
    assert_int_equal(opened.number, session.number);
    assert_int_equal(opened.started_ms, NOW);
    snprintf(field, sizeof field, "a=b; %s; c=d", cookie);
    assert_true(opens(sessions, field, NOW));
    assert_true(begin(NOW).number != session.number);
}

static void a_cookie_is_for_this_host_and_its_scripts_do_not_see_it(void **state)
{
    (void)state;
    CLEANUP(sessions_free) struct sessions *sessions = new_sessions();
    struct session session = begin(NOW);
    char cookie[SESSIONS_COOKIE_SIZE];
    assert_true(sessions_write(sessions, &session, NOW, cookie));
    assert_memory_equal(cookie, "__Host-pulssid=", 15);
    assert_string_equal(strchr(cookie, ';'), "; Path=/; Max-Age=900; Secure; HttpOnly; SameSite=Strict");
    assert_true(sessions_write(sessions, &session, NOW + (MAX_S - 60) * INT64_C(1000), cookie));
    assert_string_equal(strchr(cookie, ';'), "; Path=/; Max-Age=60; Secure; HttpOnly; SameSite=Strict");
    assert_string_equal(strchr(SESSIONS_FORGET, ';'),
                        "; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Strict");
}

static void it_ends_when_its_reader_is_idle(void **state)
{
    (void)state;
    CLEANUP(sessions_free) struct sessions *sessions = new_sessions();
    struct session session = begin(NOW);
    char cookie[SESSIONS_COOKIE_SIZE];
    write_cookie(sessions, &session, NOW, cookie);
    assert_true(opens(sessions, cookie, NOW + IDLE_S * 1000 - 1));
    assert_false(opens(sessions, cookie, NOW + IDLE_S * 1000));
    write_cookie(sessions, &session, NOW + IDLE_S * 1000 - 1, cookie);
    assert_true(opens(sessions, cookie, NOW + IDLE_S * 1000));
}

static void it_ends_in_any_case(void **state)
{
    (void)state;
    CLEANUP(sessions_free) struct sessions *sessions = new_sessions();
    struct session session = begin(NOW);
    char cookie[SESSIONS_COOKIE_SIZE];
    int64_t end = NOW + MAX_S * INT64_C(1000);
    write_cookie(sessions, &session, end - 1, cookie);
    assert_true(opens(sessions, cookie, end - 1));
    assert_false(opens(sessions, cookie, end));
    assert_int_equal(sessions_left_s(sessions, &session, NOW), MAX_S);
    assert_int_equal(sessions_left_s(sessions, &session, end - 1500), 1);
    assert_int_equal(sessions_left_s(sessions, &session, end + 5000), 0);
    assert_int_equal(sessions_idle_s(sessions), IDLE_S);
}

static void every_digit_is_signed(void **state)
{
    (void)state;
    CLEANUP(sessions_free) struct sessions *sessions = new_sessions();
    CLEANUP(sessions_free) struct sessions *others = new_sessions();
    struct session session = begin(NOW);
    char cookie[SESSIONS_COOKIE_SIZE];
    write_cookie(sessions, &session, NOW, cookie);
    assert_false(opens(others, cookie, NOW));
    size_t len = strlen(cookie);
    assert_int_equal(len, 15 + 2 * (8 + 8 + 8 + 4 + 32 + 32));
    for (size_t i = 15; i < len; i++) {
        char right = cookie[i];
        cookie[i] = right == '0' ? '1' : '0';
        assert_false(opens(sessions, cookie, NOW));
        cookie[i] = right;
    }
    assert_true(opens(sessions, cookie, NOW));
    cookie[len - 1] = '\0';
    assert_false(opens(sessions, cookie, NOW));
}

static void other_cookies_are_none(void **state)
{
    (void)state;
    CLEANUP(sessions_free) struct sessions *sessions = new_sessions();
    static const char *const fields[] = {
        "", ";", "a=b", "__Host-pulssid", "__Host-pulssid=", "__host-pulssid=00", "x__Host-pulssid=00"};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        assert_false(opens(sessions, fields[i], NOW));
    }
    assert_false(sessions_open(sessions, (struct span){0}, NOW, &(struct session){0}));
}

static void one_that_was_ended_is_over_and_others_are_not(void **state)
{
    (void)state;
    CLEANUP(sessions_free) struct sessions *sessions = new_sessions();
    struct session one = begin(NOW);
    struct session other = begin(NOW);
    char cookie[SESSIONS_COOKIE_SIZE];
    char other_cookie[SESSIONS_COOKIE_SIZE];
    write_cookie(sessions, &one, NOW, cookie);
    write_cookie(sessions, &other, NOW, other_cookie);
    sessions_end(sessions, &one);
    assert_false(opens(sessions, cookie, NOW));
    write_cookie(sessions, &one, NOW + 1, cookie);
    assert_false(opens(sessions, cookie, NOW + 1));
    assert_true(opens(sessions, other_cookie, NOW));
    for (size_t i = 0; i < SESSIONS_ENDED - 1; i++) {
        struct session next = begin(NOW);
        sessions_end(sessions, &next);
    }
    assert_false(opens(sessions, cookie, NOW));
}

/* Workers end and look at once. */
struct crowd {
    struct sessions *sessions;
    struct session mine[100];
};

static void *end_all(void *ctx)
{
    struct crowd *crowd = ctx;
    char cookie[SESSIONS_COOKIE_SIZE];
    for (size_t i = 0; i < 100; i++) {
        crowd->mine[i] = begin(NOW);
        sessions_end(crowd->sessions, &crowd->mine[i]);
        write_cookie(crowd->sessions, &crowd->mine[i], NOW, cookie);
        assert_false(opens(crowd->sessions, cookie, NOW));
    }
    return NULL;
}

static void workers_share_what_was_ended(void **state)
{
    (void)state;
    CLEANUP(sessions_free) struct sessions *sessions = new_sessions();
    static struct crowd crowds[4];
    pthread_t threads[4];
    char cookie[SESSIONS_COOKIE_SIZE];
    for (size_t i = 0; i < 4; i++) {
        crowds[i].sessions = sessions;
        assert_int_equal(pthread_create(&threads[i], NULL, end_all, &crowds[i]), 0);
    }
    for (size_t i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
    }
    for (size_t i = 0; i < 400; i++) {
        write_cookie(sessions, &crowds[i / 100].mine[i % 100], NOW, cookie);
        assert_false(opens(sessions, cookie, NOW));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cookie_holds_its_session),
        cmocka_unit_test(a_cookie_is_for_this_host_and_its_scripts_do_not_see_it),
        cmocka_unit_test(it_ends_when_its_reader_is_idle),
        cmocka_unit_test(it_ends_in_any_case),
        cmocka_unit_test(every_digit_is_signed),
        cmocka_unit_test(other_cookies_are_none),
        cmocka_unit_test(one_that_was_ended_is_over_and_others_are_not),
        cmocka_unit_test(workers_share_what_was_ended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
