/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_DAEMON_TRIAL_H
#define PULSSID_TESTS_DAEMON_TRIAL_H

/* What a daemon or a part of it needs to run in a test, and the way of a client to it: a certificate, a Unix
 * socket's path, and the default configuration with a database that is nowhere. */

#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include "../http/tls_client.h"
#include "../tls/self_signed.h"
#include "config/config.h"
#include "fixture_pg.h"
#include "log_pipe.h"

#define DAEMON_TRIAL_KEY "1.0000000000000000000000000000000000000000000000000000000000000000"
#define DAEMON_TRIAL_GET(path)                                                                               \
    "GET " path " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " DAEMON_TRIAL_KEY "\r\n\r\n"

struct daemon_trial {
    struct self_signed files;
    char socket[64];
    struct config *config;
    struct log_pipe log;
    SSL_CTX *client_context;
};

static inline void daemon_trial_use(char *conninfo, const struct fixture_pg *pg, const char *user)
{
    char found[FIXTURE_CONNINFO_SIZE] = "host=/nonexistent";
    if (pg != NULL) {
        fixture_pg_conninfo(pg, user, found);
    }
    snprintf(conninfo, CONFIG_TEXT_SIZE, "%s", found);
}

/* The database of a fixture; NULL: nowhere. */
static inline void daemon_trial_use_database(struct daemon_trial *trial, const struct fixture_pg *pg)
{
    daemon_trial_use(trial->config->database.ingest, pg, "pulssid_ingest");
    daemon_trial_use(trial->config->database.stats, pg, "pulssid_stats");
    daemon_trial_use(trial->config->database.query, pg, "pulssid_report");
}

static inline void daemon_trial_open(struct daemon_trial *trial)
{
    struct error err;
    *trial = (struct daemon_trial){0};
    self_signed_make(&trial->files, 86400, NULL);
    snprintf(trial->socket, sizeof trial->socket, "%s/socket", trial->files.folder);
    assert_true(config_load("/dev/null", &trial->config, &err));
    snprintf(trial->config->server.listen, CONFIG_TEXT_SIZE, "%s", trial->socket);
    snprintf(trial->config->server.certificate, CONFIG_TEXT_SIZE, "%s", trial->files.certificate);
    snprintf(trial->config->server.private_key, CONFIG_TEXT_SIZE, "%s", trial->files.key);
    trial->config->server.workers = 3;
    daemon_trial_use_database(trial, NULL);
    log_pipe_open(&trial->log);
    trial->client_context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_options(trial->client_context, SSL_OP_IGNORE_UNEXPECTED_EOF);
}

static inline void daemon_trial_close(struct daemon_trial *trial)
{
    SSL_CTX_free(trial->client_context);
    log_pipe_close(&trial->log);
    config_free(trial->config);
    unlink(trial->socket);
    self_signed_remove(&trial->files);
}

/* A period of 2024 that nobody answered in, in an empty database. */
static inline void daemon_trial_open_period(const struct fixture_pg *pg)
{
    fixture_pg_clear(pg);
    fixture_pg_run(pg, "SELECT pulssid.period_open(2852, '2024-W36', '2024-09-02', '2024-09-08',"
                       " '2024-09-02', 5, 5, false)");
}

/* A connection without TLS, on which no read takes longer than timeout_s. */
static inline int daemon_trial_connect(const struct daemon_trial *trial, int timeout_s)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", trial->socket);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &(struct timeval){timeout_s, 0}, sizeof(struct timeval));
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

static inline void daemon_trial_greet(const struct daemon_trial *trial, struct client *client)
{
    assert_true(client_start(client, trial->client_context, daemon_trial_connect(trial, 20)));
}

/* Reads one answer, of which the head and the content are seldom of interest; gives its status. */
static inline int daemon_trial_status(struct client *client)
{
    struct response response = client_read(client, true);
    free(response.body);
    return response.status;
}

/* The status with which a request on a connection of its own is answered. */
static inline int daemon_trial_ask(const struct daemon_trial *trial, const char *request)
{
    struct client client;
    daemon_trial_greet(trial, &client);
    client_say(&client, request);
    int status = daemon_trial_status(&client);
    client_close(&client);
    return status;
}

#endif
