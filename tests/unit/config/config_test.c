/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The configuration file: defaults, bounds, refusals that name file, line and key, and the reference file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/config.h"
#include "config/config_keys.h"

struct loaded {
    bool ok;
    struct config *config;
    struct error err;
    char path[64];
};

static struct loaded load(const char *text)
{
    struct loaded l = {.path = "/tmp/pulssid_config_test.XXXXXX"};
    int fd = mkstemp(l.path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
    l.ok = config_load(l.path, &l.config, &l.err);
    unlink(l.path);
    return l;
}

static void assert_refused(const char *text, int line, const char *sentence)
{
    struct loaded l = load(text);
    char expected[512];
    snprintf(expected, sizeof expected, "%s:%d: %s", l.path, line, sentence);
    assert_false(l.ok);
    assert_null(l.config);
    assert_int_equal(l.err.code, ERROR_CONFIG);
    assert_string_equal(l.err.text, expected);
}

static void empty_file_gives_defaults(void **state)
{
    (void)state;
    struct loaded l = load("");
    assert_true(l.ok);
    assert_string_equal(l.config->server.listen, "127.0.0.1:8443");
    assert_int_equal(l.config->ingest.max_late_days, 14);
    assert_int_equal(l.config->stats.k_employee, 5);
    assert_string_equal(l.config->database.admin, "");
    assert_string_equal(l.config->log.level, "info");
    config_free(l.config);
}

static void values_are_read(void **state)
{
    (void)state;
    struct loaded l =
        load("\xef\xbb\xbf# comment\n[server]\n  listen = /run/p.sock, [::1]:8443\n\n[stats]\nk_employee=7\n"
             "  timezone = Europe/Helsinki\n[database]\nadmin =\n[log]\nlevel = debug ; chatty\n");
    assert_true(l.ok);
    assert_string_equal(l.config->server.listen, "/run/p.sock, [::1]:8443");
    assert_int_equal(l.config->stats.k_employee, 7);
    assert_string_equal(l.config->stats.timezone, "Europe/Helsinki");
    assert_string_equal(l.config->log.level, "debug");
    config_free(l.config);
}

static void long_values_are_whole(void **state)
{
    (void)state;
    char text[2048];
    char value[1001];
    memset(value, 'h', 1000);
    value[1000] = '\0';
    snprintf(text, sizeof text, "[database]\ningest = %s\n", value);
    struct loaded l = load(text);
    assert_true(l.ok);
    assert_string_equal(l.config->database.ingest, value);
    config_free(l.config);
}

static void too_long_is_refused(void **state)
{
    (void)state;
    char text[6000];
    memset(text, 'h', sizeof text);
    memcpy(text, "[database]\ningest = ", 20);
    text[2000] = '\0';
    assert_refused(text, 2, "[database] ingest: expected at most 1023 bytes");
    text[2000] = 'h';
    text[sizeof text - 1] = '\0';
    assert_refused(text, 2, "the line is too long");
}

static void unknown_names_are_refused(void **state)
{
    (void)state;
    assert_refused("[server]\nlisten = :1\nlissen = :2\n", 3, "[server] lissen: there is no such key");
    assert_refused("[stats]\nlisten = :2\n", 2, "[stats] listen: there is no such key");
    assert_refused("\n[sever]\n", 2, "[sever]: there is no such section");
    assert_refused("listen = :1\n", 1, "a key stands before the first [section]");
}

static void bad_values_are_refused(void **state)
{
    (void)state;
    const char *sentence = "[stats] k_employee: expected a whole number from 5 to 1000";
    assert_refused("[stats]\nk_employee = 4\n", 2, sentence);
    assert_refused("[stats]\nk_employee = 1001\n", 2, sentence);
    assert_refused("[stats]\nk_employee = 5.5\n", 2, sentence);
    assert_refused("[stats]\nk_employee = five\n", 2, sentence);
    assert_refused("[stats]\nk_employee =\n", 2, sentence);
    assert_refused("[stats]\nk_employee = 99999999999999999999\n", 2, sentence);
    assert_refused("[stats]\nk_customer = 1\n", 2,
                   "[stats] k_customer: expected a whole number from 5 to 1000");
    assert_refused("[log]\nlevel = loud\n", 2, "[log] level: expected one of error, warning, info, debug");
    assert_refused("[log]\nlevel = warn\n", 2, "[log] level: expected one of error, warning, info, debug");
    assert_refused("[log]\nlevel =\n", 2, "[log] level: expected one of error, warning, info, debug");
    assert_refused("[log]\nlevel = error, warning\n", 2,
                   "[log] level: expected one of error, warning, info, debug");
}

static void first_fault_is_told(void **state)
{
    (void)state;
    assert_refused("[stats]\nnonsense\nk_employee = 4\n", 2, "expected [section], key = value or a comment");
    assert_refused("[stats]\nk_employee = 4\nnonsense\n", 2,
                   "[stats] k_employee: expected a whole number from 5 to 1000");
    assert_refused("[stats]\ngrace_days = 1\n[log]\n[stats]\ngrace_days = 1\n", 5,
                   "[stats] grace_days: the key is given twice");
}

static void credentials_are_resolved(void **state)
{
    (void)state;
    setenv("CREDENTIALS_DIRECTORY", "/run/credentials/p", 1);
    struct loaded l = load("[server]\nprivate_key = $CREDENTIALS_DIRECTORY/key\n"
                           "listen = $CREDENTIALS_DIRECTORY/s\n"
                           "[database]\nquery = user=q passfile=$CREDENTIALS_DIRECTORY/pass\n");
    assert_true(l.ok);
    assert_string_equal(l.config->server.private_key, "/run/credentials/p/key");
    assert_string_equal(l.config->server.listen, "$CREDENTIALS_DIRECTORY/s");
    assert_string_equal(l.config->database.query, "user=q passfile=/run/credentials/p/pass");
    config_free(l.config);
    unsetenv("CREDENTIALS_DIRECTORY");
    l = load("[server]\nprivate_key = $CREDENTIALS_DIRECTORY/key\n");
    assert_true(l.ok);
    assert_string_equal(l.config->server.private_key, "$CREDENTIALS_DIRECTORY/key");
    config_free(l.config);
}

static void missing_file_is_named(void **state)
{
    (void)state;
    struct config *config = NULL;
    struct error err;
    assert_false(config_load("/nonexistent/p.conf", &config, &err));
    assert_string_equal(err.text, "/nonexistent/p.conf: cannot be opened: No such file or directory");
    assert_false(config_load("/tmp", &config, &err));
    assert_null(config);
}

/* Every row fits the struct: a default of its own, room of its own. */
static void keys_do_not_overlap(void **state)
{
    (void)state;
    size_t n;
    const struct config_key *keys = config_keys(&n);
    size_t bytes = 0;
    for (size_t i = 0; i < n; i++) {
        bytes += keys[i].type == CONFIG_INTEGER ? sizeof(int64_t) : CONFIG_TEXT_SIZE;
        for (size_t j = 0; j < i; j++) {
            assert_int_not_equal(keys[i].offset, keys[j].offset);
        }
    }
    assert_int_equal(bytes, sizeof(struct config));
}

static char *read_all(FILE *file)
{
    char *text = calloc(1, 65536);
    assert_non_null(text);
    assert_true(fread(text, 1, 65535, file) > 0);
    fclose(file);
    return text;
}

static void reference_file_is_current(void **state)
{
    (void)state;
    FILE *made = tmpfile();
    assert_non_null(made);
    config_write_reference(made);
    rewind(made);
    FILE *kept = fopen(SOURCE_DIR "/conf/pulssid.conf", "re");
    assert_non_null(kept);
    char *a = read_all(made);
    char *b = read_all(kept);
    assert_string_equal(a, b);
    free(a);
    free(b);
}

struct fixed {
    size_t n;
    char names[256];
};

static void on_fixed(void *ctx, const char *section, const char *name)
{
    struct fixed *fixed = ctx;
    size_t len = strlen(fixed->names);
    fixed->n++;
    snprintf(fixed->names + len, sizeof fixed->names - len, "%s.%s ", section, name);
}

static void a_reload_takes_what_is_live(void **state)
{
    (void)state;
    struct fixed fixed = {0};
    struct loaded old =
        load("[server]\nlisten = :1\nidle_timeout_ms = 1000\ncertificate = /old\n[log]\nlevel = error\n");
    struct loaded new =
        load("[server]\nlisten = :2\nidle_timeout_ms = 2000\ncertificate = /new\nworkers = 3\n");
    config_take_live(old.config, new.config, on_fixed, &fixed);
    assert_int_equal(old.config->server.idle_timeout_ms, 2000);
    assert_string_equal(old.config->server.certificate, "/new");
    assert_string_equal(old.config->log.level, "info"); /* by default again */
    assert_string_equal(old.config->server.listen, ":1");
    assert_int_equal(old.config->server.workers, 0);
    assert_int_equal(fixed.n, 2);
    assert_string_equal(fixed.names, "server.listen server.workers ");
    config_free(old.config);
    config_free(new.config);
}

static void a_reload_of_the_same_needs_nothing(void **state)
{
    (void)state;
    struct fixed fixed = {0};
    struct loaded old = load("[database]\ningest = host=a\n");
    struct loaded new = load("[database]\ningest = host=a\n");
    config_take_live(old.config, new.config, on_fixed, &fixed);
    assert_memory_equal(old.config, new.config, sizeof *old.config);
    assert_int_equal(fixed.n, 0);
    config_free(old.config);
    config_free(new.config);
}

/* The defaults as the reference file states them are the defaults in force. */
static void reference_file_says_the_defaults(void **state)
{
    (void)state;
    FILE *kept = fopen(SOURCE_DIR "/conf/pulssid.conf", "re");
    assert_non_null(kept);
    char *text = read_all(kept);
    for (char *at = text; (at = strstr(at, "\n#")) != NULL; at++) {
        if (at[2] != ' ') {
            memmove(at + 1, at + 2, strlen(at + 2) + 1);
        }
    }
    struct loaded plain = load("");
    struct loaded spoken = load(text);
    assert_true(plain.ok && spoken.ok);
    assert_memory_equal(plain.config, spoken.config, sizeof *plain.config);
    config_free(plain.config);
    config_free(spoken.config);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty_file_gives_defaults),   cmocka_unit_test(values_are_read),
        cmocka_unit_test(long_values_are_whole),       cmocka_unit_test(too_long_is_refused),
        cmocka_unit_test(unknown_names_are_refused),   cmocka_unit_test(bad_values_are_refused),
        cmocka_unit_test(first_fault_is_told),         cmocka_unit_test(credentials_are_resolved),
        cmocka_unit_test(missing_file_is_named),       cmocka_unit_test(keys_do_not_overlap),
        cmocka_unit_test(a_reload_takes_what_is_live), cmocka_unit_test(a_reload_of_the_same_needs_nothing),
        cmocka_unit_test(reference_file_is_current),   cmocka_unit_test(reference_file_says_the_defaults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
