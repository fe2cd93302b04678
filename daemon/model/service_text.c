/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sentences about topics and volume. To translate: keep each placeholder {…} in every language. To change
 * what is said: all three languages, and never that one thing brings about another. */
#include "service_text.h"

#include "phrase.h"

static const struct phrase too_few = {{"{topic}: yhteydenottoja on liian vähän.",
                                       "{topic}: there are too few contacts.",
                                       "{topic}: det finns för få kontakter."}};

static const struct phrase endings[] = {
    [ENDING_OWNED] = {{"{topic}: {handed_on} % yhteydenotoista ohjattiin eteenpäin; {ended} % päättyi siinä "
                       "tiimissä, josta ne "
                       "alkoivat tai joka päättää useimmat eteenpäin ohjatut.",
                       "{topic}: {handed_on} % of contacts were handed on; {ended} % ended with the team "
                       "where they began, or with "
                       "the one that ends most of those handed on.",
                       "{topic}: {handed_on} % av kontakterna skickades vidare; {ended} % slutade hos det "
                       "team där de började eller "
                       "hos det som avslutar de flesta som skickas vidare."}},
    [ENDING_ORPHAN] =
        {{"{topic}: aihe, jota mikään tiimi ei päätä. {handed_on} % yhteydenotoista ohjattiin eteenpäin, ja "
          "vain "
          "{ended} % päättyi siinä tiimissä, josta ne alkoivat tai joka päättää useimmat eteenpäin ohjatut.",
          "{topic}: a topic that no team ends. {handed_on} % of contacts were handed on, and only {ended} % "
          "ended with "
          "the team where they began, or with the one that ends most of those handed on.",
          "{topic}: ett ämne som inget team avslutar. {handed_on} % av kontakterna skickades vidare, och "
          "bara {ended} % "
          "slutade hos det team där de började eller hos det som avslutar de flesta som skickas vidare."}},
    [ENDING_UNDETERMINED] = {{"{topic}: {handed_on} % yhteydenotoista ohjattiin eteenpäin. Päättääkö jokin "
                              "tiimi niistä useimmat, ei voi "
                              "vielä sanoa.",
                              "{topic}: {handed_on} % of contacts were handed on. Whether a team ends most "
                              "of them cannot be told yet.",
                              "{topic}: {handed_on} % av kontakterna skickades vidare. Om något team "
                              "avslutar de flesta går inte att säga "
                              "än."}},
};

static const struct phrase volumes[] = {
    [VOLUME_INSUFFICIENT] = {{"Yhteydenottojen määrää ja asiakkaiden tyytyväisyyttä ei voi vielä verrata.",
                              "The number of contacts and customer satisfaction cannot be compared yet.",
                              "Antalet kontakter och kundnöjdheten går inte att jämföra än."}},
    [VOLUME_NOTHING_SEEN] = {{"Yhteydenottojen määrä muuttui ikkunan jälkipuoliskolla {volume} % ja "
                              "tyytyväisyys {quality} pistettä. "
                              "Ei näyttöä siitä, että määrä kasvaisi ja laatu laskisi.",
                              "In the newer half of the window contacts changed by {volume} %, and "
                              "satisfaction by {quality} points. No "
                              "evidence that volume rises while quality falls.",
                              "Under fönstrets senare halva ändrades kontakterna med {volume} % och "
                              "nöjdheten med {quality} poäng. Inga "
                              "belägg för att volymen stiger medan kvaliteten sjunker."}},
    [VOLUME_MORE_AND_WORSE] =
        {{"Määrä kasvaa ja laatu laskee: yhteydenottojen määrä muuttui ikkunan jälkipuoliskolla {volume} % "
          "ja "
          "tyytyväisyys {quality} pistettä. Yhteys, ei syy.",
          "Volume rises while quality falls: in the newer half of the window contacts changed by {volume} %, "
          "and "
          "satisfaction by {quality} points. Association, not cause.",
          "Volymen stiger medan kvaliteten sjunker: under fönstrets senare halva ändrades kontakterna med "
          "{volume} % "
          "och nöjdheten med {quality} poäng. Samband, inte orsak."}},
};

void service_text_topic(const struct service_text_topic *f, enum language language, struct buffer *out)
{
    char handed_on[PHRASE_NUMBER_SIZE];
    char ended[PHRASE_NUMBER_SIZE];
    const struct phrase_value values[] = {{"topic", f->topic},
                                          {"handed_on", phrase_percent(f->handed_on, language, handed_on)},
                                          {"ended", phrase_percent(f->ended, language, ended)}};
    const struct phrase *said = f->is_told ? &endings[f->ending] : &too_few;
    phrase_fill(said->in[language], values, sizeof values / sizeof values[0], out);
}

void service_text_volume(const struct service_text_volume *f, enum language language, struct buffer *out)
{
    char volume[PHRASE_NUMBER_SIZE];
    char quality[PHRASE_NUMBER_SIZE];
    const struct phrase_value values[] = {{"volume", phrase_change(f->volume, 0, language, volume)},
                                          {"quality", phrase_change(f->quality, 1, language, quality)}};
    phrase_fill(volumes[f->seen].in[language], values, sizeof values / sizeof values[0], out);
}
