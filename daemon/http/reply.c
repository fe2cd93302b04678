/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replies as bytes. */
#include "http/reply.h"

#include <stdio.h>

#include "wire/gzip.h"

struct status_line {
    int status;
    const char *text;
};

static const struct status_line status_lines[] = {
    {200, "HTTP/1.1 200 OK\r\n"},
    {201, "HTTP/1.1 201 Created\r\n"},
    {204, "HTTP/1.1 204 No Content\r\n"},
    {400, "HTTP/1.1 400 Bad Request\r\n"},
    {401, "HTTP/1.1 401 Unauthorized\r\n"},
    {403, "HTTP/1.1 403 Forbidden\r\n"},
    {404, "HTTP/1.1 404 Not Found\r\n"},
    {405, "HTTP/1.1 405 Method Not Allowed\r\n"},
    {406, "HTTP/1.1 406 Not Acceptable\r\n"},
    {408, "HTTP/1.1 408 Request Timeout\r\n"},
    {409, "HTTP/1.1 409 Conflict\r\n"},
    {411, "HTTP/1.1 411 Length Required\r\n"},
    {413, "HTTP/1.1 413 Content Too Large\r\n"},
    {415, "HTTP/1.1 415 Unsupported Media Type\r\n"},
    {417, "HTTP/1.1 417 Expectation Failed\r\n"},
    {422, "HTTP/1.1 422 Unprocessable Content\r\n"},
    {431, "HTTP/1.1 431 Request Header Fields Too Large\r\n"},
    {500, "HTTP/1.1 500 Internal Server Error\r\n"},
    {501, "HTTP/1.1 501 Not Implemented\r\n"},
    {503, "HTTP/1.1 503 Service Unavailable\r\n"},
    {505, "HTTP/1.1 505 HTTP Version Not Supported\r\n"},
};

const char *reply_date_text(struct reply_date *date, time_t now)
{
    static const char days[] = "SunMonTueWedThuFriSat";
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    if (date->second != now || date->text[0] == '\0') {
        struct tm utc;
        gmtime_r(&now, &utc);
        snprintf(date->text, sizeof date->text, "%.3s, %02u %.3s %04u %02u:%02u:%02u GMT",
                 days + 3 * utc.tm_wday, (unsigned)utc.tm_mday % 100, months + 3 * utc.tm_mon,
                 (unsigned)(utc.tm_year + 1900) % 10000, (unsigned)utc.tm_hour % 100,
                 (unsigned)utc.tm_min % 100, (unsigned)utc.tm_sec % 100);
        date->second = now;
    }
    return date->text;
}

static void write_status(int status, struct buffer *out)
{
    for (size_t i = 0; i < sizeof status_lines / sizeof status_lines[0]; i++) {
        if (status_lines[i].status == status) {
            buffer_append_text(out, status_lines[i].text);
            return;
        }
    }
    buffer_printf(out, "HTTP/1.1 %03d \r\n", status); /* the phrase may be empty (RFC 9112, 4) */
}

/* Decimal without printf, which costs more than the rest of a reply. */
static void write_number(size_t number, struct buffer *out)
{
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    buffer_append(out, digits + at, sizeof digits - at);
}

static void write_field(const char *name, const char *value, struct buffer *out)
{
    buffer_append_text(out, name);
    buffer_append_text(out, value);
    buffer_append(out, "\r\n", 2);
}

static void write_content_fields(const struct reply *reply, struct buffer *out)
{
    if (reply->content_type != NULL) {
        write_field("Content-Type: ", reply->content_type, out);
    }
    if (reply->status != 204) { /* RFC 9110, 8.6: never there */
        buffer_append_text(out, "Content-Length: ");
        write_number(reply->content.len, out);
        buffer_append(out, "\r\n", 2);
    }
}

/* The fields that only some replies have. */
static void write_rare_fields(const struct reply *reply, struct buffer *out)
{
    if (reply->allow != NULL) {
        write_field("Allow: ", reply->allow, out);
    }
    if (reply->status == 401) {
        write_field("WWW-Authenticate: ", "Bearer", out);
    }
    if (reply->status == 503) {
        buffer_append_text(out, "Retry-After: ");
        write_number(reply->retry_after_s, out);
        buffer_append(out, "\r\n", 2);
    }
    if (reply->language != NULL) {
        write_field("Content-Language: ", reply->language, out);
        write_field("Vary: ", "Accept-Language", out);
    }
    if (reply->next.data != NULL) {
        buffer_append_text(out, "Link: <");
        buffer_append(out, reply->next.data, reply->next.len);
        buffer_append_text(out, ">; rel=\"next\"\r\n");
    }
    if (reply->cookie != NULL) {
        write_field("Set-Cookie: ", reply->cookie, out);
    }
    if (reply->fields != NULL) {
        buffer_append_text(out, reply->fields);
    }
    if (reply->close) {
        write_field("Connection: ", "close", out);
    }
}

void reply_compress(struct reply *reply, struct buffer *room)
{
    if (reply->content.len >= GZIP_MIN_BYTES && gzip_compress(reply->content, room)) {
        reply->content = buffer_span(room);
        reply->fields = "Content-Encoding: gzip\r\nVary: Accept-Encoding\r\n";
    }
}

void reply_write(const struct reply *reply, const char *date, struct buffer *out)
{
    static const size_t fields_room = 512;
    buffer_reserve(out, fields_room + (reply->is_head ? 0 : reply->content.len));
    write_status(reply->status, out);
    write_field("Date: ", date, out);
    write_content_fields(reply, out);
    write_rare_fields(reply, out);
    buffer_append_text(out, reply->is_lasting ? "Cache-Control: public, max-age=31536000, immutable\r\n"
                                              : "Cache-Control: no-store\r\n");
    buffer_append_text(out, "X-Content-Type-Options: nosniff\r\n\r\n");
    if (!reply->is_head && reply->status != 204) {
        buffer_append(out, reply->content.data, reply->content.len);
    }
}

void reply_write_continue(struct buffer *out)
{
    buffer_append_text(out, "HTTP/1.1 100 Continue\r\n\r\n");
}
