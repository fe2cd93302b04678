/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a request comes from, as the browser says it. */
#include "http/origin.h"

#include "http/fold.h"

/* Browsers write both in lower case, and the port where it is not https's own. */
static bool names_host(struct span origin, struct span host)
{
    static const char scheme[] = "https://";
    static const size_t len = sizeof scheme - 1;
    return fold_begins(origin, scheme) && span_equal(span_of(origin.data + len, origin.len - len), host);
}

bool origin_is_own(const struct head *head, struct error *err)
{
    bool is_own = true;
    if (head->sec_fetch_site.data != NULL) {
        is_own = span_is(head->sec_fetch_site, "same-origin") ||
                 (head->method != HTTP_POST && span_is(head->sec_fetch_site, "none"));
    } else if (head->origin.data != NULL) {
        is_own = names_host(head->origin, head->host);
    }
    return is_own ||
           error_set(err, ERROR_CROSS_SITE, "a browser may ask for this from the report page alone");
}
