/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_SAMPLE_DATA_H
#define PULSSID_TESTS_SAMPLE_DATA_H

/* Reads tests/data: the sample organisation, and values that were computed independently in R. */

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../unit.h"

#define SAMPLE_ORGANISATION SOURCE_DIR "/tests/data/organisation/"
#define SAMPLE_WORKED SOURCE_DIR "/tests/data/worked_examples.json"
#define SAMPLE_CELLS 64
#define SAMPLE_TEAMS 12
#define SAMPLE_PERIODS 30

/* A row of a CSV file without quotes, cut in place. */
struct row {
    char line[2048];
    char *cell[SAMPLE_CELLS];
    size_t cells;
};

static inline FILE *open_data(const char *name)
{
    char path[512];
    snprintf(path, sizeof path, "%s%s", SAMPLE_ORGANISATION, name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    return file;
}

static inline bool read_row(FILE *file, struct row *row)
{
    if (fgets(row->line, sizeof row->line, file) == NULL) {
        return false;
    }
    row->line[strcspn(row->line, "\r\n")] = '\0';
    char *rest = row->line;
    row->cells = 0;
    while (rest != NULL && row->cells < SAMPLE_CELLS) {
        row->cell[row->cells++] = strsep(&rest, ",");
    }
    return true;
}

static inline size_t column(const struct row *head, const char *name)
{
    for (size_t i = 0; i < head->cells; i++) {
        if (strcmp(head->cell[i], name) == 0) {
            return i;
        }
    }
    fail_msg("no column %s", name);
    return 0;
}

static inline double number(const struct row *row, size_t at)
{
    const char *cell = row->cell[at];
    return *cell == '\0' || strcmp(cell, "NA") == 0 ? NAN : strtod(cell, NULL);
}

/* T01 is 0. */
static inline size_t team_of(const char *code)
{
    return strtoul(code + 1, NULL, 10) - 1;
}

static inline size_t team_index(const struct row *row, size_t at)
{
    return team_of(row->cell[at]);
}

/* values[team * SAMPLE_PERIODS + period - 1] of a metric where it is published, else NAN. */
static inline void read_cells(const char *name, const char *metric, double *values)
{
    for (size_t i = 0; i < (size_t)SAMPLE_TEAMS * SAMPLE_PERIODS; i++) {
        values[i] = NAN;
    }
    FILE *file = open_data(name);
    struct row head;
    struct row row;
    assert_true(read_row(file, &head));
    size_t published = column(&head, "published");
    while (read_row(file, &row)) {
        size_t team = team_index(&row, column(&head, "team_id"));
        size_t period = strtoul(row.cell[column(&head, "period")], NULL, 10) - 1;
        assert_true(team < SAMPLE_TEAMS && period < SAMPLE_PERIODS);
        if (strcmp(row.cell[published], "TRUE") == 0) {
            values[team * SAMPLE_PERIODS + period] = number(&row, column(&head, metric));
        }
    }
    fclose(file);
}

/* The text from a key on; the caller frees it. */
static inline char *read_json_from(const char *path, const char *key)
{
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    char *text = calloc(1, 1 << 20);
    assert_non_null(text);
    size_t len = fread(text, 1, (1 << 20) - 1, file);
    fclose(file);
    assert_true(len > 0 && len < (1 << 20) - 1);
    char *from = strstr(text, key);
    assert_non_null(from);
    memmove(text, from, strlen(from) + 1);
    return text;
}

/* What stands after `from` behind the first such key. */
static inline const char *json_value(const char *from, const char *key)
{
    char quoted[64];
    snprintf(quoted, sizeof quoted, "\"%s\":", key);
    const char *at = strstr(from, quoted);
    assert_non_null(at);
    return at + strlen(quoted);
}

/* The i-th number of the first value of that key after `from`, rows of a matrix one after the other; NAN for
 * null. */
static inline double json_number(const char *from, const char *key, size_t i)
{
    const char *at = json_value(from, key);
    for (size_t skip = 0; skip < i; skip++) {
        at = strchr(at, ',') + 1;
    }
    at += strspn(at, " \n[");
    return strncmp(at, "null", 4) == 0 ? NAN : strtod(at, NULL);
}

/* Names a value that differs by more than 1e-6, and returns 1 for it. */
static inline int differs(const char *what, size_t which, double got, double expected)
{
    bool same = isnan(expected) ? isnan(got) : fabs(got - expected) <= 1e-6;
    if (!same) {
        print_error("%s[%zu]: %.12g, expected %.12g\n", what, which, got, expected);
    }
    return !same;
}

/* The same against the i-th number of a key after `from`. */
static inline int json_differs(const char *from, const char *key, size_t i, double got)
{
    return differs(key, i, got, json_number(from, key, i));
}

#endif
