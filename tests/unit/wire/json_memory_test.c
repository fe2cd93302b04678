/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jansson takes what it needs from the block of its thread, and from malloc() without one or behind its end.
 */
#include "wire/json_memory.h"

#include <jansson.h>
#include <malloc.h>
#include <pthread.h>
#include <string.h>

#include "../unit.h"

static const char usual[] =
    "{\"code\": \"pulse\", \"questions\": [{\"code\": \"wb1\", \"text\": {\"fi\": \"Miten?\"}}]}";

static json_t *load(const char *text)
{
    json_error_t where;
    return json_loadb(text, strlen(text), JSON_REJECT_DUPLICATES, &where);
}

static void nothing_is_allocated_for_a_usual_text(void **state)
{
    (void)state;
    assert_true(json_memory_begin(sizeof usual - 1));
    size_t before = mallinfo2().uordblks;
    json_t *root = load(usual);
    assert_non_null(root);
    assert_int_equal(mallinfo2().uordblks, before);
    assert_string_equal(json_string_value(json_object_get(root, "code")), "pulse");
    json_decref(root);
    json_memory_end();
}

/* The check under AddressSanitizer and valgrind is that all of it is freed, once. */
static void a_text_that_needs_more_takes_the_rest_elsewhere(void **state)
{
    (void)state;
    enum { OBJECTS = 10000 };
    static char text[3 * OBJECTS + 2];
    for (size_t i = 0; i < OBJECTS; i++) {
        memcpy(text + 3 * i, i == 0 ? "[{}" : ",{}", 3);
    }
    text[sizeof text - 2] = ']';
    assert_true(json_memory_begin(100));
    json_t *root = load(text);
    assert_int_equal(json_array_size(root), OBJECTS);
    json_decref(root);
    json_memory_end();
}

static void a_value_of_before_may_end_while_another_is_read(void **state)
{
    (void)state;
    json_t *before = load(usual);
    assert_true(json_memory_begin(sizeof usual - 1));
    json_t *root = load(usual);
    assert_true(json_equal(before, root));
    json_decref(before);
    json_decref(root);
    json_memory_end();
    json_t *after = load(usual);
    assert_non_null(after);
    json_decref(after);
}

static void too_long_a_text_is_out_of_memory(void **state)
{
    (void)state;
    assert_false(json_memory_begin(SIZE_MAX));
    assert_false(json_memory_begin(SIZE_MAX / 64));
    json_t *root = load(usual); /* and nobody reads from what was not given */
    assert_non_null(root);
    json_decref(root);
}

static void *read_often(void *ctx)
{
    (void)ctx;
    for (int i = 0; i < 500; i++) {
        assert_true(json_memory_begin(sizeof usual - 1));
        json_t *root = load(usual);
        assert_string_equal(json_string_value(json_object_get(root, "code")), "pulse");
        json_decref(root);
        json_memory_end();
    }
    return NULL;
}

static void each_thread_has_its_own(void **state)
{
    (void)state;
    pthread_t threads[4];
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, read_often, NULL), 0);
    }
    for (size_t i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_allocated_for_a_usual_text),
        cmocka_unit_test(a_text_that_needs_more_takes_the_rest_elsewhere),
        cmocka_unit_test(a_value_of_before_may_end_while_another_is_read),
        cmocka_unit_test(too_long_a_text_is_out_of_memory),
        cmocka_unit_test(each_thread_has_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
