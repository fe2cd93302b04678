/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pulssid.conf(5) has every row of the table, in its section. */
#include "config/config_manual.h"

#include <stdlib.h>
#include <string.h>

#include "../unit.h"
#include "base/cleanup.h"
#include "config/config_keys.h"

static char *page(void)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    config_manual_write(out);
    assert_int_equal(fclose(out), 0);
    return text;
}

static void a_key_has_everything(void **state)
{
    (void)state;
    CLEANUP(free) char *text = page();
    assert_non_null(strstr(text, ".TP\n\\fBmax_requests\\fR\nRequests on one connection.\n"
                                 "A whole number from 1 to 1000000.\nLive.\nDefault:\n\\fB10000\\fR\n"));
    assert_non_null(strstr(text, "One of error, warning, info, debug\nLive.\nDefault:\n\\fBinfo\\fR\n"));
    assert_non_null(strstr(text, "\\fBadmin\\fR\nThe schema's owner: used by migrate alone.\n"));
    assert_non_null(strstr(text, "is understood.\nLive.\nDefault:\n\\fBnone\\fR\n"));
    assert_non_null(strstr(text, ".TP\n\\fBworkers\\fR\n"));
}

/* Each key stands behind the one before it, and each section once. */
static void every_row_is_there_in_order(void **state)
{
    (void)state;
    CLEANUP(free) char *text = page();
    size_t n;
    size_t sections = 0;
    const struct config_key *keys = config_keys(&n);
    const char *at = text;
    char expected[128];
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || strcmp(keys[i].section, keys[i - 1].section) != 0) {
            snprintf(expected, sizeof expected, ".SH [%s]\n", keys[i].section);
            assert_non_null(at = strstr(at, expected));
            sections++;
        }
        snprintf(expected, sizeof expected, ".TP\n\\fB%s\\fR\n", keys[i].name);
        assert_non_null(at = strstr(at, expected));
    }
    for (at = text; (at = strstr(at, ".SH [")) != NULL; at++) {
        sections--;
    }
    assert_int_equal(sections, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_has_everything),
        cmocka_unit_test(every_row_is_there_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
