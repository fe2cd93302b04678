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

/* To the nearest whole number, halves away from zero; the sign is left out. */
static int64_t round_size(double x)
{
    double size = x < 0.0 ? -x : x;
    return size < LARGEST ? (int64_t)(size + 0.5) : (int64_t)LARGEST;
}

const char *phrase_number(double x, char ret_text[PHRASE_NUMBER_SIZE])
{
    if (isnan(x)) {
        return strcpy(ret_text, "?");
    }
    int64_t hundredths = round_size(x * 100.0);
    int64_t whole = hundredths / 100;
    const char *sign = x < 0.0 && hundredths > 0 ? "-" : "";
    if (whole == 0) {
        snprintf(ret_text, PHRASE_NUMBER_SIZE, "%s.%02d", sign, (int)hundredths);
    } else {
        snprintf(ret_text, PHRASE_NUMBER_SIZE, "%s%" PRId64 ".%02d", sign, whole, (int)(hundredths % 100));
    }
    return ret_text;
}

const char *phrase_percent(double share, char ret_text[PHRASE_NUMBER_SIZE])
{
    if (isnan(share)) {
        return strcpy(ret_text, "?");
    }
    int64_t percent = round_size(share * 100.0);
    snprintf(ret_text, PHRASE_NUMBER_SIZE, "%s%" PRId64, share < 0.0 && percent > 0 ? "-" : "", percent);
    return ret_text;
}
