/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ZIP archives of stored files. */
#include "zip_out.h"

#include <zlib.h>

#define FILE_HEAD UINT32_C(0x04034b50)
#define DIRECTORY_ENTRY UINT32_C(0x02014b50)
#define DIRECTORY_END UINT32_C(0x06054b50)

#define VERSION 20     /* 2.0: the least that everything reads */
#define MADE_ON_UNIX 3 /* the upper byte of "version made by": permissions are Unix's */
#define NAME_IS_UTF8 0x0800
#define STORED 0
#define MIDNIGHT 0
#define FIRST_DAY 0x0021 /* 1980-01-01 */
#define REGULAR_FILE (UINT32_C(0100644) << 16)

/* Numbers are written with their lowest byte first. */
static void put_16(struct buffer *out, unsigned number)
{
    const uint8_t bytes[] = {(uint8_t)number, (uint8_t)(number >> 8)};
    buffer_append(out, bytes, sizeof bytes);
}

static void put_32(struct buffer *out, uint32_t number)
{
    put_16(out, number & 0xffff);
    put_16(out, number >> 16);
}

/* What the head of a file and its entry in the directory have in common. */
static void put_facts(struct buffer *out, const char *name, struct span content, uint32_t crc)
{
    put_16(out, VERSION);
    put_16(out, NAME_IS_UTF8);
    put_16(out, STORED);
    put_16(out, MIDNIGHT);
    put_16(out, FIRST_DAY);
    put_32(out, crc);
    put_32(out, (uint32_t)content.len);
    put_32(out, (uint32_t)content.len);
    put_16(out, (unsigned)strlen(name));
    put_16(out, 0); /* extra fields */
}

static void put_entry(struct zip_out *zip, const char *name, struct span content, uint32_t crc)
{
    put_32(&zip->directory, DIRECTORY_ENTRY);
    put_16(&zip->directory, MADE_ON_UNIX << 8 | VERSION);
    put_facts(&zip->directory, name, content, crc);
    put_16(&zip->directory, 0); /* comment */
    put_16(&zip->directory, 0); /* disk */
    put_16(&zip->directory, 0); /* internal attributes */
    put_32(&zip->directory, REGULAR_FILE);
    put_32(&zip->directory, (uint32_t)zip->out->len);
    buffer_append_text(&zip->directory, name);
}

void zip_out_add(struct zip_out *zip, const char *name, struct span content)
{
    uint32_t crc = (uint32_t)crc32_z(0, content.data, content.len);
    put_entry(zip, name, content, crc);
    put_32(zip->out, FILE_HEAD);
    put_facts(zip->out, name, content, crc);
    buffer_append_text(zip->out, name);
    buffer_append(zip->out, content.data, content.len);
    zip->n_files++;
}

void zip_out_end(struct zip_out *zip)
{
    uint32_t start = (uint32_t)zip->out->len;
    struct span directory = buffer_span(&zip->directory);
    zip->out->failed = zip->out->failed || zip->directory.failed;
    buffer_append(zip->out, directory.data, directory.len);
    put_32(zip->out, DIRECTORY_END);
    put_16(zip->out, 0); /* this disk */
    put_16(zip->out, 0); /* the directory's disk */
    put_16(zip->out, zip->n_files);
    put_16(zip->out, zip->n_files);
    put_32(zip->out, (uint32_t)directory.len);
    put_32(zip->out, start);
    put_16(zip->out, 0); /* comment */
    zip_out_done(zip);
}

void zip_out_done(struct zip_out *zip)
{
    buffer_free(&zip->directory);
}
