/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exact sums that refuse to overflow. */
#include "tally.h"

bool tally_add(struct tally *to, const struct tally *more, int64_t factor, struct error *err)
{
    struct tally total;
    int64_t sum;
    int64_t squares;
    bool overflow = __builtin_mul_overflow(more->sum, factor, &sum) ||
                    __builtin_add_overflow(to->sum, sum, &total.sum) ||
                    __builtin_mul_overflow(more->squares, factor, &squares) ||
                    __builtin_mul_overflow(squares, factor, &squares) ||
                    __builtin_add_overflow(to->squares, squares, &total.squares) ||
                    __builtin_add_overflow(to->n, more->n, &total.n) ||
                    __builtin_add_overflow(to->top, more->top, &total.top);
    if (overflow) {
        return error_set(err, ERROR_INTERNAL, "too many answers for exact sums");
    }
    *to = total;
    return true;
}

bool tally_is_uniform(const struct tally *tally)
{
    return (__int128)tally->n * tally->squares == (__int128)tally->sum * tally->sum;
}
