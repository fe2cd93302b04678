/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Survey definitions in and out of JSON trees; CBOR is written from the same tree. */
#include "survey_json.h"

#include <jansson.h>

#include "cbor_writer.h"
#include "json_memory.h"

static const char *const audience_names[] = {
    [AUDIENCE_EMPLOYEE] = "employee", [AUDIENCE_CUSTOMER] = "customer", NULL};
static const char *const kind_names[] = {
    [QUESTION_SCALE] = "scale", [QUESTION_NPS] = "nps", [QUESTION_TEAM_RATINGS] = "team_ratings", NULL};

static const char *const survey_members[] = {"code", "version", "audience", "title", "questions", NULL};
static const char *const question_members[] = {"code",    "kind",      "min",  "max",
                                               "reverse", "dimension", "text", NULL};

/* A value of the document and where it stands, for errors. */
struct node {
    json_t *json;
    char path[64]; /* "questions[2].text"; empty for the whole */
    struct error *err;
};

static void json_decref_local(json_t **json)
{
    json_decref(*json);
}

static bool refuse(const struct node *node, const char *expected)
{
    const char *path = node->path[0] == '\0' ? "the survey" : node->path;
    return error_set(node->err, ERROR_INPUT, "%s: expected %s", path, expected);
}

/* The member of an object; its json is NULL when it is not there. */
static struct node member(const struct node *object, const char *name)
{
    struct node found = {.json = json_object_get(object->json, name), .err = object->err};
    snprintf(found.path, sizeof found.path, "%.40s%s%.20s", object->path, object->path[0] == '\0' ? "" : ".",
             name);
    return found;
}

/* Position of a text in a list that ends in NULL, -1 when it is not there. */
static int position_of(const char *text, const char *const *list)
{
    for (int i = 0; text != NULL && list[i] != NULL; i++) {
        if (strcmp(text, list[i]) == 0) {
            return i;
        }
    }
    return -1;
}

/* An object that has no other members than those listed. */
static bool check_object(const struct node *node, const char *const *names)
{
    if (!json_is_object(node->json)) {
        return refuse(node, "an object");
    }
    const char *name;
    json_t *value;
    json_object_foreach(node->json, name, value)
    {
        if (position_of(name, names) < 0) {
            return error_set(node->err, ERROR_INPUT, "%s%s%.64s: there is no such member", node->path,
                             node->path[0] == '\0' ? "" : ".", name);
        }
    }
    return true;
}

static bool read_code(const struct node *object, const char *name, char ret_code[CODE_SIZE])
{
    struct node node = member(object, name);
    const char *text = json_string_value(node.json);
    if (text == NULL || !code_is_valid(span_text(text))) {
        return refuse(&node, "a code");
    }
    code_copy(span_text(text), ret_code);
    return true;
}

static bool read_integer(const struct node *object, const char *name, int32_t min, int32_t max,
                         int32_t *ret_value)
{
    struct node node = member(object, name);
    json_int_t value = json_integer_value(node.json);
    if (!json_is_integer(node.json) || value < min || value > max) {
        return error_set(node.err, ERROR_INPUT, "%s: expected an integer from %d to %d", node.path, (int)min,
                         (int)max);
    }
    *ret_value = (int32_t)value;
    return true;
}

static bool read_bound(const struct node *object, const char *name, int16_t *ret_bound)
{
    int32_t value;
    if (!read_integer(object, name, -INT16_MAX, INT16_MAX, &value)) {
        return false;
    }
    *ret_bound = (int16_t)value;
    return true;
}

static bool read_reverse(const struct node *question, bool *ret_reverse)
{
    struct node node = member(question, "reverse");
    if (node.json != NULL && !json_is_boolean(node.json)) {
        return refuse(&node, "true or false");
    }
    *ret_reverse = json_is_true(node.json);
    return true;
}

static bool read_texts(const struct node *object, const char *name, char *ret_texts[LANGUAGE_COUNT])
{
    struct node node = member(object, name);
    if (!check_object(&node, language_tags())) {
        return false;
    }
    for (size_t i = 0; i < LANGUAGE_COUNT; i++) {
        struct node language = member(&node, language_tags()[i]);
        if (json_string_length(language.json) == 0) {
            return refuse(&language, "a text");
        }
        ret_texts[i] = strdup(json_string_value(language.json));
        if (ret_texts[i] == NULL) {
            return error_set(node.err, ERROR_OUT_OF_MEMORY, "no memory for a survey");
        }
    }
    return true;
}

static bool read_kind(const struct node *question, enum question_kind *ret_kind)
{
    struct node node = member(question, "kind");
    int position = position_of(json_string_value(node.json), kind_names);
    if (position < 0) {
        return refuse(&node, "\"scale\", \"nps\" or \"team_ratings\"");
    }
    *ret_kind = (enum question_kind)position;
    return true;
}

static bool read_question(const struct node *node, struct question *question)
{
    return check_object(node, question_members) && read_code(node, "code", question->code) &&
           read_kind(node, &question->kind) && read_bound(node, "min", &question->min) &&
           read_bound(node, "max", &question->max) && read_reverse(node, &question->reverse) &&
           read_code(node, "dimension", question->dimension) && read_texts(node, "text", question->text);
}

static bool read_questions(const struct node *object, struct survey *survey)
{
    struct node list = member(object, "questions");
    size_t n = json_array_size(list.json);
    if (n == 0 || n > SURVEY_MAX_QUESTIONS) {
        return error_set(list.err, ERROR_INPUT, "questions: expected an array of 1 to %d",
                         SURVEY_MAX_QUESTIONS);
    }
    for (size_t i = 0; i < n; i++) {
        struct node node = {.json = json_array_get(list.json, i), .err = list.err};
        snprintf(node.path, sizeof node.path, "questions[%zu]", i);
        /* Counted in before it is whole, so that survey_free() finds its texts. */
        survey->n_questions = i + 1;
        if (!read_question(&node, &survey->questions[i])) {
            return false;
        }
    }
    return true;
}

static bool read_audience(const struct node *object, enum audience *ret_audience)
{
    struct node node = member(object, "audience");
    int position = position_of(json_string_value(node.json), audience_names);
    if (position < 0) {
        return refuse(&node, "\"employee\" or \"customer\"");
    }
    *ret_audience = (enum audience)position;
    return true;
}

static bool read_survey(const struct node *node, struct survey *survey)
{
    struct dimension dimensions[2 * SURVEY_MAX_QUESTIONS];
    size_t n;
    return check_object(node, survey_members) && read_code(node, "code", survey->code) &&
           read_integer(node, "version", 1, INT32_MAX, &survey->version) &&
           read_audience(node, &survey->audience) && read_texts(node, "title", survey->title) &&
           read_questions(node, survey) && survey_dimensions(survey, dimensions, &n, node->err);
}

static bool parse(struct span json, struct survey **ret_survey, struct error *err)
{
    json_error_t where;
    /* An empty span may point nowhere, which Jansson calls wrong arguments. */
    const char *text = json.len == 0 ? "" : (const char *)json.data;
    CLEANUP(json_decref) json_t *root = json_loadb(text, json.len, JSON_REJECT_DUPLICATES, &where);
    if (root == NULL) {
        return error_set(err, ERROR_INPUT, "line %d, column %d: %s", where.line, where.column, where.text);
    }
    CLEANUP(survey_free) struct survey *survey = calloc(1, sizeof *survey);
    if (survey == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a survey");
    }
    struct node node = {.json = root, .err = err};
    if (!read_survey(&node, survey)) {
        return false;
    }
    *ret_survey = survey;
    survey = NULL;
    return true;
}

bool survey_json_parse(struct span json, struct survey **ret_survey, struct error *err)
{
    if (!json_memory_begin(json.len)) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a survey");
    }
    bool parsed = parse(json, ret_survey, err);
    json_memory_end();
    return parsed;
}

/* Adds a member and passes the object on; takes both, and gives NULL when memory is out. */
static json_t *with_member(json_t *object, const char *name, json_t *value)
{
    if (json_object_set_new(object, name, value) != 0) {
        json_decref(object);
        return NULL;
    }
    return object;
}

static json_t *texts_tree(char *const texts[LANGUAGE_COUNT])
{
    json_t *tree = json_object();
    for (size_t i = 0; i < LANGUAGE_COUNT; i++) {
        tree = with_member(tree, language_tags()[i], json_string(texts[i]));
    }
    return tree;
}

static json_t *question_tree(const struct question *question)
{
    json_t *tree = json_pack("{s:s, s:s, s:i, s:i, s:b, s:s}", "code", question->code, "kind",
                             kind_names[question->kind], "min", (int)question->min, "max", (int)question->max,
                             "reverse", (int)question->reverse, "dimension", question->dimension);
    return with_member(tree, "text", texts_tree(question->text));
}

static json_t *questions_tree(const struct survey *survey)
{
    json_t *tree = json_array();
    for (size_t i = 0; i < survey->n_questions; i++) {
        if (json_array_append_new(tree, question_tree(&survey->questions[i])) != 0) {
            json_decref(tree);
            return NULL;
        }
    }
    return tree;
}

static json_t *survey_tree(const struct survey *survey)
{
    json_t *tree = json_pack("{s:s, s:i, s:s}", "code", survey->code, "version", (int)survey->version,
                             "audience", audience_names[survey->audience]);
    tree = with_member(tree, "title", texts_tree(survey->title));
    return with_member(tree, "questions", questions_tree(survey));
}

static int append_json(const char *text, size_t len, void *out)
{
    buffer_append(out, text, len);
    return 0;
}

void survey_json_write(const struct survey *survey, struct buffer *out)
{
    CLEANUP(json_decref) json_t *tree = survey_tree(survey);
    if (tree == NULL || json_dump_callback(tree, append_json, out, JSON_COMPACT) != 0) {
        out->failed = true;
    }
}

/* The kinds of value that survey_tree() makes. */
static void write_cbor(json_t *tree, struct buffer *out)
{
    const char *name;
    size_t i;
    json_t *value;
    if (json_is_object(tree)) {
        cbor_writer_map(out, json_object_size(tree));
        json_object_foreach(tree, name, value)
        {
            cbor_writer_text(out, name);
            write_cbor(value, out);
        }
    } else if (json_is_array(tree)) {
        cbor_writer_array(out, json_array_size(tree));
        json_array_foreach(tree, i, value)
        {
            write_cbor(value, out);
        }
    } else if (json_is_string(tree)) {
        cbor_writer_text(out, json_string_value(tree));
    } else if (json_is_integer(tree)) {
        cbor_writer_integer(out, json_integer_value(tree));
    } else {
        cbor_writer_boolean(out, json_is_true(tree));
    }
}

void survey_json_write_cbor(const struct survey *survey, struct buffer *out)
{
    CLEANUP(json_decref) json_t *tree = survey_tree(survey);
    if (tree == NULL) {
        out->failed = true;
        return;
    }
    write_cbor(tree, out);
}
