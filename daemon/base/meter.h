/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_BASE_METER_H
#define PULSSID_BASE_METER_H

/*
 * One number that its owner's thread changes and any other may read meanwhile: a counter, or the state of
 * something. A change is a plain load and a plain store, without lock or barrier, so only one thread may make
 * it; who reads two of them may see one before and the other after the same event. All zero is valid.
 */

#include <stdatomic.h>
#include <stdint.h>

struct meter {
    _Atomic uint64_t value;
};

static inline uint64_t meter_get(const struct meter *meter)
{
    return atomic_load_explicit(&meter->value, memory_order_relaxed);
}

static inline void meter_set(struct meter *meter, uint64_t value)
{
    atomic_store_explicit(&meter->value, value, memory_order_relaxed);
}

static inline void meter_add(struct meter *meter, uint64_t n)
{
    meter_set(meter, meter_get(meter) + n);
}

/* What anybody is told of a number that clients move: in steps of ten, so that it does not tell when one
 * person answered. */
#define METER_STEP 10

static inline uint64_t meter_in_steps(uint64_t value)
{
    return value - value % METER_STEP;
}

#endif
