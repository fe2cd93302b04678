/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Withdraws a submission by its secret. */
#include "withdrawal.h"

#include "base/sha256.h"
#include "store/submission_store.h"
#include "wire/submission_cbor.h"

struct withdrawal {
    uint64_t ticket;
    intake_done *done;
    void *ctx;
};

static void on_withdrawn(void *ctx, const struct error *err, bool withdrawn)
{
    struct withdrawal *withdrawal CLEANUP(free) = ctx;
    struct error problem = {0};
    struct intake_reply reply = {.status = 204};
    if (err != NULL) {
        problem = *err;
    } else if (!withdrawn) {
        error_set(&problem, ERROR_NOT_FOUND, "no submission of an open period goes with this secret");
    }
    if (problem.code != ERROR_NONE) {
        reply.status = error_status(problem.code);
        reply.problem = &problem;
    }
    withdrawal->done(withdrawal->ctx, withdrawal->ticket, &reply);
}

bool withdrawal_start(struct pg *pg, const struct intake_request *request, struct error *err)
{
    struct span secret;
    uint8_t receipt[SHA256_SIZE];
    if (!submission_cbor_decode_withdrawal(request->body, &secret, err)) {
        return false;
    }
    struct withdrawal *withdrawal CLEANUP(free) = malloc(sizeof *withdrawal);
    if (withdrawal == NULL || !sha256(&secret, 1, receipt)) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a withdrawal");
    }
    *withdrawal = (struct withdrawal){request->ticket, request->done, request->ctx};
    if (!submission_store_withdraw(pg, receipt, on_withdrawn, withdrawal, err)) {
        return false;
    }
    withdrawal = NULL;
    return true;
}
