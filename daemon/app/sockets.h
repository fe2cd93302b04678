/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_APP_SOCKETS_H
#define PULSSID_APP_SOCKETS_H

/* The listening sockets of the process: opened from the configuration, or handed over by systemd. */

#include <stddef.h>

#include "base/error.h"

#define SOCKETS_MAX 16

struct sockets {
    int fds[SOCKETS_MAX];
    size_t n;
};

/* listen: addresses separated by commas (http/listen.h's listen_open), or "systemd": those that it handed
 * over under this name, "https" or "ops". CONFIG with the reason. */
bool sockets_open(const char *listen, const char *name, struct sockets *ret_sockets,
                  struct error *err) MUST_CHECK;
void sockets_close(struct sockets *sockets);

static inline void sockets_close_local(struct sockets *sockets)
{
    sockets_close(sockets);
}

#endif
