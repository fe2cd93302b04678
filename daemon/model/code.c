/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes: what a name of a team, survey, question or dimension looks like. */
#include "code.h"

static bool is_alphanumeric(uint8_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool code_is_valid(struct span text)
{
    if (text.len == 0 || text.len >= CODE_SIZE || !is_alphanumeric(text.data[0])) {
        return false;
    }
    for (size_t i = 1; i < text.len; i++) {
        uint8_t c = text.data[i];
        if (!is_alphanumeric(c) && c != '.' && c != '_' && c != '-') {
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
