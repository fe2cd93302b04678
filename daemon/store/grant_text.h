/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_GRANT_TEXT_H
#define PULSSID_STORE_GRANT_TEXT_H

/*
 * What a file of sql/roles gives, read from its text: the GRANT statements that begin a line, as PostgreSQL
 * has them, without comments inside. Functions go by their name alone.
 */

#include <stdbool.h>

/* A right as PostgreSQL lists it. */
struct grant_right {
    const char *privilege; /* "SELECT" */
    const char *schema;    /* "pulssid" */
    const char *object;    /* a table, view or function of the schema; "": the schema itself */
    const char *column;    /* "": to the whole object */
    bool is_function;
};

/* Whether a statement of the text gives the right: itself, or to the whole table what is asked of a column.
 */
bool grant_text_gives(const char *text, const struct grant_right *right);

#endif
