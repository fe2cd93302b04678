/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `check` says of a configuration that `serve` could not use. */
#include "app/app_check.h"

#include <stdio.h>
#include <string.h>

#include "unit.h"

static struct config sound(void)
{
    struct config config = {
        .stats = {.window_weeks = 52, .window_months = 24, .max_lag_weeks = 4, .max_lag_months = 2}};
    strcpy(config.server.listen, "127.0.0.1:8443");
    strcpy(config.stats.links, "wellbeing-csat");
    return config;
}

/* What a check of addresses says of this text, which is at that offset of the configuration. */
static void assert_checked(bool (*check)(const struct config *config, struct error *err), size_t offset,
                           const char *text, const char *sentence)
{
    struct config config = sound();
    struct error err = {0};
    snprintf((char *)&config + offset, CONFIG_TEXT_SIZE, "%s", text);
    assert_int_equal(check(&config, &err), sentence == NULL);
    assert_string_equal(err.text, sentence == NULL ? "" : sentence);
}

static void assert_listen(const char *listen, const char *sentence)
{
    assert_checked(app_check_listen, offsetof(struct config, server.listen), listen, sentence);
}

static void assert_ops(const char *listen, const char *sentence)
{
    assert_checked(app_check_ops, offsetof(struct config, ops.listen), listen, sentence);
}

static void addresses(void **state)
{
    (void)state;
    assert_listen("systemd", NULL);
    assert_listen("127.0.0.1:8443, [::1]:8443,/run/pulssid.socket", NULL);
    assert_listen("", "[server] listen: no address");
    assert_listen("127.0.0.1:1, :2, 127.0.0.1:1", "[server] listen: 127.0.0.1:1 is given twice");
    assert_listen(":1, 8443",
                  "[server] listen: 8443: an address is HOST:PORT, [V6]:PORT, :PORT or a path that begins "
                  "with \"/\"");
    assert_listen(":1,:2,:3,:4,:5,:6,:7,:8,:9,:10,:11,:12,:13,:14,:15,:16", NULL);
    assert_listen(":1,:2,:3,:4,:5,:6,:7,:8,:9,:10,:11,:12,:13,:14,:15,:16,:17",
                  "[server] listen: more than 16 addresses");
}

/* It asks for no key. */
static void the_operator_is_near(void **state)
{
    (void)state;
    assert_ops("", NULL);
    assert_ops("systemd", NULL);
    assert_ops("127.0.0.1:9480,[::1]:9480, /run/pulssid/ops", NULL);
    assert_ops(":9480", "[ops] listen: :9480: expected a loopback address or a path");
    assert_ops("127.0.0.1:1, 192.0.2.1:9480",
               "[ops] listen: 192.0.2.1:9480: expected a loopback address or a path");
    assert_ops("127.0.0.1:1,127.0.0.1:1", "[ops] listen: 127.0.0.1:1 is given twice");
}

static void assert_cycle(const struct config *config, const char *sentence)
{
    struct error err = {0};
    assert_int_equal(app_check_cycle(config, &err), sentence == NULL);
    assert_string_equal(err.text, sentence == NULL ? "" : sentence);
}

static void lags_and_links(void **state)
{
    (void)state;
    struct config config = sound();
    assert_cycle(&config, NULL);
    config.stats.max_lag_weeks = 52;
    assert_cycle(&config, "[stats] max_lag_weeks: 52 is not below window_weeks, 52");
    config.stats.max_lag_weeks = 51;
    assert_cycle(&config, NULL);
    config.stats.max_lag_months = 24;
    assert_cycle(&config, "[stats] max_lag_months: 24 is not below window_months, 24");
    strcpy(config.stats.links, "wellbeing");
    assert_cycle(&config,
                 "[stats] links: expected pairs of dimensions such as wellbeing-csat, not wellbeing");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses),
        cmocka_unit_test(the_operator_is_near),
        cmocka_unit_test(lags_and_links),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
