/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of the report page, compressed for those who take it. */
#include "http/page.h"

#include "base/embedded.h"
#include "http/accept_encoding.h"

/* Names of files that hold a digest of their content begin so. */
#define LASTING "page-"
#define COMPRESSED ".gz"

#define VARY "Vary: Accept-Encoding\r\n"
#define GZIP "Content-Encoding: gzip\r\n"
/* No script but ours, and none from a string: the page makes no element out of text. */
#define POLICY                                                                                               \
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "     \
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "                      \
    "require-trusted-types-for 'script'; trusted-types 'none'\r\n"                                           \
    "Cross-Origin-Opener-Policy: same-origin\r\n"                                                            \
    "Cross-Origin-Resource-Policy: same-origin\r\n"                                                          \
    "Referrer-Policy: no-referrer\r\n"

struct kind {
    const char *suffix;
    const char *content_type;
};

static const struct kind kinds[] = {
    {".html", "text/html; charset=utf-8"}, {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},   {".svg", "image/svg+xml"},
    {".txt", "text/plain; charset=utf-8"},
};

static bool ends_in(struct span name, const char *suffix)
{
    size_t len = strlen(suffix);
    return name.len > len && memcmp(name.data + name.len - len, suffix, len) == 0;
}

/* NULL: no file of that name is served. */
static const char *content_type_of(struct span name)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (ends_in(name, kinds[i].suffix)) {
            return kinds[i].content_type;
        }
    }
    return NULL;
}

/* The file whose name is name and suffix in one. */
static const struct embedded_file *find(struct span name, const char *suffix)
{
    size_t n;
    const struct embedded_file *files = embedded_pages(&n);
    for (size_t i = 0; i < n; i++) {
        struct span whole = span_text(files[i].name);
        if (whole.len == name.len + strlen(suffix) && memcmp(whole.data, name.data, name.len) == 0 &&
            strcmp(files[i].name + name.len, suffix) == 0) {
            return &files[i];
        }
    }
    return NULL;
}

bool page_find(struct span name, struct span accept_encoding, struct page *ret_page)
{
    bool is_compressed = accept_encoding_takes(accept_encoding, "gzip");
    const char *content_type = content_type_of(name);
    const struct embedded_file *file =
        content_type == NULL ? NULL : find(name, is_compressed ? COMPRESSED : "");
    if (file == NULL) {
        return false;
    }
    static const size_t lasting_len = sizeof LASTING - 1;
    *ret_page = (struct page){
        .content = file->content,
        .content_type = content_type,
        .fields = is_compressed ? VARY GZIP POLICY : VARY POLICY,
        .is_lasting = name.len > lasting_len && memcmp(name.data, LASTING, lasting_len) == 0,
    };
    return true;
}
