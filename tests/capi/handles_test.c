/* SPDX-License-Identifier: Apache-2.0
 * Sinks, and every call without its handles: an accessor answers nothing, a call answers
 * PATRON_E_ARGUMENT, and nothing crashes. */
#include "check.h"

#include <math.h>

static void versions_agree(void) {
  char text[32];
  CHECK(patron_version() == PATRON_VERSION);
  snprintf(text, sizeof text, "%d.%d.%d", PATRON_VERSION / 10000,
           PATRON_VERSION / 100 % 100, PATRON_VERSION % 100);
  CHECK(same(patron_version_text(), text));
  CHECK(strlen(patron_zones_version()) == 5);
  CHECK(patron_format_min() <= patron_format_max());
}

static void statuses_have_names(void) {
  CHECK(same(patron_status_name(PATRON_OK), "ok"));
  CHECK(same(patron_status_name(PATRON_E_INSUFFICIENT_POINTS), "insufficient_points"));
  CHECK(same(patron_status_name(PATRON_E_INTERNAL), "internal"));
  CHECK(patron_status_name(7) == NULL);
}

static void accessors_take_null(void) {
  size_t size = 99;
  CHECK(patron_error_status(NULL) == PATRON_OK);
  CHECK(patron_error_path(NULL, &size) == NULL && size == 0);
  CHECK(patron_error_line(NULL) == -1 && patron_error_row(NULL) == -1);
  CHECK(patron_buffer_size(NULL) == 0 && patron_buffer_data(NULL) == NULL);
  CHECK(patron_table_rows(NULL) == 0 && patron_table_columns(NULL) == 0);
  CHECK(patron_table_column(NULL, PATRON_LITERAL("kind")) == -1);
  CHECK(patron_table_is_null(NULL, 0, 0) == 1);
  CHECK(patron_table_int64(NULL, 0, 0) == 0);
  CHECK(isnan(patron_table_number(NULL, 0, 0)));
  CHECK(patron_table_text(NULL, 0, 0, NULL) == NULL);
  CHECK(patron_engine_find(NULL, PATRON_LIST_RULES, PATRON_LITERAL("x")) == -1);
  CHECK(patron_engine_count(NULL, PATRON_LIST_RULES) == 0);
  CHECK(patron_engine_name(NULL, PATRON_LIST_RULES, 0, NULL) == NULL);
  CHECK(patron_engine_id(NULL, NULL) == NULL);
  CHECK(patron_member_customer(NULL, NULL) == NULL);
  CHECK(patron_member_revision(NULL) == 0);
  CHECK(patron_member_retained(NULL) == 0);
  patron_error_free(NULL);
  patron_buffer_free(NULL);
  patron_table_free(NULL);
  patron_engine_free(NULL);
  patron_member_free(NULL);
  patron_scopes_free(NULL);
}

static void calls_refuse_null(void) {
  patron_error* error = patron_error_create(NULL);
  patron_engine* engine = NULL;
  patron_member* member = (patron_member*)&error;
  CHECK(patron_engine_compile(NULL, 0, NULL, NULL, error) == PATRON_E_ARGUMENT);
  CHECK(patron_engine_create(NULL, error) == PATRON_E_ARGUMENT);
  CHECK(patron_engine_add_pack(NULL, "", 0, error) == PATRON_E_ARGUMENT);
  CHECK(patron_engine_freeze(NULL, 0, NULL, error) == PATRON_E_ARGUMENT);
  CHECK(patron_member_create(NULL, NULL, 0, &member, error) == PATRON_E_ARGUMENT);
  CHECK(member == NULL); /* A handle that was to be made is NULL. */
  CHECK(patron_engine_apply(NULL, NULL, NULL, 0, NULL, 0, NULL, error) ==
        PATRON_E_ARGUMENT);
  CHECK(patron_engine_assess(NULL, NULL, 0, NULL, NULL) == PATRON_E_ARGUMENT);
  CHECK(patron_member_save(NULL, 0, 0, NULL, error) == PATRON_E_ARGUMENT);
  CHECK(patron_table_json(NULL, NULL, error) == PATRON_E_ARGUMENT);
  CHECK(patron_error_status(error) == PATRON_E_ARGUMENT);
  CHECK(strlen(patron_error_message(error, NULL)) > 0);

  /* A call empties the error that an earlier one filled. */
  CHECK(patron_engine_create(&engine, error) == PATRON_OK);
  CHECK(patron_error_status(error) == PATRON_OK);
  CHECK(same(patron_error_message(error, NULL), ""));
  patron_engine_free(engine);
  patron_error_free(error);
}

void test_handles(void) {
  versions_agree();
  statuses_have_names();
  accessors_take_null();
  calls_refuse_null();
}
