/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What man(7) would read otherwise is escaped. */
#include "base/roff.h"

#include <stdlib.h>

#include "../unit.h"
#include "base/cleanup.h"

static void assert_written(void (*write)(FILE *out, const char *text), const char *text, const char *expected)
{
    CLEANUP(free) char *written = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&written, &size);
    write(out, text);
    assert_int_equal(fclose(out), 0);
    assert_string_equal(written, expected);
}

static void text_is_no_request(void **state)
{
    (void)state;
    assert_written(roff_text, "one-two", "one\\-two\n");
    assert_written(roff_text, ".SH of\n.TP", "\\&.SH of .TP\n");
    assert_written(roff_text, "'x'", "\\&'x'\n");
    assert_written(roff_text, "a\\b", "a\\eb\n");
    assert_written(roff_text, "", "\n");
}

static void bold_is_ended(void **state)
{
    (void)state;
    assert_written(roff_bold, "--on DATE", "\\fB\\-\\-on DATE\\fR\n");
    assert_written(roff_bold, ".x\\", "\\fB.x\\e\\fR\n");
}

static void write_title(FILE *out, const char *about)
{
    roff_title(out, "a-b.conf", 5, about);
}

static void the_title_is_in_capitals(void **state)
{
    (void)state;
    assert_written(write_title, "of a and b",
                   ".\\\" SPDX-License-Identifier: GPL-3.0-or-later\n"
                   ".TH A\\-B.CONF 5 \"\" \"pulssid " PULSSID_VERSION "\"\n"
                   ".SH NAME\na-b.conf \\- of a and b\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_no_request),
        cmocka_unit_test(bold_is_ended),
        cmocka_unit_test(the_title_is_in_capitals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
