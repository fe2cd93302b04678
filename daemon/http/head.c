/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The strict parser of request heads: one pass, from left to right, so that the first fault decides. */
#include "http/head.h"

#include "http/fold.h"

/* What a byte may be part of. */
enum {
    TOKEN = 1,  /* RFC 9110, 5.6.2 */
    TARGET = 2, /* RFC 3986: pchar, "/", "?" */
    HOST = 4,   /* the part of uri-host and port that names are made of */
    VALUE = 8   /* visible ASCII, space, tab */
};

static const uint8_t classes[256] = {
    ['\t'] = VALUE,
    [' '] = VALUE,
    ['!'] = TOKEN | TARGET | VALUE,
    ['"'] = VALUE,
    ['#'] = TOKEN | VALUE,
    ['$' ... '\''] = TOKEN | TARGET | VALUE,
    ['(' ... ')'] = TARGET | VALUE,
    ['*' ... '+'] = TOKEN | TARGET | VALUE,
    [','] = TARGET | VALUE,
    ['-' ... '.'] = TOKEN | TARGET | HOST | VALUE,
    ['/'] = TARGET | VALUE,
    ['0' ... '9'] = TOKEN | TARGET | HOST | VALUE,
    [':'] = TARGET | HOST | VALUE,
    [';'] = TARGET | VALUE,
    ['<'] = VALUE,
    ['='] = TARGET | VALUE,
    ['>'] = VALUE,
    ['?' ... '@'] = TARGET | VALUE,
    ['A' ... 'Z'] = TOKEN | TARGET | HOST | VALUE,
    ['['] = HOST | VALUE,
    ['\\'] = VALUE,
    [']'] = HOST | VALUE,
    ['^'] = TOKEN | VALUE,
    ['_'] = TOKEN | TARGET | HOST | VALUE,
    ['`'] = TOKEN | VALUE,
    ['a' ... 'z'] = TOKEN | TARGET | HOST | VALUE,
    ['{'] = VALUE,
    ['|'] = TOKEN | VALUE,
    ['}'] = VALUE,
    ['~'] = TOKEN | TARGET | VALUE,
};

/* Every part is read by one function: COMPLETE and `at` behind it, or the result of the whole. */
struct reader {
    const uint8_t *at;
    const uint8_t *end;
    struct head head;
    size_t n_fields;
    unsigned seen; /* bit i: known_fields[i] has been met */
    struct error *err;
};

static enum head_result invalid(struct reader *r, enum error_code code, const char *text)
{
    error_set(r->err, code, "%s", text);
    return HEAD_INVALID;
}

/* The first byte from `at` on that is not of the class. */
static const uint8_t *skip(const uint8_t *at, const uint8_t *end, unsigned class)
{
    while (at < end && (classes[*at] & class) != 0) {
        at++;
    }
    return at;
}

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static enum head_result read_method(struct reader *r)
{
    const uint8_t *stop = skip(r->at, r->end, TOKEN);
    if (stop == r->end) {
        return HEAD_INCOMPLETE;
    }
    struct span method = span_of(r->at, (size_t)(stop - r->at));
    if (*stop != ' ' || method.len == 0) {
        return invalid(r, ERROR_BAD_REQUEST, "the request line must begin with a method and one space");
    }
    r->at = stop + 1;
    if (span_is(method, "POST")) {
        r->head.method = HTTP_POST;
    } else if (span_is(method, "GET")) {
        r->head.method = HTTP_GET;
    } else if (span_is(method, "HEAD")) {
        r->head.method = HTTP_HEAD;
    } else {
        return invalid(r, ERROR_NOT_IMPLEMENTED, "the methods known here are GET, HEAD and POST");
    }
    return HEAD_COMPLETE;
}

static enum head_result read_target(struct reader *r)
{
    if (r->at == r->end) {
        return HEAD_INCOMPLETE;
    }
    if (*r->at != '/') {
        return invalid(r, ERROR_BAD_REQUEST, "the request target must be a path that begins with \"/\"");
    }
    const uint8_t *stop = skip(r->at, r->end, TARGET);
    if (stop == r->end) {
        return HEAD_INCOMPLETE;
    }
    if (*stop != ' ') {
        return invalid(r, ERROR_BAD_REQUEST, "the request target must be of the characters of RFC 3986");
    }
    size_t len = (size_t)(stop - r->at);
    const uint8_t *mark = memchr(r->at, '?', len);
    r->head.path = span_of(r->at, mark != NULL ? (size_t)(mark - r->at) : len);
    if (mark != NULL) {
        r->head.query = span_of(mark + 1, (size_t)(stop - mark) - 1);
    }
    r->at = stop + 1;
    return HEAD_COMPLETE;
}

static enum head_result read_line_end(struct reader *r)
{
    static const char line_end[] = "\r\n";
    for (size_t i = 0; i < 2; i++) {
        if (r->at == r->end) {
            return HEAD_INCOMPLETE;
        }
        if (*r->at != (uint8_t)line_end[i]) {
            return invalid(r, ERROR_BAD_REQUEST,
                           "every line of the head must end in CR LF and hold neither elsewhere");
        }
        r->at++;
    }
    return HEAD_COMPLETE;
}

static enum head_result read_version(struct reader *r)
{
    static const char form[] = "HTTP/0.0";
    const uint8_t *version = r->at;
    for (size_t i = 0; form[i] != '\0'; i++) {
        if (r->at == r->end) {
            return HEAD_INCOMPLETE;
        }
        if (form[i] == '0' ? !is_digit(*r->at) : *r->at != (uint8_t)form[i]) {
            return invalid(r, ERROR_BAD_REQUEST, "the request line must end in one space and \"HTTP/1.1\"");
        }
        r->at++;
    }
    if (version[5] != '1' || version[7] != '1') {
        return invalid(r, ERROR_VERSION_NOT_SUPPORTED, "the version must be HTTP/1.1");
    }
    return read_line_end(r);
}

static enum head_result take_host(struct reader *r, struct span value)
{
    const uint8_t *end = value.data + value.len;
    if (value.len == 0 || skip(value.data, end, HOST) != end) {
        return invalid(r, ERROR_BAD_REQUEST, "Host must be a host name or address with an optional port");
    }
    return HEAD_COMPLETE;
}

static enum head_result take_length(struct reader *r, struct span value)
{
    uint64_t length = 0;
    bool good = value.len >= 1 && value.len <= 10;
    for (size_t i = 0; good && i < value.len; i++) {
        good = is_digit(value.data[i]);
        length = length * 10 + (uint64_t)(value.data[i] - '0');
    }
    if (!good) {
        return invalid(r, ERROR_BAD_REQUEST, "Content-Length must be 1 to 10 digits");
    }
    r->head.has_length = true;
    r->head.content_length = length;
    return HEAD_COMPLETE;
}

static enum head_result take_coding(struct reader *r, struct span value)
{
    (void)value;
    return invalid(r, ERROR_NOT_IMPLEMENTED, "Transfer-Encoding is not implemented; send Content-Length");
}

static enum head_result take_expectation(struct reader *r, struct span value)
{
    if (!fold_is(value, "100-continue")) {
        return invalid(r, ERROR_EXPECTATION_FAILED, "the only expectation known here is 100-continue");
    }
    r->head.expects_continue = true;
    return HEAD_COMPLETE;
}

static enum head_result take_connection(struct reader *r, struct span value)
{
    struct span option;
    while (fold_next(&value, ',', &option)) {
        r->head.close = r->head.close || fold_is(option, "close");
    }
    return HEAD_COMPLETE;
}

/* The fields that mean something here; all others are only checked for form. */
struct known_field {
    const char *name;
    enum head_result (*take)(struct reader *r, struct span value); /* NULL: any value will do */
    bool is_list;                                                  /* may come more than once */
    size_t keep_at; /* where in struct head the value's span goes; 0: nowhere */
};

static const struct known_field known_fields[] = {
    {"host", take_host, false, offsetof(struct head, host)},
    {"content-length", take_length, false, 0},
    {"content-type", NULL, false, offsetof(struct head, content_type)},
    {"authorization", NULL, false, offsetof(struct head, authorization)},
    {"accept", NULL, false, offsetof(struct head, accept)},
    {"accept-encoding", NULL, false, offsetof(struct head, accept_encoding)},
    {"accept-language", NULL, false, offsetof(struct head, accept_language)},
    {"connection", take_connection, true, 0},
    {"expect", take_expectation, false, 0},
    {"transfer-encoding", take_coding, false, 0},
    {"cookie", NULL, false, offsetof(struct head, cookie)},
    {"origin", NULL, false, offsetof(struct head, origin)},
    {"sec-fetch-site", NULL, false, offsetof(struct head, sec_fetch_site)},
};

static enum head_result take_known(struct reader *r, size_t index, struct span value)
{
    const struct known_field *field = &known_fields[index];
    if (!field->is_list && (r->seen & 1u << index) != 0) {
        error_set(r->err, ERROR_BAD_REQUEST, "the field %s may be given only once", field->name);
        return HEAD_INVALID;
    }
    r->seen |= 1u << index;
    if (field->keep_at != 0) {
        *(struct span *)(void *)((char *)&r->head + field->keep_at) = value;
    }
    return field->take != NULL ? field->take(r, value) : HEAD_COMPLETE;
}

static enum head_result take_field(struct reader *r, struct span name, struct span value)
{
    if (r->n_fields++ == HEAD_MAX_FIELDS) {
        return invalid(r, ERROR_HEAD_TOO_LARGE, "the head has too many fields");
    }
    for (size_t i = 0; i < sizeof known_fields / sizeof known_fields[0]; i++) {
        if (fold_is(name, known_fields[i].name)) {
            return take_known(r, i, value);
        }
    }
    return HEAD_COMPLETE;
}

/* Spaces go from both ends. A tab there is legal HTTP, but parsers differ about it, so it is refused. */
static bool trim_spaces(struct span *value)
{
    while (value->len > 0 && value->data[value->len - 1] == ' ') {
        value->len--;
    }
    while (value->len > 0 && value->data[0] == ' ') {
        value->data++;
        value->len--;
    }
    return value->len == 0 || (value->data[0] != '\t' && value->data[value->len - 1] != '\t');
}

static enum head_result read_field(struct reader *r)
{
    const uint8_t *colon = skip(r->at, r->end, TOKEN);
    if (colon == r->end) {
        return HEAD_INCOMPLETE;
    }
    struct span name = span_of(r->at, (size_t)(colon - r->at));
    if (name.len == 0 || *colon != ':') {
        return invalid(r, ERROR_BAD_REQUEST,
                       "a field must begin with its name, a token directly before \":\"");
    }
    const uint8_t *stop = skip(colon + 1, r->end, VALUE);
    struct span value = span_of(colon + 1, (size_t)(stop - colon) - 1);
    r->at = stop;
    enum head_result result = read_line_end(r);
    if (result != HEAD_COMPLETE) {
        return result;
    }
    if (!trim_spaces(&value)) {
        return invalid(r, ERROR_BAD_REQUEST, "a field value must neither begin nor end with a tab");
    }
    return take_field(r, name, value);
}

static enum head_result read_fields(struct reader *r)
{
    while (r->at < r->end && *r->at != '\r') {
        enum head_result result = read_field(r);
        if (result != HEAD_COMPLETE) {
            return result;
        }
    }
    enum head_result result = read_line_end(r);
    if (result == HEAD_COMPLETE && r->head.host.data == NULL) {
        return invalid(r, ERROR_BAD_REQUEST, "the field host is required");
    }
    return result;
}

static enum head_result read_head(struct reader *r)
{
    static enum head_result (*const parts[])(struct reader *) = {read_method, read_target, read_version,
                                                                 read_fields};
    enum head_result result = HEAD_COMPLETE;
    for (size_t i = 0; result == HEAD_COMPLETE && i < sizeof parts / sizeof parts[0]; i++) {
        result = parts[i](r);
    }
    return result;
}

enum head_result head_parse(struct span input, struct head *ret_head, size_t *ret_len, struct error *err)
{
    size_t len = input.len < HEAD_MAX_BYTES ? input.len : HEAD_MAX_BYTES;
    if (len == 0) {
        return HEAD_INCOMPLETE;
    }
    struct reader r = {.at = input.data, .end = input.data + len, .err = err};
    enum head_result result = read_head(&r);
    if (result == HEAD_INCOMPLETE && len == HEAD_MAX_BYTES) {
        return invalid(&r, ERROR_HEAD_TOO_LARGE, "the head may have at most 8192 bytes");
    }
    if (result == HEAD_COMPLETE) {
        *ret_head = r.head;
        *ret_len = (size_t)(r.at - input.data);
    }
    return result;
}
