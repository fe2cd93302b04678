/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of words. */
#include "silo_words.h"

#include <string.h>

const char *silo_words_lack(enum lack lack)
{
    static const char *const words[] = {
        [LACK_NOTHING] = NULL,
        [LACK_PERIODS] = "few_periods",
        [LACK_VARIATION] = "no_variation",
        [LACK_TEAMS] = "few_teams",
        [LACK_UNITS] = "few_units",
        [LACK_CONTACTS] = "few_contacts",
        [LACK_HANDOFFS] = "few_handoffs",
        [LACK_RATINGS] = "few_ratings",
        [LACK_TIES] = "few_ties",
        [LACK_LINK] = "no_link",
        [LACK_INDICATORS] = "few_indicators",
        [LACK_HEADCOUNT] = "no_headcount",
        [LACK_ROLE] = "router",
    };
    return words[lack];
}

const char *silo_words_quadrant(enum quadrant quadrant)
{
    static const char *const words[] = {
        [QUADRANT_UNDETERMINED] = "undetermined",
        [QUADRANT_THRIVING] = "thriving",
        [QUADRANT_INWARD] = "inward",
        [QUADRANT_STRAINED] = "strained",
        [QUADRANT_STRUGGLING] = "struggling",
    };
    return words[quadrant];
}

const char *silo_words_reading(enum silo_reading reading)
{
    static const char *const words[] = {
        [SILO_READING_NONE] = "none",
        [SILO_CLOSED_SHOPS] = "closed_shops",
        [SILO_CROSSED_BORDER] = "crossed_border",
        [SILO_SPECIALISED] = "specialised",
    };
    return words[reading];
}

char *silo_words_copy(struct buffer *text)
{
    buffer_append(text, "", 1);
    return text->failed ? NULL : strdup((const char *)buffer_span(text).data);
}
