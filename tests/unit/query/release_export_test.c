/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All of a period in one archive, read from a real database. */
#include "query/release_export.h"

#include <string.h>

#include "base/hex.h"
#include "base/sha256.h"
#include "fixture_loop.h"
#include "fixture_pg.h"
#include "report_sample.h"
#include "unit.h"

struct fixture {
    struct fixture_pg *pg;
    struct event_base *base;
    struct pg *connection;
};

static int start(void **state)
{
    static struct fixture fixture;
    char conninfo[FIXTURE_CONNINFO_SIZE];
    struct error err = {0};
    fixture.pg = fixture_pg_new();
    fixture_pg_run(fixture.pg, report_sample);
    fixture_pg_conninfo(fixture.pg, "pulssid_report", conninfo);
    fixture.base = event_base_new();
    const struct pg_opts opts = {.conninfo = conninfo, .name = "query"};
    assert_true(pg_new(fixture.base, &opts, NULL, &fixture.connection, &err));
    for (int i = 0; i < 100 && !pg_is_ready(fixture.connection); i++) {
        fixture_loop_for(fixture.base, 20);
    }
    *state = &fixture;
    return 0;
}

static int stop(void **state)
{
    struct fixture *fixture = *state;
    pg_free(fixture->connection);
    event_base_free(fixture->base);
    fixture_pg_free(fixture->pg);
    return 0;
}

struct answer {
    unsigned done;
    enum error_code problem;
    struct buffer archive;
};

static void on_done(void *ctx, const struct error *err, struct buffer *archive)
{
    struct answer *answer = ctx;
    answer->done++;
    answer->problem = err == NULL ? ERROR_NONE : err->code;
    assert_true((err == NULL) == (archive != NULL));
    if (archive != NULL) {
        answer->archive = *archive;
        *archive = (struct buffer){0};
    }
}

static struct report_request asking(const char *period, int32_t key_id)
{
    struct report_request request = {.key_id = key_id, .today = 20000, .filter.period = period};
    assert_true(hex_read(span_text(REPORT_SAMPLE_SHA256), request.key_sha256, sizeof request.key_sha256));
    return request;
}

static struct answer export(struct fixture *fixture, const char *period, int32_t key_id)
{
    static struct answer answer;
    struct error err;
    answer = (struct answer){0};
    struct report_request request = asking(period, key_id);
    if (!release_export_run(fixture->connection, &request, on_done, &answer, &err)) {
        fail_msg("%s", err.text);
    }
    assert_int_equal(answer.done, 0);
    fixture_loop_until(fixture->base, &answer.done, 1);
    return answer;
}

/* The content behind a file's head. */
static const char *file_of(const struct buffer *archive, const char *name)
{
    static char text[262144];
    struct span all = buffer_span(archive);
    for (size_t at = 0; at + 30 < all.len && memcmp(all.data + at, "PK\x03\x04", 4) == 0;) {
        const uint8_t *head = all.data + at;
        size_t name_len = head[26] | (size_t)head[27] << 8;
        size_t len = head[18] | (size_t)head[19] << 8 | (size_t)head[20] << 16;
        if (name_len == strlen(name) && memcmp(head + 30, name, name_len) == 0) {
            assert_in_range(len, 0, sizeof text - 1);
            snprintf(text, sizeof text, "%.*s", (int)len, (const char *)head + 30 + name_len);
            return text;
        }
        at += 30 + name_len + len;
    }
    fail_msg("there is no %s", name);
    return NULL;
}

static void holds_every_report_of_the_period(void **state)
{
    struct answer answer = export(*state, "2025-W33", 1);
    assert_int_equal(answer.problem, ERROR_NONE);
    assert_string_equal(file_of(&answer.archive, "release.txt"), "first\ndocument\n");
    const char *scores = file_of(&answer.archive, "scores-teams.csv");
    assert_memory_equal(scores, "period,team,dimension,", 22);
    assert_non_null(strstr(scores, "\r\n2025-W33,*,wellbeing,published,14,"));
    assert_null(strstr(scores, "2025-W34"));
    assert_non_null(strstr(file_of(&answer.archive, "teams.csv"), "2025-W33,1,A,a then,C,8,"));
    assert_non_null(
        strstr(file_of(&answer.archive, "handoffs-teams.csv"), "2025-W33,B,A,12,published,1\r\n"));
    assert_non_null(strstr(file_of(&answer.archive, "linkage-teams.csv"), "1,wellbeing,csat,A,published,"));
    assert_non_null(
        strstr(file_of(&answer.archive, "linkage-organisation.csv"), "1,wellbeing,csat,published,1,"));
    assert_non_null(
        strstr(file_of(&answer.archive, "linkage-lags.csv"), "release,employee,customer,team,lag,"));
    assert_non_null(
        strstr(file_of(&answer.archive, "agreement-teams.csv"), "release,period,dimension,team,"));
    assert_non_null(strstr(file_of(&answer.archive, "agreement-periods.csv"),
                           "\r\n1,wellbeing,2025-W33,published,5,40,"));
    assert_non_null(strstr(file_of(&answer.archive, "agreement-organisation.csv"),
                           "\r\n1,wellbeing,2025-W33,published,1,"));
    assert_non_null(
        strstr(file_of(&answer.archive, "metrics-teams.csv"), "\r\n1,wellbeing,2025-W33,published,1,"));
    assert_non_null(strstr(file_of(&answer.archive, "metrics-organisation.csv"), "1,2025-W33,3,8,false,"));
    assert_non_null(strstr(file_of(&answer.archive, "changes-teams.csv"), "release,dimension,team,period,"));
    assert_non_null(strstr(file_of(&answer.archive, "changes-organisation.csv"), "release,dimension,state,"));
    assert_non_null(strstr(file_of(&answer.archive, "releases.csv"), "1,2025-W33,"));
    assert_non_null(strstr(file_of(&answer.archive, "periods.csv"), "2025-W33,2025-08-11,"));
    assert_non_null(
        strstr(file_of(&answer.archive, "ratings.csv"), "2025-W33,A,B,collaboration,published,6,62,"));
    assert_non_null(strstr(file_of(&answer.archive, "csv-metadata.json"), "\"url\": \"scores-teams.csv\""));
    buffer_free(&answer.archive);
}

static void names_the_digest_of_every_file(void **state)
{
    struct answer answer = export(*state, "2025-W33", 1);
    char sums[8192];
    unsigned files = 0;
    char *rest = sums;
    snprintf(sums, sizeof sums, "%s", file_of(&answer.archive, "SHA256SUMS"));
    for (char *line; (line = strsep(&rest, "\n")) != NULL && *line != '\0'; files++) {
        uint8_t digest[SHA256_SIZE];
        char hex[SHA256_HEX_SIZE];
        assert_memory_equal(line + 64, "  ", 2);
        struct span content = span_text(file_of(&answer.archive, line + 66));
        assert_true(sha256(&content, 1, digest));
        sha256_hex(digest, hex);
        assert_memory_equal(line, hex, 64);
    }
    /* All of them, less itself: as many as the directory's end counts. */
    struct span all = buffer_span(&answer.archive);
    assert_int_equal(files + 1, all.data[all.len - 12]);
    assert_int_equal(files, 25);
    buffer_free(&answer.archive);
}

static void the_same_release_is_the_same_archive(void **state)
{
    struct answer first = export(*state, "2025-W34", 1);
    struct answer second = export(*state, "2025-W34", 1);
    assert_true(span_equal(buffer_span(&first.archive), buffer_span(&second.archive)));
    assert_memory_equal(buffer_span(&first.archive).data, buffer_span(&second.archive).data,
                        first.archive.len);
    buffer_free(&first.archive);
    buffer_free(&second.archive);
}

static void what_was_not_published_has_none(void **state)
{
    assert_int_equal(export(*state, "2025-W35", 1).problem, ERROR_NOT_FOUND);
    assert_int_equal(export(*state, "2031-W01", 1).problem, ERROR_NOT_FOUND);
}

static void other_keys_are_refused(void **state)
{
    for (int32_t key = 2; key <= 5; key++) {
        assert_int_equal(export(*state, "2025-W33", key).problem, ERROR_UNAUTHORIZED);
    }
}

static void a_period_has_its_form(void **state)
{
    struct fixture *fixture = *state;
    struct error err;
    struct answer answer = {0};
    static const char *const bad[] = {"nonsense", "2025-W54", "", "2025-W33'"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct report_request request = asking(bad[i], 1);
        assert_false(release_export_run(fixture->connection, &request, on_done, &answer, &err));
        assert_int_equal(err.code, ERROR_BAD_PARAMETER);
    }
    assert_int_equal(answer.done, 0);
}

/* Last: it takes the connection away, with reports still to be read. */
static void an_end_in_the_middle_is_told(void **state)
{
    struct fixture *fixture = *state;
    struct error err;
    static struct answer answer;
    struct report_request request = asking("2025-W33", 1);
    answer = (struct answer){0};
    assert_true(release_export_run(fixture->connection, &request, on_done, &answer, &err));
    fixture->connection = pg_free(fixture->connection);
    assert_int_equal(answer.done, 1);
    assert_int_equal(answer.problem, ERROR_SHUTTING_DOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holds_every_report_of_the_period),
        cmocka_unit_test(names_the_digest_of_every_file),
        cmocka_unit_test(the_same_release_is_the_same_archive),
        cmocka_unit_test(what_was_not_published_has_none),
        cmocka_unit_test(other_keys_are_refused),
        cmocka_unit_test(a_period_has_its_form),
        cmocka_unit_test(an_end_in_the_middle_is_told),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
