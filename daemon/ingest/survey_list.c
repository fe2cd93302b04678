/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists the newest version of every survey. */
#include "survey_list.h"

#include "wire/cbor_writer.h"
#include "wire/survey_json.h"

/* Versions follow one another in the catalog, ascending. */
static bool is_newest(const struct catalog *catalog, size_t i)
{
    return i + 1 == catalog->n_surveys ||
           strcmp(catalog->surveys[i]->code, catalog->surveys[i + 1]->code) != 0;
}

static void write_json(const struct catalog *catalog, struct buffer *out)
{
    const char *separator = "";
    buffer_append_text(out, "{\"surveys\":[");
    for (size_t i = 0; i < catalog->n_surveys; i++) {
        if (is_newest(catalog, i)) {
            buffer_append_text(out, separator);
            survey_json_write(catalog->surveys[i], out);
            separator = ",";
        }
    }
    buffer_append_text(out, "]}");
}

static void write_cbor(const struct catalog *catalog, struct buffer *out)
{
    size_t n = 0;
    for (size_t i = 0; i < catalog->n_surveys; i++) {
        n += is_newest(catalog, i);
    }
    cbor_writer_map(out, 1);
    cbor_writer_text(out, "surveys");
    cbor_writer_array(out, n);
    for (size_t i = 0; i < catalog->n_surveys; i++) {
        if (is_newest(catalog, i)) {
            survey_json_write_cbor(catalog->surveys[i], out);
        }
    }
}

void survey_list_write(const struct catalog *catalog, enum intake_format format, struct buffer *out)
{
    if (format == INTAKE_JSON) {
        write_json(catalog, out);
    } else {
        write_cbor(catalog, out);
    }
}

bool survey_list_write_one(const struct catalog *catalog, struct span code, enum intake_format format,
                           struct buffer *out, struct error *err)
{
    const struct survey *survey = catalog_find_survey(catalog, code, 0);
    if (survey == NULL) {
        return error_set(err, ERROR_NOT_FOUND, "there is no such survey");
    }
    if (format == INTAKE_JSON) {
        survey_json_write(survey, out);
    } else {
        survey_json_write_cbor(survey, out);
    }
    return true;
}
