/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A configuration is refused with its file and line, or is within the bounds of every key; and written out
 * again, value by value, it reads the same. */
#include <string.h>

#include "base/buffer.h"
#include "config/config.h"
#include "config/config_keys.h"
#include "memory_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Writes key = value, having seen that the value may be so. */
static void write_value(const struct config_key *key, const struct config *config, struct buffer *out)
{
    const char *text = (const char *)config + key->offset;
    int64_t number;
    buffer_printf(out, "[%s]\n%s=", key->section, key->name);
    if (key->type == CONFIG_INTEGER) {
        memcpy(&number, text, sizeof number);
        if (number < key->min || number > key->max) {
            abort();
        }
        buffer_printf(out, "%lld\n", (long long)number);
    } else {
        if (memchr(text, '\0', CONFIG_TEXT_SIZE) == NULL) {
            abort();
        }
        buffer_printf(out, "%s\n", text);
    }
}

static void require_the_same_again(const struct memory_file *file, const struct config *config)
{
    CLEANUP(buffer_free) struct buffer text = {0};
    CLEANUP(config_free) struct config *again = NULL;
    struct error err;
    size_t n;
    const struct config_key *keys = config_keys(&n);
    for (size_t i = 0; i < n; i++) {
        write_value(&keys[i], config, &text);
    }
    memory_file_fill(file, buffer_span(&text).data, text.len);
    if (!config_load(file->path, &again, &err) || memcmp(again, config, sizeof *config) != 0) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct memory_file file;
    CLEANUP(config_free) struct config *config = NULL;
    struct error err;
    if (file.path[0] == '\0') {
        memory_file_open(&file);
        setenv("CREDENTIALS_DIRECTORY", "/run/credentials", 1);
    }
    memory_file_fill(&file, data, size);
    if (config_load(file.path, &config, &err)) {
        require_the_same_again(&file, config);
    } else if (err.code != ERROR_CONFIG || strncmp(err.text, file.path, strlen(file.path)) != 0) {
        abort();
    }
    return 0;
}
