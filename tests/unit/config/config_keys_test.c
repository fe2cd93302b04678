/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of keys: what the reader, the reference file and the takers of the values rely on in its rows. */
#include "config/config_keys.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../unit.h"

static const struct config_key *find(const char *section, const char *name)
{
    size_t n;
    const struct config_key *keys = config_keys(&n);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(keys[i].section, section) == 0 && strcmp(keys[i].name, name) == 0) {
            return &keys[i];
        }
    }
    fail_msg("there is no [%s] %s", section, name);
    return NULL;
}

static int64_t initial(const char *section, const char *name)
{
    return strtoll(find(section, name)->initial, NULL, 10);
}

static bool ends_with(const char *text, const char *end)
{
    size_t len = strlen(text);
    return len >= strlen(end) && strcmp(text + len - strlen(end), end) == 0;
}

/* Else the reference file would say [section] twice. */
static void rows_of_a_section_stand_together(void **state)
{
    (void)state;
    size_t n;
    const struct config_key *keys = config_keys(&n);
    for (size_t i = 1; i < n; i++) {
        for (size_t j = 0; j + 1 < i; j++) {
            bool left = strcmp(keys[i].section, keys[i - 1].section) != 0;
            if (left && strcmp(keys[i].section, keys[j].section) == 0) {
                fail_msg("[%s] begins again at %s", keys[i].section, keys[i].name);
            }
        }
    }
}

/* The second of two would never be found. */
static void no_key_is_there_twice(void **state)
{
    (void)state;
    size_t n;
    const struct config_key *keys = config_keys(&n);
    for (size_t i = 0; i < n; i++) {
        if (find(keys[i].section, keys[i].name) != &keys[i]) {
            fail_msg("[%s] %s is there twice", keys[i].section, keys[i].name);
        }
    }
}

/* Behind it the bounds or the choices are written. */
static void help_is_one_sentence_on_one_line(void **state)
{
    (void)state;
    size_t n;
    const struct config_key *keys = config_keys(&n);
    for (size_t i = 0; i < n; i++) {
        const char *help = keys[i].help;
        if (!ends_with(help, ".") || strchr(help, '\n') != NULL) {
            fail_msg("[%s] %s: \"%s\"", keys[i].section, keys[i].name, help);
        }
    }
}

/* The takers of numbers keep them in 32 bits. */
static void numbers_fit_those_who_take_them(void **state)
{
    (void)state;
    size_t n;
    const struct config_key *keys = config_keys(&n);
    for (size_t i = 0; i < n; i++) {
        bool is_number = keys[i].type == CONFIG_INTEGER;
        if (is_number ? keys[i].min < 0 || keys[i].min >= keys[i].max || keys[i].max > INT32_MAX
                      : keys[i].min != 0 || keys[i].max != 0) {
            fail_msg("[%s] %s: %lld to %lld", keys[i].section, keys[i].name, (long long)keys[i].min,
                     (long long)keys[i].max);
        }
    }
}

/* 0 is "never" to whoever waits; only the drain may be left out. */
static void every_wait_ends(void **state)
{
    (void)state;
    size_t n;
    size_t waits = 0;
    const struct config_key *keys = config_keys(&n);
    for (size_t i = 0; i < n; i++) {
        if (ends_with(keys[i].name, "_timeout_ms") && strcmp(keys[i].name, "drain_timeout_ms") != 0) {
            waits++;
            if (keys[i].min < 1) {
                fail_msg("[%s] %s may be 0", keys[i].section, keys[i].name);
            }
        }
    }
    assert_int_equal(waits, 7);
    assert_int_equal(find("server", "drain_timeout_ms")->min, 0);
}

/* The names of those that are so, in order. */
static void assert_keys(bool (*is_so)(const struct config_key *key), const char *expected)
{
    char found[512] = "";
    size_t len = 0;
    size_t n;
    const struct config_key *keys = config_keys(&n);
    for (size_t i = 0; i < n; i++) {
        if (is_so(&keys[i])) {
            len += (size_t)snprintf(found + len, sizeof found - len, "%s.%s ", keys[i].section, keys[i].name);
        }
    }
    assert_string_equal(found, expected);
}

static bool is_private(const struct config_key *key)
{
    return key->type == CONFIG_PRIVATE;
}

/* Paths and connection strings alone: anywhere else the folder's name would be taken as it stands. */
static void credentials_have_their_place(void **state)
{
    (void)state;
    assert_keys(is_private, "server.certificate server.private_key database.admin database.ingest "
                            "database.stats database.query ");
}

static bool needs_restart(const struct config_key *key)
{
    return key->when == CONFIG_RESTART;
}

/* Sockets, threads, sessions, connections and days are made once. */
static void what_needs_a_restart_is_known(void **state)
{
    (void)state;
    assert_keys(needs_restart, "server.listen server.workers server.max_connections server.session_idle_s "
                               "server.session_max_s database.ingest database.stats database.query "
                               "database.silent_timeout_ms ingest.batch_max stats.timezone ops.listen ");
}

/* A figure of fewer than five people is not to be had, whatever a file says. */
static void nobody_is_shown_alone(void **state)
{
    (void)state;
    static const char *const names[] = {"k_employee", "k_customer"};
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(find("stats", names[i])->min, 5);
        assert_in_range(initial("stats", names[i]), 5, 1000);
    }
    assert_true(find("stats", "min_pool")->min >= 3);
}

/* With the file as it ships, a linkage can come about. */
static void defaults_of_the_linkage_fit_each_other(void **state)
{
    (void)state;
    int64_t min_series = initial("stats", "min_series");
    int64_t min_pairs = initial("stats", "min_pairs");
    assert_true(min_series <= initial("stats", "window_weeks"));
    assert_true(min_series <= initial("stats", "window_months"));
    assert_true(min_pairs + initial("stats", "max_lag_weeks") <= min_series);
    assert_true(min_pairs + initial("stats", "max_lag_months") <= min_series);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_of_a_section_stand_together),
        cmocka_unit_test(no_key_is_there_twice),
        cmocka_unit_test(help_is_one_sentence_on_one_line),
        cmocka_unit_test(numbers_fit_those_who_take_them),
        cmocka_unit_test(every_wait_ends),
        cmocka_unit_test(credentials_have_their_place),
        cmocka_unit_test(what_needs_a_restart_is_known),
        cmocka_unit_test(nobody_is_shown_alone),
        cmocka_unit_test(defaults_of_the_linkage_fit_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
