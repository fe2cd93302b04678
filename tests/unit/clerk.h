/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_CLERK_H
#define PULSSID_TESTS_CLERK_H

/* A role that may make roles and alter the three, but is no superuser. From PostgreSQL 16 on it must be told
 * which. */
#define CLERK_SQL                                                                                            \
    "CREATE ROLE clerk LOGIN CREATEROLE;"                                                                    \
    "DO $$ BEGIN IF current_setting('server_version_num')::int >= 160000 THEN"                               \
    " EXECUTE 'GRANT pulssid_ingest, pulssid_stats, pulssid_report TO clerk"                                 \
    " WITH ADMIN TRUE, INHERIT FALSE, SET FALSE';"                                                           \
    " END IF; END $$;"

#endif
