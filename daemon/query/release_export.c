/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads report after report of a period into an archive. */
#include "release_export.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/embedded.h"
#include "base/sha256.h"
#include "report_document.h"
#include "wire/table_out.h"
#include "wire/zip_out.h"

#define PERIOD_SIZE 64

struct release_export {
    struct pg *pg;
    struct report_request request; /* of the report that is read now */
    char period[PERIOD_SIZE];
    size_t next; /* report_at() from here on is still to be read */
    struct buffer archive;
    struct zip_out zip;
    struct buffer sums; /* of the files so far, as sha256sum writes them */
    release_export_done *done;
    void *ctx;
};

/* Says how it ended, and frees it. */
static void finish(struct release_export *export, const struct error *err)
{
    export->done(export->ctx, err, err == NULL ? &export->archive : NULL);
    zip_out_done(&export->zip);
    buffer_free(&export->sums);
    buffer_free(&export->archive);
    free(export);
}

static bool is_document(const struct release_export *export)
{
    return strcmp(report_name(export->request.report), "release") == 0;
}

/* Adds a file, and notes its digest. */
static void add_file(struct release_export *export, const char *name, struct span content)
{
    uint8_t digest[SHA256_SIZE];
    char hex[SHA256_HEX_SIZE];
    bool is_hashed = sha256(&content, 1, digest);
    if (is_hashed) {
        sha256_hex(digest, hex);
        buffer_printf(&export->sums, "%s  %s\n", hex, name);
    }
    export->archive.failed = export->archive.failed || !is_hashed || export->sums.failed;
    zip_out_add(&export->zip, name, content);
}

/* "ratings.csv", or "linkage-lags.csv" where there are several. */
static void add_part(struct release_export *export, const struct report_page *page, size_t part)
{
    const struct report *report = export->request.report;
    CLEANUP(buffer_free) struct buffer csv = {0};
    char name[160];
    bool is_only = report_parts(report) == 1;
    snprintf(name, sizeof name, "%s%s%s.csv", report_name(report), is_only ? "" : "-",
             is_only ? "" : report_part_name(report, part));
    table_out_csv(page->tables[part], &csv);
    export->archive.failed = export->archive.failed || csv.failed;
    add_file(export, name, buffer_span(&csv));
}

static bool add_document(struct release_export *export, const struct report_page *page, struct error *err)
{
    CLEANUP(buffer_free) struct buffer text = {0};
    if (!report_document_text(page, &text)) {
        return error_set(err, ERROR_NOT_FOUND, "there is no release of this period");
    }
    export->archive.failed = export->archive.failed || text.failed;
    add_file(export, "release.txt", buffer_span(&text));
    return true;
}

static bool add_report(struct release_export *export, const struct report_page *page, struct error *err)
{
    if (is_document(export)) {
        return add_document(export, page, err);
    }
    for (size_t part = 0; part < page->n; part++) {
        add_part(export, page, part);
    }
    return true;
}

static void add_descriptions(struct release_export *export)
{
    size_t n;
    const struct embedded_file *files = embedded_descriptions(&n);
    for (size_t i = 0; i < n; i++) {
        add_file(export, files[i].name, files[i].content);
    }
}

/* The next report that is of a period; NULL after the last. */
static const struct report *take_next(struct release_export *export)
{
    const char *name;
    while ((name = report_at(export->next)) != NULL) {
        const struct report *report = report_find(name);
        export->next++;
        if (report_is_of_period(report)) {
            return report;
        }
    }
    return NULL;
}

static void on_read(void *ctx, const struct error *err, const struct report_page *page);

/* False with the reason when the next report cannot be asked for. *ret_asked: it is on its way. */
static bool ask_next(struct release_export *export, bool *ret_asked, struct error *err)
{
    export->request.report = take_next(export);
    *ret_asked = export->request.report != NULL;
    return !*ret_asked || report_store_read(export->pg, &export->request, on_read, export, err);
}

static void on_read(void *ctx, const struct error *err, const struct report_page *page)
{
    struct release_export *export = ctx;
    struct error why;
    bool is_asked = false;
    if (err != NULL) {
        finish(export, err);
        return;
    }
    if (!add_report(export, page, &why) || !ask_next(export, &is_asked, &why)) {
        finish(export, &why);
        return;
    }
    if (!is_asked) {
        add_descriptions(export);
        zip_out_add(&export->zip, "SHA256SUMS", buffer_span(&export->sums));
        zip_out_end(&export->zip);
        bool failed =
            export->archive.failed && !error_set(&why, ERROR_OUT_OF_MEMORY, "no memory for an archive");
        finish(export, failed ? &why : NULL);
    }
}

bool release_export_run(struct pg *pg, const struct report_request *request, release_export_done *done,
                        void *ctx, struct error *err)
{
    bool is_asked;
    struct release_export *export = calloc(1, sizeof *export);
    if (export == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for an archive");
    }
    export->pg = pg;
    export->request = *request;
    snprintf(export->period, sizeof export->period, "%s", request->filter.period);
    export->request.filter = (struct report_filter){.period = export->period};
    export->zip.out = &export->archive;
    export->done = done;
    export->ctx = ctx;
    if (!ask_next(export, &is_asked, err)) {
        free(export);
        return false;
    }
    return true;
}
