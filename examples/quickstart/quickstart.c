/* SPDX-License-Identifier: Apache-2.0 */
#include <patron.h>
#include <stdio.h>
#define BOOKING "{\"id\": \"E1\", \"type\": \"booking\", \"customer\": \"C1\", \
\"occurred_at\": \"2026-05-01T10:00:00+08:00\", \"ref\": \"B1\", \"amount\": \"1200.00\"}"
int main(void) { /* quickstart < examples/packs/minimal.json */
  static char json[1 << 16];
  size_t size = fread(json, 1, sizeof json, stdin), row;
  patron_error* error = patron_error_create("en");
  patron_table* effects = patron_table_create("en");
  patron_engine* engine;
  patron_member* member;
  if (patron_engine_compile(json, size, &engine, NULL, error) ||
      patron_member_create(engine, PATRON_LITERAL("C1"), &member, error) ||
      patron_engine_apply(engine, member, PATRON_LITERAL(BOOKING), NULL, 0, effects,
                          error))
    return fprintf(stderr, "patron: %s\n", patron_error_message(error, NULL)), 1;
  for (row = 0; row < patron_table_rows(effects); ++row)
    printf("%s %+lld\n", patron_table_text(effects, row, PATRON_EFFECT_RULE, NULL),
           (long long)patron_table_int64(effects, row, PATRON_EFFECT_POINTS));
  return patron_member_free(member), patron_engine_free(engine), 0;
}
