/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MODEL_ITEM_FORM_H
#define PULSSID_MODEL_ITEM_FORM_H

/*
 * What the items of a dimension are, whatever version of the survey asks them and in which order: so answers
 * to several versions, and of several periods, can be taken together item by item. An answer counts whole
 * steps from the worst one, 0 .. scale; where all items have the same number of options a step is a scale
 * point. Pure.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "code.h"
#include "survey.h"

struct item {
    char code[CODE_SIZE];
    int16_t worst; /* the worst and the best answer: a reversed item's worst is its highest */
    int16_t best;
};

struct item_form {
    size_t n;
    int32_t scale;   /* the least that the ranges of all items divide */
    int32_t options; /* that every item has: scale + 1; 0 where they differ */
    struct item items[SURVEY_MAX_QUESTIONS];
};

/* The form of a DIMENSION_MEAN of a survey. */
struct item_form item_form_of(const struct survey *survey, const struct dimension *dimension);

/* Scale points from an item's worst answer to its best. */
int32_t item_form_range(const struct item_form *form, size_t item);

/* Steps between two answers next to each other. */
int32_t item_form_step(const struct item_form *form, size_t item);

/* Where a survey asks the items, in the form's order, as positions in survey.questions. False when the
 * dimension has other items there, or asks one of them on other bounds; ret is then not to be used. */
bool item_form_place(const struct item_form *form, const struct survey *survey,
                     const struct dimension *dimension, uint8_t ret_positions[SURVEY_MAX_QUESTIONS]);

#endif
