/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Allocations that fail by order, in the program and in the libraries that it stands on. */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#include "faults.h"

/* glibc's own, under the names that it keeps for this. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *old, size_t size);
void __libc_free(void *old);

/* Whether this one is to fail. */
static bool is_failing(void)
{
    struct fault_orders *orders = fault_orders();
    if (!orders->armed) {
        return false;
    }
    int64_t number = atomic_fetch_add(&orders->counted, 1);
    if (number < orders->first || number >= orders->last) {
        return false;
    }
    atomic_fetch_add(&orders->failed, 1);
    errno = ENOMEM;
    return true;
}

static void *counted(void *made)
{
    atomic_fetch_add(&fault_orders()->live, made != NULL);
    return made;
}

void *malloc(size_t size)
{
    return is_failing() ? NULL : counted(__libc_malloc(size));
}

void *calloc(size_t n, size_t size)
{
    return is_failing() ? NULL : counted(__libc_calloc(n, size));
}

void *realloc(void *old, size_t size)
{
    if (is_failing()) {
        return NULL;
    }
    return old == NULL ? counted(__libc_realloc(NULL, size)) : __libc_realloc(old, size);
}

void *reallocarray(void *old, size_t n, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(n, size, &bytes)) {
        errno = ENOMEM;
        return NULL;
    }
    return realloc(old, bytes);
}

void free(void *old)
{
    atomic_fetch_sub(&fault_orders()->live, old != NULL);
    __libc_free(old);
}
