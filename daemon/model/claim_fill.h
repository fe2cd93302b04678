/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MODEL_CLAIM_FILL_H
#define PULSSID_MODEL_CLAIM_FILL_H

/*
 * Puts names and numbers into a sentence of model/claim_text:
 *
 *   {x} {y} {x_of} {y_of}      the employee and the customer dimension; _of: in the genitive
 *   {first} {second} {…_of}    the same in the order in which they moved
 *   {together}                 "in the same direction", "in opposite directions": by the sign of r
 *   {lag}                      an amount: "2 viikkoa", "1 week", "3 månader"
 *   {periods}                  "weeks", "months", many of them
 *   {evidence}                 a sentence of its own behind a blank, or nothing
 *   {open}                     sentences of their own where lo and hi lie on either side of 0, or nothing:
 * the interval is of the mean size, and another test found the link {ten_answers}              a sentence of
 * its own where one of the two is an NPS, or nothing {alone}                    ", other tests not counted",
 * or nothing {r} {lo} {hi} {pi_lo} {pi_hi} {corrected} {detectable} {reverse} correlations with two decimals;
 * Finnish and Swedish write a comma {i2} {percent}             whole per cent {k} {n} {need} counts
 *
 * A sentence begins with a capital. What is no placeholder of these stays as it stands. Pure.
 */

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "calendar.h"
#include "claim_text.h"

enum claim_evidence { CLAIM_EVIDENCE_NONE, CLAIM_EVIDENCE_PRELIMINARY, CLAIM_EVIDENCE_CONFIRMED };

/* Those that the sentence does not name need not be set. NAN is written as a dash. */
struct claim_values {
    const char *employee; /* dimensions */
    const char *customer;
    enum period_kind kind;
    bool customer_first;
    enum claim_evidence evidence;
    bool is_one_of_many; /* other tests count too */
    int32_t lag;         /* periods, whoever came first */
    double r;
    double lo;
    double hi;
    double pi_lo;
    double pi_hi;
    double corrected;
    double detectable;
    double reverse;
    double percent; /* i2 too */
    double k;
    double n;
    double need;
};

/* Appends the sentence. Sticky failure of the buffer. */
void claim_fill(enum claim_sentence sentence, const struct claim_values *values, enum language language,
                struct buffer *out);

#endif
