/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The choice of a language. */
#include "http/accept_language.h"

#include "http/fold.h"
#include "http/quality.h"

/* How a range relates to a language. */
enum naming { NAMING_NONE, NAMING_REGION, NAMING_SELF };

static bool is_alphanumeric(uint8_t c)
{
    uint8_t lower = c | 0x20;
    return (c >= '0' && c <= '9') || (lower >= 'a' && lower <= 'z');
}

/* "FI", "Latn-FI": subtags of one to eight letters or digits. */
static bool are_subtags(struct span text)
{
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        bool ends = text.data[i] == '-';
        if (ends ? len == 0 : !is_alphanumeric(text.data[i]) || len == 8) {
            return false;
        }
        len = ends ? 0 : len + 1;
    }
    return len > 0;
}

static enum naming naming_of(struct span range, const char *tag)
{
    size_t len = strlen(tag);
    if (fold_is(range, tag)) {
        return NAMING_SELF;
    }
    bool begins = fold_begins(range, tag) && range.data[len] == '-';
    return begins && are_subtags(span_of(range.data + len + 1, range.len - len - 1)) ? NAMING_REGION
                                                                                     : NAMING_NONE;
}

/* How much a language is liked, and how early that is said. */
struct standing {
    int weight;   /* 0: not at all */
    size_t place; /* in the field; SIZE_MAX: by "*" alone */
};

static struct standing standing_of(struct span field, const char *tag)
{
    struct standing named = {0, SIZE_MAX};
    struct standing star = {0, SIZE_MAX};
    struct span element;
    for (size_t place = 0; fold_next(&field, ',', &element); place++) {
        struct span parameters;
        struct span range = quality_value(element, &parameters);
        int weight = quality_weight(parameters);
        enum naming naming = naming_of(range, tag);
        if (naming == NAMING_SELF && weight == 0) {
            return (struct standing){0, SIZE_MAX};
        }
        if (naming != NAMING_NONE && weight > named.weight) {
            named = (struct standing){weight, place};
        } else if (span_is(range, "*") && weight > star.weight) {
            star.weight = weight;
        }
    }
    return named.weight > 0 ? named : star;
}

static bool is_better(struct standing a, struct standing b)
{
    return a.weight > b.weight || (a.weight == b.weight && a.place < b.place);
}

size_t accept_language_choose(struct span field, const char *const *tags, size_t otherwise)
{
    size_t best = otherwise;
    struct standing best_standing = standing_of(field, tags[otherwise]);
    for (size_t i = 0; tags[i] != NULL; i++) {
        struct standing standing = standing_of(field, tags[i]);
        if (is_better(standing, best_standing)) {
            best = i;
            best_standing = standing;
        }
    }
    return best;
}
