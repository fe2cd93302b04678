/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every number of every thread, added up, blurred where clients move it, and written. */
#include "app/ops_metrics.h"

#include <string.h>

#include "base/cleanup.h"
#include "fake_parts.h"
#include "unit.h"

static const struct ops_facts facts = {
    .started_s = 1700000000, .max_connections = 640, .max_pending = 1000, .ready = true};

/* The text, for free(). */
static char *written(const struct parts *parts, const struct ops_facts *known)
{
    struct buffer out = {0};
    ops_metrics_write(parts, known, &out);
    assert_false(out.failed);
    char *text = strndup((const char *)buffer_span(&out).data, out.len);
    buffer_free(&out);
    return text;
}

static void assert_sample(const char *text, const char *sample)
{
    char line[128];
    snprintf(line, sizeof line, "\n%s\n", sample);
    if (strstr(text, line) == NULL) {
        fail_msg("no \"%s\" in:\n%s", sample, text);
    }
}

static void add_to_both(struct fake_parts *fake, size_t offset, uint64_t n)
{
    for (size_t i = 0; i < FAKE_WORKERS; i++) {
        meter_add((struct meter *)((char *)&fake->workers[i] + offset), n);
    }
}

#define BOTH(member, n) add_to_both(&fake, offsetof(struct worker, member), n)

/* Each worker by itself has less than a step. */
static void what_clients_move_is_told_in_steps(void **state)
{
    (void)state;
    struct fake_parts fake;
    fake_parts_make(&fake);
    BOTH(intake.verdicts.stored, 617);
    BOTH(intake.verdicts.duplicate, 5);
    BOTH(intake.verdicts.rejected, 4);
    BOTH(intake.verdicts.failed, 27);
    BOTH(batch.pending, 17);
    BOTH(listen.connections, 18);
    BOTH(listen.accepted, 23);
    BOTH(listen.handshakes[LISTEN_HANDSHAKE_DONE], 22);
    BOTH(listen.handshakes[LISTEN_HANDSHAKE_LATE], 2);
    BOTH(listen.handshakes[LISTEN_HANDSHAKE_CLOSED], 11);
    BOTH(listen.handshakes[LISTEN_HANDSHAKE_REFUSED], 17);
    BOTH(listen.handshakes[LISTEN_HANDSHAKE_FAILED], 9);
    BOTH(listen.responses[1], 32);
    BOTH(listen.responses[3], 37);
    BOTH(listen.responses[4], 42);
    CLEANUP(free) char *text = written(&fake.parts, &facts);
    assert_sample(text, "pulssid_submissions_total{verdict=\"stored\"} 1230");
    assert_sample(text, "pulssid_submissions_total{verdict=\"duplicate\"} 10");
    assert_sample(text, "pulssid_submissions_total{verdict=\"rejected\"} 0");
    assert_sample(text, "pulssid_submissions_total{verdict=\"failed\"} 50");
    assert_sample(text, "pulssid_queue_submissions 30");
    assert_sample(text, "pulssid_queue_limit_submissions 1000");
    assert_sample(text, "pulssid_connections 30");
    assert_sample(text, "pulssid_connections_limit 640");
    assert_sample(text, "pulssid_connections_accepted_total 40");
    assert_sample(text, "pulssid_tls_handshakes_total{result=\"done\"} 40");
    assert_sample(text, "pulssid_tls_handshakes_total{result=\"late\"} 0");
    assert_sample(text, "pulssid_tls_handshakes_total{result=\"closed\"} 20");
    assert_sample(text, "pulssid_tls_handshakes_total{result=\"refused\"} 30");
    assert_sample(text, "pulssid_tls_handshakes_total{result=\"failed\"} 10");
    assert_sample(text, "pulssid_http_responses_total{code=\"2xx\"} 60");
    assert_sample(text, "pulssid_http_responses_total{code=\"3xx\"} 0");
    assert_sample(text, "pulssid_http_responses_total{code=\"4xx\"} 70");
    assert_sample(text, "pulssid_http_responses_total{code=\"5xx\"} 80");
}

static void what_the_daemon_does_is_told_exactly(void **state)
{
    (void)state;
    struct fake_parts fake;
    fake_parts_make(&fake);
    BOTH(batch.held, 1);
    BOTH(listen.pauses, 2);
    BOTH(databases[0].lost, 1);
    BOTH(query.lost, 3);
    meter_set(&fake.workers[0].databases[1].ready, 0);
    meter_set(&fake.workers[1].query.ready, 0);
    CLEANUP(free) char *text = written(&fake.parts, &facts);
    assert_sample(text, "pulssid_batches_held_total 2");
    assert_sample(text, "pulssid_accept_pauses_total 4");
    assert_sample(text, "pulssid_database_connections{pipe=\"ingest\"} 3");
    assert_sample(text, "pulssid_database_connections_wanted{pipe=\"ingest\"} 4");
    assert_sample(text, "pulssid_database_connections_lost_total{pipe=\"ingest\"} 2");
    assert_sample(text, "pulssid_database_connections{pipe=\"query\"} 1");
    assert_sample(text, "pulssid_database_connections_wanted{pipe=\"query\"} 2");
    assert_sample(text, "pulssid_database_connections_lost_total{pipe=\"query\"} 6");
    assert_sample(text, "pulssid_ready 1");
    assert_sample(text, "pulssid_loops 3");
    assert_sample(text, "pulssid_loops_dead 0");
    assert_sample(text, "pulssid_start_time_seconds 1700000000");
    assert_sample(text, "pulssid_certificate_expiry_timestamp_seconds 2000000000");
}

static void the_cycle_is_told(void **state)
{
    (void)state;
    struct fake_parts fake;
    fake_parts_make(&fake);
    fake.stats.schedule = (struct schedule_metrics){.running = {1},
                                                    .done = {5},
                                                    .busy = {6},
                                                    .failed = {7},
                                                    .duration_us = {1250000},
                                                    .done_s = {1700000001},
                                                    .published = {3},
                                                    .release = {42},
                                                    .released_s = {1700000002},
                                                    .connected = {1}};
    CLEANUP(free) char *text = written(&fake.parts, &facts);
    assert_sample(text, "pulssid_cycle_running 1");
    assert_sample(text, "pulssid_cycle_runs_total{result=\"done\"} 5");
    assert_sample(text, "pulssid_cycle_runs_total{result=\"busy\"} 6");
    assert_sample(text, "pulssid_cycle_runs_total{result=\"failed\"} 7");
    assert_sample(text, "pulssid_cycle_duration_seconds 1.25");
    assert_sample(text, "pulssid_cycle_done_timestamp_seconds 1700000001");
    assert_sample(text, "pulssid_periods_published_total 3");
    assert_sample(text, "pulssid_release 42");
    assert_sample(text, "pulssid_release_timestamp_seconds 1700000002");
    assert_sample(text, "pulssid_database_connections{pipe=\"stats\"} 1");
    assert_sample(text, "pulssid_database_connections_wanted{pipe=\"stats\"} 1");
}

/* No sample is better than a 0 that somebody takes for a time or a number. */
static void what_is_not_known_is_not_told(void **state)
{
    (void)state;
    struct fake_parts fake;
    fake_parts_make(&fake);
    fake.parts.n_workers = 0;
    CLEANUP(free) char *text = written(&fake.parts, &facts);
    static const char *const unknown[] = {
        "\npulssid_cycle_duration_seconds ", "\npulssid_release ", "\npulssid_release_timestamp_seconds ",
        "\npulssid_cycle_done_timestamp_seconds ", "\npulssid_certificate_expiry_timestamp_seconds "};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        assert_null(strstr(text, unknown[i]));
    }
    assert_sample(text, "pulssid_database_connections_wanted{pipe=\"ingest\"} 0");
    assert_sample(text, "pulssid_batch_submissions_count 0");
    fake.parts.stats = NULL;
    CLEANUP(free) char *less = written(&fake.parts, &facts);
    assert_sample(less, "pulssid_database_connections_wanted{pipe=\"stats\"} 0");
    assert_sample(less, "pulssid_loops 0");
}

static void histograms_of_all_workers_are_one(void **state)
{
    (void)state;
    struct fake_parts fake;
    fake_parts_make(&fake);
    for (uint64_t i = 0; i < 20; i++) {
        histogram_observe(&fake.workers[i % 2].batch.records, 1 + 10 * (i % 2));
        histogram_observe(&fake.workers[i % 2].batch.commit_us, 1000000);
    }
    CLEANUP(free) char *text = written(&fake.parts, &facts);
    assert_sample(text, "pulssid_batch_submissions_bucket{le=\"10\"} 10");
    assert_sample(text, "pulssid_batch_submissions_bucket{le=\"+Inf\"} 20");
    assert_sample(text, "pulssid_batch_submissions_sum 120");
    assert_sample(text, "pulssid_commit_duration_seconds_bucket{le=\"2\"} 20");
    assert_sample(text, "pulssid_commit_duration_seconds_sum 20");
    assert_sample(text, "pulssid_commit_duration_seconds_count 20");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_clients_move_is_told_in_steps),
        cmocka_unit_test(what_the_daemon_does_is_told_exactly),
        cmocka_unit_test(the_cycle_is_told),
        cmocka_unit_test(what_is_not_known_is_not_told),
        cmocka_unit_test(histograms_of_all_workers_are_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
