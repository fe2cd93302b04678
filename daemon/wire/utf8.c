/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The well-formed byte sequences of RFC 3629, section 4. */
#include "utf8.h"

/* Bytes of the sequence that a lead byte above ASCII begins, 0 when it begins none. */
static size_t sequence_length(uint8_t lead)
{
    if (lead >= 0xc2 && lead <= 0xdf) {
        return 2;
    }
    if (lead >= 0xe0 && lead <= 0xef) {
        return 3;
    }
    return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

/* The second byte is where overlong forms, surrogates and what lies above U+10FFFF show. */
static bool second_is_valid(uint8_t lead, uint8_t second)
{
    uint8_t min = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    uint8_t max = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    return second >= min && second <= max;
}

bool utf8_is_valid(struct span text)
{
    size_t at = 0;
    while (at < text.len) {
        if (text.data[at] < 0x80) {
            at++;
            continue;
        }
        const uint8_t *sequence = text.data + at;
        size_t len = sequence_length(sequence[0]);
        if (len == 0 || len > text.len - at || !second_is_valid(sequence[0], sequence[1])) {
            return false;
        }
        for (size_t i = 2; i < len; i++) {
            if ((sequence[i] & 0xc0) != 0x80) {
                return false;
            }
        }
        at += len;
    }
    return true;
}
