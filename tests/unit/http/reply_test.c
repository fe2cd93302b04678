/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "http/reply.h"
#include "wire/gzip.h"

#define DATE "Sun, 06 Nov 1994 08:49:37 GMT"
#define COMMON "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n\r\n"

static void check(const struct reply *reply, const char *expected)
{
    CLEANUP(buffer_free) struct buffer out = {0};
    reply_write(reply, DATE, &out);
    buffer_append(&out, "", 1);
    assert_false(out.failed);
    assert_string_equal((const char *)out.data, expected);
}

static void writes_head_and_content_in_one_run(void **state)
{
    (void)state;
    check(&(struct reply){.status = 201,
                          .content_type = "application/cbor",
                          .content = span_text("0123456789")},
          "HTTP/1.1 201 Created\r\nDate: " DATE
          "\r\nContent-Type: application/cbor\r\nContent-Length: 10\r\n" COMMON "0123456789");
}

static void keeps_the_content_of_head_back(void **state)
{
    (void)state;
    check(
        &(struct reply){
            .status = 200, .content_type = "text/csv", .content = span_text("a,b"), .is_head = true},
        "HTTP/1.1 200 OK\r\nDate: " DATE "\r\nContent-Type: text/csv\r\nContent-Length: 3\r\n" COMMON);
}

static void says_nothing_of_no_content(void **state)
{
    (void)state;
    check(&(struct reply){.status = 204}, "HTTP/1.1 204 No Content\r\nDate: " DATE "\r\n" COMMON);
}

static void adds_what_the_status_implies(void **state)
{
    (void)state;
    check(&(struct reply){.status = 401, .close = true},
          "HTTP/1.1 401 Unauthorized\r\nDate: " DATE
          "\r\nContent-Length: 0\r\nWWW-Authenticate: Bearer\r\nConnection: close\r\n" COMMON);
    check(&(struct reply){.status = 503, .retry_after_s = 3},
          "HTTP/1.1 503 Service Unavailable\r\nDate: " DATE
          "\r\nContent-Length: 0\r\nRetry-After: 3\r\n" COMMON);
    check(&(struct reply){.status = 405, .allow = "GET, HEAD"},
          "HTTP/1.1 405 Method Not Allowed\r\nDate: " DATE
          "\r\nContent-Length: 0\r\nAllow: GET, HEAD\r\n" COMMON);
}

static void links_to_the_next_page(void **state)
{
    (void)state;
    check(&(struct reply){.status = 200, .next = span_text("/v1/teams?after=T12")},
          "HTTP/1.1 200 OK\r\nDate: " DATE
          "\r\nContent-Length: 0\r\nLink: </v1/teams?after=T12>; rel=\"next\"\r\n" COMMON);
}

static void names_the_language_and_what_chose_it(void **state)
{
    (void)state;
    check(&(struct reply){.status = 200,
                          .content_type = "text/plain",
                          .content = span_text("hej"),
                          .language = "sv",
                          .is_head = true},
          "HTTP/1.1 200 OK\r\nDate: " DATE "\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n"
          "Content-Language: sv\r\nVary: Accept-Language\r\n" COMMON);
}

static void hands_a_cookie_over(void **state)
{
    (void)state;
    check(&(struct reply){.status = 204, .cookie = "a=b; Path=/", .close = true},
          "HTTP/1.1 204 No Content\r\nDate: " DATE
          "\r\nSet-Cookie: a=b; Path=/\r\nConnection: close\r\n" COMMON);
}

static void may_be_kept_when_it_never_changes(void **state)
{
    (void)state;
    check(&(struct reply){.status = 200,
                          .content_type = "text/css",
                          .content = span_text("a{}"),
                          .fields = "Vary: Accept-Encoding\r\nX: y\r\n",
                          .is_lasting = true,
                          .close = true},
          "HTTP/1.1 200 OK\r\nDate: " DATE "\r\nContent-Type: text/css\r\nContent-Length: 3\r\n"
          "Vary: Accept-Encoding\r\nX: y\r\nConnection: close\r\n"
          "Cache-Control: public, max-age=31536000, immutable\r\nX-Content-Type-Options: nosniff\r\n\r\na{}");
}

static void compresses_what_is_worth_it(void **state)
{
    (void)state;
    char text[GZIP_MIN_BYTES + 1];
    memset(text, 'x', sizeof text);
    CLEANUP(buffer_free) struct buffer room = {0};
    struct reply reply = {.status = 200, .content = span_of(text, GZIP_MIN_BYTES - 1)};
    reply_compress(&reply, &room);
    assert_ptr_equal(reply.content.data, text);
    assert_null(reply.fields);
    reply.content.len = GZIP_MIN_BYTES;
    reply_compress(&reply, &room);
    assert_memory_equal(reply.content.data, "\x1f\x8b", 2);
    assert_true(reply.content.len < 100);
    assert_string_equal(reply.fields, "Content-Encoding: gzip\r\nVary: Accept-Encoding\r\n");
}

static void knows_every_status_of_the_error_table(void **state)
{
    (void)state;
    for (int code = ERROR_NONE + 1; code < ERROR_CODE_COUNT; code++) {
        CLEANUP(buffer_free) struct buffer out = {0};
        reply_write(&(struct reply){.status = error_status((enum error_code)code)}, DATE, &out);
        assert_true(out.len > 14);
        assert_int_not_equal(out.data[13], '\r'); /* there is a phrase */
    }
}

static void fails_with_its_buffer(void **state)
{
    (void)state;
    struct buffer out = {.failed = true};
    reply_write(&(struct reply){.status = 200}, DATE, &out);
    assert_true(out.failed);
    assert_int_equal(out.len, 0);
}

static void writes_the_date_of_rfc_9110(void **state)
{
    (void)state;
    struct reply_date date = {0};
    assert_string_equal(reply_date_text(&date, 784111777), DATE);
    assert_string_equal(reply_date_text(&date, 784111777), DATE);
    assert_string_equal(reply_date_text(&date, 784111778), "Sun, 06 Nov 1994 08:49:38 GMT");
    assert_string_equal(reply_date_text(&date, 0), "Thu, 01 Jan 1970 00:00:00 GMT");
    assert_string_equal(reply_date_text(&date, 1709164800), "Thu, 29 Feb 2024 00:00:00 GMT");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_head_and_content_in_one_run),
        cmocka_unit_test(keeps_the_content_of_head_back),
        cmocka_unit_test(says_nothing_of_no_content),
        cmocka_unit_test(adds_what_the_status_implies),
        cmocka_unit_test(links_to_the_next_page),
        cmocka_unit_test(names_the_language_and_what_chose_it),
        cmocka_unit_test(hands_a_cookie_over),
        cmocka_unit_test(may_be_kept_when_it_never_changes),
        cmocka_unit_test(compresses_what_is_worth_it),
        cmocka_unit_test(knows_every_status_of_the_error_table),
        cmocka_unit_test(fails_with_its_buffer),
        cmocka_unit_test(writes_the_date_of_rfc_9110),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
