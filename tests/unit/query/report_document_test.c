/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which table of a report goes where in its document, and which text is that of a release. */
#include "query/report_document.h"

#include <string.h>

#include "unit.h"

/* A table of one column per name; `first` is the first cell of its only row, NULL for no row. */
static struct table *make_table(const char *const *names, size_t n, const char *first)
{
    struct table *table = table_new(n, first == NULL ? 0 : 1);
    assert_non_null(table);
    for (size_t i = 0; i < n; i++) {
        strcpy(table->columns[i].name, names[i]);
    }
    if (first != NULL) {
        table->cells[0] = strdup(first);
        assert_non_null(table->cells[0]);
    }
    return table;
}
#define TABLE(first, ...)                                                                                    \
    make_table((const char *const[]){__VA_ARGS__},                                                           \
               sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *), (first))

static void free_tables(struct report_page *page)
{
    for (size_t i = 0; i < page->n; i++) {
        page->tables[i] = table_free(page->tables[i]);
    }
}

static void assert_json(const char *name, const struct report_page *page, const char *expected)
{
    struct buffer out CLEANUP(buffer_free) = {0};
    report_document_json(report_find(name), page, &out);
    buffer_append(&out, "", 1);
    assert_string_equal((const char *)buffer_span(&out).data, expected);
}

static void every_part_has_its_place(void **state)
{
    (void)state;
    struct report_page page = {.n = 3, .next = "2~a~b~A", .release = 2};
    page.tables[0] = TABLE("A", "team");
    page.tables[1] = TABLE("-1", "lag");
    page.tables[2] = TABLE("e", "employee", "mismatch_p", "pooled_dl_r", "pooled_dl_teams", "stouffer_z");
    assert_json("linkage", &page,
                "{\"report\":\"linkage\",\"release\":2,\"organisation\":{\"employee\":\"e\","
                "\"mismatch\":{\"p\":null},\"pooled_dl\":{\"r\":null,\"teams\":null},\"stouffer_z\":null},"
                "\"rows\":[{\"team\":\"A\"}],\"lags\":[{\"lag\":\"-1\"}],\"next\":\"2~a~b~A\"}");
    free_tables(&page);
}

static void agreement_has_periods_and_its_last_analysis_nested(void **state)
{
    (void)state;
    struct report_page page = {.n = 3, .release = 2};
    page.tables[0] = TABLE("A", "team");
    page.tables[1] = TABLE("2025-W13", "period", "icc1");
    page.tables[2] = TABLE("wellbeing", "dimension", "icc_last_k", "icc_last_icc1", "icc1_median");
    assert_json("agreement", &page,
                "{\"report\":\"agreement\",\"release\":2,\"organisation\":{\"dimension\":\"wellbeing\","
                "\"icc_last\":{\"k\":null,\"icc1\":null},\"icc1_median\":null},\"rows\":[{\"team\":\"A\"}],"
                "\"periods\":[{\"period\":\"2025-W13\",\"icc1\":null}]}");
    free_tables(&page);
}

static void a_part_without_rows_is_there_and_empty(void **state)
{
    (void)state;
    struct report_page page = {.n = 3};
    page.tables[0] = TABLE(NULL, "team");
    page.tables[1] = TABLE(NULL, "lag");
    page.tables[2] = TABLE(NULL, "employee");
    assert_json("linkage", &page,
                "{\"report\":\"linkage\",\"release\":null,\"organisation\":null,\"rows\":[],\"lags\":[]}");
    free_tables(&page);
}

static void a_part_that_a_report_does_not_have_is_left_out(void **state)
{
    (void)state;
    struct report_page page = {.n = 1, .release = 7};
    page.tables[0] = TABLE("A", "team", "mismatch_p");
    assert_json("scores", &page,
                "{\"report\":\"scores\",\"release\":7,\"rows\":[{\"team\":\"A\",\"mismatch_p\":null}]}");
    free_tables(&page);
}

static void a_part_is_found_by_its_whole_name(void **state)
{
    (void)state;
    const struct report *linkage = report_find("linkage");
    size_t part = 9;
    assert_true(report_document_part(linkage, span_text("organisation"), &part));
    assert_int_equal(part, 2);
    assert_true(report_document_part(linkage, span_of("lags&", 4), &part));
    assert_int_equal(part, 1);
    assert_true(report_document_part(linkage, span_text(""), &part));
    assert_int_equal(part, 0);
    part = 9;
    assert_false(report_document_part(linkage, span_text("lag"), &part));
    assert_false(report_document_part(linkage, span_text("lags "), &part));
    assert_false(report_document_part(report_find("scores"), span_text("lags"), &part));
    assert_int_equal(part, 9);
}

static void the_text_of_a_release_is_given_byte_by_byte(void **state)
{
    (void)state;
    struct buffer out CLEANUP(buffer_free) = {0};
    struct report_page page = {.n = 1};
    page.tables[0] = TABLE("1", "release", "document_sha256", "document");
    page.tables[0]->cells[1] = strdup("no text");
    page.tables[0]->cells[2] = strdup("pulssid 1\n\"a\",\xc3\xa4\r\n");
    assert_true(report_document_text(&page, &out));
    assert_true(span_is(buffer_span(&out), "pulssid 1\n\"a\",\xc3\xa4\r\n"));
    free_tables(&page);
}

static void without_a_document_there_is_no_text(void **state)
{
    (void)state;
    struct buffer out CLEANUP(buffer_free) = {0};
    struct report_page pages[3] = {{.n = 1}, {.n = 1}, {.n = 1}};
    pages[0].tables[0] = TABLE(NULL, "release", "document"); /* no row */
    pages[1].tables[0] = TABLE("1", "release", "document");  /* unknown */
    pages[2].tables[0] = TABLE("1", "release");
    for (size_t i = 0; i < 3; i++) {
        assert_false(report_document_text(&pages[i], &out));
        assert_int_equal(out.len, 0);
        free_tables(&pages[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_part_has_its_place),
        cmocka_unit_test(agreement_has_periods_and_its_last_analysis_nested),
        cmocka_unit_test(a_part_without_rows_is_there_and_empty),
        cmocka_unit_test(a_part_that_a_report_does_not_have_is_left_out),
        cmocka_unit_test(a_part_is_found_by_its_whole_name),
        cmocka_unit_test(the_text_of_a_release_is_given_byte_by_byte),
        cmocka_unit_test(without_a_document_there_is_no_text),
    };
    return cmocka_run_group_tests_name("report_document", tests, NULL, NULL);
}
