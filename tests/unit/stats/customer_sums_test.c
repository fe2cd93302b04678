/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sums of planned figures: where a contact counts, once a node, and in whose units. */
#include "stats/customer_sums.h"

#include "small_board.h"

/* A plan of one metric: A and B published, and U and the whole over both; D is hidden. */
struct sums {
    struct touch_disclosure shown[NODES];
    struct tally sums[NODES];
};

static void set_shown(struct sums *sums)
{
    for (int32_t v = 0; v < NODES; v++) {
        bool published = v == A || v == B || v == U || v == WHOLE;
        bool shown = v == A || v == B;
        sums->shown[v] = (struct touch_disclosure){published, shown ? v : DISCLOSURE_NOWHERE};
        sums->sums[v] = (struct tally){0};
    }
}

static struct customer_outlook outlook_of(const struct board *board, const char *dimension, struct sums *sums)
{
    return (struct customer_outlook){metric_at(board, dimension), sums->shown, sums->sums};
}

/* 3 rate A alone, 5 A and B, 2 B and D, 4 D alone, 6 the unit itself; each csat 5 and ces 7 or 4. */
static void submit(const struct fixture_pg *fixture)
{
    small_found(fixture);
    small_submit(fixture, "SELECT pg_temp.add(1, 2, 'a', 3, 'ARRAY[5, 7, 9]', '{1}');"
                          "SELECT pg_temp.add(1, 2, 'x', 5, 'ARRAY[5, 4, 0]', '{1,2,1}');"
                          "SELECT pg_temp.add(2, 2, 'y', 2, 'ARRAY[5, NULL, NULL]', '{2,4}');"
                          "SELECT pg_temp.add(4, 2, 'd', 4, 'ARRAY[5, 7, 9]', '{4}');"
                          "SELECT pg_temp.add(5, 2, 'u', 6, 'ARRAY[5, 7, 9]', '{5}')");
    fixture_pg_run(fixture, "SELECT pulssid.period_close(2852, '2024-09-12')");
}

static void read_sums(const struct fixture_pg *fixture, const struct board *board,
                      const struct customer_outlook *outlooks, size_t n)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "pulssid_stats");
    struct error err = {0};
    if (!period_store_begin(db, 2852, &err) || !customer_sums_read(db, board->figures, outlooks, n, &err)) {
        fail_msg("%s", err.text);
    }
}

static void assert_sum(const struct sums *sums, int32_t node, int64_t n, int64_t sum)
{
    assert_int_equal(sums->sums[node].n, n);
    assert_int_equal(sums->sums[node].sum, sum);
}

static void a_contact_counts_once_at_every_node_above(void **state)
{
    CLEANUP(board) struct board board = {0};
    struct sums csat;
    struct sums ces;
    set_up(&board);
    set_shown(&csat);
    set_shown(&ces);
    submit(*state);
    const struct customer_outlook both[] = {outlook_of(&board, "csat", &csat),
                                            outlook_of(&board, "ces", &ces)};
    read_sums(*state, &board, both, 2);
    assert_sum(&csat, A, 8, 8 * 4);
    assert_sum(&csat, B, 7, 7 * 4);
    assert_sum(&csat, U, 10, 10 * 4);
    assert_sum(&csat, WHOLE, 10, 10 * 4);
    assert_sum(&csat, D, 0, 0);
    assert_sum(&csat, C, 0, 0);
    assert_sum(&ces, A, 8, 3 * 6 + 5 * 3);
    assert_sum(&ces, U, 8, 3 * 6 + 5 * 3);
    assert_int_equal(csat.sums[U].top, 10);
    assert_int_equal(ces.sums[U].squares, 3 * 36 + 5 * 9);
}

/* Two plans of one metric, and a unit that is joined in one of them. */
static void plans_are_read_each_by_its_own_map(void **state)
{
    CLEANUP(board) struct board board = {0};
    struct sums all;
    struct sums large;
    set_up(&board);
    set_shown(&all);
    set_shown(&large);
    all.shown[U].shown_at = U;
    large.shown[B] = (struct touch_disclosure){false, DISCLOSURE_NOWHERE};
    submit(*state);
    const struct customer_outlook both[] = {outlook_of(&board, "nps", &all),
                                            outlook_of(&board, "nps", &large)};
    read_sums(*state, &board, both, 2);
    assert_sum(&all, U, 14, 3 + 6 - 5);
    assert_sum(&all, B, 5, -5);
    assert_sum(&large, U, 8, 3 - 5);
    assert_sum(&large, B, 0, 0);
}

static void sums_are_in_the_units_of_the_metric(void **state)
{
    CLEANUP(board) struct board board = {0};
    struct sums csat;
    set_up(&board);
    set_shown(&csat);
    board.set->metrics[metric_at(&board, "csat")].unit *= 3;
    submit(*state);
    const struct customer_outlook one = outlook_of(&board, "csat", &csat);
    read_sums(*state, &board, &one, 1);
    assert_sum(&csat, U, 10, 10 * 12);
}

static void where_nothing_is_published_nothing_is_read(void **state)
{
    CLEANUP(board) struct board board = {0};
    struct sums csat;
    set_up(&board);
    set_shown(&csat);
    for (size_t v = 0; v < NODES; v++) {
        csat.shown[v] = (struct touch_disclosure){false, DISCLOSURE_NOWHERE};
    }
    submit(*state);
    const struct customer_outlook one = outlook_of(&board, "csat", &csat);
    read_sums(*state, &board, &one, 1);
    read_sums(*state, &board, NULL, 0);
    for (int32_t v = 0; v < NODES; v++) {
        assert_sum(&csat, v, 0, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_contact_counts_once_at_every_node_above),
        cmocka_unit_test(plans_are_read_each_by_its_own_map),
        cmocka_unit_test(sums_are_in_the_units_of_the_metric),
        cmocka_unit_test(where_nothing_is_published_nothing_is_read),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
