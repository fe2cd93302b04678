/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Escapes what man(7) would read otherwise. */
#include "roff.h"

#include <stdbool.h>

static void put(FILE *out, char c, bool begins_line)
{
    if (begins_line && (c == '.' || c == '\'')) {
        fputs("\\&", out);
    }
    if (c == '\\') {
        fputs("\\e", out);
    } else if (c == '-') {
        fputs("\\-", out);
    } else {
        fputc(c, out);
    }
}

void roff_text(FILE *out, const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        put(out, *at == '\n' ? ' ' : *at, at == text);
    }
    fputc('\n', out);
}

void roff_bold(FILE *out, const char *text)
{
    fputs("\\fB", out);
    for (const char *at = text; *at != '\0'; at++) {
        put(out, *at, false);
    }
    fputs("\\fR\n", out);
}

void roff_title(FILE *out, const char *name, int section, const char *about)
{
    fputs(".\\\" SPDX-License-Identifier: GPL-3.0-or-later\n.TH ", out);
    for (const char *at = name; *at != '\0'; at++) {
        put(out, *at >= 'a' && *at <= 'z' ? (char)(*at - 'a' + 'A') : *at, false);
    }
    fprintf(out, " %d \"\" \"pulssid " PULSSID_VERSION "\"\n.SH NAME\n", section);
    fprintf(out, "%s \\- %s\n", name, about);
}
