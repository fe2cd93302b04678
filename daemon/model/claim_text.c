/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be said of a link, one row a sentence. To translate: keep the placeholders {…}; an amount such as
 * {lag} brings its unit, in the form that stands after "edelsi", "came … before" and "med". */
#include "claim_text.h"

static const struct claim_text texts[] = {
    [CLAIM_LABEL] =
        {CLAIM_DESCRIPTION,
         {{"Yhteys, ei syy-seuraussuhde. Luku kertoo, liikkuvatko asiat yhdessä. Se ei kerro, mikä "
           "aiheuttaa mitä, eikä se arvioi yhtäkään ihmistä.",
           "Association, not cause. The number says whether things move together; it does not say "
           "what causes what and it does not rate any person.",
           "Samband, inte orsak. Siffran säger om saker rör sig tillsammans. Den säger inte vad som "
           "orsakar vad, och den bedömer ingen människa."}}},
    [CLAIM_NOT_OF_TEAMS] =
        {CLAIM_CANNOT_TELL,
         {{"Ei voi sanoa, liikkuvatko {x} ja {y} tiimeissä yhdessä: tiimin jäsenet eivät vastaa {x_of} "
           "kysymyksiin samansuuntaisesti eivätkä tiimit erotu toisistaan, joten tiimin keskiarvoa ei pidetä "
           "tiimin ominaisuutena.",
           "It cannot be told whether {x} and {y} move together in teams: members of a team do not answer "
           "alike "
           "on {x}, nor can teams be told apart, so a team's mean is not taken for a property of the team.",
           "Det går inte att säga om {x} och {y} rör sig tillsammans i teamen: medlemmarna i ett team svarar "
           "inte likartat på {x} och teamen går inte att skilja åt, så ett teams medelvärde tas inte för en "
           "egenskap hos teamet."}}},
    [CLAIM_FEW_TEAMS] =
        {CLAIM_CANNOT_TELL,
         {{"Ei voi sanoa, liikkuvatko {x} ja {y} tiimeissä yhdessä: tietoa on riittävästi {k} tiimistä, ja "
           "tarvitaan {need}.{ten_answers}",
           "It cannot be told whether {x} and {y} move together in teams: that takes {need} teams with "
           "enough data, not {k}.{ten_answers}",
           "Det går inte att säga om {x} och {y} rör sig tillsammans i teamen: det krävs {need} team med "
           "tillräckligt underlag, inte {k}.{ten_answers}"}}},
    [CLAIM_UNSEEN] =
        {CLAIM_CANNOT_TELL,
         {{"Aineistosta ei voi sanoa, liikkuvatko {x} ja {y} tiimeissä yhdessä. Pienin yhteys, joka tästä "
           "aineistosta olisi näkynyt, on r = {detectable}{alone}.",
           "The data cannot tell whether {x} and {y} move together in teams. The smallest link that they "
           "could "
           "have shown is r = {detectable}{alone}.",
           "Materialet kan inte säga om {x} och {y} rör sig tillsammans i teamen. Det minsta samband som det "
           "kunde ha visat är r = {detectable}{alone}."}}},
    [CLAIM_TOGETHER] =
        {CLAIM_ASSOCIATION,
         {{"{x} ja {y} liikkuivat tiimeissä {together} (r = {r}, väli {lo}…{hi}, {k} tiimiä). Kumpi tuli "
           "ensin, ei selviä.{open}{evidence}",
           "{x} and {y} moved {together} in teams (r = {r}, interval {lo} to {hi}, {k} teams). Which came "
           "first cannot be told.{open}{evidence}",
           "{x} och {y} rörde sig {together} i teamen (r = {r}, intervall {lo} till {hi}, {k} team). Vilket "
           "som "
           "kom först går inte att säga.{open}{evidence}"}}},
    [CLAIM_LEAD] =
        {CLAIM_LEADS,
         {{"{first_of} muutos edelsi {second_of} muutosta {lag}: ne liikkuivat {together} (r = {r}, "
           "väli {lo}…{hi}, {k} tiimiä). Toisin päin vahvin yhteys oli r = "
           "{reverse}.{open}{evidence}",
           "A change in {first} came {lag} before a change in {second}: they moved {together} "
           "(r = {r}, interval {lo} to {hi}, {k} teams). The other way round the strongest link was "
           "r = {reverse}.{open}{evidence}",
           "En förändring i {first} kom {lag} före en förändring i {second}: de rörde sig {together} "
           "(r = {r}, intervall {lo} till {hi}, {k} team). I omvänd ordning var det starkaste "
           "sambandet r = {reverse}.{open}{evidence}"}}},
    [CLAIM_SIZE] =
        {CLAIM_ASSOCIATION,
         {{"Keskimäärin r = {r} (väli {lo}…{hi}, {k} tiimiä). Uudessa tiimissä odotettavissa "
           "{pi_lo}…{pi_hi}; "
           "vaihtelusta {i2} % on tiimien välistä eroa.",
           "On average r = {r} (interval {lo} to {hi}, {k} teams). In a new team {pi_lo} to {pi_hi} is to be "
           "expected; {i2}% of the variation is differences between teams.",
           "I genomsnitt r = {r} (intervall {lo} till {hi}, {k} team). I ett nytt team är {pi_lo} till "
           "{pi_hi} "
           "att vänta; {i2} % av variationen är skillnader mellan team."}}},
    [CLAIM_SIZE_UNTESTED] =
        {CLAIM_DESCRIPTION,
         {{"Parhaiten sopivalla viiveellä keskimäärin r = {r} (väli {lo}…{hi}, {k} tiimiä). Se ei ole testi: "
           "paras monesta viiveestä on sattumaltakin muuta kuin nolla.",
           "At the lag that fits best r = {r} on average (interval {lo} to {hi}, {k} teams). That is no "
           "test: "
           "the best of many lags differs from 0 by chance too.",
           "Vid den fördröjning som passar bäst är r = {r} i genomsnitt (intervall {lo} till {hi}, {k} "
           "team). "
           "Det är inget test: den bästa av många fördröjningar skiljer sig från 0 också av en slump."}}},
    [CLAIM_SIZE_UNCERTAIN] =
        {CLAIM_CANNOT_TELL,
         {{"Arvio keskimääräisestä yhteydestä on r = {r}, mutta väli {lo}…{hi} on niin leveä, että suunta "
           "jää "
           "avoimeksi ({k} tiimiä).",
           "The average link is estimated at r = {r}, but with an interval of {lo} to {hi} its direction "
           "stays "
           "open ({k} teams).",
           "Det genomsnittliga sambandet uppskattas till r = {r}, men med intervallet {lo} till {hi} förblir "
           "riktningen öppen ({k} team)."}}},
    [CLAIM_SIZE_SOMEWHERE] =
        {CLAIM_DESCRIPTION,
         {{"Yhteys näkyy joissakin tiimeissä, ei kaikissa: keskimäärin r = {r} (väli {lo}…{hi}, {k} tiimiä), "
           "uudessa tiimissä odotettavissa {pi_lo}…{pi_hi}. Vaihtelusta {i2} % on tiimien välistä eroa.",
           "The link shows in some teams and not in others: on average r = {r} (interval {lo} to {hi}, {k} "
           "teams), in a new team {pi_lo} to {pi_hi} is to be expected. {i2}% of the variation is "
           "differences "
           "between teams.",
           "Sambandet syns i vissa team men inte i andra: i genomsnitt r = {r} (intervall {lo} till {hi}, "
           "{k} "
           "team), i ett nytt team är {pi_lo} till {pi_hi} att vänta. {i2} % av variationen är skillnader "
           "mellan team."}}},
    [CLAIM_CORRECTED] =
        {CLAIM_DESCRIPTION,
         {{"Ilman pienten vastaajamäärien satunnaisvirhettä yhteys tiimien sisällä olisi noin r = "
           "{corrected} "
           "(väli {lo}…{hi}; mitattuna {r}). Luku on yläraja, jos samat ihmiset vastaavat joka kerta.",
           "Without the sampling error of few answers the link within teams would be about r = {corrected} "
           "(interval {lo} to {hi}; as measured {r}). It is an upper bound where the same people answer "
           "every "
           "time.",
           "Utan det slumpfel som få svar ger vore sambandet inom teamen ungefär r = {corrected} (intervall "
           "{lo} till {hi}; uppmätt {r}). Siffran är en övre gräns om samma personer svarar varje gång."}}},
    [CLAIM_BETWEEN] =
        {CLAIM_DESCRIPTION,
         {{"Tiimien välillä {x} ja {y}: r = {r} (väli {lo}…{hi}, {k} tiimiä). Luku kuvaa tiimien eroja, ei "
           "muutosta tiimien sisällä.",
           "Between teams, {x} and {y}: r = {r} (interval {lo} to {hi}, {k} teams). This describes "
           "differences "
           "between teams, not change within them.",
           "Mellan teamen, {x} och {y}: r = {r} (intervall {lo} till {hi}, {k} team). Siffran beskriver "
           "skillnader mellan team, inte förändring inom dem."}}},
    [CLAIM_BETWEEN_HIGHER] =
        {CLAIM_ASSOCIATION,
         {{"Tiimeissä, joissa {x} oli korkeammalla, myös {y} oli korkeammalla (r = {r}, väli {lo}…{hi}, {k} "
           "tiimiä).",
           "In teams with higher {x}, {y} was higher too (r = {r}, interval {lo} to {hi}, {k} teams).",
           "I team med högre {x} var också {y} högre (r = {r}, intervall {lo} till {hi}, {k} team)."}}},
    [CLAIM_BETWEEN_LOWER] =
        {CLAIM_ASSOCIATION,
         {{"Tiimeissä, joissa {x} oli korkeammalla, {y} oli matalammalla (r = {r}, väli {lo}…{hi}, {k} "
           "tiimiä).",
           "In teams with higher {x}, {y} was lower (r = {r}, interval {lo} to {hi}, {k} teams).",
           "I team med högre {x} var {y} lägre (r = {r}, intervall {lo} till {hi}, {k} team)."}}},
    [CLAIM_REVERSED] =
        {CLAIM_DESCRIPTION,
         {{"Varoitus: tiimien sisällä ja tiimien välillä yhteys on vastakkainen. Toista ei saa lukea toisen "
           "sijasta.",
           "Warning: within teams and between teams the link has opposite signs. Neither may be read for the "
           "other.",
           "Varning: inom teamen och mellan teamen är sambandet motsatt. Det ena får inte läsas i stället "
           "för "
           "det andra."}}},
    [CLAIM_SIGNS_DIFFER] =
        {CLAIM_CANNOT_TELL,
         {{"Yhteyden etumerkki on tiimien sisällä toinen kuin tiimien välillä, mutta aineisto ei riitä "
           "sanomaan, onko ero todellinen.",
           "The sign of the link within teams differs from that between teams, but the data cannot tell "
           "whether the difference is real.",
           "Sambandets tecken är ett annat inom teamen än mellan dem, men materialet räcker inte för att "
           "säga "
           "om skillnaden är verklig."}}},
    [CLAIM_TEAM_NOT_OF_TEAMS] =
        {CLAIM_CANNOT_TELL,
         {{"Tiimistä ei voi sanoa mitään: {x} ei tässä aineistossa ole tiimien ominaisuus.",
           "Nothing can be said of the team: in these data {x} is not a property of teams.",
           "Om teamet går det inte att säga något: i det här materialet är {x} inte en egenskap hos team."}}},
    [CLAIM_TEAM_SHORT] = {CLAIM_CANNOT_TELL,
                          {{"Tiimistä ei voi vielä sanoa mitään: vertailukelpoisia {periods} on {n}, "
                            "tarvitaan {need}.{ten_answers}",
                            "Nothing can be said of the team yet: that takes {need} comparable {periods}, "
                            "not {n}.{ten_answers}",
                            "Om teamet går det ännu inte att säga något: det krävs {need} jämförbara "
                            "{periods}, inte {n}.{ten_answers}"}}},
    [CLAIM_TEAM_FLAT] = {CLAIM_CANNOT_TELL,
                         {{"Tiimistä ei voi sanoa mitään: {x} tai {y} ei ole vaihdellut.",
                           "Nothing can be said of the team: {x} or {y} has not varied.",
                           "Om teamet går det inte att säga något: {x} eller {y} har inte varierat."}}},
    [CLAIM_TEAM_UNSEEN] =
        {CLAIM_CANNOT_TELL,
         {{"Tiimin aineistosta ei voi sanoa, liikkuvatko {x} ja {y} yhdessä. Pienin yhteys, joka olisi "
           "näkynyt, on r = {detectable}{alone}.",
           "The team's data cannot tell whether {x} and {y} move together. The smallest link that they could "
           "have shown is r = {detectable}{alone}.",
           "Teamets material kan inte säga om {x} och {y} rör sig tillsammans. Det minsta samband som det "
           "kunde "
           "ha visat är r = {detectable}{alone}."}}},
    [CLAIM_TEAM_TOGETHER] =
        {CLAIM_ASSOCIATION,
         {{"Tiimissä {x} ja {y} liikkuivat {together} (r = {r}). Kumpi tuli ensin, ei selviä.{evidence}",
           "In the team {x} and {y} moved {together} (r = {r}). Which came first cannot be told.{evidence}",
           "I teamet rörde sig {x} och {y} {together} (r = {r}). Vilket som kom först går inte att "
           "säga.{evidence}"}}},
    [CLAIM_TEAM_LEAD] =
        {CLAIM_LEADS,
         {{"Tiimissä {first_of} muutos edelsi {second_of} muutosta {lag}: ne liikkuivat {together} (r = "
           "{r}). "
           "Toisin päin vahvin yhteys oli r = {reverse}.{evidence}",
           "In the team a change in {first} came {lag} before a change in {second}: they moved {together} "
           "(r = {r}). The other way round the strongest link was r = {reverse}.{evidence}",
           "I teamet kom en förändring i {first} {lag} före en förändring i {second}: de rörde sig "
           "{together} "
           "(r = {r}). I omvänd ordning var det starkaste sambandet r = {reverse}.{evidence}"}}},
    [CLAIM_TEAM_COMMON] =
        {CLAIM_ASSOCIATION,
         {{"Tiimissä {x} ja {y} liikkuivat {together} sillä viiveellä, joka muille tiimeille on yhteinen "
           "(r = {r}, {n} vertailukelpoista jaksoa).{evidence}",
           "In the team {x} and {y} moved {together} at the lag that the other teams have in common (r = "
           "{r}, "
           "{n} comparable periods).{evidence}",
           "I teamet rörde sig {x} och {y} {together} vid den fördröjning som de andra teamen har gemensamt "
           "(r = {r}, {n} jämförbara perioder).{evidence}"}}},
    [CLAIM_TEAM_INDICATIVE] = {CLAIM_DESCRIPTION,
                               {{"Vastausprosentti oli {percent} %: tiimin luvut ovat suuntaa antavia.",
                                 "The response rate was {percent}%: the team's figures are indicative.",
                                 "Svarsfrekvensen var {percent} %: teamets siffror är vägledande."}}},
    [CLAIM_TEAM_NOT_REPRESENTATIVE] =
        {CLAIM_DESCRIPTION,
         {{"Vastausprosentti oli {percent} %: luvut eivät edusta koko tiimiä.",
           "The response rate was {percent}%: the figures do not represent the whole team.",
           "Svarsfrekvensen var {percent} %: siffrorna representerar inte hela teamet."}}},
    [CLAIM_TEAM_PARTICIPATION] =
        {CLAIM_DESCRIPTION,
         {{"Osallistuminen ja {x} liikkuvat yhdessä (Spearmanin r = {r}): muutos luvussa voi olla muutos "
           "siinä, ketkä vastaavat.",
           "Participation and {x} move together (Spearman's r = {r}): a change in the figure may be a change "
           "in who answers.",
           "Deltagandet och {x} rör sig tillsammans (Spearmans r = {r}): en förändring i siffran kan vara en "
           "förändring i vilka som svarar."}}},
};

_Static_assert(sizeof texts / sizeof texts[0] == CLAIM_SENTENCES, "every sentence has its words");

const struct claim_text *claim_text(enum claim_sentence sentence)
{
    return &texts[sentence];
}
