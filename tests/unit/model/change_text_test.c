/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sentences, and what none of them may say. */
#include "model/change_text.h"

#include <string.h>

#include "../unit.h"
#include "base/cleanup.h"

static const struct change_text_facts fall = {.kind = CHANGE_TEXT_FALL,
                                              .dimension = "wellbeing",
                                              .period = "2025-W11",
                                              .change = "2025-W02",
                                              .is_sized = true,
                                              .size = -9,
                                              .lo = -13,
                                              .hi = 0};

static void assert_text(const struct change_text_facts *facts, enum language language, const char *expected)
{
    struct buffer out CLEANUP(buffer_free) = {0};
    change_text(facts, language, &out);
    buffer_append(&out, "", 1);
    assert_false(out.failed);
    assert_string_equal((const char *)buffer_span(&out).data, expected);
}

static void a_fall_in_three_languages(void **state)
{
    (void)state;
    assert_text(
        &fall, LANGUAGE_FI,
        "hyvinvointi: laskenut muihin tiimeihin verrattuna, suunnilleen jaksosta 2025-W02 alkaen; havaittu "
        "jaksossa 2025-W11. Muutos −9 pistettä (95 %:n väli −13 … 0). Kuvailu, ei syy: luku ei kerro, mistä "
        "muutos johtuu, eikä se arvioi yhtäkään ihmistä.");
    assert_text(
        &fall, LANGUAGE_EN,
        "wellbeing: lower than before, compared with the other teams, since about 2025-W02; first seen in "
        "2025-W11. Change −9 points (95 % interval −13 … 0). A description, not a cause: the number does not "
        "say what is behind it, and it does not rate any person.");
    assert_text(
        &fall, LANGUAGE_SV,
        "välbefinnande: lägre än förut jämfört med de andra teamen, ungefär sedan 2025-W02; syntes först "
        "2025-W11. Förändring −9 poäng (95 % intervall −13 … 0). En beskrivning, inte en orsak: talet säger "
        "inte vad som ligger bakom, och det bedömer ingen människa.");
}

static void a_size_of_either_sign_is_uncertain(void **state)
{
    (void)state;
    struct change_text_facts uncertain = fall;
    uncertain.size = -10;
    uncertain.lo = -26;
    uncertain.hi = 6;
    assert_text(
        &uncertain, LANGUAGE_EN,
        "wellbeing: lower than before, compared with the other teams, since about 2025-W02; first seen "
        "in 2025-W11. How large the change is stays uncertain: −10 points (95 % interval −26 … +6). A "
        "description, not a cause: the number does not say what is behind it, and it does not rate any "
        "person.");
}

static void a_rise_is_told_apart(void **state)
{
    (void)state;
    struct change_text_facts rise = fall;
    rise.kind = CHANGE_TEXT_RISE;
    rise.dimension = "own";
    rise.size = 5;
    rise.lo = 0;
    rise.hi = 120;
    assert_text(&rise, LANGUAGE_EN,
                "own: higher than before, compared with the other teams, since about 2025-W02; first seen in "
                "2025-W11. Change +5 points (95 % interval 0 … +120). A description, not a cause: the number "
                "does not "
                "say what is behind it, and it does not rate any person.");
}

static void a_size_that_is_not_known_is_not_told(void **state)
{
    (void)state;
    struct change_text_facts abrupt = fall;
    abrupt.is_sized = false;
    assert_text(
        &abrupt, LANGUAGE_EN,
        "wellbeing: lower than before, compared with the other teams, since about 2025-W02; first seen in "
        "2025-W11. How large the change is cannot be told yet. A description, not a cause: the number does "
        "not "
        "say what is behind it, and it does not rate any person.");
}

static void what_cannot_be_told_says_why(void **state)
{
    (void)state;
    const struct change_text_facts few = {
        .kind = CHANGE_TEXT_FEW_PERIODS, .dimension = "csat", .have = 7, .needed = 13};
    assert_text(&few, LANGUAGE_EN,
                "customer satisfaction: cannot be told yet. It takes 13 periods that directly follow a "
                "published one; "
                "there are 7.");
    assert_text(&few, LANGUAGE_FI,
                "asiakastyytyväisyys: ei voi vielä sanoa. Tarvitaan 13 jaksoa, joita edeltävä jakso on sekin "
                "julkaistu; niitä on 7.");
    const struct change_text_facts flat = {.kind = CHANGE_TEXT_NO_VARIATION, .dimension = "csat"};
    assert_text(&flat, LANGUAGE_SV, "kundnöjdhet: går inte att säga. Talen varierar inte.");
}

/* Every sentence there is. Only where there is a number does the label stand. */
static void no_sentence_names_a_cause(void **state)
{
    (void)state;
    static const char *const forbidden[] = {"aiheutt", "johti",    "todist", "causes",  "caused",
                                            "drives",  "leads to", "proves", "orsakar", "leder till",
                                            "bevisar", "{",        "\"",     "\\"};
    static const char *const label[] = {"Kuvailu, ei syy", "A description, not a cause",
                                        "En beskrivning, inte"};
    for (enum change_text_kind kind = CHANGE_TEXT_RISE; kind <= CHANGE_TEXT_NO_VARIATION; kind++) {
        for (enum language language = 0; language < LANGUAGE_COUNT; language++) {
            struct buffer out CLEANUP(buffer_free) = {0};
            struct change_text_facts facts = fall;
            facts.kind = kind;
            change_text(&facts, language, &out);
            buffer_append(&out, "", 1);
            const char *text = (const char *)buffer_span(&out).data;
            for (size_t i = 0; i < sizeof forbidden / sizeof forbidden[0]; i++) {
                assert_null(strstr(text, forbidden[i]));
            }
            assert_true((strstr(text, label[language]) != NULL) == (kind <= CHANGE_TEXT_STEADY));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fall_in_three_languages),
        cmocka_unit_test(a_size_of_either_sign_is_uncertain),
        cmocka_unit_test(a_rise_is_told_apart),
        cmocka_unit_test(a_size_that_is_not_known_is_not_told),
        cmocka_unit_test(what_cannot_be_told_says_why),
        cmocka_unit_test(no_sentence_names_a_cause),
    };
    return cmocka_run_group_tests_name("change_text", tests, NULL, NULL);
}
