/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts the parts of a report together. */
#include "report_document.h"

#include "wire/table_out.h"

/* A part that a report does not have is left out of its document. */
static const struct table *part_of(const struct report *report, const struct report_page *page,
                                   const char *name)
{
    size_t part;
    return report_document_part(report, span_text(name), &part) ? page->tables[part] : NULL;
}

void report_document_json(const struct report *report, const struct report_page *page, struct buffer *out)
{
    static const char *const groups[] = {
        "mismatch_", "pooled_dl_",      "attenuation_",    "attenuation_w_", "attenuation_c_",
        "between_",  "between_team_w_", "between_team_c_", "equivalence_",   "icc_last_",
        NULL};
    const struct table_document document = {
        .report = report_name(report),
        .release = page->release,
        .organisation = part_of(report, page, "organisation"),
        .rows = page->tables[0],
        .lags = part_of(report, page, "lags"),
        .periods = part_of(report, page, "periods"),
        .claims = part_of(report, page, "claims"),
        .topics = part_of(report, page, "topics"),
        .reasons = part_of(report, page, "reasons"),
        .groups = groups,
        .next = page->next,
    };
    table_out_json(&document, out);
}

bool report_document_part(const struct report *report, struct span name, size_t *ret_part)
{
    for (size_t i = 0; i < report_parts(report); i++) {
        if (name.len == 0 || span_is(name, report_part_name(report, i))) {
            *ret_part = i;
            return true;
        }
    }
    return false;
}

bool report_document_text(const struct report_page *page, struct buffer *out)
{
    const struct table *table = page->tables[0];
    for (size_t column = 0; table->n_rows > 0 && column < table->n_columns; column++) {
        if (strcmp(table->columns[column].name, "document") == 0 && table_cell(table, 0, column) != NULL) {
            buffer_append_text(out, table_cell(table, 0, column));
            return true;
        }
    }
    return false;
}
