/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The query of a URL. */
#include "http/parameters.h"

#include "http/fold.h"
#include "wire/utf8.h"

struct parameter_name {
    const char *name;
    size_t at; /* of its span in struct parameters */
    enum parameters_set set;
};

#define NAME(name, set)                                                                                      \
    {                                                                                                        \
#name, offsetof(struct parameters, name), PARAMETERS_##set                                           \
    }

static const struct parameter_name names[] = {
    NAME(period, REPORT), NAME(team, REPORT),  NAME(dimension, REPORT), NAME(release, REPORT),
    NAME(part, REPORT),   NAME(after, REPORT), NAME(limit, REPORT),     NAME(format, REPORT),
    NAME(lang, NOTICE),   NAME(key, SIGN_IN),
};

static struct span *find(struct parameters *parameters, enum parameters_set set, struct span name)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (names[i].set == set && span_is(name, names[i].name)) {
            return (void *)((char *)parameters + names[i].at);
        }
    }
    return NULL;
}

static int hex_digit(uint8_t c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    uint8_t lower = c | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* The character at *at, which moves behind it; -1 for a bad escape, a raw "+" or a control character. */
static int decode_one(struct span text, size_t *at)
{
    int c = text.data[(*at)++];
    if (c == '+') {
        return -1;
    }
    if (c == '%') {
        if (text.len - *at < 2) {
            return -1;
        }
        int high = hex_digit(text.data[*at]);
        int low = hex_digit(text.data[*at + 1]);
        *at += 2;
        c = high < 0 || low < 0 ? -1 : high * 16 + low;
    }
    return c < 0x20 || c == 0x7f ? -1 : c;
}

/* Decodes a value behind those that are there. */
static bool decode(struct parameters *parameters, struct span value, struct span *ret, struct error *err)
{
    uint8_t *start = parameters->text + parameters->used;
    for (size_t at = 0; at < value.len;) {
        int c = decode_one(value, &at);
        if (c < 0) {
            return error_set(err, ERROR_BAD_PARAMETER,
                             "a parameter's value is not percent-encoded as RFC 3986 asks");
        }
        if (parameters->used == PARAMETERS_TEXT_SIZE) {
            return error_set(err, ERROR_BAD_PARAMETER, "the parameters are too long");
        }
        parameters->text[parameters->used++] = (uint8_t)c;
    }
    *ret = span_of(start, (size_t)(parameters->text + parameters->used - start));
    return utf8_is_valid(*ret) || error_set(err, ERROR_BAD_PARAMETER, "a parameter's value is not UTF-8");
}

static bool refuse_name(enum parameters_set set, struct error *err)
{
    return error_set(err, ERROR_BAD_PARAMETER, "unknown parameter; known %s",
                     set == PARAMETERS_REPORT
                         ? "are period, team, dimension, release, part, after, limit and format"
                     : set == PARAMETERS_NOTICE  ? "is lang"
                     : set == PARAMETERS_SIGN_IN ? "is key"
                                                 : "is none here");
}

bool parameters_parse(struct span query, enum parameters_set set, struct parameters *ret, struct error *err)
{
    *ret = (struct parameters){0};
    struct span value;
    while (fold_next(&query, '&', &value)) {
        struct span name = {0};
        fold_next(&value, '=', &name);
        struct span *place = find(ret, set, name);
        if (place == NULL) {
            return refuse_name(set, err);
        }
        if (place->data != NULL) {
            return error_set(err, ERROR_BAD_PARAMETER, "a parameter may be given only once");
        }
        if (!decode(ret, value, place, err)) {
            return false;
        }
    }
    return true;
}

void parameters_write_base(struct span query, struct buffer *out)
{
    char separator = '?';
    struct span pair;
    while (fold_next(&query, '&', &pair)) {
        if (!fold_begins(pair, "after=")) {
            buffer_append(out, &separator, 1);
            buffer_append(out, pair.data, pair.len);
            separator = '&';
        }
    }
    buffer_append(out, &separator, 1);
    buffer_append_text(out, "after=");
}

static bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("-._~", c) != NULL);
}

struct span parameters_next_address(const char *after, struct buffer *base)
{
    if (after == NULL || base->len == 0) {
        return (struct span){0};
    }
    for (; *after != '\0'; after++) {
        if (is_unreserved(*after)) {
            buffer_append(base, after, 1);
        } else {
            buffer_printf(base, "%%%02X", (unsigned)(uint8_t)*after);
        }
    }
    return base->failed ? (struct span){0} : buffer_span(base);
}
