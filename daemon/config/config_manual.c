/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every key in its section, with type, bounds, default and help. */
#include "config_manual.h"

#include <string.h>

#include "base/roff.h"
#include "config.h"
#include "config_keys.h"

static const char before[] =
    ".SH DESCRIPTION\n"
    "What the daemon and the commands of\n.BR pulssid (8)\n"
    "are told. The file is read from\n.IR " CONFIG_DEFAULT_PATH ",\n"
    "or from the one that \\fB\\-c\\fR names.\n"
    "It has sections, \\fB[section]\\fR, in which lines say \\fIkey\\fR \\fB=\\fR \\fIvalue\\fR; a line "
    "that\n"
    "begins with \\fB#\\fR or \\fB;\\fR is a comment, and so is what follows a blank and a semicolon.\n"
    "A key that is not there has its default. One that is unknown, given twice or out of its bounds is an\n"
    "error with its line, and nothing of the file is applied.\n"
    ".PP\n"
    "Keys marked \\(lqLive\\(rq are taken into use by\n.B systemctl reload pulssid\n(SIGHUP); the others "
    "need a\n"
    "restart, and a reload names those that have changed.\n"
    ".PP\n"
    "Where it is said, \\fB$CREDENTIALS_DIRECTORY\\fR in a value stands for the folder of the credentials "
    "that\n"
    "systemd hands over (\\fBLoadCredential=\\fR in\n.BR systemd.exec (5)).\n";

static const char after[] = ".SH FILES\n"
                            ".TP\n.I " CONFIG_DEFAULT_PATH "\n"
                            "The file as it ships has every key with its default, commented out;\n"
                            ".B pulssid check \\-\\-print\\-defaults\nprints it again.\n"
                            ".SH SEE ALSO\n"
                            ".BR pulssid (8),\n.BR systemd.exec (5)\n";

static void write_value(const struct config_key *key, FILE *out)
{
    if (key->type == CONFIG_INTEGER) {
        fprintf(out, "A whole number from %lld to %lld.\n", (long long)key->min, (long long)key->max);
    } else if (key->type == CONFIG_CHOICE) {
        fputs("One of ", out);
        roff_text(out, key->choices);
    } else if (key->type == CONFIG_PRIVATE) {
        fputs("\\fB$CREDENTIALS_DIRECTORY\\fR is understood.\n", out);
    }
}

static void write_key(const struct config_key *key, FILE *out)
{
    fputs(".TP\n", out);
    roff_bold(out, key->name);
    roff_text(out, key->help);
    write_value(key, out);
    if (key->when == CONFIG_LIVE) {
        fputs("Live.\n", out);
    }
    fputs("Default:\n", out);
    roff_bold(out, key->initial[0] == '\0' ? "none" : key->initial);
}

void config_manual_write(FILE *out)
{
    size_t n;
    const struct config_key *keys = config_keys(&n);
    roff_title(out, "pulssid.conf", 5, "configuration of pulssid");
    fputs(before, out);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || strcmp(keys[i].section, keys[i - 1].section) != 0) {
            fprintf(out, ".SH [%s]\n", keys[i].section);
        }
        write_key(&keys[i], out);
    }
    fputs(after, out);
}
