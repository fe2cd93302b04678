/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_NOTIFY_SOCKET_H
#define PULSSID_TESTS_NOTIFY_SOCKET_H

/* A socket in systemd's place, to which a daemon tells how it is. */

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include "unit.h"

/* The name in the abstract namespace is the kernel's choice; NOTIFY_SOCKET holds it from now on. */
static inline int notify_socket_open(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    socklen_t len = sizeof address.sun_family;
    char name[sizeof address.sun_path + 1] = "@";
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, len), 0);
    len = sizeof address;
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
    memcpy(name + 1, address.sun_path + 1, len - sizeof address.sun_family - 1);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &(struct timeval){20, 0}, sizeof(struct timeval));
    setenv("NOTIFY_SOCKET", name, 1);
    return fd;
}

#endif
