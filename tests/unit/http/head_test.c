/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "http/head.h"

#define GOOD "GET / HTTP/1.1\r\nHost: a\r\n"
#define POST "POST /v1/submissions HTTP/1.1\r\nHost: a\r\n"

/* What parsing gives for exactly these bytes, on the heap so that memcheck sees a read behind them. */
static enum head_result parse(const char *bytes, size_t len, struct head *ret_head, size_t *ret_len,
                              struct error *err)
{
    char *copy = malloc(len + (len == 0));
    memcpy(copy, bytes, len);
    enum head_result result = head_parse(span_of(copy, len), ret_head, ret_len, err);
    free(copy);
    return result;
}

struct refused {
    const char *what;
    struct span head;
    enum error_code code;
};

#define REFUSED(what, text, code)                                                                            \
    {                                                                                                        \
        what, {(const uint8_t *)text, sizeof text - 1}, ERROR_##code                                         \
    }

static const struct refused refused[] = {
    /* two lengths, or one that two parsers read differently */
    REFUSED("two lengths", POST "Content-Length: 5\r\nContent-Length: 6\r\n\r\n", BAD_REQUEST),
    REFUSED("the same length twice", POST "Content-Length: 5\r\nContent-Length: 5\r\n\r\n", BAD_REQUEST),
    REFUSED("lengths in both cases", POST "Content-Length: 5\r\ncontent-length: 6\r\n\r\n", BAD_REQUEST),
    REFUSED("a list of lengths", POST "Content-Length: 5, 5\r\n\r\n", BAD_REQUEST),
    REFUSED("length with plus", POST "Content-Length: +5\r\n\r\n", BAD_REQUEST),
    REFUSED("negative length", POST "Content-Length: -5\r\n\r\n", BAD_REQUEST),
    REFUSED("hexadecimal length", POST "Content-Length: 0x5\r\n\r\n", BAD_REQUEST),
    REFUSED("length with letters", POST "Content-Length: 5a\r\n\r\n", BAD_REQUEST),
    REFUSED("length with a space inside", POST "Content-Length: 5 0\r\n\r\n", BAD_REQUEST),
    REFUSED("length with a tab inside", POST "Content-Length: 5\t0\r\n\r\n", BAD_REQUEST),
    REFUSED("length behind a tab", POST "Content-Length:\t5\r\n\r\n", BAD_REQUEST),
    REFUSED("length before a tab", POST "Content-Length: 5\t\r\n\r\n", BAD_REQUEST),
    REFUSED("length behind a vertical tab", POST "Content-Length: \v5\r\n\r\n", BAD_REQUEST),
    REFUSED("length with a fraction", POST "Content-Length: 5.0\r\n\r\n", BAD_REQUEST),
    REFUSED("quoted length", POST "Content-Length: \"5\"\r\n\r\n", BAD_REQUEST),
    REFUSED("no length", POST "Content-Length:\r\n\r\n", BAD_REQUEST),
    REFUSED("length of spaces", POST "Content-Length:    \r\n\r\n", BAD_REQUEST),
    REFUSED("length of eleven digits", POST "Content-Length: 00000000005\r\n\r\n", BAD_REQUEST),
    REFUSED("length beyond 64 bits", POST "Content-Length: 18446744073709551621\r\n\r\n", BAD_REQUEST),
    REFUSED("NUL in the length", POST "Content-Length: 5\0 0\r\n\r\n", BAD_REQUEST),
    REFUSED("folded length", POST "Content-Length:\r\n 5\r\n\r\n", BAD_REQUEST),
    /* transfer codings */
    REFUSED("chunked", POST "Transfer-Encoding: chunked\r\n\r\n", NOT_IMPLEMENTED),
    REFUSED("xchunked", POST "Transfer-Encoding: xchunked\r\n\r\n", NOT_IMPLEMENTED),
    REFUSED("identity", POST "Transfer-Encoding: identity\r\n\r\n", NOT_IMPLEMENTED),
    REFUSED("an empty coding", POST "Transfer-Encoding:\r\n\r\n", NOT_IMPLEMENTED),
    REFUSED("gzip, chunked", POST "transfer-encoding: gzip, chunked\r\n\r\n", NOT_IMPLEMENTED),
    REFUSED("length, then chunked", POST "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
            NOT_IMPLEMENTED),
    REFUSED("chunked, then length", POST "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
            NOT_IMPLEMENTED),
    REFUSED("chunked with a space before the colon", POST "Transfer-Encoding : chunked\r\n\r\n", BAD_REQUEST),
    /* field names */
    REFUSED("space before the colon", POST "Content-Length : 5\r\n\r\n", BAD_REQUEST),
    REFUSED("tab before the colon", POST "Content-Length\t: 5\r\n\r\n", BAD_REQUEST),
    REFUSED("space in the name", POST "Content Length: 5\r\n\r\n", BAD_REQUEST),
    REFUSED("an empty name", GOOD ": x\r\n\r\n", BAD_REQUEST),
    REFUSED("no colon", GOOD "Nothing\r\n\r\n", BAD_REQUEST),
    REFUSED("NUL in the name", GOOD "X\0Y: x\r\n\r\n", BAD_REQUEST),
    REFUSED("a letter beyond ASCII in the name", GOOD "X\xc3\xa4: x\r\n\r\n", BAD_REQUEST),
    REFUSED("parenthesis in the name", GOOD "X(Y): x\r\n\r\n", BAD_REQUEST),
    REFUSED("a control in the name", GOOD "X\x01: x\r\n\r\n", BAD_REQUEST),
    REFUSED("space before the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", BAD_REQUEST),
    REFUSED("tab before the first field", "GET / HTTP/1.1\r\n\tHost: a\r\n\r\n", BAD_REQUEST),
    /* field values */
    REFUSED("obs-fold by a space", GOOD "X: a\r\n b\r\n\r\n", BAD_REQUEST),
    REFUSED("obs-fold by a tab", GOOD "X: a\r\n\tb\r\n\r\n", BAD_REQUEST),
    REFUSED("NUL in the value", GOOD "X: a\0b\r\n\r\n", BAD_REQUEST),
    REFUSED("a control in the value", GOOD "X: a\x01z\r\n\r\n", BAD_REQUEST),
    REFUSED("DEL in the value", GOOD "X: a\x7fz\r\n\r\n", BAD_REQUEST),
    REFUSED("obs-text in the value", GOOD "X: \xe4\r\n\r\n", BAD_REQUEST),
    REFUSED("value behind a tab", GOOD "X:\ta\r\n\r\n", BAD_REQUEST),
    REFUSED("value before a tab", GOOD "X: a\t\r\n\r\n", BAD_REQUEST),
    REFUSED("value of a tab", GOOD "X: \t \r\n\r\n", BAD_REQUEST),
    /* line ends */
    REFUSED("bare LF after the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n", BAD_REQUEST),
    REFUSED("bare LF after a field", "GET / HTTP/1.1\r\nHost: a\n\r\n", BAD_REQUEST),
    REFUSED("bare LF as the empty line", GOOD "\n", BAD_REQUEST),
    REFUSED("bare LFs only", "GET / HTTP/1.1\nHost: a\n\n", BAD_REQUEST),
    REFUSED("bare CR in a value", GOOD "X: a\rb\r\n\r\n", BAD_REQUEST),
    REFUSED("bare CR as the empty line", GOOD "\rX: a\r\n\r\n", BAD_REQUEST),
    REFUSED("CR CR LF", GOOD "X: a\r\r\n\r\n", BAD_REQUEST),
    REFUSED("bare CR after the request line", "GET / HTTP/1.1\rHost: a\r\n\r\n", BAD_REQUEST),
    REFUSED("an empty line first", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", BAD_REQUEST),
    /* Host */
    REFUSED("no Host", "GET / HTTP/1.1\r\nX: a\r\n\r\n", BAD_REQUEST),
    REFUSED("no field at all", "GET / HTTP/1.1\r\n\r\n", BAD_REQUEST),
    REFUSED("two Hosts", GOOD "Host: b\r\n\r\n", BAD_REQUEST),
    REFUSED("the same Host twice", GOOD "hOST: a\r\n\r\n", BAD_REQUEST),
    REFUSED("an empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", BAD_REQUEST),
    REFUSED("Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", BAD_REQUEST),
    REFUSED("Host with a user", "GET / HTTP/1.1\r\nHost: b@a\r\n\r\n", BAD_REQUEST),
    REFUSED("two names in Host", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", BAD_REQUEST),
    /* versions */
    REFUSED("HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\n\r\n", VERSION_NOT_SUPPORTED),
    REFUSED("HTTP/1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", VERSION_NOT_SUPPORTED),
    REFUSED("HTTP/2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", VERSION_NOT_SUPPORTED),
    REFUSED("HTTP/0.9 of one line", "GET /\r\n", BAD_REQUEST),
    REFUSED("HTTP/1.1 in small letters", "GET / http/1.1\r\nHost: a\r\n\r\n", BAD_REQUEST),
    REFUSED("HTTP/1.10", "GET / HTTP/1.10\r\nHost: a\r\n\r\n", BAD_REQUEST),
    REFUSED("HTTP/01.1", "GET / HTTP/01.1\r\nHost: a\r\n\r\n", BAD_REQUEST),
    REFUSED("HTTP/1", "GET / HTTP/1\r\nHost: a\r\n\r\n", BAD_REQUEST),
    REFUSED("another protocol", "GET / ICY/1.1\r\nHost: a\r\n\r\n", BAD_REQUEST),
    REFUSED("space behind the version", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", BAD_REQUEST),
    REFUSED("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", NOT_IMPLEMENTED),
    /* methods */
    REFUSED("PUT", "PUT / HTTP/1.1\r\nHost: a\r\n\r\n", NOT_IMPLEMENTED),
    REFUSED("OPTIONS", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", NOT_IMPLEMENTED),
    REFUSED("CONNECT", "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", NOT_IMPLEMENTED),
    REFUSED("get in small letters", "get / HTTP/1.1\r\nHost: a\r\n\r\n", NOT_IMPLEMENTED),
    REFUSED("GETX", "GETX / HTTP/1.1\r\nHost: a\r\n\r\n", NOT_IMPLEMENTED),
    REFUSED("no method", " / HTTP/1.1\r\nHost: a\r\n\r\n", BAD_REQUEST),
    REFUSED("tab behind the method", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", BAD_REQUEST),
    REFUSED("the bytes of a TLS hello", "\x16\x03\x01\x02\x00", BAD_REQUEST),
    /* targets */
    REFUSED("absolute-form", "GET https://a/ HTTP/1.1\r\nHost: a\r\n\r\n", BAD_REQUEST),
    REFUSED("authority-form", "GET a:443 HTTP/1.1\r\nHost: a\r\n\r\n", BAD_REQUEST),
    REFUSED("asterisk-form", "GET * HTTP/1.1\r\nHost: a\r\n\r\n", BAD_REQUEST),
    REFUSED("no target", "GET HTTP/1.1\r\nHost: a\r\n\r\n", BAD_REQUEST),
    REFUSED("two spaces before the target", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", BAD_REQUEST),
    REFUSED("two spaces behind the target", "GET /  HTTP/1.1\r\nHost: a\r\n\r\n", BAD_REQUEST),
    REFUSED("tab behind the target", "GET /\tHTTP/1.1\r\nHost: a\r\n\r\n", BAD_REQUEST),
    REFUSED("fragment", "GET /#x HTTP/1.1\r\nHost: a\r\n\r\n", BAD_REQUEST),
    REFUSED("NUL in the target", "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n", BAD_REQUEST),
    REFUSED("UTF-8 in the target", "GET /\xc3\xa4 HTTP/1.1\r\nHost: a\r\n\r\n", BAD_REQUEST),
    REFUSED("quotes in the target", "GET /\"x\" HTTP/1.1\r\nHost: a\r\n\r\n", BAD_REQUEST),
    REFUSED("backslash in the target", "GET /\\x HTTP/1.1\r\nHost: a\r\n\r\n", BAD_REQUEST),
    /* the rest */
    REFUSED("another expectation", POST "Expect: 200-ok\r\n\r\n", EXPECTATION_FAILED),
    REFUSED("an empty expectation", POST "Expect:\r\n\r\n", EXPECTATION_FAILED),
    REFUSED("two expectations", POST "Expect: 100-continue\r\nExpect: 100-continue\r\n\r\n", BAD_REQUEST),
    REFUSED("two keys", GOOD "Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n", BAD_REQUEST),
    REFUSED("two media types", POST "Content-Type: a/b\r\nContent-Type: a/c\r\n\r\n", BAD_REQUEST),
    REFUSED("two Accepts", GOOD "Accept: a/b\r\nAccept: a/c\r\n\r\n", BAD_REQUEST),
    REFUSED("two Accept-Languages", GOOD "Accept-Language: fi\r\nAccept-Language: sv\r\n\r\n", BAD_REQUEST),
    REFUSED("two cookies", GOOD "Cookie: a=b\r\nCookie: a=c\r\n\r\n", BAD_REQUEST),
    REFUSED("two origins", GOOD "Origin: a\r\nOrigin: b\r\n\r\n", BAD_REQUEST),
};

static void refuses_what_is_ambiguous(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct head head;
        size_t len;
        struct error err = {0};
        enum head_result result =
            parse((const char *)refused[i].head.data, refused[i].head.len, &head, &len, &err);
        if (result != HEAD_INVALID || err.code != refused[i].code || err.text[0] == '\0') {
            fail_msg("%s: result %d, %s", refused[i].what, (int)result, error_name(err.code));
        }
    }
}

/* Neither a part of a refused head nor a longer input is ever taken, and a longer one is refused for the same
 * reason. */
static void refuses_however_it_arrives(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        char bytes[512] = {0};
        size_t len = refused[i].head.len;
        memcpy(bytes, refused[i].head.data, len);
        memcpy(bytes + len, GOOD "\r\n", sizeof GOOD "\r\n" - 1);
        bool was_invalid = false;
        for (size_t n = 0; n <= len + sizeof GOOD "\r\n" - 1; n++) {
            struct head head;
            size_t used;
            struct error err = {0};
            enum head_result result = parse(bytes, n, &head, &used, &err);
            if (result == HEAD_COMPLETE || (was_invalid && result != HEAD_INVALID) ||
                (result == HEAD_INVALID && err.code != refused[i].code)) {
                fail_msg("%s: %zu bytes: result %d, %s", refused[i].what, n, (int)result,
                         error_name(err.code));
            }
            was_invalid = result == HEAD_INVALID;
        }
        assert_true(was_invalid);
    }
}

static const char *const accepted[] = {
    GOOD "\r\n",
    "HEAD /v1/teams HTTP/1.1\r\nHost:a\r\n\r\n",
    "GET //path HTTP/1.1\r\nHost: [::1]:8443\r\n\r\n",
    "GET /a?b=c&d=%20e?f/g HTTP/1.1\r\nhost: a.b-c:443\r\n\r\n",
    "GET /? HTTP/1.1\r\nHost: a\r\nX:\r\nY:   \r\nZ: a\tb  c\r\n\r\n",
    POST "Content-Length: 0\r\nExpect: 100-Continue\r\n\r\n",
    POST "Content-Length:   12  \r\nConnection: keep-alive, Close\r\n\r\n",
    POST "Content-Length: 0000000012\r\nConnection: x\r\nConnection: y\r\nUpgrade: h2c\r\n\r\n",
    ("POST /v1/submissions HTTP/1.1\r\nHost: localhost:8443\r\nUser-Agent: curl/7.88.1\r\nAccept: */*\r\n"
     "Authorization: Bearer 1.00ff\r\nContent-Type: application/cbor\r\nContent-Length: 188\r\n\r\n"),
};

static void waits_until_it_is_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof accepted / sizeof accepted[0]; i++) {
        struct head head;
        size_t used = 0;
        struct error err = {0};
        size_t len = strlen(accepted[i]);
        for (size_t n = 0; n < len; n++) {
            assert_int_equal(parse(accepted[i], n, &head, &used, &err), HEAD_INCOMPLETE);
        }
        assert_int_equal(parse(accepted[i], len, &head, &used, &err), HEAD_COMPLETE);
        assert_int_equal(used, len);
        char more[1024];
        snprintf(more, sizeof more, "%s\r\n\x01garbage", accepted[i]);
        assert_int_equal(parse(more, strlen(more), &head, &used, &err), HEAD_COMPLETE);
        assert_int_equal(used, len);
    }
}

static void finds_the_fields(void **state)
{
    (void)state;
    struct head head;
    size_t len;
    struct error err;
    struct span input =
        span_text("POST /a/b?c=d?e HTTP/1.1\r\nHOST: h:1\r\nauthorization:  Bearer x \r\n"
                  "Content-type: application/cbor\r\nAccept: text/csv\r\nCookie: k=v\r\n"
                  "ACCEPT-language: fi, sv;q=0.5\r\n"
                  "Origin: https://o\r\ncontent-LENGTH: 4294967296\r\nExpect: 100-continue\r\n"
                  "Connection: TE ,close\r\n\r\nbody");
    assert_int_equal(head_parse(input, &head, &len, &err), HEAD_COMPLETE);
    assert_int_equal(len, input.len - 4);
    assert_int_equal(head.method, HTTP_POST);
    assert_true(span_is(head.path, "/a/b"));
    assert_true(span_is(head.query, "c=d?e"));
    assert_true(span_is(head.host, "h:1"));
    assert_true(span_is(head.authorization, "Bearer x"));
    assert_true(span_is(head.content_type, "application/cbor"));
    assert_true(span_is(head.accept, "text/csv"));
    assert_true(span_is(head.accept_language, "fi, sv;q=0.5"));
    assert_true(span_is(head.cookie, "k=v"));
    assert_true(span_is(head.origin, "https://o"));
    assert_true(head.has_length);
    assert_int_equal(head.content_length, 4294967296);
    assert_true(head.expects_continue);
    assert_true(head.close);
}

static void tells_absent_from_empty(void **state)
{
    (void)state;
    struct head head;
    size_t len;
    struct error err;
    assert_int_equal(head_parse(span_text(GOOD "\r\n"), &head, &len, &err), HEAD_COMPLETE);
    assert_int_equal(head.method, HTTP_GET);
    assert_false(head.has_length || head.expects_continue || head.close);
    assert_null(head.query.data);
    assert_null(head.authorization.data);
    assert_null(head.accept.data);
    assert_null(head.accept_language.data);
    assert_int_equal(
        head_parse(span_text("GET /? HTTP/1.1\r\nHost: a\r\nAccept:\r\n\r\n"), &head, &len, &err),
        HEAD_COMPLETE);
    assert_non_null(head.query.data);
    assert_int_equal(head.query.len, 0);
    assert_non_null(head.accept.data);
    assert_int_equal(head.accept.len, 0);
}

/* A head of exactly `len` bytes, by one long field. */
static char *head_of(size_t len)
{
    static const char start[] = GOOD "X: ";
    char *bytes = malloc(len);
    memset(bytes, 'x', len);
    memcpy(bytes, start, sizeof start - 1);
    memcpy(bytes + len - 4, "\r\n\r\n", 4);
    return bytes;
}

static void bounds_the_bytes(void **state)
{
    (void)state;
    struct head head;
    size_t len;
    struct error err;
    char *most = head_of(HEAD_MAX_BYTES);
    assert_int_equal(parse(most, HEAD_MAX_BYTES - 1, &head, &len, &err), HEAD_INCOMPLETE);
    assert_int_equal(parse(most, HEAD_MAX_BYTES, &head, &len, &err), HEAD_COMPLETE);
    assert_int_equal(len, HEAD_MAX_BYTES);
    free(most);
    char *more = head_of(HEAD_MAX_BYTES + 1);
    for (size_t n = HEAD_MAX_BYTES; n <= HEAD_MAX_BYTES + 1; n++) {
        assert_int_equal(parse(more, n, &head, &len, &err), HEAD_INVALID);
        assert_int_equal(err.code, ERROR_HEAD_TOO_LARGE);
    }
    free(more);
}

static void bounds_the_fields(void **state)
{
    (void)state;
    for (int n = HEAD_MAX_FIELDS; n <= HEAD_MAX_FIELDS + 1; n++) {
        char bytes[1024];
        int len = snprintf(bytes, sizeof bytes, GOOD);
        for (int i = 1; i < n; i++) {
            len += snprintf(bytes + len, sizeof bytes - (size_t)len, "X%d: y\r\n", i);
        }
        len += snprintf(bytes + len, sizeof bytes - (size_t)len, "\r\n");
        struct head head;
        size_t used;
        struct error err = {0};
        enum head_result result = parse(bytes, (size_t)len, &head, &used, &err);
        assert_int_equal(result, n == HEAD_MAX_FIELDS ? HEAD_COMPLETE : HEAD_INVALID);
        assert_int_equal(err.code, n == HEAD_MAX_FIELDS ? ERROR_NONE : ERROR_HEAD_TOO_LARGE);
    }
}

static void leaves_its_outputs_alone_until_it_is_whole(void **state)
{
    (void)state;
    struct head head = {.content_length = 77};
    size_t len = 88;
    struct error err;
    assert_int_equal(head_parse(span_text(GOOD), &head, &len, &err), HEAD_INCOMPLETE);
    assert_int_equal(head_parse(span_text(GOOD "\n"), &head, &len, &err), HEAD_INVALID);
    assert_int_equal(head.content_length, 77);
    assert_int_equal(len, 88);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_what_is_ambiguous),
        cmocka_unit_test(refuses_however_it_arrives),
        cmocka_unit_test(waits_until_it_is_whole),
        cmocka_unit_test(finds_the_fields),
        cmocka_unit_test(tells_absent_from_empty),
        cmocka_unit_test(bounds_the_bytes),
        cmocka_unit_test(bounds_the_fields),
        cmocka_unit_test(leaves_its_outputs_alone_until_it_is_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
