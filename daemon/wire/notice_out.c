/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One walk over the rows of the notice, in three forms. */
#include "notice_out.h"

#include <inttypes.h>

#include "base/cleanup.h"
#include "json_writer.h"
#include "model/notice_fill.h"
#include "model/notice_text.h"

#define LINE_CHARACTERS 78
#define INDENT "  "

/* A notice on its way out. */
struct writing {
    const struct notice *notice;
    enum language language;
    struct buffer *out;
    size_t n_sections;
    size_t n_sentences; /* of the section, so far */
};

/* What a form makes of each row, and of the end. */
struct form {
    void (*title)(const struct writing *w, struct span text);
    void (*heading)(const struct writing *w, struct span text);
    void (*sentence)(const struct writing *w, struct span text);
    void (*close)(const struct writing *w);
};

static const char *tag_of(const struct writing *w)
{
    return language_tags()[w->language];
}

static void json_period(const struct writing *w)
{
    const struct notice *notice = w->notice;
    char id[PERIOD_ID_SIZE];
    char days[3][DAY_TEXT_SIZE];
    if (!notice->has_period) {
        buffer_append_text(w->out, "\"period\":{\"kind\":null,\"id\":null,\"first_day\":null,"
                                   "\"last_day\":null,\"withdrawal_day\":null},");
        return;
    }
    calendar_format(notice->kind, notice->period, id);
    calendar_format_day(notice->first_day, days[0]);
    calendar_format_day(notice->last_day, days[1]);
    calendar_format_day(notice->withdrawal_day, days[2]);
    buffer_printf(w->out,
                  "\"period\":{\"kind\":\"%s\",\"id\":\"%s\",\"first_day\":\"%s\",\"last_day\":\"%s\","
                  "\"withdrawal_day\":\"%s\"},",
                  notice->kind == PERIOD_WEEK ? "week" : "month", id, days[0], days[1], days[2]);
}

static void json_title(const struct writing *w, struct span text)
{
    const struct notice_terms *terms = &w->notice->terms;
    buffer_printf(w->out, "{\"lang\":\"%s\",\"title\":", tag_of(w));
    json_writer_span(w->out, text);
    buffer_printf(
        w->out, ",\"thresholds\":{\"employee\":%" PRId32 ",\"customer\":%" PRId32 ",\"spread\":%" PRId32 "},",
        terms->k_employee, terms->k_customer, w->notice->spread);
    json_period(w);
    buffer_printf(w->out,
                  "\"grace_days\":%" PRId32 ",\"max_late_days\":%" PRId32 ",\"backfill_days\":%" PRId32
                  ",\"retention_days\":%" PRId32 ",\"sections\":[",
                  terms->grace_days, terms->max_late_days, terms->backfill_days, terms->retention_days);
}

static void json_heading(const struct writing *w, struct span text)
{
    buffer_append_text(w->out, w->n_sections == 0 ? "{\"heading\":" : "]},{\"heading\":");
    json_writer_span(w->out, text);
    buffer_append_text(w->out, ",\"sentences\":[");
}

static void json_sentence(const struct writing *w, struct span text)
{
    buffer_append_text(w->out, w->n_sentences == 0 ? "" : ",");
    json_writer_span(w->out, text);
}

static void json_close(const struct writing *w)
{
    buffer_append_text(w->out, "]}]}");
}

static size_t characters_of(struct span text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        n += (text.data[i] & 0xc0) != 0x80;
    }
    return n;
}

/* The next word off the front, without the space behind it. */
static struct span next_word(struct span *text)
{
    const uint8_t *space = memchr(text->data, ' ', text->len);
    size_t len = space == NULL ? text->len : (size_t)(space - text->data);
    size_t used = space == NULL ? len : len + 1;
    struct span word = span_of(text->data, len);
    *text = span_of(text->data + used, text->len - used);
    return word;
}

/* Fills lines with words, all but the first indented. */
static void write_lines(const struct writing *w, struct span text)
{
    size_t room = LINE_CHARACTERS - strlen(INDENT);
    size_t used = 0;
    while (text.len > 0) {
        struct span word = next_word(&text);
        size_t n = characters_of(word);
        bool fits = used == 0 || used + 1 + n <= room;
        buffer_append_text(w->out, used == 0 ? "" : fits ? " " : "\n" INDENT);
        buffer_append(w->out, word.data, word.len);
        used = used == 0 ? n : fits ? used + 1 + n : n;
    }
    buffer_append_text(w->out, "\n");
}

static void text_title(const struct writing *w, struct span text)
{
    write_lines(w, text);
}

static void text_heading(const struct writing *w, struct span text)
{
    buffer_append_text(w->out, "\n");
    write_lines(w, text);
}

static void text_sentence(const struct writing *w, struct span text)
{
    buffer_append_text(w->out, "- ");
    write_lines(w, text);
}

static void text_close(const struct writing *w)
{
    (void)w;
}

static void write_element(const struct writing *w, const char *name, struct span text)
{
    buffer_printf(w->out, "<%s>%.*s</%s>\n", name, SPAN_ARG(text), name);
}

static void html_title(const struct writing *w, struct span text)
{
    buffer_printf(w->out,
                  "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
                  "<meta name=\"viewport\" content=\"width=device-width\">\n",
                  tag_of(w));
    write_element(w, "title", text);
    buffer_append_text(w->out, "</head>\n<body>\n");
    write_element(w, "h1", text);
}

static void html_heading(const struct writing *w, struct span text)
{
    buffer_append_text(w->out, w->n_sections == 0 ? "" : "</ul>\n");
    write_element(w, "h2", text);
    buffer_append_text(w->out, "<ul>\n");
}

static void html_sentence(const struct writing *w, struct span text)
{
    write_element(w, "li", text);
}

static void html_close(const struct writing *w)
{
    buffer_append_text(w->out, "</ul>\n</body>\n</html>\n");
}

static const struct form forms[] = {
    [NOTICE_JSON] = {json_title, json_heading, json_sentence, json_close},
    [NOTICE_TEXT] = {text_title, text_heading, text_sentence, text_close},
    [NOTICE_HTML] = {html_title, html_heading, html_sentence, html_close},
};

static void write_row(struct writing *w, const struct form *form, enum notice_role role, struct span text)
{
    switch (role) {
    case NOTICE_TITLE:
        form->title(w, text);
        break;
    case NOTICE_HEADING:
        form->heading(w, text);
        w->n_sections++;
        w->n_sentences = 0;
        break;
    case NOTICE_SENTENCE:
        form->sentence(w, text);
        w->n_sentences++;
        break;
    }
}

void notice_out_write(const struct notice *notice, enum language language, enum notice_format format,
                      struct buffer *out)
{
    struct writing w = {.notice = notice, .language = language, .out = out};
    size_t n;
    const struct notice_text *texts = notice_texts(&n);
    struct buffer filled CLEANUP(buffer_free) = {0};
    for (size_t i = 0; i < n; i++) {
        if (notice_text_applies(&texts[i], notice)) {
            notice_fill(notice, language, texts[i].words.in[language], &filled);
            write_row(&w, &forms[format], texts[i].role, buffer_span(&filled));
            buffer_consume(&filled, filled.len);
        }
    }
    forms[format].close(&w);
    out->failed = out->failed || filled.failed;
}
