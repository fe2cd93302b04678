/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks an address, and opens a listening socket at it. */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "base/cleanup.h"
#include "http/listen.h"

/* The commonest reason, in words: what the unit that ships does not allow. */
static const char *hint(int reason)
{
    return reason == EAFNOSUPPORT
               ? "; where the unit has no network of its own (PrivateNetwork), say listen = systemd and "
                 "enable its socket unit, or allow TCP by the drop-in tcp-database.conf"
               : "";
}

static bool fail_to_listen(const char *address, struct error *err)
{
    int reason = errno;
    return error_set(err, ERROR_CONFIG, "%s: cannot listen: %s%s", address, strerror(reason), hint(reason));
}

static int close_keeping_errno(int fd)
{
    int kept = errno;
    close(fd);
    errno = kept;
    return -1;
}

/* -1 and errno when it cannot be. */
static int bind_and_listen(const struct sockaddr *where, socklen_t len)
{
    int fd = socket(where->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return -1;
    }
    const int on = 1;
    const int off = 0;
    bool good = true;
    if (where->sa_family != AF_UNIX) {
        good = setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
               setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0;
    }
    if (where->sa_family == AF_INET6) {
        good = good && setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off) == 0;
    }
    if (!good || bind(fd, where, len) != 0 || listen(fd, SOMAXCONN) != 0) {
        return close_keeping_errno(fd);
    }
    return fd;
}

/* Whether the path is a socket that nobody listens on any more. */
static bool is_stale(const struct sockaddr_un *where)
{
    struct stat found;
    if (lstat(where->sun_path, &found) != 0 || !S_ISSOCK(found.st_mode)) {
        return false; /* connecting to a plain file is refused too */
    }
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return false;
    }
    bool refused = connect(fd, (const struct sockaddr *)where, sizeof *where) != 0 && errno == ECONNREFUSED;
    close(fd);
    return refused;
}

static bool read_path(const char *path, struct sockaddr_un *ret_where, struct error *err)
{
    struct sockaddr_un where = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof where.sun_path) {
        return error_set(err, ERROR_CONFIG, "%s: the path of a socket may have at most %zu bytes", path,
                         sizeof where.sun_path - 1);
    }
    memcpy(where.sun_path, path, strlen(path));
    *ret_where = where;
    return true;
}

static bool open_path(const char *path, int *ret_fd, struct error *err)
{
    struct sockaddr_un where;
    if (!read_path(path, &where, err)) {
        return false;
    }
    int fd = bind_and_listen((const struct sockaddr *)&where, sizeof where);
    if (fd < 0 && errno == EADDRINUSE) {
        if (!is_stale(&where)) {
            return error_set(err, ERROR_CONFIG,
                             "%s: something is there already, and it is no socket left behind", path);
        }
        unlink(path);
        fd = bind_and_listen((const struct sockaddr *)&where, sizeof where);
    }
    if (fd < 0) {
        return fail_to_listen(path, err);
    }
    *ret_fd = fd;
    return true;
}

/* Copies the host of HOST:PORT without brackets; *ret_port points into the address. */
static bool split(const char *address, char *ret_host, size_t host_size, const char **ret_port)
{
    const char *colon = strrchr(address, ':');
    if (colon == NULL || colon[1] == '\0' || strspn(colon + 1, "0123456789") != strlen(colon + 1)) {
        return false;
    }
    const char *host = address;
    size_t len = (size_t)(colon - address);
    if (len >= 2 && host[0] == '[' && host[len - 1] == ']') {
        host++;
        len -= 2;
    } else if (memchr(host, ':', len) != NULL) {
        return false;
    }
    if (len >= host_size) {
        return false;
    }
    memcpy(ret_host, host, len);
    ret_host[len] = '\0';
    *ret_port = colon + 1;
    return true;
}

/* Every address at the port: IPv6 and IPv4 by one socket, or IPv4 where the kernel has no IPv6. */
static int listen_anywhere(uint16_t port)
{
    struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons(port), .sin6_addr = in6addr_any};
    int fd = bind_and_listen((const struct sockaddr *)&six, sizeof six);
    if (fd < 0 && (errno == EAFNOSUPPORT || errno == EADDRNOTAVAIL)) {
        struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons(port)};
        fd = bind_and_listen((const struct sockaddr *)&four, sizeof four);
    }
    return fd;
}

static int listen_at(const struct addrinfo *found)
{
    int fd = -1;
    for (; fd < 0 && found != NULL; found = found->ai_next) {
        fd = bind_and_listen(found->ai_addr, found->ai_addrlen);
    }
    return fd;
}

/* What the text means. *ret_found is NULL without a host, else the caller's to freeaddrinfo(). */
static bool read_port(const char *address, uint16_t *ret_port, struct addrinfo **ret_found, struct error *err)
{
    char host[256];
    const char *port;
    struct addrinfo *found = NULL;
    if (!split(address, host, sizeof host, &port) || strlen(port) > 5 || atoi(port) > UINT16_MAX) {
        return error_set(err, ERROR_CONFIG,
                         "%s: an address is HOST:PORT, [V6]:PORT, :PORT or a path that begins with \"/\"",
                         address);
    }
    if (host[0] != '\0') {
        struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
        int result = getaddrinfo(host, port, &hints, &found);
        if (result != 0) {
            return error_set(err, ERROR_CONFIG, "%s: the host is unknown: %s", address, gai_strerror(result));
        }
    }
    *ret_port = (uint16_t)atoi(port);
    *ret_found = found;
    return true;
}

static void free_found(struct addrinfo *found)
{
    if (found != NULL) {
        freeaddrinfo(found);
    }
}

static bool open_port(const char *address, int *ret_fd, struct error *err)
{
    uint16_t port;
    struct addrinfo *found;
    if (!read_port(address, &port, &found, err)) {
        return false;
    }
    int fd = found == NULL ? listen_anywhere(port) : listen_at(found);
    int kept = errno;
    free_found(found);
    errno = kept;
    if (fd < 0) {
        return fail_to_listen(address, err);
    }
    *ret_fd = fd;
    return true;
}

bool listen_check(const char *address, struct error *err)
{
    struct sockaddr_un where;
    uint16_t port;
    struct addrinfo *found = NULL;
    bool good = address[0] == '/' ? read_path(address, &where, err) : read_port(address, &port, &found, err);
    free_found(found);
    return good;
}

static bool is_loopback(const struct sockaddr *where)
{
    if (where->sa_family == AF_INET) {
        return ntohl(((const struct sockaddr_in *)where)->sin_addr.s_addr) >> 24 == 127;
    }
    return where->sa_family == AF_INET6 &&
           IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)where)->sin6_addr);
}

/* A host may have many addresses; without one the port would be open on all of them. */
static bool is_local(const struct addrinfo *found)
{
    bool local = found != NULL;
    for (; local && found != NULL; found = found->ai_next) {
        local = is_loopback(found->ai_addr);
    }
    return local;
}

bool listen_check_local(const char *address, struct error *err)
{
    uint16_t port;
    struct addrinfo *found = NULL;
    if (address[0] == '/') {
        return listen_check(address, err);
    }
    if (!read_port(address, &port, &found, err)) {
        return false;
    }
    bool local = is_local(found);
    free_found(found);
    return local || error_set(err, ERROR_CONFIG, "%s: expected a loopback address or a path", address);
}

bool listen_open(const char *address, int *ret_fd, struct error *err)
{
    return address[0] == '/' ? open_path(address, ret_fd, err) : open_port(address, ret_fd, err);
}
