/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sentences about changes. To translate: keep each placeholder {…} in every language. To change what is
 * said: all three languages, and never that one thing brings about another. */
#include "change_text.h"

#include "dimension_name.h"
#include "phrase.h"
#include "placeholder.h"

static const struct phrase sentences[] = {
    [CHANGE_TEXT_RISE] =
        {{"{dimension}: noussut muihin tiimeihin verrattuna, suunnilleen jaksosta {change} alkaen; "
          "havaittu jaksossa {period}.",
          "{dimension}: higher than before, compared with the other teams, since about {change}; first seen "
          "in "
          "{period}.",
          "{dimension}: högre än förut jämfört med de andra teamen, ungefär sedan {change}; syntes först "
          "{period}."}},
    [CHANGE_TEXT_FALL] =
        {{"{dimension}: laskenut muihin tiimeihin verrattuna, suunnilleen jaksosta {change} alkaen; "
          "havaittu jaksossa {period}.",
          "{dimension}: lower than before, compared with the other teams, since about {change}; first seen "
          "in "
          "{period}.",
          "{dimension}: lägre än förut jämfört med de andra teamen, ungefär sedan {change}; syntes först "
          "{period}."}},
    [CHANGE_TEXT_STEADY] =
        {{"{dimension}: tiimin tavallisesta vaihtelusta erottuvaa muutosta ei havaittu. Se ei "
          "tarkoita, ettei mikään olisi muuttunut.",
          "{dimension}: no change that stands out from the team's usual variation was seen. That "
          "does not say that nothing has changed.",
          "{dimension}: ingen förändring som skiljer sig från teamets vanliga variation syntes. Det "
          "betyder inte att inget har förändrats."}},
    [CHANGE_TEXT_FEW_PERIODS] =
        {{"{dimension}: ei voi vielä sanoa. Tarvitaan {needed} jaksoa, joita edeltävä jakso on "
          "sekin julkaistu; niitä on {have}.",
          "{dimension}: cannot be told yet. It takes {needed} periods that directly follow a "
          "published one; there are {have}.",
          "{dimension}: går inte att säga än. Det krävs {needed} perioder som direkt följer på "
          "en publicerad; det finns {have}."}},
    [CHANGE_TEXT_FEW_TEAMS] =
        {{"{dimension}: ei voi sanoa. Samoissa jaksoissa julkaistiin liian harva tiimi, johon "
          "verrata.",
          "{dimension}: cannot be told. Too few teams to compare with were published in the same "
          "periods.",
          "{dimension}: går inte att säga. För få team att jämföra med publicerades under samma "
          "perioder."}},
    [CHANGE_TEXT_NO_VARIATION] = {{"{dimension}: ei voi sanoa. Luvut eivät vaihtele.",
                                   "{dimension}: cannot be told. The figures do not vary.",
                                   "{dimension}: går inte att säga. Talen varierar inte."}},
    [CHANGE_TEXT_NOT_OF_TEAMS] =
        {{"{dimension}: ei voi sanoa. Tiimin jäsenet eivät vastaa samansuuntaisesti eivätkä tiimit erotu "
          "toisistaan, joten tiimin keskiarvoa ei pidetä tiimin ominaisuutena.",
          "{dimension}: cannot be told. Members of a team do not answer alike, nor can teams be told apart, "
          "so "
          "a team's mean is not taken for a property of the team.",
          "{dimension}: går inte att säga. Medlemmarna i ett team svarar inte likartat och teamen går inte "
          "att "
          "skilja åt, så ett teams medelvärde tas inte för en egenskap hos teamet."}},
};

static const struct phrase size_known = {{" Muutos {size} pistettä (95 %:n väli {lo} … {hi}).",
                                          " Change {size} points (95 % interval {lo} … {hi}).",
                                          " Förändring {size} poäng (95 % intervall {lo} … {hi})."}};
static const struct phrase size_uncertain = {
    {" Muutoksen suuruus on epävarma: {size} pistettä (95 %:n väli {lo} … {hi}).",
     " How large the change is stays uncertain: {size} points (95 % interval {lo} … {hi}).",
     " Hur stor förändringen är är osäkert: {size} poäng (95 % intervall {lo} … {hi})."}};
static const struct phrase size_unknown = {{" Muutoksen suuruutta ei voi vielä sanoa.",
                                            " How large the change is cannot be told yet.",
                                            " Hur stor förändringen är går inte att säga än."}};
static const struct phrase label = {
    {" Kuvailu, ei syy: luku ei kerro, mistä muutos johtuu, eikä se arvioi yhtäkään ihmistä.",
     " A description, not a cause: the number does not say what is behind it, and it does not rate any "
     "person.",
     " En beskrivning, inte en orsak: talet säger inte vad som ligger bakom, och det bedömer ingen "
     "människa."}};

struct filling {
    const struct change_text_facts *facts;
    enum language language;
};

static void write_points(int points, enum language language, struct buffer *out)
{
    char text[PHRASE_NUMBER_SIZE];
    buffer_append_text(out, phrase_change(points, 0, language, text));
}

static bool write_fact(const void *ctx, struct span name, struct buffer *out)
{
    const struct filling *filling = ctx;
    const struct change_text_facts *facts = filling->facts;
    if (span_is(name, "dimension")) {
        buffer_append_text(out, dimension_name(facts->dimension, filling->language));
    } else if (span_is(name, "change")) {
        buffer_append_text(out, facts->change);
    } else if (span_is(name, "period")) {
        buffer_append_text(out, facts->period);
    } else if (span_is(name, "size")) {
        write_points(facts->size, filling->language, out);
    } else if (span_is(name, "lo")) {
        write_points(facts->lo, filling->language, out);
    } else if (span_is(name, "hi")) {
        write_points(facts->hi, filling->language, out);
    } else if (span_is(name, "have")) {
        buffer_printf(out, "%u", facts->have);
    } else if (span_is(name, "needed")) {
        buffer_printf(out, "%u", facts->needed);
    } else {
        return false;
    }
    return true;
}

/* A change is found by its sum of weeks; its size may be of either sign. */
static const struct phrase *size_words(const struct change_text_facts *facts)
{
    if (!facts->is_sized) {
        return &size_unknown;
    }
    return facts->lo < 0 && facts->hi > 0 ? &size_uncertain : &size_known;
}

void change_text(const struct change_text_facts *facts, enum language language, struct buffer *out)
{
    const struct filling filling = {facts, language};
    bool is_alarm = facts->kind == CHANGE_TEXT_RISE || facts->kind == CHANGE_TEXT_FALL;
    placeholder_fill(sentences[facts->kind].in[language], write_fact, &filling, out);
    if (is_alarm) {
        placeholder_fill(size_words(facts)->in[language], write_fact, &filling, out);
    }
    if (is_alarm || facts->kind == CHANGE_TEXT_STEADY) {
        buffer_append_text(out, label.in[language]);
    }
}
