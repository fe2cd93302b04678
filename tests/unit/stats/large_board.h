/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_LARGE_BOARD_H
#define PULSSID_TESTS_LARGE_BOARD_H

/* A board of any number of teams in one of four shapes, everything that the publication of a period plans on
 * it without a database, and the processor's time of that. */

#include <time.h>

#include "model/touch_disclosure.h"
#include "small_board.h"
#include "stats/display.h"
#include "stats/exact_cell.h"
#include "stats/seal.h"

enum shape { SHAPE_WIDE, SHAPE_DEEP, SHAPE_UNITS, SHAPE_RANDOM, SHAPES };

#define DIVISIONS 8
#define UNITS 40 /* of the divisions */

/* The parent of the i-th team, whose id is i + 1: the whole; the team before it; a unit of a division of the
 * whole; any before it. */
static inline int32_t parent_in(enum shape shape, size_t i)
{
    switch (shape) {
    case SHAPE_DEEP:
        return (int32_t)i;
    case SHAPE_UNITS:
        return i < DIVISIONS
                   ? 0
                   : (int32_t)(i < DIVISIONS + UNITS ? 1 + i % DIVISIONS : DIVISIONS + 1 + i % UNITS);
    case SHAPE_RANDOM:
        return (int32_t)((size_t)random() % (i + 1));
    case SHAPE_WIDE:
    case SHAPES:
        break;
    }
    return 0;
}

/* 0 to 15 respondents and 0 to 31 rated contacts at every team, other ones in each dimension. */
static inline void fill_figures(const struct board *board)
{
    size_t n = board->tree->n - 1;
    for (size_t m = 0; m < board->set->n; m++) {
        bool employee = board->set->metrics[m].audience == AUDIENCE_EMPLOYEE;
        struct figure *nodes = figures_of(board->figures, m);
        for (size_t v = 0; v < n; v++) {
            int64_t people = random() % (employee ? 16 : 32);
            nodes[v].own = (struct tally){.n = people, .sum = people / 2, .squares = people};
            nodes[v].own_responses = people;
            nodes[v].own_invited = 20;
            figures_submissions(board->figures, employee ? PULSE : VISIT)[v] = people;
        }
    }
}

static inline void set_up_shape(struct board *board, enum shape shape, size_t n)
{
    struct team *teams = calloc(n, sizeof *teams);
    assert_non_null(teams);
    srandom(1);
    for (size_t i = 0; i < n; i++) {
        teams[i] = (struct team){
            .id = (int32_t)i + 1, .parent_id = parent_in(shape, i), .headcount = HEADCOUNT_UNKNOWN};
        snprintf(teams[i].code, sizeof teams[i].code, "T%06zu", i);
    }
    set_up_teams(board, teams, n);
    free(teams);
    fill_figures(board);
}

/* What is planned of. */
struct large_period {
    struct board board;
    struct contact_classes classes;
};

static inline void large_period_local(struct large_period *period)
{
    contact_classes_free(&period->classes);
    board_local(&period->board);
}

/* What may be shown of employees, and where their answers go. */
static inline size_t plan_employees(const struct large_period *period)
{
    const struct board *board = &period->board;
    struct error err;
    struct seal_row *rows = NULL;
    size_t n = 0;
    plan(board);
    assert_true(seal_plan(board->figures, &rows, &n, &err));
    free(rows);
    return n;
}

/* Every cell, exact and for display, of customers whose figures are all published. */
static inline size_t make_cells(const struct large_period *period)
{
    const struct board *board = &period->board;
    size_t metric = metric_at(board, "csat");
    size_t shown = 0;
    for (size_t v = 0; v < board->tree->n; v++) {
        struct figure *figure = &figures_of(board->figures, metric)[v];
        figure->published = true;
        figure->shown = figure->own;
        figure->spread = figure->own;
        struct cell cell = exact_cell_to_show(board->figures, metric, v);
        struct shown_cell told = display_cell(&cell, (struct display_spread){20.0, 100.0});
        shown += exact_cell(board->figures, metric, v).state == CELL_PUBLISHED && told.mean[0] != '\0';
    }
    return shown;
}

/* Contacts of every team, and with the one next to it, with any one and with two more. */
static inline void fill_classes(const struct board *board, struct contact_classes *classes)
{
    struct error err;
    int32_t n = (int32_t)board->tree->n - 1;
    for (int32_t v = 0; v + 3 < n; v++) {
        int32_t any = v + 1 + (int32_t)(random() % (n - v - 1));
        const int32_t nodes[][3] = {{v}, {v, v + 1}, {v, any}, {v, v + 1, any > v + 1 ? any : v + 2}};
        for (size_t i = 0; i < 4; i++) {
            struct contact_class class = {.n_nodes = i == 0   ? 1
                                                     : i == 3 ? 3
                                                              : 2,
                                          .contacts = (int32_t)(random() % 32)};
            assert_true(contact_classes_add(classes, &class, nodes[i], &err));
        }
    }
    assert_true(contact_classes_index(classes, board->tree->n, &err));
}

/* What may be shown of one dimension of customers, and of what more may be said. Returns how many cells. */
static inline size_t plan_customers(const struct large_period *period)
{
    struct error err;
    size_t n = period->board.tree->n;
    const struct contact_classes *classes = &period->classes;
    int32_t *contacts CLEANUP(free) = calloc(classes->n, sizeof *contacts);
    bool *may_show CLEANUP(free) = calloc(n, sizeof *may_show);
    bool *admitted CLEANUP(free) = calloc(n, sizeof *admitted);
    struct touch_disclosure *shown CLEANUP(free) = calloc(n, sizeof *shown);
    assert_true(contacts != NULL && may_show != NULL && admitted != NULL && shown != NULL);
    for (size_t c = 0; c < classes->n; c++) {
        contacts[c] = classes->all[c].contacts;
    }
    memset(may_show, true, n);
    const struct touch_plan fives = {period->board.tree, classes, contacts, may_show, may_show, 5};
    const struct touch_plan tens = {period->board.tree, classes, contacts, may_show, may_show, 10};
    assert_true(touch_disclosure_plan(&fives, shown, &err));
    assert_true(touch_disclosure_audit(&tens, shown, admitted, &err));
    size_t published = 0;
    for (size_t v = 0; v < n; v++) {
        published += shown[v].published + admitted[v];
    }
    return published;
}

/* All of it: employees, and the three dimensions of customers. */
static inline size_t plan_period(const struct large_period *period)
{
    return plan_employees(period) + plan_customers(period) + plan_customers(period) + plan_customers(period);
}

/* Milliseconds of the processor that a plan takes at best of five; that it plans anything is asserted. */
static inline double plan_ms(size_t (*plan_all)(const struct large_period *period), enum shape shape,
                             size_t teams)
{
    double best = 0.0;
    for (int round = 0; round < 5; round++) {
        CLEANUP(large_period) struct large_period period = {0};
        struct timespec start;
        struct timespec end;
        set_up_shape(&period.board, shape, teams);
        fill_classes(&period.board, &period.classes);
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
        assert_true(plan_all(&period) > 0);
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
        double ms = 1e3 * (double)(end.tv_sec - start.tv_sec) + 1e-6 * (double)(end.tv_nsec - start.tv_nsec);
        best = round == 0 || ms < best ? ms : best;
    }
    return best;
}

#endif
