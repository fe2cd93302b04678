/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands for the placeholders of a sentence. */
#include "claim_fill.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "dimension_name.h"
#include "placeholder.h"

enum field_kind { FIELD_CORRELATION, FIELD_COUNT };

/* A placeholder that is a number of its own. */
struct field {
    const char *name;
    enum field_kind kind;
    size_t offset; /* of a double in struct claim_values */
};

static const struct field fields[] = {
    {"r", FIELD_CORRELATION, offsetof(struct claim_values, r)},
    {"lo", FIELD_CORRELATION, offsetof(struct claim_values, lo)},
    {"hi", FIELD_CORRELATION, offsetof(struct claim_values, hi)},
    {"pi_lo", FIELD_CORRELATION, offsetof(struct claim_values, pi_lo)},
    {"pi_hi", FIELD_CORRELATION, offsetof(struct claim_values, pi_hi)},
    {"corrected", FIELD_CORRELATION, offsetof(struct claim_values, corrected)},
    {"detectable", FIELD_CORRELATION, offsetof(struct claim_values, detectable)},
    {"reverse", FIELD_CORRELATION, offsetof(struct claim_values, reverse)},
    {"i2", FIELD_COUNT, offsetof(struct claim_values, percent)},
    {"percent", FIELD_COUNT, offsetof(struct claim_values, percent)},
    {"k", FIELD_COUNT, offsetof(struct claim_values, k)},
    {"n", FIELD_COUNT, offsetof(struct claim_values, n)},
    {"need", FIELD_COUNT, offsetof(struct claim_values, need)},
};

static void write_lag(const struct claim_values *v, enum language language, struct buffer *out)
{
    static const char *const units[LANGUAGE_COUNT][2][2] = {
        [LANGUAGE_FI] = {{"viikon", "viikkoa"}, {"kuukauden", "kuukautta"}},
        [LANGUAGE_EN] = {{"week", "weeks"}, {"month", "months"}},
        [LANGUAGE_SV] = {{"vecka", "veckor"}, {"månad", "månader"}}};
    buffer_printf(out, "%" PRId32 " %s", v->lag, units[language][v->kind == PERIOD_MONTH][v->lag != 1]);
}

static void write_periods(const struct claim_values *v, enum language language, struct buffer *out)
{
    static const char *const units[LANGUAGE_COUNT][2] = {[LANGUAGE_FI] = {"viikkoja", "kuukausia"},
                                                         [LANGUAGE_EN] = {"weeks", "months"},
                                                         [LANGUAGE_SV] = {"veckor", "månader"}};
    buffer_append_text(out, units[language][v->kind == PERIOD_MONTH]);
}

static void write_together(const struct claim_values *v, enum language language, struct buffer *out)
{
    static const char *const directions[LANGUAGE_COUNT][2] = {
        [LANGUAGE_FI] = {"samaan suuntaan", "vastakkaisiin suuntiin"},
        [LANGUAGE_EN] = {"in the same direction", "in opposite directions"},
        [LANGUAGE_SV] = {"åt samma håll", "åt motsatta håll"}};
    buffer_append_text(out, directions[language][v->r < 0.0]);
}

static void write_evidence(const struct claim_values *v, enum language language, struct buffer *out)
{
    static const char *const words[LANGUAGE_COUNT][3] = {
        [LANGUAGE_FI] = {"", " Alustava: merkitsevä yhdessä testissä, vahvistuu aikaisintaan seuraavassa.",
                         " Vahvistettu: merkitsevä kahdessa peräkkäisessä testissä."},
        [LANGUAGE_EN] =
            {"", " Preliminary: significant in one test, to be confirmed by the next at the earliest.",
             " Confirmed: significant in two tests in a row."},
        [LANGUAGE_SV] = {"", " Preliminärt: signifikant i ett test, bekräftas tidigast av nästa.",
                         " Bekräftat: signifikant i två test i rad."}};
    buffer_append_text(out, words[language][v->evidence]);
}

static void write_open(const struct claim_values *v, enum language language, struct buffer *out)
{
    static const char *const words[LANGUAGE_COUNT] = {
        [LANGUAGE_FI] =
            " Väli koskee keskimääräistä suuruutta ja sisältää nollan. Yhteyden löysi toinen "
            "testi, joka kysyy, kulkevatko tiimit yhdessä omien asiakkaidensa kanssa enemmän kuin "
            "muiden tiimien asiakkaiden kanssa.",
        [LANGUAGE_EN] =
            " The interval is of the average size and covers 0. That there is a link was found by "
            "another test, which asks whether teams go with their own customers more than with "
            "those of other teams.",
        [LANGUAGE_SV] = " Intervallet gäller den genomsnittliga storleken och omfattar 0. Sambandet hittades "
                        "av ett annat test, som frågar om teamen följs åt med sina egna kunder mer än med "
                        "andra teams kunder."};
    buffer_append_text(out, v->lo <= 0.0 && v->hi >= 0.0 ? words[language] : "");
}

/* These are shown from ten answers in a cell on. */
static bool is_nps(const char *code)
{
    return strcmp(code, "nps") == 0 || strcmp(code, "enps") == 0;
}

static void write_ten_answers(const struct claim_values *v, enum language language, struct buffer *out)
{
    static const char *const words[LANGUAGE_COUNT] = {
        [LANGUAGE_FI] = " NPS lasketaan vasta kymmenestä vastauksesta jaksossa.",
        [LANGUAGE_EN] = " An NPS takes ten answers in a period.",
        [LANGUAGE_SV] = " Ett NPS kräver tio svar under en period."};
    buffer_append_text(out, is_nps(v->employee) || is_nps(v->customer) ? words[language] : "");
}

static void write_alone(const struct claim_values *v, enum language language, struct buffer *out)
{
    static const char *const words[LANGUAGE_COUNT] = {[LANGUAGE_FI] = ", kun muita testejä ei lasketa mukaan",
                                                      [LANGUAGE_EN] = ", other tests not counted",
                                                      [LANGUAGE_SV] = ", om andra tester inte räknas med"};
    buffer_append_text(out, v->is_one_of_many ? words[language] : "");
}

/* {x}, {second_of}, …: false when the word is none of them. */
static bool write_dimension(struct span word, const struct claim_values *v, enum language language,
                            struct buffer *out)
{
    static const char *const words[] = {"x", "y", "first", "second"};
    char name[DIMENSION_NAME_SIZE];
    bool of = word.len > 3 && memcmp(word.data + word.len - 3, "_of", 3) == 0;
    struct span stem = span_of(word.data, of ? word.len - 3 : word.len);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (span_is(stem, words[i])) {
            bool customer = i == 1 || (i == 2 && v->customer_first) || (i == 3 && !v->customer_first);
            const char *code = customer ? v->customer : v->employee;
            buffer_append_text(out,
                               of ? dimension_name_of(code, language, name) : dimension_name(code, language));
            return true;
        }
    }
    return false;
}

static bool write_field(struct span word, const struct claim_values *v, enum language language,
                        struct buffer *out)
{
    char text[PHRASE_NUMBER_SIZE];
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (span_is(word, fields[i].name)) {
            double value;
            memcpy(&value, (const char *)v + fields[i].offset, sizeof value);
            buffer_append_text(out, phrase_number(value, fields[i].kind == FIELD_CORRELATION ? PHRASE_R : 0,
                                                  language, text));
            return true;
        }
    }
    return false;
}

static bool write_phrase(struct span word, const struct claim_values *v, enum language language,
                         struct buffer *out)
{
    static const struct {
        const char *name;
        void (*write)(const struct claim_values *, enum language, struct buffer *);
    } phrases[] = {{"lag", write_lag},           {"periods", write_periods},
                   {"together", write_together}, {"evidence", write_evidence},
                   {"open", write_open},         {"ten_answers", write_ten_answers},
                   {"alone", write_alone}};
    for (size_t i = 0; i < sizeof phrases / sizeof phrases[0]; i++) {
        if (span_is(word, phrases[i].name)) {
            phrases[i].write(v, language, out);
            return true;
        }
    }
    return false;
}

struct filling {
    const struct claim_values *values;
    enum language language;
};

static bool write_value(const void *ctx, struct span word, struct buffer *out)
{
    const struct filling *filling = ctx;
    const struct claim_values *v = filling->values;
    return write_field(word, v, filling->language, out) || write_phrase(word, v, filling->language, out) ||
           write_dimension(word, v, filling->language, out);
}

/* Only a plain letter: names that ship begin with one in every language. */
static void capitalise(struct buffer *out, size_t from)
{
    if (!out->failed && out->len > from) {
        uint8_t *first = out->data + out->start + from;
        *first = *first >= 'a' && *first <= 'z' ? (uint8_t)(*first - 'a' + 'A') : *first;
    }
}

void claim_fill(enum claim_sentence sentence, const struct claim_values *values, enum language language,
                struct buffer *out)
{
    const struct filling filling = {values, language};
    size_t from = out->len;
    placeholder_fill(claim_text(sentence)->words.in[language], write_value, &filling, out);
    capitalise(out, from);
}
