/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_HTTP_QUALITY_H
#define PULSSID_HTTP_QUALITY_H

/* Elements of Accept and its relatives: a value, and how much it is liked (RFC 9110, 12.4.2). Pure. */

#include "base/span.h"

/* "text/csv; q=0.5; …" without its parameters, which stay in *ret_parameters. */
struct span quality_value(struct span element, struct span *ret_parameters);

/* The q among an element's parameters in thousandths: "0.25" is 250; 1000 when there is none, -1 when it is
 * not of its form. */
int quality_weight(struct span parameters);

#endif
