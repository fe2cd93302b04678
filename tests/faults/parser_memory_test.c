/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every allocation of every parser fails once: it says so, leaves nothing behind, and touches nothing that is
 * not there. */
#include <string.h>

#include "../unit/unit.h"
#include "base/buffer.h"
#include "base/cleanup.h"
#include "config/config.h"
#include "http/head.h"
#include "ingest/sequence.h"
#include "preload/faults.h"
#include "wire/submission_cbor.h"
#include "wire/submission_csv.h"
#include "wire/survey_json.h"

/* One input, read once more for each allocation. */
struct input {
    const char *path; /* of the repository */
    struct buffer content;
};

static bool parse_config(const struct input *input, struct error *err)
{
    CLEANUP(config_free) struct config *config = NULL;
    return config_load(input->path, &config, err);
}

static bool parse_csv(const struct input *input, struct error *err)
{
    static const uint8_t digest[SHA256_SIZE];
    static struct submission submission;
    const struct csv_columns columns = submission_csv_columns();
    CLEANUP(csv_close) struct csv *csv = NULL;
    bool end = false;
    if (!csv_open(input->path, &columns, &csv, err)) {
        return false;
    }
    while (csv_next(csv, &end, err)) {
        if (end) {
            return true;
        }
        if (!submission_csv_read(csv, digest, &submission, err)) {
            return false;
        }
    }
    return false;
}

static bool parse_survey(const struct input *input, struct error *err)
{
    CLEANUP(survey_free) struct survey *survey = NULL;
    return survey_json_parse(buffer_span(&input->content), &survey, err);
}

static bool parse_sequence(const struct input *input, struct error *err)
{
    CLEANUP(sequence_free) struct sequence *sequence = NULL;
    return sequence_split(buffer_span(&input->content), &sequence, err);
}

static bool parse_submission(const struct input *input, struct error *err)
{
    static struct submission submission;
    bool has_id;
    return submission_cbor_decode(buffer_span(&input->content), &submission, &has_id, err);
}

static bool parse_head(const struct input *input, struct error *err)
{
    struct head head;
    size_t len;
    return head_parse(buffer_span(&input->content), &head, &len, err) == HEAD_COMPLETE;
}

static void read_whole(struct input *input)
{
    CLEANUP(fclose) FILE *file = fopen(input->path, "r");
    assert_non_null(file);
    size_t len = 1;
    while (len > 0 && buffer_reserve(&input->content, 65536)) {
        len = fread(buffer_tail(&input->content), 1, 65536, file);
        buffer_advance(&input->content, len);
    }
    assert_true(input->content.len > 0);
}

static bool parse_failing(bool (*parse)(const struct input *input, struct error *err),
                          const struct input *input, int64_t first, struct error *err)
{
    struct fault_orders *orders = fault_orders();
    orders->counted = 0;
    orders->failed = 0;
    orders->first = first;
    orders->last = first + 1;
    orders->armed = 1;
    bool parsed = parse(input, err);
    orders->armed = 0;
    return parsed;
}

/* least: allocations of our own, which are told as what they are. */
static void check(const char *path, bool (*parse)(const struct input *input, struct error *err),
                  int64_t least)
{
    struct input input = {.path = path};
    struct error err = {0};
    read_whole(&input);
    if (!parse_failing(parse, &input, INT64_MAX - 1, &err)) {
        fail_msg("%s: %s", path, err.text);
    }
    int64_t told = 0; /* that memory is out; a stream does without a buffer */
    for (int64_t first = 0; fault_orders()->failed == 1 || first == 0; first++) {
        for (int i = 0; i < 20; i++) {
            parse_failing(parse, &input, first,
                          &err); /* what is made once is made, OpenSSL's queue of errors full */
        }
        err = (struct error){0};
        int64_t live = fault_orders()->live;
        bool parsed = parse_failing(parse, &input, first, &err);
        if (fault_orders()->live != live) {
            fail_msg("%s, allocation %lld: %lld left behind", path, (long long)first,
                     (long long)(fault_orders()->live - live));
        }
        told += !parsed && err.code == ERROR_OUT_OF_MEMORY;
    }
    assert_true(told >= least);
    buffer_free(&input.content);
}

static void a_configuration(void **state)
{
    (void)state;
    check(SOURCE_DIR "/tests/fuzz/corpus/config/small.conf", parse_config, 1);
}

static void rows_to_import(void **state)
{
    (void)state;
    check(SOURCE_DIR "/tests/fuzz/corpus/import_csv/every_kind.csv", parse_csv, 3);
}

static void a_survey(void **state)
{
    (void)state;
    check(SOURCE_DIR "/conf/surveys/employee-pulse.json", parse_survey, 40);
}

static void a_sequence(void **state)
{
    (void)state;
    check(SOURCE_DIR "/tests/fuzz/corpus/sequence/three.cborseq", parse_sequence, 2);
}

/* These two write into what they are given and need no memory at all: none can fail. */
static void a_submission(void **state)
{
    (void)state;
    check(SOURCE_DIR "/proto/vectors/employee.cbor", parse_submission, 0);
    assert_int_equal(fault_orders()->counted, 0);
}

static void a_head(void **state)
{
    (void)state;
    check(SOURCE_DIR "/tests/fuzz/corpus/heads/submission.http", parse_head, 0);
    assert_int_equal(fault_orders()->counted, 0);
}

int main(void)
{
    setenv("CREDENTIALS_DIRECTORY", "/run/credentials", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_configuration), cmocka_unit_test(rows_to_import), cmocka_unit_test(a_survey),
        cmocka_unit_test(a_sequence),      cmocka_unit_test(a_submission),   cmocka_unit_test(a_head),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
