/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of submissions, item by item: what is given out, what is refused with its place, where reading must
 * stop. */
#include "cli/import_source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "unit.h"

static const char *write_file(const char *path, const void *data, size_t len)
{
    FILE *out = fopen(path, "we");
    assert_non_null(out);
    assert_int_equal(fwrite(data, 1, len, out), len);
    fclose(out);
    return path;
}

static struct import_source *open_source(const char *path)
{
    struct import_source *source = NULL;
    struct error err = {0};
    if (!import_source_open(path, &source, &err)) {
        fail_msg("%s", err.text);
    }
    return source;
}

/* {"id": 16 bytes, "survey": "s", "version": 1, "team": "T", "on": "2024-09-02", "answers": {"q": 1}} */
static void append_submission(struct buffer *out, uint8_t id)
{
    uint8_t bytes[16];
    memset(bytes, id, sizeof bytes);
    buffer_append(out, "\xa6\x62id\x50", 5);
    buffer_append(out, bytes, sizeof bytes);
    buffer_append_text(out, "\x66survey\x61s\x67version\x01\x64team\x61T\x62on\x6a"
                            "2024-09-02\x67"
                            "answers\xa1\x61q\x01");
}

static void sequence_is_read_to_its_end(void **state)
{
    (void)state;
    enum { ITEMS = 3000 };
    struct buffer file = {0};
    for (int i = 0; i < ITEMS; i++) {
        append_submission(&file, (uint8_t)i);
    }
    struct span all = buffer_span(&file);
    struct import_source *source = open_source(write_file("test.cborseq", all.data, all.len));
    struct submission submission;
    struct error err;
    for (size_t i = 0; i < ITEMS; i++) {
        assert_int_equal(import_source_next(source, &submission, &err), IMPORT_SUBMISSION);
        assert_int_equal(submission.id[0], (uint8_t)i);
        assert_int_equal(import_source_place(source), i + 1);
    }
    assert_int_equal(import_source_next(source, &submission, &err), IMPORT_END);
    assert_int_equal(import_source_percent(source), 100);
    import_source_close(source);
    buffer_free(&file);
}

static void wrong_item_does_not_stop_a_sequence(void **state)
{
    (void)state;
    struct buffer file = {0};
    append_submission(&file, 1);
    buffer_append(&file, "\x01", 1);          /* an integer is no submission */
    uint8_t large[9004] = {0x59, 0x23, 0x28}; /* a byte string longer than a submission may be */
    buffer_append(&file, large, 3 + 9000);
    buffer_append(&file, "\x61\xff", 2); /* a text that is not UTF-8 */
    append_submission(&file, 2);
    buffer_append(&file, "\x9f", 1); /* indefinite: where the next begins is not known */
    append_submission(&file, 3);
    struct span all = buffer_span(&file);
    struct import_source *source = open_source(write_file("test.cborseq", all.data, all.len));
    struct submission submission;
    struct error err;
    assert_int_equal(import_source_next(source, &submission, &err), IMPORT_SUBMISSION);
    assert_int_equal(import_source_next(source, &submission, &err), IMPORT_REJECTED);
    assert_memory_equal(err.text, "test.cborseq: item 2: ", 22);
    assert_int_equal(import_source_next(source, &submission, &err), IMPORT_REJECTED);
    assert_int_equal(err.code, ERROR_TOO_LARGE);
    assert_int_equal(import_source_next(source, &submission, &err), IMPORT_REJECTED);
    assert_int_equal(err.code, ERROR_INVALID_FIELD);
    assert_int_equal(import_source_next(source, &submission, &err), IMPORT_SUBMISSION);
    assert_int_equal(submission.id[0], 2);
    assert_int_equal(import_source_next(source, &submission, &err), IMPORT_CUT);
    assert_memory_equal(err.text, "test.cborseq: item 6: ", 22);
    import_source_close(source);
    buffer_free(&file);
}

static void read_first_id(const char *text, uint8_t ret_id[SUBMISSION_ID_SIZE])
{
    struct import_source *source = open_source(write_file("test.csv", text, strlen(text)));
    struct submission submission;
    struct error err;
    assert_int_equal(import_source_next(source, &submission, &err), IMPORT_SUBMISSION);
    memcpy(ret_id, submission.id, SUBMISSION_ID_SIZE);
    import_source_close(source);
}

/* The same file gives the same ids, and a file that differs anywhere, also far from the row, others. */
static void ids_of_rows_are_of_the_content(void **state)
{
    (void)state;
    const char *head = "survey,version,team,on,q\ns,1,T,2024-09-02,1\n";
    uint8_t first[SUBMISSION_ID_SIZE];
    uint8_t again[SUBMISSION_ID_SIZE];
    uint8_t other[SUBMISSION_ID_SIZE];
    struct buffer long_file = {0};
    buffer_append_text(&long_file, head);
    for (int i = 0; i < 10000; i++) {
        buffer_append_text(&long_file, "s,1,T,2024-09-02,1\n");
    }
    buffer_append(&long_file, "", 1);
    read_first_id((const char *)buffer_span(&long_file).data, first);
    read_first_id((const char *)buffer_span(&long_file).data, again);
    assert_memory_equal(first, again, sizeof first);
    long_file.data[long_file.len - 3] = '2';
    read_first_id((const char *)buffer_span(&long_file).data, other);
    assert_memory_not_equal(first, other, sizeof first);
    buffer_free(&long_file);
}

static void wrong_row_is_named(void **state)
{
    (void)state;
    const char *text = "survey,version,team,on,q\ns,x,T,2024-09-02,1\ns,1,T,2024-09-02,1\ns,1,T\n";
    struct import_source *source = open_source(write_file("test.csv", text, strlen(text)));
    struct submission submission;
    struct error err;
    assert_int_equal(import_source_next(source, &submission, &err), IMPORT_REJECTED);
    assert_memory_equal(err.text, "test.csv:2: field version", 25);
    assert_int_equal(import_source_next(source, &submission, &err), IMPORT_SUBMISSION);
    assert_int_equal(import_source_place(source), 3);
    assert_int_equal(import_source_next(source, &submission, &err), IMPORT_CUT);
    import_source_close(source);
}

static void name_tells_the_format(void **state)
{
    (void)state;
    struct import_source *source = NULL;
    struct error err;
    assert_false(import_source_open("/tmp/x.json", &source, &err));
    assert_string_equal(err.text, "/tmp/x.json: expected a name that ends in .cborseq or .csv");
    assert_false(import_source_open("/nonexistent/x.csv", &source, &err));
    assert_string_equal(err.text, "/nonexistent/x.csv: No such file or directory");
    assert_null(source);
}

/* A folder of its own, since the suite may run more than once at a time. */
static int start(void **state)
{
    static char folder[] = "/tmp/pulssid-import.XXXXXX";
    *state = mkdtemp(folder);
    return *state == NULL ? -1 : chdir(folder);
}

static int stop(void **state)
{
    unlink("test.csv");
    unlink("test.cborseq");
    return rmdir(*state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sequence_is_read_to_its_end),
        cmocka_unit_test(wrong_item_does_not_stop_a_sequence),
        cmocka_unit_test(ids_of_rows_are_of_the_content),
        cmocka_unit_test(wrong_row_is_named),
        cmocka_unit_test(name_tells_the_format),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
