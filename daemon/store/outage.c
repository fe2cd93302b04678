/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says once what happens to many connections. */
#include "outage.h"

void outage_init(struct outage *outage, const char *name, size_t expected)
{
    *outage = (struct outage){.name = name, .expected = expected};
}

void outage_gain(struct outage *outage, const struct log *log)
{
    size_t connected = atomic_fetch_add(&outage->connected, 1) + 1;
    if (connected == outage->expected &&
        atomic_exchange(&outage->said, OUTAGE_SAID_CONNECTED) != OUTAGE_SAID_CONNECTED) {
        log_event(log, LOG_LEVEL_INFO, "database_connected",
                  LOG_FIELDS(log_text("name", outage->name), log_number("connections", (int64_t)connected)));
    }
}

void outage_drop(struct outage *outage)
{
    atomic_fetch_sub(&outage->connected, 1);
}

void outage_tell(struct outage *outage, const struct log *log, const struct error *why, int64_t now_ms)
{
    bool is_news = atomic_load(&outage->said) != OUTAGE_SAID_LOST &&
                   log_limit_take(&outage->limit, now_ms, OUTAGE_PAUSE_MS);
    if (is_news) {
        atomic_store(&outage->said, OUTAGE_SAID_LOST);
    }
    log_event(log, is_news ? LOG_LEVEL_WARNING : LOG_LEVEL_DEBUG, "database_lost",
              LOG_FIELDS(log_text("name", outage->name), log_text("reason", why->text)));
}
