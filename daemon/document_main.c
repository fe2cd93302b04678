/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A program of the build alone: writes manual pages and completion from the tables of keys and commands. */
#include "cli/document.h"

int main(int argc, char **argv)
{
    return document_main(argc, argv);
}
