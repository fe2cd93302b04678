/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verdicts are byte for byte those of proto/vectors/verdict-*.cbor. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "wire/verdict_cbor.h"

static const uint8_t id[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

static void assert_vector(const struct verdict *verdict, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/proto/vectors/%s.cbor", SOURCE_DIR, name);
    CLEANUP(fclose) FILE *file = fopen(path, "r");
    assert_non_null(file);
    uint8_t expected[1024];
    size_t len = fread(expected, 1, sizeof expected, file);
    CLEANUP(buffer_free) struct buffer out = {0};
    verdict_cbor_write(verdict, &out);
    assert_int_equal(out.len, len);
    assert_memory_equal(buffer_span(&out).data, expected, len);
}

static void stored_tells_the_period(void **state)
{
    (void)state;
    struct verdict verdict = {span_of(id, sizeof id), VERDICT_STORED, "2026-W47", NULL};
    assert_vector(&verdict, "verdict-stored");
}

static void duplicate_may_leave_the_period_out(void **state)
{
    (void)state;
    struct verdict verdict = {span_of(id, sizeof id), VERDICT_DUPLICATE, NULL, NULL};
    assert_vector(&verdict, "verdict-duplicate");
}

static void rejected_tells_why(void **state)
{
    (void)state;
    struct error err = {ERROR_INVALID_FIELD, "answers.wb1: expected an integer or null"};
    struct verdict verdict = {span_of(id, sizeof id), VERDICT_REJECTED, NULL, &err};
    assert_vector(&verdict, "verdict-rejected");
}

static void an_id_that_could_not_be_read_is_empty(void **state)
{
    (void)state;
    struct error err = {ERROR_MALFORMED, "byte 0: reserved additional information"};
    struct verdict verdict = {(struct span){0}, VERDICT_REJECTED, NULL, &err};
    assert_vector(&verdict, "verdict-no-id");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stored_tells_the_period),
        cmocka_unit_test(duplicate_may_leave_the_period_out),
        cmocka_unit_test(rejected_tells_why),
        cmocka_unit_test(an_id_that_could_not_be_read_is_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
