/* SPDX-License-Identifier: Apache-2.0
 * Lunar days, days that come back, business time. */
#include "check.h"

static patron_error* error;

static patron_date day(int32_t year, int32_t month, int32_t number) {
  patron_date date = 0;
  CHECK(patron_date_from_civil(year, month, number, &date, error) == PATRON_OK);
  return date;
}

static void lunar_days(void) {
  int32_t year = 0, month = 0, number = 0, leap = 0, count = 0, found = 0;
  patron_date date = 0, dates[2] = {0, 0};
  CHECK(patron_lunar_from_date(day(2025, 7, 25), &year, &month, &number, &leap, error) ==
        PATRON_OK);
  CHECK(year == 2025 && month == 6 && number == 1 && leap == 1);
  CHECK(patron_lunar_to_date(2026, 1, 1, 0, &date, error) == PATRON_OK);
  CHECK(date == day(2026, 2, 17));
  CHECK(patron_lunar_to_date(2026, 13, 1, 0, &date, error) == PATRON_E_ARGUMENT);
  CHECK(patron_lunar_to_date(2101, 1, 1, 0, &date, error) == PATRON_E_RANGE);
  CHECK(patron_lunar_leap_month(2025) == 6 && patron_lunar_month_days(2025, 6, 1) == 29);
  CHECK(patron_lunar_yearly(11, 13, 0, 2026, PATRON_LEAP_MONTH_PREFER,
                            PATRON_MISSING_30TH_THE_29TH, dates, &count,
                            error) == PATRON_OK);
  CHECK(count == 2 && dates[0] == day(2026, 1, 1) && dates[1] == day(2026, 12, 21));
  CHECK(patron_lunar_yearly(11, 13, 0, 2026, 4, 1, dates, &count, error) ==
        PATRON_E_ARGUMENT);
  CHECK(patron_yearly(2, 29, 2027, PATRON_FEB_29_MAR_01, &date, &found, error) ==
        PATRON_OK);
  CHECK(found == 1 && date == day(2027, 3, 1));
  CHECK(patron_yearly(2, 29, 2027, PATRON_FEB_29_SKIP, &date, &found, error) ==
        PATRON_OK);
  CHECK(found == 0);
  CHECK(patron_festival(PATRON_LITERAL("mid_autumn"), 2026, &date, error) == PATRON_OK);
  CHECK(date == day(2026, 9, 25));
  CHECK(patron_festival(PATRON_LITERAL("mid"), 2026, &date, error) == PATRON_E_NOT_FOUND);
  CHECK(patron_festival(NULL, 0, 2026, &date, error) == PATRON_E_ARGUMENT);
}

static void festivals_as_a_table(void) {
  patron_table* table = patron_table_create("en");
  CHECK(patron_festivals(day(2026, 1, 1), day(2026, 12, 31), table, error) == PATRON_OK);
  CHECK(patron_table_rows(table) == 14);
  CHECK(same(patron_table_text(table, 4, 0, NULL), "spring_festival"));
  CHECK(patron_table_int64(table, 4, 1) == day(2026, 2, 17));
  patron_table_free(table);
}

static void business_time(void) {
  static const char kJson[] =
      "{\"hours\": {\"mon-fri\": [\"09:00-12:00\", \"13:30-18:00\"]},"
      " \"known_until\": \"2026-12-31\"}";
  patron_calendar* office = NULL;
  patron_instant friday = 0, deadline = 0, pause[2];
  int64_t amount = 0;
  int32_t provisional = -1;
  CHECK(patron_calendar_read(PATRON_LITERAL("{\"hours\": 1}"), NULL, 0, &office, error) ==
        PATRON_E_ARGUMENT);
  CHECK(office == NULL && same(patron_error_path(error, NULL), "/hours"));
  CHECK(patron_calendar_read(kJson, sizeof kJson - 1, NULL, 0, &office, error) ==
        PATRON_OK);
  CHECK(patron_instant_parse(PATRON_LITERAL("2026-05-08T17:50:00+08:00"), &friday,
                             error) == PATRON_OK);
  CHECK(patron_calendar_add(office, friday, 30, PATRON_UNIT_MINUTES, NULL, 0, &deadline,
                            &provisional, error) == PATRON_OK);
  CHECK(deadline == friday + (62 * 60 + 30 + 60) * 60000LL); /* Monday, 9:20. */
  CHECK(provisional == 0);
  pause[0] = friday;
  pause[1] = friday + 60000;
  CHECK(patron_calendar_between(office, friday, deadline, PATRON_UNIT_MINUTES, pause, 1,
                                &amount, NULL, error) == PATRON_OK);
  CHECK(amount == 29);
  CHECK(patron_calendar_add(office, friday, 1, 3, NULL, 0, &deadline, NULL, error) ==
        PATRON_E_ARGUMENT);
  CHECK(patron_calendar_add(office, friday, 1, 1, NULL, 1, &deadline, NULL, error) ==
        PATRON_E_ARGUMENT);
  CHECK(patron_calendar_is_open(office, friday) == 1);
  CHECK(patron_calendar_is_open(office, friday + 600000) == 0);
  CHECK(patron_calendar_is_open(NULL, friday) == 0);
  CHECK(patron_calendar_is_working_day(office, day(2026, 5, 8)) == 1);
  CHECK(patron_calendar_is_working_day(office, day(2026, 5, 9)) == 0);
  patron_calendar_free(office);
  patron_calendar_free(NULL);
}

void test_calendar(void) {
  error = patron_error_create("en");
  lunar_days();
  festivals_as_a_table();
  business_time();
  patron_error_free(error);
}
