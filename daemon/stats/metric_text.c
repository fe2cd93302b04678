/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sentences about metrics. To translate: keep each placeholder {…} in every language. No sentence says that
 * anything causes anything. */
#include "metric_text.h"

#include <math.h>

#include "agreement_text.h"
#include "model/claim_grade.h"
#include "model/dimension_name.h"
#include "model/phrase.h"

static const struct phrase heads[] = {
    [METRIC_UNKNOWN] =
        {{"{dimension}: aineistosta ei voi sanoa, mittaako mittari yhä jotakin; siihen tarvitaan "
          "vähintään {min_teams} julkaistua tiimiä samalla jaksolla",
          "{dimension}: the data cannot tell whether the metric still measures anything; that "
          "takes at least {min_teams} published teams in one period",
          "{dimension}: av materialet går det inte att säga om mätaren ännu mäter något; det "
          "kräver minst {min_teams} publicerade team under samma period"}},
    [METRIC_KEEP] = {{"{dimension}: mittarin voi pitää", "{dimension}: the metric can stay",
                      "{dimension}: mätaren kan behållas"}},
    [METRIC_REVIEW] = {{"{dimension}: mittari kannattaa ottaa tarkasteluun",
                        "{dimension}: the metric should be looked at again",
                        "{dimension}: mätaren bör ses över"}},
    [METRIC_CANDIDATE_TO_RETIRE] = {{"{dimension}: mittarista voi harkita luopumista",
                                     "{dimension}: the metric could be given up",
                                     "{dimension}: man kan överväga att sluta med mätaren"}},
};

#define AT_TOP                                                                                               \
    {                                                                                                        \
        {                                                                                                    \
            "{ceiling} % vastaajista on asteikon yläpäässä", "{ceiling} % of respondents are at the top",    \
                "{ceiling} % av de svarande ligger överst på skalan"                                       \
        }                                                                                                    \
    }
#define AT_BOTTOM                                                                                            \
    {                                                                                                        \
        {                                                                                                    \
            "{floor} % vastaajista on asteikon alapäässä", "{floor} % of respondents are at the bottom",     \
                "{floor} % av de svarande ligger nederst på skalan"                                         \
        }                                                                                                    \
    }

/* The link has a sentence of its own; so has each way of not varying. */
static const struct phrase findings[METRIC_FINDINGS] = {
    [METRIC_EXHAUSTED_CEILING] = AT_TOP,
    [METRIC_CEILING] = AT_TOP,
    [METRIC_EXHAUSTED_FLOOR] = AT_BOTTOM,
    [METRIC_FLOOR] = AT_BOTTOM,
    [METRIC_UNRELIABLE] = {{"kysymykset eivät mittaa yhtä asiaa (luotettavuus {lower})",
                            "the items do not measure one thing (reliability {lower})",
                            "frågorna mäter inte en och samma sak (reliabilitet {lower})"}},
    [METRIC_WEAK_RELIABILITY] = {{"kysymykset sopivat heikosti yhteen (luotettavuus {lower})",
                                  "the items hold together weakly (reliability {lower})",
                                  "frågorna hänger svagt ihop (reliabilitet {lower})"}},
    [METRIC_REDUNDANT_ITEMS] = {{"kysymykset toistavat toisiaan (luotettavuus {upper})",
                                 "the items repeat each other (reliability {upper})",
                                 "frågorna upprepar varandra (reliabilitet {upper})"}},
    [METRIC_SUSPECT_ITEM] = {{"jokin kysymys ei sovi muiden joukkoon", "an item does not go with the others",
                              "någon fråga passar inte ihop med de andra"}},
    [METRIC_NO_DISCRIMINATION] = {{"tiimit eivät erotu toisistaan (ICC(1) {icc1})",
                                   "teams cannot be told apart (ICC(1) {icc1})",
                                   "teamen går inte att skilja åt (ICC(1) {icc1})"}},
    [METRIC_REDUNDANT] = {{"mittari liikkuu yhdessä {other_of} kanssa (r = {redundant_r})",
                           "it moves with {other_of} (r = {redundant_r})",
                           "den rör sig tillsammans med {other_of} (r = {redundant_r})"}},
    [METRIC_RESPONSE_DOWN] = {{"vastausosuus on laskenut {drop} prosenttiyksikköä puolessa vuodessa",
                               "the response rate is down by {drop} points in half a year",
                               "svarsfrekvensen har sjunkit med {drop} procentenheter på ett halvår"}},
    [METRIC_ITEMS_LEFT_OUT] = {{"{missing} % kysymyksistä jää vastaamatta",
                                "{missing} % of items are left out",
                                "{missing} % av frågorna lämnas obesvarade"}},
};

static const struct phrase stills[] = {
    [METRIC_STILL_RESPONDENTS] = {{"vastaajat eivät juuri eroa toisistaan", "respondents hardly differ",
                                   "de svarande skiljer sig knappt åt"}},
    [METRIC_STILL_TEAMS] = {{"minkään tiimin tulos ei juuri muutu mittauksesta toiseen",
                             "no team's figure moves much from survey to survey",
                             "inget teams resultat ändras nämnvärt från mätning till mätning"}},
    [METRIC_STILL_A_TEAM] = {{"tiimejä, joiden tulos ei muutu lainkaan: {still_teams}",
                              "teams whose figure never moves: {still_teams}",
                              "team vars resultat aldrig ändras: {still_teams}"}},
};

static const struct phrase links[] = {
    [METRIC_LINK_UNKNOWN] = {{"", "", ""}},
    [METRIC_LINK_LINKED] =
        {{" Yhteys {customer_of} kanssa: r = {r} (väli {lo} … {hi}, {teams} tiimiä). Yhteys, ei "
          "syy-seuraussuhde.",
          " Association with {customer}: r = {r} (interval {lo} … {hi}, {teams} teams). "
          "Association, not cause.",
          " Samband med {customer}: r = {r} (intervall {lo} … {hi}, {teams} team). "
          "Samband, inte orsak."}},
    [METRIC_LINK_NONE] =
        {{" Yhteys {customer_of} kanssa on alle 0,10 suuntaan tai toiseen (90 prosentin väli {lo90} … "
          "{hi90}, {teams} tiimiä).",
          " The association with {customer} is below 0.10 either way (90 per cent interval "
          "{lo90} … {hi90}, {teams} teams).",
          " Sambandet med {customer} är mindre än 0,10 åt ena eller andra hållet (90 procents "
          "intervall {lo90} … {hi90}, {teams} team)."}},
    [METRIC_LINK_INCONCLUSIVE] =
        {{" Aineistosta ei voi sanoa, kuinka vahva yhteys {customer_of} kanssa on tiimeissä "
          "keskimäärin (r = {r}, väli {lo} … {hi}, {teams} tiimiä).",
          " The data cannot tell how strong the association with {customer} is in "
          "the average team (r = {r}, interval {lo} … {hi}, {teams} teams).",
          " Av materialet går det inte att säga hur starkt sambandet med {customer} "
          "är i genomsnitt i teamen (r = {r}, intervall {lo} … {hi}, {teams} team)."}},
};

/* A figure at a lag that was found for this link or another, where no formal test has found a link. */
static const struct phrase untested = {
    {" Kun vertailukohtana on {customer}, r = {r} (väli {lo} … {hi}, {teams} tiimiä). Se ei ole testi eikä "
     "sano, onko yhteyttä.",
     " Held against {customer}, r = {r} (interval {lo} … {hi}, {teams} teams). That is no test, and does not "
     "say whether there is an association.",
     " Jämfört med {customer} är r = {r} (intervall {lo} … {hi}, {teams} team). Det är inget test och säger "
     "inte om det finns ett samband."}};

static const struct phrase decides = {
    {" Päätöksen tekee ihminen.", " A person decides.", " Beslutet fattas av en människa."}};
static const struct phrase own_value = {{" Henkilöstön hyvinvoinnilla on arvo sinänsä.",
                                         " The wellbeing of staff has a value of its own.",
                                         " Personalens välbefinnande har ett värde i sig."}};
static const struct phrase too_many = {
    {"Käytössä on {active} mittaria. Muutama riittää: jokainen lisämittari vie muilta tilastollista voimaa.",
     "{active} metrics are in use. A few are enough: every extra one takes statistical power from the "
     "others.",
     "{active} mätare används. Några få räcker: varje extra mätare tar statistisk styrka av de andra."}};

const char *metric_text_grade(const struct metric_review *review)
{
    enum claim_grade grade = review->verdict == METRIC_UNKNOWN ? CLAIM_CANNOT_TELL : CLAIM_DESCRIPTION;
    return grade == CLAIM_CANNOT_TELL || review->is_shown ? claim_grade_name(grade) : NULL;
}

const char *metric_text_link_grade(const struct metric_link *link)
{
    switch (link->verdict) {
    case METRIC_LINK_UNKNOWN:
        return NULL;
    case METRIC_LINK_LINKED:
        return claim_grade_name(link->has_evidence ? CLAIM_ASSOCIATION : CLAIM_DESCRIPTION);
    case METRIC_LINK_NONE:
        return claim_grade_name(CLAIM_DESCRIPTION);
    case METRIC_LINK_INCONCLUSIVE:
        return claim_grade_name(CLAIM_CANNOT_TELL);
    }
    return NULL;
}

#define MAX_VALUES 20

/* The figures of a saying as text. */
struct figures_text {
    char number[MAX_VALUES][PHRASE_NUMBER_SIZE];
    struct phrase_value values[MAX_VALUES];
    char name_of[2][DIMENSION_NAME_SIZE];
    enum language language;
    size_t n;
};

static void put(struct figures_text *texts, const char *name, const char *text)
{
    texts->values[texts->n++] = (struct phrase_value){name, text};
}

static void put_number(struct figures_text *texts, const char *name, double x)
{
    put(texts, name, phrase_number(x, PHRASE_R, texts->language, texts->number[texts->n]));
}

static void put_percent(struct figures_text *texts, const char *name, double share)
{
    put(texts, name, phrase_percent(share, texts->language, texts->number[texts->n]));
}

static void put_count(struct figures_text *texts, const char *name, size_t count)
{
    put(texts, name, phrase_number((double)count, 0, texts->language, texts->number[texts->n]));
}

static void put_dimension(struct figures_text *texts, const char *name, const char *code)
{
    put(texts, name, code == NULL ? NULL : dimension_name(code, texts->language));
}

static void put_dimension_of(struct figures_text *texts, const char *name, const char *code, char *room)
{
    put(texts, name, code == NULL ? NULL : dimension_name_of(code, texts->language, room));
}

static void put_all(const struct metric_saying *saying, struct figures_text *texts)
{
    const struct metric_review *review = saying->review;
    const struct metric_pooling *pooling = &review->pooling;
    const struct pooling_estimate *estimate = &saying->link->estimate;
    put_percent(texts, "ceiling", pooling->ceiling);
    put_percent(texts, "floor", pooling->floor);
    put_percent(texts, "missing", pooling->item_missing);
    put_percent(texts, "drop", -review->response_change);
    put_number(texts, "lower", fmin(pooling->alpha, pooling->omega));
    put_number(texts, "upper", fmax(pooling->alpha, pooling->omega));
    put_number(texts, "icc1", review->median.icc1);
    put_number(texts, "redundant_r", saying->redundant_r);
    put_number(texts, "r", estimate->r);
    put_number(texts, "lo", estimate->ci_r[0]);
    put_number(texts, "hi", estimate->ci_r[1]);
    put_number(texts, "lo90", saying->link->ci90_r[0]);
    put_number(texts, "hi90", saying->link->ci90_r[1]);
    put_count(texts, "still_teams", review->constant_teams);
    put_count(texts, "teams", estimate->k);
    put_count(texts, "min_teams", AGREEMENT_MIN_TEAMS);
    put_dimension(texts, "dimension", saying->dimension);
    put_dimension(texts, "customer", saying->customer);
    put_dimension_of(texts, "customer_of", saying->customer, texts->name_of[0]);
    put_dimension_of(texts, "other_of", saying->redundant_with, texts->name_of[1]);
}

/* Sayings in a row: where they go, and what stands before the next one. */
struct list {
    struct buffer *out;
    const char *before;
};

/* Those that hold, separated. */
static void write_each(const struct phrase *words, const bool *holds, size_t n,
                       const struct figures_text *texts, struct list *list)
{
    for (size_t i = 0; i < n; i++) {
        if (holds[i] && words[i].in[texts->language] != NULL) {
            buffer_append_text(list->out, list->before);
            phrase_fill(words[i].in[texts->language], texts->values, texts->n, list->out);
            list->before = ", ";
        }
    }
}

static void write_findings(const struct metric_review *review, const struct figures_text *texts,
                           struct buffer *out)
{
    struct list list = {out, "; "};
    const size_t after = METRIC_NO_VARIANCE + 1;
    write_each(findings, review->found, METRIC_NO_VARIANCE, texts, &list);
    write_each(stills, review->still, METRIC_STILLS, texts, &list);
    write_each(findings + after, review->found + after, METRIC_FINDINGS - after, texts, &list);
    buffer_append_text(out, ".");
}

static void write_review(const struct metric_review *review, const struct figures_text *texts,
                         enum language language, struct buffer *out)
{
    if (review->verdict != METRIC_UNKNOWN && !review->is_shown) {
        buffer_append_text(out, agreement_text_hidden(language));
        return;
    }
    phrase_fill(heads[review->verdict].in[language], texts->values, texts->n, out);
    write_findings(review, texts, out);
}

static const struct phrase *link_words(const struct metric_link *link)
{
    bool is_untested = link->verdict == METRIC_LINK_LINKED && !link->has_evidence;
    return is_untested ? &untested : &links[link->verdict];
}

void metric_text(const struct metric_saying *saying, enum language language, struct buffer *out)
{
    struct figures_text texts = {.language = language};
    enum metric_verdict verdict = saying->review->is_shown ? saying->review->verdict : METRIC_UNKNOWN;
    put_all(saying, &texts);
    write_review(saying->review, &texts, language, out);
    phrase_fill(link_words(saying->link)->in[language], texts.values, texts.n, out);
    if (verdict == METRIC_CANDIDATE_TO_RETIRE) {
        buffer_append_text(out, own_value.in[language]);
    }
    if (verdict == METRIC_CANDIDATE_TO_RETIRE || verdict == METRIC_REVIEW) {
        buffer_append_text(out, decides.in[language]);
    }
}

void metric_text_too_many(int64_t active, enum language language, struct buffer *out)
{
    char number[PHRASE_NUMBER_SIZE];
    const struct phrase_value value = {"active", phrase_number((double)active, 0, language, number)};
    phrase_fill(too_many.in[language], &value, 1, out);
}
