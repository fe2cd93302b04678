/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes: what a name of a team, survey, question or dimension looks like. */
#include "code.h"

enum { NOWHERE, INSIDE, ANYWHERE };

/* Where in a code each byte may stand. A table: this is asked of every byte of every code that arrives. */
static const uint8_t places[UINT8_MAX + 1] = {
    ['0' ... '9'] = ANYWHERE, ['A' ... 'Z'] = ANYWHERE, ['a' ... 'z'] = ANYWHERE,
    ['.'] = INSIDE,           ['_'] = INSIDE,           ['-'] = INSIDE,
};

bool code_is_valid(struct span text)
{
    if (text.len == 0 || text.len >= CODE_SIZE || places[text.data[0]] != ANYWHERE) {
        return false;
    }
    for (size_t i = 1; i < text.len; i++) {
        if (places[text.data[i]] == NOWHERE) {
            return false;
        }
    }
    return true;
}

void code_copy(struct span text, char ret_code[CODE_SIZE])
{
    memcpy(ret_code, text.data, text.len);
    ret_code[text.len] = '\0';
}
