/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents by their names, and a disk without room. */
#include "cli/document.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "caught.h"
#include "unit.h"

static void assert_begins(const char *name, const char *begin)
{
    CLEANUP(free) char *text = NULL;
    size_t size = 0;
    struct error err;
    FILE *out = open_memstream(&text, &size);
    assert_true(document_write(name, out, &err));
    assert_int_equal(fclose(out), 0);
    assert_non_null(strstr(text, begin));
}

static void each_by_its_name(void **state)
{
    (void)state;
    assert_begins("pulssid.8", "\n.TH PULSSID 8 ");
    assert_begins("pulssid.conf.5", "\n.TH PULSSID.CONF 5 ");
    assert_begins("pulssid.bash-completion", "\ncomplete -F _pulssid pulssid\n");
}

static int run(const char *words, const char *path, const char *expected)
{
    char *argv[] = {"document", (char *)(uintptr_t)words, (char *)(uintptr_t)path, NULL};
    struct caught caught = caught_begin(stderr, NULL);
    int status = document_main(path == NULL ? 2 : 3, argv);
    CLEANUP(free) char *said = caught_end(&caught);
    assert_string_equal(said, expected);
    return status;
}

static void what_is_wrong(void **state)
{
    (void)state;
    assert_int_equal(run("pulssid.8", NULL, "usage: document NAME FILE\n"), 2);
    assert_int_equal(run("pulssid.9", "/dev/null", "document: there is no document pulssid.9\n"), 2);
    assert_int_equal(run("pulssid.8", "/dev/full", "document: pulssid.8: No space left on device\n"), 1);
    assert_int_equal(run("pulssid.8", "/nowhere/x", "document: /nowhere/x: No such file or directory\n"), 1);
}

static void into_a_file(void **state)
{
    (void)state;
    char path[] = "/tmp/pulssid_document_test.XXXXXX";
    int fd = mkstemp(path);
    int status = run("pulssid.8", path, "");
    off_t size = lseek(fd, 0, SEEK_END);
    unlink(path);
    close(fd);
    assert_int_equal(status, 0);
    assert_true(size > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_by_its_name),
        cmocka_unit_test(what_is_wrong),
        cmocka_unit_test(into_a_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
