/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_BASE_EMBEDDED_H
#define PULSSID_BASE_EMBEDDED_H

/* Files that the build puts into the binary, in order of their names. Defined in a source that CMake
 * generates. */

#include <stddef.h>

#include "span.h"

struct embedded_file {
    const char *name;    /* without its folder: "0001_organisation.sql" */
    struct span content; /* a zero byte follows */
};

/* sql/NNNN_*.sql: the migrations. */
const struct embedded_file *embedded_migrations(size_t *ret_n);
/* sql/roles/ *.sql: what each role may do, under its name. */
const struct embedded_file *embedded_roles(size_t *ret_n);
/* conf/surveys/ *.json: the surveys that ship. */
const struct embedded_file *embedded_surveys(size_t *ret_n);
/* The report page, as daemon/web/build.mjs made it: index.html and what it needs, NAME.gz beside each NAME.
 */
const struct embedded_file *embedded_pages(size_t *ret_n);
/* csv-metadata.json: every column of every report, described for machines. */
const struct embedded_file *embedded_descriptions(size_t *ret_n);

#endif
