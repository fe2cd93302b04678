/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/file_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "unit.h"

struct file {
    char path[40];
};

static void file_local(const struct file *file)
{
    unlink(file->path);
}

/* A file of that many bytes, all different from their neighbours. */
static struct file file_of(size_t bytes)
{
    struct file file = {"/tmp/pulssid-file-text.XXXXXX"};
    int fd CLEANUP(close) = mkstemp(file.path);
    assert_true(fd >= 0);
    FILE *out CLEANUP(fclose) = fopen(file.path, "w");
    assert_non_null(out);
    for (size_t i = 0; i < bytes; i++) {
        assert_int_not_equal(fputc((int)(i % 251), out), EOF);
    }
    return file;
}

/* More than one chunk of reading, up to exactly the bound; a zero byte is one like others. */
static void a_file_is_read_whole(void **state)
{
    (void)state;
    enum { BYTES = 200000 };
    struct file file CLEANUP(file) = file_of(BYTES);
    struct buffer text CLEANUP(buffer_free) = {0};
    struct error err;
    assert_true(file_text_read(file.path, BYTES, &text, &err));
    assert_int_equal(text.len, BYTES);
    for (size_t i = 0; i < BYTES; i++) {
        assert_int_equal(buffer_span(&text).data[i], i % 251);
    }
}

static void an_empty_file_is_one(void **state)
{
    (void)state;
    struct file file CLEANUP(file) = file_of(0);
    struct buffer text CLEANUP(buffer_free) = {0};
    struct error err;
    assert_true(file_text_read(file.path, 10, &text, &err));
    assert_int_equal(text.len, 0);
}

static void refuse(const char *path, size_t max_bytes, enum error_code code, const char *because)
{
    struct buffer text CLEANUP(buffer_free) = {0};
    struct error err = {0};
    assert_false(file_text_read(path, max_bytes, &text, &err));
    assert_int_equal(err.code, code);
    assert_ptr_equal(strstr(err.text, path), err.text);
    assert_non_null(strstr(err.text, because));
}

static void what_cannot_be_read_is_named(void **state)
{
    (void)state;
    struct file file CLEANUP(file) = file_of(11);
    refuse(file.path, 10, ERROR_INPUT, "expected at most 10 bytes");
    refuse("/tmp/pulssid-there-is-none", 10, ERROR_IO, "No such file");
    refuse("/tmp", 10, ERROR_IO, "directory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_read_whole),
        cmocka_unit_test(an_empty_file_is_one),
        cmocka_unit_test(what_cannot_be_read_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
