// SPDX-License-Identifier: Apache-2.0
// The books of points.
#include "capi/guard.hpp"

using namespace patron::capi;
using patron::Date;
using patron::Status;

extern "C" {

patron_status patron_liability_create(const patron_engine* engine,
                                      patron_liability** liability, patron_error* error) {
  if (liability != nullptr) *liability = nullptr;
  return guard(error, [&]() -> Status {
    PATRON_TRY(check_frozen(engine));
    PATRON_TRY(given("liability", liability));
    *liability = new patron_liability{patron::Liability(*engine->frozen)};
    return {};
  });
}

void patron_liability_free(patron_liability* liability) {
  delete liability;
}

patron_status patron_liability_add(patron_liability* liability,
                                   const patron_table* effects, patron_error* error) {
  return guard(error, [&]() -> Status {
    PATRON_TRY(given("liability, effects", liability, effects));
    return liability->liability.add(effects->table);
  });
}

patron_status patron_liability_report(const patron_liability* liability, int32_t first,
                                      int32_t last, patron_table* rows,
                                      patron_error* error) {
  return guard(rows, error, [&]() -> Status {
    PATRON_TRY(given("liability, rows", liability, rows));
    auto made = liability->liability.report(Date{first}, Date{last});
    if (!made.ok()) return made.status();
    rows->table = *std::move(made);
    return {};
  });
}

}  // extern "C"
