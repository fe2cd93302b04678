/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walks two documents line by line up to the first that is not the same. */
#include "release_difference.h"

#include "release_document.h"

#define QUOTED 60 /* bytes of a line */

/* What is left of a document. has_line: it had one more, which is line, and whole when a LF ended it. */
struct lines {
    struct span rest;
    struct span line;
    bool has_line;
    bool whole;
};

/* The rows that a line may be one of, as far as the documents have said so. */
struct place {
    size_t line;
    bool in_table;
    enum release_table table;
};

static struct span first_line(struct span text, bool *ret_whole)
{
    const uint8_t *end = text.len == 0 ? NULL : memchr(text.data, '\n', text.len);
    *ret_whole = end != NULL;
    return span_of(text.data, end == NULL ? text.len : (size_t)(end - text.data));
}

static void next_line(struct lines *lines)
{
    lines->has_line = lines->rest.len > 0;
    lines->line = first_line(lines->rest, &lines->whole);
    size_t used = lines->line.len + lines->whole;
    lines->rest = used == 0 ? lines->rest : span_of(lines->rest.data + used, lines->rest.len - used);
}

static bool is_same(const struct lines *a, const struct lines *b)
{
    return a->has_line == b->has_line && a->whole == b->whole && span_equal(a->line, b->line);
}

/* A line that both have may be the names above the rows of a table. */
static void note_table(struct span line, struct place *place)
{
    for (enum release_table table = RELEASE_CELLS; table <= RELEASE_RATINGS; table++) {
        if (span_is(line, release_document_columns(table))) {
            place->in_table = true;
            place->table = table;
        }
    }
}

static size_t fields_of(struct span line)
{
    size_t n = 1;
    for (size_t i = 0; i < line.len; i++) {
        n += line.data[i] == ',';
    }
    return n;
}

/* The field of that number, from 0; the line has so many. */
static struct span field_of(struct span line, size_t number)
{
    for (; number > 0; number--) {
        const uint8_t *comma = memchr(line.data, ',', line.len);
        line = span_of(comma + 1, line.len - (size_t)(comma + 1 - line.data));
    }
    const uint8_t *comma = line.len == 0 ? NULL : memchr(line.data, ',', line.len);
    return span_of(line.data, comma == NULL ? line.len : (size_t)(comma - line.data));
}

static bool is_row(const struct lines *lines, const struct place *place)
{
    return lines->has_line && place->in_table &&
           fields_of(lines->line) == fields_of(span_text(release_document_columns(place->table)));
}

/* By what the rows of a table are ordered. */
static struct span key_of(struct span line, enum release_table table)
{
    struct span last = field_of(line, table == RELEASE_RATINGS ? 2 : 1);
    return span_of(line.data, (size_t)(last.data + last.len - line.data));
}

/* As the fields are ordered, of which a comma is below all but what is not printable. */
static int compare_keys(struct span a, struct span b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int order = n == 0 ? 0 : memcmp(a.data, b.data, n);
    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static void write_span(struct buffer *out, struct span text)
{
    for (size_t i = 0; i < text.len && i < QUOTED; i++) {
        buffer_printf(out, "%c", text.data[i] < ' ' || text.data[i] > '~' ? '?' : text.data[i]);
    }
    buffer_append_text(out, text.len > QUOTED ? "..." : "");
}

static void write_quoted(struct buffer *out, struct span text)
{
    buffer_append_text(out, "\"");
    write_span(out, text);
    buffer_append_text(out, "\"");
}

static void write_row(struct buffer *out, struct span line, enum release_table table)
{
    static const char *const names[] = {
        [RELEASE_CELLS] = "cell ", [RELEASE_HANDOFFS] = "handoff ", [RELEASE_RATINGS] = "rating "};
    buffer_append_text(out, names[table]);
    write_span(out, key_of(line, table));
}

/* Both are rows of one key, and not the same. */
static void tell_field(const struct place *place, struct span line, struct span expected, struct buffer *out)
{
    size_t number = 0;
    while (span_equal(field_of(line, number), field_of(expected, number))) {
        number++;
    }
    buffer_printf(out, "line %zu, ", place->line);
    write_row(out, line, place->table);
    buffer_append_text(out, ": ");
    write_span(out, field_of(span_text(release_document_columns(place->table)), number));
    buffer_append_text(out, " is ");
    write_quoted(out, field_of(line, number));
    buffer_append_text(out, " instead of ");
    write_quoted(out, field_of(expected, number));
}

static void tell_row(const struct place *place, struct span line, const char *what, struct buffer *out)
{
    buffer_printf(out, "line %zu: ", place->line);
    write_row(out, line, place->table);
    buffer_append_text(out, what);
}

static void tell_line(const struct place *place, const struct lines *a, const struct lines *b,
                      struct buffer *out)
{
    buffer_printf(out, "line %zu: ", place->line);
    if (!a->has_line || !b->has_line) {
        buffer_append_text(out, a->has_line ? "it should end before " : "it ends before ");
        write_quoted(out, a->has_line ? a->line : b->line);
    } else if (span_equal(a->line, b->line)) {
        buffer_append_text(out, a->whole ? "it should not end" : "its end is missing");
    } else {
        write_quoted(out, a->line);
        buffer_append_text(out, " instead of ");
        write_quoted(out, b->line);
    }
}

static void tell(const struct place *place, const struct lines *a, const struct lines *b, struct buffer *out)
{
    bool row = is_row(a, place);
    bool expected = is_row(b, place);
    int order = row && expected ? compare_keys(key_of(a->line, place->table), key_of(b->line, place->table))
                                : (int)expected - (int)row;
    bool cut = a->has_line && a->line.len > 0 && !row;
    if (row && expected && order == 0 && !span_equal(a->line, b->line)) {
        tell_field(place, a->line, b->line, out);
    } else if (row && order < 0) {
        tell_row(place, a->line, " should not be there", out);
    } else if (expected && order > 0 && !cut) {
        tell_row(place, b->line, " is missing", out);
    } else {
        tell_line(place, a, b, out);
    }
}

void release_difference(struct span document, struct span expected, struct buffer *out)
{
    struct lines a = {.rest = document};
    struct lines b = {.rest = expected};
    struct place place = {.line = 0};
    do {
        place.line++;
        next_line(&a);
        next_line(&b);
        if (!is_same(&a, &b)) {
            tell(&place, &a, &b, out);
            return;
        }
        note_table(a.line, &place);
    } while (a.has_line);
}
