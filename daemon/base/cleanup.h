/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_BASE_CLEANUP_H
#define PULSSID_BASE_CLEANUP_H

/*
 * Locals that own something carry CLEANUP(f): f(&local) runs when the local goes out of scope. A module with
 * `T *x_free(T *)` (NULL-safe, returns NULL) makes its f by DEFINE_CLEANUP(x_free, T), then says
 * CLEANUP(x_free).
 */

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define CLEANUP(f) __attribute__((cleanup(f##_local)))
#define DEFINE_CLEANUP(f, T)                                                                                 \
    static inline void f##_local(T **local)                                                                  \
    {                                                                                                        \
        *local = f(*local);                                                                                  \
    }

static inline void free_local(void *local)
{
    void *owned;
    __builtin_memcpy(&owned, local, sizeof owned);
    free(owned);
}

static inline void fclose_local(FILE **local)
{
    if (*local != NULL) {
        fclose(*local);
    }
}

static inline void close_local(const int *local)
{
    if (*local >= 0) {
        close(*local);
    }
}

#endif
