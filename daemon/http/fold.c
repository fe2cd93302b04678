/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comparison without regard to case. */
#include "http/fold.h"

static uint8_t lower_of(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c + ('a' - 'A')) : c;
}

/* How many bytes of text and lower agree from the start. */
static size_t agreeing(struct span text, const char *lower)
{
    size_t i = 0;
    while (i < text.len && lower[i] != '\0' && lower_of(text.data[i]) == (uint8_t)lower[i]) {
        i++;
    }
    return i;
}

bool fold_begins(struct span text, const char *lower)
{
    return lower[agreeing(text, lower)] == '\0';
}

bool fold_is(struct span text, const char *lower)
{
    size_t n = agreeing(text, lower);
    return n == text.len && lower[n] == '\0';
}

bool fold_is_start(struct span text, const char *lower)
{
    return agreeing(text, lower) == text.len;
}

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t';
}

struct span fold_trim(struct span text)
{
    while (text.len > 0 && is_blank(text.data[text.len - 1])) {
        text.len--;
    }
    while (text.len > 0 && is_blank(text.data[0])) {
        text.data++;
        text.len--;
    }
    return text;
}

bool fold_next(struct span *list, char separator, struct span *ret_element)
{
    if (list->len == 0) {
        return false;
    }
    const uint8_t *cut = memchr(list->data, separator, list->len);
    size_t len = cut != NULL ? (size_t)(cut - list->data) : list->len;
    size_t used = cut != NULL ? len + 1 : len;
    *ret_element = fold_trim(span_of(list->data, len));
    *list = span_of(list->data + used, list->len - used);
    return true;
}
