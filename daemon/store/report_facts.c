/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reports, as facts. */
#include "report_facts.h"

static const struct report_part scores[] = {
    {
        .name = "teams",
        .view = "scores",
        .filters = REPORT_BY_PERIOD | REPORT_BY_TEAM | REPORT_BY_DIMENSION | REPORT_BY_RELEASE,
        .n_keys = 3,
        .keys = {{"period", REPORT_KEY_TEXT}, {"team", REPORT_KEY_TEXT}, {"dimension", REPORT_KEY_TEXT}},
    },
    {
        .name = "organisation",
        .view = "weighted_means",
        .filters = REPORT_BY_PERIOD | REPORT_BY_DIMENSION | REPORT_BY_RELEASE,
        .follows = 1,
        .n_keys = 2,
        .keys = {{"period", REPORT_KEY_TEXT}, {"dimension", REPORT_KEY_TEXT}},
    },
};

static const struct report_part linkage[] = {
    {
        .name = "teams",
        .view = "linkage",
        .filters = REPORT_BY_PERIOD | REPORT_BY_TEAM | REPORT_BY_RELEASE,
        .n_keys = 4,
        .keys = {{"release", REPORT_KEY_NUMBER},
                 {"employee", REPORT_KEY_TEXT},
                 {"customer", REPORT_KEY_TEXT},
                 {"team", REPORT_KEY_TEXT}},
    },
    {
        .name = "lags",
        .view = "linkage_lags",
        .follows = 4,
        .n_keys = 5,
        .keys = {{"release", REPORT_KEY_NUMBER},
                 {"employee", REPORT_KEY_TEXT},
                 {"customer", REPORT_KEY_TEXT},
                 {"team", REPORT_KEY_TEXT},
                 {"lag", REPORT_KEY_NUMBER}},
    },
    {
        .name = "organisation",
        .view = "linkage_organisation",
        .filters = REPORT_BY_PERIOD | REPORT_BY_RELEASE,
        .n_keys = 3,
        .keys = {{"release", REPORT_KEY_NUMBER},
                 {"employee", REPORT_KEY_TEXT},
                 {"customer", REPORT_KEY_TEXT}},
    },
    {
        .name = "claims",
        .view = "linkage_claims",
        .follows = 4,
        .with_whole = true,
        .n_keys = 5,
        .keys = {{"release", REPORT_KEY_NUMBER},
                 {"employee", REPORT_KEY_TEXT},
                 {"customer", REPORT_KEY_TEXT},
                 {"team", REPORT_KEY_TEXT},
                 {"place", REPORT_KEY_NUMBER}},
    },
};

static const struct report_part changes[] = {
    {
        .name = "teams",
        .view = "changes",
        .filters = REPORT_BY_PERIOD | REPORT_BY_TEAM | REPORT_BY_DIMENSION | REPORT_BY_RELEASE,
        .n_keys = 4,
        .keys = {{"release", REPORT_KEY_NUMBER},
                 {"dimension", REPORT_KEY_TEXT},
                 {"team", REPORT_KEY_TEXT},
                 {"period", REPORT_KEY_TEXT}},
    },
    {
        .name = "organisation",
        .view = "changes_organisation",
        .filters = REPORT_BY_PERIOD | REPORT_BY_DIMENSION | REPORT_BY_RELEASE,
        .n_keys = 2,
        .keys = {{"release", REPORT_KEY_NUMBER}, {"dimension", REPORT_KEY_TEXT}},
    },
};

static const struct report_part silos[] = {
    {
        .name = "teams",
        .view = "silos",
        .filters = REPORT_BY_PERIOD | REPORT_BY_TEAM | REPORT_BY_RELEASE,
        .n_keys = 2,
        .keys = {{"release", REPORT_KEY_NUMBER}, {"team", REPORT_KEY_TEXT}},
    },
    {
        .name = "organisation",
        .view = "silos_organisation",
        .filters = REPORT_BY_PERIOD | REPORT_BY_RELEASE,
        .n_keys = 1,
        .keys = {{"release", REPORT_KEY_NUMBER}},
    },
};

static const struct report_part handoffs[] = {
    {
        .name = "teams",
        .view = "handoffs",
        .filters = REPORT_BY_PERIOD | REPORT_BY_RELEASE,
        .n_keys = 3,
        .keys = {{"period", REPORT_KEY_TEXT}, {"\"from\"", REPORT_KEY_TEXT}, {"\"to\"", REPORT_KEY_TEXT}},
    },
    {
        .name = "organisation",
        .view = "handoffs_organisation",
        .analysis = "handoffs_organisation",
        .filters = REPORT_BY_PERIOD | REPORT_BY_RELEASE,
        .n_keys = 1,
        .keys = {{"release", REPORT_KEY_NUMBER}},
    },
    {
        .name = "topics",
        .view = "handoffs_topics",
        .analysis = "handoffs_organisation",
        .filters = REPORT_BY_PERIOD | REPORT_BY_RELEASE,
        .n_keys = 2,
        .keys = {{"release", REPORT_KEY_NUMBER}, {"topic", REPORT_KEY_TEXT}},
    },
    {
        .name = "reasons",
        .view = "handoffs_reasons",
        .analysis = "handoffs_organisation",
        .filters = REPORT_BY_PERIOD | REPORT_BY_RELEASE,
        .n_keys = 2,
        .keys = {{"release", REPORT_KEY_NUMBER}, {"reason", REPORT_KEY_TEXT}},
    },
};

static const struct report_part ratings[] = {{
    .name = "teams",
    .view = "ratings",
    .filters = REPORT_BY_PERIOD | REPORT_BY_DIMENSION | REPORT_BY_RELEASE,
    .n_keys = 4,
    .keys = {{"period", REPORT_KEY_TEXT},
             {"rater_team", REPORT_KEY_TEXT},
             {"rated_team", REPORT_KEY_TEXT},
             {"dimension", REPORT_KEY_TEXT}},
}};

static const struct report_part agreement[] = {
    {
        .name = "teams",
        .view = "agreement",
        .filters = REPORT_BY_PERIOD | REPORT_BY_TEAM | REPORT_BY_DIMENSION | REPORT_BY_RELEASE,
        .n_keys = 3,
        .keys = {{"release", REPORT_KEY_NUMBER}, {"dimension", REPORT_KEY_TEXT}, {"team", REPORT_KEY_TEXT}},
    },
    {
        .name = "periods",
        .view = "agreement_periods",
        .filters = REPORT_BY_PERIOD | REPORT_BY_DIMENSION | REPORT_BY_RELEASE,
        .n_keys = 3,
        .keys = {{"release", REPORT_KEY_NUMBER}, {"dimension", REPORT_KEY_TEXT}, {"period", REPORT_KEY_TEXT}},
    },
    {
        .name = "organisation",
        .view = "agreement_organisation",
        .filters = REPORT_BY_PERIOD | REPORT_BY_DIMENSION | REPORT_BY_RELEASE,
        .n_keys = 2,
        .keys = {{"release", REPORT_KEY_NUMBER}, {"dimension", REPORT_KEY_TEXT}},
    },
};

static const struct report_part metrics[] = {
    {
        .name = "teams",
        .view = "metrics",
        .filters = REPORT_BY_PERIOD | REPORT_BY_DIMENSION | REPORT_BY_RELEASE,
        .n_keys = 2,
        .keys = {{"release", REPORT_KEY_NUMBER}, {"dimension", REPORT_KEY_TEXT}},
    },
    {
        .name = "organisation",
        .view = "metrics_organisation",
        .filters = REPORT_BY_PERIOD | REPORT_BY_RELEASE,
        .n_keys = 1,
        .keys = {{"release", REPORT_KEY_NUMBER}},
    },
};

static const struct report_part periods[] = {{
    .name = "teams",
    .view = "periods",
    .filters = REPORT_BY_PERIOD | REPORT_BY_RELEASE,
    .n_keys = 1,
    .keys = {{"period", REPORT_KEY_TEXT}},
}};

static const struct report_part teams[] = {{
    .name = "teams",
    .view = "teams",
    .filters = REPORT_BY_TEAM,
    .n_keys = 2,
    .keys = {{"team", REPORT_KEY_TEXT}, {"valid_from", REPORT_KEY_DAY}},
}};

static const struct report_part period_teams[] = {{
    .name = "teams",
    .view = "period_teams",
    .filters = REPORT_BY_PERIOD | REPORT_BY_TEAM | REPORT_BY_RELEASE,
    .n_keys = 2,
    .keys = {{"period", REPORT_KEY_TEXT}, {"team", REPORT_KEY_TEXT}},
}};

static const struct report tree = {"teams", false, NULL, 1, period_teams, NULL};

static const struct report_part releases[] = {{
    .name = "teams",
    .view = "releases",
    .columns =
        "release, period, to_char(released_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') AS "
        "released_at, sha256, previous",
    .filters = REPORT_BY_PERIOD | REPORT_BY_RELEASE,
    .n_keys = 1,
    .keys = {{"release", REPORT_KEY_NUMBER}},
}};

static const struct report_part release[] = {{
    .name = "teams",
    .view = "release_documents",
    .filters = REPORT_BY_PERIOD | REPORT_BY_RELEASE,
    .n_keys = 1,
    .keys = {{"release", REPORT_KEY_NUMBER}},
}};

static const struct report reports[] = {
    {"scores", true, NULL, 2, scores, NULL},
    {"linkage", true, "linkage_organisation", 4, linkage, NULL},
    {"changes", true, "changes_organisation", 2, changes, NULL},
    {"silos", true, "silos_organisation", 2, silos, NULL},
    {"handoffs", true, NULL, 4, handoffs, NULL},
    {"ratings", true, NULL, 1, ratings, NULL},
    {"agreement", true, "agreement_organisation", 3, agreement, NULL},
    {"metrics", true, "metrics_organisation", 2, metrics, NULL},
    {"periods", false, NULL, 1, periods, NULL},
    {"teams", false, NULL, 1, teams, &tree},
    {"releases", false, NULL, 1, releases, NULL},
    {"release", false, NULL, 1, release, NULL},
};

const struct report *report_facts(size_t *ret_n)
{
    *ret_n = sizeof reports / sizeof reports[0];
    return reports;
}
