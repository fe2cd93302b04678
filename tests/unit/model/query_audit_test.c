/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the audit admits, against somebody who tries every combination on every few people. */
#include "model/query_audit.h"

#include <stdio.h>
#include <string.h>

#include "../unit.h"
#include "combinations.h"

#define CLASSES 8

static struct query_audit *audit_of_some(const int32_t *people, size_t n, int32_t k, bool are_part)
{
    const struct audit_people some = {n, people, are_part};
    struct query_audit *audit = NULL;
    struct error err;
    assert_true(query_audit_new(&some, k, &audit, &err));
    return audit;
}

static struct query_audit *audit_of(const int32_t *people, size_t n, int32_t k)
{
    return audit_of_some(people, n, k, false);
}

static bool admits_classes(struct query_audit *audit, const uint32_t *classes, size_t n)
{
    const struct audit_query query = {.n = n, .classes = classes};
    bool admitted = false;
    struct error err;
    assert_true(query_audit_admit(audit, &query, &admitted, &err));
    return admitted;
}

/* Whether a query is admitted; the classes in it as text: "ab" are the first two. Its name is a number. */
static bool admits_named(struct query_audit *audit, const char *classes, int32_t name)
{
    uint32_t numbers[CLASSES] = {0};
    const struct audit_query query = {strlen(classes), numbers, {1, &name}};
    bool admitted = false;
    struct error err;
    for (size_t i = 0; i < query.n; i++) {
        numbers[i] = (uint32_t)(classes[i] - 'a');
    }
    assert_true(query_audit_admit(audit, &query, &admitted, &err));
    return admitted;
}

static bool admits(struct query_audit *audit, const char *classes)
{
    return admits_named(audit, classes, 0);
}

static void a_sum_is_over_k(void **state)
{
    (void)state;
    const int32_t people[] = {5, 4, 1};
    struct query_audit *audit CLEANUP(query_audit_free) = audit_of(people, 3, 5);
    assert_true(admits(audit, "a"));
    assert_false(admits(audit, "b"));
    assert_true(admits(audit, "bc"));
    assert_false(admits(audit, "c"));
}

static void a_difference_is_over_k(void **state)
{
    (void)state;
    const int32_t people[] = {5, 4, 5};
    struct query_audit *audit CLEANUP(query_audit_free) = audit_of(people, 3, 5);
    assert_true(admits(audit, "ab"));
    assert_false(admits(audit, "a")); /* four would remain */
    assert_true(admits(audit, "abc"));
    assert_true(admits(audit, "c")); /* known by now */
}

/* A + B - U: those who are in both. */
static void those_in_two_groups_are_at_least_k(void **state)
{
    (void)state;
    int32_t people[] = {9, 9, 4};
    for (int round = 0; round < 2; round++, people[2]++) {
        struct query_audit *audit CLEANUP(query_audit_free) = audit_of(people, 3, 5);
        assert_true(admits(audit, "ac"));
        assert_true(admits(audit, "bc"));
        assert_int_equal(admits(audit, "abc"), round == 1);
    }
}

/* Few in each of three overlaps, and enough in all of them together. */
static void hands_of_different_people_are_enough(void **state)
{
    (void)state;
    const int32_t people[] = {9, 9, 9, 2, 2, 2};
    struct query_audit *audit CLEANUP(query_audit_free) = audit_of(people, 6, 5);
    assert_true(admits(audit, "ade"));
    assert_true(admits(audit, "bdf"));
    assert_true(admits(audit, "cef"));
    assert_true(admits(audit, "abcdef"));
}

static void a_query_over_nobody_tells_nothing(void **state)
{
    (void)state;
    const int32_t people[] = {0, 5};
    struct query_audit *audit CLEANUP(query_audit_free) = audit_of(people, 2, 5);
    assert_true(admits(audit, ""));
    assert_true(admits(audit, "a"));
    assert_true(admits(audit, "b"));
    assert_true(admits(audit, "ab"));
    struct query_audit *nobody CLEANUP(query_audit_free) = audit_of(people, 0, 5);
    assert_true(admits(nobody, ""));
}

static void what_is_refused_leaves_no_trace(void **state)
{
    (void)state;
    const int32_t people[] = {6, 6, 4, 4};
    struct query_audit *audit CLEANUP(query_audit_free) = audit_of(people, 4, 5);
    struct query_audit *calm CLEANUP(query_audit_free) = audit_of(people, 4, 5);
    const char *good[] = {"ac", "bd", "abcd", "cd"};
    for (size_t i = 0; i < 4; i++) {
        assert_false(admits(audit, "c"));
        assert_false(admits(audit, "d"));
        assert_int_equal(admits(audit, good[i]), admits(calm, good[i]));
    }
    assert_true(admits(audit, "ab"));
}

/* Whoever is not known may be in a + b, and not in ab. */
static void what_cannot_be_told_apart_is_refused(void **state)
{
    (void)state;
    const int32_t people[] = {9, 9, 9};
    struct query_audit *audit CLEANUP(query_audit_free) = audit_of_some(people, 3, 5, true);
    assert_true(admits_named(audit, "a", 1));
    assert_true(admits_named(audit, "b", 2));
    assert_false(admits_named(audit, "ab", 3));
    assert_false(admits_named(audit, "a", 3));
    assert_false(admits_named(audit, "", 3));
    assert_true(admits_named(audit, "bc", 3));
    assert_false(admits_named(audit, "c", 4));
}

static void what_has_the_name_is_known(void **state)
{
    (void)state;
    const int32_t people[] = {9, 9, 4};
    struct query_audit *audit CLEANUP(query_audit_free) = audit_of_some(people, 3, 5, true);
    assert_true(admits_named(audit, "a", 1));
    assert_true(admits_named(audit, "a", 1));
    assert_false(admits_named(audit, "a", 2)); /* which gets no name by that */
    assert_false(admits_named(audit, "a", 2));
    assert_false(admits_named(audit, "c", 3)); /* nor what is over too few */
    assert_true(admits_named(audit, "abc", 3));
    assert_true(admits_named(audit, "abc", 3));
}

/* k are found among those who are known, whoever else there is. */
static void hands_are_dealt_to_those_who_are_known(void **state)
{
    (void)state;
    const int32_t people[] = {5, 4};
    struct query_audit *audit CLEANUP(query_audit_free) = audit_of_some(people, 2, 5, true);
    assert_false(admits_named(audit, "b", 1));
    assert_true(admits_named(audit, "ab", 2));
    assert_false(admits_named(audit, "a", 3));
}

/* Six random queries over random classes, some of them put once more, go to the audit one by one: how many it
 * admits, and how many would have given nobody away. */
struct tried {
    size_t admitted;
    size_t harmless;
};

struct queries {
    char classes[6][CLASSES + 1]; /* as the audit knows them */
    bool are_in[6][MAX_COLUMNS];
    int32_t names[6];
};

/* known: what of each class the audit knows; where that is nothing, it does not even know that the class is
 * in a query. */
static void draw_queries(const int32_t *known, struct queries *queries)
{
    memset(queries, 0, sizeof *queries);
    for (int q = 0; q < 6; q++) {
        int same = q > 0 && random() % 4 == 0 ? (int)(random() % q) : q;
        queries->names[q] = same == q ? q : queries->names[same];
        for (char c = 'a'; c < 'a' + CLASSES; c++) {
            bool in = same == q ? random() % 2 == 0 : queries->are_in[same][c - 'a'];
            queries->are_in[q][c - 'a'] = in;
            if (in && known[c - 'a'] > 0)
                strncat(queries->classes[q], &c, 1);
        }
    }
}

static void try_queries(struct query_audit *audit, const struct queries *queries, const int64_t *people,
                        int32_t k, struct tried *tried)
{
    struct span_of_rows known = {.columns = CLASSES};
    for (int q = 0; q < 6; q++) {
        struct span_of_rows more = known;
        learn(&more, queries->are_in[q]);
        bool admitted = admits_named(audit, queries->classes[q], queries->names[q]);
        bool weighs_few = weighs_fewer_than(&more, people, k);
        assert_false(admitted && weighs_few);
        tried->harmless += !weighs_few;
        tried->admitted += admitted;
        known = admitted ? more : known;
    }
}

/* Of every class all are known, or none where only a part is, or some. */
static void draw_people(bool part, int64_t *people, int32_t *known)
{
    for (size_t c = 0; c < CLASSES; c++) {
        people[c] = random() % (random() % 4 == 0 ? 20 : 5);
        int64_t unknown = !part || random() % 2 == 0 ? 0 : random() % 2 == 0 ? people[c] : random() % 3;
        known[c] = (int32_t)(unknown < people[c] ? people[c] - unknown : 0);
    }
}

static void try_often(bool part, struct tried *tried)
{
    srandom(1);
    for (int round = 0; round < 3000; round++) {
        int64_t people[CLASSES];
        int32_t known[CLASSES];
        struct queries queries;
        int32_t k = 2 + (int32_t)(random() % 4);
        draw_people(part, people, known);
        draw_queries(known, &queries);
        struct query_audit *audit CLEANUP(query_audit_free) = audit_of_some(known, CLASSES, k, part);
        try_queries(audit, &queries, people, k, tried);
    }
}

static void no_combination_is_over_fewer_than_k(void **state)
{
    (void)state;
    struct tried tried = {0};
    try_often(false, &tried);
    assert_true(tried.admitted > 5000);
    assert_true(tried.admitted > tried.harmless * 9 / 10);
}

/* The attacker knows everybody, the audit a part of them. */
static void nor_where_the_audit_knows_a_part_of_the_people(void **state)
{
    (void)state;
    struct tried tried = {0};
    try_often(true, &tried);
    assert_true(tried.admitted > 3000);
    assert_true(tried.admitted > tried.harmless / 2);
}

/* A chain of overlaps: as many hands, steps and weights as there are. */
static void many_classes_and_queries(void **state)
{
    (void)state;
    enum { TEAMS = 600 };
    static int32_t people[TEAMS];
    for (int32_t c = 0; c < TEAMS; c++) {
        people[c] = 3 + c % 3;
    }
    struct query_audit *audit CLEANUP(query_audit_free) = audit_of(people, TEAMS, 3);
    for (uint32_t q = 0; q < TEAMS; q++) {
        const uint32_t query[] = {q, (q + 1) % TEAMS};
        assert_true(admits_classes(audit, query, 2)); /* the last one is the alternating sum of the others */
    }
}

/* Everybody in half of all groups: after some of these there is no room for more, but for what is known. */
static void what_would_not_fit_is_refused(void **state)
{
    (void)state;
    enum { PEOPLE = 200000, QUERIES = 60 };
    static int32_t people[PEOPLE];
    static uint32_t query[PEOPLE];
    static uint32_t first[PEOPLE];
    size_t n_first = 0;
    size_t n_admitted = 0;
    bool admitted = true;
    for (size_t c = 0; c < PEOPLE; c++) {
        people[c] = 1;
    }
    struct query_audit *audit CLEANUP(query_audit_free) = audit_of(people, PEOPLE, 1);
    srandom(4);
    for (int q = 0; q < QUERIES && admitted; q++) {
        size_t n = 0;
        for (uint32_t c = 0; c < PEOPLE; c++) {
            query[n] = c;
            n += random() % 2 == 0;
        }
        n_first = q == 0 ? n : n_first;
        memcpy(first, query, q == 0 ? sizeof first : 0);
        admitted = admits_classes(audit, query, n);
        n_admitted += admitted;
    }
    assert_false(admitted);
    assert_in_range(n_admitted, 10, QUERIES - 1);
    assert_true(admits_classes(audit, first, n_first));
}

/* One person short of what is needed, after all others were dealt: what they took is there again. */
static void what_is_refused_takes_no_room(void **state)
{
    (void)state;
    enum { PEOPLE = 2000 };
    static int32_t people[PEOPLE + 1];
    static uint32_t query[PEOPLE + 1];
    for (uint32_t c = 0; c <= PEOPLE; c++) {
        people[c] = c == PEOPLE ? PEOPLE + 1 : 1;
        query[c] = c;
    }
    struct query_audit *audit CLEANUP(query_audit_free) = audit_of(people, PEOPLE + 1, PEOPLE + 1);
    for (int round = 0; round < 2; round++) {
        assert_false(admits_classes(audit, query, PEOPLE));
    }
    assert_true(admits_classes(audit, query, PEOPLE + 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sum_is_over_k),
        cmocka_unit_test(a_difference_is_over_k),
        cmocka_unit_test(those_in_two_groups_are_at_least_k),
        cmocka_unit_test(hands_of_different_people_are_enough),
        cmocka_unit_test(a_query_over_nobody_tells_nothing),
        cmocka_unit_test(what_is_refused_leaves_no_trace),
        cmocka_unit_test(what_cannot_be_told_apart_is_refused),
        cmocka_unit_test(what_has_the_name_is_known),
        cmocka_unit_test(hands_are_dealt_to_those_who_are_known),
        cmocka_unit_test(no_combination_is_over_fewer_than_k),
        cmocka_unit_test(nor_where_the_audit_knows_a_part_of_the_people),
        cmocka_unit_test(many_classes_and_queries),
        cmocka_unit_test(what_would_not_fit_is_refused),
        cmocka_unit_test(what_is_refused_takes_no_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
