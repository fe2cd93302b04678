/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pulssid(8) has every command with its usage and its help. */
#include "cli/command_manual.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "unit.h"

static char *page(const struct command *table)
{
    char *text = NULL;
    size_t size = 0;
    struct error err;
    FILE *out = open_memstream(&text, &size);
    assert_true(command_manual_write(table, out, &err));
    assert_int_equal(fclose(out), 0);
    return text;
}

static void a_command_as_in_its_help(void **state)
{
    (void)state;
    static const struct command table[] = {
        {.name = "team list",
         .words = "",
         .help = "Lists.\n--on a day.",
         .options = {{"--on", "DATE", 0, 0}}},
        {.name = "verify", .words = "[FILE…]", .help = "Verifies."},
        {.name = NULL},
    };
    CLEANUP(free) char *text = page(table);
    assert_non_null(strstr(text,
                           ".SH COMMANDS\n.TP\n\\fBpulssid team list [\\-c FILE] [\\-\\-on DATE]\\fR\n"
                           "Lists. \\-\\-on a day.\n"
                           ".TP\n\\fBpulssid verify [\\-c FILE] [FILE…]\\fR\nVerifies.\n.SH OPTIONS\n"));
}

static void every_command_is_there(void **state)
{
    (void)state;
    CLEANUP(free) char *text = page(command_table());
    char expected[128];
    for (const struct command *c = command_table(); c->name != NULL; c++) {
        snprintf(expected, sizeof expected, ".TP\n\\fBpulssid %s [", c->name);
        assert_non_null(strstr(text, expected));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_command_as_in_its_help),
        cmocka_unit_test(every_command_is_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
