/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers counted item by item in PostgreSQL beside their scores: who counts, and what comes back. */
#include "store/item_counts.h"

#include <inttypes.h>
#include <string.h>

#include "store/period_store.h"
#include "store/tally_store.h"
#include "submitted.h"

#define PERIOD 2852
#define TABLE "pulssid.submission_2024_w36"

/* a and b are mood, on 0 to 4 and on 1 to 5, reversed; e is heat, on eleven options. Survey 8 asks for b
 * first. */
static const struct survey surveys[] = {
    {.id = 7,
     .n_questions = 3,
     .questions = {{.code = "a", .dimension = "mood", .min = 0, .max = 4},
                   {.code = "b", .dimension = "mood", .min = 1, .max = 5, .reverse = true},
                   {.code = "e", .dimension = "heat", .min = 0, .max = 10}}},
    {.id = 8,
     .n_questions = 2,
     .questions = {{.code = "b", .dimension = "mood", .min = 1, .max = 5, .reverse = true},
                   {.code = "a", .dimension = "mood", .min = 0, .max = 4}}}};

/* c and d are mixed, on 1 to 3, reversed, and on 0 to 4. */
static const struct survey mixed = {
    .id = 7,
    .n_questions = 2,
    .questions = {{.code = "c", .dimension = "mixed", .min = 1, .max = 3, .reverse = true},
                  {.code = "d", .dimension = "mixed", .min = 0, .max = 4}}};

static void see(struct buffer *text, const int64_t *numbers, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        buffer_printf(text, i == 0 ? "%" PRId64 : " %" PRId64, numbers[i]);
    }
    buffer_append_text(text, "|");
}

/* What was read, in a row a team: id, submissions; of each dimension complete, unanswered, ceiling, floor;
 * the answers to each item, worst first; and the products. */
struct seen {
    const struct item_source *items;
    struct buffer text;
};

static bool on_row(void *ctx, const struct tally_row *row, struct error *err)
{
    struct seen *seen = ctx;
    (void)err;
    see(&seen->text, (int64_t[]){row->team_id, row->submissions}, 2);
    for (size_t d = 0; d < seen->items->n_dimensions; d++) {
        const struct item_counts *c = &row->items[d];
        const struct item_form *form = seen->items->dimensions[d].form;
        see(&seen->text, (int64_t[]){c->complete, c->unanswered, c->ceiling, c->floor}, 4);
        see(&seen->text, c->answers, item_counts_answers(form));
        see(&seen->text, c->products, item_counts_products(form));
    }
    buffer_append_text(&seen->text, "\n");
    return true;
}

/* Counts a survey's dimensions as they are: of at most so many people a team. */
static void assert_counted(const struct fixture_pg *fixture, const struct survey *survey, int64_t most,
                           const char *expected)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "pulssid_stats");
    struct dimension dimensions[2 * SURVEY_MAX_QUESTIONS];
    struct item_dimension asked[3];
    struct item_form forms[3];
    size_t n;
    struct error err = {0};
    assert_true(survey_dimensions(survey, dimensions, &n, &err));
    for (size_t d = 0; d < n; d++) {
        forms[d] = item_form_of(survey, &dimensions[d]);
        asked[d] = (struct item_dimension){.form = &forms[d], .score = d, .unit = dimensions[d].unit};
        assert_true(item_form_place(&forms[d], survey, &dimensions[d], asked[d].positions));
    }
    const struct item_source items = {most, asked, n};
    const struct tally_items_query query = {
        .scores = {.table = TABLE, .survey = survey, .dimensions = dimensions, .n_dimensions = n},
        .items = items};
    struct seen seen = {.items = &items};
    if (!period_store_begin(db, PERIOD, &err) ||
        !tally_store_items_by_team(db, &query, on_row, &seen, &err)) {
        fail_msg("%s", err.text);
    }
    buffer_append(&seen.text, "", 1);
    assert_string_equal((const char *)buffer_span(&seen.text).data, expected);
    buffer_free(&seen.text);
}

/* a counts as it is, b from 5 downwards: of survey 7 team 1 is (4,0) (1,2), of survey 8 (1,4), team 3 (2,2).
 * Half an answer counts at the ends alone; a withdrawn one, another week and another survey do not at all. */
static const char sample[] =
    "(1, 1, 2852, 7, '{4,5,10}'), (1, 1, 2852, 7, '{1,3,0}'), (1, 1, 2852, 8, '{1,1}'), (1, 3, 2852, 7, "
    "'{2,3,9}'), (2, 1, 2852, 7, '{4,NULL,NULL}'), (1, 2, 2852, 7, '{NULL,5,5}'), (1, 1, 2852, 7, NULL), "
    "(1, 1, 2853, 7, '{0,1,1}'), (1, 1, 2852, 6, '{0,1,1}'), (1, 3, 2852, 7, '{NULL,NULL,9}')";

/* Whatever room the counts have in a number. */
static void whole_answers_are_counted_by_team(void **state)
{
    static const int64_t most[] = {4, 100, 1000, 100000, INT32_MAX};
    submit(*state, sample);
    for (size_t i = 0; i < sizeof most / sizeof most[0]; i++) {
        assert_counted(*state, &surveys[0], most[i],
                       "1 4|2 2 2 0|0 1 0 0 1 1 0 1 0 0|2|2 2 1 1|1 0 0 0 0 0 0 0 0 0 1||\n"
                       "2 1|0 1 0 1|0 0 0 0 0 0 0 0 0 0|0|1 0 0 0|0 0 0 0 0 1 0 0 0 0 0||\n"
                       "3 2|1 2 0 0|0 0 1 0 0 0 0 1 0 0|4|2 0 0 0|0 0 0 0 0 0 0 0 0 2 0||\n");
    }
}

/* The form's order is that of the first question here: b, then a. */
static void each_version_has_its_order(void **state)
{
    submit(*state, sample);
    assert_counted(*state, &surveys[1], 1, "1 1|1 0 0 0|0 0 0 0 1 0 1 0 0 0|4|\n");
}

/* Of eleven options, six fit a number of counts of ten bits; a full count leaves the ones beside it alone. */
static void counts_side_by_side_keep_apart(void **state)
{
    submit(*state,
           "(200, 1, 2852, 7, '{4,1,10}'), (300, 1, 2852, 7, '{3,1,6}'), (523, 1, 2852, 7, '{3,2,7}')");
    assert_counted(
        *state, &surveys[0], 1023,
        "1 1023|1023 0 200 0|0 0 0 823 200 0 0 0 523 500|11507|1023 0 200 0|0 0 0 0 0 0 300 523 0 0 "
        "200||\n");
}

/* c has half the steps of d: each of them counts twice in products. */
static void unequal_items_have_a_common_scale(void **state)
{
    submit(*state, "(60, 1, 2852, 7, '{1,4}'), (30, 1, 2852, 7, '{2,3}'), (9, 1, 2852, 7, '{3,0}'), "
                   "(1, 1, 2852, 7, '{1,NULL}')");
    assert_counted(*state, &mixed, 100, "1 100|99 1 61 9|9 30 60 9 0 0 30 60|1140|\n");
}

static void without_items_none_are_read(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    const struct item_source none = {.most = 5};
    struct seen seen = {.items = &none};
    struct error err = {0};
    submit(*state, sample);
    const struct tally_query query = {.table = TABLE, .survey = &surveys[1]};
    assert_true(period_store_begin(db, PERIOD, &err));
    assert_true(tally_store_by_team(db, &query, on_row, &seen, &err));
    buffer_append(&seen.text, "", 1);
    assert_string_equal((const char *)buffer_span(&seen.text).data, "1 1|\n");
    buffer_free(&seen.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_answers_are_counted_by_team),
        cmocka_unit_test(each_version_has_its_order),
        cmocka_unit_test(counts_side_by_side_keep_apart),
        cmocka_unit_test(unequal_items_have_a_common_scale),
        cmocka_unit_test(without_items_none_are_read),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
