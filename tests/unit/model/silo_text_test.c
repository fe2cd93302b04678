/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sentences about silos, and what none of them may say. */
#include "model/silo_text.h"

#include <string.h>

#include "../unit.h"
#include "base/cleanup.h"

static const struct silo_text_facts flagged = {
    .kind = SILO_TEXT_FLAGGED,
    .index = 73,
    .lo = 62,
    .hi = 84,
    .families = 4,
    .found = {[SILO_TEXT_HANDED_ON] = true, [SILO_TEXT_UNSUPPORTED] = true},
    .wellbeing = 8,
    .customers = 9,
    .handed_on = 45,
    .more = 31,
    .unsupported = 86,
    .asymmetry = 32,
    .ties = 1,
    .dyads = 9,
    .engagement = 5,
    .orientation = 17};

#define assert_text(write, facts, language, expected)                                                        \
    do {                                                                                                     \
        struct buffer out CLEANUP(buffer_free) = {0};                                                        \
        write(facts, language, &out);                                                                        \
        buffer_append(&out, "", 1);                                                                          \
        assert_false(out.failed);                                                                            \
        assert_string_equal((const char *)buffer_span(&out).data, expected);                                 \
    } while (0)

#define FI_LABEL " Yhteys, ei selitys: luku ei kerro miksi, eikä se arvioi yhtäkään ihmistä."
#define EN_LABEL                                                                                             \
    " Association, not an explanation: the number does not say why, and it does not rate any person."
#define SV_LABEL " Samband, inte en förklaring: siffran säger inte varför, och den bedömer ingen människa."

static void a_flag_in_three_languages(void **state)
{
    (void)state;
    assert_text(
        silo_text, &flagged, LANGUAGE_EN,
        "signs of siloing in two of four respects or more, in this analysis: index 73 of 100 (90 % interval "
        "62 … 84). It hands 45 % of its customers on, mostly to teams that it does not work with." EN_LABEL);
    assert_text(
        silo_text, &flagged, LANGUAGE_FI,
        "merkkejä siiloutumisesta vähintään kahdella neljästä osa-alueesta, tässä analyysissä: indeksi 73 "
        "sadasta (90 %:n väli 62 … 84). Se ohjaa asiakkaistaan 45 % eteenpäin, enimmäkseen tiimeille, "
        "joiden kanssa se ei tee yhteistyötä." FI_LABEL);
    assert_text(
        silo_text, &flagged, LANGUAGE_SV,
        "tecken på siloeffekt i minst två av fyra avseenden, i den här analysen: index 73 av 100 (90 % "
        "intervall 62 … 84). Det skickar 45 % av sina kunder vidare, mestadels till team som det inte "
        "samarbetar med." SV_LABEL);
}

/* Half of the handoffs are not most of them. */
static void each_finding_by_itself(void **state)
{
    (void)state;
    struct silo_text_facts facts = flagged;
    facts.kind = SILO_TEXT_CONFIRMED;
    facts.unsupported = 50;
    for (size_t i = 0; i < SILO_TEXT_FINDINGS; i++) {
        facts.found[i] = true;
    }
    assert_text(
        silo_text, &facts, LANGUAGE_EN,
        "signs of siloing in two of four respects or more, in two tests in a row: index 73 of 100 (90 % "
        "interval 62 … 84). Wellbeing is 8 points above the other teams, and customer satisfaction 9 points "
        "below. Its link of wellbeing and customer satisfaction is weaker than the link found on average in "
        "the other teams. It "
        "hands 45 % of its customers on, 31 percentage points more than the others. 50 % of its handoffs go "
        "to teams that it does not work with. Beside what the other teams say of it, its view of its own "
        "collaboration is 32 points beyond what is "
        "usual among teams. Of 9 teams of other units it works with 1. Engagement is 5 points above the "
        "others, and customer orientation 17 points below." EN_LABEL);
}

static void no_evidence_is_not_none(void **state)
{
    (void)state;
    struct silo_text_facts facts = {
        .kind = SILO_TEXT_NO_EVIDENCE, .index = 3, .lo = 0, .hi = 12, .families = 4};
    assert_text(
        silo_text, &facts, LANGUAGE_SV,
        "inga belägg för siloeffekt: index 3 av 100 (90 % intervall 0 … 12). Det betyder inte att det inte "
        "finns någon." SV_LABEL);
    facts = (struct silo_text_facts){.kind = SILO_TEXT_FEW_FAMILIES, .families = 2};
    assert_text(
        silo_text, &facts, LANGUAGE_EN,
        "whether it is siloed cannot be told. It takes figures in three of four respects; there are 2.");
}

/* Between tests a team may have signs that this analysis does not show, and the other way round. */
static void what_stands_from_before(void **state)
{
    (void)state;
    struct silo_text_facts facts = {
        .kind = SILO_TEXT_FLAGGED_BEFORE, .index = 30, .lo = 20, .hi = 41, .families = 4};
    assert_text(silo_text, &facts, LANGUAGE_EN,
                "signs of siloing in two of four respects or more in the last test, but not in this "
                "analysis: index 30 of 100 (90 % interval 20 … 41)." EN_LABEL);
    facts.kind = SILO_TEXT_CONFIRMED_BEFORE;
    assert_text(silo_text, &facts, LANGUAGE_FI,
                "merkkejä siiloutumisesta vähintään kahdella neljästä osa-alueesta kahdessa peräkkäisessä "
                "testissä, joita myöhempi ei ole kumonnut, mutta ei tässä analyysissä: indeksi 30 sadasta "
                "(90 %:n väli 20 … 41)." FI_LABEL);
}

static void the_whole(void **state)
{
    (void)state;
    struct silo_text_whole facts = {true, 14, 2, 12, 0, SILO_TEXT_CLOSED_SHOPS, TOGETHER_PARTED, "T01, T05"};
    assert_text(silo_text_whole, &facts, LANGUAGE_EN,
                "Index of the whole 14 of 100; signs of siloing in 2 of 12 teams. Within units there is "
                "more collaboration than chance would have it, and there are more handoffs too. In handing "
                "customers on, these teams work as one although the chart parts them: T01, T05." EN_LABEL);
    facts.together = TOGETHER_AS_CHARTED;
    facts.standing = 1;
    facts.flagged = 0;
    facts.reading = SILO_TEXT_NO_READING;
    assert_text(silo_text_whole, &facts, LANGUAGE_EN,
                "Index of the whole 14 of 100; signs of siloing in 0 of 12 teams. In 1 more the signs are of "
                "earlier tests alone. Teams that hand customers mostly to each other are in one unit in the "
                "chart too." EN_LABEL);
    facts = (struct silo_text_whole){.is_known = false};
    assert_text(silo_text_whole, &facts, LANGUAGE_FI,
                "Organisaation siiloutumisesta ei voi sanoa mitään: lukuja on liian vähän. Toimivatko jotkin "
                "tiimit yhtenä, vaikka organisaatiokaavio erottaa ne, ei voi sanoa: lukuja on liian vähän.");
}

static void the_paths(void **state)
{
    (void)state;
    struct silo_text_paths facts = {true, 19, 0, true, 1, -6.43, -7.55, 0.04};
    assert_text(
        silo_text_paths, &facts, LANGUAGE_EN,
        "19 % of contacts went through more than one team; 0 % came back to a team. With each further "
        "handoff satisfaction changes by −6.4 points (95 % interval −7.6 … 0.0)." EN_LABEL);
    facts.hi = -0.04;
    facts.lo = -7.56;
    facts.are_told = false;
    assert_text(
        silo_text_paths, &facts, LANGUAGE_SV,
        "Det finns för få kontakter. Med varje ytterligare hänvisning ändras nöjdheten med −6,4 poäng "
        "(95 % intervall −7,6 … 0,0)." SV_LABEL);
    facts.decimals = 0;
    assert_text(
        silo_text_paths, &facts, LANGUAGE_EN,
        "There are too few contacts. With each further handoff satisfaction changes by −6 points (95 % "
        "interval −8 … 0)." EN_LABEL);
    facts = (struct silo_text_paths){.are_told = false};
    assert_text(silo_text_paths, &facts, LANGUAGE_EN,
                "There are too few contacts. How satisfaction goes with handoffs cannot be told yet.");
}

/* That a figure is beyond chance says nothing of most, nor of what does not happen. */
static void a_reading_is_beside_chance(void **state)
{
    (void)state;
    static const char *const chance[] = {"sattuma", "chance", "slump"};
    static const char *const beyond[] = {"mostly",  "stay",  "itsensä", "pysyvät",
                                         "lähinnä", "mest ", "stannar"};
    for (enum language language = 0; language < LANGUAGE_COUNT; language++) {
        for (enum silo_text_reading r = SILO_TEXT_CLOSED_SHOPS; r <= SILO_TEXT_SPECIALISED; r++) {
            struct silo_text_whole whole = {true, 1, 1, 1, 0, r, TOGETHER_UNKNOWN, ""};
            struct buffer out CLEANUP(buffer_free) = {0};
            silo_text_whole(&whole, language, &out);
            buffer_append(&out, "", 1);
            const char *text = (const char *)buffer_span(&out).data;
            assert_non_null(strstr(text, chance[language]));
            for (size_t i = 0; i < sizeof beyond / sizeof beyond[0]; i++) {
                assert_null(strstr(text, beyond[i]));
            }
        }
    }
}

/* In every language, of everything that can be said: no placeholder is left, nothing that SQL would quote,
 * and no cause. */
static void no_cause_and_nothing_open(void **state)
{
    (void)state;
    static const char *const forbidden[] = {"cause",     "due to",   "leads to", "drives", "proves",
                                            "koska",     " syy",     "aiheut",   "johtuu", "johtaa",
                                            "orsak",     "på grund", "beror",    "driver", "leder",
                                            "vidarekop", "{",        "}",        "\"",     "\\"};
    struct silo_text_facts facts = flagged;
    for (size_t i = 0; i < SILO_TEXT_FINDINGS; i++) {
        facts.found[i] = true;
    }
    for (enum language language = 0; language < LANGUAGE_COUNT; language++) {
        struct buffer out CLEANUP(buffer_free) = {0};
        for (facts.kind = SILO_TEXT_FLAGGED; facts.kind <= SILO_TEXT_FEW_FAMILIES; facts.kind++) {
            facts.unsupported = 100 - facts.unsupported; /* most, and not most */
            silo_text(&facts, language, &out);
        }
        for (enum silo_text_reading r = SILO_TEXT_NO_READING; r <= SILO_TEXT_SPECIALISED; r++) {
            struct silo_text_whole whole = {
                r != SILO_TEXT_SPECIALISED, 1, 1, 1, 1, r, TOGETHER_PARTED, "T01"};
            silo_text_whole(&whole, language, &out);
        }
        for (unsigned what = 0; what < 4; what++) {
            struct silo_text_paths paths = {what % 2 == 1, 19, 1, what / 2 == 1, 1, -6.4, -7.5, -5.3};
            silo_text_paths(&paths, language, &out);
        }
        buffer_append(&out, "", 1);
        for (size_t i = 0; i < sizeof forbidden / sizeof forbidden[0]; i++) {
            assert_null(strstr((const char *)buffer_span(&out).data, forbidden[i]));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_flag_in_three_languages),
        cmocka_unit_test(each_finding_by_itself),
        cmocka_unit_test(no_evidence_is_not_none),
        cmocka_unit_test(what_stands_from_before),
        cmocka_unit_test(the_whole),
        cmocka_unit_test(a_reading_is_beside_chance),
        cmocka_unit_test(the_paths),
        cmocka_unit_test(no_cause_and_nothing_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
