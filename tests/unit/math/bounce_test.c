/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contacts by handoffs: the sample organisation, and what is not enough. */
#include "sample_paths.h"

#include "base/cleanup.h"
#include "math/bounce.h"

#define assert_near(got, expected) assert_true(fabs((got) - (expected)) <= 1e-6)
#define assert_unknown(got) assert_true(isnan(got))

static bool comes_back(const struct sample_contact *contact)
{
    for (size_t i = 0; i < contact->teams; i++) {
        for (size_t j = 0; j < i; j++) {
            if (contact->team[i] == contact->team[j]) {
                return true;
            }
        }
    }
    return false;
}

static void count(const struct sample_contact *contact, void *context)
{
    struct bounce_counts *counts = context;
    int64_t handoffs = (int64_t)contact->teams - 1;
    size_t step = handoffs < BOUNCE_STEPS ? (size_t)handoffs : BOUNCE_STEPS - 1;
    counts->contacts[step]++;
    counts->handoffs += handoffs;
    counts->handoffs_squared += handoffs * handoffs;
    counts->ping_pong += comes_back(contact);
    if (!isnan(contact->csat)) {
        int64_t units = (int64_t)contact->csat - 1;
        counts->rated[step].n++;
        counts->rated[step].sum += units;
        counts->rated[step].sum_squares += units * units;
    }
}

/* The standard error that is expected follows from the share and the number of contacts that we have. */
static int compare_share(const char *what, struct share got, int64_t contacts, const char *from)
{
    double se = sqrt(got.p * (1 - got.p) / (double)contacts);
    return differs(what, 0, got.p, json_number(from, "p", 0)) +
           differs(what, 3, se, json_number(from, "se", 0)) +
           differs(what, 1, got.lo, json_number(from, "lo", 0)) +
           differs(what, 2, got.hi, json_number(from, "hi", 0));
}

static int compare_step(const struct bounce_step *step, size_t which, const char *from)
{
    return differs("n", which, (double)step->n, json_number(from, "n", 0)) +
           differs("mean", which, step->satisfaction.mean, json_number(from, "mean", 0)) +
           differs("sd", which, step->satisfaction.sd, json_number(from, "sd", 0)) +
           differs("se", which, step->satisfaction.se, json_number(from, "se", 0)) +
           differs("lo", which, step->satisfaction.lo, json_number(from, "lo", 0)) +
           differs("hi", which, step->satisfaction.hi, json_number(from, "hi", 0));
}

static void the_sample_organisation_matches(void **state)
{
    (void)state;
    CLEANUP(free) char *json = read_json_from(SAMPLE_ORGANISATION "expected.json", "\"bounce\":");
    struct bounce_counts counts = {.unit = 4};
    each_contact(count, &counts);
    struct bounce bounce = bounce_of(&counts, 5);
    assert_int_equal(bounce.lack, LACK_NOTHING);
    assert_int_equal(bounce.contacts, json_number(json, "cases", 0));
    assert_int_equal(bounce.contacts - bounce.step[0].contacts, json_number(json, "bounced", 0));
    int mismatches =
        compare_share("rate", bounce.bounced, bounce.contacts, json_value(json, "rate")) +
        compare_share("pingpong", bounce.ping_pong, bounce.contacts, json_value(json, "pingpong")) +
        differs("teams", 0, bounce.teams.mean, json_number(json, "mean_teams", 0)) +
        differs("teams", 1, bounce.teams.lo, json_number(json, "mean_teams_ci", 0)) +
        differs("teams", 2, bounce.teams.hi, json_number(json, "mean_teams_ci", 1));
    const char *by = json_value(json, "csat_by_handoffs");
    for (size_t step = 0; step < BOUNCE_STEPS; step++) {
        char key[2] = {(char)('0' + step), '\0'};
        mismatches += compare_step(&bounce.step[step], step, json_value(by, key));
    }
    assert_int_equal(mismatches, 0);
}

static void the_first_desk_is_the_rest(void **state)
{
    (void)state;
    struct bounce_counts counts = {.contacts = {30, 6, 3, 1}, .handoffs = 15, .unit = 4};
    struct bounce bounce = bounce_of(&counts, 5);
    assert_near(bounce.bounced.p, .25);
    assert_near(bounce.first_desk.p, .75);
    assert_near(bounce.first_desk.lo, 1 - bounce.bounced.hi);
    assert_near(bounce.first_desk.hi, 1 - bounce.bounced.lo);
    assert_near(bounce.teams.mean, 1 + 15.0 / 40.0);
}

static void few_ratings_have_no_satisfaction(void **state)
{
    (void)state;
    struct bounce_counts counts = {
        .contacts = {5, 5, 0, 0}, .rated = {{5, 10, 20}, {4, 12, 40}}, .handoffs = 5, .unit = 4};
    counts.handoffs_squared = 5;
    struct bounce bounce = bounce_of(&counts, 5);
    assert_int_equal(bounce.step[0].lack, LACK_NOTHING);
    assert_near(bounce.step[0].satisfaction.mean, 50);
    assert_int_equal(bounce.step[1].lack, LACK_CONTACTS);
    assert_int_equal(bounce.step[1].contacts, 5);
    assert_unknown(bounce.step[1].satisfaction.mean);
    assert_unknown(bounce.step[1].satisfaction.hi);
    assert_int_equal(bounce.step[2].lack, LACK_CONTACTS);
    assert_near(bounce.step[0].satisfaction.lo, 50); /* all alike: no width, and no NAN */
}

static void few_contacts_have_no_shares(void **state)
{
    (void)state;
    struct bounce_counts counts = {.contacts = {4, 0, 0, 0}, .unit = 4};
    struct bounce bounce = bounce_of(&counts, 5);
    assert_int_equal(bounce.lack, LACK_CONTACTS);
    assert_unknown(bounce.bounced.p);
    assert_unknown(bounce.first_desk.lo);
    assert_unknown(bounce.ping_pong.hi);
    assert_unknown(bounce.teams.mean);
    counts.contacts[0] = 1;
    assert_int_equal(bounce_of(&counts, 0).lack, LACK_CONTACTS);
}

static void nobody_is_ever_sent_on(void **state)
{
    (void)state;
    struct bounce_counts counts = {.contacts = {9, 0, 0, 0}, .unit = 4};
    struct bounce bounce = bounce_of(&counts, 5);
    assert_near(bounce.bounced.p, 0);
    assert_true(bounce.bounced.hi > 0 && bounce.bounced.hi < .5);
    assert_near(bounce.teams.mean, 1);
    assert_near(bounce.teams.sd, 0);
    assert_near(bounce.teams.lo, 1);
    assert_near(bounce.teams.hi, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_sample_organisation_matches),  cmocka_unit_test(the_first_desk_is_the_rest),
        cmocka_unit_test(few_ratings_have_no_satisfaction), cmocka_unit_test(few_contacts_have_no_shares),
        cmocka_unit_test(nobody_is_ever_sent_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
