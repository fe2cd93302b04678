/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_SMALL_BOARD_H
#define PULSSID_TESTS_SMALL_BOARD_H

/* Figures of the small organisation's period, for tests that need no database: k is 5 for both audiences, and
 * both surveys have submissions. Customers are asked for ces and nps too. */

#include "small_organisation.h"
#include "stats/employee_cells.h"

/* Nodes of the tree, in post-order. */
enum { D, A, B, C, U, WHOLE, NODES };

/* Sources of the metrics: the one with the most submissions first. */
enum { PULSE, VISIT };

/* Positions of questions, as answers are indexed. */
enum { UP, DOWN, ENPS, RATE };
enum { CSAT, CES, NPS };

struct board {
    struct survey *surveys[2];
    struct team_tree *tree;
    struct metric_set *set;
    struct period_row period;
    struct figures *figures;
};

static inline void board_local(struct board *board)
{
    board->figures = figures_free(board->figures);
    board->set = metric_set_free(board->set);
    board->tree = team_tree_free(board->tree);
    for (size_t i = 0; i < 2; i++) {
        board->surveys[i] = survey_free(board->surveys[i]);
    }
}

/* A board of other teams. */
static inline void set_up_teams(struct board *board, const struct team *teams, size_t n)
{
    const int64_t submissions[] = {1, 2};
    struct error err;
    board->surveys[0] = small_survey("visit", 1);
    board->surveys[0]->id = 2;
    board->surveys[1] = small_survey("pulse", 1);
    small_question(board->surveys[0], "ces", "ces",
                   (struct question){.kind = QUESTION_SCALE, .min = 1, .max = 7});
    small_question(board->surveys[0], "nps", "nps", (struct question){.kind = QUESTION_NPS, .max = 10});
    board->period = (struct period_row){.period = 2852,
                                        .id = "2024-W36",
                                        .table = "pulssid.submission_2024_w36",
                                        .k_employee = 5,
                                        .k_customer = 5};
    assert_true(team_tree_new(teams, n, &board->tree, &err));
    assert_true(metric_set_new(board->surveys, submissions, 2, &board->set, &err));
    assert_true(figures_new(&board->period, board->tree, board->set, &board->figures, &err));
}

static inline void set_up(struct board *board)
{
    const struct team teams[] = {{1, 5, 15, false, "A"},
                                 {2, 5, 12, false, "B"},
                                 {3, 5, 9, false, "C"},
                                 {4, 0, 6, false, "D"},
                                 {5, 0, 1, false, "U"}};
    set_up_teams(board, teams, 5);
}

static inline size_t metric_at(const struct board *board, const char *dimension)
{
    size_t m = 0;
    while (strcmp(board->set->metrics[m].dimension, dimension) != 0) {
        m++;
        assert_true(m < board->set->n);
    }
    return m;
}

static inline struct figure *figures_named(const struct board *board, const char *dimension)
{
    return figures_of(board->figures, metric_at(board, dimension));
}

/* n employees, of whom the first `promoters` score 1 and the rest -1. */
static inline void answer(const struct board *board, const char *dimension, size_t node, int64_t n,
                          int64_t promoters)
{
    struct figure *figure = &figures_named(board, dimension)[node];
    figure->own = (struct tally){.n = n, .sum = 2 * promoters - n, .squares = n};
    figure->own_responses = n;
    int64_t *submissions = &figures_submissions(board->figures, PULSE)[node];
    *submissions = n > *submissions ? n : *submissions;
}

static inline void plan(const struct board *board)
{
    struct error err;
    for (size_t m = 0; m < board->set->n; m++) {
        assert_true(employee_cells_plan(board->figures, m, &err));
    }
}

#endif
