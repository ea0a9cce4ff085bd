// SPDX-License-Identifier: Apache-2.0
// Questions about one member, and the scopes that members share.
#include "capi/guard.hpp"

using namespace patron::capi;
using patron::ErrorCode;
using patron::Status;

extern "C" {

patron_status patron_engine_balance(const patron_engine* engine,
                                    const patron_member* member, int32_t currency,
                                    patron_instant at, int32_t balance, int64_t* points,
                                    patron_error* error) {
  if (points != nullptr) *points = 0;
  return guard(error, [&]() -> Status {
    PATRON_TRY(check_frozen(engine));
    PATRON_TRY(given("member, points", member, points));
    if (balance != PATRON_BALANCE_ACTIVE && balance != PATRON_BALANCE_PENDING &&
        balance != PATRON_BALANCE_RESERVED && balance != PATRON_BALANCE_DEBT)
      return {ErrorCode::argument, "no balance " + std::to_string(balance)};
    const auto found = engine->frozen->balance(member->member, currency, {at},
                                               static_cast<patron::Points>(balance));
    if (!found.ok()) return found.status();
    *points = *found;
    return {};
  });
}

patron_status patron_engine_quote(const patron_engine* engine,
                                  const patron_member* member, int32_t currency,
                                  int64_t price, patron_instant at, int64_t* points,
                                  int64_t* value, int64_t* cash, patron_error* error) {
  for (int64_t* out : {points, value, cash})
    if (out != nullptr) *out = 0;
  return guard(error, [&]() -> Status {
    PATRON_TRY(check_frozen(engine));
    PATRON_TRY(given("member, points, value, cash", member, points, value, cash));
    const auto found = engine->frozen->quote(member->member, currency, price, {at});
    if (!found.ok()) return found.status();
    *points = found->points;
    *value = found->value;
    *cash = found->cash;
    return {};
  });
}

patron_status patron_engine_tier(const patron_engine* engine, const patron_member* member,
                                 int32_t ladder, patron_instant at, int32_t* tier,
                                 patron_error* error) {
  if (tier != nullptr) *tier = 0;
  return guard(error, [&]() -> Status {
    PATRON_TRY(check_frozen(engine));
    PATRON_TRY(given("member, tier", member, tier));
    const auto found = engine->frozen->tier(member->member, ladder, {at});
    if (!found.ok()) return found.status();
    *tier = found->value_or(-1);
    return {};
  });
}

patron_status patron_engine_statement(const patron_engine* engine,
                                      const patron_member* member, patron_date from,
                                      patron_date to, patron_table* statement,
                                      patron_error* error) {
  return guard(statement, error, [&]() -> Status {
    PATRON_TRY(check_frozen(engine));
    PATRON_TRY(given("member, statement", member, statement));
    auto made =
        engine->frozen->statement(member->member, {from}, {to}, statement->language);
    if (!made.ok()) return made.status();
    statement->table = *std::move(made);
    return {};
  });
}

patron_status patron_engine_holdings(const patron_engine* engine,
                                     const patron_member* member, const char* what,
                                     size_t size, patron_instant at, patron_table* rows,
                                     patron_error* error) {
  return guard(rows, error, [&]() -> Status {
    PATRON_TRY(check_frozen(engine));
    PATRON_TRY(given("member, what, rows", member, what, rows));
    auto made = engine->frozen->holdings(member->member, view(what, size), {at});
    if (!made.ok()) return made.status();
    rows->table = *std::move(made);
    return {};
  });
}

patron_status patron_scopes_create(const patron_engine* engine, patron_scopes** scopes,
                                   patron_error* error) {
  if (scopes != nullptr) *scopes = nullptr;
  return guard(error, [&]() -> Status {
    PATRON_TRY(check_frozen(engine));
    PATRON_TRY(given("scopes", scopes));
    *scopes = new patron_scopes{patron::Scopes(*engine->frozen)};
    return {};
  });
}

void patron_scopes_free(patron_scopes* scopes) { delete scopes; }

patron_status patron_scopes_load(patron_scopes* scopes, const char* key, size_t key_size,
                                 const char* snapshot, size_t size, patron_error* error) {
  return guard(error, [&]() -> Status {
    PATRON_TRY(given("scopes, key", scopes, key));
    PATRON_TRY(check_text(snapshot, size, "snapshot"));
    return scopes->scopes.load(view(key, key_size), view(snapshot, size));
  });
}

patron_status patron_scopes_save(const patron_scopes* scopes, const char* key,
                                 size_t key_size, patron_buffer* snapshot,
                                 patron_error* error) {
  return guard(snapshot, error, [&]() -> Status {
    PATRON_TRY(given("scopes, key, snapshot", scopes, key, snapshot));
    auto saved = scopes->scopes.save(view(key, key_size));
    if (!saved.ok()) return saved.status();
    snapshot->bytes = *std::move(saved);
    return {};
  });
}

patron_status patron_scopes_list(const patron_scopes* scopes, patron_instant at,
                                 patron_table* rows, patron_error* error) {
  return guard(rows, error, [&]() -> Status {
    PATRON_TRY(given("scopes, rows", scopes, rows));
    rows->table = scopes->scopes.list({at});
    return {};
  });
}

}  // extern "C"
