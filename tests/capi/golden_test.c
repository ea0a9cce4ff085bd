/* SPDX-License-Identifier: Apache-2.0
 * The golden cases (tests/golden) through the C ABI: the same bytes as in every face. */
#include "check.h"

#include <stdlib.h>

static patron_error* error;

/* Appends text to a growing string. */
typedef struct Text {
  char* bytes;
  size_t size, capacity;
} Text;

static void append(Text* text, const char* more, size_t size) {
  if (text->size + size + 1 > text->capacity) {
    text->capacity = 2 * (text->size + size + 1);
    text->bytes = realloc(text->bytes, text->capacity);
  }
  memcpy(text->bytes + text->size, more, size);
  text->size += size;
  text->bytes[text->size] = '\0';
}

static patron_instant instant_of(const char* text, size_t size) {
  patron_instant instant = 0;
  CHECK(patron_instant_parse(text, size, &instant, error) == PATRON_OK);
  return instant;
}

/* Saves the member and goes on with what was loaded. */
static patron_status reload(const patron_engine* engine, patron_member** member) {
  patron_buffer* bytes = patron_buffer_create();
  patron_member* loaded = NULL;
  patron_status status =
      patron_member_save(*member, PATRON_PART_ALL, 0, bytes, error);
  if (status == PATRON_OK) status = patron_member_create(engine, NULL, 0, &loaded, error);
  if (status == PATRON_OK)
    status = patron_member_load(loaded, patron_buffer_data(bytes),
                                patron_buffer_size(bytes), error);
  patron_member_free(*member);
  *member = loaded;
  patron_buffer_free(bytes);
  return status;
}

/* One line of steps.txt: a word, a space, what it is about. */
static void step(const patron_engine* engine, patron_member** member, patron_table* table,
                 const char* line, size_t size, Text* out) {
  const char* rest = memchr(line, ' ', size);
  const size_t word = rest == NULL ? size : (size_t)(rest - line);
  const size_t left = rest == NULL ? 0 : size - word - 1;
  patron_buffer* json = patron_buffer_create();
  patron_status status = PATRON_E_ARGUMENT;
  rest = rest == NULL ? "" : rest + 1;
  if (strncmp(line, "apply", word) == 0) {
    status = patron_engine_apply(engine, *member, rest, left, NULL, 0, table, error);
  } else if (strncmp(line, "advance", word) == 0) {
    status = patron_engine_advance(engine, *member, instant_of(rest, left), NULL,
                                   PATRON_FAR_AHEAD, table, error);
  } else if (strncmp(line, "assess", word) == 0) {
    status = patron_engine_assess(engine, *member, instant_of(rest, left), table, error);
  } else if (strncmp(line, "reload", word) == 0) {
    CHECK(reload(engine, member) == PATRON_OK);
    patron_buffer_free(json);
    return;
  }
  if (status == PATRON_OK) {
    CHECK(patron_table_json(table, json, error) == PATRON_OK);
    append(out, patron_buffer_text(json), patron_buffer_size(json));
  } else {
    const char* name = patron_status_name(status);
    append(out, "refused ", 8);
    append(out, name, strlen(name));
    append(out, "\n", 1);
  }
  patron_buffer_free(json);
}

static patron_engine* engine_of(const char* folder) {
  patron_engine* engine = NULL;
  char path[512];
  int version;
  CHECK(patron_engine_create(&engine, error) == PATRON_OK);
  for (version = 1; version < 10; ++version) {
    size_t size = 0;
    char* pack;
    snprintf(path, sizeof path, "tests/golden/%s/pack-%d.json", folder, version);
    pack = read_source(path, &size);
    if (pack == NULL) break;
    CHECK(patron_engine_add_pack(engine, pack, size, error) == PATRON_OK);
    free(pack);
  }
  CHECK(version > 1);
  CHECK(patron_engine_freeze(engine, 0, NULL, error) == PATRON_OK);
  return engine;
}

static void golden(const char* folder) {
  char path[512];
  size_t size = 0, expected_size = 0;
  char *steps, *expected, *line;
  Text out = {NULL, 0, 0};
  patron_engine* engine = engine_of(folder);
  patron_table* table = patron_table_create(NULL);
  patron_member* member = NULL;
  snprintf(path, sizeof path, "tests/golden/%s/steps.txt", folder);
  steps = read_source(path, &size);
  snprintf(path, sizeof path, "tests/golden/%s/expected.ndjson", folder);
  expected = read_source(path, &expected_size);
  CHECK(steps != NULL && expected != NULL);
  CHECK(patron_member_create(engine, NULL, 0, &member, error) == PATRON_OK);
  append(&out, "", 0);
  for (line = steps; line != NULL && *line != '\0';) {
    char* end = strchr(line, '\n');
    const size_t length = end == NULL ? strlen(line) : (size_t)(end - line);
    if (length > 0 && *line != '#') step(engine, &member, table, line, length, &out);
    line = end == NULL ? NULL : end + 1;
  }
  CHECK(expected_size > 0);
  CHECK(same(out.bytes, expected));
  free(out.bytes);
  free(steps);
  free(expected);
  patron_member_free(member);
  patron_table_free(table);
  patron_engine_free(engine);
}

void test_golden(void) {
  size_t size = 0;
  char *list = read_source("tests/golden/cases.txt", &size), *name;
  error = patron_error_create(NULL);
  CHECK(list != NULL);
  for (name = list == NULL ? NULL : strtok(list, "\n"); name != NULL;
       name = strtok(NULL, "\n"))
    golden(name);
  free(list);
  patron_error_free(error);
}
