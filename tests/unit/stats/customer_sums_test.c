/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sums of planned figures: where a contact counts, once a node, and in whose units. */
#include "stats/customer_sums.h"

#include "small_board.h"

/* A plan of one metric: A and B published, and U and the whole over both; D is hidden. */
struct sums {
    struct touch_disclosure shown[NODES];
    struct customer_sum sums[NODES];
};

static void set_shown(struct sums *sums)
{
    for (int32_t v = 0; v < NODES; v++) {
        bool published = v == A || v == B || v == U || v == WHOLE;
        bool shown = v == A || v == B;
        sums->shown[v] = (struct touch_disclosure){published, shown ? v : DISCLOSURE_NOWHERE};
        sums->sums[v] = (struct customer_sum){0};
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
    assert_int_equal(sums->sums[node].shown.n, n);
    assert_int_equal(sums->sums[node].shown.sum, sum);
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
    assert_int_equal(csat.sums[U].shown.top, 10);
    assert_int_equal(ces.sums[U].shown.squares, 3 * 36 + 5 * 9);
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

/* Also where nothing is published: 3 + 5 at A, and the unit itself, and two who went on to D. */
static void what_touched_each_team_is_counted_too(void **state)
{
    static const int64_t own[NODES] = {[A] = 8, [B] = 7, [D] = 6, [U] = 6};
    static const int64_t rated[NODES] = {[A] = 8, [B] = 5, [D] = 4, [U] = 6};
    CLEANUP(board) struct board board = {0};
    struct sums csat;
    struct sums ces;
    set_up(&board);
    set_shown(&csat);
    set_shown(&ces);
    for (size_t v = 0; v < NODES; v++) {
        ces.shown[v] = (struct touch_disclosure){false, DISCLOSURE_NOWHERE};
    }
    submit(*state);
    const struct customer_outlook both[] = {outlook_of(&board, "csat", &csat),
                                            outlook_of(&board, "ces", &ces)};
    read_sums(*state, &board, both, 2);
    read_sums(*state, &board, NULL, 0);
    for (int32_t v = 0; v < NODES; v++) {
        assert_int_equal(csat.sums[v].own, own[v]);
        assert_int_equal(ces.sums[v].own, rated[v]);
        assert_sum(&ces, v, 0, 0);
        assert_int_equal(ces.sums[v].contacts, 0);
    }
}

static void contacts_are_counted_rated_or_not(void **state)
{
    CLEANUP(board) struct board board = {0};
    struct sums ces;
    set_up(&board);
    set_shown(&ces);
    submit(*state);
    const struct customer_outlook one = outlook_of(&board, "ces", &ces);
    read_sums(*state, &board, &one, 1);
    assert_int_equal(ces.sums[A].contacts, 8);
    assert_int_equal(ces.sums[B].contacts, 7); /* two did not rate */
    assert_int_equal(ces.sums[U].contacts, 10);
    assert_int_equal(ces.sums[D].contacts, 0); /* hidden */
}

/* Paths of up to six teams, drawn from all with repeats; how they are counted here is by looking. */
#define DRAWN 30

struct drawn {
    int32_t nodes[6];
    size_t n;
};

static void draw_and_submit(const struct fixture_pg *fixture, const struct board *board, struct drawn *drawn)
{
    char sql[3500];
    size_t len = 0;
    for (size_t c = 0; c < DRAWN; c++) {
        char path[128] = "";
        drawn[c].n = 1 + (size_t)random() % 6;
        for (size_t i = 0; i < drawn[c].n; i++) {
            drawn[c].nodes[i] = (int32_t)(random() % (NODES - 1));
            sprintf(path + strlen(path), i == 0 ? "%d" : ",%d",
                    (int)board->tree->nodes[drawn[c].nodes[i]].team.id);
        }
        len += (size_t)snprintf(sql + len, sizeof sql - len,
                                "SELECT pg_temp.add(1, 2, 'c%zu', 1, 'ARRAY[5, 7, 9]', '{%s}');", c, path);
        assert_true(len < sizeof sql);
    }
    small_found(fixture);
    small_submit(fixture, sql);
    fixture_pg_run(fixture, "SELECT pulssid.period_close(2852, '2024-09-12')");
}

static bool counts_at(const struct board *board, const struct sums *sums, const struct drawn *drawn,
                      int32_t node)
{
    for (size_t i = 0; i < drawn->n; i++) {
        for (int32_t v = sums->shown[drawn->nodes[i]].shown_at; v >= 0; v = board->tree->nodes[v].parent) {
            if (v == node) {
                return true;
            }
        }
    }
    return false;
}

static void any_contacts_count_once_at_any_node(void **state)
{
    CLEANUP(board) struct board board = {0};
    struct drawn drawn[DRAWN];
    struct sums csat;
    struct sums ces;
    srandom(6);
    set_up(&board);
    set_shown(&csat);
    set_shown(&ces);
    ces.shown[U].shown_at = WHOLE; /* joined further up */
    ces.shown[D] = (struct touch_disclosure){true, D};
    draw_and_submit(*state, &board, drawn);
    const struct customer_outlook both[] = {outlook_of(&board, "csat", &csat),
                                            outlook_of(&board, "ces", &ces)};
    read_sums(*state, &board, both, 2);
    for (int32_t v = 0; v < NODES; v++) {
        int64_t n[2] = {0};
        for (size_t c = 0; c < DRAWN; c++) {
            n[0] += csat.shown[v].published && counts_at(&board, &csat, &drawn[c], v);
            n[1] += ces.shown[v].published && counts_at(&board, &ces, &drawn[c], v);
        }
        assert_sum(&csat, v, n[0], 4 * n[0]);
        assert_sum(&ces, v, n[1], 6 * n[1]);
        assert_int_equal(csat.sums[v].contacts, n[0]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_contact_counts_once_at_every_node_above),
        cmocka_unit_test(plans_are_read_each_by_its_own_map),
        cmocka_unit_test(sums_are_in_the_units_of_the_metric),
        cmocka_unit_test(what_touched_each_team_is_counted_too),
        cmocka_unit_test(contacts_are_counted_rated_or_not),
        cmocka_unit_test(any_contacts_count_once_at_any_node),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
