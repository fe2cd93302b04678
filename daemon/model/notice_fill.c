/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers that stand for placeholders. */
#include "notice_fill.h"

#include <inttypes.h>

#include "placeholder.h"

enum field_kind { FIELD_NUMBER, FIELD_DAY, FIELD_PERIOD };

/* What a placeholder's name stands for. */
struct field {
    const char *name;
    enum field_kind kind;
    size_t offset; /* of an int32_t in struct notice */
};

static const struct field fields[] = {
    {"k_employee", FIELD_NUMBER, offsetof(struct notice, terms.k_employee)},
    {"k_customer", FIELD_NUMBER, offsetof(struct notice, terms.k_customer)},
    {"spread", FIELD_NUMBER, offsetof(struct notice, spread)},
    {"rate", FIELD_NUMBER, offsetof(struct notice, rate)},
    {"grace_days", FIELD_NUMBER, offsetof(struct notice, terms.grace_days)},
    {"max_late_days", FIELD_NUMBER, offsetof(struct notice, terms.max_late_days)},
    {"backfill_days", FIELD_NUMBER, offsetof(struct notice, terms.backfill_days)},
    {"retention_days", FIELD_NUMBER, offsetof(struct notice, terms.retention_days)},
    {"period", FIELD_PERIOD, offsetof(struct notice, period)},
    {"first_day", FIELD_DAY, offsetof(struct notice, first_day)},
    {"last_day", FIELD_DAY, offsetof(struct notice, last_day)},
    {"withdrawal_day", FIELD_DAY, offsetof(struct notice, withdrawal_day)},
};

/* NULL when there is none of that name, or the notice does not have it. */
static const struct field *find(const struct notice *notice, struct span name)
{
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (span_is(name, fields[i].name)) {
            return fields[i].kind == FIELD_NUMBER || notice->has_period ? &fields[i] : NULL;
        }
    }
    return NULL;
}

/* Finnish puts the day first; English and Swedish have the international form. */
static void write_day(int32_t day, enum language language, struct buffer *out)
{
    char text[DAY_TEXT_SIZE]; /* "2026-11-09" */
    calendar_format_day(day, text);
    if (language == LANGUAGE_FI) {
        const char *month = text + 5 + (text[5] == '0');
        const char *mday = text + 8 + (text[8] == '0');
        buffer_printf(out, "%s.%.*s.%.4s", mday, (int)(text + 7 - month), month, text);
    } else {
        buffer_append_text(out, text);
    }
}

static int32_t value_of(const struct notice *notice, const struct field *field)
{
    int32_t value;
    memcpy(&value, (const char *)notice + field->offset, sizeof value);
    return value;
}

static void write_value(const struct notice *notice, const struct field *field, enum language language,
                        struct buffer *out)
{
    int32_t value = value_of(notice, field);
    char id[PERIOD_ID_SIZE];
    switch (field->kind) {
    case FIELD_NUMBER:
        buffer_printf(out, "%" PRId32, value);
        break;
    case FIELD_DAY:
        write_day(value, language, out);
        break;
    case FIELD_PERIOD:
        calendar_format(notice->kind, value, id);
        buffer_append_text(out, id);
        break;
    }
}

/* What stands before the first bar; *rest is what stands behind it, without data when there is no bar. */
static struct span cut(struct span text, struct span *ret_rest)
{
    const uint8_t *bar = text.len == 0 ? NULL : memchr(text.data, '|', text.len);
    size_t len = bar == NULL ? text.len : (size_t)(bar - text.data);
    *ret_rest = bar == NULL ? (struct span){0} : span_of(bar + 1, text.len - len - 1);
    return span_of(text.data, len);
}

struct filling {
    const struct notice *notice;
    enum language language;
};

/* Writes what stands for "grace_days|day|days"; false when nothing does. */
static bool write_number(const void *ctx, struct span inside, struct buffer *out)
{
    const struct filling *filling = ctx;
    struct span words;
    struct span many;
    const struct field *field = find(filling->notice, cut(inside, &words));
    struct span one = cut(words, &many);
    if (field == NULL || (words.data != NULL && many.data == NULL)) {
        return false;
    }
    write_value(filling->notice, field, filling->language, out);
    if (words.data != NULL) {
        struct span word = value_of(filling->notice, field) == 1 ? one : many;
        buffer_append_text(out, " ");
        buffer_append(out, word.data, word.len);
    }
    return true;
}

void notice_fill(const struct notice *notice, enum language language, const char *text, struct buffer *out)
{
    const struct filling filling = {notice, language};
    placeholder_fill(text, write_number, &filling, out);
}
