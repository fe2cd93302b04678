/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every key of the configuration file, one row each. */
#include "config_keys.h"

#include "config.h"

/* One row for each kind of value, so that a row below is as short as what it says. */
#define INTEGER(when, section, name, initial, min, max, help)                                                \
    {                                                                                                        \
#section, #name, CONFIG_INTEGER, CONFIG_##when, offsetof(struct config, section.name), initial, min, \
            max, NULL, help                                                                                  \
    }
#define TEXT(when, section, name, type, initial, help)                                                       \
    {                                                                                                        \
#section, #name, type, CONFIG_##when, offsetof(struct config, section.name), initial, 0, 0, NULL,    \
            help                                                                                             \
    }
#define CHOICE(when, section, name, initial, choices, help)                                                  \
    {                                                                                                        \
#section, #name, CONFIG_CHOICE, CONFIG_##when, offsetof(struct config, section.name), initial, 0, 0, \
            choices, help                                                                                    \
    }

static const struct config_key keys[] = {
    TEXT(RESTART, server, listen, CONFIG_TEXT, "127.0.0.1:8443",
         "Where to listen, comma-separated: HOST:PORT, [V6]:PORT, a Unix path, or systemd (its socket named "
         "https)."),
    TEXT(LIVE, server, certificate, CONFIG_PRIVATE, "/etc/pulssid/certificate.pem",
         "The certificate and its chain in PEM; $CREDENTIALS_DIRECTORY/NAME takes it from systemd."),
    TEXT(LIVE, server, private_key, CONFIG_PRIVATE, "/etc/pulssid/private_key.pem",
         "Its private key in PEM; $CREDENTIALS_DIRECTORY/NAME as above."),
    INTEGER(RESTART, server, workers, "0", 0, 256,
            "Worker threads; 0 is one for every two cores, since the database needs as much. Each connects "
            "three times."),
    INTEGER(RESTART, server, max_connections, "20000", 1, 1000000, "Connections at once, over all workers."),
    INTEGER(LIVE, server, max_body_bytes, "4194304", 8192, 67108864, "Bytes of a request's body."),
    INTEGER(LIVE, server, max_requests, "10000", 1, 1000000, "Requests on one connection."),
    INTEGER(LIVE, server, handshake_timeout_ms, "5000", 100, 600000, "Time for the TLS handshake."),
    INTEGER(LIVE, server, head_timeout_ms, "5000", 100, 600000, "Time for a request's head to arrive."),
    INTEGER(LIVE, server, body_timeout_ms, "15000", 100, 600000, "Time for a request's body to arrive."),
    INTEGER(LIVE, server, idle_timeout_ms, "60000", 100, 3600000,
            "Time a connection may stay open between requests."),
    INTEGER(LIVE, server, write_timeout_ms, "15000", 100, 600000,
            "Time for an answer to be taken by the client."),
    INTEGER(LIVE, server, drain_timeout_ms, "10000", 0, 600000,
            "Time for requests under way to end when the service stops."),
    INTEGER(RESTART, server, session_idle_s, "900", 1, 900,
            "Seconds without a request after which a browser is signed out."),
    INTEGER(RESTART, server, session_max_s, "28800", 1, 28800,
            "Seconds after which it is signed out in any case."),

    TEXT(LIVE, database, admin, CONFIG_PRIVATE, "", "The schema's owner: used by migrate alone."),
    TEXT(RESTART, database, ingest, CONFIG_PRIVATE, "dbname=pulssid user=pulssid_ingest",
         "libpq connection string of the role that writes submissions; more than one host is allowed."),
    TEXT(RESTART, database, stats, CONFIG_PRIVATE, "dbname=pulssid user=pulssid_stats",
         "Of the role that computes; commands that change teams, surveys, keys and invitations use it too."),
    TEXT(RESTART, database, query, CONFIG_PRIVATE, "dbname=pulssid user=pulssid_report",
         "Of the role that reads what is published."),
    INTEGER(RESTART, database, silent_timeout_ms, "15000", 100, 600000,
            "A database that is silent for so long is given up."),

    INTEGER(RESTART, ingest, batch_max, "10000", 1, 100000, "Submissions in one commit."),
    INTEGER(LIVE, ingest, queue_max, "50000", 1, 1000000,
            "Submissions waiting in one worker; more are refused with 503 and Retry-After."),
    INTEGER(LIVE, ingest, ack_timeout_ms, "4500", 100, 600000,
            "A submission not committed after this is answered with 503."),
    INTEGER(LIVE, ingest, max_late_days, "14", 0, 366,
            "How old an answer may be when its own period has closed. Raised, it holds for periods yet to be "
            "forgotten."),
    INTEGER(LIVE, ingest, backfill_days, "0", 0, 36600,
            "How old an answer may be to open a past period that was never opened."),

    TEXT(RESTART, stats, timezone, CONFIG_TEXT, "UTC",
         "The time zone of days and periods, by its name in the tz database."),
    INTEGER(LIVE, stats, grace_days, "3", 0, 60, "Whole days after a period's last day before it is closed."),
    INTEGER(LIVE, stats, cycle_interval_s, "60", 1, 86400, "Seconds between looks for a period to close."),
    INTEGER(
        LIVE, stats, retention, "730", 0, 36600,
        "Days that sealed answers are kept after their period's last day; 0 is for ever. What is published "
        "is always kept."),
    INTEGER(LIVE, stats, k_employee, "5", 5, 1000, "Fewest respondents of an employee figure."),
    INTEGER(LIVE, stats, k_customer, "5", 5, 1000, "Fewest rated contacts of a customer figure."),
    TEXT(LIVE, stats, links, CONFIG_TEXT, "wellbeing-csat",
         "Which employee dimension is held against which customer dimension, comma-separated."),
    INTEGER(LIVE, stats, window_weeks, "52", 4, 520,
            "Periods of the analysis window when a period is a week."),
    INTEGER(LIVE, stats, window_months, "24", 4, 240, "The same when a period is a month."),
    INTEGER(LIVE, stats, max_lag_weeks, "4", 0, 26, "Longest lag looked at, in weeks."),
    INTEGER(LIVE, stats, max_lag_months, "2", 0, 12, "Longest lag looked at, in months."),
    INTEGER(LIVE, stats, min_series, "20", 5, 520,
            "Periods with both figures published that a team's linkage needs."),
    INTEGER(LIVE, stats, min_pairs, "16", 5, 520, "Pre-whitened pairs that a lag needs."),
    INTEGER(LIVE, stats, min_centre, "6", 2, 1000,
            "Teams published in a period, else it is left out of linkage and changes."),
    INTEGER(LIVE, stats, min_pool, "4", 3, 1000, "Teams that a figure of the whole organisation needs."),
    INTEGER(LIVE, stats, test_weeks, "13", 1, 104,
            "Weeks from one formal test of a link to the next; what is significant in two is confirmed."),
    INTEGER(LIVE, stats, test_months, "6", 1, 24, "The same when a period is a month."),
    INTEGER(LIVE, stats, permutations, "9999", 99, 999999, "Permutations of the mismatch test."),

    TEXT(RESTART, ops, listen, CONFIG_TEXT, "",
         "Where to serve /metrics, /healthz and /readyz in plain HTTP: loopback addresses, Unix paths, or "
         "systemd "
         "(its socket named ops); empty: nowhere."),

    CHOICE(LIVE, log, level, "info", "error, warning, info, debug", "The least that is logged."),
};

const struct config_key *config_keys(size_t *ret_n)
{
    *ret_n = sizeof keys / sizeof keys[0];
    return keys;
}
