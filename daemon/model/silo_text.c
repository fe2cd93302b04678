/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sentences about silos. To translate: keep each placeholder {…} in every language. To change what is
 * said: all three languages, and never that one thing brings about another. */
#include "silo_text.h"

#include "phrase.h"
#include "placeholder.h"

static const struct phrase sentences[] = {
    [SILO_TEXT_FLAGGED] =
        {{"merkkejä siiloutumisesta vähintään kahdella neljästä osa-alueesta, tässä analyysissä: indeksi "
          "{index} "
          "sadasta (90 %:n väli {lo} … {hi}).",
          "signs of siloing in two of four respects or more, in this analysis: index {index} of 100 (90 % "
          "interval {lo} … {hi}).",
          "tecken på siloeffekt i minst två av fyra avseenden, i den här analysen: index {index} av 100 (90 "
          "% "
          "intervall {lo} … {hi})."}},
    [SILO_TEXT_CONFIRMED] =
        {{"merkkejä siiloutumisesta vähintään kahdella neljästä osa-alueesta, kahdessa peräkkäisessä "
          "testissä: "
          "indeksi {index} sadasta (90 %:n väli {lo} … {hi}).",
          "signs of siloing in two of four respects or more, in two tests in a row: index {index} of 100 (90 "
          "% "
          "interval {lo} … {hi}).",
          "tecken på siloeffekt i minst två av fyra avseenden, i två test i rad: index {index} av 100 (90 % "
          "intervall {lo} … {hi})."}},
    [SILO_TEXT_FLAGGED_BEFORE] =
        {{"merkkejä siiloutumisesta vähintään kahdella neljästä osa-alueesta viimeisimmässä testissä, mutta "
          "ei tässä analyysissä: indeksi {index} sadasta (90 %:n väli {lo} … {hi}).",
          "signs of siloing in two of four respects or more in the last test, but not in this analysis: "
          "index {index} of 100 (90 % interval {lo} … {hi}).",
          "tecken på siloeffekt i minst två av fyra avseenden i det senaste testet, men inte i den här "
          "analysen: index {index} av 100 (90 % intervall {lo} … {hi})."}},
    [SILO_TEXT_CONFIRMED_BEFORE] =
        {{"merkkejä siiloutumisesta vähintään kahdella neljästä osa-alueesta kahdessa peräkkäisessä "
          "testissä, joita myöhempi ei ole kumonnut, mutta ei tässä analyysissä: indeksi {index} sadasta (90 "
          "%:n väli {lo} … {hi}).",
          "signs of siloing in two of four respects or more in two tests in a row that no later one has "
          "cleared, but not in this analysis: index {index} of 100 (90 % interval {lo} … {hi}).",
          "tecken på siloeffekt i minst två av fyra avseenden i två test i rad som inget senare har upphävt, "
          "men inte i den här analysen: index {index} av 100 (90 % intervall {lo} … {hi})."}},
    [SILO_TEXT_NO_EVIDENCE] =
        {{"ei näyttöä siiloutumisesta: indeksi {index} sadasta (90 %:n väli {lo} … {hi}). Se ei tarkoita, "
          "ettei siiloja olisi.",
          "no evidence of siloing: index {index} of 100 (90 % interval {lo} … {hi}). That does not say that "
          "there is none.",
          "inga belägg för siloeffekt: index {index} av 100 (90 % intervall {lo} … {hi}). Det betyder inte "
          "att det inte finns någon."}},
    [SILO_TEXT_FEW_FAMILIES] = {{"siiloutumisesta ei voi sanoa mitään. Tarvitaan luvut vähintään kolmelta "
                                 "neljästä osa-alueesta; niitä on {families}.",
                                 "whether it is siloed cannot be told. It takes figures in three of four "
                                 "respects; there are {families}.",
                                 "siloeffekt går det inte att säga något om. Det krävs siffror i minst tre "
                                 "av fyra avseenden; de finns i {families}."}},
};

static const struct phrase findings[] = {
    [SILO_TEXT_INWARD] =
        {{" Hyvinvointi on {wellbeing} pistettä muita tiimejä korkeampi ja asiakkaiden tyytyväisyys "
          "{customers} pistettä matalampi.",
          " Wellbeing is {wellbeing} points above the other teams, and customer satisfaction {customers} "
          "points below.",
          " Välbefinnandet är {wellbeing} poäng högre än i de andra teamen och kundnöjdheten {customers} "
          "poäng lägre."}},
    [SILO_TEXT_DECOUPLED] =
        {{" Sen hyvinvoinnin ja asiakastyytyväisyyden yhteys on heikompi kuin muista tiimeistä keskimäärin "
          "löydetty yhteys.",
          " Its link of wellbeing and customer satisfaction is weaker than the link found on average in the "
          "other teams.",
          " Dess samband mellan välbefinnande och kundnöjdhet är svagare än det samband som i genomsnitt har "
          "hittats i de andra teamen."}},
    [SILO_TEXT_HANDED_ON] =
        {{" Se ohjaa asiakkaistaan {handed_on} % eteenpäin, {more} prosenttiyksikköä enemmän kuin muut.",
          " It hands {handed_on} % of its customers on, {more} percentage points more than the others.",
          " Det skickar {handed_on} % av sina kunder vidare, {more} procentenheter mer än de andra."}},
    [SILO_TEXT_UNSUPPORTED] =
        {{" Ohjauksista {unsupported} % menee tiimeille, joiden kanssa se ei tee yhteistyötä.",
          " {unsupported} % of its handoffs go to teams that it does not work with.",
          " {unsupported} % av dess hänvisningar går till team som det inte samarbetar med."}},
    [SILO_TEXT_SELF] =
        {{" Muiden tiimien arvioihin verrattuna se arvioi oman yhteistyönsä {asymmetry} pistettä "
          "myönteisemmin kuin tiimeillä on tapana.",
          " Beside what the other teams say of it, its view of its own collaboration is {asymmetry} points "
          "beyond what is usual among teams.",
          " Jämfört med vad de andra teamen säger är dess bild av sitt eget samarbete {asymmetry} poäng "
          "bättre än vad som är vanligt bland team."}},
    [SILO_TEXT_REACH] = {{" Muiden yksiköiden {dyads} tiimistä se tekee yhteistyötä {ties}:n kanssa.",
                          " Of {dyads} teams of other units it works with {ties}.",
                          " Av {dyads} team i andra enheter samarbetar det med {ties}."}},
    [SILO_TEXT_ENGAGED] =
        {{" Sitoutuminen on {engagement} pistettä muita korkeampi ja asiakaslähtöisyys {orientation} "
          "pistettä matalampi.",
          " Engagement is {engagement} points above the others, and customer orientation {orientation} "
          "points "
          "below.",
          " Engagemanget är {engagement} poäng högre än hos de andra och kundorienteringen {orientation} "
          "poäng "
          "lägre."}},
};

/* B1 and B2 at once, when most of what is handed on goes where there is no collaboration. */
static const struct phrase mostly_unsupported = {
    {" Se ohjaa asiakkaistaan {handed_on} % eteenpäin, enimmäkseen tiimeille, joiden kanssa se ei tee "
     "yhteistyötä.",
     " It hands {handed_on} % of its customers on, mostly to teams that it does not work with.",
     " Det skickar {handed_on} % av sina kunder vidare, mestadels till team som det inte samarbetar med."}};

static const struct phrase whole_known = {
    {"Koko organisaation indeksi {index} sadasta; merkkejä siiloutumisesta {flagged} tiimissä {judged} "
     "arvioidusta.",
     "Index of the whole {index} of 100; signs of siloing in {flagged} of {judged} teams.",
     "Index för helheten {index} av 100; tecken på siloeffekt i {flagged} av {judged} team."}};
static const struct phrase whole_standing = {
    {" Lisäksi {standing} tiimissä merkit ovat vain aiemmista testeistä.",
     " In {standing} more the signs are of earlier tests alone.",
     " I ytterligare {standing} team kommer tecknen bara från tidigare test."}};
static const struct phrase whole_unknown = {
    {"Organisaation siiloutumisesta ei voi sanoa mitään: lukuja on liian vähän.",
     "Whether the whole is siloed cannot be told: there are too few figures.",
     "Om siloeffekt i helheten går inget att säga: det finns för få siffror."}};

static const struct phrase readings[] = {
    [SILO_TEXT_NO_READING] = {{"", "", ""}},
    [SILO_TEXT_CLOSED_SHOPS] =
        {{" Yksiköiden sisällä tehdään yhteistyötä enemmän kuin sattumalta tehtäisiin, ja asiakkaitakin "
          "ohjataan niiden sisällä sattumaa enemmän.",
          " Within units there is more collaboration than chance would have it, and there are more handoffs "
          "too.",
          " Inom enheterna finns mer samarbete än slumpen skulle ge, och även fler hänvisningar."}},
    [SILO_TEXT_CROSSED_BORDER] =
        {{" Yksiköiden sisällä tehdään yhteistyötä enemmän kuin sattumalta tehtäisiin, mutta asiakkaita "
          "ohjataan yksiköstä toiseen sattumaa enemmän: asiakas ylittää rajan, jonka yhteistyö ylittää "
          "sattumaa harvemmin.",
          " Within units there is more collaboration than chance would have it, yet between them there are "
          "more handoffs: customers cross a border that collaboration crosses less than by chance.",
          " Inom enheterna finns mer samarbete än slumpen skulle ge, men mellan dem fler hänvisningar: "
          "kunden passerar en gräns som samarbetet passerar mer sällan än av en slump."}},
    [SILO_TEXT_SPECIALISED] =
        {{" Yksiköiden sisällä ohjataan asiakkaita enemmän kuin sattumalta ohjattaisiin; yhteistyöstä ei "
          "samaa voi sanoa. Se on tavallista, kun yksiköt ovat erikoistuneet.",
          " Within units there are more handoffs than chance would have it; the same cannot be said of "
          "collaboration. That is common where units are specialised.",
          " Inom enheterna finns fler hänvisningar än slumpen skulle ge; detsamma kan inte sägas om "
          "samarbetet. Det är vanligt där enheterna är specialiserade."}},
};

static const struct phrase paths_told = {
    {"{handed_on} % yhteydenotoista kävi useammassa kuin yhdessä tiimissä; {ping_pong} % palasi samaan "
     "tiimiin.",
     "{handed_on} % of contacts went through more than one team; {ping_pong} % came back to a team.",
     "{handed_on} % av kontakterna gick genom mer än ett team; {ping_pong} % kom tillbaka till ett team."}};
static const struct phrase paths_untold = {
    {"Yhteydenottoja on liian vähän.", "There are too few contacts.", "Det finns för få kontakter."}};
static const struct phrase penalty_known = {
    {" Jokaisen lisäohjauksen mukana tyytyväisyys muuttuu {penalty} pistettä (95 %:n väli {lo} … {hi}).",
     " With each further handoff satisfaction changes by {penalty} points (95 % interval {lo} … {hi}).",
     " Med varje ytterligare hänvisning ändras nöjdheten med {penalty} poäng (95 % intervall {lo} … "
     "{hi})."}};
static const struct phrase penalty_unknown = {
    {" Lisäohjauksen ja tyytyväisyyden yhteydestä ei voi vielä sanoa mitään.",
     " How satisfaction goes with handoffs cannot be told yet.",
     " Hur nöjdheten följer hänvisningar går inte att säga än."}};

static const struct phrase label = {
    {" Yhteys, ei selitys: luku ei kerro miksi, eikä se arvioi yhtäkään ihmistä.",
     " Association, not an explanation: the number does not say why, and it does not rate any person.",
     " Samband, inte en förklaring: siffran säger inte varför, och den bedömer ingen människa."}};

/* What stands for a word in braces. */
struct fact {
    const char *name;
    double value;
    int decimals; /* 0 or 1 */
};

struct facts {
    const struct fact *all;
    size_t n;
    enum language language;
};

static bool write_fact(const void *ctx, struct span name, struct buffer *out)
{
    const struct facts *facts = ctx;
    char text[PHRASE_NUMBER_SIZE];
    for (size_t i = 0; i < facts->n; i++) {
        if (span_is(name, facts->all[i].name)) {
            const struct fact *fact = &facts->all[i];
            buffer_append_text(out, phrase_number(fact->value, fact->decimals, facts->language, text));
            return true;
        }
    }
    return false;
}

#define LEN(a) (sizeof(a) / sizeof(a)[0])

static void fill(const struct phrase *words, const struct facts *facts, struct buffer *out)
{
    placeholder_fill(words->in[facts->language], write_fact, facts, out);
}

void silo_text(const struct silo_text_facts *f, enum language language, struct buffer *out)
{
    const struct fact all[] = {
        {"index", f->index, 0},
        {"lo", f->lo, 0},
        {"hi", f->hi, 0},
        {"families", f->families, 0},
        {"wellbeing", f->wellbeing, 0},
        {"customers", f->customers, 0},
        {"handed_on", f->handed_on, 0},
        {"more", f->more, 0},
        {"unsupported", f->unsupported, 0},
        {"asymmetry", f->asymmetry, 0},
        {"ties", f->ties, 0},
        {"dyads", f->dyads, 0},
        {"engagement", f->engagement, 0},
        {"orientation", f->orientation, 0},
    };
    const struct facts facts = {all, LEN(all), language};
    bool mostly = f->found[SILO_TEXT_HANDED_ON] && f->found[SILO_TEXT_UNSUPPORTED] && f->unsupported > 50;
    fill(&sentences[f->kind], &facts, out);
    for (size_t i = 0; i < SILO_TEXT_FINDINGS; i++) {
        bool is_told = mostly && i == SILO_TEXT_UNSUPPORTED;
        if (f->found[i] && !is_told) {
            fill(mostly && i == SILO_TEXT_HANDED_ON ? &mostly_unsupported : &findings[i], &facts, out);
        }
    }
    if (f->kind != SILO_TEXT_FEW_FAMILIES) {
        buffer_append_text(out, label.in[language]);
    }
}

void silo_text_whole(const struct silo_text_whole *f, enum language language, struct buffer *out)
{
    const struct fact all[] = {{"index", f->index, 0},
                               {"flagged", f->flagged, 0},
                               {"judged", f->judged, 0},
                               {"standing", f->standing, 0}};
    const struct facts facts = {all, LEN(all), language};
    fill(f->is_known ? &whole_known : &whole_unknown, &facts, out);
    if (f->standing > 0) {
        fill(&whole_standing, &facts, out);
    }
    fill(&readings[f->reading], &facts, out);
    together_text(f->together, f->teams, language, out);
    bool is_grouped = f->together == TOGETHER_AS_CHARTED || f->together == TOGETHER_PARTED;
    if (f->is_known || f->standing > 0 || f->reading != SILO_TEXT_NO_READING || is_grouped) {
        buffer_append_text(out, label.in[language]);
    }
}

void silo_text_paths(const struct silo_text_paths *f, enum language language, struct buffer *out)
{
    const struct fact all[] = {{"handed_on", f->handed_on, 0},
                               {"ping_pong", f->ping_pong, 0},
                               {"penalty", f->penalty, f->decimals},
                               {"lo", f->lo, f->decimals},
                               {"hi", f->hi, f->decimals}};
    const struct facts facts = {all, LEN(all), language};
    fill(f->are_told ? &paths_told : &paths_untold, &facts, out);
    fill(f->has_penalty ? &penalty_known : &penalty_unknown, &facts, out);
    if (f->are_told || f->has_penalty) {
        buffer_append_text(out, label.in[language]);
    }
}
