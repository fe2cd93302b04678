/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_WIRE_NOTICE_OUT_H
#define PULSSID_WIRE_NOTICE_OUT_H

/*
 * The notice to respondents as JSON, as plain text of at most 78 characters a line, or as a page of HTML
 * without script or style.
 *
 *   {"lang": "en", "title": …,
 *    "thresholds": {"employee": 5, "customer": 5, "spread": 10},
 *    "period": {"kind": "week", "id": "2026-W48", "first_day": …, "last_day": …, "withdrawal_day": …},
 *    "grace_days": 3, "max_late_days": 14, "backfill_days": 0, "retention_days": 0,
 *    "sections": [{"heading": …, "sentences": […]}]}
 *
 * What is not known of the period is null. UTF-8. Pure; sticky failure of the buffer.
 */

#include "base/buffer.h"
#include "model/language.h"
#include "model/notice.h"

enum notice_format { NOTICE_JSON, NOTICE_TEXT, NOTICE_HTML };

void notice_out_write(const struct notice *notice, enum language language, enum notice_format format,
                      struct buffer *out);

#endif
