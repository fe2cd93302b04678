/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_WIRE_ZIP_OUT_H
#define PULSSID_WIRE_ZIP_OUT_H

/*
 * Files in one ZIP archive (PKWARE's APPNOTE 6.3, without its 64-bit fields), as they are: what carries it
 * compresses. The same files make the same bytes, so every file is of the first day that ZIP can tell,
 * 1980-01-01.
 *
 *   out ──► [ head, content | head, content | … | directory | end ]
 */

#include <stdint.h>

#include "base/buffer.h"

/* All zero but `out` is valid. */
struct zip_out {
    struct buffer *out; /* the caller's, empty at first; sticky failure */
    struct buffer directory;
    unsigned n_files;
};

/* name: relative, in UTF-8. The archive and each file must stay below 4 GiB. */
void zip_out_add(struct zip_out *zip, const char *name, struct span content);
/* Writes the directory. The archive is whole when out->failed is not set. */
void zip_out_end(struct zip_out *zip);
/* Frees what is left of an archive that was not ended, too. */
void zip_out_done(struct zip_out *zip);

#endif
