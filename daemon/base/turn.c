/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A turn as a semaphore of the kernel's that counts to one. */
#include "turn.h"

#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct turn {
    int fd;
};

bool turn_new(struct turn **ret_turn, struct error *err)
{
    struct turn *turn = malloc(sizeof *turn);
    if (turn == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the workers' turn");
    }
    turn->fd = eventfd(1, EFD_SEMAPHORE | EFD_NONBLOCK | EFD_CLOEXEC);
    if (turn->fd < 0) {
        free(turn);
        return error_set(err, ERROR_INTERNAL, "eventfd: %m");
    }
    *ret_turn = turn;
    return true;
}

struct turn *turn_free(struct turn *turn)
{
    if (turn != NULL) {
        close(turn->fd);
        free(turn);
    }
    return NULL;
}

bool turn_take(struct turn *turn)
{
    eventfd_t taken;
    return eventfd_read(turn->fd, &taken) == 0;
}

void turn_pass(struct turn *turn)
{
    eventfd_write(turn->fd, 1);
}

int turn_fd(const struct turn *turn)
{
    return turn->fd;
}
