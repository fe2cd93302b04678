/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_WIRE_SURVEY_JSON_H
#define PULSSID_WIRE_SURVEY_JSON_H

/* Survey definitions as JSON (contract of `survey import` and GET /v1/surveys), by Jansson, and as CBOR. */

#include "base/buffer.h"
#include "base/error.h"
#include "base/span.h"
#include "model/survey.h"

/* {"code","version","audience","title":{"fi","en","sv"},
 *  "questions":[{"code","kind","min","max","reverse","dimension","text":{"fi","en","sv"}}]}
 * reverse may be left out (false). Unknown members, missing texts and inconsistent dimensions are INPUT, with
 * the path of the member ("questions[2].min"); text that is no JSON is INPUT with line and column. */
bool survey_json_parse(struct span json, struct survey **ret_survey, struct error *err) MUST_CHECK;

/* Appends the definition, members in the order above; sticky failure of the buffer. */
void survey_json_write(const struct survey *survey, struct buffer *out);
void survey_json_write_cbor(const struct survey *survey, struct buffer *out);

#endif
