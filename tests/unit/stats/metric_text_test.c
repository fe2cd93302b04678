/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reviews in words: what is claimed, in which language, and what is kept back. */
#include "stats/metric_text.h"

#include "some_review.h"

static void assert_text(const struct reviewed *r, enum language language, const char *expected)
{
    struct buffer out = {0};
    metric_text(&r->saying, language, &out);
    buffer_append(&out, "", 1);
    assert_string_equal((const char *)buffer_span(&out).data, expected);
    buffer_free(&out);
}

static bool says(const struct reviewed *r, enum language language, const char *words)
{
    struct buffer out = {0};
    metric_text(&r->saying, language, &out);
    buffer_append(&out, "", 1);
    bool found = strstr((const char *)buffer_span(&out).data, words) != NULL;
    buffer_free(&out);
    return found;
}

static void a_review(void **state)
{
    (void)state;
    struct reviewed r;
    reviewed_fill(&r);
    assert_string_equal(metric_text_grade(&r.review), "description");
    assert_text(&r, LANGUAGE_EN,
                "psychological safety: the metric should be looked at again; 88 % of respondents are at the "
                "top, teams cannot "
                "be told apart (ICC(1) −0.02). The data cannot tell how strong the association with customer "
                "satisfaction is in "
                "the average team (r = 0.00, interval −0.15 … 0.14, 11 teams). A person decides.");
    assert_text(
        &r, LANGUAGE_FI,
        "psykologinen turvallisuus: mittari kannattaa ottaa tarkasteluun; 88 % vastaajista on asteikon "
        "yläpäässä, tiimit "
        "eivät erotu toisistaan (ICC(1) −0,02). Aineistosta ei voi sanoa, kuinka vahva yhteys "
        "asiakastyytyväisyyden kanssa on tiimeissä keskimäärin (r = 0,00, väli −0,15 … 0,14, 11 tiimiä). "
        "Päätöksen tekee "
        "ihminen.");
    assert_text(&r, LANGUAGE_SV,
                "psykologisk trygghet: mätaren bör ses över; 88 % av de svarande ligger överst på skalan, "
                "teamen går inte att "
                "skilja åt (ICC(1) −0,02). Av materialet går det inte att säga hur starkt sambandet med "
                "kundnöjdhet är "
                "i genomsnitt i teamen (r = 0,00, intervall −0,15 … 0,14, 11 team). Beslutet fattas av en "
                "människa.");
}

static void nothing_found_is_short(void **state)
{
    (void)state;
    struct reviewed r;
    reviewed_fill(&r);
    memset(r.review.found, 0, sizeof r.review.found);
    r.review.verdict = METRIC_KEEP;
    r.link.verdict = METRIC_LINK_UNKNOWN;
    assert_text(&r, LANGUAGE_EN, "psychological safety: the metric can stay.");
    assert_text(&r, LANGUAGE_FI, "psykologinen turvallisuus: mittarin voi pitää.");
    assert_text(&r, LANGUAGE_SV, "psykologisk trygghet: mätaren kan behållas.");
}

/* Every finding but the link has words in every language, and no placeholder is left. */
static void every_finding_is_told(void **state)
{
    (void)state;
    for (enum metric_finding f = 0; f < METRIC_FINDINGS; f++) {
        for (enum language l = 0; l < LANGUAGE_COUNT; l++) {
            struct reviewed r;
            reviewed_fill(&r);
            memset(r.review.found, 0, sizeof r.review.found);
            r.review.found[f] = true;
            r.review.still[METRIC_STILL_TEAMS] = f == METRIC_NO_VARIANCE;
            assert_true(says(&r, l, "; ") == (f != METRIC_NO_LINK));
            assert_false(says(&r, l, "{"));
        }
    }
}

/* One team of many that never moves is not all of them. */
static void what_does_not_vary_is_told(void **state)
{
    (void)state;
    struct reviewed r;
    reviewed_fill(&r);
    r.review.constant_teams = 1;
    metric_review_judge(&r.review, &r.link, NAN);
    assert_true(says(&r, LANGUAGE_EN, "at the top, teams whose figure never moves: 1, teams cannot be told"));
    assert_true(says(&r, LANGUAGE_FI, "yläpäässä, tiimejä, joiden tulos ei muutu lainkaan: 1, tiimit eivät"));
    assert_true(says(&r, LANGUAGE_SV, "på skalan, team vars resultat aldrig ändras: 1, teamen går"));
    assert_false(says(&r, LANGUAGE_EN, "hardly differ") || says(&r, LANGUAGE_EN, "moves much"));
    r.review.constant_teams = 0;
    r.review.pooling.sd = 4.9;
    metric_review_judge(&r.review, &r.link, NAN);
    assert_true(says(&r, LANGUAGE_EN, "respondents hardly differ"));
    assert_false(says(&r, LANGUAGE_EN, "never moves") || says(&r, LANGUAGE_EN, "moves much"));
    r.review.pooling.sd = 8.0;
    r.review.team_sd = 0.9;
    metric_review_judge(&r.review, &r.link, NAN);
    assert_true(says(&r, LANGUAGE_EN, "no team's figure moves much from survey to survey"));
    assert_false(says(&r, LANGUAGE_EN, "never moves") || says(&r, LANGUAGE_EN, "hardly differ"));
    r.review.team_sd = 4.2;
    metric_review_judge(&r.review, &r.link, NAN);
    assert_false(r.review.found[METRIC_NO_VARIANCE] || says(&r, LANGUAGE_EN, "moves much"));
}

static void figures_of_findings(void **state)
{
    (void)state;
    struct reviewed r;
    reviewed_fill(&r);
    memset(r.review.found, true, sizeof r.review.found);
    r.review.pooling.alpha = 0.56;
    r.review.pooling.omega = 0.96;
    r.review.pooling.floor = 0.25;
    r.review.pooling.item_missing = 0.124;
    r.review.response_change = -0.161;
    assert_true(says(&r, LANGUAGE_EN, "25 % of respondents are at the bottom"));
    assert_true(says(&r, LANGUAGE_EN, "one thing (reliability 0.56)"));
    assert_true(says(&r, LANGUAGE_EN, "repeat each other (reliability 0.96)"));
    assert_true(says(&r, LANGUAGE_EN, "moves with wellbeing (r = −0.11)"));
    assert_true(says(&r, LANGUAGE_EN, "down by 16 points"));
    assert_true(says(&r, LANGUAGE_EN, "12 % of items"));
}

static void links_are_graded(void **state)
{
    (void)state;
    struct reviewed r;
    reviewed_fill(&r);
    assert_string_equal(metric_text_link_grade(&r.link), "cannot_tell");
    r.link.verdict = METRIC_LINK_LINKED;
    r.link.estimate.r = 0.234;
    assert_string_equal(metric_text_link_grade(&r.link), "description");
    assert_true(says(&r, LANGUAGE_EN, "does not say whether there is an association."));
    assert_true(says(&r, LANGUAGE_FI, "Se ei ole testi eikä sano, onko yhteyttä."));
    assert_true(says(&r, LANGUAGE_SV, "säger inte om det finns ett samband."));
    r.link.has_evidence = true;
    assert_string_equal(metric_text_link_grade(&r.link), "association");
    assert_true(says(&r, LANGUAGE_EN,
                     " Association with customer satisfaction: r = 0.23 (interval −0.15 … 0.14, 11 teams). "
                     "Association, not cause."));
    assert_true(says(&r, LANGUAGE_FI, "Yhteys, ei syy-seuraussuhde."));
    assert_true(says(&r, LANGUAGE_SV, "Samband, inte orsak."));
    r.link.verdict = METRIC_LINK_NONE;
    assert_string_equal(metric_text_link_grade(&r.link), "description");
    assert_true(
        says(&r, LANGUAGE_EN,
             "customer satisfaction is below 0.10 either way (90 per cent interval −0.11 … 0.10, 11 "));
    r.link.verdict = METRIC_LINK_UNKNOWN;
    assert_null(metric_text_link_grade(&r.link));
}

static void giving_up_is_for_people_to_decide(void **state)
{
    (void)state;
    struct reviewed r;
    reviewed_fill(&r);
    r.review.verdict = METRIC_CANDIDATE_TO_RETIRE;
    assert_true(says(&r, LANGUAGE_EN, "could be given up"));
    assert_true(says(&r, LANGUAGE_EN, "has a value of its own. A person decides."));
    assert_true(says(&r, LANGUAGE_FI, "on arvo sinänsä. Päätöksen tekee ihminen."));
    assert_true(says(&r, LANGUAGE_SV, "ett värde i sig. Beslutet fattas av en människa."));
}

static void what_is_hidden_or_unknown(void **state)
{
    (void)state;
    struct reviewed r;
    reviewed_fill(&r);
    r.link.verdict = METRIC_LINK_UNKNOWN;
    r.review.is_shown = false;
    assert_null(metric_text_grade(&r.review));
    assert_text(&r, LANGUAGE_EN, "Hidden to protect respondents.");
    r.review.verdict = METRIC_UNKNOWN;
    memset(r.review.found, 0, sizeof r.review.found);
    assert_string_equal(metric_text_grade(&r.review), "cannot_tell");
    assert_text(&r, LANGUAGE_EN,
                "psychological safety: the data cannot tell whether the metric still measures anything; that "
                "takes at least "
                "5 published teams in one period.");
}

static void a_warning_of_many(void **state)
{
    (void)state;
    struct buffer out = {0};
    metric_text_too_many(11, LANGUAGE_EN, &out);
    metric_text_too_many(12, LANGUAGE_FI, &out);
    metric_text_too_many(13, LANGUAGE_SV, &out);
    buffer_append(&out, "", 1);
    const char *text = (const char *)buffer_span(&out).data;
    assert_true(strncmp(text, "11 metrics are in use.", 22) == 0);
    assert_non_null(strstr(text, "Käytössä on 12 mittaria."));
    assert_non_null(strstr(text, "13 mätare används."));
    buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_review),
        cmocka_unit_test(nothing_found_is_short),
        cmocka_unit_test(every_finding_is_told),
        cmocka_unit_test(what_does_not_vary_is_told),
        cmocka_unit_test(figures_of_findings),
        cmocka_unit_test(links_are_graded),
        cmocka_unit_test(giving_up_is_for_people_to_decide),
        cmocka_unit_test(what_is_hidden_or_unknown),
        cmocka_unit_test(a_warning_of_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
