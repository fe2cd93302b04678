/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes and reads the canonical text of a release. */
#include "release_document.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define HEAD_LINES 9 /* the columns' names are the last */

const char *release_document_columns(enum release_table table)
{
    switch (table) {
    case RELEASE_CELLS:
        return "team,dimension,state,n,mean,bound,sd,se,lo,hi,top,top_lo,top_hi,contacts,invited,responses,"
               "response_rate,teams_shown,teams";
    case RELEASE_HANDOFFS:
        return "from,to,state,count";
    case RELEASE_RATINGS:
        return "rater_team,rated_team,dimension,state,n,mean,bound";
    }
    return "";
}

void release_document_start(struct buffer *out, const struct release_head *head)
{
    char previous[SHA256_HEX_SIZE];
    sha256_hex(head->previous, previous);
    buffer_printf(out, "pulssid release 1\nrelease %" PRId32 "\nperiod %s\n", head->release, head->period);
    buffer_printf(out, "first-day %s\nlast-day %s\n", head->first_day, head->last_day);
    buffer_printf(out, "k-employee %" PRId32 "\nk-customer %" PRId32 "\n", head->k_employee,
                  head->k_customer);
    buffer_printf(out, "previous %s\n%s\n", previous, release_document_columns(RELEASE_CELLS));
}

void release_document_table(struct buffer *out, enum release_table table)
{
    buffer_printf(out, "\n%s\n", release_document_columns(table));
}

void release_document_row(struct buffer *out, const char *const *fields, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        buffer_append_text(out, i == 0 ? "" : ",");
        buffer_append_text(out, fields[i] == NULL ? "" : fields[i]);
    }
    buffer_append_text(out, "\n");
}

/* What is left of a document while its head is read; failed: a line was not as expected. */
struct reader {
    struct span rest;
    bool failed;
};

/* The value of the line `name value`, cut to size - 1 bytes; a longer one fails. */
static void read_line(struct reader *reader, const char *name, char *ret_value, size_t size)
{
    size_t name_len = strlen(name);
    const uint8_t *end = reader->rest.len == 0 ? NULL : memchr(reader->rest.data, '\n', reader->rest.len);
    size_t len = end == NULL ? 0 : (size_t)(end - reader->rest.data);
    bool good = len > name_len && memcmp(reader->rest.data, name, name_len) == 0 &&
                reader->rest.data[name_len] == ' ' && len - name_len - 1 < size;
    ret_value[0] = '\0';
    if (!good || reader->failed) {
        reader->failed = true;
        return;
    }
    memcpy(ret_value, reader->rest.data + name_len + 1, len - name_len - 1);
    ret_value[len - name_len - 1] = '\0';
    reader->rest = span_of(end + 1, reader->rest.len - len - 1);
}

static int32_t read_number(struct reader *reader, const char *name)
{
    char text[16];
    read_line(reader, name, text, sizeof text);
    size_t digits = strspn(text, "0123456789");
    reader->failed = reader->failed || digits == 0 || digits > 9 || text[digits] != '\0';
    return reader->failed ? 0 : (int32_t)strtol(text, NULL, 10);
}

static void read_digest(struct reader *reader, const char *name, uint8_t ret_digest[SHA256_SIZE])
{
    char text[SHA256_HEX_SIZE];
    read_line(reader, name, text, sizeof text);
    reader->failed = reader->failed || strspn(text, "0123456789abcdef") != 2 * (size_t)SHA256_SIZE;
    for (size_t i = 0; i < SHA256_SIZE && !reader->failed; i++) {
        char byte[3] = {text[2 * i], text[2 * i + 1], '\0'};
        ret_digest[i] = (uint8_t)strtoul(byte, NULL, 16);
    }
}

/* Length of what is written of this head, with no other spelling of a number; 0 when the text does not begin
 * with it. */
static size_t start_length(struct span text, const struct release_head *head)
{
    struct buffer start CLEANUP(buffer_free) = {0};
    release_document_start(&start, head);
    struct span expected = buffer_span(&start);
    bool same =
        !start.failed && text.len >= expected.len && memcmp(text.data, expected.data, expected.len) == 0;
    return same ? expected.len : 0;
}

bool release_document_parse(struct span text, struct release_head *ret_head, struct error *err)
{
    static const char dos[] = "pulssid release 1\r";
    struct reader reader = {.rest = text};
    struct release_head head = {0};
    int32_t format = read_number(&reader, "pulssid release");
    head.release = read_number(&reader, "release");
    read_line(&reader, "period", head.period, sizeof head.period);
    read_line(&reader, "first-day", head.first_day, sizeof head.first_day);
    read_line(&reader, "last-day", head.last_day, sizeof head.last_day);
    head.k_employee = read_number(&reader, "k-employee");
    head.k_customer = read_number(&reader, "k-customer");
    read_digest(&reader, "previous", head.previous);
    if (text.len >= sizeof dos - 1 && memcmp(text.data, dos, sizeof dos - 1) == 0) {
        return error_set(err, ERROR_INPUT, "its lines end in CR LF, those of a release in LF alone");
    }
    if (reader.failed || format != 1 || head.release == 0 || start_length(text, &head) == 0) {
        return error_set(err, ERROR_INPUT, "this is not the document of a release");
    }
    *ret_head = head;
    return true;
}

/* Checks that a document follows the one before it, whose release and digest are given (0: there is none). */
static bool check_link(const struct release_head *head, int32_t before, const uint8_t digest[SHA256_SIZE],
                       struct error *err)
{
    if (before != 0 && head->release == before) {
        return error_set(err, ERROR_INTEGRITY, "release %" PRId32 " (%s) is there twice", before,
                         head->period);
    }
    if (before != 0 && head->release != before + 1) {
        return error_set(err, ERROR_INTEGRITY,
                         "release %" PRId32 " is missing: release %" PRId32 " follows %" PRId32, before + 1,
                         head->release, before);
    }
    bool known = before != 0 || head->release == 1;
    if (!known || sha256_equal(head->previous, digest)) {
        return true;
    }
    if (before == 0) {
        return error_set(err, ERROR_INTEGRITY, "release 1 (%s): previous is not 64 zeros", head->period);
    }
    return error_set(err, ERROR_INTEGRITY,
                     "release %" PRId32 " (%s) does not name the SHA-256 of release %" PRId32
                     ": one of the two was changed",
                     head->release, head->period, before);
}

static size_t commas_of(enum release_table table)
{
    size_t commas = 0;
    for (const char *at = release_document_columns(table); *at != '\0'; at++) {
        commas += *at == ',';
    }
    return commas;
}

/* Length of a line of so many commas with its LF, 0 when the text does not begin with one. */
static size_t row_length(struct span text, size_t expected)
{
    size_t commas = 0;
    for (size_t i = 0; i < text.len; i++) {
        uint8_t byte = ((const uint8_t *)text.data)[i];
        if (byte == '\n') {
            return commas == expected ? i + 1 : 0;
        }
        if (byte < ' ') {
            return 0;
        }
        commas += byte == ',';
    }
    return 0;
}

/* Length of what stands above the rows of a table behind *table, which becomes that one; 0 when the text does
 * not begin with it and a line more. */
static size_t next_table(struct span text, enum release_table *table)
{
    for (enum release_table next = *table + 1; next <= RELEASE_RATINGS; next++) {
        const char *columns = release_document_columns(next);
        size_t len = strlen(columns);
        const uint8_t *bytes = text.data;
        if (text.len > len + 2 && bytes[0] == '\n' && memcmp(bytes + 1, columns, len) == 0 &&
            bytes[len + 1] == '\n' && bytes[len + 2] != '\n') {
            *table = next;
            return len + 2;
        }
    }
    return 0;
}

/* The last document's digest is in no other one: that it was cut off shows in its form, if at all. */
static bool check_rows(struct span text, const struct release_head *head, struct error *err)
{
    static const char *const names[] = {
        [RELEASE_CELLS] = "a cell", [RELEASE_HANDOFFS] = "a handoff", [RELEASE_RATINGS] = "a rating"};
    enum release_table table = RELEASE_CELLS;
    size_t at = start_length(text, head);
    for (size_t line = HEAD_LINES + 1; at < text.len; line++) {
        struct span rest = span_of((const uint8_t *)text.data + at, text.len - at);
        enum release_table before = table;
        size_t len = row_length(rest, commas_of(table));
        len = len > 0 ? len : next_table(rest, &table);
        if (len == 0) {
            return error_set(err, ERROR_INTEGRITY,
                             "release %" PRId32 " (%s) was changed: line %zu is not that of %s",
                             head->release, head->period, line, names[table]);
        }
        line += table != before;
        at += len;
    }
    return true;
}

bool release_document_verify(const struct span *documents, size_t n, struct error *err)
{
    uint8_t digest[SHA256_SIZE] = {0};
    int32_t before = 0;
    for (size_t i = 0; i < n; i++) {
        struct release_head head;
        if (!release_document_parse(documents[i], &head, err)) {
            return error_prefix(err, "document %zu of %zu", i + 1, n);
        }
        if (!check_link(&head, before, digest, err) || !check_rows(documents[i], &head, err)) {
            return false;
        }
        if (!sha256(&documents[i], 1, digest)) {
            return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a digest");
        }
        before = head.release;
    }
    return true;
}
