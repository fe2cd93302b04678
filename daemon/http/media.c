/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Media types. */
#include "http/media.h"

#include "http/fold.h"
#include "http/quality.h"
#include "wire/problem.h"

bool media_is(struct span content_type, const char *type)
{
    struct span parameters;
    return fold_is(quality_value(content_type, &parameters), type);
}

/* How closely a range names the offer: 3 wholly, 2 its type, 1 anything, 0 not at all. */
static int closeness(struct span range, const char *offer)
{
    if (fold_is(range, offer)) {
        return 3;
    }
    if (span_is(range, "*/*")) {
        return 1;
    }
    bool is_family = range.len > 2 && range.data[range.len - 2] == '/' && range.data[range.len - 1] == '*';
    return is_family && fold_is_start(span_of(range.data, range.len - 1), offer) ? 2 : 0;
}

static int weight_for(struct span accept, const char *offer)
{
    int closest = 0;
    int weight = 0;
    struct span element;
    while (fold_next(&accept, ',', &element)) {
        struct span parameters;
        int close = closeness(quality_value(element, &parameters), offer);
        if (close > closest) {
            closest = close;
            weight = quality_weight(parameters);
        }
    }
    return weight;
}

size_t media_choose(struct span accept, const char *const *offers, size_t n_offers)
{
    if (accept.data == NULL) {
        return 0;
    }
    size_t best = MEDIA_NONE;
    int best_weight = 0;
    for (size_t i = 0; i < n_offers; i++) {
        int weight = weight_for(accept, offers[i]);
        if (weight > best_weight) {
            best = i;
            best_weight = weight;
        }
    }
    return best;
}

bool media_prefers_cbor(struct span content_type, struct span accept)
{
    static const char *const offers[] = {PROBLEM_JSON, "application/json", PROBLEM_CBOR, "application/cbor",
                                         "application/cbor-seq"};
    if (fold_begins(content_type, "application/cbor")) {
        return true;
    }
    size_t choice = media_choose(accept, offers, sizeof offers / sizeof offers[0]);
    return choice != MEDIA_NONE && choice >= 2;
}
