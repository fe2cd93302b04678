/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MODEL_SERVICE_TEXT_H
#define PULSSID_MODEL_SERVICE_TEXT_H

/*
 * What is said of topics, and of volume beside quality, in words, by rule: the same facts give the same
 * sentences. They describe and name no cause. Pure.
 */

#include <stdbool.h>

#include "base/buffer.h"
#include "language.h"

/* Whether a team ends most matters about a topic. */
enum service_ending { ENDING_UNDETERMINED, ENDING_OWNED, ENDING_ORPHAN };

struct service_text_topic {
    const char *topic;
    bool is_told; /* enough contacts */
    enum service_ending ending;
    double handed_on; /* shares as they are told, 0..1 */
    double ended;
};

/* Appends sentences without quotes and backslashes. Sticky failure of the buffer, as of the other. */
void service_text_topic(const struct service_text_topic *facts, enum language language, struct buffer *out);

enum service_volume { VOLUME_INSUFFICIENT, VOLUME_NOTHING_SEEN, VOLUME_MORE_AND_WORSE };

struct service_text_volume {
    enum service_volume seen;
    double volume;  /* per cent more */
    double quality; /* points more */
};
void service_text_volume(const struct service_text_volume *facts, enum language language, struct buffer *out);

#endif
