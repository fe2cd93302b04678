/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Windows of reasons, topics, volume and quality, and every member of a summary in its column. */
#include "store/service_store.h"

#include <math.h>

#include "store_trial.h"

/* Four weeks, of which the last is not released; week 1 was released behind week 2. */
static int released(void **state)
{
    fixture_pg_clear(*state);
    fixture_pg_run(
        *state,
        "INSERT INTO pulssid.period SELECT p, 'W' || p, '1970-01-05'::date + 7 * p, '1970-01-11'::date "
        "+ 7 * p, 'published', 5, 5, false FROM generate_series(1, 4) p;"
        "INSERT INTO pulssid.release SELECT r, p, '', sha256(''), sha256('') FROM (VALUES (1, 2), (2, 1), "
        "(3, 3)) v(r, p);"
        "INSERT INTO pulssid.reason_count SELECT p, 10 * p, ARRAY[p, 2 * p, 3 * p, 4 * p, 5 * p] FROM "
        "generate_series(1, 4) p;"
        "INSERT INTO pulssid.path_count SELECT p, ARRAY[100 * p, 10, 5, 1], 1, 1, 0 FROM generate_series(1, "
        "4) p;"
        "INSERT INTO pulssid.visit SELECT t, p, 10 * t + p FROM generate_series(7, 8) t, generate_series(2, "
        "4) p;"
        "INSERT INTO pulssid.cell (team_id, period, dimension, state, kind, n, mean, sd) VALUES (0, 1, "
        "'csat', 'published', "
        "'mean', 11, 71, 20), (0, 2, 'csat', 'suppressed', 'mean', NULL, NULL, NULL), (0, 3, 'ces', "
        "'published', "
        "'mean', 9, 73, 1), "
        "(0, 3, 'csat', 'published', 'mean', 9, 74, 1), (7, 2, 'csat', 'published', 'mean', 9, 75, 1)");
    return 0;
}

static struct service_window *window_of(const struct fixture_pg *fixture, int32_t release, int32_t first,
                                        size_t periods)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "pulssid_stats");
    struct service_window *window = NULL;
    struct error err = {0};
    if (!service_store_window(db, release, first, periods, &window, &err)) {
        fail_msg("%s", err.text);
    }
    return window;
}

static void reasons_end_with_a_release(void **state)
{
    struct service_window *two CLEANUP(service_window_free) = window_of(*state, 2, 1, 3);
    assert_int_equal(two->said, 30);
    for (size_t reason = 1; reason < REASONS; reason++) {
        assert_int_equal(two->reasons[reason], 3 * reason);
    }
    struct service_window *late CLEANUP(service_window_free) = window_of(*state, 3, 3, 1);
    assert_int_equal(late->said, 30);
    assert_int_equal(late->reasons[REASON_CHOICE], 15);
    struct service_window *none CLEANUP(service_window_free) = window_of(*state, 3, 4, 1);
    assert_int_equal(none->said + none->reasons[REASON_SKILL], 0);
    assert_int_equal(none->n_topics + none->n_visited, 0);
    assert_true(isnan(none->volume[0]) && isnan(none->quality[0]));
}

/* Most contacts first; of ends with as many the lower id. */
static void topics_with_their_largest_end(void **state)
{
    fixture_pg_run(
        *state,
        "INSERT INTO pulssid.topic_count VALUES ('b', 1, 30, 9, 5), ('b', 3, 20, 16, 7), ('a', 2, 50, 10, "
        "9), "
        "('c', 3, 51, 1, 1), ('b', 4, 1000, 1, 1);"
        "INSERT INTO pulssid.topic_end VALUES (8, 'b', 1, 6), (8, 'b', 3, 5), (7, 'b', 3, 8), (9, 'a', 2, "
        "5), (6, 'a', 2, 5), (7, 'b', 4, 900)");
    struct service_window *window CLEANUP(service_window_free) = window_of(*state, 3, 1, 3);
    static const struct service_topic expected[] = {
        {"c", 51, 1, 1, 0, 0, 1}, {"a", 50, 10, 9, 6, 5, 0}, {"b", 50, 25, 12, 8, 11, 6}};
    assert_int_equal(window->n_topics, 3);
    for (size_t i = 0; i < 3; i++) {
        const struct service_topic *topic = &window->topics[i];
        assert_string_equal(topic->topic, expected[i].topic);
        assert_int_equal(topic->contacts, expected[i].contacts);
        assert_int_equal(topic->handed_on, expected[i].handed_on);
        assert_int_equal(topic->handoffs, expected[i].handoffs);
        assert_int_equal(topic->end_team, expected[i].end_team);
        assert_int_equal(topic->end_n, expected[i].end_n);
        assert_int_equal(topic->end_unknown, expected[i].end_unknown);
    }
}

/* Quality is the whole's published satisfaction. */
static void volume_and_quality_by_period(void **state)
{
    struct service_window *window CLEANUP(service_window_free) = window_of(*state, 3, 1, 3);
    assert_int_equal(window->periods, 3);
    assert_true(window->volume[0] == 116 && window->volume[1] == 216 && window->volume[2] == 316);
    assert_true(window->quality[0] == 71 && isnan(window->quality[1]) && window->quality[2] == 74);
    assert_int_equal(window->n_visited, 2);
    assert_true(window->visited[0].team_id == 7 && window->visited[0].visits == 145);
    assert_true(window->visited[1].team_id == 8 && window->visited[1].visits == 165);
}

static const struct reason_summary_row reason = {"skill", 2, 3, 0.5, 0.25, 0.75};
static const struct topic_summary_row topic = {"t1", 2,       3,  4,  5,  6,     7,     8,
                                               9,    "owned", 11, 12, 13, "w14", "w15", "w16"};
static const struct service_summary_row service = {"w1", 2, 3,  "w4",           5,     6,     7,
                                                   8,    9, 10, "nothing_seen", "w12", "w13", "w14"};

static void every_member_reaches_its_column(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    const struct service_results results = {service, 1, &reason, 1, &topic};
    struct error err = {0};
    fixture_pg_run(
        *state,
        "INSERT INTO pulssid.silo (release, first, periods, tested, teams, judged, flagged, seed, "
        "permutations, reading, text_fi, text_en, text_sv) VALUES (3, 1, 3, false, 0, 0, 0, 0, 0, 'none', "
        "'', '', '')");
    assert_true(service_store_save(db, 3, &results, &err));
    assert_stored(*state, "SELECT * FROM pulssid.service_summary",
                  "(3,w1,2,3,w4,5,6,7,8,9,10,nothing_seen,w12,w13,w14)");
    assert_stored(*state, "SELECT * FROM pulssid.reason_summary", "(3,skill,2,3,0.5,0.25,0.75)");
    assert_stored(*state, "SELECT * FROM pulssid.topic_summary",
                  "(t1,3,2,3,4,5,6,7,8,9,owned,11,12,13,w14,w15,w16)");
    assert_false(service_store_save(db, 3, &results, &err));
    assert_int_equal(err.code, ERROR_CONFLICT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(reasons_end_with_a_release, released),
        cmocka_unit_test_setup(topics_with_their_largest_end, released),
        cmocka_unit_test_setup(volume_and_quality_by_period, released),
        cmocka_unit_test_setup(every_member_reaches_its_column, released),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
