/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_CONFIG_CONFIG_H
#define PULSSID_CONFIG_CONFIG_H

/*
 * The configuration file: INI by inih, one table of keys with type, default, bounds and a line of help each.
 * Values are read into plain structs, which flow down; only main, cli/ and app/ see this header.
 *
 * An unknown section or key, a bad value or a key given twice is CONFIG with "FILE:LINE: …", and nothing is
 * applied. Values are copies; owned through config_free(). In paths and connection strings
 * $CREDENTIALS_DIRECTORY is resolved by the environment, which systemd sets for the daemon; elsewhere it
 * stays as it is written. Read by one thread alone (inih keeps its bounds in variables).
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "base/error.h"

#define CONFIG_DEFAULT_PATH "/etc/pulssid/pulssid.conf"
#define CONFIG_TEXT_SIZE 1024

struct config {
    struct {
        char listen[CONFIG_TEXT_SIZE]; /* addresses, comma-separated; "systemd": the socket named https */
        char certificate[CONFIG_TEXT_SIZE];
        char private_key[CONFIG_TEXT_SIZE];
        int64_t workers; /* 0: one for every two cores */
        int64_t max_connections;
        int64_t max_body_bytes;
        int64_t max_requests;
        int64_t handshake_timeout_ms;
        int64_t head_timeout_ms;
        int64_t body_timeout_ms;
        int64_t idle_timeout_ms;
        int64_t write_timeout_ms;
        int64_t drain_timeout_ms;
        int64_t session_idle_s;
        int64_t session_max_s;
    } server;
    struct {
        char admin[CONFIG_TEXT_SIZE];
        char ingest[CONFIG_TEXT_SIZE];
        char stats[CONFIG_TEXT_SIZE];
        char query[CONFIG_TEXT_SIZE];
        int64_t silent_timeout_ms;
    } database;
    struct {
        int64_t batch_max;
        int64_t queue_max;
        int64_t ack_timeout_ms;
        int64_t max_late_days;
        int64_t backfill_days;
    } ingest;
    struct {
        char timezone[CONFIG_TEXT_SIZE];
        int64_t grace_days;
        int64_t cycle_interval_s;
        int64_t retention; /* days; 0: for ever */
        int64_t k_employee;
        int64_t k_customer;
        char links[CONFIG_TEXT_SIZE]; /* "wellbeing-csat, engagement-csat" */
        int64_t window_weeks;
        int64_t window_months;
        int64_t max_lag_weeks;
        int64_t max_lag_months;
        int64_t min_series;
        int64_t min_pairs;
        int64_t min_centre;
        int64_t min_pool;
        int64_t test_weeks;
        int64_t test_months;
        int64_t permutations;
    } stats;
    struct {
        char listen[CONFIG_TEXT_SIZE]; /* as of server, but local; empty: nowhere */
    } ops;
    struct {
        char level[CONFIG_TEXT_SIZE]; /* error, warning, info, debug */
    } log;
};

/* Reads a file over the defaults. */
bool config_load(const char *path, struct config **ret_config, struct error *err) MUST_CHECK;
struct config *config_free(struct config *config);
DEFINE_CLEANUP(config_free, struct config)

/* Puts what a file that was read again says of live keys in the place of what was in force, and leaves the
 * others. on_fixed, unless NULL, is told of each of those that differs: it needs a restart. */
void config_take_live(struct config *config, const struct config *fresh,
                      void (*on_fixed)(void *ctx, const char *section, const char *name), void *ctx);

/* Writes conf/pulssid.conf: every key, commented out, with its default and its line of help. */
void config_write_reference(FILE *out);

#endif
