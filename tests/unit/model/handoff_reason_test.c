/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words of reasons, and what is none. */
#include "model/handoff_reason.h"

#include "../unit.h"

static void every_word_has_its_number(void **state)
{
    (void)state;
    static const char *const words[] = {"instruction", "skill", "authority", "capacity", "choice"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        enum handoff_reason reason = REASON_NONE;
        assert_true(handoff_reason_find(span_text(words[i]), &reason));
        assert_int_equal(reason, i + 1);
    }
    assert_int_equal(REASONS, sizeof words / sizeof words[0] + 1);
}

static void anything_else_is_none(void **state)
{
    (void)state;
    static const char *const words[] = {"", "skil", "skills", "Skill", "none", "because"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        enum handoff_reason reason = REASONS;
        assert_false(handoff_reason_find(span_text(words[i]), &reason));
        assert_int_equal(reason, REASONS);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_word_has_its_number),
        cmocka_unit_test(anything_else_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
