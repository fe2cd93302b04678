/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One pass over the heads of a CBOR item (RFC 8949, section 3), counting down what each open container still
 * expects. */
#include "cbor_scan.h"

#include "utf8.h"

#define NESTING_MAX 64

enum major {
    MAJOR_UNSIGNED,
    MAJOR_NEGATIVE,
    MAJOR_BYTES,
    MAJOR_TEXT,
    MAJOR_ARRAY,
    MAJOR_MAP,
    MAJOR_TAG,
    MAJOR_SIMPLE
};

/*
 * input:  [ heads and strings done | at … ]
 * open[0 … depth - 1]: items that each container (or tag) around `at` still expects, outermost first; none is
 * 0.
 */
struct walk {
    struct span input;
    size_t at;
    size_t items;
    size_t depth;
    size_t deepest;
    size_t first_bad_text; /* where the first text that is not UTF-8 begins; 0: there is none */
    uint64_t open[NESTING_MAX];
    struct error *err;
};

struct head {
    size_t at;
    enum major major;
    uint8_t info;
    uint64_t argument;
};

static bool malformed(const struct walk *walk, size_t at, const char *what)
{
    return error_set(walk->err, ERROR_MALFORMED, "byte %zu: %s", at, what);
}

static size_t bytes_left(const struct walk *walk)
{
    return walk->input.len - walk->at;
}

/* Reads the argument of 1, 2, 4 or 8 bytes that additional information 24 … 27 announces. */
static bool read_argument(struct walk *walk, struct head *head)
{
    size_t size = (size_t)1 << (head->info - 24);
    if (bytes_left(walk) < size) {
        return malformed(walk, head->at, "the content ends within an item");
    }
    head->argument = 0;
    for (size_t i = 0; i < size; i++) {
        head->argument = head->argument << 8 | walk->input.data[walk->at + i];
    }
    walk->at += size;
    if (head->major == MAJOR_SIMPLE && head->info == 24 && head->argument < 32) {
        return malformed(walk, head->at, "a simple value in a reserved encoding");
    }
    return true;
}

static bool read_head(struct walk *walk, struct head *ret_head)
{
    if (bytes_left(walk) == 0) {
        return malformed(walk, walk->at, "the content ends where an item is expected");
    }
    uint8_t first = walk->input.data[walk->at];
    struct head head = {walk->at, (enum major)(first >> 5), first & 0x1f, first & 0x1f};
    walk->at++;
    if (head.info == 31) {
        return malformed(walk, head.at,
                         "an indefinite length or a break, where a definite length is expected");
    }
    if (head.info >= 28) {
        return malformed(walk, head.at, "reserved additional information");
    }
    if (head.info >= 24 && !read_argument(walk, &head)) {
        return false;
    }
    *ret_head = head;
    return true;
}

static bool skip_string(struct walk *walk, const struct head *head)
{
    if (head->argument > bytes_left(walk)) {
        return malformed(walk, head->at, "a string that is longer than the content");
    }
    struct span string = span_of(walk->input.data + walk->at, (size_t)head->argument);
    if (head->major == MAJOR_TEXT && walk->first_bad_text == 0 && !utf8_is_valid(string)) {
        walk->first_bad_text = walk->at;
    }
    walk->at += string.len;
    return true;
}

/* Opens a container of n items; each of them needs a byte at least, so that no count promises more than is
 * there. */
static bool open_container(struct walk *walk, const struct head *head, uint64_t n)
{
    if (n > bytes_left(walk)) {
        return malformed(walk, head->at, "an array, map or tag that is longer than the content");
    }
    if (walk->depth == NESTING_MAX) {
        return malformed(walk, head->at, "more than 64 levels of nesting");
    }
    if (walk->depth + 1 > walk->deepest) {
        walk->deepest = walk->depth + 1;
    }
    if (n > 0) {
        walk->open[walk->depth++] = n;
    }
    return true;
}

static bool read_content(struct walk *walk, const struct head *head)
{
    switch (head->major) {
    case MAJOR_BYTES:
    case MAJOR_TEXT:
        return skip_string(walk, head);
    case MAJOR_ARRAY:
        return open_container(walk, head, head->argument);
    case MAJOR_MAP:
        return open_container(walk, head, head->argument > UINT64_MAX / 2 ? UINT64_MAX : 2 * head->argument);
    case MAJOR_TAG:
        return open_container(walk, head, 1);
    case MAJOR_UNSIGNED:
    case MAJOR_NEGATIVE:
    case MAJOR_SIMPLE:
        return true;
    }
    return true;
}

/* Takes the item at `at` off its container, and each container off its own once it is full. */
static bool read_item(struct walk *walk)
{
    struct head head = {0};
    if (!read_head(walk, &head)) {
        return false;
    }
    walk->items++;
    if (walk->depth > 0) {
        walk->open[walk->depth - 1]--;
    }
    if (!read_content(walk, &head)) {
        return false;
    }
    while (walk->depth > 0 && walk->open[walk->depth - 1] == 0) {
        walk->depth--;
    }
    return true;
}

static bool check_limits(const struct walk *walk, const struct cbor_limits *limits)
{
    if (walk->at > limits->max_bytes) {
        return error_set(walk->err, ERROR_TOO_LARGE, "an item of %zu bytes, where at most %zu are allowed",
                         walk->at, limits->max_bytes);
    }
    if (walk->items > limits->max_items) {
        return error_set(walk->err, ERROR_TOO_LARGE, "%zu data items in one, where at most %zu are allowed",
                         walk->items, limits->max_items);
    }
    if (walk->deepest > limits->max_depth) {
        return error_set(walk->err, ERROR_TOO_LARGE, "%zu levels of nesting, where at most %zu are allowed",
                         walk->deepest, limits->max_depth);
    }
    if (walk->first_bad_text != 0) {
        return error_set(walk->err, ERROR_INVALID_FIELD, "byte %zu: expected text in UTF-8",
                         walk->first_bad_text);
    }
    return true;
}

bool cbor_scan(struct span input, const struct cbor_limits *limits, size_t *ret_len, struct error *err)
{
    struct walk walk = {.input = input, .err = err};
    do {
        if (!read_item(&walk)) {
            return false;
        }
    } while (walk.depth > 0);
    *ret_len = walk.at;
    return check_limits(&walk, limits);
}
