/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is a placeholder, and what is none. */
#include "model/placeholder.h"

#include <string.h>

#include "../unit.h"
#include "base/cleanup.h"

/* Stands for "team", and for the empty word, and counts what it was asked for. */
static bool write_team(const void *ctx, struct span inside, struct buffer *out)
{
    (*(size_t *const *)ctx)[0]++;
    if (inside.len > 0 && !span_is(inside, "team")) {
        return false;
    }
    buffer_append_text(out, inside.len == 0 ? "0" : "T01");
    return true;
}

static void assert_filled(const char *text, const char *expected, size_t asked)
{
    struct buffer out CLEANUP(buffer_free) = {0};
    size_t n = 0;
    size_t *counter = &n;
    placeholder_fill(text, write_team, &counter, &out);
    buffer_append(&out, "", 1);
    assert_false(out.failed);
    assert_string_equal((const char *)buffer_span(&out).data, expected);
    assert_int_equal(n, asked);
}

static void from_left_to_right(void **state)
{
    (void)state;
    assert_filled("{team}, {team}!", "T01, T01!", 2);
    assert_filled("{}{team}", "0T01", 2);
    assert_filled("väli", "väli", 0);
    assert_filled("", "", 0);
}

static void what_nothing_stands_for_stays(void **state)
{
    (void)state;
    assert_filled("{other} {team}", "{other} T01", 2);
    assert_filled("{team", "{team", 0);
    assert_filled("team}", "team}", 0);
    assert_filled("{{team}}", "{T01}", 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(from_left_to_right),
        cmocka_unit_test(what_nothing_stands_for_stays),
    };
    return cmocka_run_group_tests_name("placeholder", tests, NULL, NULL);
}
