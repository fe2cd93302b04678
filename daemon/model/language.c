/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tags of languages. */
#include "language.h"

#include <stddef.h>

const char *const *language_tags(void)
{
    static const char *const tags[] = {
        [LANGUAGE_FI] = "fi", [LANGUAGE_EN] = "en", [LANGUAGE_SV] = "sv", [LANGUAGE_COUNT] = NULL};
    return tags;
}
