/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A configuration is refused with its file and line, or is within the bounds of every key; and written out
 * again, value by value, it reads the same. */
#include <string.h>

#include "base/buffer.h"
#include "config/config.h"
#include "config/config_keys.h"
#include "draw.h"
#include "memory_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_value(const struct config_key *key, const struct config *config, struct buffer *out)
{
    const char *text = (const char *)config + key->offset;
    int64_t number;
    buffer_printf(out, "[%s]\n%s=", key->section, key->name);
    if (key->type == CONFIG_INTEGER) {
        memcpy(&number, text, sizeof number);
        buffer_printf(out, "%lld\n", (long long)number);
    } else {
        buffer_printf(out, "%s\n", text);
    }
}

static void require_bounds(const struct config *config)
{
    size_t n;
    const struct config_key *keys = config_keys(&n);
    for (size_t i = 0; i < n; i++) {
        const char *value = (const char *)config + keys[i].offset;
        int64_t number;
        memcpy(&number, value, sizeof number);
        if (keys[i].type == CONFIG_INTEGER ? number < keys[i].min || number > keys[i].max
                                           : memchr(value, '\0', CONFIG_TEXT_SIZE) == NULL) {
            abort();
        }
    }
}

static void require_the_same_again(const struct config *config)
{
    CLEANUP(buffer_free) struct buffer text = {0};
    CLEANUP(config_free) struct config *again = NULL;
    struct error err;
    size_t n;
    const struct config_key *keys = config_keys(&n);
    for (size_t i = 0; i < n; i++) {
        write_value(&keys[i], config, &text);
    }
    memory_file_fill(buffer_span(&text).data, text.len);
    if (!config_load(MEMORY_FILE_PATH, &again, &err) || memcmp(again, config, sizeof *config) != 0) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(config_free) struct config *config = NULL;
    struct error err;
    setenv("CREDENTIALS_DIRECTORY", "/run/credentials", 0);
    memory_file_fill(data, size);
    if (config_load(MEMORY_FILE_PATH, &config, &err)) {
        require_bounds(config);
        if (draw_whether(data, size)) {
            require_the_same_again(config);
        }
    } else if (err.code != ERROR_CONFIG ||
               strncmp(err.text, MEMORY_FILE_PATH ":", sizeof MEMORY_FILE_PATH) != 0) {
        abort();
    }
    return 0;
}
