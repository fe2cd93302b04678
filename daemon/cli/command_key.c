/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `pulssid key …`: keys of submitters and analysts. */
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "command_db.h"
#include "command_run.h"
#include "model/calendar.h"
#include "model/code.h"
#include "model/key.h"
#include "store/key_store.h"
#include "wire/utf8.h"

#define NAME_MAX_BYTES 200

static bool choose_role(const char *role, enum key_role *ret_role, struct error *err)
{
    if (strcmp(role, "submitter") != 0 && strcmp(role, "analyst") != 0) {
        return error_set(err, ERROR_USAGE, "--role: expected submitter or analyst");
    }
    *ret_role = strcmp(role, "analyst") == 0 ? KEY_ANALYST : KEY_SUBMITTER;
    return true;
}

/* Joins every --survey by commas; empty: none was given. */
static bool join_surveys(const struct command_input *input, struct buffer *joined, struct error *err)
{
    const char *code;
    for (size_t i = 0; (code = command_option_at(input, "--survey", i)) != NULL; i++) {
        if (!code_is_valid(span_text(code))) {
            return error_set(err, ERROR_USAGE, "--survey: %s is not a survey's code", code);
        }
        buffer_printf(joined, "%s%s", i == 0 ? "" : ",", code);
    }
    buffer_append(joined, "", 1);
    return !joined->failed || error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a key");
}

static bool check_name(const char *name, struct error *err)
{
    struct span text = span_text(name);
    return (text.len > 0 && text.len <= NAME_MAX_BYTES && utf8_is_valid(text)) ||
           error_set(err, ERROR_USAGE,
                     "--name: expected who or what uses the key, in at most %d bytes of UTF-8",
                     NAME_MAX_BYTES);
}

static bool check_expires(const char *expires, struct error *err)
{
    int32_t day;
    if (!calendar_parse_day(span_text(expires), &day, err)) {
        err->code = ERROR_USAGE;
        return error_prefix(err, "--expires");
    }
    return day >= clock_today() || error_set(err, ERROR_USAGE, "--expires: %s is before today", expires);
}

static bool check_options(const struct command_input *input, struct key_store_new *key, struct error *err)
{
    key->name = command_option(input, "--name");
    key->expires = command_option(input, "--expires");
    if (!choose_role(command_option(input, "--role"), &key->role, err) || !check_name(key->name, err)) {
        return false;
    }
    if (key->role == KEY_ANALYST && command_option(input, "--survey") != NULL) {
        return error_set(err, ERROR_USAGE, "--survey: an analyst reads every survey");
    }
    return key->expires == NULL || check_expires(key->expires, err);
}

bool command_key_create(const struct command_input *input, struct error *err)
{
    CLEANUP(db_close) struct db *db = NULL;
    CLEANUP(buffer_free) struct buffer surveys = {0};
    struct key_store_new key = {0};
    char secret[SHA256_HEX_SIZE];
    int32_t id;
    if (!check_options(input, &key, err) || !join_surveys(input, &surveys, err) ||
        !key_generate(secret, key.sha256, err) || !command_db_open(input, COMMAND_STATS, &db, err)) {
        return false;
    }
    const char *joined = (const char *)buffer_span(&surveys).data;
    key.surveys = joined[0] == '\0' ? NULL : joined;
    if (!key_store_create(db, &key, &id, err)) {
        return false;
    }
    printf("%d.%s\n", (int)id, secret);
    return true;
}

bool command_key_revoke(const struct command_input *input, struct error *err)
{
    CLEANUP(db_close) struct db *db = NULL;
    const char *id = input->words[0];
    size_t len = strlen(id);
    if (len == 0 || len > 9 || strspn(id, "0123456789") != len) {
        return error_set(err, ERROR_USAGE, "key revoke: expected the key's number, the part before the dot");
    }
    if (!command_db_open(input, COMMAND_STATS, &db, err) || !key_store_revoke(db, id, err)) {
        return false;
    }
    printf("key %s is revoked\n", id);
    return true;
}

bool command_key_list(const struct command_input *input, struct error *err)
{
    CLEANUP(db_close) struct db *db = NULL;
    CLEANUP(table_free) struct table *table = NULL;
    char today[DAY_TEXT_SIZE];
    calendar_format_day(clock_today(), today);
    return command_db_open(input, COMMAND_INGEST, &db, err) && key_store_list(db, today, &table, err) &&
           command_db_print_table(table, err);
}
