/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the configuration file by the table of keys. */
#include "config.h"

#include <errno.h>
#include <ini.h>
#include <stdlib.h>
#include <string.h>

#include "config_keys.h"

#define LINE_MAX_BYTES 4096
#define MAX_KEYS 128
#define CREDENTIALS "$CREDENTIALS_DIRECTORY"

struct reader {
    const char *path;
    FILE *file;
    int line; /* the one that was read last, from 1 */
    bool failed;
    bool given[MAX_KEYS];
    struct config *config;
    struct error *err;
};

/* Fails with "FILE:LINE: …". */
static bool fail_here(struct reader *reader, const char *sentence)
{
    reader->failed = true;
    return error_set(reader->err, ERROR_CONFIG, "%s:%d: %s", reader->path, reader->line, sentence);
}

static bool set_integer(const struct config_key *key, const char *value, struct config *config,
                        struct error *err)
{
    char *end;
    errno = 0;
    long long number = strtoll(value, &end, 10);
    if (end == value || *end != '\0' || errno != 0 || number < key->min || number > key->max) {
        return error_set(err, ERROR_CONFIG, "expected a whole number from %lld to %lld", (long long)key->min,
                         (long long)key->max);
    }
    int64_t stored = number;
    memcpy((char *)config + key->offset, &stored, sizeof stored);
    return true;
}

static bool set_text(const struct config_key *key, const char *value, struct config *config,
                     struct error *err)
{
    if (strlen(value) >= CONFIG_TEXT_SIZE) {
        return error_set(err, ERROR_CONFIG, "expected at most %d bytes", CONFIG_TEXT_SIZE - 1);
    }
    strcpy((char *)config + key->offset, value);
    return true;
}

static bool set_choice(const struct config_key *key, const char *value, struct config *config,
                       struct error *err)
{
    size_t len = strlen(value);
    bool is_word = len > 0 && strcspn(value, ", ") == len;
    for (const char *at = key->choices; is_word && (at = strstr(at, value)) != NULL; at += len) {
        bool starts = at == key->choices || at[-1] == ' ';
        if (starts && (at[len] == ',' || at[len] == '\0')) {
            return set_text(key, value, config, err);
        }
    }
    return error_set(err, ERROR_CONFIG, "expected one of %s", key->choices);
}

/* Text in which the folder of credentials is put for its name, wherever it stands. Commands are run without
 * that folder and need none of what is in it; so the name stays where nobody says what it stands for. */
static bool set_private(const struct config_key *key, const char *value, struct config *config,
                        struct error *err)
{
    const char *folder = getenv("CREDENTIALS_DIRECTORY");
    char text[LINE_MAX_BYTES] = "";
    size_t len = 0;
    for (const char *at = value; *at != '\0';) {
        bool is_name = folder != NULL && strncmp(at, CREDENTIALS, strlen(CREDENTIALS)) == 0;
        size_t take = is_name ? strlen(folder) : 1;
        if (len + take >= sizeof text) {
            return error_set(err, ERROR_CONFIG, "expected at most %d bytes", CONFIG_TEXT_SIZE - 1);
        }
        memcpy(text + len, is_name ? folder : at, take);
        len += take;
        at += is_name ? strlen(CREDENTIALS) : 1;
    }
    return set_text(key, text, config, err);
}

static bool set_value(const struct config_key *key, const char *value, struct config *config,
                      struct error *err)
{
    static bool (*const setters[])(const struct config_key *, const char *, struct config *,
                                   struct error *) = {
        [CONFIG_INTEGER] = set_integer,
        [CONFIG_CHOICE] = set_choice,
        [CONFIG_TEXT] = set_text,
        [CONFIG_PRIVATE] = set_private,
    };
    return setters[key->type](key, value, config, err) ||
           error_prefix(err, "[%s] %s", key->section, key->name);
}

static bool is_section(const char *name, size_t len)
{
    size_t n;
    const struct config_key *keys = config_keys(&n);
    for (size_t i = 0; i < n; i++) {
        if (strlen(keys[i].section) == len && memcmp(keys[i].section, name, len) == 0) {
            return true;
        }
    }
    return false;
}

static bool find_key(const char *section, const char *name, size_t *ret_i)
{
    size_t n;
    const struct config_key *keys = config_keys(&n);
    for (size_t i = 0; i < n && i < MAX_KEYS; i++) {
        if (strcmp(keys[i].section, section) == 0 && strcmp(keys[i].name, name) == 0) {
            *ret_i = i;
            return true;
        }
    }
    return false;
}

/* inih's handler: zero stops it from counting the line as good. */
static int on_key(void *ctx, const char *section, const char *name, const char *value)
{
    struct reader *reader = ctx;
    size_t n;
    size_t i;
    struct error why;
    if (reader->failed) {
        return 0;
    }
    if (section[0] == '\0') {
        return fail_here(reader, "a key stands before the first [section]");
    }
    if (!find_key(section, name, &i)) {
        error_set(&why, ERROR_CONFIG, "[%s] %s: there is no such key", section, name);
        return fail_here(reader, why.text);
    }
    if (reader->given[i]) {
        error_set(&why, ERROR_CONFIG, "[%s] %s: the key is given twice", section, name);
        return fail_here(reader, why.text);
    }
    reader->given[i] = true;
    return set_value(&config_keys(&n)[i], value, reader->config, &why) || fail_here(reader, why.text);
}

/* inih's reader of lines, like fgets(). Counts lines, refuses what inih would pass over in silence (a line
 * that is too long, a section that nobody knows), and takes the indentation away, which inih would read as a
 * value that goes on. */
static char *on_line(char *line, int size, void *ctx)
{
    struct reader *reader = ctx;
    if (reader->failed || fgets(line, size, reader->file) == NULL) {
        return NULL;
    }
    reader->line++;
    size_t len = strlen(line);
    if (len > 0 && line[len - 1] != '\n' && !feof(reader->file)) {
        fail_here(reader, "the line is too long");
        return NULL;
    }
    size_t indent = strspn(line, " \t");
    memmove(line, line + indent, len - indent + 1);
    const char *end = line[0] == '[' ? strchr(line, ']') : NULL;
    if (end != NULL && !is_section(line + 1, (size_t)(end - line - 1))) {
        struct error why;
        error_set(&why, ERROR_CONFIG, "[%.*s]: there is no such section", (int)(end - line - 1), line + 1);
        fail_here(reader, why.text);
        return NULL;
    }
    return line;
}

static bool set_defaults(struct config *config, struct error *err)
{
    size_t n;
    const struct config_key *keys = config_keys(&n);
    for (size_t i = 0; i < n; i++) {
        if (!set_value(&keys[i], keys[i].initial, config, err)) {
            return false;
        }
    }
    return true;
}

/* Debian's inih keeps its bounds in variables; 200 bytes a line are too few for a connection string. */
static void allow_long_lines(void)
{
    ini_use_stack = false;
    ini_initial_alloc = LINE_MAX_BYTES;
    ini_max_line = LINE_MAX_BYTES;
}

static bool read_file(struct reader *reader, struct error *err)
{
    allow_long_lines();
    int bad_line = ini_parse_stream(on_line, reader, on_key, reader);
    if (bad_line < 0) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "%s: out of memory", reader->path);
    }
    if (bad_line > 0 && !(reader->failed && reader->line <= bad_line)) {
        return error_set(err, ERROR_CONFIG, "%s:%d: expected [section], key = value or a comment",
                         reader->path, bad_line);
    }
    if (ferror(reader->file)) {
        return error_set(err, ERROR_CONFIG, "%s: cannot be read", reader->path);
    }
    return !reader->failed;
}

bool config_load(const char *path, struct config **ret_config, struct error *err)
{
    CLEANUP(config_free) struct config *config = calloc(1, sizeof *config);
    if (config == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "%s: out of memory", path);
    }
    CLEANUP(fclose) FILE *file = fopen(path, "re");
    if (file == NULL) {
        return error_set(err, ERROR_CONFIG, "%s: cannot be opened: %s", path, strerror(errno));
    }
    struct reader reader = {.path = path, .file = file, .config = config, .err = err};
    if (!set_defaults(config, err) || !read_file(&reader, err)) {
        return false;
    }
    *ret_config = config;
    config = NULL;
    return true;
}

struct config *config_free(struct config *config)
{
    free(config);
    return NULL;
}

/* The bytes of a key's value; of a text those up to its end are compared. */
static bool is_same(const struct config_key *key, const char *a, const char *b)
{
    return key->type == CONFIG_INTEGER ? memcmp(a, b, sizeof(int64_t)) == 0 : strcmp(a, b) == 0;
}

void config_take_live(struct config *config, const struct config *fresh,
                      void (*on_fixed)(void *ctx, const char *section, const char *name), void *ctx)
{
    size_t n;
    const struct config_key *keys = config_keys(&n);
    for (size_t i = 0; i < n; i++) {
        char *value = (char *)config + keys[i].offset;
        const char *other = (const char *)fresh + keys[i].offset;
        if (keys[i].when == CONFIG_LIVE) {
            memcpy(value, other, keys[i].type == CONFIG_INTEGER ? sizeof(int64_t) : CONFIG_TEXT_SIZE);
        } else if (on_fixed != NULL && !is_same(&keys[i], value, other)) {
            on_fixed(ctx, keys[i].section, keys[i].name);
        }
    }
}

static void write_key(const struct config_key *key, FILE *out)
{
    fprintf(out, "# %s", key->help);
    if (key->type == CONFIG_INTEGER) {
        fprintf(out, " %lld to %lld.", (long long)key->min, (long long)key->max);
    } else if (key->type == CONFIG_CHOICE) {
        fprintf(out, " One of %s.", key->choices);
    }
    if (key->when == CONFIG_LIVE) {
        fputs(" Live.", out);
    }
    fprintf(out, "\n#%s =%s%s\n", key->name, key->initial[0] == '\0' ? "" : " ", key->initial);
}

void config_write_reference(FILE *out)
{
    size_t n;
    const struct config_key *keys = config_keys(&n);
    fputs("# SPDX-License-Identifier: GPL-3.0-or-later\n"
          "# pulssid: every key with its default. Take the # away from a key to change it.\n"
          "# A value ends at the end of its line, or at a blank and a semicolon, which begin a comment.\n"
          "# Live keys are taken into use by systemctl reload (SIGHUP); the others need a restart.\n"
          "# This file is what `pulssid check --print-defaults` prints.\n",
          out);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || strcmp(keys[i].section, keys[i - 1].section) != 0) {
            fprintf(out, "\n[%s]\n", keys[i].section);
        }
        write_key(&keys[i], out);
    }
}
