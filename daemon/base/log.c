/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Log lines through a sink. */
#include "log.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A line that grows; what has no room is not put at all. */
struct line {
    char text[LOG_LINE_SIZE];
    size_t len;
};

enum log_level log_level_of(const char *name)
{
    static const char *const names[] = {"error", "warning", "info", "debug"};
    enum log_level level = LOG_LEVEL_DEBUG;
    while (level > LOG_LEVEL_ERROR && strcmp(names[level], name) != 0) {
        level--;
    }
    return level;
}

/* Puts so many bytes, and leaves room for `spare` more and the end. */
static bool put(struct line *line, const char *bytes, size_t n, size_t spare)
{
    if (line->len + n + spare >= sizeof line->text) {
        return false;
    }
    memcpy(line->text + line->len, bytes, n);
    line->len += n;
    return true;
}

/* Controls of lines, of direction and of the terminal: who reads must see what is there. */
static bool is_printable(uint32_t code)
{
    return code >= 0xa0 && !(code >= 0x2028 && code <= 0x202e) && !(code >= 0x2066 && code <= 0x2069) &&
           !(code >= 0xd800 && code <= 0xdfff) && code <= 0x10ffff;
}

/* How many bytes the character has that begins here; 0 when it is none, is longer than it need be, or is not
 * printable. */
static size_t character_length(const unsigned char *at)
{
    static const uint32_t least[] = {[2] = 0x80, [3] = 0x800, [4] = 0x10000};
    size_t n = *at >= 0xf8 ? 0 : *at >= 0xf0 ? 4 : *at >= 0xe0 ? 3 : *at >= 0xc0 ? 2 : 0;
    if (n == 0) {
        return *at >= 0x20 && *at < 0x7f;
    }
    uint32_t code = *at & (0x7fu >> n);
    for (size_t i = 1; i < n; i++) {
        if ((at[i] & 0xc0) != 0x80) {
            return 0;
        }
        code = code << 6 | (at[i] & 0x3f);
    }
    return code >= least[n] && is_printable(code) ? n : 0;
}

/* Puts the next character in its quoted form; returns how many bytes of the value that was, 0 when there is
 * no room. */
static size_t put_quoted(struct line *line, const char *at)
{
    static const char plain[] = "\"\\\n\r\t";
    static const char escaped[] = "\"\\nrt";
    const char *special = strchr(plain, *at);
    if (special != NULL) {
        return put(line, (const char[]){'\\', escaped[special - plain]}, 2, 1);
    }
    size_t n = character_length((const unsigned char *)at);
    if (n > 0) {
        return put(line, at, n, 1) ? n : 0;
    }
    char hex[8];
    snprintf(hex, sizeof hex, "\\x%02x", (unsigned char)*at);
    return put(line, hex, 4, 1);
}

static bool is_bare(const char *text)
{
    size_t len = 0;
    while (text[len] > ' ' && text[len] < 0x7f && strchr("\"=\\", text[len]) == NULL) {
        len++;
    }
    return len > 0 && text[len] == '\0';
}

/* False: it was cut. */
static bool put_text(struct line *line, const char *text)
{
    if (is_bare(text) && put(line, text, strlen(text), 0)) {
        return true;
    }
    size_t taken = 1;
    put(line, "\"", 1, 1);
    for (; *text != '\0' && taken > 0; text += taken) {
        taken = put_quoted(line, text);
    }
    put(line, "\"", 1, 0);
    return taken > 0;
}

/* False: nothing more fits. */
static bool put_field(struct line *line, const struct log_field *field)
{
    char number[24];
    size_t key_len = strlen(field->key);
    const size_t quotes = 2;
    snprintf(number, sizeof number, "%" PRId64, field->number);
    size_t least = field->text != NULL ? quotes : strlen(number);
    return put(line, " ", 1, key_len + 1 + least) && put(line, field->key, key_len, 0) &&
           put(line, "=", 1, 0) && put_text(line, field->text != NULL ? field->text : number);
}

void log_event(const struct log *log, enum log_level level, const char *event, const struct log_field *fields)
{
    if (log == NULL || level > log->level) {
        return;
    }
    struct line line = {.len = 0};
    bool has_room = put(&line, event, strlen(event), 0);
    for (; has_room && fields != NULL && fields->key != NULL; fields++) {
        has_room = put_field(&line, fields);
    }
    line.text[line.len] = '\0';
    log->sink(log->ctx, level, line.text);
}

/* Reads what stands behind a backslash; returns what follows it. */
static const char *read_escaped(const char *at, char *ret_byte)
{
    static const char escaped[] = "nrt";
    static const char plain[] = "\n\r\t";
    const char *special = *at == '\0' ? NULL : strchr(escaped, *at);
    if (*at == 'x' && isxdigit((unsigned char)at[1]) && isxdigit((unsigned char)at[2])) {
        *ret_byte = (char)strtoul((const char[]){at[1], at[2], '\0'}, NULL, 16);
        return at + 3;
    }
    *ret_byte = special != NULL ? plain[special - escaped] : *at;
    return at + (*at != '\0');
}

const char *log_read_value(const char *value, char *ret_text, size_t *ret_len)
{
    size_t len = 0;
    if (*value != '"') {
        len = strcspn(value, " ");
        memcpy(ret_text, value, len);
        *ret_len = len;
        return value + len;
    }
    const char *at = value + 1;
    while (*at != '\0' && *at != '"') {
        char byte = *at++;
        at = byte == '\\' ? read_escaped(at, &byte) : at;
        ret_text[len++] = byte;
    }
    *ret_len = len;
    return at + (*at == '"');
}

int log_priority(enum log_level level)
{
    static const int priorities[] = {3, 4, 6, 7};
    return priorities[level];
}

void log_to_stderr(void *ctx, enum log_level level, const char *line)
{
    if (ctx != NULL) {
        fprintf(stderr, "<%d>%s\n", log_priority(level), line);
    } else {
        fprintf(stderr, "%s\n", line);
    }
}
