/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sentences with their names and numbers. */
#include "../unit.h"

#include <math.h>
#include <string.h>

#include "base/cleanup.h"
#include "model/claim_fill.h"

static void assert_sentence(enum claim_sentence sentence, const struct claim_values *values,
                            enum language language, const char *expected)
{
    CLEANUP(buffer_free) struct buffer out = {0};
    buffer_append_text(&out, "before ");
    claim_fill(sentence, values, language, &out);
    buffer_append(&out, "", 1);
    assert_string_equal((const char *)buffer_span(&out).data + 7, expected);
}

static struct claim_values lead(void)
{
    return (struct claim_values){.employee = "wellbeing",
                                 .customer = "csat",
                                 .kind = PERIOD_WEEK,
                                 .evidence = CLAIM_EVIDENCE_PRELIMINARY,
                                 .lag = 2,
                                 .r = 0.234,
                                 .lo = -0.0187,
                                 .hi = 0.4583,
                                 .reverse = -0.16,
                                 .k = 11};
}

static void a_lead_in_three_languages(void **state)
{
    (void)state;
    struct claim_values v = lead();
    assert_sentence(
        CLAIM_LEAD, &v, LANGUAGE_FI,
        "Hyvinvoinnin muutos edelsi asiakastyytyväisyyden muutosta 2 viikkoa: ne liikkuivat samaan "
        "suuntaan (r = 0,23, väli −0,02…0,46, 11 tiimiä). Toisin päin vahvin yhteys oli r = −0,16. "
        "Väli koskee keskimääräistä suuruutta ja sisältää nollan. Yhteyden löysi toinen testi, joka kysyy, "
        "kulkevatko tiimit yhdessä omien asiakkaidensa kanssa enemmän kuin muiden tiimien asiakkaiden "
        "kanssa. "
        "Alustava: merkitsevä yhdessä testissä, vahvistuu aikaisintaan seuraavassa.");
    assert_sentence(
        CLAIM_LEAD, &v, LANGUAGE_EN,
        "A change in wellbeing came 2 weeks before a change in customer satisfaction: they moved in the "
        "same direction (r = 0.23, interval −0.02 to 0.46, 11 teams). The other way round the strongest "
        "link was r = −0.16. The interval is of the average size and covers 0. That there is a link was "
        "found by "
        "another test, which asks whether teams go with their own customers more than with those of other "
        "teams. "
        "Preliminary: significant in one test, to be confirmed by the next at the "
        "earliest.");
    assert_sentence(
        CLAIM_LEAD, &v, LANGUAGE_SV,
        "En förändring i välbefinnande kom 2 veckor före en förändring i kundnöjdhet: de rörde sig åt "
        "samma håll (r = 0,23, intervall −0,02 till 0,46, 11 team). I omvänd ordning var det starkaste "
        "sambandet r = −0,16. Intervallet gäller den genomsnittliga storleken och omfattar 0. Sambandet "
        "hittades av ett annat test, som frågar om teamen följs åt med sina egna kunder mer än med andra "
        "teams kunder. "
        "Preliminärt: signifikant i ett test, bekräftas tidigast av nästa.");
}

static void the_customer_may_come_first(void **state)
{
    (void)state;
    struct claim_values v = lead();
    v.customer_first = true;
    v.kind = PERIOD_MONTH;
    v.lag = 1;
    v.r = -0.5;
    v.reverse = NAN;
    v.evidence = CLAIM_EVIDENCE_CONFIRMED;
    assert_sentence(
        CLAIM_TEAM_LEAD, &v, LANGUAGE_FI,
        "Tiimissä asiakastyytyväisyyden muutos edelsi hyvinvoinnin muutosta 1 kuukauden: ne liikkuivat "
        "vastakkaisiin suuntiin (r = −0,50). Toisin päin vahvin yhteys oli r = –. Vahvistettu: "
        "merkitsevä kahdessa peräkkäisessä testissä.");
    assert_sentence(
        CLAIM_TEAM_LEAD, &v, LANGUAGE_EN,
        "In the team a change in customer satisfaction came 1 month before a change in wellbeing: they "
        "moved in opposite directions (r = −0.50). The other way round the strongest link was r = –. "
        "Confirmed: significant in two tests in a row.");
}

static void a_sentence_begins_with_a_capital(void **state)
{
    (void)state;
    struct claim_values v = lead();
    v.employee = "safety";
    v.evidence = CLAIM_EVIDENCE_NONE;
    v.lo = 0.02;
    v.customer = "zeal";
    assert_sentence(
        CLAIM_TOGETHER, &v, LANGUAGE_EN,
        "Psychological safety and zeal moved in the same direction in teams (r = 0.23, interval 0.02 to "
        "0.46, 11 teams). Which came first cannot be told.");
    assert_sentence(CLAIM_TOGETHER, &v, LANGUAGE_FI,
                    "Psykologinen turvallisuus ja zeal liikkuivat tiimeissä samaan suuntaan (r = 0,23, väli "
                    "0,02…0,46, 11 tiimiä). Kumpi tuli ensin, ei selviä.");
}

static void counts_and_shares_are_whole(void **state)
{
    (void)state;
    struct claim_values v = {
        .employee = "wellbeing", .customer = "csat", .n = 12, .need = 20, .percent = 41.7};
    assert_sentence(CLAIM_TEAM_SHORT, &v, LANGUAGE_SV,
                    "Om teamet går det ännu inte att säga något: det krävs 20 jämförbara veckor, inte 12.");
    v.kind = PERIOD_MONTH;
    assert_sentence(CLAIM_TEAM_SHORT, &v, LANGUAGE_FI,
                    "Tiimistä ei voi vielä sanoa mitään: vertailukelpoisia kuukausia on 12, tarvitaan 20.");
    v.customer = "nps";
    assert_sentence(
        CLAIM_TEAM_SHORT, &v, LANGUAGE_EN,
        "Nothing can be said of the team yet: that takes 20 comparable months, not 12. An NPS takes "
        "ten answers in a period.");
    v.k = 0;
    v.need = 6;
    assert_sentence(
        CLAIM_FEW_TEAMS, &v, LANGUAGE_EN,
        "It cannot be told whether wellbeing and recommendation by customers (NPS) move together in "
        "teams: that takes 6 teams with enough data, not 0. An NPS takes ten answers in a period.");
    assert_sentence(CLAIM_TEAM_INDICATIVE, &v, LANGUAGE_EN,
                    "The response rate was 42%: the team's figures are indicative.");
}

/* What rounds to nothing has no sign. */
static void zero_has_no_sign(void **state)
{
    (void)state;
    struct claim_values v = {.detectable = -0.001, .employee = "wellbeing", .customer = "csat"};
    assert_sentence(
        CLAIM_TEAM_UNSEEN, &v, LANGUAGE_EN,
        "The team's data cannot tell whether wellbeing and customer satisfaction move together. The "
        "smallest link that they could have shown is r = 0.00.");
}

/* No placeholder is left in any sentence of any language. */
static void every_placeholder_is_known(void **state)
{
    (void)state;
    struct claim_values v = lead();
    for (enum claim_sentence s = CLAIM_LABEL; s < CLAIM_SENTENCES; s++) {
        for (enum language language = LANGUAGE_FI; language < LANGUAGE_COUNT; language++) {
            CLEANUP(buffer_free) struct buffer out = {0};
            claim_fill(s, &v, language, &out);
            struct span text = buffer_span(&out);
            assert_true(text.len > 20 && memchr(text.data, '{', text.len) == NULL);
            assert_null(memchr(text.data, '"', text.len));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lead_in_three_languages),
        cmocka_unit_test(the_customer_may_come_first),
        cmocka_unit_test(a_sentence_begins_with_a_capital),
        cmocka_unit_test(counts_and_shares_are_whole),
        cmocka_unit_test(zero_has_no_sign),
        cmocka_unit_test(every_placeholder_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
