/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_LOG_SETTINGS_H
#define PULSSID_STORE_LOG_SETTINGS_H

/*
 * PostgreSQL's parameters by which something that a respondent wrote could reach its log, or their number its
 * statistics, and what each has to be for the roles of the pipes. Those of auto_explain, pgaudit and
 * pg_stat_statements count where these are loaded. Here they are looked at; store/role_setup sets them.
 */

#include <stdbool.h>

#include "base/error.h"
#include "store/db.h"
#include "store/finding.h"

/* Tells what is not as it has to be in this session, whoever set it: wrong where answers can reach the log,
 * else a warning. Warns too of what is right but not set on the role, so that a change of the server's
 * configuration would undo it. carries_answers: the role's statements write answers or read them. */
bool log_settings_check(struct db *db, bool carries_answers, const struct finding_sink *sink,
                        struct error *err) MUST_CHECK;

/* What is not set on a role, or is set otherwise for it in this database: rows of the statement that mends it
 * and of the setting, "log_statement = none". Over the owner's connection. */
bool log_settings_missing(struct db *db, const char *role, struct db_result **ret_rows,
                          struct error *err) MUST_CHECK;

#endif
