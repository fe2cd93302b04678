/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit.h"

#include <stdio.h>
#include <string.h>

#include "base/embedded.h"
#include "http/page.h"

static struct page find(const char *name, const char *accept_encoding)
{
    struct page page;
    if (!page_find(span_text(name), span_text(accept_encoding), &page)) {
        fail_msg("there is no %s", name);
    }
    return page;
}

/* The name of the one file that ends so. */
static const char *name_in(const char *suffix)
{
    size_t n;
    const struct embedded_file *files = embedded_pages(&n);
    for (size_t i = 0; i < n; i++) {
        size_t len = strlen(files[i].name);
        if (len > strlen(suffix) && strcmp(files[i].name + len - strlen(suffix), suffix) == 0) {
            return files[i].name;
        }
    }
    fail_msg("no file ends in %s", suffix);
    return "";
}

static bool holds(struct span text, const char *part)
{
    return memmem(text.data, text.len, part, strlen(part)) != NULL;
}

static void the_start_names_its_script_and_style_relatively(void **state)
{
    (void)state;
    struct page page = find(PAGE_START, "");
    assert_string_equal(page.content_type, "text/html; charset=utf-8");
    assert_false(page.is_lasting);
    const char *const suffixes[] = {".js", ".css"};
    for (size_t i = 0; i < 2; i++) {
        char reference[128];
        snprintf(reference, sizeof reference, "=\"web/%s\"", name_in(suffixes[i]));
        assert_true(holds(page.content, reference));
    }
    assert_false(holds(page.content, "=\"/"));
    assert_false(holds(page.content, "://"));
    assert_false(holds(page.content, "<style"));
}

static void script_and_style_may_be_kept(void **state)
{
    (void)state;
    assert_true(find(name_in(".js"), "").is_lasting);
    assert_string_equal(find(name_in(".js"), "").content_type, "text/javascript; charset=utf-8");
    assert_true(find(name_in(".css"), "").is_lasting);
    assert_string_equal(find(name_in(".css"), "").content_type, "text/css; charset=utf-8");
    assert_false(find("icon.svg", "").is_lasting);
    assert_string_equal(find("icon.svg", "").content_type, "image/svg+xml");
    assert_string_equal(find("licences.txt", "").content_type, "text/plain; charset=utf-8");
}

static void compresses_for_those_who_take_it(void **state)
{
    (void)state;
    struct page plain = find(name_in(".js"), "br");
    struct page compressed = find(name_in(".js"), "gzip, br");
    assert_null(strstr(plain.fields, "Content-Encoding"));
    assert_non_null(strstr(compressed.fields, "Content-Encoding: gzip\r\n"));
    assert_true(compressed.content.len < plain.content.len);
    assert_memory_equal(compressed.content.data, "\x1f\x8b", 2);
    assert_non_null(strstr(plain.fields, "Vary: Accept-Encoding\r\n"));
    assert_non_null(strstr(compressed.fields, "Vary: Accept-Encoding\r\n"));
}

static void forbids_what_is_not_its_own(void **state)
{
    (void)state;
    static const char *const encodings[] = {"", "gzip"};
    for (size_t i = 0; i < 2; i++) {
        const char *fields = find(PAGE_START, encodings[i]).fields;
        assert_non_null(
            strstr(fields, "\r\nContent-Security-Policy: default-src 'none'; script-src 'self'; "));
        assert_non_null(strstr(fields, "frame-ancestors 'none'"));
        assert_non_null(strstr(fields, "base-uri 'none'"));
        assert_non_null(strstr(fields, "Referrer-Policy: no-referrer\r\n"));
        assert_null(strstr(fields, "unsafe"));
        assert_null(strstr(fields, "http"));
        assert_string_equal(fields + strlen(fields) - 2, "\r\n");
    }
}

static void serves_nothing_else(void **state)
{
    (void)state;
    static const char *const names[] = {"",   ".html", "index.html.gz", "index",     "index.htm", "page.js",
                                        "..", "x",     ".gz",           "icon.svg/", "Index.html"};
    struct page page;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_false(page_find(span_text(names[i]), (struct span){0}, &page));
        assert_false(page_find(span_text(names[i]), span_text("gzip"), &page));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_start_names_its_script_and_style_relatively),
        cmocka_unit_test(script_and_style_may_be_kept),
        cmocka_unit_test(compresses_for_those_who_take_it),
        cmocka_unit_test(forbids_what_is_not_its_own),
        cmocka_unit_test(serves_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
