/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Media types. */
#include "http/media.h"

#include "http/fold.h"

/* "text/csv; q=0.5; …" without its parameters, which stay in *ret_parameters. */
static struct span type_of(struct span value, struct span *ret_parameters)
{
    struct span type = {0};
    *ret_parameters = value;
    fold_next(ret_parameters, ';', &type);
    return type;
}

bool media_is(struct span content_type, const char *type)
{
    struct span parameters;
    return fold_is(type_of(content_type, &parameters), type);
}

/* "0", "1", "0.25" in thousandths; -1 when it is not of this form. */
static int thousandths(struct span text)
{
    if (text.len == 0 || text.len > 5 || (text.data[0] != '0' && text.data[0] != '1') ||
        (text.len > 1 && text.data[1] != '.')) {
        return -1;
    }
    int value = (text.data[0] - '0') * 1000;
    int unit = 100;
    for (size_t i = 2; i < text.len; i++, unit /= 10) {
        if (text.data[i] < '0' || text.data[i] > '9') {
            return -1;
        }
        value += (text.data[i] - '0') * unit;
    }
    return value <= 1000 ? value : -1;
}

/* The q among a range's parameters; 1000 when there is none. */
static int weight_of(struct span parameters)
{
    struct span parameter;
    while (fold_next(&parameters, ';', &parameter)) {
        if (fold_begins(parameter, "q=")) {
            return thousandths(span_of(parameter.data + 2, parameter.len - 2));
        }
    }
    return 1000;
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
        int close = closeness(type_of(element, &parameters), offer);
        if (close > closest) {
            closest = close;
            weight = weight_of(parameters);
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
