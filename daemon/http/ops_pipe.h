/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_HTTP_OPS_PIPE_H
#define PULSSID_HTTP_OPS_PIPE_H

/* What the operator's listener asks for. Whoever knows the whole daemon answers, at once and in the
 * listener's own thread. Each appends text; sticky failure of the buffer. */

#include <stdbool.h>

#include "base/buffer.h"

struct ops_pipe {
    void (*write_metrics)(void *ctx, struct buffer *out); /* as wire/metrics_text writes them */
    bool (*is_healthy)(void *ctx, struct buffer *out);    /* whether every loop turns; a line for each */
    bool (*is_ready)(void *ctx, struct buffer *out);      /* whether requests would be served; likewise */
    void *ctx;
};

#endif
