/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words for grades. */
#include "claim_grade.h"

const char *claim_grade_name(enum claim_grade grade)
{
    static const char *const names[] = {[CLAIM_DESCRIPTION] = "description",
                                        [CLAIM_ASSOCIATION] = "association",
                                        [CLAIM_LEADS] = "leads_in_time",
                                        [CLAIM_CANNOT_TELL] = "cannot_tell"};
    return names[grade];
}
