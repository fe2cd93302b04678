/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A socket's own bytes. */
#include "http/plain.h"

#include <errno.h>
#include <sys/socket.h>

static enum tls_result result_of(ssize_t moved, enum tls_result blocked, size_t *ret_len)
{
    if (moved > 0) {
        *ret_len = (size_t)moved;
        return TLS_DONE;
    }
    if (moved < 0 && (errno == EAGAIN || errno == EINTR)) {
        return blocked;
    }
    return moved == 0 ? TLS_END : TLS_FAILED;
}

enum tls_result plain_read(int fd, void *ret_data, size_t len, size_t *ret_len)
{
    return result_of(recv(fd, ret_data, len, MSG_DONTWAIT), TLS_WANT_READ, ret_len);
}

enum tls_result plain_write(int fd, const void *data, size_t len, size_t *ret_len)
{
    return result_of(send(fd, data, len, MSG_DONTWAIT | MSG_NOSIGNAL), TLS_WANT_WRITE, ret_len);
}
