/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_COMBINATIONS_H
#define PULSSID_TESTS_COMBINATIONS_H

/*
 * An attacker who knows the sums over some sets of classes of people, and computes what follows: by brute
 * force, on few classes. Apart from the program's own arithmetic: another prime, other shapes.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAX_COLUMNS 16
#define PRIME 2147483647 /* 2^31 - 1: products fit 64 bits */

/* A matrix in row echelon form; its rows span what can be computed. */
struct span_of_rows {
    size_t columns;
    size_t n;
    int64_t rows[MAX_COLUMNS][MAX_COLUMNS];
};

static inline int64_t power(int64_t x, int64_t e)
{
    int64_t result = 1;
    for (; e > 0; e >>= 1, x = x * x % PRIME) {
        result = (e & 1) != 0 ? result * x % PRIME : result;
    }
    return result;
}

static inline size_t pivot_of(const int64_t *row, size_t columns)
{
    size_t pivot = 0;
    while (pivot < columns && row[pivot] == 0) {
        pivot++;
    }
    return pivot;
}

static inline void reduce(const struct span_of_rows *known, int64_t *row)
{
    for (size_t i = 0; i < known->n; i++) {
        int64_t factor = row[pivot_of(known->rows[i], known->columns)];
        for (size_t c = 0; c < known->columns && factor != 0; c++) {
            row[c] = ((row[c] - factor * known->rows[i][c]) % PRIME + PRIME) % PRIME;
        }
    }
}

static inline void learn_row(struct span_of_rows *known, int64_t *row)
{
    reduce(known, row);
    size_t pivot = pivot_of(row, known->columns);
    if (pivot == known->columns) {
        return;
    }
    int64_t scale = power(row[pivot], PRIME - 2);
    for (size_t c = 0; c < known->columns; c++) {
        known->rows[known->n][c] = row[c] * scale % PRIME;
    }
    known->n++;
}

/* The sum over the classes of a set becomes known. */
static inline void learn(struct span_of_rows *known, const bool *set)
{
    int64_t row[MAX_COLUMNS] = {0};
    for (size_t c = 0; c < known->columns; c++) {
        row[c] = set[c];
    }
    learn_row(known, row);
}

/* Whether the sum over a set can be computed. */
static inline bool is_determined(const struct span_of_rows *known, unsigned set)
{
    int64_t row[MAX_COLUMNS] = {0};
    for (size_t c = 0; c < known->columns; c++) {
        row[c] = set >> c & 1U;
    }
    reduce(known, row);
    return pivot_of(row, known->columns) == known->columns;
}

static inline int64_t people_in(const int64_t *people, size_t n, unsigned set)
{
    int64_t total = 0;
    for (size_t c = 0; c < n; c++) {
        total += (set >> c & 1U) != 0 ? people[c] : 0;
    }
    return total;
}

/* Whether the sum of 1 to k - 1 people can be computed. People of one class are alike to the attacker, so
 * that he never has a part of a class. */
static inline bool isolates(const struct span_of_rows *known, const int64_t *people, int64_t k)
{
    for (unsigned set = 1; set < 1U << known->columns; set++) {
        int64_t n = people_in(people, known->columns, set);
        if (n > 0 && n < k && is_determined(known, set)) {
            return true;
        }
    }
    return false;
}

/* The rank of what is known when it is silent on a set. */
static inline size_t rank_without(const struct span_of_rows *known, const int64_t *people, unsigned set)
{
    struct span_of_rows rest = {.columns = known->columns};
    for (size_t i = 0; i < known->n; i++) {
        int64_t row[MAX_COLUMNS] = {0};
        for (size_t c = 0; c < known->columns; c++) {
            row[c] = (set >> c & 1U) != 0 || people[c] == 0 ? 0 : known->rows[i][c];
        }
        learn_row(&rest, row);
    }
    return rest.n;
}

/* Whether any weighted sum of 1 to k - 1 people can be computed: it is zero outside of them, so the rest of
 * the matrix without them has a smaller rank. */
static inline bool weighs_fewer_than(const struct span_of_rows *known, const int64_t *people, int64_t k)
{
    size_t rank = rank_without(known, people, 0);
    for (unsigned set = 1; set < 1U << known->columns; set++) {
        int64_t n = people_in(people, known->columns, set);
        if (n > 0 && n < k && rank_without(known, people, set) < rank) {
            return true;
        }
    }
    return false;
}

#endif
