/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `pulssid survey …`: versions of questionnaires. */
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "command_db.h"
#include "command_run.h"
#include "command_survey.h"
#include "file_text.h"
#include "store/organisation_store.h"
#include "wire/survey_json.h"

#define MAX_FILE_BYTES (1024 * 1024)

bool command_survey_add(struct db *db, struct span json, struct survey_added *ret_added, struct error *err)
{
    CLEANUP(survey_free) struct survey *survey = NULL;
    CLEANUP(buffer_free) struct buffer definition = {0};
    if (!survey_json_parse(json, &survey, err)) {
        return false;
    }
    /* Written anew, so that what is stored does not depend on how the file was laid out. */
    survey_json_write(survey, &definition);
    buffer_append(&definition, "", 1);
    if (definition.failed) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the survey");
    }
    struct survey_added added = {.version = survey->version};
    strcpy(added.code, survey->code);
    if (!organisation_store_add_survey(db, survey, (const char *)buffer_span(&definition).data, &added.change,
                                       err) ||
        !organisation_store_shared_dimension(db, survey, true, &added.shared, err)) {
        return false;
    }
    *ret_added = added;
    return true;
}

/* Puts the file before what is wrong: "FILE:LINE:COLUMN" where the text is no JSON. Returns false. */
static bool fail_in(const char *path, struct error *err)
{
    int line;
    int column;
    int rest = 0;
    struct error why = *err;
    if (sscanf(why.text, "line %d, column %d: %n", &line, &column, &rest) == 2 && rest > 0) {
        return error_set(err, why.code, "%s:%d:%d: %s", path, line, column, why.text + rest);
    }
    return error_prefix(err, "%s", path);
}

bool command_survey_import(const struct command_input *input, struct error *err)
{
    CLEANUP(buffer_free) struct buffer json = {0};
    CLEANUP(db_close) struct db *db = NULL;
    struct survey_added added;
    if (!file_text_read(input->words[0], MAX_FILE_BYTES, &json, err) ||
        !command_db_open(input, COMMAND_STATS, &db, err)) {
        return false;
    }
    if (!db_begin(db, err) || !command_survey_add(db, buffer_span(&json), &added, err) ||
        !db_commit(db, err)) {
        return fail_in(input->words[0], err);
    }
    printf("%s version %d %s\n", added.code, (int)added.version,
           added.change == CHANGE_NONE ? "was stored before" : "is stored");
    if (added.shared.survey[0] != '\0') {
        printf("note: dimension %s is fed by %s too; in each period the survey with more submissions counts, "
               "so that "
               "nobody counts twice\n",
               added.shared.dimension, added.shared.survey);
    }
    return true;
}

bool command_survey_list(const struct command_input *input, struct error *err)
{
    CLEANUP(db_close) struct db *db = NULL;
    CLEANUP(table_free) struct table *table = NULL;
    return command_db_open(input, COMMAND_INGEST, &db, err) &&
           organisation_store_list_surveys(db, &table, err) && command_db_print_table(table, err);
}
