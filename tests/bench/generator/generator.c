/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Load for any HTTPS server that takes submissions: one JSON object of what came of it. */
#include <openssl/ssl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "load.h"

#define THREADS_MAX 64

static double seconds_of(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static SSL_CTX *make_context(const struct plan *plan)
{
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                  SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    if (plan->ca != NULL) {
        if (SSL_CTX_load_verify_file(context, plan->ca) != 1) {
            fprintf(stderr, "generator: %s cannot be read\n", plan->ca);
            SSL_CTX_free(context);
            return NULL;
        }
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
    }
    return context;
}

static void print_report(const struct plan *plan, struct load *loads)
{
    struct rusage usage;
    struct tally tally = {0};
    getrusage(RUSAGE_SELF, &usage);
    unsigned held = 0;
    for (unsigned i = 0; i < plan->threads; i++) {
        tally_add(&tally, &loads[i].tally);
        held += loads[i].n_held;
    }
    printf("{");
    tally_print(&tally, stdout);
    printf(", \"held\": %u, \"seconds\": %.6f, \"cpu_seconds\": %.6f}\n", held, plan->seconds,
           seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime));
    tally_free(&tally);
}

static bool run_threads(const struct plan *plan, const struct request *request, SSL_CTX *context)
{
    static struct load loads[THREADS_MAX];
    pthread_t threads[THREADS_MAX];
    bool ok = true;
    for (unsigned i = 0; i < plan->threads; i++) {
        loads[i] = (struct load){.plan = plan, .request = request, .context = context, .index = i};
        if (pthread_create(&threads[i], NULL, load_run, &loads[i]) != 0) {
            abort();
        }
    }
    for (unsigned i = 0; i < plan->threads; i++) {
        pthread_join(threads[i], NULL);
        ok = ok && !loads[i].failed;
    }
    print_report(plan, loads);
    for (unsigned i = 0; i < plan->threads; i++) {
        tally_free(&loads[i].tally);
    }
    return ok;
}

int main(int argc, char **argv)
{
    struct plan plan;
    struct request request;
    signal(SIGPIPE, SIG_IGN);
    if (!plan_read(argc, argv, &plan) || !request_prepare(&plan, &request)) {
        return 2;
    }
    SSL_CTX *context = make_context(&plan);
    if (context == NULL) {
        return 1;
    }
    bool ok = run_threads(&plan, &request, context);
    SSL_CTX_free(context);
    request_free(&request);
    return ok ? 0 : 1;
}
