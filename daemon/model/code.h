/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MODEL_CODE_H
#define PULSSID_MODEL_CODE_H

/* Codes name teams, surveys, questions and dimensions: [A-Za-z0-9][A-Za-z0-9._-]{0,63}. */

#include <stdbool.h>

#include "base/span.h"

#define CODE_SIZE 65 /* with the terminator */

/* Whether the bytes are a code. */
bool code_is_valid(struct span text);

/* Copies a valid code with a terminator. */
void code_copy(struct span text, char ret_code[CODE_SIZE]);

#endif
