/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors: one table of facts, one sentence each. */
#include "error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct error_fact {
    const char *name;
    const char *title;
    int status;
    bool retryable;
};

static const struct error_fact facts[ERROR_CODE_COUNT] = {[ERROR_NONE] = {"none", "No error", 200, false},
#define X(code, name, status, retryable, title) [ERROR_##code] = {#name, title, status, retryable},
                                                          ERROR_CODES(X)
#undef X
};

/* Takes back the bytes of a UTF-8 sequence that the end of the buffer has cut. */
static void trim_cut_sequence(char *text)
{
    size_t end = strlen(text);
    size_t start = end;
    while (start > 0 && ((unsigned char)text[start - 1] & 0xc0) == 0x80) {
        start--;
    }
    if (start == 0 || (unsigned char)text[start - 1] < 0xc0) {
        return;
    }
    unsigned char lead = (unsigned char)text[start - 1];
    size_t need = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (end - (start - 1) < need) {
        text[start - 1] = '\0';
    }
}

bool error_set(struct error *err, enum error_code code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    err->code = code;
    vsnprintf(err->text, sizeof err->text, format, args);
    va_end(args);
    trim_cut_sequence(err->text);
    return false;
}

bool error_prefix(struct error *err, const char *format, ...)
{
    char prefix[ERROR_TEXT_SIZE];
    char rest[ERROR_TEXT_SIZE];
    va_list args;
    va_start(args, format);
    vsnprintf(prefix, sizeof prefix, format, args);
    va_end(args);
    memcpy(rest, err->text, sizeof rest);
    return error_set(err, err->code, "%s: %s", prefix, rest);
}

const char *error_name(enum error_code code)
{
    return facts[code].name;
}

const char *error_title(enum error_code code)
{
    return facts[code].title;
}

int error_status(enum error_code code)
{
    return facts[code].status;
}

bool error_is_retryable(enum error_code code)
{
    return facts[code].retryable;
}
