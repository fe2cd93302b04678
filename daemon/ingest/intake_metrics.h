/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_INGEST_INTAKE_METRICS_H
#define PULSSID_INGEST_INTAKE_METRICS_H

/* What the write pipe of one worker counts, to be read from any thread as long as the intake lives. */

#include "base/meter.h"
#include "batch.h"
#include "intake.h"
#include "verdicts.h"

struct intake_metrics {
    struct verdicts_metrics verdicts;
    struct meter ready; /* 1: intake_is_ready() */
    const struct batch_metrics *batch;
    const struct pg_metrics *databases[BATCH_MAX_LANES];
};

const struct intake_metrics *intake_metrics(const struct intake *intake);

#endif
