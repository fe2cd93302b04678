/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the audit admits, against somebody who tries every combination on every few people. */
#include "model/query_audit.h"

#include <stdio.h>
#include <string.h>

#include "../unit.h"
#include "combinations.h"

#define CLASSES 8

static struct query_audit *audit_of(const int32_t *people, size_t n, int32_t k)
{
    struct query_audit *audit = NULL;
    struct error err;
    assert_true(query_audit_new(people, n, k, &audit, &err));
    return audit;
}

/* Whether a query is admitted; the classes in it as text: "ab" are the first two. */
static bool admits(struct query_audit *audit, const char *classes)
{
    uint32_t query[CLASSES] = {0};
    bool admitted = false;
    struct error err;
    for (size_t i = 0; i < strlen(classes); i++) {
        query[i] = (uint32_t)(classes[i] - 'a');
    }
    assert_true(query_audit_admit(audit, query, strlen(classes), &admitted, &err));
    return admitted;
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

/* Six random queries over random classes, put to the audit one by one: how many it admits, and how many would
 * have given nobody away. */
struct tried {
    size_t admitted;
    size_t harmless;
};

static void try_queries(const int64_t *people, int32_t k, struct tried *tried)
{
    int32_t counts[CLASSES];
    for (size_t c = 0; c < CLASSES; c++) {
        counts[c] = (int32_t)people[c];
    }
    struct query_audit *audit CLEANUP(query_audit_free) = audit_of(counts, CLASSES, k);
    struct span_of_rows known = {.columns = CLASSES};
    for (int q = 0; q < 6; q++) {
        struct span_of_rows more = known;
        char classes[CLASSES + 1] = "";
        bool query[MAX_COLUMNS] = {0};
        for (char c = 'a'; c < 'a' + CLASSES; c++) {
            query[c - 'a'] = random() % 2;
            strncat(classes, &c, query[c - 'a']);
        }
        learn(&more, query);
        bool admitted = admits(audit, classes);
        bool weighs_few = weighs_fewer_than(&more, people, k);
        assert_false(admitted && weighs_few);
        tried->harmless += !weighs_few;
        tried->admitted += admitted;
        known = admitted ? more : known;
    }
}

static void no_combination_is_over_fewer_than_k(void **state)
{
    (void)state;
    struct tried tried = {0};
    srandom(1);
    for (int round = 0; round < 3000; round++) {
        int64_t people[CLASSES];
        for (size_t c = 0; c < CLASSES; c++) {
            people[c] = random() % (random() % 4 == 0 ? 20 : 5);
        }
        try_queries(people, 2 + (int32_t)(random() % 4), &tried);
    }
    assert_true(tried.admitted > 5000);
    assert_true(tried.admitted > tried.harmless * 9 / 10);
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
        bool admitted = false;
        struct error err;
        assert_true(query_audit_admit(audit, query, 2, &admitted, &err));
        assert_true(admitted); /* the last one is the alternating sum of the others */
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
    struct error err;
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
        assert_true(query_audit_admit(audit, query, n, &admitted, &err));
        n_admitted += admitted;
    }
    assert_false(admitted);
    assert_in_range(n_admitted, 10, QUERIES - 1);
    assert_true(query_audit_admit(audit, first, n_first, &admitted, &err));
    assert_true(admitted);
}

/* One person short of what is needed, after all others were dealt: what they took is there again. */
static void what_is_refused_takes_no_room(void **state)
{
    (void)state;
    enum { PEOPLE = 2000 };
    static int32_t people[PEOPLE + 1];
    static uint32_t query[PEOPLE + 1];
    bool admitted = true;
    struct error err;
    for (uint32_t c = 0; c <= PEOPLE; c++) {
        people[c] = c == PEOPLE ? PEOPLE + 1 : 1;
        query[c] = c;
    }
    struct query_audit *audit CLEANUP(query_audit_free) = audit_of(people, PEOPLE + 1, PEOPLE + 1);
    for (int round = 0; round < 2; round++) {
        assert_true(query_audit_admit(audit, query, PEOPLE, &admitted, &err));
        assert_false(admitted);
    }
    assert_true(query_audit_admit(audit, query, PEOPLE + 1, &admitted, &err));
    assert_true(admitted);
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
        cmocka_unit_test(no_combination_is_over_fewer_than_k),
        cmocka_unit_test(many_classes_and_queries),
        cmocka_unit_test(what_would_not_fit_is_refused),
        cmocka_unit_test(what_is_refused_takes_no_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
