/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Listening sockets, by address or from systemd. */
#include "sockets.h"

#include <fcntl.h>
#include <string.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "http/listen.h"

static bool add(struct sockets *sockets, int fd, struct error *err)
{
    if (sockets->n == SOCKETS_MAX) {
        close(fd);
        return error_set(err, ERROR_CONFIG, "more than %d addresses", SOCKETS_MAX);
    }
    sockets->fds[sockets->n++] = fd;
    return true;
}

static void free_names(char **names)
{
    for (size_t i = 0; names != NULL && names[i] != NULL; i++) {
        free(names[i]);
    }
    free(names);
}

/* The environment stays as it is: another listener takes its own. */
static bool take_from_systemd(const char *name, struct sockets *sockets, struct error *err)
{
    char **names = NULL;
    int n = sd_listen_fds_with_names(0, &names);
    bool ok = true;
    for (int i = 0; ok && i < n; i++) {
        int fd = SD_LISTEN_FDS_START + i;
        if (strcmp(names[i], name) == 0) {
            fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
            ok = add(sockets, fd, err);
        }
    }
    free_names(names);
    if (ok && sockets->n == 0) {
        return error_set(err, ERROR_CONFIG, "systemd handed over no socket named %s", name);
    }
    return ok;
}

static bool open_addresses(const char *listen, struct sockets *sockets, struct error *err)
{
    CLEANUP(free) char *copy = strdup(listen);
    if (copy == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for addresses");
    }
    char *rest = NULL;
    for (char *address = strtok_r(copy, ", ", &rest); address != NULL;
         address = strtok_r(NULL, ", ", &rest)) {
        int fd;
        if (!listen_open(address, &fd, err) || !add(sockets, fd, err)) {
            return false;
        }
    }
    return sockets->n > 0 || error_set(err, ERROR_CONFIG, "no address");
}

bool sockets_open(const char *listen, const char *name, struct sockets *ret_sockets, struct error *err)
{
    struct sockets sockets = {.n = 0};
    bool ok = strcmp(listen, "systemd") == 0 ? take_from_systemd(name, &sockets, err)
                                             : open_addresses(listen, &sockets, err);
    if (!ok) {
        sockets_close(&sockets);
        return false;
    }
    *ret_sockets = sockets;
    return true;
}

void sockets_close(struct sockets *sockets)
{
    while (sockets->n > 0) {
        close(sockets->fds[--sockets->n]);
    }
}
