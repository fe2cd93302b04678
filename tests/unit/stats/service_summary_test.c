/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reasons, topics, breadth and volume of a window as rows. */
#include "stats/service_summary.h"

#include <math.h>
#include <string.h>

#include "../unit.h"

#define K 5
#define PERIODS 14
#define assert_near(got, expected) assert_true(fabs((got) - (expected)) <= 1e-9)

static const int32_t ids[] = {2, 3, 5, 8};
static const struct service_teams teams = {4, ids};
static const struct path_summary_row paths = {.decimals = 2, .penalty = -6};

/* A window of contacts and satisfaction by period, and nothing else. */
struct fixture {
    struct service_window window;
    double volume[PERIODS];
    double quality[PERIODS];
};

static void fill(struct fixture *f, double volume_more, double quality_more)
{
    *f = (struct fixture){.window = {.periods = PERIODS}};
    for (size_t t = 0; t < PERIODS; t++) {
        double wave = t % 2 == 0 ? 1 : -1;
        f->volume[t] = 100 + 4 * wave + (t < PERIODS / 2 ? 0 : volume_more);
        f->quality[t] = 70 + wave + (t < PERIODS / 2 ? 0 : quality_more);
    }
    f->window.volume = f->volume;
    f->window.quality = f->quality;
}

static struct service_summary *make(const struct service_window *window, const struct path_summary_row *row)
{
    struct service_summary *summary = NULL;
    struct error err = {0};
    if (!service_summary_new(window, &teams, row, K, &summary, &err)) {
        fail_msg("%s", err.text);
    }
    return summary;
}

static const struct reason_summary_row *reason(const struct service_summary *summary, const char *word)
{
    for (size_t i = 0; i < summary->results.n_reasons; i++) {
        if (strcmp(summary->results.reasons[i].reason, word) == 0) {
            return &summary->results.reasons[i];
        }
    }
    fail_msg("no %s", word);
    return NULL;
}

static void shares_of_reasons(void **state)
{
    (void)state;
    struct fixture f;
    fill(&f, 0, 0);
    f.window.said = 120;
    const int64_t n[REASONS] = {0, 50, 20, 10, 15, 5};
    memcpy(f.window.reasons, n, sizeof n);
    struct service_summary *summary CLEANUP(service_summary_free) = make(&f.window, &paths);
    assert_int_equal(summary->results.n_reasons, 6);
    assert_near(reason(summary, "internal")->share, 0.75);
    assert_near(reason(summary, "internal")->handoffs, 75);
    assert_near(reason(summary, "instruction")->share, 0.5);
    assert_near(reason(summary, "skill")->share, 0.2);
    assert_near(reason(summary, "choice")->share, 0.05);
    assert_true(reason(summary, "skill")->decimals == 1);
    assert_true(reason(summary, "skill")->share_lo > 0.1 && reason(summary, "skill")->share_hi < 0.3);
    f.window.said = 99;
    struct service_summary *few CLEANUP(service_summary_free) = make(&f.window, &paths);
    assert_true(isnan(reason(few, "skill")->decimals));
}

static void nobody_says_why(void **state)
{
    (void)state;
    struct fixture f;
    fill(&f, 0, 0);
    struct service_summary *summary CLEANUP(service_summary_free) = make(&f.window, &paths);
    assert_true(isnan(reason(summary, "internal")->share) && isnan(reason(summary, "internal")->decimals));
    assert_int_equal(summary->results.n_topics, 0);
}

/* contacts, handed on, handoffs, the team where most ended and how many. */
static void endings_of_topics(void **state)
{
    (void)state;
    struct fixture f;
    fill(&f, 0, 0);
    struct service_topic topics[] = {
        {"orphan", 1200, 1080, 1800, 3, 400, 20}, {"owned", 1000, 800, 800, 5, 780, 20},
        {"local", 300, 20, 20, 2, 4, 16},         {"half", 120, 80, 80, 2, 20, 0},
        {"unknown", 110, 80, 80, 2, 5, 40},       {"few", 40, 40, 60, 2, 20, 0}};
    f.window.topics = topics;
    f.window.n_topics = 6;
    struct service_summary *summary CLEANUP(service_summary_free) = make(&f.window, &paths);
    const struct topic_summary_row *rows = summary->results.topics;
    assert_int_equal(summary->results.n_topics, 6);
    static const char *const endings[] = {"orphan",       "owned",        "owned",
                                          "undetermined", "undetermined", "undetermined"};
    static const double decimals[] = {2, 2, 1, 1, 1};
    for (size_t i = 0; i < 6; i++) {
        assert_string_equal(rows[i].ending, endings[i]);
        assert_true(i < 5 ? rows[i].decimals == decimals[i] : isnan(rows[i].decimals));
    }
    assert_near(rows[0].handed_on, 0.9);
    assert_near(rows[0].handoffs, 1.5);
    assert_near(rows[0].ended, 520.0 / 1200);
    assert_near(rows[0].lost, 9);
    assert_true(rows[0].end_id == 3 && rows[1].end_id == 5 && isnan(rows[2].end_id));
    assert_true(rows[0].by_contacts == 1 && rows[4].by_contacts == 5 && isnan(rows[5].by_contacts));
    assert_true(rows[0].by_lost == 1 && rows[1].by_lost == 2 && rows[2].by_lost == 5 && rows[3].by_lost == 3);
    assert_true(isnan(rows[5].by_lost));
    assert_non_null(strstr(rows[0].text_en, "orphan: a topic that no team ends. 90 % of contacts"));
    assert_non_null(strstr(rows[5].text_fi, "liian vähän"));
    const struct path_summary_row without = {.decimals = 2, .penalty = NAN};
    struct service_summary *unknown CLEANUP(service_summary_free) = make(&f.window, &without);
    assert_true(isnan(unknown->results.topics[0].lost) && isnan(unknown->results.topics[0].by_lost));
}

/* Team 4 is none of those that are looked at. */
static void breadth(void **state)
{
    (void)state;
    struct fixture f;
    fill(&f, 0, 0);
    struct service_visits visits[] = {{2, 50}, {4, 1000}, {8, 50}};
    f.window.visited = visits;
    f.window.n_visited = 3;
    struct service_summary *summary CLEANUP(service_summary_free) = make(&f.window, &paths);
    const struct service_summary_row *row = &summary->results.service;
    assert_null(row->breadth_reason);
    assert_near(row->reached, 0.5);
    assert_near(row->evenness, 0.5);
    f.window.n_visited = 0;
    struct service_summary *none CLEANUP(service_summary_free) = make(&f.window, &paths);
    assert_string_equal(none->results.service.breadth_reason, "few_contacts");
    assert_true(isnan(none->results.service.reached) && isnan(none->results.service.evenness));
}

static void more_and_worse(void **state)
{
    (void)state;
    struct fixture f;
    fill(&f, 30, -5);
    struct service_summary *alarm CLEANUP(service_summary_free) = make(&f.window, &paths);
    const struct service_summary_row *row = &alarm->results.service;
    assert_string_equal(row->volume_quality, "more_and_worse");
    assert_null(row->volume_reason);
    assert_true(row->volume > 25 && row->volume < 35 && row->volume_p < 0.001 && row->quality_p < 0.001);
    assert_true(row->quality_lo < row->quality && row->quality < row->quality_hi && row->quality_hi < 0);
    assert_non_null(strstr(row->text_volume_sv, "Volymen stiger"));
    fill(&f, 30, 5);
    struct service_summary *better CLEANUP(service_summary_free) = make(&f.window, &paths);
    assert_string_equal(better->results.service.volume_quality, "nothing_seen");
    fill(&f, -30, -5);
    struct service_summary *less CLEANUP(service_summary_free) = make(&f.window, &paths);
    assert_string_equal(less->results.service.volume_quality, "nothing_seen");
}

/* Volume is never told alone, and neither of too few contacts. */
static void volume_is_not_told_alone(void **state)
{
    (void)state;
    struct fixture f;
    fill(&f, 30, -5);
    for (size_t t = 0; t < PERIODS; t++) {
        f.quality[t] = NAN;
    }
    struct service_summary *alone CLEANUP(service_summary_free) = make(&f.window, &paths);
    assert_string_equal(alone->results.service.volume_quality, "insufficient");
    assert_string_equal(alone->results.service.volume_reason, "few_periods");
    assert_true(isnan(alone->results.service.volume) && isnan(alone->results.service.volume_p));
    fill(&f, 30, -5);
    const struct path_summary_row untold = {.decimals = NAN, .penalty = -6};
    struct service_summary *few CLEANUP(service_summary_free) = make(&f.window, &untold);
    assert_string_equal(few->results.service.volume_reason, "few_contacts");
    assert_string_equal(few->results.service.breadth_reason, "few_contacts");
    assert_true(isnan(few->results.service.volume) && isnan(few->results.service.quality));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_of_reasons), cmocka_unit_test(nobody_says_why),
        cmocka_unit_test(endings_of_topics), cmocka_unit_test(breadth),
        cmocka_unit_test(more_and_worse),    cmocka_unit_test(volume_is_not_told_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
