/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compressed content. */
#include "gzip.h"

#include <zlib.h>

bool gzip_compress(struct span content, struct buffer *out)
{
    static const int largest_window = 15;
    static const int with_gzip_head = 16;
    static const int usual_memory = 8;
    z_stream stream = {0};
    if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, largest_window + with_gzip_head, usual_memory,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
        return false;
    }
    size_t bound = deflateBound(&stream, (uLong)content.len);
    bool ok = bound <= UINT_MAX && content.len <= UINT_MAX && buffer_reserve(out, bound);
    if (ok) {
        stream.next_in = (z_const Bytef *)content.data;
        stream.avail_in = (uInt)content.len;
        stream.next_out = buffer_tail(out);
        stream.avail_out = (uInt)bound;
        ok = deflate(&stream, Z_FINISH) == Z_STREAM_END;
        buffer_advance(out, stream.total_out);
    }
    deflateEnd(&stream);
    return ok;
}
