/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines the p-values of several analyses up, and deals their q-values out again. */
#include "linkage_family.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "math/fdr.h"

/* p-values in a row, and the q-values that they have in it. */
struct line {
    size_t n;
    double *p;
    double *bh;
    double *by;
};

static void line_free_local(const struct line *line)
{
    free(line->p);
    free(line->bh);
    free(line->by);
}

static bool line_init(struct line *line, size_t room, struct error *err)
{
    line->p = calloc(room + 1, sizeof(double));
    line->bh = calloc(room + 1, sizeof(double));
    line->by = calloc(room + 1, sizeof(double));
    return (line->p != NULL && line->bh != NULL && line->by != NULL) ||
           error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a family of %zu tests", room);
}

static void add(struct line *line, const double *p, size_t n)
{
    if (n > 0) {
        memcpy(line->p + line->n, p, n * sizeof *p);
        line->n += n;
    }
}

static size_t count_tests(const struct line *line)
{
    size_t n = 0;
    for (size_t i = 0; i < line->n; i++) {
        n += isnan(line->p[i]) ? 0 : 1;
    }
    return n;
}

static void deal_out(const struct line *line, size_t *at, struct linkage_tests *tests)
{
    if (tests->n > 0) {
        memcpy(tests->q_bh, line->bh + *at, tests->n * sizeof(double));
        memcpy(tests->q_by, line->by + *at, tests->n * sizeof(double));
    }
    tests->family = count_tests(line);
    *at += tests->n;
}

static bool control(struct linkage_analysis *const *analyses, size_t n, enum linkage_test kind,
                    const struct linkage_p_values *before, struct error *err)
{
    CLEANUP(line_free) struct line line = {0};
    size_t room = before->n;
    for (size_t a = 0; a < n; a++) {
        room += analyses[a]->tests[kind].n;
    }
    if (!line_init(&line, room, err)) {
        return false;
    }
    for (size_t a = 0; a < n; a++) {
        add(&line, analyses[a]->tests[kind].p, analyses[a]->tests[kind].n);
    }
    add(&line, before->p, before->n);
    if (!fdr_bh(line.p, line.n, line.bh, err) || !fdr_by(line.p, line.n, line.by, err)) {
        return false;
    }
    size_t at = 0;
    for (size_t a = 0; a < n; a++) {
        deal_out(&line, &at, &analyses[a]->tests[kind]);
    }
    return true;
}

bool linkage_family_control(struct linkage_analysis *const *analyses, size_t n,
                            const struct linkage_tested *before, struct error *err)
{
    return control(analyses, n, LINKAGE_OWN, &before->own, err) &&
           control(analyses, n, LINKAGE_COMMON_LAG, &before->common_lag, err) &&
           control(analyses, n, LINKAGE_WHOLE, &before->whole, err);
}
