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
static const char *const handoff[] = {"T01", "T02", "published", "<5"};
static const char *const hidden[] = {"T01", "T12", "suppressed", NULL};
static const char *const rating[] = {"T01", "T02", "collaboration", "published", "11", "76", NULL};

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

static const char more_tables[] = "\n"
                                  "from,to,state,count\n"
                                  "T01,T02,published,<5\n"
                                  "T01,T12,suppressed,\n"
                                  "\n"
                                  "rater_team,rated_team,dimension,state,n,mean,bound\n"
                                  "T01,T02,collaboration,published,11,76,\n";

static void the_bytes_are_these(void **state)
{
    (void)state;
    struct buffer out CLEANUP(buffer_free) = {0};
    struct release_head head = head_of(7);
    head.previous[0] = 0xab;
    release_document_start(&out, &head);
    release_document_row(&out, cell, RELEASE_DOCUMENT_COLUMNS);
    assert_false(out.failed);
    assert_int_equal(out.len, sizeof expected - 1);
    assert_memory_equal(buffer_span(&out).data, expected, sizeof expected - 1);
}

static void other_tables_stand_behind_an_empty_line(void **state)
{
    (void)state;
    struct buffer out CLEANUP(buffer_free) = {0};
    release_document_table(&out, RELEASE_HANDOFFS);
    release_document_row(&out, handoff, 4);
    release_document_row(&out, hidden, 4);
    release_document_table(&out, RELEASE_RATINGS);
    release_document_row(&out, rating, 7);
    assert_false(out.failed);
    assert_int_equal(out.len, sizeof more_tables - 1);
    assert_memory_equal(buffer_span(&out).data, more_tables, sizeof more_tables - 1);
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

static void assert_no_document(const char *sentence, struct span text)
{
    struct release_head head = {.release = 77};
    struct error err = {0};
    assert_false(release_document_parse(text, &head, &err));
    assert_int_equal(err.code, ERROR_INPUT);
    assert_string_equal(err.text, sentence);
    assert_int_equal(head.release, 77);
}

#define NO_DOCUMENT "this is not the document of a release"

/* Cut anywhere in the head, or spelt otherwise than it would be written, a text is no document. */
static void what_is_no_document_is_refused(void **state)
{
    (void)state;
    size_t head_len = (size_t)(strstr(expected, "T01,") - expected);
    for (size_t len = 0; len < head_len; len++) {
        assert_no_document(NO_DOCUMENT, span_of(expected, len));
    }
    const char *const bad[] = {
        "pulssid release 2\nrelease 7\n",  "release 7\n",
        "pulssid release 1\nrelease -7\n", "pulssid release 1\nrelease 99999999999\n",
        "pulssid release 1\nrelease 07\n", "pulssid release 01\nrelease 7\n",
        "pulssid release 1\nrelease 0\n",  "\xef\xbb\xbfpulssid release 1\nrelease 7\n"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char text[1024];
        snprintf(text, sizeof text, "%s%s", bad[i], strstr(expected, "period"));
        assert_no_document(NO_DOCUMENT, span_text(text));
    }
    char columns[sizeof expected];
    strcpy(columns, expected);
    strstr(columns, ",sd,")[1] = 'S';
    assert_no_document(NO_DOCUMENT, span_text(columns));
}

static void lines_of_another_system_are_told(void **state)
{
    (void)state;
    assert_no_document("its lines end in CR LF, those of a release in LF alone",
                       span_text("pulssid release 1\r\nrelease 7\r\n"));
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
        release_document_row(&chain->texts[i], cell, RELEASE_DOCUMENT_COLUMNS);
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

static void assert_broken(const struct span *documents, size_t n, const char *sentence)
{
    struct error err = {0};
    assert_false(release_document_verify(documents, n, &err));
    assert_int_equal(err.code, ERROR_INTEGRITY);
    assert_string_equal(err.text, sentence);
}

/* Where nothing else tells: a figure. */
static void a_changed_byte_breaks_the_release_after_it(void **state)
{
    (void)state;
    CLEANUP(chain) struct chain chain = {0};
    make_chain(&chain);
    uint8_t *figure = (uint8_t *)strstr((char *)chain.texts[1].data, ",68,");
    figure[1] = '7';
    assert_broken(chain.spans, 3,
                  "release 3 (2024-W42) does not name the SHA-256 of release 2: one of the two was changed");
    char *named = strstr((char *)chain.texts[2].data, "previous ");
    named[9] = named[9] == '0' ? '1' : '0';
    assert_broken(chain.spans, 3,
                  "release 3 (2024-W42) does not name the SHA-256 of release 2: one of the two was changed");
    struct error err;
    assert_true(release_document_verify(chain.spans, 2, &err));
}

/* What no other release tells of the last: its form at least. */
static void a_line_that_is_none_of_a_cell_is_found(void **state)
{
    (void)state;
    CLEANUP(chain) struct chain chain = {0};
    struct error err;
    make_chain(&chain);
    const char *sentence = "release 3 (2024-W42) was changed: line 10 is not that of a cell";
    struct span whole = chain.spans[2];
    size_t row = 10 + strlen("T01,wellbeing,published");
    for (size_t cut = 1; cut < row; cut++) {
        chain.spans[2].len = whole.len - cut;
        assert_broken(chain.spans, 3, sentence);
    }
    static const char *const tails[] = {"\n",
                                        "a\n",
                                        ",,,,,,,,,,,,,,,,,\n",
                                        ",,,,,,,,,,,,,,,,,,,\n",
                                        ",,,,,,,,,,,,,,,,,,\r\n",
                                        ",,,,,,,,,,,,,,,,,,"};
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        struct buffer text CLEANUP(buffer_free) = {0};
        buffer_append(&text, whole.data, whole.len);
        buffer_append_text(&text, tails[i]);
        chain.spans[2] = buffer_span(&text);
        assert_broken(chain.spans, 3, "release 3 (2024-W42) was changed: line 11 is not that of a cell");
    }
    chain.spans[2] = whole;
    assert_true(release_document_verify(chain.spans, 3, &err));
}

/* Behind the cells: each table has its lines, in its place, or is not there at all. */
static void lines_of_other_tables_have_their_form(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *sentence; /* NULL: this is a document */
    } ends[] = {
        {more_tables, NULL},
        {"\nfrom,to,state,count\nT01,T02,published,<5\n", NULL},
        {"\nrater_team,rated_team,dimension,state,n,mean,bound\n*,*,collaboration,no_data,,,\n", NULL},
        {"\nfrom,to,state,count\n", "line 11 is not that of a cell"},
        {"\nfrom,to,state,count", "line 11 is not that of a cell"},
        {"\nfrom,to,state,n\nT01,T02,published,<5\n", "line 11 is not that of a cell"},
        {"from,to,state,count\nT01,T02,published,<5\n", "line 11 is not that of a cell"},
        {"\nfrom,to,state,count\nT01,T02,published,<5", "line 13 is not that of a handoff"},
        {"\nfrom,to,state,count\nT01,T02,published,<5\n\n", "line 14 is not that of a handoff"},
        {"\nfrom,to,state,count\nT01,T02,published\n", "line 13 is not that of a handoff"},
        {"\nfrom,to,state,count\n\nrater_team,rated_team,dimension,state,n,mean,bound\n*,*,x,no_data,,,\n",
         "line 11 is not that of a cell"},
        {"\nrater_team,rated_team,dimension,state,n,mean,bound\n*,*,x,no_data,,,\n"
         "\nfrom,to,state,count\nT01,T02,published,<5\n",
         "line 14 is not that of a rating"},
    };
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        CLEANUP(chain) struct chain chain = {0};
        struct error err = {0};
        char sentence[128];
        make_chain(&chain);
        buffer_append_text(&chain.texts[2], ends[i].text);
        chain.spans[2] = buffer_span(&chain.texts[2]);
        if (ends[i].sentence == NULL) {
            assert_true(release_document_verify(chain.spans, 3, &err));
        } else {
            snprintf(sentence, sizeof sentence, "release 3 (2024-W42) was changed: %s", ends[i].sentence);
            assert_broken(chain.spans, 3, sentence);
        }
    }
}

/* Of several breaks the first release is named. */
static void a_gap_and_a_false_beginning_are_found(void **state)
{
    (void)state;
    CLEANUP(chain) struct chain chain = {0};
    struct error err;
    make_chain(&chain);
    struct span gap[] = {chain.spans[0], chain.spans[2]};
    assert_broken(gap, 2, "release 2 is missing: release 3 follows 1");
    struct span twice[] = {chain.spans[0], chain.spans[1], chain.spans[1]};
    assert_broken(twice, 3, "release 2 (2024-W42) is there twice");
    struct span swapped[] = {chain.spans[1], chain.spans[0]};
    assert_false(release_document_verify(swapped, 2, &err));

    char *zeros = strstr((char *)chain.texts[0].data, "previous 0");
    zeros[9] = '1';
    assert_broken(chain.spans, 1, "release 1 (2024-W42): previous is not 64 zeros");
    assert_broken(chain.spans, 3, "release 1 (2024-W42): previous is not 64 zeros");

    struct span no_text[] = {chain.spans[1], span_text("hello")};
    assert_false(release_document_verify(no_text, 2, &err));
    assert_int_equal(err.code, ERROR_INPUT);
    assert_non_null(strstr(err.text, "document 2 of 2"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_bytes_are_these),
        cmocka_unit_test(other_tables_stand_behind_an_empty_line),
        cmocka_unit_test(a_head_is_read_back),
        cmocka_unit_test(what_is_no_document_is_refused),
        cmocka_unit_test(a_chain_holds_also_from_its_middle),
        cmocka_unit_test(lines_of_another_system_are_told),
        cmocka_unit_test(a_changed_byte_breaks_the_release_after_it),
        cmocka_unit_test(a_line_that_is_none_of_a_cell_is_found),
        cmocka_unit_test(lines_of_other_tables_have_their_form),
        cmocka_unit_test(a_gap_and_a_false_beginning_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
