/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strings and numbers as JSON spells them. */
#include "json_writer.h"

static bool needs_escape(char c)
{
    return c == '"' || c == '\\' || (unsigned char)c < 0x20;
}

static void append_escape(struct buffer *out, char c)
{
    switch (c) {
    case '"':
    case '\\':
        buffer_printf(out, "\\%c", c);
        break;
    case '\n':
        buffer_append_text(out, "\\n");
        break;
    case '\t':
        buffer_append_text(out, "\\t");
        break;
    default:
        buffer_printf(out, "\\u%04x", (unsigned)(unsigned char)c);
        break;
    }
}

void json_writer_span(struct buffer *out, struct span text)
{
    const char *at = (const char *)text.data;
    const char *end = at + text.len;
    buffer_append_text(out, "\"");
    while (at < end) {
        const char *plain = at;
        while (at < end && !needs_escape(*at)) {
            at++;
        }
        buffer_append(out, plain, (size_t)(at - plain));
        if (at < end) {
            append_escape(out, *at++);
        }
    }
    buffer_append_text(out, "\"");
}

void json_writer_string(struct buffer *out, const char *text)
{
    json_writer_span(out, span_text(text));
}

void json_writer_key(struct buffer *out, const char *key)
{
    json_writer_string(out, key);
    buffer_append_text(out, ":");
}

/* Moves behind the digits; false when there is none. */
static bool skip_digits(const char **at, const char *end)
{
    const char *from = *at;
    while (*at < end && **at >= '0' && **at <= '9') {
        (*at)++;
    }
    return *at > from;
}

/* Moves behind one of the characters, if it is there. */
static bool skip_one(const char **at, const char *end, char a, char b)
{
    bool there = *at < end && (**at == a || **at == b);
    *at += there;
    return there;
}

static bool is_number(const char *text, size_t len)
{
    const char *end = text + len;
    skip_one(&text, end, '-', '-');
    bool leading_zero = text + 1 < end && text[0] == '0' && text[1] >= '0' && text[1] <= '9';
    if (leading_zero || !skip_digits(&text, end)) {
        return false;
    }
    if (skip_one(&text, end, '.', '.') && !skip_digits(&text, end)) {
        return false;
    }
    if (skip_one(&text, end, 'e', 'E')) {
        skip_one(&text, end, '+', '-');
        return skip_digits(&text, end) && text == end;
    }
    return text == end;
}

void json_writer_number(struct buffer *out, const char *text, size_t len)
{
    if (is_number(text, len)) {
        buffer_append(out, text, len);
    } else {
        buffer_append_text(out, "null");
    }
}
