/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Problem documents: every error code gives both kinds, and they say the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/cleanup.h"
#include "wire/cbor_reader.h"
#include "wire/cbor_scan.h"
#include "wire/problem.h"

static void json_says_it_all(void **state)
{
    (void)state;
    struct error err = {ERROR_TOO_OLD, "on: \"late\"\n\\ \x01 päivä"};
    CLEANUP(buffer_free) struct buffer out = {0};
    problem_write_json(&err, &out);
    struct span text = buffer_span(&out);
    json_t *document = json_loadb((const char *)text.data, text.len, 0, NULL);
    assert_int_equal(json_object_size(document), 4);
    assert_string_equal(json_string_value(json_object_get(document, "type")), "urn:pulssid:problem:too_old");
    assert_string_equal(json_string_value(json_object_get(document, "title")), "The day is too long ago");
    assert_int_equal(json_integer_value(json_object_get(document, "status")), 422);
    assert_string_equal(json_string_value(json_object_get(document, "detail")), err.text);
    json_decref(document);
}

static void assert_text(struct cbor_reader *reader, const char *text)
{
    assert_true(span_is(cbor_reader_expect(reader, TOKEN_TEXT, "a text")->bytes, text));
}

static void assert_problem(enum error_code code)
{
    struct error err = {code, "the detail"};
    CLEANUP(buffer_free) struct buffer out = {0};
    problem_write_cbor(&err, &out);
    struct error ignored;
    struct cbor_reader reader;
    cbor_reader_init(&reader, buffer_span(&out), &ignored);
    assert_int_equal(cbor_reader_expect(&reader, TOKEN_MAP, "a map")->number, 4);
    assert_int_equal(cbor_reader_integer(&reader, "a key"), -1);
    assert_text(&reader, error_title(code));
    assert_int_equal(cbor_reader_integer(&reader, "a key"), -2);
    assert_text(&reader, "the detail");
    assert_int_equal(cbor_reader_integer(&reader, "a key"), -4);
    int64_t packed = cbor_reader_integer(&reader, "a response code");
    assert_in_range(packed, 4 << 5, 5 << 5 | 31);
    assert_int_equal((packed >> 5) * 100 + (packed & 31), error_status(code));
    assert_text(&reader, "urn:pulssid:problem");
    assert_int_equal(cbor_reader_expect(&reader, TOKEN_MAP, "a map")->number, 2);
    assert_int_equal(cbor_reader_integer(&reader, "a key"), 0);
    assert_text(&reader, error_name(code));
    assert_int_equal(cbor_reader_integer(&reader, "a key"), 1);
    assert_int_equal(cbor_reader_integer(&reader, "a status"), error_status(code));
    assert_false(reader.failed);
    assert_int_equal(reader.rest.len, 0);
}

static void every_code_has_its_concise_problem(void **state)
{
    (void)state;
    for (enum error_code code = ERROR_NONE + 1; code < ERROR_CODE_COUNT; code++) {
        assert_problem(code);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_says_it_all),
        cmocka_unit_test(every_code_has_its_concise_problem),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
