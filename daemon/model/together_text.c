/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sentences about communities. To translate: keep each placeholder {…} in every language. To change what
 * is said: all three languages, and never that one thing brings about another. */
#include "together_text.h"

#include "phrase.h"

static const struct phrase sentences[] = {
    [TOGETHER_UNKNOWN] =
        {{" Toimivatko jotkin tiimit yhtenä, vaikka organisaatiokaavio erottaa ne, ei voi sanoa: lukuja on "
          "liian vähän.",
          " Whether teams work as one although the chart parts them cannot be told: there are too few "
          "figures.",
          " Om team fungerar som ett fast organisationsschemat skiljer dem åt går inte att säga: det finns "
          "för "
          "få siffror."}},
    [TOGETHER_UNCLEAR] =
        {{" Toimivatko jotkin tiimit yhtenä, vaikka organisaatiokaavio erottaa ne, ei voi sanoa: ohjaukset "
          "eivät keräänny selviin ryhmiin.",
          " Whether teams work as one although the chart parts them cannot be told: handoffs gather in no "
          "clear "
          "groups.",
          " Om team fungerar som ett fast organisationsschemat skiljer dem åt går inte att säga: "
          "hänvisningarna samlas inte i tydliga grupper."}},
    [TOGETHER_AS_CHARTED] =
        {{" Tiimit, jotka ohjaavat asiakkaita lähinnä toisilleen, ovat organisaatiokaaviossakin samassa "
          "yksikössä.",
          " Teams that hand customers mostly to each other are in one unit in the chart too.",
          " Team som mest hänvisar kunder till varandra hör till samma enhet också i organisationsschemat."}},
    [TOGETHER_PARTED] =
        {{" Nämä tiimit toimivat asiakkaita ohjatessaan yhtenä, vaikka organisaatiokaavio erottaa ne: "
          "{teams}.",
          " In handing customers on, these teams work as one although the chart parts them: {teams}.",
          " När kunder hänvisas fungerar de här teamen som ett fast organisationsschemat skiljer dem åt: "
          "{teams}."}},
};

void together_text(enum together together, const char *teams, enum language language, struct buffer *out)
{
    const struct phrase_value values[] = {{"teams", teams}};
    phrase_fill(sentences[together].in[language], values, 1, out);
}
