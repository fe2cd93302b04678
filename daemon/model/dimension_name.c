/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of the dimensions of the surveys that ship. */
#include "dimension_name.h"

#include <stddef.h>
#include <string.h>

struct name {
    const char *code;
    const char *in[LANGUAGE_COUNT]; /* fi, en, sv */
};

static const struct name names[] = {
    {"wellbeing", {"hyvinvointi", "wellbeing", "välbefinnande"}},
    {"engagement", {"sitoutuminen", "engagement", "engagemang"}},
    {"enps",
     {"suositteluhalukkuus työpaikkana (eNPS)", "recommendation as a workplace (eNPS)",
      "rekommendation som arbetsplats (eNPS)"}},
    {"customer_orientation", {"asiakaslähtöisyys", "customer orientation", "kundorientering"}},
    {"collaboration_self",
     {"oma arvio yhteistyöstä", "self-rated collaboration", "egen bedömning av samarbetet"}},
    {"safety", {"psykologinen turvallisuus", "psychological safety", "psykologisk trygghet"}},
    {"csat", {"asiakastyytyväisyys", "customer satisfaction", "kundnöjdhet"}},
    {"nps",
     {"asiakkaiden suositteluhalukkuus (NPS)", "recommendation by customers (NPS)",
      "kundernas rekommendation (NPS)"}},
    {"ces", {"asioinnin vaivattomuus (CES)", "ease for customers (CES)", "enkelhet för kunderna (CES)"}},
};

const char *dimension_name(const char *code, enum language language)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i].code, code) == 0) {
            return names[i].in[language];
        }
    }
    return code;
}
