/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums over a window to shares, endings, breadth, and two halves. */
#include "service_summary.h"

#include <math.h>
#include <stdlib.h>

#include "math/evenness.h"
#include "math/halves.h"
#include "math/score.h"
#include "model/service_text.h"
#include "path_summary.h"
#include "silo_words.h"

#define HALF 6 /* periods that each half of the window needs */
#define ALPHA 0.05

/* What a summary is made of. */
struct sources {
    const struct service_window *window;
    const struct service_teams *teams;
    const struct path_summary_row *paths;
    int32_t k;
};

static void fill_reason(struct reason_summary_row *row, int64_t n, int64_t total)
{
    struct share share = {NAN, NAN, NAN};
    if (total > 0) {
        share = score_share(n, total);
    }
    row->handoffs = (double)n;
    row->share = share.p, row->share_lo = share.lo, row->share_hi = share.hi;
}

static void fill_reasons(const struct sources *sources, struct service_summary *summary)
{
    static const char *const words[SERVICE_REASONS] = {
        [REASON_NONE] = "internal",       [REASON_INSTRUCTION] = "instruction", [REASON_SKILL] = "skill",
        [REASON_AUTHORITY] = "authority", [REASON_CAPACITY] = "capacity",       [REASON_CHOICE] = "choice"};
    const int64_t *n = sources->window->reasons;
    int64_t internal = n[REASON_INSTRUCTION] + n[REASON_AUTHORITY] + n[REASON_CAPACITY];
    int64_t total = internal + n[REASON_SKILL] + n[REASON_CHOICE];
    for (size_t reason = 0; reason < SERVICE_REASONS; reason++) {
        summary->reasons[reason] = (struct reason_summary_row){
            .reason = words[reason], .decimals = path_summary_decimals(sources->window->said, sources->k)};
        fill_reason(&summary->reasons[reason], reason == REASON_NONE ? internal : n[reason], total);
    }
    summary->results.reasons = summary->reasons;
    summary->results.n_reasons = SERVICE_REASONS;
}

static double as_told(double share, double decimals)
{
    double scale = pow(10.0, decimals);
    return round(share * scale) / scale;
}

/* The interval of a share, by that and the contacts as they are told: a whole number of tens, or hundreds. */
static struct share told_interval(double share, const struct topic_summary_row *row)
{
    double unit = pow(10.0, row->decimals);
    double contacts = floor(row->contacts / unit) * unit;
    return score_share(llround(as_told(share, row->decimals) * contacts), (int64_t)contacts);
}

/* Where an end is not known it may have been any. */
static enum service_ending ending_of(const struct service_topic *topic, const struct topic_summary_row *row)
{
    if (isnan(row->decimals)) {
        return ENDING_UNDETERMINED;
    }
    double most = row->ended + (double)topic->end_unknown / row->contacts;
    if (told_interval(row->ended, row).lo >= 0.5) {
        return ENDING_OWNED;
    }
    return told_interval(most, row).hi < 0.5 ? ENDING_ORPHAN : ENDING_UNDETERMINED;
}

static const char *ending_word(enum service_ending ending)
{
    static const char *const words[] = {
        [ENDING_UNDETERMINED] = "undetermined", [ENDING_OWNED] = "owned", [ENDING_ORPHAN] = "orphan"};
    return words[ending];
}

/* Keeps what a text says until the summary is freed. */
static const char *keep_text(struct service_summary *summary, struct buffer *text)
{
    char *copy = silo_words_copy(text);
    summary->texts[summary->n_texts++] = copy;
    return copy;
}

static bool write_topic_texts(struct service_summary *summary, struct topic_summary_row *row,
                              enum service_ending ending, struct error *err)
{
    const struct service_text_topic facts = {.topic = row->topic,
                                             .is_told = !isnan(row->decimals),
                                             .ending = ending,
                                             .handed_on = as_told(row->handed_on, row->decimals),
                                             .ended = as_told(row->ended, row->decimals)};
    const char **texts[] = {
        [LANGUAGE_FI] = &row->text_fi, [LANGUAGE_EN] = &row->text_en, [LANGUAGE_SV] = &row->text_sv};
    for (enum language language = 0; language < LANGUAGE_COUNT; language++) {
        struct buffer out CLEANUP(buffer_free) = {0};
        service_text_topic(&facts, language, &out);
        if ((*texts[language] = keep_text(summary, &out)) == NULL) {
            return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a text");
        }
    }
    return true;
}

static void fill_topic(const struct sources *sources, const struct service_topic *topic,
                       struct topic_summary_row *row)
{
    double contacts = (double)topic->contacts;
    int64_t stayed = topic->contacts - topic->handed_on;
    struct share ended = score_share(stayed + topic->end_n, topic->contacts);
    *row = (struct topic_summary_row){.topic = topic->topic,
                                      .decimals = path_summary_decimals(topic->contacts, sources->k),
                                      .contacts = contacts,
                                      .handed_on = (double)topic->handed_on / contacts,
                                      .handoffs = (double)topic->handoffs / contacts,
                                      .ended = ended.p,
                                      .ended_lo = ended.lo,
                                      .ended_hi = ended.hi,
                                      .by_contacts = NAN,
                                      .by_lost = NAN};
    row->end_id = topic->end_n >= sources->k ? (double)topic->end_team : NAN;
    row->lost = -sources->paths->penalty * row->handoffs;
}

/* Of the topics that are told, by what is lost over all contacts; the same has the same place. */
static void rank_topics(struct topic_summary_row *rows, size_t n)
{
    double told = 0.0;
    for (size_t i = 0; i < n; i++) {
        double lost = rows[i].contacts * rows[i].lost;
        double before = 1.0;
        if (isnan(rows[i].decimals)) {
            continue;
        }
        for (size_t j = 0; j < n; j++) {
            before += !isnan(rows[j].decimals) && rows[j].contacts * rows[j].lost > lost;
        }
        rows[i].by_contacts = ++told;
        rows[i].by_lost = isnan(lost) ? NAN : before;
    }
}

static bool fill_topics(const struct sources *sources, struct service_summary *summary, struct error *err)
{
    size_t n = sources->window->n_topics;
    for (size_t i = 0; i < n; i++) {
        struct topic_summary_row *row = &summary->topics[i];
        fill_topic(sources, &sources->window->topics[i], row);
        enum service_ending ending = ending_of(&sources->window->topics[i], row);
        row->ending = ending_word(ending);
        if (!write_topic_texts(summary, row, ending, err)) {
            return false;
        }
    }
    rank_topics(summary->topics, n);
    summary->results.topics = summary->topics;
    summary->results.n_topics = n;
    return true;
}

static int by_id(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a;
    int32_t y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

static bool fill_breadth(const struct sources *sources, struct service_summary_row *row, struct error *err)
{
    const struct service_teams *teams = sources->teams;
    double *visits CLEANUP(free) = calloc(teams->n + 1, sizeof *visits);
    if (visits == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the visits of %zu teams", teams->n);
    }
    for (size_t i = 0; i < sources->window->n_visited; i++) {
        const struct service_visits *v = &sources->window->visited[i];
        const int32_t *found = bsearch(&v->team_id, teams->team_id, teams->n, sizeof *found, by_id);
        if (found != NULL) {
            visits[found - teams->team_id] = v->visits;
        }
    }
    struct evenness evenness = evenness_of(visits, teams->n);
    bool is_told = evenness.lack == LACK_NOTHING && !isnan(sources->paths->decimals);
    row->breadth_reason =
        silo_words_lack(is_told || evenness.lack != LACK_NOTHING ? evenness.lack : LACK_CONTACTS);
    row->reached = is_told ? evenness.reached : NAN;
    row->evenness = is_told ? evenness.evenness : NAN;
    return true;
}

/* Contacts a period as logarithms: what is compared is how many times more. */
static struct halves volume_halves(const struct service_window *window, double *logarithms)
{
    for (size_t t = 0; t < window->periods; t++) {
        logarithms[t] = window->volume[t] > 0.0 ? log(window->volume[t]) : NAN;
    }
    return halves_of(logarithms, window->periods, HALF);
}

static void fill_halves(const struct halves *volume, const struct halves *quality,
                        struct service_summary_row *row)
{
    row->volume = 100.0 * expm1(volume->change);
    row->volume_p = volume->p_above;
    row->quality = quality->change;
    row->quality_lo = quality->lo;
    row->quality_hi = quality->hi;
    row->quality_p = quality->p_below;
}

/* Volume is told beside quality or not at all. */
static enum service_volume compare_halves(const struct sources *sources, double *room,
                                          struct service_summary_row *row)
{
    struct halves volume = volume_halves(sources->window, room);
    struct halves quality = halves_of(sources->window->quality, sources->window->periods, HALF);
    enum lack lack = volume.lack != LACK_NOTHING ? volume.lack : quality.lack;
    row->volume = row->volume_p = row->quality = row->quality_lo = row->quality_hi = row->quality_p = NAN;
    if (isnan(sources->paths->decimals)) {
        lack = LACK_CONTACTS;
    }
    row->volume_reason = silo_words_lack(lack);
    if (lack != LACK_NOTHING) {
        return VOLUME_INSUFFICIENT;
    }
    fill_halves(&volume, &quality, row);
    return volume.p_above < ALPHA && quality.p_below < ALPHA ? VOLUME_MORE_AND_WORSE : VOLUME_NOTHING_SEEN;
}

static bool fill_volume(const struct sources *sources, struct service_summary *summary, struct error *err)
{
    static const char *const words[] = {[VOLUME_INSUFFICIENT] = "insufficient",
                                        [VOLUME_NOTHING_SEEN] = "nothing_seen",
                                        [VOLUME_MORE_AND_WORSE] = "more_and_worse"};
    struct service_summary_row *row = &summary->results.service;
    double *room CLEANUP(free) = calloc(sources->window->periods + 1, sizeof *room);
    const char **texts[] = {[LANGUAGE_FI] = &row->text_volume_fi,
                            [LANGUAGE_EN] = &row->text_volume_en,
                            [LANGUAGE_SV] = &row->text_volume_sv};
    if (room == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for %zu periods", sources->window->periods);
    }
    enum service_volume seen = compare_halves(sources, room, row);
    const struct service_text_volume facts = {seen, row->volume, row->quality};
    row->volume_quality = words[seen];
    for (enum language language = 0; language < LANGUAGE_COUNT; language++) {
        struct buffer out CLEANUP(buffer_free) = {0};
        service_text_volume(&facts, language, &out);
        if ((*texts[language] = keep_text(summary, &out)) == NULL) {
            return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a text");
        }
    }
    return true;
}

bool service_summary_new(const struct service_window *window, const struct service_teams *teams,
                         const struct path_summary_row *paths, int32_t k,
                         struct service_summary **ret_summary, struct error *err)
{
    struct service_summary *summary CLEANUP(service_summary_free) = calloc(1, sizeof *summary);
    const struct sources sources = {window, teams, paths, k};
    if (summary == NULL ||
        (summary->topics = calloc(window->n_topics + 1, sizeof *summary->topics)) == NULL ||
        (summary->texts = calloc((window->n_topics + 1) * LANGUAGE_COUNT, sizeof *summary->texts)) == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a summary of %zu topics", window->n_topics);
    }
    fill_reasons(&sources, summary);
    if (!fill_topics(&sources, summary, err) || !fill_breadth(&sources, &summary->results.service, err) ||
        !fill_volume(&sources, summary, err)) {
        return false;
    }
    *ret_summary = summary;
    summary = NULL;
    return true;
}

struct service_summary *service_summary_free(struct service_summary *summary)
{
    if (summary != NULL) {
        for (size_t i = 0; i < summary->n_texts; i++) {
            free(summary->texts[i]);
        }
        free(summary->texts);
        free(summary->topics);
        free(summary);
    }
    return NULL;
}
