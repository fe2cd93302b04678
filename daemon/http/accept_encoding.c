/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codings of content that a client takes. */
#include "http/accept_encoding.h"

#include "http/fold.h"
#include "http/quality.h"

bool accept_encoding_takes(struct span field, const char *coding)
{
    int others = -1;
    struct span element;
    while (fold_next(&field, ',', &element)) {
        struct span parameters;
        struct span value = quality_value(element, &parameters);
        if (fold_is(value, coding)) {
            return quality_weight(parameters) > 0;
        }
        if (span_is(value, "*")) {
            others = quality_weight(parameters);
        }
    }
    return others > 0;
}
