/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events as the journal's fields. */
#define SD_JOURNAL_SUPPRESS_LOCATION
#include "journal.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

#define KEY_CHARACTERS "abcdefghijklmnopqrstuvwxyz0123456789_"
#define KEY_MAX_BYTES 32

bool journal_is_stderr(void)
{
    const char *named = getenv("JOURNAL_STREAM");
    struct stat found;
    char own[64];
    if (named == NULL || fstat(STDERR_FILENO, &found) != 0) {
        return false;
    }
    snprintf(own, sizeof own, "%llu:%llu", (unsigned long long)found.st_dev,
             (unsigned long long)found.st_ino);
    return strcmp(named, own) == 0;
}

/* NAME=VALUE, as far as there is room. */
static void add(struct journal_record *record, const char *name, struct iovec value)
{
    size_t len = strlen(name);
    size_t room = sizeof record->text - record->used;
    if (record->n_fields == JOURNAL_MAX_FIELDS || len + 1 + value.iov_len > room) {
        return;
    }
    char *at = record->text + record->used;
    memcpy(at, name, len);
    at[len] = '=';
    memcpy(at + len + 1, value.iov_base, value.iov_len);
    record->fields[record->n_fields++] = (struct iovec){at, len + 1 + value.iov_len};
    record->used += len + 1 + value.iov_len;
}

static struct iovec bytes(const char *text, size_t len)
{
    return (struct iovec){(void *)(uintptr_t)text, len};
}

static void add_word(struct journal_record *record, const char *key, size_t key_len, struct iovec value)
{
    char name[sizeof "PULSSID_" + KEY_MAX_BYTES] = "PULSSID_";
    size_t len = strlen(name);
    for (size_t i = 0; i < key_len; i++) {
        name[len++] = (char)toupper((unsigned char)key[i]);
    }
    name[len] = '\0';
    add(record, name, value);
}

/* Adds the word's field, if it is key=value, and returns what follows the word. */
static const char *take_word(struct journal_record *record, const char *word)
{
    size_t key_len = strspn(word, KEY_CHARACTERS);
    if (key_len == 0 || key_len > KEY_MAX_BYTES || word[key_len] != '=') {
        return word + strcspn(word, " ");
    }
    char value[LOG_LINE_SIZE];
    size_t len;
    const char *rest = log_read_value(word + key_len + 1, value, &len);
    add_word(record, word, key_len, bytes(value, len));
    return rest;
}

void journal_record_fill(struct journal_record *record, enum log_level level, const char *line)
{
    char priority[] = {(char)('0' + log_priority(level)), '\0'};
    size_t event = strspn(line, KEY_CHARACTERS);
    record->n_fields = 0;
    record->used = 0;
    add(record, "MESSAGE", bytes(line, strlen(line)));
    add(record, "PRIORITY", bytes(priority, 1));
    const char *at = line;
    if (event > 0 && (line[event] == ' ' || line[event] == '\0')) {
        add(record, "PULSSID_EVENT", bytes(line, event));
        at += event;
    }
    while (*(at += strspn(at, " ")) != '\0') {
        at = take_word(record, at);
    }
}

void journal_sink(void *ctx, enum log_level level, const char *line)
{
    (void)ctx;
    struct journal_record record;
    journal_record_fill(&record, level, line);
    if (sd_journal_sendv(record.fields, (int)record.n_fields) < 0) {
        log_to_stderr("", level, line);
    }
}
