/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `pulssid invite import`: how many were asked, for response rates. */
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command_db.h"
#include "command_run.h"
#include "model/calendar.h"
#include "store/organisation_store.h"
#include "wire/csv.h"

#define INVITED_MAX 1000000

/* What was read so far, "period,team,survey" each, to find a row that comes twice. */
struct seen {
    void *root;
};

static int text_order(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void seen_done_local(struct seen *seen)
{
    tdestroy(seen->root, free);
}

static bool add_seen(const struct csv *csv, struct seen *seen, struct error *err)
{
    char *key;
    if (asprintf(&key, "%s,%s,%s", csv_field(csv, "period"), csv_field(csv, "team"),
                 csv_field(csv, "survey")) < 0) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the invitations");
    }
    char **found = tsearch(key, &seen->root, text_order);
    if (found == NULL || *found != key) {
        free(key);
        return found == NULL ? error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the invitations")
                             : csv_error(csv, "survey", err, "this period, team and survey come twice");
    }
    return true;
}

static bool read_row(const struct csv *csv, enum period_kind kind, struct invitation *invitation,
                     struct error *err)
{
    struct error why;
    const char *invited = csv_field(csv, "invited");
    size_t len = strlen(invited);
    *invitation = (struct invitation){.period_id = csv_field(csv, "period"),
                                      .team = csv_field(csv, "team"),
                                      .survey = csv_field(csv, "survey"),
                                      .invited = (int32_t)strtol(invited, NULL, 10)};
    if (!calendar_parse(kind, span_text(invitation->period_id), &invitation->period, &why)) {
        return csv_error(csv, "period", err, "%s", why.text);
    }
    if (!code_is_valid(span_text(invitation->team))) {
        return csv_error(csv, "team", err, "expected a team's code");
    }
    if (!code_is_valid(span_text(invitation->survey))) {
        return csv_error(csv, "survey", err, "expected a survey's code");
    }
    if (len == 0 || len > 7 || strspn(invited, "0123456789") != len || invitation->invited > INVITED_MAX) {
        return csv_error(csv, "invited", err, "expected a whole number from 0 to %d", INVITED_MAX);
    }
    return true;
}

static bool store_rows(struct db *db, struct csv *csv, const char *path, size_t *ret_n, struct error *err)
{
    CLEANUP(seen_done) struct seen seen = {0};
    enum period_kind kind;
    bool end = false;
    if (!organisation_store_calendar(db, &kind, err)) {
        return false;
    }
    while (csv_next(csv, &end, err)) {
        struct invitation invitation;
        if (end) {
            return true;
        }
        if (!read_row(csv, kind, &invitation, err) || !add_seen(csv, &seen, err)) {
            return false;
        }
        if (!organisation_store_put_invitation(db, &invitation, err)) {
            return error_prefix(err, "%s:%zu", path, csv_line(csv));
        }
        ++*ret_n;
    }
    return false;
}

bool command_invite_import(const struct command_input *input, struct error *err)
{
    static const char *const required[] = {"period", "team", "survey", "invited", NULL};
    const struct csv_columns columns = {required, NULL, false};
    CLEANUP(csv_close) struct csv *csv = NULL;
    CLEANUP(db_close) struct db *db = NULL;
    size_t n = 0;
    if (!csv_open(input->words[0], &columns, &csv, err) || !command_db_open(input, COMMAND_STATS, &db, err) ||
        !db_begin(db, err) || !store_rows(db, csv, input->words[0], &n, err) || !db_commit(db, err)) {
        return false;
    }
    printf("%zu invitations are stored\n", n);
    return true;
}
