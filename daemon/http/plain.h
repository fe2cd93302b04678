/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_HTTP_PLAIN_H
#define PULSSID_HTTP_PLAIN_H

/* Bytes of a non-blocking socket without TLS, told in the words of tls/tls.h. */

#include "tls/tls.h"

/* At most len bytes. */
enum tls_result plain_read(int fd, void *ret_data, size_t len, size_t *ret_len);
/* Moves what it can. */
enum tls_result plain_write(int fd, const void *data, size_t len, size_t *ret_len);

#endif
