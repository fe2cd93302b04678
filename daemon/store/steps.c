/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A prepared statement, its settings, and the transaction around both. */
#include "steps.h"

#include "base/buffer.h"

static bool begin(const struct steps *steps, const char *prepare, struct error *err)
{
    return db_script(steps->db,
                     steps->inside ? "SAVEPOINT steps" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
                     err) &&
           db_script(steps->db,
                     /* Rows are looked up by their keys, whatever the transaction around prefers. What is
                      * prepared outlives an error. */
                     "SET LOCAL jit = off; SET LOCAL enable_nestloop = on;"
                     " SET LOCAL plan_cache_mode = force_generic_plan; DEALLOCATE ALL",
                     err) &&
           db_script(steps->db, prepare, err);
}

bool steps_begin(struct db *db, const char *prepare, struct steps *ret_steps, struct error *err)
{
    const struct steps steps = {.db = db, .inside = db_in_transaction(db)};
    *ret_steps = steps;
    return begin(&steps, prepare, err) || steps_end(&steps, false, err);
}

bool steps_run(const struct steps *steps, const char *arguments, struct db_result **ret_result,
               struct error *err)
{
    struct buffer sql CLEANUP(buffer_free) = {0};
    buffer_printf(&sql, "EXECUTE step (%s)", arguments);
    buffer_append(&sql, "", 1);
    if (sql.failed) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a statement");
    }
    return db_query(steps->db, (const char *)buffer_span(&sql).data, DB_NO_PARAMS, ret_result, err);
}

bool steps_end(const struct steps *steps, bool done, struct error *err)
{
    done = done &&
           (steps->inside ? db_script(steps->db, "ROLLBACK TO SAVEPOINT steps; RELEASE SAVEPOINT steps", err)
                          : db_commit(steps->db, err));
    if (!done && !steps->inside) {
        db_rollback(steps->db);
    }
    return done;
}
