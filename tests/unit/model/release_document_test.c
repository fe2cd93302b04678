/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/release_document.h"

#include <stdio.h>
#include <string.h>

#include "../unit.h"
#include "base/cleanup.h"

static struct release_head head_of(int32_t release)
{
    return (struct release_head){.release = release,
                                 .period = "2024-W42",
                                 .first_day = "2024-10-14",
                                 .last_day = "2024-10-20",
                                 .k_employee = 5,
                                 .k_customer = 6};
}

static const char *const cell[RELEASE_DOCUMENT_COLUMNS] = {"T01", "wellbeing", "published", "12", "68"};

static const char expected[] =
    "pulssid release 1\n"
    "release 7\n"
    "period 2024-W42\n"
    "first-day 2024-10-14\n"
    "last-day 2024-10-20\n"
    "k-employee 5\n"
    "k-customer 6\n"
    "previous ab00000000000000000000000000000000000000000000000000000000000000\n"
    "team,dimension,state,n,mean,bound,sd,se,lo,hi,top,top_lo,top_hi,contacts,invited,responses,"
    "response_rate,teams_shown,teams\n"
    "T01,wellbeing,published,12,68,,,,,,,,,,,,,,\n";

static void the_bytes_are_these(void **state)
{
    (void)state;
    struct buffer out CLEANUP(buffer_free) = {0};
    struct release_head head = head_of(7);
    head.previous[0] = 0xab;
    release_document_start(&out, &head);
    release_document_row(&out, cell);
    assert_false(out.failed);
    assert_int_equal(out.len, sizeof expected - 1);
    assert_memory_equal(buffer_span(&out).data, expected, sizeof expected - 1);
}

static void a_head_is_read_back(void **state)
{
    (void)state;
    struct release_head head;
    struct error err;
    assert_true(release_document_parse(span_text(expected), &head, &err));
    assert_int_equal(head.release, 7);
    assert_string_equal(head.period, "2024-W42");
    assert_string_equal(head.first_day, "2024-10-14");
    assert_string_equal(head.last_day, "2024-10-20");
    assert_int_equal(head.k_employee, 5);
    assert_int_equal(head.k_customer, 6);
    assert_int_equal(head.previous[0], 0xab);
    assert_int_equal(head.previous[31], 0);
}

/* Cut anywhere in the head, or with any byte of a line's name changed, a text is no document. */
static void what_is_no_document_is_refused(void **state)
{
    (void)state;
    struct release_head head;
    struct error err;
    size_t head_len = (size_t)(strstr(expected, "team,") - expected);
    for (size_t len = 0; len < head_len; len++) {
        assert_false(release_document_parse(span_of(expected, len), &head, &err));
        assert_int_equal(err.code, ERROR_INPUT);
    }
    const char *const bad[] = {"pulssid release 2\nrelease 7\n", "release 7\n",
                               "pulssid release 1\r\nrelease 7\r\n", "pulssid release 1\nrelease -7\n",
                               "pulssid release 1\nrelease 99999999999\n"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char text[1024];
        snprintf(text, sizeof text, "%s%s", bad[i], strstr(expected, "period"));
        assert_false(release_document_parse(span_text(text), &head, &err));
    }
}

/* Three releases, each with the hash of the one before. */
struct chain {
    struct buffer texts[3];
    struct span spans[3];
};

static void chain_local(struct chain *chain)
{
    for (size_t i = 0; i < 3; i++) {
        buffer_free(&chain->texts[i]);
    }
}

static void make_chain(struct chain *chain)
{
    uint8_t digest[SHA256_SIZE] = {0};
    for (int32_t i = 0; i < 3; i++) {
        struct release_head head = head_of(i + 1);
        memcpy(head.previous, digest, sizeof digest);
        release_document_start(&chain->texts[i], &head);
        release_document_row(&chain->texts[i], cell);
        chain->spans[i] = buffer_span(&chain->texts[i]);
        assert_true(sha256(&chain->spans[i], 1, digest));
    }
}

static void a_chain_holds_also_from_its_middle(void **state)
{
    (void)state;
    CLEANUP(chain) struct chain chain = {0};
    struct error err;
    make_chain(&chain);
    assert_true(release_document_verify(chain.spans, 3, &err));
    assert_true(release_document_verify(chain.spans + 1, 2, &err));
    assert_true(release_document_verify(chain.spans, 0, &err));
}

static void a_changed_byte_breaks_the_release_after_it(void **state)
{
    (void)state;
    CLEANUP(chain) struct chain chain = {0};
    struct error err;
    make_chain(&chain);
    chain.texts[1].data[chain.texts[1].len - 5] ^= 1;
    assert_false(release_document_verify(chain.spans, 3, &err));
    assert_int_equal(err.code, ERROR_INTEGRITY);
    assert_string_equal(err.text, "release 3 (2024-W42): previous is not the SHA-256 of the release before");
}

static void a_gap_and_a_false_beginning_are_found(void **state)
{
    (void)state;
    CLEANUP(chain) struct chain chain = {0};
    struct error err;
    make_chain(&chain);
    struct span gap[] = {chain.spans[0], chain.spans[2]};
    assert_false(release_document_verify(gap, 2, &err));
    assert_string_equal(err.text, "release 1 is followed by release 3");

    char *zeros = strstr((char *)chain.texts[0].data, "previous 0");
    zeros[9] = '1';
    assert_false(release_document_verify(chain.spans, 1, &err));
    assert_non_null(strstr(err.text, "release 1 "));

    struct span no_text[] = {chain.spans[1], span_text("hello")};
    assert_false(release_document_verify(no_text, 2, &err));
    assert_int_equal(err.code, ERROR_INPUT);
    assert_non_null(strstr(err.text, "document 2 of 2"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_bytes_are_these),
        cmocka_unit_test(a_head_is_read_back),
        cmocka_unit_test(what_is_no_document_is_refused),
        cmocka_unit_test(a_chain_holds_also_from_its_middle),
        cmocka_unit_test(a_changed_byte_breaks_the_release_after_it),
        cmocka_unit_test(a_gap_and_a_false_beginning_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
