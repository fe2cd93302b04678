/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the operator is told, over HTTP. */
#include "http/ops_call.h"

#include "wire/metrics_text.h"

enum routes_outcome ops_call_metrics(const struct call *call)
{
    const struct ops_pipe *ops = call->pipes->ops;
    call->answer->content_type = METRICS_TEXT_TYPE;
    ops->write_metrics(ops->ctx, call->answer->content);
    return ROUTES_ANSWERED;
}

static enum routes_outcome answer_state(const struct call *call,
                                        bool (*is_well)(void *ctx, struct buffer *out))
{
    call->answer->content_type = "text/plain; charset=utf-8";
    call->answer->status = is_well(call->pipes->ops->ctx, call->answer->content) ? 200 : 503;
    return ROUTES_ANSWERED;
}

enum routes_outcome ops_call_health(const struct call *call)
{
    return answer_state(call, call->pipes->ops->is_healthy);
}

enum routes_outcome ops_call_readiness(const struct call *call)
{
    return answer_state(call, call->pipes->ops->is_ready);
}
