/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes and equips the roles of the pipes; whatever fails, the transaction goes on. */
#include "role_setup.h"

#include <stdio.h>
#include <string.h>

#include "base/embedded.h"
#include "log_settings.h"

#define ROLE_SIZE 64

/* One role, as its file is named. */
struct role {
    char name[ROLE_SIZE];
    const struct embedded_file *rights;
    bool exists;
    bool may_log_in;
};

static bool look_up(struct db *db, const struct embedded_file *rights, struct role *ret_role,
                    struct error *err)
{
    CLEANUP(db_result_free) struct db_result *row = NULL;
    struct role role = {.rights = rights};
    snprintf(role.name, sizeof role.name, "%.*s", (int)strcspn(rights->name, "."), rights->name);
    if (!db_query(db, "SELECT rolcanlogin::int FROM pg_roles WHERE rolname = $1", DB_PARAMS(role.name), &row,
                  err)) {
        return false;
    }
    role.exists = db_rows(row) == 1;
    role.may_log_in = role.exists && db_int(row, 0, 0) != 0;
    *ret_role = role;
    return true;
}

/* Runs what may fail; *ret_done: whether it did not, else why holds the reason. False when the transaction
 * cannot go on. */
static bool attempt(struct db *db, const char *sql, bool *ret_done, struct error *why, struct error *err)
{
    if (!db_script(db, "SAVEPOINT attempt", err)) {
        return false;
    }
    *ret_done = db_script(db, sql, why);
    return db_script(db, *ret_done ? "RELEASE SAVEPOINT attempt" : "ROLLBACK TO SAVEPOINT attempt", err);
}

/* What was refused, why, and who could. */
static void tell_refused(const struct role_setup_observer *observer, const struct role *role,
                         const char *what, struct error *why)
{
    char sentence[2 * ERROR_TEXT_SIZE];
    snprintf(sentence, sizeof sentence, "not set for %s: %s: %s; run pulssid migrate as a superuser",
             role->name, what, why->text);
    observer->on_role(observer->ctx, false, sentence);
}

static bool make(struct db *db, const struct role *role, const struct role_setup_observer *observer,
                 struct error *err)
{
    char sql[ROLE_SIZE + 32];
    char sentence[ROLE_SIZE + 64];
    struct error why;
    bool done;
    snprintf(sql, sizeof sql, "%s ROLE %s LOGIN", role->exists ? "ALTER" : "CREATE", role->name);
    if (!attempt(db, sql, &done, &why, err)) {
        return false;
    }
    if (!done) {
        tell_refused(observer, role, role->exists ? "LOGIN" : "the role itself", &why);
        return true;
    }
    snprintf(sentence, sizeof sentence, role->exists ? "the role %s may log in" : "made the role %s",
             role->name);
    observer->on_role(observer->ctx, true, sentence);
    return true;
}

bool role_setup_make(struct db *db, const struct role_setup_observer *observer, struct error *err)
{
    size_t n;
    const struct embedded_file *files = embedded_roles(&n);
    for (size_t i = 0; i < n; i++) {
        struct role role;
        if (!look_up(db, &files[i], &role, err) || (!role.may_log_in && !make(db, &role, observer, err))) {
            return false;
        }
    }
    return true;
}

static bool give_rights(struct db *db, const struct role *role, const struct role_setup_observer *observer,
                        struct error *err)
{
    struct error why;
    bool done;
    if (!attempt(db, (const char *)role->rights->content.data, &done, &why, err)) {
        return false;
    }
    if (!done) {
        tell_refused(observer, role, "its rights", &why);
    }
    return true;
}

static bool give_settings(struct db *db, const struct role *role, const struct role_setup_observer *observer,
                          struct error *err)
{
    CLEANUP(db_result_free) struct db_result *missing = NULL;
    if (!log_settings_missing(db, role->name, &missing, err)) {
        return false;
    }
    for (size_t row = 0; row < db_rows(missing); row++) {
        struct error why;
        bool done;
        if (!attempt(db, db_text(missing, row, 0), &done, &why, err)) {
            return false;
        }
        if (!done) {
            tell_refused(observer, role, db_text(missing, row, 1), &why);
        }
    }
    return true;
}

bool role_setup_equip(struct db *db, const struct role_setup_observer *observer, struct error *err)
{
    size_t n;
    const struct embedded_file *files = embedded_roles(&n);
    for (size_t i = 0; i < n; i++) {
        struct role role;
        if (!look_up(db, &files[i], &role, err)) {
            return false;
        }
        if (role.exists &&
            (!give_rights(db, &role, observer, err) || !give_settings(db, &role, observer, err))) {
            return false;
        }
    }
    return true;
}
