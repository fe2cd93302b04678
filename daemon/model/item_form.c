/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Items by their codes and bounds. */
#include "item_form.h"

#include <stdlib.h>
#include <string.h>

static struct item item_of(const struct question *q)
{
    struct item item = {.worst = q->reverse ? q->max : q->min, .best = q->reverse ? q->min : q->max};
    code_copy(span_text(q->code), item.code);
    return item;
}

struct item_form item_form_of(const struct survey *survey, const struct dimension *dimension)
{
    struct item_form form = {.n = dimension->n_items, .scale = 1};
    bool alike = true;
    for (size_t i = 0; i < form.n; i++) {
        const struct question *q = &survey->questions[dimension->items[i]];
        form.items[i] = item_of(q);
        form.scale = (int32_t)survey_common_unit(form.scale, q->max - q->min);
        alike = alike && item_form_range(&form, i) == item_form_range(&form, 0);
    }
    form.options = alike ? form.scale + 1 : 0;
    return form;
}

int32_t item_form_range(const struct item_form *form, size_t item)
{
    return abs(form->items[item].best - form->items[item].worst);
}

int32_t item_form_step(const struct item_form *form, size_t item)
{
    return form->scale / item_form_range(form, item);
}

/* Position of the question that asks an item for the dimension, or -1. */
static int find(const struct item *item, const struct survey *survey, const struct dimension *dimension)
{
    for (size_t i = 0; i < dimension->n_items; i++) {
        struct item asked = item_of(&survey->questions[dimension->items[i]]);
        if (strcmp(asked.code, item->code) == 0) {
            return asked.worst == item->worst && asked.best == item->best ? dimension->items[i] : -1;
        }
    }
    return -1;
}

bool item_form_place(const struct item_form *form, const struct survey *survey,
                     const struct dimension *dimension, uint8_t ret_positions[SURVEY_MAX_QUESTIONS])
{
    for (size_t i = 0; i < form->n; i++) {
        int position = find(&form->items[i], survey, dimension);
        if (position < 0) {
            return false;
        }
        ret_positions[i] = (uint8_t)position;
    }
    return form->n == dimension->n_items;
}
