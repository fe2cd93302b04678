/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pulssid: one binary, one command a run. */
#include "cli/command.h"

int main(int argc, char **argv)
{
    return command_main(argc, argv);
}
