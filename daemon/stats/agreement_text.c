/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sentences about agreement. To translate: keep each placeholder {…} in every language. No sentence says that
 * anything causes anything. */
#include "agreement_text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "model/claim_grade.h"
#include "model/dimension_name.h"
#include "model/phrase.h"

#define COMPARED_FROM 0.70
#define WITH_CAUTION_FROM 0.50

static const struct phrase hidden = {{"Piilotettu vastaajien suojaamiseksi.",
                                      "Hidden to protect respondents.",
                                      "Dolt för att skydda respondenterna."}};

static const struct phrase few_teams = {
    {"{dimension}: aineistosta ei voi sanoa, kuvaako keskiarvo tiimiä; siihen tarvitaan vähintään "
     "{min_teams} julkaistua tiimiä samalla jaksolla.",
     "{dimension}: the data cannot tell whether the mean describes a team; that takes at least {min_teams} "
     "published teams in one period.",
     "{dimension}: av materialet går det inte att säga om medelvärdet beskriver teamet; det kräver minst "
     "{min_teams} publicerade team under samma period."}};

/* Which of the two is missing is not told: that all members of every team answered alike would tell what each
 * of them answered. */
static const struct phrase unknown = {
    {"{dimension}: aineistosta ei voi sanoa, kuvaako keskiarvo tiimiä; siihen tarvitaan tiimien sisällä "
     "toisistaan eroavia vastauksia ja tiedot siitä, miten jäsenet vastasivat eri kysymyksiin.",
     "{dimension}: the data cannot tell whether the mean describes a team; that takes answers that differ "
     "within teams, and how members answered each question.",
     "{dimension}: av materialet går det inte att säga om medelvärdet beskriver teamet; det kräver svar som "
     "skiljer sig åt inom teamen och uppgifter om hur medlemmarna svarade på varje fråga."}};

/* By whether members agree and teams differ. */
static const struct phrase verdicts[2][2] = {
    [false][false] =
        {{"{dimension}: tiimin jäsenet eivät vastaa samansuuntaisesti ({rwgj}) eivätkä tiimit erotu "
          "toisistaan ({icc1}), joten tulosta kannattaa katsoa vain koko organisaation tasolla. Sen "
          "yhteyksiä ja "
          "muutoksia tiimeissä ei etsitä.",
          "{dimension}: members of a team do not answer alike ({rwgj}), nor can teams be told apart "
          "({icc1}), so "
          "the figure is one for the whole organisation alone. Its links and changes in teams are not looked "
          "for.",
          "{dimension}: medlemmarna i ett team svarar inte likartat ({rwgj}) och teamen går inte att skilja "
          "åt ({icc1}), så resultatet gäller bara hela organisationen. Dess samband och förändringar i team "
          "söks inte."}},
    [false][true] =
        {{"{dimension}: tiimit eroavat toisistaan ({icc1}), mutta tiimin jäsenet eivät vastaa "
          "samansuuntaisesti ({rwgj}), joten keskiarvo kertoo jäsenistä vain vähän.",
          "{dimension}: teams differ ({icc1}), but members of a team do not answer alike ({rwgj}), so the "
          "mean says little about the members.",
          "{dimension}: teamen skiljer sig åt ({icc1}), men medlemmarna i ett team svarar inte likartat "
          "({rwgj}), så medelvärdet säger lite om medlemmarna."}},
    [true][false] =
        {{"{dimension}: tiimin jäsenet vastaavat samansuuntaisesti ({rwgj}), mutta tiimit eivät erotu "
          "toisistaan ({icc1}), joten yksittäisen tiimin luku kertoo lähinnä koko organisaatiosta.",
          "{dimension}: members of a team answer alike ({rwgj}), but teams cannot be told apart ({icc1}), so "
          "a "
          "team's figure tells mostly about the whole organisation.",
          "{dimension}: medlemmarna i ett team svarar likartat ({rwgj}), men teamen går inte att skilja åt "
          "({icc1}), så ett teams siffra berättar mest om hela organisationen."}},
    [true][true] =
        {{"{dimension}: tiimin jäsenet vastaavat samansuuntaisesti ({rwgj}) ja tiimit eroavat toisistaan "
          "({icc1}), joten keskiarvo kuvaa tiimiä.",
          "{dimension}: members of a team answer alike ({rwgj}) and teams differ ({icc1}), so the mean "
          "describes a team.",
          "{dimension}: medlemmarna i ett team svarar likartat ({rwgj}) och teamen skiljer sig åt ({icc1}), "
          "så medelvärdet beskriver teamet."}},
};

static const struct phrase compared = {{" Tiimejä voi verrata toisiinsa ({icc2}).",
                                        " Teams can be compared ({icc2}).",
                                        " Teamen kan jämföras ({icc2})."}};
static const struct phrase with_caution = {{" Tiimejä voi verrata toisiinsa varoen ({icc2}).",
                                            " Teams can be compared with caution ({icc2}).",
                                            " Teamen kan jämföras med försiktighet ({icc2})."}};
static const struct phrase not_ranked = {{" Tiimejä ei pidä asettaa järjestykseen ({icc2}).",
                                          " Teams should not be ranked ({icc2}).",
                                          " Teamen bör inte rangordnas ({icc2})."}};
static const struct phrase window = {{" Luvut ovat {periods} jakson mediaaneja.",
                                      " The figures are medians over {periods} periods.",
                                      " Siffrorna är medianer över {periods} perioder."}};

const char *agreement_text_hidden(enum language language)
{
    return hidden.in[language];
}

const char *agreement_text_grade(const struct agreement_analysis *analysis)
{
    enum claim_grade grade = analysis->verdict == AGREEMENT_UNKNOWN ? CLAIM_CANNOT_TELL : CLAIM_DESCRIPTION;
    return grade == CLAIM_CANNOT_TELL || analysis->is_shown ? claim_grade_name(grade) : NULL;
}

/* Few large teams have a high ICC(2) though they cannot be told apart. */
static const struct phrase *ranking(const struct agreement_analysis *a)
{
    if (!a->differ) {
        return &not_ranked;
    }
    return a->icc2_median >= COMPARED_FROM       ? &compared
           : a->icc2_median >= WITH_CAUTION_FROM ? &with_caution
                                                 : &not_ranked;
}

static void write_sentences(const struct agreement_analysis *a, const struct phrase_value *values, size_t n,
                            enum language language, struct buffer *out)
{
    if (a->verdict == AGREEMENT_UNKNOWN) {
        phrase_fill((a->analysed == 0 ? &few_teams : &unknown)->in[language], values, n, out);
        return;
    }
    phrase_fill(verdicts[a->agree][a->differ].in[language], values, n, out);
    phrase_fill(ranking(a)->in[language], values, n, out);
    if (a->analysed > 1) {
        phrase_fill(window.in[language], values, n, out);
    }
}

#define LABELLED_SIZE (PHRASE_NUMBER_SIZE + 16)

static void write_labelled(const char *label, double x, enum language language, char ret_text[LABELLED_SIZE])
{
    char number[PHRASE_NUMBER_SIZE];
    snprintf(ret_text, LABELLED_SIZE, "%s %s", label, phrase_number(x, PHRASE_R, language, number));
}

void agreement_text(const struct agreement_analysis *analysis, const char *dimension, enum language language,
                    struct buffer *out)
{
    char rwgj[LABELLED_SIZE] = "rwg(j)";
    char icc1[LABELLED_SIZE];
    char icc2[LABELLED_SIZE];
    char periods[PHRASE_NUMBER_SIZE];
    char min_teams[PHRASE_NUMBER_SIZE];
    if (analysis->verdict != AGREEMENT_UNKNOWN && !analysis->is_shown) {
        buffer_append_text(out, agreement_text_hidden(language));
        return;
    }
    /* A median over few periods may be one team's. */
    if (analysis->analysed >= AGREEMENT_MANY_PERIODS) {
        write_labelled("rwg(j)", analysis->rwgj_median, language, rwgj);
    }
    write_labelled("ICC(1)", analysis->icc1_median, language, icc1);
    write_labelled("ICC(2)", analysis->icc2_median, language, icc2);
    snprintf(periods, sizeof periods, "%zu", analysis->analysed);
    snprintf(min_teams, sizeof min_teams, "%d", AGREEMENT_MIN_TEAMS);
    const struct phrase_value values[] = {{"dimension", dimension_name(dimension, language)},
                                          {"rwgj", rwgj},
                                          {"icc1", icc1},
                                          {"icc2", icc2},
                                          {"periods", periods},
                                          {"min_teams", min_teams}};
    write_sentences(analysis, values, sizeof values / sizeof values[0], language, out);
}
