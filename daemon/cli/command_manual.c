/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every command with its usage and its help. */
#include "command_manual.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/roff.h"

static const char before[] =
    ".SH SYNOPSIS\n"
    ".B pulssid\n.I COMMAND\n[\\fB\\-c\\fR \\fIFILE\\fR] ...\n"
    ".SH DESCRIPTION\n"
    "An organisation asks its employees how they are and its customers how they were served.\n"
    ".B pulssid\ntakes the answers over TLS and acknowledges each after the commit that holds it, publishes "
    "every\n"
    "team's scores once a period so that no figure singles out fewer than five people, seals the answers, "
    "and\n"
    "holds employees' wellbeing against customers' satisfaction from published scores alone.\n"
    ".PP\n"
    ".B pulssid serve\nis the daemon, which systemd runs as\n.IR pulssid.service ;\n"
    "the other commands work on its database and end.\n"
    "Options stand anywhere, as\n.I --name value\nor\n.IR --name=value ;\n.B \\-\\-\nends them.\n"
    ".SH COMMANDS\n";

static const char after[] =
    ".SH OPTIONS\n"
    ".TP\n\\fB\\-c\\fR, \\fB\\-\\-config\\fR \\fIFILE\\fR\n"
    "The configuration; without it\n.IR " CONFIG_DEFAULT_PATH ".\n"
    ".TP\n\\fB\\-h\\fR, \\fB\\-\\-help\\fR\n"
    "Help of the command, or the list of all.\n"
    ".TP\n\\fB\\-\\-version\\fR\n"
    "The version.\n"
    ".SH SIGNALS\n"
    ".TP\nSIGHUP\n"
    "The daemon reads its configuration and certificate again and takes into use what needs no restart.\n"
    "What is wrong is logged and changes nothing.\n"
    ".TP\nSIGTERM, SIGINT\n"
    "The daemon accepts no more, answers all that it has taken, and ends, at the latest after\n"
    ".BR drain_timeout_ms .\n"
    ".SH LOG\n"
    "The daemon logs one line an event, \\fIevent key\\fB=\\fIvalue\\fR ..., on standard error; under "
    "systemd in the "
    "journal, where each value is a field too, as in\n"
    ".BR \"journalctl PULSSID_EVENT=serving\" .\n"
    "A value that has more than plain characters is in double quotes, and what would end it or the line is\n"
    "\\fB\\e\"\\fR, \\fB\\e\\e\\fR, \\fB\\en\\fR, \\fB\\er\\fR, \\fB\\et\\fR or \\fB\\ex\\fIHH\\fR.\n"
    ".PP\n"
    "No line says who asked or answered, what, or from where. Faults of clients are counted by kind, and "
    "told as\n"
    ".BI client_fault \\ kind= KIND \\ suppressed= N\n"
    "at most once in ten seconds a kind, \\fIN\\fR since the last line in steps of ten: "
    "\\fBhandshake_refused\\fR (most often "
    "the certificate), \\fBhandshake_failed\\fR (no TLS, or none that is taken), \\fBconnections_full\\fR "
    "and "
    "\\fBmalformed_http\\fR when they happen; \\fBtoo_slow\\fR, \\fBkey_refused\\fR, \\fBtoo_large\\fR, "
    "\\fBrequest_refused\\fR "
    "(any other status of 400 to 499) and \\fBsubmission_refused\\fR when ten have gathered, lest a line "
    "tell that somebody "
    "was about to answer.\n"
    ".SH EXIT STATUS\n"
    "0 when it is done, 1 when it failed, 2 for wrong usage. Results go to standard output; what went wrong "
    "is\n"
    "one sentence on standard error.\n"
    ".SH FILES\n"
    ".TP\n.I " CONFIG_DEFAULT_PATH "\nThe configuration:\n.BR pulssid.conf (5).\n"
    ".TP\n.I /usr/share/doc/pulssid/README.md\nHow it is set up, what it promises, and what its figures "
    "mean.\n"
    ".SH SEE ALSO\n"
    ".BR pulssid.conf (5),\n.BR systemctl (1),\n.BR journalctl (1)\n";

static bool write_command(const struct command *command, FILE *out)
{
    CLEANUP(free) char *usage = NULL;
    size_t size = 0;
    FILE *into = open_memstream(&usage, &size);
    if (into == NULL) {
        return false;
    }
    command_line_usage(command, into);
    if (fclose(into) != 0) {
        return false;
    }
    fputs(".TP\n", out);
    roff_bold(out, usage);
    roff_text(out, command->help);
    return true;
}

bool command_manual_write(const struct command *table, FILE *out, struct error *err)
{
    roff_title(out, "pulssid", 8, "employee and customer surveys, brought together safely");
    fputs(before, out);
    for (const struct command *command = table; command->name != NULL; command++) {
        if (!write_command(command, out)) {
            return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a line");
        }
    }
    fputs(after, out);
    return true;
}
