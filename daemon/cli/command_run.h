/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_CLI_COMMAND_RUN_H
#define PULSSID_CLI_COMMAND_RUN_H

/* The functions behind the table of commands, each in the file of its first word. They write results to
 * standard output and fail with one sentence: USAGE is exit status 2, anything else 1. */

#include "base/error.h"
#include "command.h"

bool command_serve(const struct command_input *input, struct error *err) MUST_CHECK;
bool command_migrate(const struct command_input *input, struct error *err) MUST_CHECK;
bool command_check(const struct command_input *input, struct error *err) MUST_CHECK;
bool command_team_import(const struct command_input *input, struct error *err) MUST_CHECK;
bool command_team_list(const struct command_input *input, struct error *err) MUST_CHECK;
bool command_survey_import(const struct command_input *input, struct error *err) MUST_CHECK;
bool command_survey_list(const struct command_input *input, struct error *err) MUST_CHECK;
bool command_key_create(const struct command_input *input, struct error *err) MUST_CHECK;
bool command_key_revoke(const struct command_input *input, struct error *err) MUST_CHECK;
bool command_key_list(const struct command_input *input, struct error *err) MUST_CHECK;
bool command_invite_import(const struct command_input *input, struct error *err) MUST_CHECK;
bool command_import(const struct command_input *input, struct error *err) MUST_CHECK;
bool command_verify(const struct command_input *input, struct error *err) MUST_CHECK;
bool command_cycle(const struct command_input *input, struct error *err) MUST_CHECK;
bool command_report(const struct command_input *input, struct error *err) MUST_CHECK;

#endif
