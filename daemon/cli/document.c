/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Manual pages and completion by their names. */
#include "document.h"

#include <string.h>

#include "base/cleanup.h"
#include "command_completion.h"
#include "command_manual.h"
#include "config/config_manual.h"

static bool write_named(const char *name, FILE *out, struct error *err)
{
    if (strcmp(name, "pulssid.8") == 0) {
        return command_manual_write(command_table(), out, err);
    }
    if (strcmp(name, "pulssid.conf.5") == 0) {
        config_manual_write(out);
        return true;
    }
    if (strcmp(name, "pulssid.bash-completion") == 0) {
        command_completion_write(command_table(), out);
        return true;
    }
    return error_set(err, ERROR_USAGE, "there is no document %s", name);
}

bool document_write(const char *name, FILE *out, struct error *err)
{
    return write_named(name, out, err) &&
           ((fflush(out) == 0 && !ferror(out)) || error_set(err, ERROR_IO, "%s: %m", name));
}

static bool write_file(const char *name, const char *path, struct error *err)
{
    CLEANUP(fclose) FILE *out = fopen(path, "we");
    return out == NULL ? error_set(err, ERROR_IO, "%s: %m", path) : document_write(name, out, err);
}

int document_main(int argc, char **argv)
{
    struct error err;
    if (argc != 3) {
        fputs("usage: document NAME FILE\n", stderr);
        return EXIT_USAGE;
    }
    if (!write_file(argv[1], argv[2], &err)) {
        fprintf(stderr, "document: %s\n", err.text);
        return err.code == ERROR_USAGE ? EXIT_USAGE : EXIT_FAILED;
    }
    return EXIT_DONE;
}
