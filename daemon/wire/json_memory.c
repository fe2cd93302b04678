/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A block from which Jansson takes, and to which nothing is given back before its end. */
#include "json_memory.h"

#include <jansson.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

#define ALIGNMENT 16
/* Of a text's length. The surveys take 10 to 14 times as much; each "{}" of nothing else would take some 80
 * times. */
#define USUAL_FACTOR 64
#define LEAST_BYTES 16384

struct block {
    uint8_t *data; /* NULL: nobody reads */
    size_t used;
    size_t size;
};

/* Jansson's hooks take no context. */
static _Thread_local struct block current;

static void *take(size_t size)
{
    size_t need = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if (current.data == NULL || need < size || need > current.size - current.used) {
        return malloc(size);
    }
    void *taken = current.data + current.used;
    current.used += need;
    return taken;
}

static void give_back(void *taken)
{
    uintptr_t begin = (uintptr_t)current.data;
    uintptr_t at = (uintptr_t)taken;
    if (current.data == NULL || at < begin || at >= begin + current.size) {
        free(taken);
    }
}

static void hook(void)
{
    json_set_alloc_funcs(take, give_back);
}

bool json_memory_begin(size_t text_len)
{
    static pthread_once_t hooked = PTHREAD_ONCE_INIT;
    if (pthread_once(&hooked, hook) != 0 || text_len > (SIZE_MAX - LEAST_BYTES) / USUAL_FACTOR) {
        return false;
    }
    size_t size = LEAST_BYTES + text_len * USUAL_FACTOR;
    uint8_t *data = malloc(size);
    if (data == NULL) {
        return false;
    }
    current = (struct block){.data = data, .size = size};
    return true;
}

void json_memory_end(void)
{
    free(current.data);
    current = (struct block){0};
}
