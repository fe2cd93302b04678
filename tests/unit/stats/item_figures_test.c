/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which items are counted, of which versions of the survey, and what is added up. */
#include "stats/item_figures.h"

#include "small_board.h"

static void employees_means_are_counted(void **state)
{
    (void)state;
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    const struct item_figure *items = board.figures->items;
    for (size_t m = 0; m < board.set->n; m++) {
        const char *dimension = board.set->metrics[m].dimension;
        bool counted = strcmp(dimension, "mood") == 0 || strcmp(dimension, "engagement") == 0;
        assert_int_equal(items[m].form.n > 0, counted);
    }
    assert_int_equal(items[metric_at(&board, "mood")].n_answers, 10);
    assert_int_equal(items[metric_at(&board, "mood")].n_products, 1);
    assert_int_equal(items[metric_at(&board, "engagement")].n_answers, 11);
}

static void a_source_has_its_dimensions(void **state)
{
    (void)state;
    CLEANUP(board) struct board board = {0};
    struct item_dimension dimensions[8];
    size_t metrics[8];
    set_up(&board);
    size_t n = item_figures_of_source(board.figures->items, board.set, PULSE, dimensions, metrics);
    assert_int_equal(n, 2);
    for (size_t d = 0; d < n; d++) {
        const struct metric_source *source = &board.set->sources[PULSE];
        assert_int_equal(source->metrics[dimensions[d].score], metrics[d]);
        assert_int_equal(source->dimensions[dimensions[d].score].unit, dimensions[d].unit);
        assert_ptr_equal(dimensions[d].form, &board.figures->items[metrics[d]].form);
    }
    assert_int_equal(item_figures_of_source(board.figures->items, board.set, VISIT, dimensions, metrics), 0);
}

/* The board of two versions of one survey with so many submissions. */
static void set_up_versions(struct board *board, struct survey *second, int64_t of_second, int64_t of_first)
{
    struct survey *surveys[] = {second, board->surveys[1]};
    const int64_t submissions[] = {of_second, of_first};
    struct error err;
    second->id = 3;
    board->figures = figures_free(board->figures);
    board->set = metric_set_free(board->set);
    assert_true(metric_set_new(surveys, submissions, 2, &board->set, &err));
    assert_true(figures_new(&board->period, board->tree, board->set, &board->figures, &err));
}

/* Version 2 asks for mood in one question. */
static void the_version_with_the_most_submissions_has_the_form(void **state)
{
    (void)state;
    for (int64_t of_first = 8; of_first <= 10; of_first++) {
        CLEANUP(board) struct board board = {0};
        struct item_dimension dimensions[8];
        size_t metrics[8];
        set_up(&board);
        struct survey *second CLEANUP(survey_free) = small_survey("pulse", 2);
        set_up_versions(&board, second, 9, of_first);
        size_t mood = metric_at(&board, "mood");
        assert_int_equal(board.figures->items[mood].form.n, of_first > 9 ? 2 : 1);
        for (size_t s = 0; s < 2; s++) {
            size_t n = item_figures_of_source(board.figures->items, board.set, s, dimensions, metrics);
            bool has_mood = false;
            for (size_t d = 0; d < n; d++) {
                has_mood = has_mood || metrics[d] == mood;
            }
            bool is_first = board.set->sources[s].survey == board.surveys[1];
            assert_int_equal(has_mood, is_first == (of_first > 9));
        }
    }
}

/* A hundred steps are counted one by one; of one more, nothing is. */
static void an_item_that_is_too_wide_is_not_counted(void **state)
{
    (void)state;
    for (int16_t range = 100; range <= 101; range++) {
        CLEANUP(board) struct board board = {0};
        set_up(&board);
        struct survey *second CLEANUP(survey_free) = small_survey("pulse", 2);
        second->questions[0].min = 0;
        second->questions[0].max = range;
        set_up_versions(&board, second, 9, 1);
        assert_int_equal(board.figures->items[metric_at(&board, "mood")].form.n, range == 100 ? 1 : 0);
    }
}

static void versions_are_added_up(void **state)
{
    (void)state;
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    struct item_figure *figure = &board.figures->items[metric_at(&board, "mood")];
    const int64_t answers[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    const int64_t products[] = {11};
    const struct item_counts counts = {12, 13, 14, 15, answers, products};
    item_figure_add(figure, B, 20, &counts);
    item_figure_add(figure, B, 1, &counts);
    item_figure_add(figure, C, 1, &counts);
    assert_int_equal(figure->nodes[B].submissions, 21);
    assert_int_equal(figure->nodes[B].complete, 24);
    assert_int_equal(figure->nodes[B].unanswered, 26);
    assert_int_equal(figure->nodes[B].ceiling, 28);
    assert_int_equal(figure->nodes[B].floor, 30);
    assert_int_equal(item_figure_answers(figure, B)[0], 2);
    assert_int_equal(item_figure_answers(figure, B)[9], 20);
    assert_int_equal(item_figure_answers(figure, A)[9], 0);
    assert_int_equal(item_figure_products(figure, B)[0], 22);
    assert_int_equal(item_figure_products(figure, C)[0], 11);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(employees_means_are_counted),
        cmocka_unit_test(a_source_has_its_dimensions),
        cmocka_unit_test(the_version_with_the_most_submissions_has_the_form),
        cmocka_unit_test(an_item_that_is_too_wide_is_not_counted),
        cmocka_unit_test(versions_are_added_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
