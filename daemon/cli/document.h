/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_CLI_DOCUMENT_H
#define PULSSID_CLI_DOCUMENT_H

/* What is made from the tables when the program is built, and installed beside it. */

#include <stdbool.h>
#include <stdio.h>

#include "base/error.h"

/* Writes pulssid.8, pulssid.conf.5 or pulssid.bash-completion. USAGE for another name, OUT_OF_MEMORY, IO. */
bool document_write(const char *name, FILE *out, struct error *err) MUST_CHECK;

/* As a program: document NAME FILE. Returns the exit status. */
int document_main(int argc, char **argv);

#endif
