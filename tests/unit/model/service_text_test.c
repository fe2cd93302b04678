/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sentences about topics, and about volume and quality, in every language. */
#include "model/service_text.h"

#include <math.h>
#include <string.h>

#include "../unit.h"

#include "base/cleanup.h"

static void assert_topic(const struct service_text_topic *facts, enum language language, const char *expected)
{
    struct buffer out CLEANUP(buffer_free) = {0};
    service_text_topic(facts, language, &out);
    buffer_append(&out, "", 1);
    assert_string_equal((const char *)buffer_span(&out).data, expected);
}

static void what_is_said_of_a_topic(void **state)
{
    (void)state;
    struct service_text_topic facts = {"late", true, ENDING_ORPHAN, 0.9, 0.3};
    assert_topic(
        &facts, LANGUAGE_EN,
        "late: a topic that no team ends. 90 % of contacts were handed on, and only 30 % ended with the team "
        "where they began, or with the one that ends most of those handed on. A description, not an "
        "explanation.");
    assert_topic(
        &facts, LANGUAGE_FI,
        "late: aihe, jota mikään tiimi ei saa päätökseen. 90 % yhteydenotoista ohjattiin eteenpäin, ja vain "
        "30 % päättyi siinä tiimissä, josta ne alkoivat tai joka saa päätökseen useimmat eteenpäin "
        "ohjatut. Kuvailu, ei selitys.");
    facts.ending = ENDING_UNDETERMINED;
    assert_topic(&facts, LANGUAGE_SV,
                 "late: 90 % av kontakterna skickades vidare. Om något team avslutar de flesta går inte att "
                 "säga än. En beskrivning, inte en förklaring.");
    facts.is_told = false;
    assert_topic(&facts, LANGUAGE_FI, "late: yhteydenottoja on liian vähän.");
}

static void assert_volume(const struct service_text_volume *facts, enum language language,
                          const char *expected)
{
    struct buffer out CLEANUP(buffer_free) = {0};
    service_text_volume(facts, language, &out);
    buffer_append(&out, "", 1);
    assert_string_equal((const char *)buffer_span(&out).data, expected);
}

static void volume_beside_quality(void **state)
{
    (void)state;
    struct service_text_volume facts = {VOLUME_MORE_AND_WORSE, 12.4, -3.25};
    assert_volume(
        &facts, LANGUAGE_EN,
        "Volume rises while quality falls: in the newer half of the window contacts changed by +12 %, and "
        "satisfaction by −3.3 points. Association, not an explanation.");
    facts = (struct service_text_volume){VOLUME_NOTHING_SEEN, -0.4, 0.04};
    assert_volume(
        &facts, LANGUAGE_FI,
        "Yhteydenottojen määrä muuttui ikkunan jälkipuoliskolla 0 % ja tyytyväisyys 0,0 pistettä. Ei näyttöä "
        "siitä, että määrä kasvaisi ja laatu laskisi.");
    facts = (struct service_text_volume){VOLUME_INSUFFICIENT, NAN, NAN};
    assert_volume(&facts, LANGUAGE_SV, "Antalet kontakter och kundnöjdheten går inte att jämföra än.");
}

/* Every kind in every language is there, with no brace and no quote left in it. */
static void every_sentence_is_filled(void **state)
{
    (void)state;
    for (enum language language = 0; language < LANGUAGE_COUNT; language++) {
        for (int kind = 0; kind < 4; kind++) {
            const struct service_text_topic topic = {"t", kind < 3, (enum service_ending)(kind % 3), .1, .2};
            const struct service_text_volume volume = {(enum service_volume)(kind % 3), 1, 2};
            struct buffer out CLEANUP(buffer_free) = {0};
            service_text_topic(&topic, language, &out);
            service_text_volume(&volume, language, &out);
            buffer_append(&out, "", 1);
            const char *text = (const char *)buffer_span(&out).data;
            assert_true(strlen(text) > 60);
            assert_null(strpbrk(text, "{}\"\\?"));
        }
    }
}

/* In every language, of everything that can be said. */
static void nothing_is_said_to_cause_anything(void **state)
{
    (void)state;
    static const char *const forbidden[] = {"cause",  " due to", "leads to", "drives", "aiheut",
                                            "johtuu", " syy",    "orsak",    "beror",  "{"};
    for (enum language language = 0; language < LANGUAGE_COUNT; language++) {
        struct buffer out CLEANUP(buffer_free) = {0};
        for (enum service_ending ending = ENDING_UNDETERMINED; ending <= ENDING_ORPHAN; ending++) {
            const struct service_text_topic facts = {"late", true, ending, 0.9, 0.3};
            service_text_topic(&facts, language, &out);
        }
        for (enum service_volume seen = VOLUME_INSUFFICIENT; seen <= VOLUME_MORE_AND_WORSE; seen++) {
            const struct service_text_volume facts = {seen, 12.4, -3.25};
            service_text_volume(&facts, language, &out);
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
        cmocka_unit_test(nothing_is_said_to_cause_anything),
        cmocka_unit_test(what_is_said_of_a_topic),
        cmocka_unit_test(volume_beside_quality),
        cmocka_unit_test(every_sentence_is_filled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
