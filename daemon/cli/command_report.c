/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `pulssid report`: the rows that the API gives, for a terminal or a file. */
#include <stdio.h>
#include <string.h>

#include "command_db.h"
#include "command_run.h"
#include "query/report_document.h"
#include "store/report_store.h"
#include "wire/table_out.h"

enum output_format { OUTPUT_TEXT, OUTPUT_CSV, OUTPUT_JSON };

struct question {
    struct report_request request;
    enum output_format format;
    size_t part;
};

static bool choose_report(const struct command_input *input, const struct report **ret_report,
                          struct error *err)
{
    const char *name = input->n_words == 0 ? "scores" : input->words[0];
    *ret_report = report_find(name);
    if (*ret_report != NULL) {
        return true;
    }
    char names[200] = "";
    for (size_t i = 0; report_at(i) != NULL; i++) {
        size_t used = strlen(names);
        snprintf(names + used, sizeof names - used, "%s%s", i == 0 ? "" : ", ", report_at(i));
    }
    return error_set(err, ERROR_USAGE, "there is no report %s; there are %s", name, names);
}

static bool choose_format(const char *format, enum output_format *ret_format, struct error *err)
{
    static const char *const names[] = {"text", "csv", "json"};
    *ret_format = OUTPUT_TEXT;
    for (enum output_format f = OUTPUT_TEXT; format != NULL; f++) {
        if (f > OUTPUT_JSON) {
            return error_set(err, ERROR_USAGE, "--format: expected text, csv or json, not %s", format);
        }
        if (strcmp(format, names[f]) == 0) {
            *ret_format = f;
            return true;
        }
    }
    return true;
}

static bool choose_part(const struct command_input *input, struct question *question, struct error *err)
{
    const char *part = command_option(input, "--part");
    const struct report *report = question->request.report;
    if (report_document_part(report, span_text(part == NULL ? "" : part), &question->part)) {
        return true;
    }
    return error_set(err, ERROR_USAGE, "--part: the report %s has no part %s", report_name(report), part);
}

/* As text a release is the bytes of one document, those that its SHA-256 is of. */
static bool choose_document(const struct question *question, struct error *err)
{
    const struct report_filter *filter = &question->request.filter;
    return question->format != OUTPUT_TEXT || strcmp(report_name(question->request.report), "release") != 0 ||
           filter->period != NULL || filter->release != NULL ||
           error_set(err, ERROR_USAGE, "report release: expected --period or --release");
}

static bool check_exact(const struct report_request *request, struct error *err)
{
    return !request->exact || report_has_exact(request->report) ||
           error_set(err, ERROR_USAGE, "--exact: the report %s has nothing that is rounded",
                     report_name(request->report));
}

static bool read_options(const struct command_input *input, struct question *question, struct error *err)
{
    *question = (struct question){.request = {.exact = command_option(input, "--exact") != NULL,
                                              .filter = {.period = command_option(input, "--period"),
                                                         .team = command_option(input, "--team"),
                                                         .dimension = command_option(input, "--dimension"),
                                                         .release = command_option(input, "--release")}}};
    return choose_report(input, &question->request.report, err) &&
           choose_format(command_option(input, "--format"), &question->format, err) &&
           choose_part(input, question, err) && choose_document(question, err) &&
           check_exact(&question->request, err);
}

static bool render_text(const struct question *question, const struct report_page *page, struct buffer *out,
                        struct error *err)
{
    const char *name = report_name(question->request.report);
    if (strcmp(name, "release") == 0) {
        return report_document_text(page, out) || error_set(err, ERROR_NOT_FOUND, "there is no such release");
    }
    /* Sentences are for pages and files: a terminal has no room for them beside the figures. */
    table_drop(page->tables[question->part], "text_");
    table_out_text(page->tables[question->part], out);
    if (strcmp(name, "linkage") == 0 || strcmp(name, "silos") == 0 || strcmp(name, "metrics") == 0) {
        buffer_append_text(out, "association, not cause\n");
    } else if (strcmp(name, "changes") == 0) {
        buffer_append_text(out, "a description, not a cause\n");
    }
    return true;
}

static bool render(const struct question *question, const struct report_page *page, struct buffer *out,
                   struct error *err)
{
    switch (question->format) {
    case OUTPUT_TEXT:
        return render_text(question, page, out, err);
    case OUTPUT_CSV:
        table_out_csv(page->tables[question->part], out);
        break;
    case OUTPUT_JSON:
        report_document_json(question->request.report, page, out);
        break;
    }
    return true;
}

static void page_free_local(struct report_page *page)
{
    report_page_free(page);
}

bool command_report(const struct command_input *input, struct error *err)
{
    CLEANUP(db_close) struct db *db = NULL;
    CLEANUP(buffer_free) struct buffer out = {0};
    CLEANUP(page_free) struct report_page page = {0};
    struct question question;
    if (!read_options(input, &question, err) ||
        !command_db_open(input, question.request.exact ? COMMAND_STATS : COMMAND_QUERY, &db, err)) {
        return false;
    }
    if (!report_store_read_now(db, &question.request, &page, err)) {
        /* A filter that is not of its form is a word of the command line here. */
        err->code = err->code == ERROR_BAD_PARAMETER ? ERROR_USAGE : err->code;
        return false;
    }
    return render(&question, &page, &out, err) && command_db_print(&out, err);
}
