/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decodes every proto/vectors/NAME.cbor and holds the result against the first comment of NAME.diag. */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "wire/submission_cbor.h"

#define FOLDER SOURCE_DIR "/proto/vectors"

struct expected {
    bool withdrawal;
    bool verdict;
    bool accepted;
    bool no_id;
    char code[64];
    char field[64];
};

static void read_file(const char *path, struct buffer *ret)
{
    CLEANUP(fclose) FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_true(buffer_reserve(ret, 1 << 16));
    buffer_advance(ret, fread(buffer_tail(ret), 1, 1 << 16, file));
}

/* Takes the word off the front of *text if it is there. */
static bool take(const char **text, const char *word)
{
    bool there = strncmp(*text, word, strlen(word)) == 0;
    *text += there ? strlen(word) : 0;
    return there;
}

/* "/ [withdrawal ]accepted /", "/ [withdrawal ]rejected: CODE[ FIELD][, no id] /", "/ verdict /". */
static struct expected read_expected(const char *diag_path)
{
    struct expected expected = {0};
    CLEANUP(buffer_free) struct buffer diag = {0};
    read_file(diag_path, &diag);
    buffer_append(&diag, "", 1);
    const char *text = (const char *)buffer_span(&diag).data;
    assert_true(take(&text, "/ "));
    expected.withdrawal = take(&text, "withdrawal ");
    expected.verdict = take(&text, "verdict ");
    expected.accepted = take(&text, "accepted ");
    if (take(&text, "rejected: ")) {
        text += sscanf(text, "%63[a-z_]", expected.code) == 1 ? strlen(expected.code) : 0;
        text += sscanf(text, " %63[A-Za-z0-9._]", expected.field) == 1 ? strlen(expected.field) + 1 : 0;
        expected.no_id = take(&text, ", no id");
        take(&text, " ");
    }
    if (!take(&text, "/\n") || !(expected.accepted || expected.verdict || expected.code[0] != '\0')) {
        fail_msg("%s: the first comment says nothing that is known", diag_path);
    }
    return expected;
}

static void check_error(const char *path, const struct expected *expected, const struct error *err)
{
    size_t len = strlen(expected->field);
    if (strcmp(error_name(err->code), expected->code) != 0) {
        fail_msg("%s: %s instead of %s: %s", path, error_name(err->code), expected->code, err->text);
    }
    if (len > 0 && (strncmp(err->text, expected->field, len) != 0 || err->text[len] != ':')) {
        fail_msg("%s: the error does not name %s: %s", path, expected->field, err->text);
    }
}

static void check_submission_vector(const char *path, const struct expected *expected, struct span item)
{
    static const uint8_t id[SUBMISSION_ID_SIZE] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    struct submission submission = {0};
    struct error err = {0};
    bool has_id = expected->no_id;
    if (submission_cbor_decode(item, &submission, &has_id, &err) != expected->accepted) {
        fail_msg("%s: %s", path, expected->accepted ? err.text : "accepted");
    }
    if (!expected->accepted) {
        check_error(path, expected, &err);
    }
    if (has_id == expected->no_id || (has_id && memcmp(submission.id, id, sizeof id) != 0)) {
        fail_msg("%s: the id is %s", path, has_id ? "told, or another" : "not told");
    }
}

static void check_withdrawal_vector(const char *path, const struct expected *expected, struct span item)
{
    struct span secret;
    struct error err = {0};
    if (submission_cbor_decode_withdrawal(item, &secret, &err) != expected->accepted) {
        fail_msg("%s: %s", path, expected->accepted ? err.text : "accepted");
    }
    if (!expected->accepted) {
        check_error(path, expected, &err);
    }
}

static void check_vector(const char *path)
{
    char diag_path[4096];
    snprintf(diag_path, sizeof diag_path, "%.*sdiag", (int)(strlen(path) - strlen("cbor")), path);
    struct expected expected = read_expected(diag_path);
    CLEANUP(buffer_free) struct buffer content = {0};
    read_file(path, &content);
    if (expected.withdrawal) {
        check_withdrawal_vector(path, &expected, buffer_span(&content));
    } else if (!expected.verdict) {
        check_submission_vector(path, &expected, buffer_span(&content));
    }
}

static void every_vector_comes_out_as_its_comment_says(void **state)
{
    (void)state;
    glob_t found;
    assert_int_equal(glob(FOLDER "/*.cbor", 0, NULL, &found), 0);
    assert_true(found.gl_pathc >= 40);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        check_vector(found.gl_pathv[i]);
    }
    globfree(&found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_vector_comes_out_as_its_comment_says)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
