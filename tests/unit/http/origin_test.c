/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit.h"

#include "http/origin.h"

struct row {
    const char *fetch_site; /* NULL: the field is not there */
    const char *origin;
    bool may_get;
    bool may_post;
};

static struct span field(const char *text)
{
    return text == NULL ? (struct span){0} : span_text(text);
}

static bool is_own(const struct row *row, enum http_method method)
{
    struct head head = {.method = method,
                        .host = span_text("reports.example:8443"),
                        .sec_fetch_site = field(row->fetch_site),
                        .origin = field(row->origin)};
    struct error err = {0};
    bool own = origin_is_own(&head, &err);
    assert_int_equal(err.code, own ? ERROR_NONE : ERROR_CROSS_SITE);
    return own;
}

static void asks_the_browser_where_the_request_comes_from(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"same-origin", NULL, true, true},
        {"same-origin", "https://another.example", true, true}, /* a proxy has changed Host */
        {"none", NULL, true, false},
        {"same-site", NULL, false, false},
        {"same-site", "https://reports.example:8443", false, false},
        {"cross-site", NULL, false, false},
        {"Same-Origin", NULL, false, false},
        {"", NULL, false, false},
        {"", "https://reports.example:8443", false, false},
        {NULL, "https://reports.example:8443", true, true},
        {NULL, "https://reports.example", false, false},
        {NULL, "https://reports.example:84430", false, false},
        {NULL, "http://reports.example:8443", false, false},
        {NULL, "https://evil.example", false, false},
        {NULL, "https://evil.example/https://reports.example:8443", false, false},
        {NULL, "https://", false, false},
        {NULL, "null", false, false},
        {NULL, "", false, false},
        {NULL, NULL, true, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (is_own(&rows[i], HTTP_GET) != rows[i].may_get ||
            is_own(&rows[i], HTTP_POST) != rows[i].may_post ||
            is_own(&rows[i], HTTP_HEAD) != rows[i].may_get) {
            fail_msg("row %zu", i);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(asks_the_browser_where_the_request_comes_from)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
