/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of the dimensions of the surveys that ship. */
#include "dimension_name.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "phrase.h"

struct name {
    const char *code;
    struct phrase words;
    const char *genitive; /* fi */
};

static const struct name names[] = {
    {"wellbeing", {{"hyvinvointi", "wellbeing", "välbefinnande"}}, "hyvinvoinnin"},
    {"engagement", {{"sitoutuminen", "engagement", "engagemang"}}, "sitoutumisen"},
    {"enps",
     {{"suositteluhalukkuus työpaikkana (eNPS)", "recommendation as a workplace (eNPS)",
       "rekommendation som arbetsplats (eNPS)"}},
     "työpaikkana suosittelemisen (eNPS)"},
    {"customer_orientation",
     {{"asiakaslähtöisyys", "customer orientation", "kundorientering"}},
     "asiakaslähtöisyyden"},
    {"collaboration_self",
     {{"oma arvio yhteistyöstä", "self-rated collaboration", "egen bedömning av samarbetet"}},
     "yhteistyöstä tehdyn oman arvion"},
    {"safety",
     {{"psykologinen turvallisuus", "psychological safety", "psykologisk trygghet"}},
     "psykologisen turvallisuuden"},
    {"csat", {{"asiakastyytyväisyys", "customer satisfaction", "kundnöjdhet"}}, "asiakastyytyväisyyden"},
    {"nps",
     {{"asiakkaiden suositteluhalukkuus (NPS)", "recommendation by customers (NPS)",
       "kundernas rekommendation (NPS)"}},
     "asiakkaiden suositteluhalukkuuden (NPS)"},
    {"ces",
     {{"asioinnin vaivattomuus (CES)", "ease for customers (CES)", "enkelhet för kunderna (CES)"}},
     "asioinnin vaivattomuuden (CES)"},
};

static const struct name *find(const char *code)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i].code, code) == 0) {
            return &names[i];
        }
    }
    return NULL;
}

const char *dimension_name(const char *code, enum language language)
{
    const struct name *name = find(code);
    return name == NULL ? code : name->words.in[language];
}

const char *dimension_name_of(const char *code, enum language language, char ret_name[DIMENSION_NAME_SIZE])
{
    const struct name *name = find(code);
    const char *stem = language == LANGUAGE_FI && name == NULL ? "mittarin " : "";
    const char *word =
        language == LANGUAGE_FI && name != NULL ? name->genitive : dimension_name(code, language);
    snprintf(ret_name, DIMENSION_NAME_SIZE, "%s%s", stem, word);
    return ret_name;
}
