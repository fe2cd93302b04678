/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A second opinion on request heads. */
#include "llhttp_oracle.h"

#include <llhttp.h>

struct opinion {
    bool ended;
    uint64_t length;
};

static int on_headers_complete(llhttp_t *parser)
{
    struct opinion *opinion = parser->data;
    opinion->ended = true;
    opinion->length = parser->content_length;
    return 0;
}

bool llhttp_oracle_ends(struct span input, uint64_t *ret_length)
{
    struct opinion opinion = {0};
    llhttp_t parser;
    llhttp_settings_t settings;
    llhttp_settings_init(&settings);
    settings.on_headers_complete = on_headers_complete;
    llhttp_init(&parser, HTTP_REQUEST, &settings);
    parser.data = &opinion;
    llhttp_execute(&parser, (const char *)input.data, input.len);
    *ret_length = opinion.length;
    return opinion.ended;
}
