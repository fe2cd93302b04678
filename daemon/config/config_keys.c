/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every key of the configuration file, one row each. */
#include "config_keys.h"

#include "config.h"

/* One row for each kind of value, so that a row below is as short as what it says. */
#define INTEGER(section, name, initial, min, max, help)                                                      \
    {                                                                                                        \
#section, #name, CONFIG_INTEGER, offsetof(struct config, section.name), initial, min, max, NULL,     \
            help                                                                                             \
    }
#define TEXT(section, name, type, initial, help)                                                             \
    {                                                                                                        \
#section, #name, type, offsetof(struct config, section.name), initial, 0, 0, NULL, help              \
    }
#define CHOICE(section, name, initial, choices, help)                                                        \
    {                                                                                                        \
#section, #name, CONFIG_CHOICE, offsetof(struct config, section.name), initial, 0, 0, choices, help  \
    }

static const struct config_key keys[] = {
    TEXT(server, listen, CONFIG_TEXT, "127.0.0.1:8443",
         "Where to listen, comma-separated: HOST:PORT, [V6]:PORT, a Unix path, or systemd (its socket named "
         "https)."),
    TEXT(server, certificate, CONFIG_PRIVATE, "/etc/pulssid/certificate.pem",
         "The certificate and its chain in PEM; $CREDENTIALS_DIRECTORY/NAME takes it from systemd."),
    TEXT(server, private_key, CONFIG_PRIVATE, "/etc/pulssid/private_key.pem",
         "Its private key in PEM; $CREDENTIALS_DIRECTORY/NAME as above."),
    INTEGER(server, workers, "0", 0, 256,
            "Worker threads; 0 is one for every two cores, since the database needs as much. Each connects "
            "three times."),
    INTEGER(server, max_connections, "20000", 1, 1000000, "Connections at once, over all workers."),
    INTEGER(server, max_body_bytes, "4194304", 8192, 67108864, "Bytes of a request's body."),
    INTEGER(server, max_requests, "10000", 1, 1000000, "Requests on one connection."),
    INTEGER(server, handshake_timeout_ms, "5000", 100, 600000, "Time for the TLS handshake."),
    INTEGER(server, head_timeout_ms, "5000", 100, 600000, "Time for a request's head to arrive."),
    INTEGER(server, body_timeout_ms, "15000", 100, 600000, "Time for a request's body to arrive."),
    INTEGER(server, idle_timeout_ms, "60000", 100, 3600000,
            "Time a connection may stay open between requests."),
    INTEGER(server, write_timeout_ms, "15000", 100, 600000, "Time for an answer to be taken by the client."),
    INTEGER(server, drain_timeout_ms, "10000", 0, 600000,
            "Time for requests under way to end when the service stops."),

    TEXT(database, admin, CONFIG_PRIVATE, "", "The schema's owner: used by migrate alone."),
    TEXT(database, ingest, CONFIG_PRIVATE, "dbname=pulssid user=pulssid_ingest",
         "libpq connection string of the role that writes submissions; more than one host is allowed."),
    TEXT(database, stats, CONFIG_PRIVATE, "dbname=pulssid user=pulssid_stats",
         "Of the role that computes; commands that change teams, surveys, keys and invitations use it too."),
    TEXT(database, query, CONFIG_PRIVATE, "dbname=pulssid user=pulssid_report",
         "Of the role that reads what is published."),
    INTEGER(database, silent_timeout_ms, "15000", 100, 600000,
            "A database that is silent for so long is given up."),

    INTEGER(ingest, batch_max, "10000", 1, 100000, "Submissions in one commit."),
    INTEGER(ingest, queue_max, "50000", 1, 1000000,
            "Submissions waiting in one worker; more are refused with 503 and Retry-After."),
    INTEGER(ingest, ack_timeout_ms, "5000", 100, 600000,
            "A submission not committed after this is answered with 503."),
    INTEGER(ingest, max_late_days, "14", 0, 366, "How old an answer may be when its own period has closed."),
    INTEGER(ingest, backfill_days, "0", 0, 36600,
            "How old an answer may be to open a past period that was never opened."),

    TEXT(stats, timezone, CONFIG_TEXT, "UTC",
         "The time zone of days and periods, by its name in the tz database."),
    INTEGER(stats, grace_days, "3", 0, 60, "Whole days after a period's last day before it is closed."),
    INTEGER(stats, cycle_interval_s, "60", 1, 86400, "Seconds between looks for a period to close."),
    INTEGER(
        stats, retention, "730", 0, 36600,
        "Days that sealed answers are kept after their period's last day; 0 is for ever. What is published "
        "is always kept."),
    INTEGER(stats, k_employee, "5", 5, 1000, "Fewest respondents of an employee figure."),
    INTEGER(stats, k_customer, "5", 5, 1000, "Fewest rated contacts of a customer figure."),
    TEXT(stats, links, CONFIG_TEXT, "wellbeing-csat",
         "Which employee dimension is held against which customer dimension, comma-separated."),
    INTEGER(stats, window_weeks, "52", 4, 520, "Periods of the analysis window when a period is a week."),
    INTEGER(stats, window_months, "24", 4, 240, "The same when a period is a month."),
    INTEGER(stats, max_lag_weeks, "4", 0, 26, "Longest lag looked at, in weeks."),
    INTEGER(stats, max_lag_months, "2", 0, 12, "Longest lag looked at, in months."),
    INTEGER(stats, min_series, "20", 5, 520,
            "Periods with both figures published that a team's linkage needs."),
    INTEGER(stats, min_pairs, "16", 5, 520, "Pre-whitened pairs that a lag needs."),
    INTEGER(stats, min_centre, "6", 2, 1000,
            "Teams published in a period, else it is left out of linkage and changes."),
    INTEGER(stats, min_pool, "4", 3, 1000, "Teams that a figure of the whole organisation needs."),
    INTEGER(stats, test_weeks, "13", 1, 104,
            "Weeks from one formal test of a link to the next; what is significant in two is confirmed."),
    INTEGER(stats, test_months, "6", 1, 24, "The same when a period is a month."),
    INTEGER(stats, permutations, "9999", 99, 999999, "Permutations of the mismatch test."),

    TEXT(ops, listen, CONFIG_TEXT, "",
         "Where to serve /metrics, /healthz and /readyz in plain HTTP: loopback addresses, Unix paths, or "
         "systemd "
         "(its socket named ops); empty: nowhere."),

    CHOICE(log, level, "info", "error, warning, info, debug", "The least that is logged."),
};

const struct config_key *config_keys(size_t *ret_n)
{
    *ret_n = sizeof keys / sizeof keys[0];
    return keys;
}
