/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file of submissions is refused with its file and line, or its rows lie within what was read and its
 * ratings are of its answers; and written out again with every field in quotes, it has the same fields. */
#include <string.h>

#include "base/buffer.h"
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
    for (const char *at = field; *at != '\0'; at++) {
        buffer_append(out, at, 1);
        buffer_append(out, at, *at == '"' ? 1 : 0);
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
static bool read_all(struct csv *csv, struct buffer *out, const char *path)
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
        } else if (strncmp(err.text, path, strlen(path)) != 0) {
            abort();
        }
        write_row(csv, csv_column_field, out);
    }
    return end;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct memory_file file;
    CLEANUP(buffer_free) struct buffer once = {0};
    CLEANUP(buffer_free) struct buffer twice = {0};
    CLEANUP(csv_close) struct csv *csv = NULL;
    CLEANUP(csv_close) struct csv *again = NULL;
    const struct csv_columns columns = submission_csv_columns();
    struct error err;
    if (file.path[0] == '\0') {
        memory_file_open(&file);
    }
    memory_file_fill(&file, data, size);
    if (!csv_open(file.path, &columns, &csv, &err)) {
        return 0;
    }
    read_all(csv, &once, file.path);
    memory_file_fill(&file, buffer_span(&once).data, once.len);
    if (!csv_open(file.path, &columns, &again, &err) || !read_all(again, &twice, file.path) ||
        !span_equal(buffer_span(&once), buffer_span(&twice))) {
        abort();
    }
    return 0;
}
