/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fills the placeholders of sentences. */
#include "phrase.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "placeholder.h"

#define LARGEST 1e15 /* larger figures are shown as this one */

struct filling {
    const struct phrase_value *values;
    size_t n;
};

/* A figure that is to be written. */
struct figure {
    double x;
    int decimals;
    enum language language;
};

static bool write_value(const void *ctx, struct span name, struct buffer *out)
{
    const struct filling *filling = ctx;
    for (size_t i = 0; i < filling->n; i++) {
        if (filling->values[i].text != NULL && span_is(name, filling->values[i].name)) {
            buffer_append_text(out, filling->values[i].text);
            return true;
        }
    }
    return false;
}

void phrase_fill(const char *text, const struct phrase_value *values, size_t n, struct buffer *out)
{
    const struct filling filling = {values, n};
    placeholder_fill(text, write_value, &filling, out);
}

/* In so many decimals' units, to the nearest one, halves away from zero; the sign is left out. */
static int64_t units_of(double x, int decimals)
{
    double size = fabs(x);
    for (int i = 0; i < decimals; i++) {
        size *= 10.0;
    }
    return size < LARGEST ? (int64_t)(size + 0.5) : (int64_t)LARGEST;
}

/* above: the sign of what is above 0. */
static const char *write_number(const struct figure *figure, const char *above,
                                char ret_text[PHRASE_NUMBER_SIZE])
{
    if (isnan(figure->x)) {
        return strcpy(ret_text, "–");
    }
    int64_t units = units_of(figure->x, figure->decimals);
    int64_t one = 1;
    for (int i = 0; i < figure->decimals; i++) {
        one *= 10;
    }
    const char *sign = units == 0 ? "" : figure->x < 0.0 ? "−" : above;
    int len = snprintf(ret_text, PHRASE_NUMBER_SIZE, "%s%" PRId64, sign, units / one);
    if (figure->decimals > 0) {
        snprintf(ret_text + len, (size_t)(PHRASE_NUMBER_SIZE - len), "%c%0*" PRId64,
                 figure->language == LANGUAGE_EN ? '.' : ',', figure->decimals, units % one);
    }
    return ret_text;
}

const char *phrase_number(double x, int decimals, enum language language, char ret_text[PHRASE_NUMBER_SIZE])
{
    return write_number(&(struct figure){x, decimals, language}, "", ret_text);
}

const char *phrase_change(double x, int decimals, enum language language, char ret_text[PHRASE_NUMBER_SIZE])
{
    return write_number(&(struct figure){x, decimals, language}, "+", ret_text);
}

const char *phrase_percent(double share, enum language language, char ret_text[PHRASE_NUMBER_SIZE])
{
    return phrase_number(share * 100.0, 0, language, ret_text);
}
