/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quality values. */
#include "http/quality.h"

#include "http/fold.h"

struct span quality_value(struct span element, struct span *ret_parameters)
{
    struct span value = {0};
    *ret_parameters = element;
    fold_next(ret_parameters, ';', &value);
    return value;
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

int quality_weight(struct span parameters)
{
    struct span parameter;
    while (fold_next(&parameters, ';', &parameter)) {
        if (fold_begins(parameter, "q=")) {
            return thousandths(span_of(parameter.data + 2, parameter.len - 2));
        }
    }
    return 1000;
}
