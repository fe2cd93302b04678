/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verdicts in words: what is claimed, in which language, and what is kept back. */
#include "stats/agreement_text.h"

#include <math.h>
#include <string.h>

#include "../unit.h"

static struct agreement_analysis sample(bool agree, bool differ)
{
    return (struct agreement_analysis){.analysed = 29,
                                       .rwgj_median = agree ? 0.936 : 0.416,
                                       .icc1_median = differ ? 0.388 : -0.024,
                                       .icc2_median = 0.856,
                                       .agree = agree,
                                       .differ = differ,
                                       .verdict = agree && differ   ? AGREEMENT_OK
                                                  : agree || differ ? AGREEMENT_WEAK
                                                                    : AGREEMENT_NOT_A_TEAM_PROPERTY,
                                       .is_shown = true};
}

static void assert_text(const struct agreement_analysis *a, enum language language, const char *expected)
{
    struct buffer out = {0};
    agreement_text(a, "wellbeing", language, &out);
    buffer_append(&out, "", 1);
    assert_string_equal((const char *)buffer_span(&out).data, expected);
    buffer_free(&out);
}

static bool says(const struct agreement_analysis *a, enum language language, const char *words)
{
    struct buffer out = {0};
    agreement_text(a, "wellbeing", language, &out);
    buffer_append(&out, "", 1);
    bool found = strstr((const char *)buffer_span(&out).data, words) != NULL;
    buffer_free(&out);
    return found;
}

static void a_property_of_teams(void **state)
{
    (void)state;
    struct agreement_analysis a = sample(true, true);
    assert_string_equal(agreement_text_grade(&a), "description");
    assert_text(
        &a, LANGUAGE_EN,
        "wellbeing: members of a team answer alike (rwg(j) 0.94) and teams differ (ICC(1) 0.39), so the "
        "mean describes a team. Teams can be compared (ICC(2) 0.86). The figures are medians over 29 "
        "periods.");
    assert_text(&a, LANGUAGE_FI,
                "hyvinvointi: tiimin jäsenet vastaavat samansuuntaisesti (rwg(j) 0,94) ja tiimit eroavat "
                "toisistaan (ICC(1) 0,39), joten keskiarvo kuvaa tiimiä. Tiimejä voi verrata toisiinsa "
                "(ICC(2) 0,86). Luvut ovat 29 jakson mediaaneja.");
    assert_text(
        &a, LANGUAGE_SV,
        "välbefinnande: medlemmarna i ett team svarar likartat (rwg(j) 0,94) och teamen skiljer sig åt "
        "(ICC(1) 0,39), så medelvärdet beskriver teamet. Teamen kan jämföras (ICC(2) 0,86). Siffrorna "
        "är medianer över 29 perioder.");
}

static void each_verdict_has_its_words(void **state)
{
    (void)state;
    struct agreement_analysis neither = sample(false, false);
    struct agreement_analysis differ = sample(false, true);
    struct agreement_analysis agree = sample(true, false);
    assert_true(
        says(&neither, LANGUAGE_EN, "do not answer alike (rwg(j) 0.42), nor can teams be told apart"));
    assert_true(says(&neither, LANGUAGE_EN, "for the whole organisation alone"));
    assert_true(says(&neither, LANGUAGE_FI, "vain koko organisaation tasolla"));
    assert_true(says(&neither, LANGUAGE_SV, "gäller bara hela organisationen"));
    assert_true(says(&differ, LANGUAGE_EN, "teams differ (ICC(1) 0.39), but members of a team do not"));
    assert_true(says(&differ, LANGUAGE_FI, "kertoo jäsenistä vain vähän"));
    assert_true(says(&differ, LANGUAGE_SV, "säger lite om medlemmarna"));
    assert_true(says(&agree, LANGUAGE_EN, "cannot be told apart (ICC(1) −0.02), so a team's figure"));
    assert_true(says(&agree, LANGUAGE_FI, "eivät erotu toisistaan (ICC(1) −0,02)"));
    assert_true(says(&agree, LANGUAGE_SV, "går inte att skilja åt (ICC(1) −0,02)"));
}

static void ranking_depends_on_icc2(void **state)
{
    (void)state;
    struct agreement_analysis a = sample(true, true);
    a.icc2_median = 0.70;
    assert_true(says(&a, LANGUAGE_EN, "Teams can be compared (ICC(2) 0.70)"));
    a.icc2_median = 0.69;
    assert_true(says(&a, LANGUAGE_EN, "compared with caution (ICC(2) 0.69)"));
    assert_true(says(&a, LANGUAGE_FI, "verrata toisiinsa varoen"));
    assert_true(says(&a, LANGUAGE_SV, "med försiktighet"));
    a.icc2_median = 0.49;
    assert_true(says(&a, LANGUAGE_EN, "should not be ranked (ICC(2) 0.49)"));
    assert_true(says(&a, LANGUAGE_FI, "ei pidä asettaa järjestykseen"));
    assert_true(says(&a, LANGUAGE_SV, "bör inte rangordnas"));
    a.icc2_median = NAN;
    assert_true(says(&a, LANGUAGE_EN, "should not be ranked (ICC(2) –)"));
    a = sample(true, false); /* few large teams */
    a.icc2_median = 0.80;
    assert_true(says(&a, LANGUAGE_EN, "should not be ranked (ICC(2) 0.80)"));
    assert_false(says(&a, LANGUAGE_EN, "can be compared"));
}

/* The median of few periods may be one team's; that of one period is no median. */
static void few_periods_tell_less(void **state)
{
    (void)state;
    struct agreement_analysis a = sample(true, true);
    a.analysed = AGREEMENT_MANY_PERIODS - 1;
    assert_true(says(&a, LANGUAGE_EN, "answer alike (rwg(j)) and"));
    assert_true(says(&a, LANGUAGE_EN, "medians over 5 periods"));
    a.analysed = AGREEMENT_MANY_PERIODS;
    assert_true(says(&a, LANGUAGE_EN, "answer alike (rwg(j) 0.94) and"));
    a.analysed = 1;
    assert_false(says(&a, LANGUAGE_EN, "median"));
}

static void what_is_hidden_has_no_figures(void **state)
{
    (void)state;
    struct agreement_analysis a = sample(true, true);
    a.is_shown = false;
    assert_null(agreement_text_grade(&a));
    assert_text(&a, LANGUAGE_FI, "Piilotettu vastaajien suojaamiseksi.");
    assert_text(&a, LANGUAGE_EN, "Hidden to protect respondents.");
    assert_text(&a, LANGUAGE_SV, "Dolt för att skydda respondenterna.");
}

static void what_cannot_be_told(void **state)
{
    (void)state;
    struct agreement_analysis a = {.verdict = AGREEMENT_UNKNOWN, .rwgj_median = NAN, .icc1_median = NAN};
    assert_string_equal(agreement_text_grade(&a), "cannot_tell");
    assert_true(says(&a, LANGUAGE_EN, "wellbeing: the data cannot tell"));
    assert_true(says(&a, LANGUAGE_EN, "at least 5 published teams"));
    assert_true(says(&a, LANGUAGE_FI, "aineistosta ei voi sanoa"));
    assert_true(says(&a, LANGUAGE_SV, "minst 5 publicerade team"));
    a.analysed = 8; /* there are enough teams: something else is missing */
    assert_string_equal(agreement_text_grade(&a), "cannot_tell");
    assert_false(says(&a, LANGUAGE_EN, "published teams") || says(&a, LANGUAGE_FI, "5"));
    assert_true(says(&a, LANGUAGE_EN, "that takes answers that differ within teams"));
    assert_true(says(&a, LANGUAGE_FI, "toisistaan eroavia vastauksia"));
    assert_true(says(&a, LANGUAGE_SV, "svar som skiljer sig åt inom teamen"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_property_of_teams),           cmocka_unit_test(each_verdict_has_its_words),
        cmocka_unit_test(ranking_depends_on_icc2),       cmocka_unit_test(few_periods_tell_less),
        cmocka_unit_test(what_is_hidden_has_no_figures), cmocka_unit_test(what_cannot_be_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
