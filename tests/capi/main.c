/* SPDX-License-Identifier: Apache-2.0
 * The C ABI as a host in plain C99 uses it. Prints what fails, ends with a count. */
#include "check.h"

#include <stdlib.h>

int checks = 0, failures = 0;

void check_one(int holds, const char* condition, const char* file, int line) {
  ++checks;
  if (holds) return;
  ++failures;
  printf("%s:%d: not so: %s\n", file, line, condition);
}

int same(const char* found, const char* expected) {
  if (found == NULL || expected == NULL) return found == expected;
  if (strcmp(found, expected) == 0) return 1;
  printf("found \"%s\", expected \"%s\"\n", found, expected);
  return 0;
}

char* read_source(const char* path, size_t* size) {
  const char* root = getenv("PATRON_SOURCE");
  char whole[4096];
  FILE* file;
  char* text;
  long length;
  if (snprintf(whole, sizeof whole, "%s/%s", root != NULL ? root : ".", path) >=
      (int)sizeof whole)
    return NULL;
  file = fopen(whole, "rb");
  if (file == NULL) return NULL;
  fseek(file, 0, SEEK_END);
  length = ftell(file);
  rewind(file);
  text = length < 0 ? NULL : malloc((size_t)length + 1);
  *size = text == NULL ? 0 : fread(text, 1, (size_t)length, file);
  if (text != NULL) text[*size] = '\0';
  fclose(file);
  return text;
}

int main(void) {
  test_handles();
  test_calendar();
  test_identity();
  test_engine();
  test_expression();
  test_verbs();
  test_snapshots();
  test_statistics();
  test_churn();
  test_golden();
  printf("C: %d checks, %d failed\n", checks, failures);
  return failures == 0 ? 0 : 1;
}
