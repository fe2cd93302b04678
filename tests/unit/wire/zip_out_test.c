/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "wire/zip_out.h"

static unsigned at_16(struct span bytes, size_t at)
{
    return bytes.data[at] | (unsigned)bytes.data[at + 1] << 8;
}

static uint32_t at_32(struct span bytes, size_t at)
{
    return at_16(bytes, at) | (uint32_t)at_16(bytes, at + 2) << 16;
}

/* Where a reader begins: at the end, which says where the directory is, which says where the files are. */
static void a_reader_finds_the_files(void **state)
{
    (void)state;
    static const char *const names[] = {"a.csv", "t\xc3\xa4rke\xc3\xa4.txt"};
    static const char *const contents[] = {"123456789", ""};
    static const uint32_t sums[] = {0xcbf43926, 0}; /* the check value of CRC-32's catalogues, and no bytes */
    CLEANUP(buffer_free) struct buffer out = {0};
    struct zip_out zip = {.out = &out};
    for (size_t i = 0; i < 2; i++) {
        zip_out_add(&zip, names[i], span_text(contents[i]));
    }
    zip_out_end(&zip);
    assert_false(out.failed);
    struct span bytes = buffer_span(&out);
    size_t end = bytes.len - 22;
    assert_int_equal(at_32(bytes, end), 0x06054b50);
    assert_int_equal(at_16(bytes, end + 10), 2);
    size_t entry = at_32(bytes, end + 16);
    assert_int_equal(entry + at_32(bytes, end + 12), end);
    for (size_t i = 0; i < 2; i++) {
        size_t name_len = strlen(names[i]);
        size_t len = strlen(contents[i]);
        assert_int_equal(at_32(bytes, entry), 0x02014b50);
        assert_int_equal(at_32(bytes, entry + 16), sums[i]);
        assert_int_equal(at_32(bytes, entry + 24), len);
        assert_memory_equal(bytes.data + entry + 46, names[i], name_len);
        size_t head = at_32(bytes, entry + 42);
        assert_int_equal(at_32(bytes, head), 0x04034b50);
        assert_memory_equal(bytes.data + head + 4, bytes.data + entry + 6, 26); /* both say the same */
        assert_memory_equal(bytes.data + head + 30, names[i], name_len);
        assert_memory_equal(bytes.data + head + 30 + name_len, contents[i], len);
        entry += 46 + at_16(bytes, entry + 28);
    }
    assert_int_equal(entry, end);
}

static void the_same_files_make_the_same_bytes(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer first = {0};
    CLEANUP(buffer_free) struct buffer second = {0};
    struct buffer *both[] = {&first, &second};
    for (size_t i = 0; i < 2; i++) {
        struct zip_out zip = {.out = both[i]};
        zip_out_add(&zip, "a", span_text("content"));
        zip_out_end(&zip);
    }
    assert_int_equal(first.len, second.len);
    assert_memory_equal(first.data, second.data, first.len);
}

static void an_archive_may_be_empty_or_given_up(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer out = {0};
    struct zip_out zip = {.out = &out};
    zip_out_end(&zip);
    assert_int_equal(out.len, 22);
    zip_out_add(&zip, "a", span_text("b"));
    zip_out_done(&zip);
    struct buffer broken = {.failed = true};
    struct zip_out failed = {.out = &broken};
    zip_out_add(&failed, "a", span_text("b"));
    zip_out_end(&failed);
    assert_true(broken.failed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reader_finds_the_files),
        cmocka_unit_test(the_same_files_make_the_same_bytes),
        cmocka_unit_test(an_archive_may_be_empty_or_given_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
