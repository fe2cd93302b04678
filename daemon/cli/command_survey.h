/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_CLI_COMMAND_SURVEY_H
#define PULSSID_CLI_COMMAND_SURVEY_H

/* Storing a survey's definition, for `survey import` and for `migrate`, which loads those that ship. */

#include "base/span.h"
#include "store/organisation_store.h"

struct survey_added {
    char code[CODE_SIZE];
    int32_t version;
    enum store_change change;
    struct shared_dimension shared; /* with a survey of the same audience */
};

/* A step of the caller's transaction. INPUT when the text is no definition; CONFLICT when the version is
 * stored with another one, or when it does not go with other surveys (organisation_store_add_survey). */
bool command_survey_add(struct db *db, struct span json, struct survey_added *ret_added,
                        struct error *err) MUST_CHECK;

#endif
