/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gathers what the parts count, and writes it by one table. */
#include "ops_metrics.h"

#include <math.h>
#include <stddef.h>

#include "wire/metrics_text.h"

/* Every number by itself, as it is told; NAN: it is not known, so it is not told. */
struct sums {
    double stored, duplicate, rejected, failed;
    double pending, max_pending, held;
    double connections, max_connections, accepted, pauses;
    double handshakes[LISTEN_HANDSHAKE_ENDS];
    double responses[LISTEN_STATUS_CLASSES];
    double ingest_up, ingest_wanted, ingest_lost;
    double query_up, query_wanted, query_lost;
    double stats_up, stats_wanted;
    double running, done, busy, cycle_failed, duration_s, done_s;
    double published, release, released_s;
    double loops, loops_dead, ready;
    double reloads, reloads_failed;
    double started_s, certificate_expires_s;
    double one;
    struct histogram_total records;
    struct histogram_total commit_us;
};

/* One sample. The first of a family has its type and help. */
struct sample {
    const char *name;
    const char *type;
    const char *help;
    const char *label;
    const char *value;
    size_t offset; /* in struct sums */
};

#define FIRST(name, type, help, label, value, member)                                                        \
    {                                                                                                        \
        "pulssid_" name, type, help, label, value, offsetof(struct sums, member)                             \
    }
#define COUNTER(name, help, label, value, member) FIRST(name "_total", "counter", help, label, value, member)
#define GAUGE(name, help, label, value, member) FIRST(name, "gauge", help, label, value, member)
#define MORE(name, label, value, member) FIRST(name, NULL, NULL, label, value, member)

static const struct sample samples[] = {
    GAUGE("build_info", "The program that runs; always 1.", "version", PULSSID_VERSION, one),
    GAUGE("start_time_seconds", "When it started, since 1970-01-01.", NULL, NULL, started_s),
    GAUGE("ready", "Whether requests would be served, as /readyz says.", NULL, NULL, ready),
    GAUGE("loops", "Threads that serve or compute.", NULL, NULL, loops),
    GAUGE("loops_dead", "Those whose loop has not turned for too long.", NULL, NULL, loops_dead),

    COUNTER("reloads", "How often the configuration was read again; failed: it was wrong, nothing changed.",
            "result", "done", reloads),
    MORE("reloads_total", "result", "failed", reloads_failed),

    COUNTER(
        "submissions",
        "Submissions by their verdict, rounded down to steps of ten, as all that clients move: one person's "
        "answer is not seen; failed: of requests that failed as a whole and come again.",
        "verdict", "stored", stored),
    MORE("submissions_total", "verdict", "duplicate", duplicate),
    MORE("submissions_total", "verdict", "rejected", rejected),
    MORE("submissions_total", "verdict", "failed", failed),
    GAUGE("queue_submissions", "Submissions waiting or being committed, in steps of ten.", NULL, NULL,
          pending),
    GAUGE("queue_limit_submissions", "How many may be; more are refused with 503.", NULL, NULL, max_pending),
    COUNTER("batches_held", "Batches whose outcome was unknown and which were sent again.", NULL, NULL, held),

    GAUGE("connections", "Clients connected, in steps of ten.", NULL, NULL, connections),
    GAUGE("connections_limit", "How many may be.", NULL, NULL, max_connections),
    COUNTER("connections_accepted", "Connections accepted, in steps of ten.", NULL, NULL, accepted),
    COUNTER("accept_pauses", "Pauses of accepting, for want of descriptors or memory.", NULL, NULL, pauses),
    COUNTER(
        "tls_handshakes",
        "TLS handshakes by their end, in steps of ten; closed: the client went; refused: the client said no, "
        "mostly to the certificate; failed: what came was no TLS, or none that is taken.",
        "result", "done", handshakes[LISTEN_HANDSHAKE_DONE]),
    MORE("tls_handshakes_total", "result", "late", handshakes[LISTEN_HANDSHAKE_LATE]),
    MORE("tls_handshakes_total", "result", "closed", handshakes[LISTEN_HANDSHAKE_CLOSED]),
    MORE("tls_handshakes_total", "result", "refused", handshakes[LISTEN_HANDSHAKE_REFUSED]),
    MORE("tls_handshakes_total", "result", "failed", handshakes[LISTEN_HANDSHAKE_FAILED]),
    COUNTER("http_responses", "HTTP responses by their status, in steps of ten.", "code", "2xx",
            responses[1]),
    MORE("http_responses_total", "code", "3xx", responses[2]),
    MORE("http_responses_total", "code", "4xx", responses[3]),
    MORE("http_responses_total", "code", "5xx", responses[4]),

    GAUGE("database_connections", "Connections to the database that are ready.", "pipe", "ingest", ingest_up),
    MORE("database_connections", "pipe", "query", query_up),
    MORE("database_connections", "pipe", "stats", stats_up),
    GAUGE("database_connections_wanted", "How many there are when all is well.", "pipe", "ingest",
          ingest_wanted),
    MORE("database_connections_wanted", "pipe", "query", query_wanted),
    MORE("database_connections_wanted", "pipe", "stats", stats_wanted),
    COUNTER("database_connections_lost", "Connections that were ready and went.", "pipe", "ingest",
            ingest_lost),
    MORE("database_connections_lost_total", "pipe", "query", query_lost),

    GAUGE("cycle_running", "Whether a cycle is under way here.", NULL, NULL, running),
    COUNTER("cycle_runs", "Cycles by their end; busy: another daemon's was under way.", "result", "done",
            done),
    MORE("cycle_runs_total", "result", "busy", busy),
    MORE("cycle_runs_total", "result", "failed", cycle_failed),
    GAUGE("cycle_duration_seconds", "How long the newest cycle that was done took.", NULL, NULL, duration_s),
    GAUGE("cycle_done_timestamp_seconds", "When it ended, since 1970-01-01.", NULL, NULL, done_s),
    COUNTER("periods_published", "Periods published by this daemon.", NULL, NULL, published),
    GAUGE("release", "Number of the newest release in the database.", NULL, NULL, release),
    GAUGE("release_timestamp_seconds", "When it was made, since 1970-01-01.", NULL, NULL, released_s),
    GAUGE("certificate_expiry_timestamp_seconds", "When the certificate expires, since 1970-01-01.", NULL,
          NULL, certificate_expires_s),
};

static double in_steps(double number)
{
    return (double)meter_in_steps((uint64_t)number);
}

static void add(double *sum, const struct meter *meter)
{
    *sum += (double)meter_get(meter);
}

static void add_database(const struct pg_metrics *database, double *up, double *wanted, double *lost)
{
    add(up, &database->ready);
    add(lost, &database->lost);
    *wanted += 1;
}

static void add_intake(const struct intake_metrics *intake, struct sums *sums)
{
    add(&sums->stored, &intake->verdicts.stored);
    add(&sums->duplicate, &intake->verdicts.duplicate);
    add(&sums->rejected, &intake->verdicts.rejected);
    add(&sums->failed, &intake->verdicts.failed);
    add(&sums->pending, &intake->batch->pending);
    add(&sums->held, &intake->batch->held);
    histogram_add_to(&intake->batch->records, &sums->records);
    histogram_add_to(&intake->batch->commit_us, &sums->commit_us);
    for (size_t i = 0; i < BATCH_MAX_LANES; i++) {
        add_database(intake->databases[i], &sums->ingest_up, &sums->ingest_wanted, &sums->ingest_lost);
    }
}

static void add_listen(const struct listen_metrics *listen, struct sums *sums)
{
    add(&sums->connections, &listen->connections);
    add(&sums->accepted, &listen->accepted);
    add(&sums->pauses, &listen->pauses);
    for (size_t i = 0; i < LISTEN_HANDSHAKE_ENDS; i++) {
        add(&sums->handshakes[i], &listen->handshakes[i]);
    }
    for (size_t i = 0; i < LISTEN_STATUS_CLASSES; i++) {
        add(&sums->responses[i], &listen->responses[i]);
    }
}

static void add_worker(const struct worker *worker, struct sums *sums)
{
    const struct worker_metrics metrics = worker_metrics(worker);
    add_listen(metrics.listen, sums);
    sums->certificate_expires_s =
        fmin(sums->certificate_expires_s, (double)meter_get(metrics.certificate_expires_s));
    if (metrics.intake != NULL) {
        add_intake(metrics.intake, sums);
    }
    if (metrics.query != NULL) {
        add_database(metrics.query, &sums->query_up, &sums->query_wanted, &sums->query_lost);
    }
}

/* NAN for 0, which stands for what is not known. */
static double known(uint64_t value)
{
    return value == 0 ? NAN : (double)value;
}

static void add_schedule(const struct schedule_metrics *schedule, struct sums *sums)
{
    add(&sums->stats_up, &schedule->connected);
    sums->stats_wanted = 1;
    add(&sums->running, &schedule->running);
    add(&sums->done, &schedule->done);
    add(&sums->busy, &schedule->busy);
    add(&sums->cycle_failed, &schedule->failed);
    add(&sums->published, &schedule->published);
    sums->duration_s = known(meter_get(&schedule->duration_us)) / 1e6;
    sums->done_s = known(meter_get(&schedule->done_s));
    sums->release = known(meter_get(&schedule->release));
    sums->released_s = known(meter_get(&schedule->released_s));
}

/* What clients move. */
static void blur(struct sums *sums)
{
    double *const moved[] = {&sums->stored,  &sums->duplicate,   &sums->rejected, &sums->failed,
                             &sums->pending, &sums->connections, &sums->accepted};
    for (size_t i = 0; i < sizeof moved / sizeof *moved; i++) {
        *moved[i] = in_steps(*moved[i]);
    }
    for (size_t i = 0; i < LISTEN_HANDSHAKE_ENDS; i++) {
        sums->handshakes[i] = in_steps(sums->handshakes[i]);
    }
    for (size_t i = 0; i < LISTEN_STATUS_CLASSES; i++) {
        sums->responses[i] = in_steps(sums->responses[i]);
    }
}

static struct sums gather(const struct parts *parts, const struct ops_facts *facts)
{
    struct sums sums = {.one = 1,
                        .started_s = (double)facts->started_s,
                        .max_connections = (double)facts->max_connections,
                        .max_pending = (double)facts->max_pending,
                        .loops = (double)(parts->n_workers + (parts->stats != NULL)),
                        .loops_dead = (double)facts->loops_dead,
                        .ready = facts->ready,
                        .reloads = (double)facts->reloads,
                        .reloads_failed = (double)facts->reloads_failed,
                        .certificate_expires_s = NAN,
                        .duration_s = NAN,
                        .done_s = NAN,
                        .release = NAN,
                        .released_s = NAN};
    for (size_t i = 0; i < parts->n_workers; i++) {
        add_worker(parts->workers[i], &sums);
    }
    if (parts->stats != NULL) {
        add_schedule(stats_thread_metrics(parts->stats), &sums);
    }
    blur(&sums);
    return sums;
}

static void write_histograms(const struct sums *sums, struct buffer *out)
{
    static const char records[] = "pulssid_batch_submissions";
    static const char commits[] = "pulssid_commit_duration_seconds";
    metrics_text_family(records, "histogram", "Submissions in one commit, shown ten commits at a time.", out);
    metrics_text_histogram(records, &sums->records, 1, out);
    metrics_text_family(commits, "histogram", "Time from sending a batch to its outcome, likewise.", out);
    metrics_text_histogram(commits, &sums->commit_us, 1000000, out);
}

void ops_metrics_write(const struct parts *parts, const struct ops_facts *facts, struct buffer *out)
{
    const struct sums sums = gather(parts, facts);
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        const struct sample *sample = &samples[i];
        double value = *(const double *)((const char *)&sums + sample->offset);
        if (sample->type != NULL) {
            metrics_text_family(sample->name, sample->type, sample->help, out);
        }
        if (!isnan(value)) {
            metrics_text_sample(sample->name, sample->label, sample->value, value, out);
        }
    }
    write_histograms(&sums, out);
}
