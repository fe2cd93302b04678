/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words for grades. */
#include "../unit.h"

#include "model/claim_grade.h"

static void grades_have_names(void **state)
{
    (void)state;
    assert_string_equal(claim_grade_name(CLAIM_DESCRIPTION), "description");
    assert_string_equal(claim_grade_name(CLAIM_ASSOCIATION), "association");
    assert_string_equal(claim_grade_name(CLAIM_LEADS), "leads_in_time");
    assert_string_equal(claim_grade_name(CLAIM_CANNOT_TELL), "cannot_tell");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(grades_have_names)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
