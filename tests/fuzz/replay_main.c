/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Feeds every file given, and every file of every folder given, to a fuzz target: a corpus without libFuzzer.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "base/cleanup.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void closedir_local(DIR **dir)
{
    if (*dir != NULL) {
        closedir(*dir);
    }
}

static bool replay_file(const char *path)
{
    CLEANUP(fclose) FILE *file = fopen(path, "r");
    CLEANUP(buffer_free) struct buffer content = {0};
    if (file == NULL) {
        perror(path);
        return false;
    }
    while (buffer_reserve(&content, 65536)) {
        size_t len = fread(buffer_tail(&content), 1, 65536, file);
        if (len == 0) {
            break;
        }
        buffer_advance(&content, len);
    }
    LLVMFuzzerTestOneInput(buffer_span(&content).data, content.len);
    return !content.failed && !ferror(file);
}

/* Number of files replayed, or -1. */
static int replay_folder(const char *path)
{
    CLEANUP(closedir) DIR *dir = opendir(path);
    int n = dir != NULL ? 0 : -1;
    for (struct dirent *entry = NULL; n >= 0 && (entry = readdir(dir)) != NULL;) {
        char name[4096];
        struct stat info;
        snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        if (stat(name, &info) == 0 && S_ISREG(info.st_mode)) {
            n = replay_file(name) ? n + 1 : -1;
        }
    }
    return n;
}

int main(int argc, char **argv)
{
    int total = 0;
    for (int i = 1; i < argc; i++) {
        struct stat info;
        bool folder = stat(argv[i], &info) == 0 && S_ISDIR(info.st_mode);
        int n = folder ? replay_folder(argv[i]) : replay_file(argv[i]) ? 1 : -1;
        if (n < 0) {
            fprintf(stderr, "%s: cannot be replayed\n", argv[i]);
            return 1;
        }
        total += n;
    }
    printf("%d inputs replayed\n", total);
    return total == 0;
}
