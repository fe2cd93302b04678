/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_BENCH_DRAW_H
#define PULSSID_TESTS_BENCH_DRAW_H

#include <stdint.h>

/* The next of a stream of random numbers, by splitmix64 (Steele, Lea and Flood, 2014): distinct for 2^64
 * draws. */
static inline uint64_t draw_next(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

#endif
