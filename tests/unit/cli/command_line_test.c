/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Command lines held against a table of commands, and the real table against itself. */
#include "cli/command_line.h"

#include <stdlib.h>
#include <string.h>

#include "unit.h"

static bool run_nothing(const struct command_input *input, struct error *err)
{
    (void)input;
    (void)err;
    return true;
}

static const struct command table[] = {
    {.name = "import", .words = "FILE", .min_words = 1, .max_words = 1, .help = "Loads.", .run = run_nothing},
    {.name = "team import",
     .words = "FILE.csv",
     .min_words = 1,
     .max_words = 1,
     .help = "Reads teams.\nAll of them.",
     .run = run_nothing},
    {.name = "team list", .words = "", .help = "Lists.", .run = run_nothing},
    {.name = "key create",
     .words = "",
     .help = "Makes.",
     .options = {{.name = "--name", .value = "NAME", .required = true},
                 {.name = "--survey", .value = "CODE", .repeats = true},
                 {.name = "--quiet"}},
     .run = run_nothing},
    {.name = "verify", .words = "[FILE…]", .max_words = SIZE_MAX, .help = "Verifies.", .run = run_nothing},
    {.name = NULL},
};

#define ARGS(...) ((char *[]){"pulssid", __VA_ARGS__, NULL})

static bool parse(char **argv, struct command_line *line, struct error *err)
{
    int argc = 0;
    while (argv[argc] != NULL) {
        argc++;
    }
    *line = (struct command_line){0};
    return command_line_parse(table, argc, argv, line, err);
}

static void assert_usage(char **argv, const char *sentence)
{
    struct command_line line;
    struct error err;
    assert_false(parse(argv, &line, &err));
    assert_int_equal(err.code, ERROR_USAGE);
    assert_string_equal(err.text, sentence);
    assert_null(line.memory);
}

static void one_and_two_words(void **state)
{
    (void)state;
    struct command_line line;
    struct error err;
    assert_true(parse(ARGS("import", "f.csv"), &line, &err));
    assert_string_equal(line.command->name, "import");
    assert_string_equal(line.words[0], "f.csv");
    assert_null(line.config_path);
    command_line_free(&line);
    assert_true(parse(ARGS("team", "import", "f.csv"), &line, &err));
    assert_string_equal(line.command->name, "team import");
    assert_int_equal(line.n_words, 1);
    command_line_free(&line);
}

static void options_stand_anywhere(void **state)
{
    (void)state;
    struct command_line line;
    struct error err;
    assert_true(
        parse(ARGS("--survey", "a", "key", "-c", "my.conf", "create", "--name=x=y", "--survey=b", "--quiet"),
              &line, &err));
    const struct command_input input = {.options = line.options, .n_options = line.n_options};
    assert_string_equal(line.command->name, "key create");
    assert_string_equal(line.config_path, "my.conf");
    assert_string_equal(command_option(&input, "--name"), "x=y");
    assert_string_equal(command_option_at(&input, "--survey", 0), "a");
    assert_string_equal(command_option_at(&input, "--survey", 1), "b");
    assert_null(command_option_at(&input, "--survey", 2));
    assert_string_equal(command_option(&input, "--quiet"), "");
    assert_null(command_option(&input, "--role"));
    command_line_free(&line);
}

static void values_with_a_hyphen(void **state)
{
    (void)state;
    struct command_line line;
    struct error err;
    assert_true(parse(ARGS("key", "create", "--name=-x", "--survey", "-"), &line, &err));
    assert_string_equal(line.options[0].value, "-x");
    assert_string_equal(line.options[1].value, "-");
    command_line_free(&line);
}

static void double_hyphen_ends_options(void **state)
{
    (void)state;
    struct command_line line;
    struct error err;
    assert_true(parse(ARGS("verify", "--", "--name", "-"), &line, &err));
    assert_int_equal(line.n_words, 2);
    assert_string_equal(line.words[0], "--name");
    assert_string_equal(line.words[1], "-");
    command_line_free(&line);
}

static void wrong_usage_names_the_word(void **state)
{
    (void)state;
    assert_usage(((char *[]){"pulssid", NULL}), "a command is needed; pulssid --help lists them");
    assert_usage(ARGS("nonsense"), "there is no command nonsense; pulssid --help lists them");
    assert_usage(ARGS("team"), "team needs one of: import, list");
    assert_usage(ARGS("team", "drop"), "team has no drop, only: import, list");
    assert_usage(ARGS("tea"), "there is no command tea; pulssid --help lists them");
    assert_usage(ARGS("import"), "import needs FILE");
    assert_usage(ARGS("import", "a", "b"), "import: b is one word too many");
    assert_usage(ARGS("import", "a", "--wipe=1"), "there is no option --wipe");
    assert_usage(ARGS("import", "a", "--name", "x"), "import has no option --name");
    assert_usage(ARGS("key", "create", "--name"), "--name needs a value: NAME");
    assert_usage(ARGS("key", "create", "--name", "--quiet"), "--name needs a value: NAME");
    assert_usage(ARGS("key", "create", "--name", "-c", "x"), "--name needs a value: NAME");
    assert_usage(ARGS("key", "create", "--quiet"), "key create needs --name NAME");
    assert_usage(ARGS("key", "create", "--quiet=1"), "--quiet takes no value");
    assert_usage(ARGS("key", "create", "--name", "a", "--name", "b"), "--name is given twice");
    assert_usage(ARGS("team", "list", "-c"), "-c needs a value: FILE");
    assert_usage(ARGS("team", "list", "-c", "a", "--config", "b"), "--config is given twice");
}

static void help_and_version_need_no_more(void **state)
{
    (void)state;
    struct command_line line;
    struct error err;
    assert_true(parse(ARGS("--help"), &line, &err));
    assert_true(line.wants_help);
    assert_null(line.command);
    command_line_free(&line);
    assert_true(parse(ARGS("import", "-h"), &line, &err));
    assert_string_equal(line.command->name, "import");
    command_line_free(&line);
    assert_true(parse(ARGS("--version", "nonsense"), &line, &err));
    assert_true(line.wants_version);
    command_line_free(&line);
    assert_usage(ARGS("nonsense", "--help"), "there is no command nonsense; pulssid --help lists them");
}

static char *help_of(struct command_line line)
{
    char *text = NULL;
    size_t len;
    FILE *out = open_memstream(&text, &len);
    assert_non_null(out);
    command_line_help(table, &line, out);
    fclose(out);
    return text;
}

static void help_shows_usage(void **state)
{
    (void)state;
    char *one = help_of((struct command_line){.command = &table[3]});
    assert_string_equal(
        one, "usage: pulssid key create [-c FILE] --name NAME [--survey CODE]… [--quiet]\n\nMakes.\n");
    char *all = help_of((struct command_line){0});
    assert_non_null(strstr(all, "  team import    Reads teams.\n"));
    free(one);
    free(all);
}

static void help_of_a_group_shows_each_of_it(void **state)
{
    (void)state;
    struct command_line line;
    struct error err;
    assert_true(parse(ARGS("team", "--help"), &line, &err));
    char *text = help_of(line);
    assert_string_equal(text,
                        "usage: pulssid team import [-c FILE] FILE.csv\n\nReads teams.\nAll of them.\n\n"
                        "usage: pulssid team list [-c FILE]\n\nLists.\n");
    free(text);
    command_line_free(&line);
    assert_usage(ARGS("tea", "--help"), "there is no command tea; pulssid --help lists them");
    assert_usage(ARGS("team", "drop", "--help"), "team has no drop, only: import, list");
}

/* Help begins with a line of one whole sentence, which the list shows behind 17 columns, and no line is wider
 * than a terminal. */
static void help_of_every_command_is_whole(void **state)
{
    (void)state;
    for (const struct command *c = command_table(); c->name != NULL; c++) {
        size_t first = strcspn(c->help, "\n");
        assert_in_range(strlen(c->name), 1, 14);
        assert_in_range(first, 10, 80 - 17);
        assert_int_equal(c->help[first - 1], '.');
        assert_null(memmem(c->help, first, ". ", 2));
        assert_int_equal(strchr(c->help, '\0')[-1], '.');
        for (const char *line = c->help; *line != '\0'; line += strcspn(line, "\n")) {
            line += *line == '\n';
            assert_in_range(strcspn(line, "\n"), 1, 80);
        }
    }
}

/* What command_line relies on: an option takes a value in every command or in none. */
static void table_is_consistent(void **state)
{
    (void)state;
    const struct command *real = command_table();
    for (const struct command *a = real; a->name != NULL; a++) {
        assert_non_null(a->run);
        assert_true(a->min_words <= a->max_words);
        for (const struct command *b = real; b->name != NULL; b++) {
            for (size_t i = 0; a->options[i].name != NULL; i++) {
                for (size_t j = 0; b->options[j].name != NULL; j++) {
                    if (strcmp(a->options[i].name, b->options[j].name) == 0) {
                        assert_true((a->options[i].value == NULL) == (b->options[j].value == NULL));
                    }
                }
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_and_two_words),
        cmocka_unit_test(options_stand_anywhere),
        cmocka_unit_test(values_with_a_hyphen),
        cmocka_unit_test(double_hyphen_ends_options),
        cmocka_unit_test(wrong_usage_names_the_word),
        cmocka_unit_test(help_and_version_need_no_more),
        cmocka_unit_test(help_shows_usage),
        cmocka_unit_test(help_of_a_group_shows_each_of_it),
        cmocka_unit_test(help_of_every_command_is_whole),
        cmocka_unit_test(table_is_consistent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
