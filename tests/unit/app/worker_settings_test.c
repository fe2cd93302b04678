/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which key of the configuration becomes what of a worker. */
#include "app/worker_settings.h"

#include <string.h>

#include "../tls/self_signed.h"
#include "unit.h"

static struct config *numbered(const struct self_signed *files)
{
    struct config *config;
    struct error err;
    assert_true(config_load("/dev/null", &config, &err));
    strcpy(config->server.certificate, files->certificate);
    strcpy(config->server.private_key, files->key);
    config->server.max_body_bytes = 10001;
    config->server.max_requests = 2;
    config->server.handshake_timeout_ms = 3;
    config->server.head_timeout_ms = 4;
    config->server.body_timeout_ms = 5;
    config->server.idle_timeout_ms = 6;
    config->server.write_timeout_ms = 7;
    config->server.drain_timeout_ms = 8;
    config->ingest.queue_max = 9;
    config->ingest.ack_timeout_ms = 10;
    config->database.silent_timeout_ms = 100;
    config->ingest.max_late_days = 11;
    config->ingest.backfill_days = 12;
    config->stats.grace_days = 13;
    config->stats.k_employee = 14;
    config->stats.k_customer = 15;
    config->stats.retention = 16;
    return config;
}

static void every_key_has_its_place(void **state)
{
    (void)state;
    struct self_signed files;
    struct error err;
    struct worker_settings *s CLEANUP(worker_settings_free) = NULL;
    self_signed_make(&files, 86400, NULL);
    struct config *config CLEANUP(config_free) = numbered(&files);
    assert_true(worker_settings_new(config, &s, &err));
    self_signed_remove(&files);
    assert_non_null(s->tls);
    assert_int_equal(s->limits.max_body_bytes, 10001);
    assert_int_equal(s->limits.max_pending_bytes, 160016);
    assert_int_equal(s->limits.max_requests, 2);
    assert_int_equal(s->limits.handshake_ms, 3);
    assert_int_equal(s->limits.head_ms, 4);
    assert_int_equal(s->limits.body_ms, 5);
    assert_int_equal(s->limits.idle_ms, 6);
    assert_int_equal(s->limits.write_ms, 7);
    assert_int_equal(s->limits.answer_ms, 110);
    assert_int_equal(s->drain_ms, 8);
    assert_int_equal(s->terms.queue_max, 9);
    assert_int_equal(s->terms.ack_ms, 10);
    assert_int_equal(s->terms.notice.max_late_days, 11);
    assert_int_equal(s->terms.notice.backfill_days, 12);
    assert_int_equal(s->terms.notice.grace_days, 13);
    assert_int_equal(s->terms.notice.k_employee, 14);
    assert_int_equal(s->terms.notice.k_customer, 15);
    assert_int_equal(s->terms.notice.retention_days, 16);
}

static void a_certificate_that_cannot_be_read_is_told(void **state)
{
    (void)state;
    struct self_signed files;
    struct error err;
    struct worker_settings *s = NULL;
    self_signed_make(&files, 86400, NULL);
    struct config *config CLEANUP(config_free) = numbered(&files);
    self_signed_remove(&files);
    assert_false(worker_settings_new(config, &s, &err));
    assert_int_equal(err.code, ERROR_CONFIG);
    assert_non_null(strstr(err.text, files.certificate));
    assert_null(s);
    assert_null(worker_settings_free(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_has_its_place),
        cmocka_unit_test(a_certificate_that_cannot_be_read_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
