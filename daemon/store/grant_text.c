/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes a statement apart into two lists, of privileges and of objects, whose items may have a list of their
 * own. */
#include "grant_text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/span.h"

#define MAX_NAME 192

/* "SELECT (id, period)", "pulssid.shown(integer)": a name, and what is between its parentheses. */
struct item {
    struct span name;
    struct span inside;
};

static bool is_of_name(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '.';
}

/* Takes the next item off a list. */
static bool next_item(struct span *list, struct item *ret)
{
    const char *at = (const char *)list->data;
    const char *end = at + list->len;
    while (at < end && !is_of_name(*at)) {
        at++;
    }
    const char *name = at;
    while (at < end && is_of_name(*at)) {
        at++;
    }
    *ret = (struct item){.name = span_of(name, (size_t)(at - name))};
    while (at < end && isspace((unsigned char)*at)) {
        at++;
    }
    const char *close = at < end && *at == '(' ? memchr(at, ')', (size_t)(end - at)) : NULL;
    if (close != NULL) {
        ret->inside = span_of(at + 1, (size_t)(close - at - 1));
        at = close + 1;
    }
    *list = span_of(at, (size_t)(end - at));
    return ret->name.len > 0;
}

static bool names(struct span list, const char *name)
{
    struct item item;
    while (next_item(&list, &item)) {
        if (span_is(item.name, name)) {
            return true;
        }
    }
    return false;
}

static bool gives_privilege(struct span list, const struct grant_right *right)
{
    struct item item;
    while (next_item(&list, &item)) {
        bool whole = item.inside.data == NULL;
        if (span_is(item.name, right->privilege) && (whole || names(item.inside, right->column))) {
            return true;
        }
    }
    return false;
}

/* Takes words off the beginning of a list when it begins with them. */
static bool skip(struct span *list, const char *words)
{
    size_t n = strlen(words);
    if (list->len < n || memcmp(list->data, words, n) != 0) {
        return false;
    }
    *list = span_of(list->data + n, list->len - n);
    return true;
}

static bool is_to(struct span list, const struct grant_right *right)
{
    char name[MAX_NAME];
    snprintf(name, sizeof name, "%s.%s", right->schema, right->object);
    if (skip(&list, "SCHEMA ")) {
        return right->object[0] == '\0' && names(list, right->schema);
    }
    if (skip(&list, "ALL TABLES IN SCHEMA ")) {
        return !right->is_function && right->object[0] != '\0' && names(list, right->schema);
    }
    return skip(&list, "FUNCTION ") == right->is_function && names(list, name);
}

static bool statement_gives(const char *statement, const char *end, const struct grant_right *right)
{
    const char *on = strstr(statement, " ON ");
    const char *to = strstr(statement, " TO ");
    return on != NULL && to != NULL && on < to && to < end &&
           gives_privilege(span_of(statement, (size_t)(on - statement)), right) &&
           is_to(span_of(on + 4, (size_t)(to - on - 4)), right);
}

bool grant_text_gives(const char *text, const struct grant_right *right)
{
    static const char grant[] = "\nGRANT ";
    const char *at = text;
    while ((at = strstr(at, grant)) != NULL) {
        at += strlen(grant);
        const char *end = strchr(at, ';');
        if (end != NULL && statement_gives(at, end, right)) {
            return true;
        }
    }
    return false;
}
