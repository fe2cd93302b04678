/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file of submissions is refused with its file and line, or its rows lie within what was read and its
 * ratings are of its answers; and written out again with every field in quotes, it has the same fields. */
#include <string.h>

#include "base/buffer.h"
#include "draw.h"
#include "memory_file.h"
#include "wire/submission_csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Where the current row's fields lie. */
struct extent {
    const char *begin;
    const char *end;
};

static struct extent extent_of(const struct csv *csv)
{
    size_t n = csv_n_columns(csv);
    const char *last = csv_column_field(csv, n - 1);
    return (struct extent){csv_column_field(csv, 0), last + strlen(last)};
}

static void require_within(struct span span, const struct extent *extent)
{
    const char *begin = (const char *)span.data;
    if (span.len > 0 && (begin < extent->begin || begin + span.len > extent->end)) {
        abort();
    }
}

static void require_good(const struct submission *submission, const struct extent *extent)
{
    require_within(submission->survey, extent);
    require_within(submission->team, extent);
    for (size_t i = 0; i < submission->n_path; i++) {
        require_within(submission->path[i], extent);
    }
    require_within(submission->topic, extent);
    if (submission->n_reasons >= SUBMISSION_MAX_PATH) {
        abort();
    }
    for (size_t i = 0; i < submission->n_answers; i++) {
        const struct submission_answer *answer = &submission->answers[i];
        if (answer->kind == ANSWER_RATINGS &&
            answer->first_rating + answer->n_ratings > submission->n_ratings) {
            abort();
        }
    }
    for (size_t i = 0; i < submission->n_ratings; i++) {
        require_within(submission->ratings[i].team, extent);
    }
}

static void write_quoted(const char *field, bool last, struct buffer *out)
{
    buffer_append_text(out, "\"");
    for (const char *at = field; *at != '\0';) {
        size_t len = strcspn(at, "\"");
        buffer_append(out, at, len);
        buffer_append_text(out, at[len] == '"' ? "\"\"" : "");
        at += len + (at[len] == '"');
    }
    buffer_append_text(out, last ? "\"\r\n" : "\",");
}

static void write_row(const struct csv *csv, const char *(*of)(const struct csv *csv, size_t i),
                      struct buffer *out)
{
    size_t n = csv_n_columns(csv);
    for (size_t i = 0; i < n; i++) {
        write_quoted(of(csv, i), i + 1 == n, out);
    }
}

/* Reads to the end or to the first row that is wrong; appends the good ones to out. True: there was none. */
static bool read_all(struct csv *csv, struct buffer *out)
{
    static const uint8_t digest[SHA256_SIZE];
    static struct submission submission;
    struct error err = {0};
    bool end = false;
    size_t line = 0;
    write_row(csv, csv_column_name, out);
    while (csv_next(csv, &end, &err) && !end) {
        const struct extent extent = extent_of(csv);
        if (csv_line(csv) <= line) {
            abort();
        }
        line = csv_line(csv);
        if (submission_csv_read(csv, digest, &submission, &err)) {
            require_good(&submission, &extent);
        } else if (strncmp(err.text, MEMORY_FILE_PATH ":", sizeof MEMORY_FILE_PATH) != 0) {
            abort();
        }
        write_row(csv, csv_column_field, out);
    }
    return end;
}

static void require_the_same_again(struct span once)
{
    CLEANUP(buffer_free) struct buffer twice = {0};
    CLEANUP(csv_close) struct csv *csv = NULL;
    const struct csv_columns columns = submission_csv_columns();
    struct error err;
    memory_file_fill(once.data, once.len);
    if (!csv_open(MEMORY_FILE_PATH, &columns, &csv, &err) || !read_all(csv, &twice) ||
        !span_equal(once, buffer_span(&twice))) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(buffer_free) struct buffer once = {0};
    CLEANUP(csv_close) struct csv *csv = NULL;
    const struct csv_columns columns = submission_csv_columns();
    struct error err;
    memory_file_fill(data, size);
    if (!csv_open(MEMORY_FILE_PATH, &columns, &csv, &err)) {
        return 0;
    }
    read_all(csv, &once);
    if (draw_whether(data, size)) {
        require_the_same_again(buffer_span(&once));
    }
    return 0;
}
